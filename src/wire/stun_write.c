/* SPDX-License-Identifier: EUPL-1.2 */
#include "wire/stun.h"

#include <string.h>

#include "crypto/hmac.h"
#include "wire/crc32.h"
#include "wire/stun_attr.h"

/* RFC 8489 section 5: M11..M7 C1 M6..M4 C0 M3..M0. */
static uint16_t type_of(enum kr_stun_class class, uint16_t method)
{
    return (uint16_t)((method & 0xF80) << 2 | (method & 0x70) << 1 | (method & 0xF) | (class & 2) << 7 |
                      (class & 1) << 4);
}

uint8_t *kr_stun_write_attribute(struct kr_writer *w, uint16_t type, size_t len)
{
    kr_write_be16(w, type);
    kr_write_be16(w, (uint16_t)len);
    size_t padded = (len + 3) & ~(size_t)3;
    uint8_t *value = kr_write_reserve(w, padded);
    if (value)
        memset(value, 0, padded);
    return value;
}

/* RFC 8489 section 14.2; w->data is the message's begin, its bytes 4 to 19 the mask. */
void kr_stun_write_address(struct kr_writer *w, uint16_t type, const struct kr_wire_address *a)
{
    size_t ip_len = a->family == 4 ? 4 : 16;
    uint8_t *v = kr_stun_write_attribute(w, type, 4 + ip_len);
    if (!v)
        return;
    v[1] = a->family == 4 ? KR_STUN_ADDRESS_IPV4 : KR_STUN_ADDRESS_IPV6;
    kr_put_be16(v + 2, (uint16_t)(a->port ^ KR_STUN_COOKIE >> 16));
    for (size_t i = 0; i < ip_len; i++)
        v[4 + i] = a->ip[i] ^ w->data[4 + i];
}

/* Phrases of RFC 8489 section 14.8, RFC 8445 section 7.3.1.1 and RFC 8656 section 19. */
static const char *reason_of(uint16_t code)
{
    switch (code) {
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthenticated";
    case 403:
        return "Forbidden";
    case 420:
        return "Unknown Attribute";
    case 437:
        return "Allocation Mismatch";
    case 438:
        return "Stale Nonce";
    case 440:
        return "Address Family not Supported";
    case 441:
        return "Wrong Credentials";
    case 442:
        return "Unsupported Transport Protocol";
    case 443:
        return "Peer Address Family Mismatch";
    case 486:
        return "Allocation Quota Reached";
    case 487:
        return "Role Conflict";
    case 500:
        return "Server Error";
    case 508:
        return "Insufficient Capacity";
    default:
        return "Error";
    }
}

static void write_error(struct kr_writer *w, uint16_t code)
{
    const char *reason = reason_of(code);
    size_t len = strlen(reason);
    uint8_t *v = kr_stun_write_attribute(w, KR_STUN_ATTR_ERROR_CODE, 4 + len);
    if (!v)
        return;
    v[2] = (uint8_t)(code / 100);
    v[3] = (uint8_t)(code % 100);
    memcpy(v + 4, reason, len);
}

static void write_unknown(struct kr_writer *w, const uint16_t *types, size_t n)
{
    uint8_t *v = kr_stun_write_attribute(w, KR_STUN_ATTR_UNKNOWN_ATTRIBUTES, 2 * n);
    for (size_t i = 0; v && i < n; i++)
        kr_put_be16(v + 2 * i, types[i]);
}

static void write_ice(struct kr_writer *w, const struct kr_stun_write *m)
{
    uint8_t *v;
    if (m->has_priority && (v = kr_stun_write_attribute(w, KR_STUN_ATTR_PRIORITY, 4)))
        kr_put_be32(v, m->priority);
    if (m->use_candidate)
        kr_stun_write_attribute(w, KR_STUN_ATTR_USE_CANDIDATE, 0);
    if (m->controlling && (v = kr_stun_write_attribute(w, KR_STUN_ATTR_ICE_CONTROLLING, 8)))
        kr_put_be64(v, m->tie_breaker);
    if (m->controlled && (v = kr_stun_write_attribute(w, KR_STUN_ATTR_ICE_CONTROLLED, 8)))
        kr_put_be64(v, m->tie_breaker);
}

/* The header's length covers all that is written so far. */
static void set_length(struct kr_writer *w)
{
    if (!w->failed)
        kr_put_be16(w->data + 2, (uint16_t)(w->len - KR_STUN_HEADER_BYTES));
}

static int write_integrity(struct kr_writer *w, const void *key, size_t key_len)
{
    const struct kr_span covered = {w->data, w->len};
    uint8_t *v = kr_stun_write_attribute(w, KR_STUN_ATTR_MESSAGE_INTEGRITY, KR_STUN_INTEGRITY_BYTES);
    set_length(w);
    return v ? kr_hmac_sha1(v, key, key_len, &covered, 1) : 0;
}

static void write_fingerprint(struct kr_writer *w)
{
    size_t covered = w->len;
    uint8_t *v = kr_stun_write_attribute(w, KR_STUN_ATTR_FINGERPRINT, KR_STUN_FINGERPRINT_BYTES);
    set_length(w);
    if (v)
        kr_put_be32(v, kr_crc32(w->data, covered) ^ KR_STUN_FINGERPRINT_XOR);
}

int kr_stun_write(uint8_t *out, size_t cap, size_t *out_len, const struct kr_stun_write *m, const void *key,
                  size_t key_len)
{
    /* The length field has 16 bits; no message of ours comes near that. */
    struct kr_writer w = kr_writer_of(out, cap < UINT16_MAX ? cap : UINT16_MAX);
    kr_write_be16(&w, type_of(m->class, m->method));
    kr_write_be16(&w, 0);
    kr_write_be32(&w, KR_STUN_COOKIE);
    kr_write_bytes(&w, m->transaction, KR_STUN_TRANSACTION_BYTES);
    if (m->username.data) {
        uint8_t *v = kr_stun_write_attribute(&w, KR_STUN_ATTR_USERNAME, m->username.len);
        if (v && m->username.len)
            memcpy(v, m->username.data, m->username.len);
    }
    if (m->mapped.family)
        kr_stun_write_address(&w, KR_STUN_ATTR_XOR_MAPPED_ADDRESS, &m->mapped);
    if (m->error_code)
        write_error(&w, m->error_code);
    if (m->n_unknown)
        write_unknown(&w, m->unknown, m->n_unknown);
    write_ice(&w, m);
    if (m->turn)
        kr_turn_write_attributes(&w, m->turn);
    if (key) {
        int err = write_integrity(&w, key, key_len);
        if (err)
            return err;
    }
    write_fingerprint(&w);
    if (w.failed)
        return KR_E_TOO_LARGE;
    *out_len = w.len;
    return 0;
}
