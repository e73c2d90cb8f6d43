/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "wire/stun_attr.h"
#include "wire/turn.h"

static void write_bytes(struct kr_writer *w, uint16_t type, struct kr_span value)
{
    uint8_t *v = kr_stun_write_attribute(w, type, value.len);
    if (v && value.len)
        memcpy(v, value.data, value.len);
}

static void write_number(struct kr_writer *w, uint16_t type, uint32_t number)
{
    uint8_t *v = kr_stun_write_attribute(w, type, 4);
    if (v)
        kr_put_be32(v, number);
}

void kr_turn_write_attributes(struct kr_writer *w, const struct kr_turn_write *t)
{
    if (t->transport)
        write_number(w, KR_STUN_ATTR_REQUESTED_TRANSPORT, (uint32_t)t->transport << 24);
    if (t->family)
        write_number(w, KR_STUN_ATTR_REQUESTED_ADDRESS_FAMILY,
                     (uint32_t)(t->family == 4 ? KR_STUN_ADDRESS_IPV4 : KR_STUN_ADDRESS_IPV6) << 24);
    if (t->channel)
        write_number(w, KR_STUN_ATTR_CHANNEL_NUMBER, (uint32_t)t->channel << 16);
    if (t->relayed.family)
        kr_stun_write_address(w, KR_STUN_ATTR_XOR_RELAYED_ADDRESS, &t->relayed);
    if (t->peer.family)
        kr_stun_write_address(w, KR_STUN_ATTR_XOR_PEER_ADDRESS, &t->peer);
    if (t->has_lifetime)
        write_number(w, KR_STUN_ATTR_LIFETIME, t->lifetime_s);
    if (t->realm.data)
        write_bytes(w, KR_STUN_ATTR_REALM, t->realm);
    if (t->nonce.data)
        write_bytes(w, KR_STUN_ATTR_NONCE, t->nonce);
    if (t->data.data)
        write_bytes(w, KR_STUN_ATTR_DATA, t->data);
}
