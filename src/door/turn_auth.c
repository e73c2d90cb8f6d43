/* SPDX-License-Identifier: EUPL-1.2 */
/* Long-term credentials (RFC 8489 section 9.2), checked without remembering anybody. */
#include <string.h>

#include "door/turn_inside.h"

/* RFC 8489 section 9.2.4, in its order. */
uint16_t kr_turn_authenticate(const struct kr_turn *t, struct kr_turn_request *r)
{
    const struct kr_turn_msg *m = r->msg;
    const struct kr_span address = {r->from->address.ip, r->from->address.family == 4 ? 4 : 16};
    if (!m->stun.integrity_at)
        return KR_TURN_UNAUTHENTICATED;
    if (!m->stun.username.data || !m->realm.data || !m->nonce.data)
        return KR_TURN_BAD_REQUEST;
    if (kr_turn_nonce_check(m->nonce, t->config.secret, address, r->unix_s))
        return KR_TURN_STALE_NONCE;
    if (kr_turn_pass_key(r->key, &r->until_s, t->config.secret, m->stun.username, t->config.realm) ||
        kr_stun_check(&m->stun, r->bytes, r->key, sizeof r->key))
        return KR_TURN_UNAUTHENTICATED;
    return 0;
}
