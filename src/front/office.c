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

static void on_room_deleted(struct kr_front *f, const struct kr_link_room_deleted *m)
{
    kr_front_revoke(f, &(struct kr_link_revocation){.id = m->room, .until_ms = m->until_ms});
    kr_meetings_room_deleted(f->meetings, m->room, kr_front_now_ms(f));
}

static void on_account_locked(struct kr_front *f, const char *account, int64_t until_ms)
{
    kr_front_revoke(f, &(struct kr_link_revocation){.id = account, .until_ms = until_ms});
    kr_meetings_account_locked(f->meetings, account, kr_front_now_ms(f));
    kr_front_end_holder(f, account, KR_SIGNAL_ENDED_REASON_ACCOUNT_LOCKED);
}

/*
 * One of a list that may tell what is known already. What this front never heard of happened while the office could not
 * tell: then it is done now. Ids of accounts, rooms and tokens are random: none is another's.
 */
static void on_revocation(struct kr_front *f, const struct kr_link_revocation *r)
{
    if (!kr_front_revoke(f, r))
        return;
    if (r->holder_only) {
        kr_front_end_holder(f, r->id, KR_SIGNAL_ENDED_REASON_SIGNED_OUT);
        return;
    }
    kr_meetings_room_deleted(f->meetings, r->id, kr_front_now_ms(f));
    kr_meetings_account_locked(f->meetings, r->id, kr_front_now_ms(f));
    kr_front_end_holder(f, r->id, KR_SIGNAL_ENDED_REASON_ACCOUNT_LOCKED);
    kr_front_end_token(f, r->id);
}

static void on_revoked(struct kr_front *f, const struct kr_link_revoked *m)
{
    for (size_t i = 0; i < m->revocations_len; i++)
        on_revocation(f, &m->revocations[i]);
    if (!m->more)
        f->has_revoked = true;
}

static void on_message(void *arg, struct kr_link *link, struct kr_link_msg **msg, int fd)
{
    struct kr_front *f = arg;
    const struct kr_link_msg *m = *msg;
    kr_fd_close(fd);
    switch (m->head.type) {
    case KR_LINK_REVOKED:
        on_revoked(f, &m->u.revoked);
        break;
    case KR_LINK_ROOM_CHANGED:
        kr_meetings_room_changed(f->meetings, &m->u.room_changed, kr_front_now_ms(f));
        break;
    case KR_LINK_ROOM_DELETED:
        on_room_deleted(f, &m->u.room_deleted);
        break;
    case KR_LINK_ACCOUNT_LOCKED:
        on_account_locked(f, m->u.account_locked.account, m->u.account_locked.until_ms);
        break;
    case KR_LINK_TOKEN_DELETED:
        kr_front_revoke(f, &(struct kr_link_revocation){.id = m->u.token_deleted.token, .until_ms = m->u.token_deleted.until_ms});
        kr_front_end_token(f, m->u.token_deleted.token);
        break;
    default:
        if (m->head.id)
            kr_link_reply_error(link, m->head.id, KR_E_UNSUPPORTED, "not for front");
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
