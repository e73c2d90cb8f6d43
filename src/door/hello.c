/* SPDX-License-Identifier: EUPL-1.2 */
#include "door/hello.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/bytes.h"

enum {
    RECORD_HANDSHAKE = 22,      /* RFC 8446 section 5.1 */
    RECORD_HEADER_BYTES = 5,
    RECORD_BYTES_MAX = 16384,   /* RFC 8446 section 5.1 */
    CLIENT_HELLO = 1,           /* RFC 8446 section 4 */
    HANDSHAKE_HEADER_BYTES = 4,
    EXTENSION_SERVER_NAME = 0,  /* RFC 6066 section 3 */
    EXTENSION_ALPN = 16,        /* RFC 7301 section 3.1 */
    NAME_TYPE_HOST = 0,         /* RFC 6066 section 3 */
};

struct parts { /* the handshake message without the records around it */
    uint8_t bytes[KR_HELLO_BYTES];
    size_t len;
};

/* A ClientHello may come in several records (RFC 8446 section 5.1). */
static enum kr_hello unwrap(struct parts *out, const uint8_t *p, size_t len)
{
    size_t at = 0;
    while (at < len) {
        if (p[at] != RECORD_HANDSHAKE || (len - at > 1 && p[at + 1] != 3))
            return KR_HELLO_NONE;
        if (len - at < RECORD_HEADER_BYTES)
            break;
        size_t body = kr_get_be16(p + at + 3), here = len - at - RECORD_HEADER_BYTES;
        if (body == 0 || body > RECORD_BYTES_MAX)
            return KR_HELLO_NONE;
        here = here < body ? here : body;
        memcpy(out->bytes + out->len, p + at + RECORD_HEADER_BYTES, here);
        out->len += here;
        at += RECORD_HEADER_BYTES + here;
        if (out->len && out->bytes[0] != CLIENT_HELLO)
            return KR_HELLO_NONE;
        if (out->len >= HANDSHAKE_HEADER_BYTES && out->len >= HANDSHAKE_HEADER_BYTES + (size_t)kr_get_be24(out->bytes + 1)) {
            out->len = HANDSHAKE_HEADER_BYTES + kr_get_be24(out->bytes + 1);
            return KR_HELLO_WEB; /* whole */
        }
        if (here < body)
            break;
    }
    return KR_HELLO_MORE;
}

/* RFC 6066 section 3: a list of names, of which the one of a host counts. */
static bool asks_for_turn(struct kr_reader r)
{
    static const char prefix[] = "turn.";
    size_t n = sizeof prefix - 1;
    kr_read_be16(&r);
    uint8_t type = kr_read_u8(&r);
    size_t len = kr_read_be16(&r);
    const uint8_t *name = kr_read_bytes(&r, len);
    return name && type == NAME_TYPE_HOST && len > n && strncasecmp((const char *)name, prefix, n) == 0;
}

/* RFC 7301 section 3.1: a list of protocols; h2 and http/1.1 are those of pages. */
static bool names_http(struct kr_reader r)
{
    kr_read_be16(&r);
    while (kr_reader_left(&r) && !r.failed) {
        size_t len = kr_read_u8(&r);
        const uint8_t *p = kr_read_bytes(&r, len);
        if (p && ((len == 2 && memcmp(p, "h2", 2) == 0) || (len > 5 && memcmp(p, "http/", 5) == 0)))
            return true;
    }
    return false;
}

/* RFC 8446 section 4.1.2: version, random, session, cipher suites, compression, extensions. */
static enum kr_hello read_hello(const struct parts *hello)
{
    struct kr_reader r = kr_reader_of(hello->bytes + HANDSHAKE_HEADER_BYTES, hello->len - HANDSHAKE_HEADER_BYTES);
    bool turn = false, http = false;
    kr_read_bytes(&r, 2 + 32);
    kr_read_bytes(&r, kr_read_u8(&r));
    kr_read_bytes(&r, kr_read_be16(&r));
    kr_read_bytes(&r, kr_read_u8(&r));
    if (!r.failed && kr_reader_left(&r))
        kr_read_be16(&r); /* length of what follows: the rest */
    while (kr_reader_left(&r) && !r.failed) {
        uint16_t type = kr_read_be16(&r);
        size_t len = kr_read_be16(&r);
        const uint8_t *body = kr_read_bytes(&r, len);
        if (body && type == EXTENSION_SERVER_NAME)
            turn = asks_for_turn(kr_reader_of(body, len));
        else if (body && type == EXTENSION_ALPN)
            http = names_http(kr_reader_of(body, len));
    }
    if (r.failed)
        return KR_HELLO_WEB; /* whoever serves pages says no */
    return turn || !http ? KR_HELLO_RELAY : KR_HELLO_WEB;
}

enum kr_hello kr_hello_judge(const uint8_t *p, size_t len)
{
    struct parts hello;
    size_t looked = len < KR_HELLO_BYTES ? len : KR_HELLO_BYTES;
    hello.len = 0;
    enum kr_hello verdict = unwrap(&hello, p, looked);
    if (verdict == KR_HELLO_WEB)
        return read_hello(&hello);
    return verdict == KR_HELLO_MORE && looked == KR_HELLO_BYTES ? KR_HELLO_WEB : verdict;
}
