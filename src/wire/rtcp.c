/* SPDX-License-Identifier: EUPL-1.2 */
#include "wire/rtcp.h"

#include "base/assert.h"
#include "wire/rtcp_write.h"

enum {
    VERSION = 2, /* RFC 3550 section 6.4.1 */
    HEADER_BYTES = 4,
    SSRC_BYTES = 4,
    SENDER_INFO_BYTES = 20, /* RFC 3550 section 6.4.1 */
    REPORT_BYTES = 24,      /* RFC 3550 section 6.4.1 */
    COUNT_MAX = 31,         /* 5 bits */
    SDES_CNAME = 1,         /* RFC 3550 section 6.5.1 */
    SDES_TEXT_MAX = 255,    /* RFC 3550 section 6.5 */
};

/*
 * RFC 3550 section 6.4.1, behind the header; a receiver report (6.4.2) leaves the sender info out:
 *
 *   +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 *   |                         SSRC of sender                        |
 *   +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 *   |              NTP timestamp, 64 bits                           |
 *   |                         RTP timestamp                         |
 *   |                     sender's packet count                     |
 *   |                      sender's octet count                     |
 *   +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 *   |                 report blocks of 24 bytes ...                 |
 *
 * What a profile appends behind the blocks is read over.
 */
static void read_report(struct kr_rtcp *p, struct kr_reader *r)
{
    p->sender_ssrc = kr_read_be32(r);
    if (p->type == KR_RTCP_SR) {
        p->sender.ntp = kr_read_be64(r);
        p->sender.rtp = kr_read_be32(r);
        p->sender.packets = kr_read_be32(r);
        p->sender.octets = kr_read_be32(r);
    }
    p->reports.len = p->count * (size_t)REPORT_BYTES;
    p->reports.data = kr_read_bytes(r, p->reports.len);
}

/* RFC 3550 section 6.6: count SSRCs, then perhaps a reason. */
static void read_bye(struct kr_rtcp *p, struct kr_reader *r)
{
    p->body.len = p->count * (size_t)SSRC_BYTES;
    p->body.data = kr_read_bytes(r, p->body.len);
    if (p->count && p->body.data)
        p->sender_ssrc = kr_get_be32(p->body.data);
}

static void read_rest(struct kr_rtcp *p, struct kr_reader *r)
{
    p->body.len = kr_reader_left(r);
    p->body.data = kr_read_bytes(r, p->body.len);
}

/*
 * RFC 4585 section 6.1:
 *
 *   |                  SSRC of packet sender                        |
 *   |                  SSRC of media source                         |
 *   :            Feedback Control Information (FCI)                 :
 */
static void read_feedback(struct kr_rtcp *p, struct kr_reader *r)
{
    p->sender_ssrc = kr_read_be32(r);
    p->media_ssrc = kr_read_be32(r);
    read_rest(p, r);
}

/*
 * RFC 3550 section 6.4.1: only the last part may be padded; its last byte counts the padding, itself
 * included. That should be a multiple of four, but browsers fill their transport-wide feedback up by 1 to 3
 * bytes this way.
 */
static bool strip_padding(struct kr_reader *part, bool last)
{
    size_t left = kr_reader_left(part);
    size_t padding = left ? part->data[part->len - 1] : 0;
    if (!last || padding == 0 || padding > left)
        return false;
    part->len -= padding;
    return true;
}

/*
 * RFC 3550 section 6.4.1:
 *
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |V=2|P| count/FMT|  packet type |      length in words - 1      |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
int kr_rtcp_next(struct kr_rtcp *out, struct kr_reader *r)
{
    if (kr_reader_left(r) == 0)
        return r->failed ? KR_E_MALFORMED : 0;
    const uint8_t *head = kr_read_bytes(r, HEADER_BYTES);
    if (!head || head[0] >> 6 != VERSION)
        return KR_E_MALFORMED;
    size_t len = kr_get_be16(head + 2) * 4u;
    const uint8_t *content = kr_read_bytes(r, len);
    if (!content)
        return KR_E_MALFORMED;
    struct kr_rtcp p = {.type = head[1], .count = head[0] & COUNT_MAX};
    struct kr_reader part = kr_reader_of(content, len);
    if ((head[0] & 0x20) && !strip_padding(&part, kr_reader_left(r) == 0))
        return KR_E_MALFORMED;
    if (p.type == KR_RTCP_SR || p.type == KR_RTCP_RR)
        read_report(&p, &part);
    else if (p.type == KR_RTCP_BYE)
        read_bye(&p, &part);
    else if (p.type == KR_RTCP_RTPFB || p.type == KR_RTCP_PSFB)
        read_feedback(&p, &part);
    else
        read_rest(&p, &part);
    if (part.failed)
        return KR_E_MALFORMED;
    *out = p;
    return 1;
}

/*
 * RFC 3550 section 6.4.1:
 *
 *   |                             SSRC_n                            |
 *   | fraction lost |       cumulative number of packets lost       |
 *   |           extended highest sequence number received           |
 *   |                      interarrival jitter                      |
 *   |                         last SR (LSR)                         |
 *   |                   delay since last SR (DLSR)                  |
 */
struct kr_rtcp_report kr_rtcp_report_at(const struct kr_rtcp *p, size_t i)
{
    kr_assert(i < p->reports.len / REPORT_BYTES);
    const uint8_t *b = p->reports.data + i * REPORT_BYTES;
    /* The sign of 24 bits is spread over 32. */
    return (struct kr_rtcp_report){
        .ssrc = kr_get_be32(b),
        .fraction_lost = b[4],
        .cumulative_lost = (int32_t)(kr_get_be24(b + 5) ^ 0x800000u) - 0x800000,
        .highest_seq = kr_get_be32(b + 8),
        .jitter = kr_get_be32(b + 12),
        .last_sr = kr_get_be32(b + 16),
        .delay_since_sr = kr_get_be32(b + 20),
    };
}

struct kr_rtcp_begun kr_rtcp_begin(struct kr_writer *w, uint8_t type, size_t count)
{
    kr_assert(count <= COUNT_MAX);
    struct kr_rtcp_begun part = {.at = w->len};
    kr_write_u8(w, (uint8_t)(VERSION << 6 | count));
    kr_write_u8(w, type);
    kr_write_be16(w, 0);
    return part;
}

void kr_rtcp_end(struct kr_writer *w, struct kr_rtcp_begun part)
{
    if (w->failed)
        return;
    kr_assert((w->len - part.at) % 4 == 0);
    kr_put_be16(w->data + part.at + 2, (uint16_t)((w->len - part.at) / 4 - 1));
}

static void write_reports(struct kr_writer *w, const struct kr_rtcp_report *reports, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct kr_rtcp_report *b = &reports[i];
        int32_t lost = b->cumulative_lost;
        if (lost > 0x7FFFFF) /* RFC 3550 appendix A.3: it stays at its bounds */
            lost = 0x7FFFFF;
        if (lost < -0x800000)
            lost = -0x800000;
        kr_write_be32(w, b->ssrc);
        kr_write_be32(w, (uint32_t)b->fraction_lost << 24 | ((uint32_t)lost & 0xFFFFFF));
        kr_write_be32(w, b->highest_seq);
        kr_write_be32(w, b->jitter);
        kr_write_be32(w, b->last_sr);
        kr_write_be32(w, b->delay_since_sr);
    }
}

void kr_rtcp_write_sr(struct kr_writer *w, uint32_t ssrc, const struct kr_rtcp_sender_info *info,
                      const struct kr_rtcp_report *reports, size_t n_reports)
{
    struct kr_rtcp_begun part = kr_rtcp_begin(w, KR_RTCP_SR, n_reports);
    kr_write_be32(w, ssrc);
    kr_write_be64(w, info->ntp);
    kr_write_be32(w, info->rtp);
    kr_write_be32(w, info->packets);
    kr_write_be32(w, info->octets);
    write_reports(w, reports, n_reports);
    kr_rtcp_end(w, part);
}

void kr_rtcp_write_rr(struct kr_writer *w, uint32_t ssrc, const struct kr_rtcp_report *reports,
                      size_t n_reports)
{
    struct kr_rtcp_begun part = kr_rtcp_begin(w, KR_RTCP_RR, n_reports);
    kr_write_be32(w, ssrc);
    write_reports(w, reports, n_reports);
    kr_rtcp_end(w, part);
}

/*
 * RFC 3550 section 6.5, one chunk of one item, ended by at least one zero byte up to a whole word:
 *
 *   |                          SSRC/CSRC_1                          |
 *   |    CNAME=1    |     length    | user and domain name        ...
 */
void kr_rtcp_write_sdes_cname(struct kr_writer *w, uint32_t ssrc, const char *cname)
{
    size_t len = strnlen(cname, SDES_TEXT_MAX);
    struct kr_rtcp_begun part = kr_rtcp_begin(w, KR_RTCP_SDES, 1);
    kr_write_be32(w, ssrc);
    kr_write_u8(w, SDES_CNAME);
    kr_write_u8(w, (uint8_t)len);
    kr_write_bytes(w, cname, len);
    do {
        kr_write_u8(w, 0);
    } while ((w->len - part.at) % 4 && !w->failed);
    kr_rtcp_end(w, part);
}

void kr_rtcp_write_bye(struct kr_writer *w, uint32_t ssrc)
{
    struct kr_rtcp_begun part = kr_rtcp_begin(w, KR_RTCP_BYE, 1);
    kr_write_be32(w, ssrc);
    kr_rtcp_end(w, part);
}
