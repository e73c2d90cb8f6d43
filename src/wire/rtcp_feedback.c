/* SPDX-License-Identifier: EUPL-1.2 */
#include "wire/rtcp_write.h"

enum {
    NACK_BYTES = 4,          /* RFC 4585 section 6.2.1: PID and BLP */
    NACK_FOLLOWERS = 16,     /* bits in BLP */
    FIR_BYTES = 8,           /* RFC 5104 section 4.3.1.1 */
    REMB_NAME = 0x52454D42,  /* "REMB", draft-alvestrand-rmcat-remb-03 section 2.2 */
    REMB_HEAD_BYTES = 8,     /* name, number of SSRCs, rate */
    REMB_MANTISSA_BITS = 18, /* draft-alvestrand-rmcat-remb-03 section 2.2 */
};

/*
 * RFC 4585 section 6.2.1: a lost packet, and a bit for each of the 16 after it (lowest first):
 *
 *   |            PID                |             BLP               |
 */
int kr_rtcp_nack_each(const struct kr_rtcp *p, void (*lost)(void *arg, uint16_t seq), void *arg)
{
    if (p->type != KR_RTCP_RTPFB || p->count != KR_RTPFB_NACK || p->body.len == 0 || p->body.len % NACK_BYTES)
        return KR_E_MALFORMED;
    for (size_t at = 0; at < p->body.len; at += NACK_BYTES) {
        uint16_t pid = kr_get_be16(p->body.data + at), blp = kr_get_be16(p->body.data + at + 2);
        lost(arg, pid);
        for (int bit = 0; bit < NACK_FOLLOWERS; bit++) {
            if (blp >> bit & 1)
                lost(arg, (uint16_t)(pid + bit + 1));
        }
    }
    return 0;
}

/*
 * RFC 5104 section 4.3.1.1:
 *
 *   |                              SSRC                             |
 *   | Seq nr.       |    Reserved                                   |
 */
bool kr_rtcp_fir_at(const struct kr_rtcp *p, size_t i, uint32_t *ssrc, uint8_t *command)
{
    if (p->type != KR_RTCP_PSFB || p->count != KR_PSFB_FIR || i >= p->body.len / FIR_BYTES)
        return false;
    const uint8_t *entry = p->body.data + i * FIR_BYTES;
    *ssrc = kr_get_be32(entry);
    *command = entry[4];
    return true;
}

void kr_rtcp_write_pli(struct kr_writer *w, uint32_t sender, uint32_t media)
{
    struct kr_rtcp_begun part = kr_rtcp_begin(w, KR_RTCP_PSFB, KR_PSFB_PLI);
    kr_write_be32(w, sender);
    kr_write_be32(w, media);
    kr_rtcp_end(w, part);
}

/* RFC 5104 section 4.3.1.2: the SSRC of the media source in the header is 0, the target is in the entry. */
void kr_rtcp_write_fir(struct kr_writer *w, uint32_t sender, uint32_t media, uint8_t command)
{
    struct kr_rtcp_begun part = kr_rtcp_begin(w, KR_RTCP_PSFB, KR_PSFB_FIR);
    kr_write_be32(w, sender);
    kr_write_be32(w, 0);
    kr_write_be32(w, media);
    kr_write_be32(w, (uint32_t)command << 24);
    kr_rtcp_end(w, part);
}

void kr_rtcp_write_nack(struct kr_writer *w, uint32_t sender, uint32_t media, const uint16_t *seqs, size_t n)
{
    struct kr_rtcp_begun part = kr_rtcp_begin(w, KR_RTCP_RTPFB, KR_RTPFB_NACK);
    kr_write_be32(w, sender);
    kr_write_be32(w, media);
    for (size_t i = 0; i < n;) {
        uint16_t pid = seqs[i++], blp = 0;
        /* A number that comes twice has distance 0 and needs no bit of its own. */
        for (uint16_t distance; i < n && (distance = (uint16_t)(seqs[i] - pid)) <= NACK_FOLLOWERS; i++) {
            if (distance)
                blp |= (uint16_t)(1u << (distance - 1));
        }
        kr_write_be16(w, pid);
        kr_write_be16(w, blp);
    }
    kr_rtcp_end(w, part);
}

/*
 * draft-alvestrand-rmcat-remb-03 section 2.2, the rate being mantissa * 2^exp bit/s:
 *
 *   |  Unique identifier 'R' 'E' 'M' 'B'                            |
 *   |  Num SSRC     | BR Exp    |  BR Mantissa                      |
 *   |   SSRC feedback                                               |
 */
void kr_rtcp_write_remb(struct kr_writer *w, uint32_t sender, uint64_t rate_bps, const uint32_t *ssrcs,
                        size_t n)
{
    uint32_t exponent = 0;
    while (rate_bps >> exponent >> REMB_MANTISSA_BITS)
        exponent++;
    struct kr_rtcp_begun part = kr_rtcp_begin(w, KR_RTCP_PSFB, KR_PSFB_AFB);
    kr_write_be32(w, sender);
    kr_write_be32(w, 0);
    kr_write_be32(w, REMB_NAME);
    kr_write_be32(w, (uint32_t)(n & 0xFF) << 24 | exponent << REMB_MANTISSA_BITS |
                         (uint32_t)(rate_bps >> exponent));
    for (size_t i = 0; i < (n & 0xFF); i++)
        kr_write_be32(w, ssrcs[i]);
    kr_rtcp_end(w, part);
}

/* Mantissa and exponent may name 2^81; whatever is more than 64 bits hold is as much as they hold. */
int kr_rtcp_read_remb(const struct kr_rtcp *p, uint64_t *rate_bps)
{
    if (p->type != KR_RTCP_PSFB || p->count != KR_PSFB_AFB || p->body.len < REMB_HEAD_BYTES || kr_get_be32(p->body.data) != REMB_NAME)
        return KR_E_MALFORMED;
    uint32_t word = kr_get_be32(p->body.data + 4), exponent = word >> REMB_MANTISSA_BITS & 0x3f;
    uint64_t mantissa = word & ((1u << REMB_MANTISSA_BITS) - 1);
    if (p->body.len < REMB_HEAD_BYTES + (size_t)(word >> 24) * 4)
        return KR_E_MALFORMED;
    bool fits = !mantissa || (exponent < 64 && mantissa << exponent >> exponent == mantissa);
    *rate_bps = fits ? (mantissa ? mantissa << exponent : 0) : UINT64_MAX;
    return 0;
}
