/* SPDX-License-Identifier: EUPL-1.2 */
#include "wire/turn.h"

#include <string.h>

#include "wire/stun_attr.h"

/* What the parser of STUN takes care of, of the attributes that must be understood (RFC 8489 section 18.3, RFC 8445 20.2). */
static bool is_of_stun(uint16_t type)
{
    switch (type) {
    case KR_STUN_ATTR_MAPPED_ADDRESS:
    case KR_STUN_ATTR_USERNAME:
    case KR_STUN_ATTR_MESSAGE_INTEGRITY:
    case KR_STUN_ATTR_ERROR_CODE:
    case KR_STUN_ATTR_UNKNOWN_ATTRIBUTES:
    case KR_STUN_ATTR_MESSAGE_INTEGRITY_SHA256:
    case KR_STUN_ATTR_XOR_MAPPED_ADDRESS:
    case KR_STUN_ATTR_PRIORITY:
    case KR_STUN_ATTR_USE_CANDIDATE:
        return true;
    default:
        return false;
    }
}

static void note_unknown(struct kr_stun_msg *m, uint16_t type)
{
    if (type < KR_STUN_OPTIONAL_FROM && !is_of_stun(type) && m->n_unknown < KR_STUN_UNKNOWN_MAX)
        m->unknown[m->n_unknown++] = type;
}

static void read_text(struct kr_span *out, const uint8_t *v, size_t len)
{
    if (!out->data)
        *out = (struct kr_span){v, len};
}

static int read_peer(struct kr_turn_msg *m, const uint8_t *v, size_t len, const uint8_t *msg)
{
    if (m->n_peers == KR_TURN_PEERS_MAX)
        return KR_E_MALFORMED;
    int err = kr_stun_read_address(&m->peers[m->n_peers], v, len, msg);
    if (!err)
        m->n_peers++;
    return err;
}

/* RFC 8656 sections 18.1, 18.6 and 18.7: a number, and bytes reserved for future use. */
static int read_number(struct kr_turn_msg *m, uint16_t type, const uint8_t *v, size_t len)
{
    if (len != 4)
        return KR_E_MALFORMED;
    if (type == KR_STUN_ATTR_LIFETIME && !m->has_lifetime) {
        m->has_lifetime = true;
        m->lifetime_s = kr_get_be32(v);
    } else if (type == KR_STUN_ATTR_CHANNEL_NUMBER && !m->has_channel) {
        m->has_channel = true;
        m->channel = kr_get_be16(v);
    } else if (type == KR_STUN_ATTR_REQUESTED_TRANSPORT && !m->has_transport) {
        m->has_transport = true;
        m->transport = v[0];
    } else if (type == KR_STUN_ATTR_REQUESTED_ADDRESS_FAMILY && !m->has_family) {
        m->has_family = true;
        m->family = v[0] == KR_STUN_ADDRESS_IPV4 ? 4 : v[0] == KR_STUN_ADDRESS_IPV6 ? 6 : 0;
    }
    return 0;
}

static int read_attribute(struct kr_turn_msg *m, uint16_t type, const uint8_t *v, size_t len, const uint8_t *msg)
{
    switch (type) {
    case KR_STUN_ATTR_REALM:
        read_text(&m->realm, v, len);
        return len > KR_STUN_REALM_MAX ? KR_E_MALFORMED : 0;
    case KR_STUN_ATTR_NONCE:
        read_text(&m->nonce, v, len);
        return len > KR_STUN_REALM_MAX ? KR_E_MALFORMED : 0;
    case KR_STUN_ATTR_LIFETIME:
    case KR_STUN_ATTR_CHANNEL_NUMBER:
    case KR_STUN_ATTR_REQUESTED_TRANSPORT:
    case KR_STUN_ATTR_REQUESTED_ADDRESS_FAMILY:
        return read_number(m, type, v, len);
    case KR_STUN_ATTR_XOR_PEER_ADDRESS:
        return read_peer(m, v, len, msg);
    case KR_STUN_ATTR_XOR_RELAYED_ADDRESS:
        return m->relayed.family ? 0 : kr_stun_read_address(&m->relayed, v, len, msg);
    case KR_STUN_ATTR_DATA:
        if (!m->has_data)
            m->data = (struct kr_span){v, len};
        m->has_data = true;
        return 0;
    default:
        note_unknown(&m->stun, type);
        return 0;
    }
}

/* kr_stun_parse has been over the message: every attribute lies within it. What follows the integrity counts for nothing. */
int kr_turn_parse(struct kr_turn_msg *out, const uint8_t *p, size_t len)
{
    struct kr_turn_msg m = {0};
    int err = kr_stun_parse(&m.stun, p, len);
    if (err)
        return err;
    m.stun.n_unknown = 0;
    size_t end = m.stun.integrity_at ? m.stun.integrity_at : len;
    for (size_t at = KR_STUN_HEADER_BYTES; at < end && !err;) {
        uint16_t type = kr_get_be16(p + at);
        size_t value_len = kr_get_be16(p + at + 2);
        at += KR_STUN_ATTR_HEADER_BYTES;
        err = read_attribute(&m, type, p + at, value_len, p);
        at += (value_len + 3) & ~(size_t)3;
    }
    if (!err)
        *out = m;
    return err;
}

bool kr_turn_is_channel_data(const uint8_t *p, size_t len)
{
    return len >= KR_TURN_CHANNEL_HEADER_BYTES && p[0] >= KR_TURN_CHANNEL_FIRST >> 8 && p[0] <= KR_TURN_CHANNEL_LAST >> 8;
}

/*
 * RFC 8656 section 12.4:
 *
 *   |         Channel Number        |            Length             |
 *   /                       Application Data                        /
 */
int kr_turn_channel_data_parse(struct kr_turn_channel_data *out, const uint8_t *p, size_t len)
{
    if (!kr_turn_is_channel_data(p, len))
        return KR_E_MALFORMED;
    size_t data_len = kr_get_be16(p + 2);
    if (data_len > len - KR_TURN_CHANNEL_HEADER_BYTES)
        return KR_E_TRUNCATED;
    *out = (struct kr_turn_channel_data){kr_get_be16(p), {p + KR_TURN_CHANNEL_HEADER_BYTES, data_len}};
    return 0;
}

size_t kr_turn_channel_data_write(uint8_t *out, size_t cap, uint16_t channel, struct kr_span data, bool stream)
{
    size_t len = KR_TURN_CHANNEL_HEADER_BYTES + data.len, padded = stream ? (len + 3) & ~(size_t)3 : len;
    if (padded > cap || data.len > UINT16_MAX)
        return 0;
    kr_put_be16(out, channel);
    kr_put_be16(out + 2, (uint16_t)data.len);
    if (data.len)
        memcpy(out + KR_TURN_CHANNEL_HEADER_BYTES, data.data, data.len);
    memset(out + len, 0, padded - len);
    return padded;
}

int kr_turn_frame(size_t *out_bytes, const uint8_t *p, size_t len)
{
    if (len && p[0] > 3 && (p[0] < KR_TURN_CHANNEL_FIRST >> 8 || p[0] > KR_TURN_CHANNEL_LAST >> 8))
        return KR_E_MALFORMED;
    if (len < KR_TURN_CHANNEL_HEADER_BYTES)
        return KR_E_AGAIN;
    size_t value = kr_get_be16(p + 2), bytes = (KR_TURN_CHANNEL_HEADER_BYTES + value + 3) & ~(size_t)3;
    if (p[0] <= 3) {
        if (value % 4)
            return KR_E_MALFORMED;
        bytes = KR_STUN_HEADER_BYTES + value;
    }
    if (bytes > KR_TURN_MESSAGE_BYTES)
        return KR_E_TOO_LARGE;
    *out_bytes = bytes;
    return 0;
}
