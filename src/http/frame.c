/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/utf8.h"
#include "http/frame.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "base/bytes.h"
#include "base/limits.h"
#include "http/text.h"

/*
 *     0                   1                   2                   3
 *     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *    +-+-+-+-+-------+-+-------------+-------------------------------+
 *    |F|R|R|R| opcode|M| Payload len |    Extended payload length    |
 *    |I|S|S|S|  (4)  |A|     (7)     |             (16/64)           |
 *    |N|V|V|V|       |S|             |   (if payload len==126/127)   |
 *    | |1|2|3|       |K|             |                               |
 *    +-+-+-+-+-------+-+-------------+ - - - - - - - - - - - - - - - +
 *    |     Extended payload length continued, if payload len == 127  |
 *    + - - - - - - - - - - - - - - - +-------------------------------+
 *    |                               | Masking-key, if MASK set to 1 |
 *    +-------------------------------+-------------------------------+
 */
enum { FIN = 0x80, RSV = 0x70, OPCODE = 0x0f, MASK = 0x80, LENGTH = 0x7f, LENGTH_16 = 126, LENGTH_64 = 127, MASK_BYTES = 4 };

void kr_ws_reader_init(struct kr_ws_reader *r)
{
    *r = (struct kr_ws_reader){0};
}

void kr_ws_reader_fini(struct kr_ws_reader *r)
{
    free(r->message);
    kr_ws_reader_init(r);
}

static bool is_control(const struct kr_ws_reader *r)
{
    return r->header[0] & 0x8;
}

static size_t header_bytes(const struct kr_ws_reader *r)
{
    if (r->header_len < 2)
        return 2;
    size_t extended = (r->header[1] & LENGTH) == LENGTH_64 ? 8 : (r->header[1] & LENGTH) == LENGTH_16 ? 2 : 0;
    return 2 + extended + MASK_BYTES;
}

/* The first two bytes tell what kind of frame this is: 0, or the code to refuse it with. */
static int check_kind(const struct kr_ws_reader *r)
{
    enum kr_ws_opcode opcode = r->header[0] & OPCODE;
    bool fin = r->header[0] & FIN;
    /* Section 5.2: RSV are 0 without an extension; section 5.1: a client masks. */
    if ((r->header[0] & RSV) || !(r->header[1] & MASK))
        return KR_WS_PROTOCOL_ERROR;
    switch (opcode) {
    case KR_WS_CONTINUATION:
        return r->in_message ? 0 : KR_WS_PROTOCOL_ERROR;
    case KR_WS_TEXT:
        return r->in_message ? KR_WS_PROTOCOL_ERROR : 0;
    case KR_WS_BINARY:
        return r->in_message ? KR_WS_PROTOCOL_ERROR : KR_WS_UNSUPPORTED_DATA;
    case KR_WS_CLOSE:
    case KR_WS_PING:
    case KR_WS_PONG:
        /* Section 5.5: at most 125 bytes and never fragmented. */
        return fin && (r->header[1] & LENGTH) <= KR_WS_CONTROL_BYTES ? 0 : KR_WS_PROTOCOL_ERROR;
    default:
        return KR_WS_PROTOCOL_ERROR;
    }
}

static int grow(struct kr_ws_reader *r, size_t need)
{
    if (need <= r->message_cap)
        return 0;
    size_t cap = r->message_cap ? r->message_cap : 1024;
    while (cap < need)
        cap *= 2;
    uint8_t *message = realloc(r->message, cap);
    if (!message)
        return KR_WS_INTERNAL;
    r->message = message;
    r->message_cap = cap;
    return 0;
}

/* The header is complete: 0, or the code to refuse it with. */
static int begin_payload(struct kr_ws_reader *r)
{
    uint8_t small = r->header[1] & LENGTH;
    r->payload_got = 0;
    r->payload_len = small == LENGTH_16 ? kr_get_be16(r->header + 2) : small == LENGTH_64 ? kr_get_be64(r->header + 2) : small;
    /* Section 5.2: the shortest form of the length, and its highest bit is 0. */
    if ((small == LENGTH_16 && r->payload_len < LENGTH_16) || (small == LENGTH_64 && r->payload_len <= UINT16_MAX) ||
        r->payload_len >> 63)
        return KR_WS_PROTOCOL_ERROR;
    if (is_control(r))
        return 0;
    if (!r->in_message)
        r->message_len = 0;
    r->in_message = true;
    if (r->payload_len > KR_LIMIT_SIGNAL_SDP_BYTES - r->message_len)
        return KR_WS_TOO_BIG;
    return 0;
}

static int take_header(struct kr_ws_reader *r, const uint8_t **data, size_t *len)
{
    while (*len && r->header_len < header_bytes(r)) {
        r->header[r->header_len++] = *(*data)++;
        --*len;
        int code = r->header_len == 2 ? check_kind(r) : 0;
        if (!code && r->header_len >= 2 && r->header_len == header_bytes(r))
            code = begin_payload(r);
        if (code)
            return code;
    }
    return 0;
}

/* Grows by what has come, never by what is promised. */
static int take_payload(struct kr_ws_reader *r, const uint8_t **data, size_t *len)
{
    uint64_t left = r->payload_len - r->payload_got;
    size_t n = *len < left ? *len : (size_t)left;
    const uint8_t *mask = r->header + r->header_len - MASK_BYTES;
    if (n == 0)
        return 0;
    uint8_t *to;
    if (is_control(r)) {
        to = r->control + r->payload_got;
    } else {
        int code = grow(r, r->message_len + n);
        if (code)
            return code;
        to = r->message + r->message_len;
        r->message_len += n;
    }
    for (size_t i = 0; i < n; i++)
        to[i] = (*data)[i] ^ mask[(r->payload_got + i) % MASK_BYTES];
    r->payload_got += n;
    *data += n;
    *len -= n;
    return 0;
}

/* Section 7.4: which codes may come from a peer. */
static bool is_code(int code)
{
    return (code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006) || (code >= 3000 && code <= 4999);
}

static int finish_close(const struct kr_ws_reader *r, struct kr_ws_event *event)
{
    if (r->payload_len == 0) {
        event->code = KR_WS_NO_STATUS;
        return 1;
    }
    event->code = r->payload_len >= 2 ? kr_get_be16(r->control) : 0;
    if (!is_code(event->code))
        return KR_WS_PROTOCOL_ERROR;
    return kr_utf8_is_valid(r->control + 2, (size_t)r->payload_len - 2) ? 1 : KR_WS_INVALID_PAYLOAD;
}

/* A frame is complete: 1 if it makes an event, 0 if not, or a close code. */
static int finish(struct kr_ws_reader *r, struct kr_ws_event *event)
{
    bool control = is_control(r), fin = r->header[0] & FIN;
    r->header_len = 0;
    *event = (struct kr_ws_event){.opcode = control ? r->header[0] & OPCODE : KR_WS_TEXT,
                                  .data = (const char *)r->control, .len = (size_t)r->payload_len};
    if (event->opcode == KR_WS_CLOSE)
        return finish_close(r, event);
    if (control)
        return 1;
    if (!fin)
        return 0;
    r->in_message = false;
    event->data = r->message_len ? (const char *)r->message : "";
    event->len = r->message_len;
    /* Section 8.1. */
    return kr_utf8_is_valid(event->data, event->len) ? 1 : KR_WS_INVALID_PAYLOAD;
}

/* An offer is long and rare; its buffer is not kept for every member of every meeting. */
static void shrink(struct kr_ws_reader *r)
{
    if (r->in_message || r->message_cap <= KR_LIMIT_SIGNAL_BYTES)
        return;
    free(r->message);
    r->message = NULL;
    r->message_cap = r->message_len = 0;
}

int kr_ws_read(struct kr_ws_reader *r, const uint8_t **data, size_t *len, struct kr_ws_event *event)
{
    shrink(r);
    while (!r->failed) {
        int got = take_header(r, data, len);
        bool whole = !got && r->header_len >= 2 && r->header_len == header_bytes(r);
        if (whole)
            got = take_payload(r, data, len);
        if (!got && (!whole || r->payload_got < r->payload_len))
            return 0;
        if (!got)
            got = finish(r, event);
        if (got == 1)
            return 1;
        r->failed = got;
    }
    return r->failed;
}

size_t kr_ws_write_header(uint8_t out[KR_WS_HEADER_BYTES], enum kr_ws_opcode opcode, size_t payload_len)
{
    out[0] = (uint8_t)(FIN | opcode);
    if (payload_len < LENGTH_16) {
        out[1] = (uint8_t)payload_len;
        return 2;
    }
    if (payload_len <= UINT16_MAX) {
        out[1] = LENGTH_16;
        kr_put_be16(out + 2, (uint16_t)payload_len);
        return 4;
    }
    out[1] = LENGTH_64;
    kr_put_be64(out + 2, payload_len);
    return 10;
}

int kr_ws_accept_key(char out[29], const char *key)
{
    /* 16 bytes are 22 characters and two of padding. */
    uint8_t raw[18], hash[EVP_MAX_MD_SIZE];
    char text[64];
    if (strlen(key) != 24 || strcmp(key + 22, "==") != 0 || EVP_DecodeBlock(raw, (const uint8_t *)key, 24) != 18)
        return KR_E_MALFORMED;
    /* RFC 6455 section 1.3: the GUID is part of the protocol. */
    int n = snprintf(text, sizeof text, "%s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", key);
    unsigned hash_len;
    if (!EVP_Digest(text, (size_t)n, hash, &hash_len, EVP_sha1(), NULL))
        return KR_E_INTERNAL;
    EVP_EncodeBlock((uint8_t *)out, hash, (int)hash_len);
    return 0;
}
