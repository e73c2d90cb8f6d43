/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * WHIP (RFC 9725): a document camera, an encoder or a page that publishes into a room as a member of its own. The
 * session's address is the publisher's own: /whip/{room}/{participant}.
 */
#include <string.h>

#include "front/device.h"

struct sends {
    bool audio, video;
};

/*
 * Which kinds the offer sends, from three line types. The media process is the one that understands the offer; this
 * only decides what the member is shown to have switched on.
 */
static struct sends look_at(const char *sdp)
{
    struct sends s = {0};
    bool *kind = NULL;
    for (const char *line = sdp; *line; line += strcspn(line, "\n"), line += *line == '\n') {
        if (strncmp(line, "m=", 2) == 0) {
            const char *port = line + strcspn(line, " \n");
            kind = strncmp(line, "m=audio ", 8) == 0 ? &s.audio : strncmp(line, "m=video ", 8) == 0 ? &s.video : NULL;
            if (strncmp(port, " 0 ", 3) == 0)
                kind = NULL; /* RFC 3264 section 5.1: offered, but not wanted */
            if (kind)
                *kind = true; /* RFC 8866 section 6.7: sendrecv unless said otherwise */
        } else if (kind && (strncmp(line, "a=recvonly", 10) == 0 || strncmp(line, "a=inactive", 10) == 0)) {
            *kind = false;
        }
    }
    return s;
}

int kr_whip_admit(struct kr_front *f, struct kr_device_call *call, const struct kr_ticket *ticket, const char *text,
                  struct kr_session **out)
{
    struct kr_session *s;
    struct sends sends = look_at(call->sdp);
    struct kr_signal_state on = {
        .microphone = sends.audio, .has_microphone = true, .camera = sends.video, .has_camera = true};
    int err = kr_session_new(&s, f, KR_LINK_ENDPOINT_OPEN_MODE_PUBLISH, ticket, text);
    if (err)
        return err;
    err = kr_meeting_attach(f->meetings, ticket, call->path.participant, s->id, s, kr_front_now_ms(f), &s->person);
    if (!err)
        err = kr_meeting_state(s->person, &on);
    if (err)
        kr_session_end(s);
    else
        *out = s;
    return err;
}

static struct kr_session *find(struct kr_front *f, const struct kr_device_path *path)
{
    struct kr_meeting *m = kr_meetings_find(f->meetings, path->room);
    struct kr_person *p = m ? kr_meeting_find_member(m, path->participant) : NULL;
    return p && kr_person_role(p) == KR_ROLE_DEVICE ? kr_person_user(p) : NULL;
}

void kr_whip_request(struct kr_front *f, struct kr_http_exchange *x, const struct kr_http_request *req)
{
    struct kr_device_path path;
    if (kr_device_path(&path, req->path, "/whip/") || path.session[0])
        kr_device_refuse(x, 404);
    else if (strcmp(req->method, "OPTIONS") == 0)
        kr_device_options(x);
    else if (strcmp(req->method, "POST") == 0)
        kr_device_post(f, x, req, &path, false);
    else if (strcmp(req->method, "DELETE") == 0)
        kr_device_delete(x, req, find(f, &path));
    else
        kr_device_not_allowed(x, "OPTIONS, POST, DELETE");
}
