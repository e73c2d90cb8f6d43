/* SPDX-License-Identifier: EUPL-1.2 */
#include "wire/stun.h"

#include <string.h>

#include "crypto/hmac.h"
#include "crypto/secret.h"
#include "wire/crc32.h"
#include "wire/stun_attr.h"

/*
 * RFC 8489 section 5:
 *
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |0 0|     STUN Message Type     |         Message Length        |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                         Magic Cookie                          |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                     Transaction ID (96 bits)                  |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * The message type holds class C and method M: M11..M7 C1 M6..M4 C0 M3..M0.
 */
static enum kr_stun_class class_of(uint16_t type)
{
    return (enum kr_stun_class)((type >> 7 & 2) | (type >> 4 & 1));
}

static uint16_t method_of(uint16_t type)
{
    return (uint16_t)((type >> 2 & 0xF80) | (type >> 1 & 0x70) | (type & 0xF));
}

bool kr_stun_is(const uint8_t *p, size_t len)
{
    /* RFC 7983 section 7: first byte 0 to 3. */
    return len >= KR_STUN_HEADER_BYTES && p[0] <= 3 && kr_get_be32(p + 4) == KR_STUN_COOKIE;
}

/*
 * RFC 8489 section 14.2:
 *
 *   |0 0 0 0 0 0 0 0|    Family     |         X-Port                |
 *   |                X-Address (32 bits or 128 bits)                |
 *
 * X-Port is masked with the cookie's upper half, X-Address with the cookie and the transaction (bytes 4 to
 * 19).
 */
int kr_stun_read_address(struct kr_wire_address *out, const uint8_t *v, size_t len, const uint8_t *msg)
{
    if (len < 4)
        return KR_E_MALFORMED;
    size_t ip_len = v[1] == KR_STUN_ADDRESS_IPV4 ? 4 : v[1] == KR_STUN_ADDRESS_IPV6 ? 16 : 0;
    if (!ip_len || len != 4 + ip_len)
        return KR_E_MALFORMED;
    *out = (struct kr_wire_address){.family = ip_len == 4 ? 4 : 6};
    out->port = (uint16_t)(kr_get_be16(v + 2) ^ KR_STUN_COOKIE >> 16);
    for (size_t i = 0; i < ip_len && i < sizeof out->ip; i++)
        out->ip[i] = v[4 + i] ^ msg[4 + i];
    return 0;
}

/*
 * RFC 8489 section 14.8: 21 reserved bits, the hundreds (3 to 6) in 3 bits, the rest (0 to 99) in 8, a
 * reason.
 */
static int read_error_code(uint16_t *out, const uint8_t *v, size_t len)
{
    if (len < 4)
        return KR_E_MALFORMED;
    uint8_t hundreds = v[2] & 7, rest = v[3];
    if (hundreds < 3 || hundreds > 6 || rest > 99)
        return KR_E_MALFORMED;
    *out = (uint16_t)(hundreds * 100 + rest);
    return 0;
}

static int read_tie_breaker(struct kr_stun_msg *m, bool *role, const uint8_t *v, size_t len)
{
    if (len != 8)
        return KR_E_MALFORMED;
    *role = true;
    m->tie_breaker = kr_get_be64(v);
    return 0;
}

static int read_integrity(struct kr_stun_msg *m, const uint8_t *v, size_t len, const uint8_t *msg)
{
    if (len != KR_STUN_INTEGRITY_BYTES)
        return KR_E_MALFORMED;
    m->integrity_at = (size_t)(v - msg) - KR_STUN_ATTR_HEADER_BYTES;
    return 0;
}

/* RFC 8489 section 14.7: it is the last attribute, and covers everything before it. */
static int read_fingerprint(struct kr_stun_msg *m, const uint8_t *v, size_t len, const uint8_t *msg,
                            size_t msg_len)
{
    if (len != KR_STUN_FINGERPRINT_BYTES || v + len != msg + msg_len)
        return KR_E_MALFORMED;
    size_t covered = (size_t)(v - msg) - KR_STUN_ATTR_HEADER_BYTES;
    if (kr_get_be32(v) != (kr_crc32(msg, covered) ^ KR_STUN_FINGERPRINT_XOR))
        return KR_E_MALFORMED;
    m->has_fingerprint = true;
    return 0;
}

static void note_unknown(struct kr_stun_msg *m, uint16_t type)
{
    if (type < KR_STUN_OPTIONAL_FROM && m->n_unknown < KR_STUN_UNKNOWN_MAX)
        m->unknown[m->n_unknown++] = type;
}

/* Of an attribute that comes twice only the first counts (RFC 8489 section 14). */
static int read_attribute(struct kr_stun_msg *m, uint16_t type, const uint8_t *v, size_t len,
                          const uint8_t *msg)
{
    switch (type) {
    case KR_STUN_ATTR_USERNAME:
        if (len > KR_STUN_USERNAME_MAX)
            return KR_E_MALFORMED;
        if (!m->username.data)
            m->username = (struct kr_span){v, len};
        return 0;
    case KR_STUN_ATTR_MESSAGE_INTEGRITY:
        return read_integrity(m, v, len, msg);
    case KR_STUN_ATTR_ERROR_CODE:
        return m->error_code ? 0 : read_error_code(&m->error_code, v, len);
    case KR_STUN_ATTR_XOR_MAPPED_ADDRESS:
        return m->mapped.family ? 0 : kr_stun_read_address(&m->mapped, v, len, msg);
    case KR_STUN_ATTR_PRIORITY:
        if (len != 4)
            return KR_E_MALFORMED;
        if (!m->has_priority)
            m->priority = kr_get_be32(v);
        m->has_priority = true;
        return 0;
    case KR_STUN_ATTR_USE_CANDIDATE:
        m->use_candidate = true;
        return len == 0 ? 0 : KR_E_MALFORMED;
    case KR_STUN_ATTR_ICE_CONTROLLED:
        return m->controlled || m->controlling ? 0 : read_tie_breaker(m, &m->controlled, v, len);
    case KR_STUN_ATTR_ICE_CONTROLLING:
        return m->controlled || m->controlling ? 0 : read_tie_breaker(m, &m->controlling, v, len);
    case KR_STUN_ATTR_MAPPED_ADDRESS:     /* superseded by the XOR form */
    case KR_STUN_ATTR_UNKNOWN_ATTRIBUTES: /* only in answers, which tell enough by their error code */
    case KR_STUN_ATTR_REALM:              /* long-term credentials; ICE has none */
    case KR_STUN_ATTR_NONCE:
    case KR_STUN_ATTR_MESSAGE_INTEGRITY_SHA256: /* ICE uses SHA-1, RFC 8445 section 7 */
        return 0;
    default:
        note_unknown(m, type);
        return 0;
    }
}

/*
 * RFC 8489 section 14: attributes, each padded with 1 to 3 bytes to a multiple of 4:
 *
 *   |         Type                  |            Length             |
 *   |                         Value (variable)                ....
 */
static int read_attributes(struct kr_stun_msg *m, const uint8_t *p, size_t len)
{
    size_t at = KR_STUN_HEADER_BYTES;
    while (at < len) {
        if (len - at < KR_STUN_ATTR_HEADER_BYTES)
            return KR_E_MALFORMED;
        uint16_t type = kr_get_be16(p + at);
        size_t value_len = kr_get_be16(p + at + 2), padded = (value_len + 3) & ~(size_t)3;
        at += KR_STUN_ATTR_HEADER_BYTES;
        if (padded > len - at)
            return KR_E_MALFORMED;
        int err = 0;
        if (type == KR_STUN_ATTR_FINGERPRINT)
            err = read_fingerprint(m, p + at, value_len, p, len);
        else if (!m->integrity_at)
            err = read_attribute(m, type, p + at, value_len, p);
        if (err)
            return err;
        at += padded;
    }
    return 0;
}

int kr_stun_parse(struct kr_stun_msg *out, const uint8_t *p, size_t len)
{
    if (!kr_stun_is(p, len))
        return KR_E_MALFORMED;
    size_t body_len = kr_get_be16(p + 2);
    if (body_len % 4 || body_len != len - KR_STUN_HEADER_BYTES)
        return KR_E_MALFORMED;
    uint16_t type = kr_get_be16(p);
    struct kr_stun_msg m = {.class = class_of(type), .method = method_of(type), .transaction = p + 8};
    int err = read_attributes(&m, p, len);
    if (!err)
        *out = m;
    return err;
}

int kr_stun_check(const struct kr_stun_msg *m, const uint8_t *p, const void *key, size_t key_len)
{
    if (!m->integrity_at)
        return KR_E_AUTH;
    /* RFC 8489 section 14.5: the length as if MESSAGE-INTEGRITY were the last attribute. */
    uint8_t head[4], mac[KR_HMAC_SHA1_BYTES];
    memcpy(head, p, sizeof head);
    kr_put_be16(head + 2, (uint16_t)(m->integrity_at + KR_STUN_ATTR_HEADER_BYTES + KR_STUN_INTEGRITY_BYTES -
                                     KR_STUN_HEADER_BYTES));
    const struct kr_span parts[] = {{head, sizeof head}, {p + sizeof head, m->integrity_at - sizeof head}};
    int err = kr_hmac_sha1(mac, key, key_len, parts, 2);
    if (err)
        return err;
    return kr_secret_equal(mac, p + m->integrity_at + KR_STUN_ATTR_HEADER_BYTES, sizeof mac) ? 0 : KR_E_AUTH;
}
