/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/send.h"

#include <string.h>

#include "media/core.h"
#include "wire/rtp.h"

enum {
    HEADER_MAX = 64 + 4 + KR_DD_BYTES, /* in the two-byte form */
    RTP_PADDING_FLAG = 0x20, /* RFC 3550 section 5.1 */
    SEND_TIME_WRAP_US = 64000000, /* abs-send-time: 6.18 fixed point seconds in 24 bits */
};

static void add_ext(struct kr_rtp_ext *ext, size_t *n, uint8_t id, const void *data, size_t len)
{
    if (id && data)
        ext[(*n)++] = (struct kr_rtp_ext){.id = id, .len = (uint8_t)len, .data = data};
}

/* With everything that a packet may have. */
static int write_any(const struct kr_slot *s, const struct kr_outgoing *o, struct kr_rtp_write *w, const struct kr_header_values *values,
                     uint8_t *out, size_t *len)
{
    const uint8_t *id = s->line.ext_id;
    uint8_t transport_seq[2], send_time[3];
    struct kr_rtp_ext ext[6];
    size_t n = 0, mid_len = s->heard ? 0 : strlen(s->line.mid);
    kr_put_be16(transport_seq, values->transport_seq);
    kr_put_be24(send_time, values->send_time);
    add_ext(ext, &n, id[KR_EXT_TRANSPORT_CC], transport_seq, sizeof transport_seq);
    add_ext(ext, &n, id[KR_EXT_ABS_SEND_TIME], send_time, sizeof send_time);
    add_ext(ext, &n, id[KR_EXT_AUDIO_LEVEL], o->level, 1);
    add_ext(ext, &n, id[KR_EXT_VIDEO_ORIENTATION], o->orientation, 1);
    add_ext(ext, &n, id[KR_EXT_DEPENDENCY_DESCRIPTOR], o->dd, o->dd_len);
    if (!s->heard && mid_len <= 16)
        add_ext(ext, &n, id[KR_EXT_MID], s->line.mid, mid_len);
    w->ext = ext;
    w->n_ext = n;
    return kr_rtp_write_header(out, HEADER_MAX, len, w);
}

/* The header in the receiver's own numbering. Every packet takes the next transport-wide number of its receiver. */
static int write_header(struct kr_slot *s, const struct kr_outgoing *o, uint8_t *out, size_t *len, uint64_t now_us)
{
    const uint8_t *id = s->line.ext_id;
    const struct kr_bandwidth *b = s->endpoint->bandwidth;
    const struct kr_header_values values = {
        .transport_seq = b ? kr_bwe_next_seq(&b->bwe) : 0,
        .send_time = (uint32_t)((now_us % SEND_TIME_WRAP_US << 18) / 1000000),
        .level = o->level ? *o->level : 0,
    };
    struct kr_rtp_write w = {
        .marker = o->marker,
        .padding = o->padding,
        .payload_type = o->rtx ? s->line.of[o->codec].rtx : o->red ? s->line.red : s->line.of[o->codec].payload_type,
        .seq = (uint16_t)o->seq,
        .timestamp = o->timestamp,
        .ssrc = o->rtx ? s->ssrc.rtx_ssrc : s->ssrc.ssrc,
    };
    if (s->heard && !o->orientation && !o->dd) {
        struct kr_header_ids ids = {id[KR_EXT_TRANSPORT_CC], id[KR_EXT_ABS_SEND_TIME], o->level ? id[KR_EXT_AUDIO_LEVEL] : 0};
        *len = kr_header_write(&s->header, out, &w, ids, &values);
        if (*len)
            return 0;
    }
    return write_any(s, o, &w, &values, out, len);
}

/*
 * Padding up to the size that the batch asks for (RFC 3550 section 5.1: the last byte counts it). The payload is shared
 * with other receivers, so it is copied; that costs less than a message of its own.
 */
static void fill_up(struct kr_outgoing *o, size_t fill, uint8_t *payload)
{
    memcpy(payload, o->payload, o->payload_len);
    memset(payload + o->payload_len, 0, fill - 1);
    payload[o->payload_len + fill - 1] = (uint8_t)fill;
    o->payload = payload;
    o->payload_len += fill;
}

/* Bytes that the packet lacks to the size wanted; 0 also where it would have to be more than a few. */
static size_t lacking(const struct kr_outgoing *o, size_t wanted, size_t header_len, size_t tag_len)
{
    size_t len = header_len + o->payload_len + tag_len;
    bool can = !o->padding && len < wanted && wanted <= KR_TX_DATAGRAM_BYTES;
    return can && wanted - len <= KR_BUNDLE_FILL_MOST ? wanted - len : 0;
}

int kr_send_packet(struct kr_slot *s, const struct kr_outgoing *outgoing, uint64_t now_us)
{
    struct kr_endpoint *e = s->endpoint;
    struct kr_tx *tx = &e->media->tx;
    struct kr_outgoing o = *outgoing;
    uint8_t *out = kr_tx_space(tx);
    size_t header_len, len;
    int err = write_header(s, &o, out, &header_len, now_us);
    size_t fill = tx->fill && !err ? lacking(&o, tx->fill, header_len, kr_srtp_tag_bytes(e->sender)) : 0;
    if (fill) {
        out[0] |= RTP_PADDING_FLAG;
        fill_up(&o, fill, out + header_len);
    }
    if (!err)
        err = kr_srtp_protect(e->sender, out, KR_TX_DATAGRAM_BYTES, &len, out, header_len, o.payload, o.payload_len,
                              o.rtx ? s->ssrc.rtx_ssrc : s->ssrc.ssrc, o.seq);
    if (err) {
        e->media->counters.drop_send++;
        return err;
    }
    kr_tx_commit(tx, e->path->socket, &e->path->address, len);
    if (s->line.ext_id[KR_EXT_TRANSPORT_CC])
        kr_bandwidth_sent(e, len, o.padding, now_us);
    else if (e->bandwidth)
        kr_bandwidth_sent_as(e, o.rtx ? s->ssrc.rtx_ssrc : s->ssrc.ssrc, (uint16_t)o.seq, len, o.padding, now_us);
    if (o.padding)
        return 0;
    s->overhead = (uint16_t)(len - o.payload_len);
    s->packets++;
    s->octets += (uint32_t)(o.payload_len - fill);
    return 0;
}

bool kr_send_can(const struct kr_slot *s)
{
    return s->line.active && s->endpoint->sender && s->endpoint->path;
}
