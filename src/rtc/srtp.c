/* SPDX-License-Identifier: EUPL-1.2 */
#include "rtc/srtp.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/bytes.h"
#include "rtc/srtp_int.h"

enum { /* RFC 3550 section 5.1 and 5.3.1 */
    RTP_VERSION = 2,
    RTP_FIXED_BYTES = 12,
    RTP_CSRC_MASK = 0x0f,
    RTP_EXTENSION_FLAG = 0x10,
    RTP_EXTENSION_HEADER_BYTES = 4,
    RTP_SSRC_AT = 8,
    RTP_SEQ_AT = 2,
};

int kr_srtp_sender_new(struct kr_srtp_sender **out, enum kr_srtp_profile profile, const uint8_t *key, const uint8_t *salt)
{
    struct kr_srtp_sender *s = calloc(1, sizeof *s);
    if (!s)
        return KR_E_NOMEM;
    int err = kr_srtp_cipher_init(&s->rtp, profile, 0, key, salt, true);
    if (!err)
        err = kr_srtp_cipher_init(&s->rtcp, profile, KR_SRTCP_LABELS, key, salt, true);
    if (err) {
        kr_srtp_sender_free(s);
        return err;
    }
    *out = s;
    return 0;
}

void kr_srtp_sender_free(struct kr_srtp_sender *s)
{
    if (!s)
        return;
    kr_srtp_cipher_fini(&s->rtp);
    kr_srtp_cipher_fini(&s->rtcp);
    free(s);
}

int kr_srtp_receiver_new(struct kr_srtp_receiver **out, enum kr_srtp_profile profile, const uint8_t *key, const uint8_t *salt)
{
    struct kr_srtp_receiver *r = calloc(1, sizeof *r);
    if (!r)
        return KR_E_NOMEM;
    int err = kr_srtp_cipher_init(&r->rtp, profile, 0, key, salt, false);
    if (!err)
        err = kr_srtp_cipher_init(&r->rtcp, profile, KR_SRTCP_LABELS, key, salt, false);
    if (err) {
        kr_srtp_receiver_free(r);
        return err;
    }
    *out = r;
    return 0;
}

void kr_srtp_receiver_free(struct kr_srtp_receiver *r)
{
    if (!r)
        return;
    kr_srtp_cipher_fini(&r->rtp);
    kr_srtp_cipher_fini(&r->rtcp);
    free(r->streams);
    free(r);
}

void kr_srtp_sender_fetch(const struct kr_srtp_sender *s)
{
    if (s->rtp.fast)
        kr_srtp_fast_fetch(s->rtp.fast);
}

size_t kr_srtp_tag_bytes(const struct kr_srtp_sender *s)
{
    return s->rtp.profile->tag_len;
}

int kr_srtp_protect(struct kr_srtp_sender *s, uint8_t *out, size_t cap, size_t *out_len, const uint8_t *header,
                    size_t header_len, const uint8_t *payload, size_t payload_len, uint32_t ssrc, uint64_t index)
{
    size_t tag_len = s->rtp.profile->tag_len;
    kr_assert(header_len >= RTP_FIXED_BYTES && kr_get_be16(header + RTP_SEQ_AT) == (uint16_t)index);
    if (index > KR_SRTP_INDEX_MAX) /* RFC 3711 9.2: the key is used up */
        return KR_E_STATE;
    if (header_len > cap || tag_len > cap - header_len || payload_len > cap - header_len - tag_len)
        return KR_E_TOO_LARGE;

    if (header != out)
        memcpy(out, header, header_len);
    struct kr_srtp_unit u = {
        .ssrc = ssrc, .index = index, .head = out, .head_len = header_len, .in = payload, .out = out + header_len,
        .len = payload_len, .tag = out + header_len + payload_len,
    };
    kr_put_be32(u.trailer, (uint32_t)(index >> 16));
    int err = kr_srtp_seal(&s->rtp, &u);
    if (err)
        return err;
    *out_len = header_len + payload_len + tag_len;
    return 0;
}

/* Length of the part of an RTP packet that stays plain: fixed header, CSRCs, extension. 0: not RTP, or cut off. */
static size_t plain_len(const uint8_t *p, size_t len)
{
    if (len < RTP_FIXED_BYTES || p[0] >> 6 != RTP_VERSION)
        return 0;
    size_t n = RTP_FIXED_BYTES + 4u * (p[0] & RTP_CSRC_MASK);
    if (p[0] & RTP_EXTENSION_FLAG) {
        if (len < n + RTP_EXTENSION_HEADER_BYTES)
            return 0;
        n += RTP_EXTENSION_HEADER_BYTES + 4u * kr_get_be16(p + n + 2);
    }
    return n <= len ? n : 0;
}

/*
 * RFC 3711 3.3.1 and appendix A: the index nearest to the highest one so far. Below the first turn there is none, so a
 * number far ahead of a stream that has never wrapped is taken as ahead.
 */
static uint64_t guess_index(const struct kr_replay *r, uint16_t seq)
{
    if (!r->started)
        return seq;
    int64_t ahead = (int16_t)(uint16_t)(seq - (uint16_t)r->highest);
    if (ahead < 0 && r->highest < (uint64_t)-ahead)
        return seq;
    return r->highest + (uint64_t)ahead;
}

int kr_srtp_unprotect(struct kr_srtp_receiver *r, uint8_t *packet, size_t *len, uint64_t *index)
{
    size_t tag_len = r->rtp.profile->tag_len, head_len = plain_len(packet, *len);
    if (!head_len || *len - head_len < tag_len)
        return KR_E_MALFORMED;

    static const struct kr_replay nothing_yet;
    uint32_t ssrc = kr_get_be32(packet + RTP_SSRC_AT);
    struct kr_srtp_stream *stream = kr_srtp_stream_find(r, ssrc);
    const struct kr_replay *replay = stream ? &stream->rtp : &nothing_yet;
    uint64_t guess = guess_index(replay, kr_get_be16(packet + RTP_SEQ_AT));
    int err = guess > KR_SRTP_INDEX_MAX ? KR_E_STATE : kr_replay_check(replay, guess);
    if (!err && !stream && !kr_srtp_stream_room(r))
        err = KR_E_FULL;
    if (err)
        return err;

    size_t plain = *len - tag_len;
    struct kr_srtp_unit u = {
        .ssrc = ssrc, .index = guess, .head = packet, .head_len = head_len, .in = packet + head_len,
        .out = packet + head_len, .len = plain - head_len, .tag = packet + plain,
    };
    kr_put_be32(u.trailer, (uint32_t)(guess >> 16));
    err = kr_srtp_open(&r->rtp, &u);
    if (err)
        return err;

    if (!stream && !(stream = kr_srtp_stream_make(r, ssrc)))
        return KR_E_NOMEM;
    kr_replay_add(&stream->rtp, guess);
    stream->last_used = ++r->packets;
    *len = plain;
    *index = guess;
    return 0;
}
