/* SPDX-License-Identifier: EUPL-1.2 */
/* The office: asked for API answers and device tickets, told who is live, and heard when something is revoked. */
#include "base/log.h"
#include "front/inside.h"
#include "os/fd.h"

int kr_office_request(struct kr_front *f, struct kr_link_msg *msg, kr_link_reply_fn *on_reply, void *arg)
{
    return f->office ? kr_link_request(f->office, msg, on_reply, arg) : KR_E_CLOSED;
}

void kr_office_tell_live(struct kr_front *f, const char *room, size_t members, bool moderator)
{
    struct kr_link_msg msg = {.head.type = KR_LINK_ROOM_LIVE, .u.room_live = {room, (int64_t)members, moderator}};
    if (f->office)
        (void)!kr_link_send(f->office, &msg); /* an office that is away asks for nothing and is told all when it is back */
}

static void on_message(void *arg, struct kr_link *link, struct kr_link_msg **msg, int fd)
{
    struct kr_front *f = arg;
    uint64_t now_ms = kr_front_now_ms(f);
    kr_fd_close(fd);
    switch ((*msg)->head.type) {
    case KR_LINK_ROOM_CHANGED:
        kr_meetings_room_changed(f->meetings, &(*msg)->u.room_changed, now_ms);
        break;
    case KR_LINK_ROOM_DELETED:
        kr_front_revoke(f, (*msg)->u.room_deleted.room);
        kr_meetings_room_deleted(f->meetings, (*msg)->u.room_deleted.room, now_ms);
        break;
    case KR_LINK_ACCOUNT_LOCKED:
        kr_front_revoke(f, (*msg)->u.account_locked.account);
        kr_meetings_account_locked(f->meetings, (*msg)->u.account_locked.account, now_ms);
        kr_front_end_holder(f, (*msg)->u.account_locked.account);
        break;
    case KR_LINK_TOKEN_DELETED:
        kr_front_revoke(f, (*msg)->u.token_deleted.token);
        kr_front_end_token(f, (*msg)->u.token_deleted.token);
        break;
    default:
        if ((*msg)->head.id)
            kr_link_reply_error(link, (*msg)->head.id, KR_E_UNSUPPORTED, "not for front");
    }
}

static void on_closed(void *arg, struct kr_link *link)
{
    struct kr_front *f = arg;
    if (f->office == link) {
        f->office = NULL;
        kr_warn("the office is gone; meetings go on");
    }
    kr_link_close(link);
}

static bool has_moderator(struct kr_meeting *m)
{
    struct kr_person *p = kr_meeting_next_member(m, NULL);
    while (p && kr_person_role(p) != KR_ROLE_MODERATOR)
        p = kr_meeting_next_member(m, p);
    return p != NULL;
}

void kr_office_open(struct kr_front *f, int fd)
{
    struct kr_link *link;
    if (f->office)
        kr_link_close(f->office);
    f->office = NULL;
    int err = kr_link_open(&link, &f->loop, fd, on_message, on_closed, f);
    if (err) {
        kr_error("no link to the office (%s)", kr_err_id(err));
        return;
    }
    f->office = link;
    /* A new office knows nothing of who is live. */
    for (struct kr_meeting *m = kr_meetings_next(f->meetings, NULL); m; m = kr_meetings_next(f->meetings, m))
        if (kr_meeting_members(m))
            kr_office_tell_live(f, kr_meeting_room(m), kr_meeting_members(m), has_moderator(m));
}
