/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/revocation.h"

#include <stdio.h>

#include "office/room/entry.h"
#include "office/store/revocation.h"

enum { AT_ONCE = 500 }; /* entries in a message; `revoked` of proto/link.json */

uint64_t kr_revoked_until_ms(const struct kr_office *o)
{
    return kr_office_now_ms(o) + KR_ENTRY_VALID_MS;
}

static int store(struct kr_office *o, const char *id, bool holder_only)
{
    struct kr_store_revocation r = {
        .holder_only = holder_only, .revoked_ms = kr_office_now_ms(o), .expires_ms = kr_revoked_until_ms(o)};
    snprintf(r.id, sizeof r.id, "%s", id);
    return kr_store_revocation_add(o->store, &r);
}

int kr_revoke(struct kr_office *o, const char *id)
{
    return store(o, id, false);
}

int kr_revoke_holder(struct kr_office *o, const char *account)
{
    return store(o, account, true);
}

void kr_revoke_holder_tell(struct kr_office *o, const char *account)
{
    struct kr_link_revocation r = {.id = account, .holder_only = true, .until_ms = (int64_t)kr_revoked_until_ms(o)};
    struct kr_link_msg msg = {.head.type = KR_LINK_REVOKED, .u.revoked = {.revocations = &r, .revocations_len = 1}};
    o->env.event(o->env.arg, &msg);
}

struct sending {
    kr_revocations_send_fn *send;
    void *arg;
    struct kr_store_revocation rows[AT_ONCE];
    size_t n;
};

static int flush(struct sending *s, bool more)
{
    struct kr_link_revocation out[AT_ONCE];
    for (size_t i = 0; i < s->n; i++)
        out[i] = (struct kr_link_revocation){
            .id = s->rows[i].id, .holder_only = s->rows[i].holder_only, .until_ms = (int64_t)s->rows[i].expires_ms};
    struct kr_link_msg msg = {.head.type = KR_LINK_REVOKED, .u.revoked = {.revocations = out, .revocations_len = s->n, .more = more}};
    s->n = 0;
    return s->send(s->arg, &msg);
}

static int take(void *arg, const struct kr_store_revocation *r)
{
    struct sending *s = arg;
    int err = s->n == AT_ONCE ? flush(s, true) : 0;
    if (!err)
        s->rows[s->n++] = *r;
    return err;
}

int kr_revocations_send(struct kr_office *o, kr_revocations_send_fn *send, void *arg)
{
    struct sending s = {.send = send, .arg = arg};
    int err = kr_store_revocation_list(o->store, kr_office_now_ms(o), take, &s);
    return err ? err : flush(&s, false);
}
