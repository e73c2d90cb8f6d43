/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * WHEP (draft-ietf-wish-whep): a player that receives one member's sound and picture and is not a member itself.
 * Posted to /whep/{room}/{participant}; its session is /whep/{room}/{participant}/{session}.
 */
#include <string.h>

#include "front/device.h"

int kr_whep_admit(struct kr_front *f, struct kr_device_call *call, const struct kr_ticket *ticket, const char *text,
                  struct kr_session **out)
{
    int err = kr_meeting_may_play(f->meetings, ticket);
    if (err)
        return err;
    struct kr_person *p = kr_meeting_find_member(kr_meetings_find(f->meetings, ticket->room), call->path.participant);
    struct kr_session *target = p ? kr_person_user(p) : NULL, *s;
    if (!target)
        return KR_E_NOT_FOUND;
    if (target->endpoint != KR_ENDPOINT_OPEN)
        return KR_E_AGAIN;
    if (kr_session_count_players(f, ticket->room) >= KR_FRONT_PLAYERS_MAX)
        return KR_E_FULL;
    err = kr_session_new(&s, f, KR_LINK_ENDPOINT_OPEN_MODE_PLAY, ticket, text);
    if (err)
        return err;
    memcpy(s->target, target->id, sizeof s->target);
    *out = s;
    return 0;
}

/* The participant in the address is the one that was asked for, by id or by label. */
static struct kr_session *find(struct kr_front *f, const struct kr_device_path *path)
{
    struct kr_session *s = kr_session_find(f, path->session);
    if (!s || s->mode != KR_LINK_ENDPOINT_OPEN_MODE_PLAY || strcmp(s->room, path->room) != 0)
        return NULL;
    struct kr_meeting *m = kr_meetings_find(f->meetings, path->room);
    struct kr_person *p = m ? kr_meeting_find_member(m, path->participant) : NULL;
    return p && strcmp(kr_person_id(p), s->target) == 0 ? s : NULL;
}

void kr_whep_request(struct kr_front *f, struct kr_http_exchange *x, const struct kr_http_request *req)
{
    struct kr_device_path path;
    if (kr_device_path(&path, req->path, "/whep/"))
        kr_device_refuse(x, 404);
    else if (strcmp(req->method, "OPTIONS") == 0)
        kr_device_options(x);
    else if (strcmp(req->method, "POST") == 0 && !path.session[0])
        kr_device_post(f, x, req, &path, true);
    else if (strcmp(req->method, "DELETE") == 0 && path.session[0])
        kr_device_delete(x, req, find(f, &path));
    else
        kr_device_not_allowed(x, path.session[0] ? "OPTIONS, DELETE" : "OPTIONS, POST");
}
