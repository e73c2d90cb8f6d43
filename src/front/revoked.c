/* SPDX-License-Identifier: EUPL-1.2 */
/* What tickets are void although they have not expired, and who has to go because of it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "front/inside.h"

enum { TOLD_AT_ONCE = 500 }; /* entries of `revoked` in proto/link.json */

/* FNV-1a (Fowler, Noll, Vo), 64 bits. Ids are random and come from the office, so nobody can aim at a collision. */
static uint64_t key_of(const char *id)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325);
    for (; *id; id++)
        h = (h ^ (unsigned char)*id) * UINT64_C(0x100000001b3);
    return h;
}

static struct kr_revoked *find(const struct kr_front *f, const char *id)
{
    struct kr_revoked *r = kr_map_get(&f->revoked_by_id, key_of(id));
    return r && strcmp(r->id, id) == 0 ? r : NULL;
}

static struct kr_revoked *find_or_add(struct kr_front *f, const char *id)
{
    struct kr_revoked *r = find(f, id);
    if (r)
        return r;
    r = f->n_revoked < KR_FRONT_REVOKED_MAX ? calloc(1, sizeof *r) : NULL;
    if (!r || kr_map_put(&f->revoked_by_id, key_of(id), r)) {
        free(r);
        return NULL;
    }
    snprintf(r->id, sizeof r->id, "%s", id);
    r->next = f->revoked;
    f->revoked = r;
    f->n_revoked++;
    return r;
}

static void tell(struct kr_front *f, uint32_t media, struct kr_link_revocation *list, size_t n)
{
    struct kr_link_msg msg = {.head.type = KR_LINK_REVOKED, .u.revoked = {.revocations = list, .revocations_len = n}};
    if (f->media[media].link && kr_link_send(f->media[media].link, &msg))
        kr_warn("media %u missed what was revoked", (unsigned)media); /* it is gone or will be: the link tells */
}

bool kr_front_revoke(struct kr_front *f, const struct kr_link_revocation *revocation)
{
    uint64_t until_ms = (uint64_t)revocation->until_ms;
    struct kr_revoked *r = find_or_add(f, revocation->id);
    if (!r) {
        /* A front that cannot remember a lock must not go on letting people in: a new one gets the list. */
        kr_error("what was revoked cannot be remembered");
        f->result = KR_E_NOMEM;
        uv_stop(&f->loop);
        return true;
    }
    uint64_t *at = revocation->holder_only ? &r->holder_until_ms : &r->until_ms;
    if (*at >= until_ms)
        return false;
    *at = until_ms;
    struct kr_link_revocation one = *revocation;
    for (uint32_t i = 0; i < f->n_media; i++)
        tell(f, i, &one, 1);
    return true;
}

static bool is_void(const struct kr_front *f, const char *id, uint64_t expires_ms, bool holder)
{
    const struct kr_revoked *r = *id ? find(f, id) : NULL;
    return r && (expires_ms <= r->until_ms || (holder && expires_ms <= r->holder_until_ms));
}

/* A ticket says when it ends, not when it was made; none lives longer than what revokes it. */
bool kr_front_is_revoked(const struct kr_front *f, const struct kr_ticket *t)
{
    return is_void(f, t->account, t->expires_ms, false) || is_void(f, t->room, t->expires_ms, false) ||
           is_void(f, t->holder, t->expires_ms, true) || is_void(f, t->id, t->expires_ms, false);
}

void kr_front_tell_revoked(struct kr_front *f, uint32_t media)
{
    struct kr_link_revocation list[TOLD_AT_ONCE];
    size_t n = 0;
    for (struct kr_revoked *r = f->revoked; r; r = r->next) {
        if (n + 2 > TOLD_AT_ONCE) {
            tell(f, media, list, n);
            n = 0;
        }
        if (r->until_ms)
            list[n++] = (struct kr_link_revocation){.id = r->id, .until_ms = (int64_t)r->until_ms};
        if (r->holder_until_ms)
            list[n++] = (struct kr_link_revocation){.id = r->id, .holder_only = true, .until_ms = (int64_t)r->holder_until_ms};
    }
    if (n)
        tell(f, media, list, n);
}

void kr_front_sweep_revoked(struct kr_front *f, uint64_t unix_ms)
{
    for (struct kr_revoked **at = &f->revoked; *at;) {
        struct kr_revoked *r = *at;
        if (r->until_ms > unix_ms || r->holder_until_ms > unix_ms) {
            at = &r->next;
            continue;
        }
        *at = r->next;
        kr_map_remove(&f->revoked_by_id, key_of(r->id));
        f->n_revoked--;
        free(r);
    }
}

void kr_front_free_revoked(struct kr_front *f)
{
    while (f->revoked) {
        struct kr_revoked *r = f->revoked;
        f->revoked = r->next;
        free(r);
    }
    kr_map_fini(&f->revoked_by_id);
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

void kr_front_end_holder(struct kr_front *f, const char *account, enum kr_signal_ended_reason reason)
{
    for (struct kr_session *s; (s = find_holder(f, account));) {
        struct kr_signal_msg msg = {.head.type = KR_SIGNAL_ENDED, .u.ended.reason = reason};
        kr_client_send(s->client, &msg, 0);
        kr_session_end(s);
    }
}

void kr_front_end_token(struct kr_front *f, const char *token)
{
    for (struct kr_session *s; (s = find_token(f, token));)
        kr_session_end(s);
}
