/* SPDX-License-Identifier: EUPL-1.2 */
#include "wire/rtp.h"

enum {
    VERSION = 2,           /* RFC 3550 section 5.1 */
    EXT_HEADER_BYTES = 4,  /* RFC 3550 section 5.3.1 */
    EXT_ONE_BYTE = 0xBEDE, /* RFC 8285 section 4.2 */
    EXT_TWO_BYTE = 0x1000, /* RFC 8285 section 4.3; the low four bits are free */
    EXT_TWO_BYTE_MASK = 0xFFF0,
    EXT_ONE_BYTE_STOP = 15, /* RFC 8285 section 4.2: reserved, reading ends there */
    EXT_ONE_BYTE_ID_MAX = 14,
    EXT_ONE_BYTE_LEN_MAX = 16,
    RTCP_HEADER_BYTES = 8, /* the shortest that names a sender, RFC 3550 section 6.4.2 */
};

/* RFC 7983 section 7: first byte 128 to 191 is RTP or RTCP. */
static bool is_rtp_or_rtcp(const uint8_t *p, size_t len)
{
    return len >= RTCP_HEADER_BYTES && p[0] >= 128 && p[0] <= 191;
}

/*
 * RFC 5761 section 4: RTCP's types 192 to 223 are RTP's payload types 64 to 95 with the marker, which stay
 * unused.
 */
bool kr_rtcp_is(const uint8_t *p, size_t len)
{
    return is_rtp_or_rtcp(p, len) && p[1] >= 192 && p[1] <= 223;
}

bool kr_rtp_is(const uint8_t *p, size_t len)
{
    return len >= KR_RTP_HEADER_BYTES && is_rtp_or_rtcp(p, len) && !kr_rtcp_is(p, len);
}

/* Elements past KR_RTP_EXT_MAX are read over. */
static void keep_element(struct kr_rtp *h, uint8_t id, const uint8_t *data, size_t len)
{
    if (h->n_ext < KR_RTP_EXT_MAX)
        h->ext[h->n_ext++] = (struct kr_rtp_ext){.id = id, .len = (uint8_t)len, .data = data};
}

/*
 * RFC 8285 section 4.2: elements of a byte (4 bits id, 4 bits length - 1) and the data; zero bytes pad.
 *
 *   |  ID   |  len  |  data ...
 */
static int read_one_byte(struct kr_rtp *h, const uint8_t *p, size_t len)
{
    for (size_t at = 0; at < len;) {
        uint8_t id = p[at] >> 4;
        size_t data_len = (p[at] & 0xF) + 1u;
        at++;
        if (id == 0 && data_len == 1)
            continue;
        if (id == 0 || id == EXT_ONE_BYTE_STOP)
            return 0;
        if (data_len > len - at)
            return KR_E_MALFORMED;
        keep_element(h, id, p + at, data_len);
        at += data_len;
    }
    return 0;
}

/* RFC 8285 section 4.3: a byte of id, a byte of length, the data; a zero id pads and has no length. */
static int read_two_byte(struct kr_rtp *h, const uint8_t *p, size_t len)
{
    for (size_t at = 0; at < len;) {
        uint8_t id = p[at++];
        if (id == 0)
            continue;
        if (at == len || p[at] > len - at - 1)
            return KR_E_MALFORMED;
        size_t data_len = p[at++];
        keep_element(h, id, p + at, data_len);
        at += data_len;
    }
    return 0;
}

/*
 * RFC 3550 section 5.3.1:
 *
 *   |      defined by profile       |    length in 32-bit words     |
 *   |                        header extension                       |
 */
static int read_extensions(struct kr_rtp *h, struct kr_reader *r)
{
    uint16_t profile = kr_read_be16(r);
    size_t len = kr_read_be16(r) * 4u;
    const uint8_t *p = kr_read_bytes(r, len);
    if (r->failed)
        return KR_E_MALFORMED;
    if (profile == EXT_ONE_BYTE)
        return read_one_byte(h, p, len);
    if ((profile & EXT_TWO_BYTE_MASK) == EXT_TWO_BYTE)
        return read_two_byte(h, p, len);
    return 0; /* another profile's: not ours to read */
}

/* RFC 3550 section 5.1: the last byte counts the padding, itself included. */
static int strip_padding(struct kr_rtp *h)
{
    if (h->payload_len == 0)
        return KR_E_MALFORMED;
    h->padding_len = h->payload[h->payload_len - 1];
    if (h->padding_len == 0 || h->padding_len > h->payload_len)
        return KR_E_MALFORMED;
    h->payload_len -= h->padding_len;
    return 0;
}

/*
 * RFC 3550 section 5.1:
 *
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |V=2|P|X|  CC   |M|     PT      |       sequence number         |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                           timestamp                           |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |           synchronization source (SSRC) identifier            |
 *   +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 *   |            contributing source (CSRC) identifiers ...         |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
int kr_rtp_parse(struct kr_rtp *out, const uint8_t *p, size_t len, bool encrypted)
{
    if (len < KR_RTP_HEADER_BYTES || p[0] >> 6 != VERSION)
        return KR_E_MALFORMED;
    struct kr_reader r = kr_reader_of(p, len);
    struct kr_rtp h = {
        .n_csrc = p[0] & 0xF, .padding = p[0] >> 5 & 1, .marker = p[1] >> 7, .payload_type = p[1] & 0x7F};
    kr_read_be16(&r);
    h.seq = kr_read_be16(&r);
    h.timestamp = kr_read_be32(&r);
    h.ssrc = kr_read_be32(&r);
    h.csrc = kr_read_bytes(&r, h.n_csrc * 4u);
    int err = p[0] >> 4 & 1 ? read_extensions(&h, &r) : 0;
    if (err || r.failed)
        return KR_E_MALFORMED;
    h.header_len = r.pos;
    h.payload = p + r.pos;
    h.payload_len = len - r.pos;
    if (h.padding && !encrypted && (err = strip_padding(&h)))
        return err;
    *out = h;
    return 0;
}

const struct kr_rtp_ext *kr_rtp_ext_find(const struct kr_rtp *rtp, uint8_t id)
{
    for (size_t i = 0; i < rtp->n_ext; i++) {
        if (rtp->ext[i].id == id)
            return &rtp->ext[i];
    }
    return NULL;
}

static bool needs_two_bytes(const struct kr_rtp_ext *e)
{
    return e->id > EXT_ONE_BYTE_ID_MAX || e->len == 0 || e->len > EXT_ONE_BYTE_LEN_MAX;
}

static void write_extensions(struct kr_writer *w, const struct kr_rtp_ext *ext, size_t n)
{
    bool two_bytes = false;
    for (size_t i = 0; i < n; i++)
        two_bytes = two_bytes || needs_two_bytes(&ext[i]);
    size_t start = w->len;
    kr_write_be16(w, two_bytes ? EXT_TWO_BYTE : EXT_ONE_BYTE);
    kr_write_be16(w, 0);
    for (size_t i = 0; i < n; i++) {
        if (two_bytes) {
            kr_write_u8(w, ext[i].id);
            kr_write_u8(w, ext[i].len);
        } else {
            kr_write_u8(w, (uint8_t)(ext[i].id << 4 | (ext[i].len - 1)));
        }
        kr_write_bytes(w, ext[i].data, ext[i].len);
    }
    while ((w->len - start) % 4 && !w->failed)
        kr_write_u8(w, 0);
    if (!w->failed)
        kr_put_be16(w->data + start + 2, (uint16_t)((w->len - start - EXT_HEADER_BYTES) / 4));
}

int kr_rtp_write_header(uint8_t *out, size_t cap, size_t *header_len, const struct kr_rtp_write *h)
{
    struct kr_writer w = kr_writer_of(out, cap);
    kr_write_u8(&w, (uint8_t)(VERSION << 6 | h->padding << 5 | (h->n_ext > 0) << 4));
    kr_write_u8(&w, (uint8_t)(h->marker << 7 | (h->payload_type & 0x7F)));
    kr_write_be16(&w, h->seq);
    kr_write_be32(&w, h->timestamp);
    kr_write_be32(&w, h->ssrc);
    if (h->n_ext)
        write_extensions(&w, h->ext, h->n_ext);
    if (w.failed)
        return KR_E_TOO_LARGE;
    *header_len = w.len;
    return 0;
}
