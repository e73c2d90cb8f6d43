/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/slot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/secret.h"
#include "media/core.h"
#include "media/layer.h"
#include "wire/rtp.h"

/* Parts of a header that one packet or another has. */
struct outgoing {
    bool rtx, marker, padding; /* padding: the payload is nothing else */
    uint64_t seq; /* widened: the SRTP index */
    uint32_t timestamp;
    const uint8_t *level, *orientation; /* NULL: none */
    const uint8_t *payload;
    size_t payload_len;
};

enum {
    HEADER_MAX = 64,
    FIRST_SEQ_MAX = 0x7fff,
    PADDING_MOST = 255,
    OSN_BYTES = 2, /* RFC 4588 section 4: original sequence number, before the payload */
    SEND_TIME_WRAP_US = 64000000, /* abs-send-time: 6.18 fixed point seconds in 24 bits */
};

int kr_slot_new(struct kr_slot **out, struct kr_endpoint *endpoint, bool video, uint8_t index, const struct kr_slot_ssrc *ssrc)
{
    struct kr_slot *s = calloc(1, sizeof *s);
    if (!s)
        return KR_E_NOMEM;
    *s = (struct kr_slot){
        .endpoint = endpoint, .video = video, .index = index, .ssrc = *ssrc, .need_keyframe = video, .mark = !video};
    /* RFC 3711 3.3.1: the receiver guesses a roll-over counter of 0, which is safe only far below the first wrap. */
    kr_munge_init(&s->munge, kr_codec_clock_hz[video ? KR_CODEC_VP8 : KR_CODEC_OPUS], 1 + kr_random_u32() % FIRST_SEQ_MAX,
                  kr_random_u32());
    s->rtx_seq = 1 + kr_random_u32() % FIRST_SEQ_MAX;
    *out = s;
    return 0;
}

void kr_slot_free(struct kr_slot *s)
{
    if (!s)
        return;
    kr_slot_detach(s);
    free(s);
}

void kr_slot_restart(struct kr_slot *s)
{
    kr_munge_switch(&s->munge);
    s->need_keyframe = s->video;
    s->mark = !s->video;
}

static void unlink_from(struct kr_slot *s)
{
    *s->link = s->next;
    if (s->next)
        s->next->link = s->link;
    s->track = NULL;
    s->next = NULL;
    s->link = NULL;
}

static void link_to(struct kr_slot *s, struct kr_track *t)
{
    s->track = t;
    s->link = &t->slots;
    s->next = t->slots;
    if (s->next)
        s->next->link = &s->next;
    t->slots = s;
}

void kr_slot_detach(struct kr_slot *s)
{
    kr_layer_forget(s);
    if (!s->track)
        return;
    unlink_from(s);
    kr_slot_restart(s);
}

void kr_slot_move(struct kr_slot *s, struct kr_track *layer)
{
    unlink_from(s);
    link_to(s, layer);
    kr_slot_restart(s);
}

void kr_slot_attach(struct kr_slot *s, struct kr_track *t, uint64_t now_us)
{
    if (t ? s->track && s->track->base == t : !s->track)
        return;
    kr_slot_detach(s);
    if (!t)
        return;
    link_to(s, kr_layer_first(t, now_us));
    kr_track_want_keyframe(s->track, now_us);
}

void kr_slot_set_wish(struct kr_slot *s, const char *endpoint, enum kr_source source)
{
    if (strcmp(s->wish, endpoint) == 0 && s->wish_source == source)
        return;
    kr_slot_detach(s);
    snprintf(s->wish, sizeof s->wish, "%s", endpoint);
    s->wish_source = source;
    s->has_after = s->munge.started;
    s->after = s->munge.last_ts;
}

static void add_ext(struct kr_rtp_ext *ext, size_t *n, uint8_t id, const void *data, size_t len)
{
    if (id && data)
        ext[(*n)++] = (struct kr_rtp_ext){.id = id, .len = (uint8_t)len, .data = data};
}

/* The header in the receiver's own numbering. Every packet takes the next transport-wide number of its receiver. */
static int write_header(struct kr_slot *s, const struct outgoing *o, uint8_t *header, size_t *len, uint64_t now_us)
{
    const uint8_t *id = s->line.ext_id;
    struct kr_endpoint *e = s->endpoint;
    uint8_t transport_seq[2], send_time[3];
    struct kr_rtp_ext ext[5];
    size_t n = 0, mid_len = strlen(s->line.mid);

    if (e->bandwidth)
        kr_put_be16(transport_seq, kr_bwe_next_seq(&e->bandwidth->bwe));
    kr_put_be24(send_time, (uint32_t)((now_us % SEND_TIME_WRAP_US << 18) / 1000000));
    add_ext(ext, &n, id[KR_EXT_TRANSPORT_CC], transport_seq, sizeof transport_seq);
    add_ext(ext, &n, id[KR_EXT_ABS_SEND_TIME], send_time, sizeof send_time);
    add_ext(ext, &n, id[KR_EXT_AUDIO_LEVEL], o->level, 1);
    add_ext(ext, &n, id[KR_EXT_VIDEO_ORIENTATION], o->orientation, 1);
    if (!s->heard && mid_len <= 16)
        add_ext(ext, &n, id[KR_EXT_MID], s->line.mid, mid_len);
    struct kr_rtp_write w = {
        .marker = o->marker,
        .padding = o->padding,
        .payload_type = o->rtx ? s->line.rtx_payload_type : s->line.payload_type,
        .seq = (uint16_t)o->seq,
        .timestamp = o->timestamp,
        .ssrc = o->rtx ? s->ssrc.rtx_ssrc : s->ssrc.ssrc,
        .ext = ext,
        .n_ext = n,
    };
    return kr_rtp_write_header(header, HEADER_MAX, len, &w);
}

static int send_packet(struct kr_slot *s, const struct outgoing *o, uint64_t now_us)
{
    struct kr_endpoint *e = s->endpoint;
    struct kr_tx *tx = &e->media->tx;
    uint8_t header[HEADER_MAX], *out = kr_tx_space(tx);
    size_t header_len, len;
    int err = write_header(s, o, header, &header_len, now_us);
    if (!err)
        err = kr_srtp_protect(e->sender, out, KR_TX_DATAGRAM_BYTES, &len, header, header_len, o->payload, o->payload_len,
                              o->rtx ? s->ssrc.rtx_ssrc : s->ssrc.ssrc, o->seq);
    if (err) {
        e->media->counters.drop_send++;
        return err;
    }
    kr_tx_commit(tx, e->path->socket, &e->path->address, len);
    if (s->line.ext_id[KR_EXT_TRANSPORT_CC])
        kr_bandwidth_sent(e, len, o->padding, now_us);
    if (o->padding)
        return 0;
    s->packets++;
    s->octets += (uint32_t)o->payload_len;
    return 0;
}

static bool can_send(const struct kr_slot *s)
{
    return s->line.active && s->endpoint->sender && s->endpoint->path;
}

/* True if the packet may go out: a video slot begins with the first packet of a key frame. */
static bool begins(struct kr_slot *s, const struct kr_packet *p, uint64_t now_us)
{
    if (!s->need_keyframe)
        return true;
    if (p->vp8.start && p->vp8.keyframe && !p->empty) {
        s->need_keyframe = false;
        return true;
    }
    s->endpoint->media->counters.drop_waiting++;
    kr_track_want_keyframe(s->track, now_us);
    return false;
}

void kr_slot_forward(struct kr_slot *s, const struct kr_packet *p, uint64_t now_us)
{
    struct kr_media_counters *c = &s->endpoint->media->counters;
    struct kr_munged munged;
    if (!can_send(s) || !begins(s, p, now_us))
        return;
    if (p->empty) {
        kr_munge_omit(&s->munge, p->seq);
        return;
    }
    if (kr_munge_packet(&s->munge, &munged, p->seq, p->timestamp, now_us)) {
        c->drop_munge++;
        return;
    }
    if (s->video && (p->vp8.has_picture_id || p->vp8.has_tl0)) {
        uint16_t picture_id;
        uint8_t tl0;
        kr_munge_picture(&s->munge, &p->vp8, &picture_id, &tl0);
        kr_vp8_rewrite(p->payload, &p->vp8, picture_id, tl0);
    }
    struct outgoing o = {
        .marker = p->marker || s->mark,
        .seq = munged.seq,
        .timestamp = munged.timestamp,
        .level = p->has_level ? &p->level : NULL,
        .orientation = p->has_orientation ? &p->orientation : NULL,
        .payload = p->payload,
        .payload_len = p->len,
    };
    s->mark = false;
    if (send_packet(s, &o, now_us) == 0)
        c->forwarded++;
}

/* A bound on what one receiver can make us send by asking. */
static bool may_resend(struct kr_slot *s, uint64_t now_us)
{
    if (now_us - s->resend_us >= KR_SLOT_RESEND_US) {
        s->resend_us = now_us;
        s->resent = 0;
    }
    return s->resent++ < KR_SLOT_RESEND_MAX;
}

/*
 * Only as RTX, under the RTX stream's own numbers: the packet itself again, with another transport-wide number in its
 * header, would be a second text under one SRTP nonce.
 */
void kr_slot_resend(struct kr_slot *s, uint16_t seq, uint64_t now_us)
{
    struct kr_media_counters *c = &s->endpoint->media->counters;
    uint8_t payload[OSN_BYTES + KR_LIMIT_DATAGRAM_BYTES];
    const struct kr_stored *stored = NULL;
    struct kr_vp8 vp8;
    uint64_t source_seq;
    if (s->track && s->track->video && kr_track_forwards(s->track) && kr_munge_source(&s->munge, &source_seq, seq) == 0)
        stored = kr_history_find(&s->track->video->history, source_seq);
    if (!stored || !s->line.rtx_payload_type || !can_send(s) || !may_resend(s, now_us) ||
        kr_vp8_parse(&vp8, stored->payload, stored->len)) {
        c->nack_unknown++;
        return;
    }
    kr_put_be16(payload, seq);
    memcpy(payload + OSN_BYTES, stored->payload, stored->len);
    if (vp8.has_picture_id || vp8.has_tl0) {
        uint16_t mask = vp8.long_picture_id ? 0x7fff : 0x7f;
        kr_vp8_rewrite(payload + OSN_BYTES, &vp8, (uint16_t)(vp8.picture_id + s->munge.picture_offset) & mask,
                       (uint8_t)(vp8.tl0 + s->munge.tl0_offset));
    }
    struct outgoing o = {
        .rtx = true,
        .marker = stored->marker,
        .seq = s->rtx_seq,
        .timestamp = stored->timestamp + s->munge.ts_offset,
        .orientation = stored->has_orientation ? &stored->orientation : NULL,
        .payload = payload,
        .payload_len = OSN_BYTES + stored->len,
    };
    if (send_packet(s, &o, now_us) == 0) {
        s->rtx_seq++;
        c->retransmitted++;
    }
}

bool kr_slot_can_pad(const struct kr_slot *s)
{
    return can_send(s) && s->munge.started && s->line.rtx_payload_type && s->line.ext_id[KR_EXT_TRANSPORT_CC];
}

/*
 * RFC 3550 section 5.1: the last byte counts the padding, itself included. In the RTX stream it has numbers of its own, so
 * the picture's stay without gaps.
 */
int kr_slot_pad(struct kr_slot *s, uint64_t now_us)
{
    static const uint8_t padding[PADDING_MOST] = {[PADDING_MOST - 1] = PADDING_MOST};
    struct outgoing o = {
        .rtx = true, .padding = true, .seq = s->rtx_seq, .timestamp = s->munge.last_ts,
        .payload = padding, .payload_len = PADDING_MOST,
    };
    int err = send_packet(s, &o, now_us);
    if (!err)
        s->rtx_seq++;
    return err;
}
