/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * SRTCP (RFC 3711 section 3.4, RFC 7714 section 9). The first 8 bytes stay plain. Behind the encrypted rest come, in
 * counter mode, E flag with index and then the tag; in GCM the tag belongs to the ciphertext and comes first:
 *
 *   counter mode:  header 8 | encrypted | E and index 4 | tag 10
 *   GCM:           header 8 | encrypted | tag 16 | E and index 4
 */
#include "base/bytes.h"
#include "rtc/srtp_int.h"

enum { SSRC_AT = 4, RTCP_VERSION = 2 }; /* RFC 3550 6.4.1 */

/* Describes a packet whose header and rest without the 14 or 20 bytes of SRTCP have `plain` bytes. */
static struct kr_srtp_unit unit_of(const struct kr_srtp_profile_info *profile, uint8_t *packet, size_t plain, uint32_t word)
{
    struct kr_srtp_unit u = {
        .ssrc = kr_get_be32(packet + SSRC_AT), .index = word & KR_SRTCP_INDEX_MASK, .head = packet,
        .head_len = KR_SRTCP_HEADER_BYTES, .in = packet + KR_SRTCP_HEADER_BYTES, .out = packet + KR_SRTCP_HEADER_BYTES,
        .len = plain - KR_SRTCP_HEADER_BYTES, .trailer_is_aad = true,
        .tag = packet + plain + (profile->aead ? 0 : KR_SRTCP_INDEX_BYTES),
    };
    kr_put_be32(u.trailer, word);
    return u;
}

static uint8_t *word_at(const struct kr_srtp_profile_info *profile, uint8_t *packet, size_t plain)
{
    return packet + plain + (profile->aead ? profile->tag_len : 0);
}

int kr_srtcp_protect(struct kr_srtp_sender *s, uint8_t *packet, size_t cap, size_t *len)
{
    const struct kr_srtp_profile_info *profile = s->rtcp.profile;
    size_t plain = *len, grown = profile->tag_len + KR_SRTCP_INDEX_BYTES;
    if (plain < KR_SRTCP_HEADER_BYTES)
        return KR_E_MALFORMED;
    if (plain > cap || grown > cap - plain)
        return KR_E_TOO_LARGE;
    if (s->rtcp_index > KR_SRTCP_INDEX_MASK) /* RFC 3711 9.2: the key is used up */
        return KR_E_STATE;

    uint32_t word = KR_SRTCP_ENCRYPTED | s->rtcp_index;
    struct kr_srtp_unit u = unit_of(profile, packet, plain, word);
    kr_put_be32(word_at(profile, packet, plain), word);
    int err = kr_srtp_seal(&s->rtcp, &u);
    if (err)
        return err;
    s->rtcp_index++;
    *len = plain + grown;
    return 0;
}

int kr_srtcp_unprotect(struct kr_srtp_receiver *r, uint8_t *packet, size_t *len)
{
    const struct kr_srtp_profile_info *profile = r->rtcp.profile;
    size_t grown = profile->tag_len + KR_SRTCP_INDEX_BYTES;
    if (*len < KR_SRTCP_HEADER_BYTES + grown || packet[0] >> 6 != RTCP_VERSION)
        return KR_E_MALFORMED;
    size_t plain = *len - grown;
    uint32_t word = kr_get_be32(word_at(profile, packet, plain));
    if (!(word & KR_SRTCP_ENCRYPTED)) /* RFC 5764 4.1.2 and RFC 7714 14.2: these profiles encrypt all RTCP */
        return KR_E_MALFORMED;

    struct kr_srtp_unit u = unit_of(profile, packet, plain, word);
    struct kr_srtp_stream *stream = kr_srtp_stream_find(r, u.ssrc);
    int err = stream ? kr_replay_check(&stream->rtcp, u.index) : 0;
    if (!err && !stream && !kr_srtp_stream_room(r))
        err = KR_E_FULL;
    if (!err)
        err = kr_srtp_open(&r->rtcp, &u);
    if (err)
        return err;

    if (!stream && !(stream = kr_srtp_stream_make(r, u.ssrc)))
        return KR_E_NOMEM;
    kr_replay_add(&stream->rtcp, u.index);
    stream->last_used = ++r->packets;
    *len = plain;
    return 0;
}
