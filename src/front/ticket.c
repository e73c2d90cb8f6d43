/* SPDX-License-Identifier: EUPL-1.2 */
/* Tickets at the door: genuine, in time, shown by the browser they were given to, and not revoked since. */
#include <stdio.h>
#include <string.h>

#include "front/inside.h"
#include "os/clock.h"

void kr_front_revoke(struct kr_front *f, const char *id)
{
    struct kr_revoked *r = &f->revoked[f->n_revoked++ % KR_FRONT_REVOKED_MAX];
    snprintf(r->id, sizeof r->id, "%s", id);
    r->until_ms = kr_clock_unix_ms() + KR_FRONT_TICKET_MS;
}

static bool is_about(const char *id, const struct kr_ticket *t)
{
    return strcmp(id, t->account) == 0 || strcmp(id, t->room) == 0 || strcmp(id, t->holder) == 0 || strcmp(id, t->id) == 0;
}

/* A ticket says when it ends, not when it was made; none lives longer than KR_FRONT_TICKET_MS. */
static bool is_revoked(const struct kr_front *f, const struct kr_ticket *t)
{
    size_t n = f->n_revoked < KR_FRONT_REVOKED_MAX ? f->n_revoked : KR_FRONT_REVOKED_MAX;
    for (size_t i = 0; i < n; i++) {
        const struct kr_revoked *r = &f->revoked[i];
        if (t->expires_ms <= r->until_ms && is_about(r->id, t))
            return true;
    }
    return false;
}

int kr_front_ticket(struct kr_front *f, struct kr_ticket *out, const char *text, const uint8_t browser[32])
{
    static const uint8_t none[32];
    struct kr_ticket t;
    if (!f->has_keys)
        return KR_E_AGAIN;
    int err = kr_ticket_read(&t, text, &f->keys, kr_clock_unix_ms());
    if (err)
        return err;
    if (memcmp(t.browser, none, sizeof none) != 0 && !kr_secret_equal(t.browser, browser, sizeof none))
        return KR_E_FORBIDDEN;
    if (is_revoked(f, &t))
        return KR_E_FORBIDDEN;
    *out = t;
    return 0;
}

/* Ending one session may end others (players of a device): the search begins anew each time. */
static struct kr_session *find_holder(struct kr_front *f, const char *account)
{
    struct kr_session *s = f->sessions;
    while (s && strcmp(s->holder, account) != 0)
        s = s->next;
    return s;
}

static struct kr_session *find_token(struct kr_front *f, const char *token)
{
    struct kr_session *s = f->sessions;
    while (s && strcmp(s->token, token) != 0)
        s = s->next;
    return s;
}

void kr_front_end_holder(struct kr_front *f, const char *account)
{
    for (struct kr_session *s; (s = find_holder(f, account));) {
        struct kr_signal_msg msg = {.head.type = KR_SIGNAL_ENDED, .u.ended.reason = KR_SIGNAL_ENDED_REASON_ACCOUNT_LOCKED};
        kr_client_send(s->client, &msg, 0);
        kr_session_end(s);
    }
}

void kr_front_end_token(struct kr_front *f, const char *token)
{
    for (struct kr_session *s; (s = find_token(f, token));)
        kr_session_end(s);
}
