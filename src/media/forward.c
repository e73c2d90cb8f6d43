/* SPDX-License-Identifier: EUPL-1.2 */
/* One packet of a source into the numbers of a slot; once more when it was lost; and padding where nothing else is due. */
#include <string.h>

#include "media/core.h"
#include "media/pace.h"
#include "media/redundant.h"
#include "media/send.h"

enum {
    PADDING_MOST = 255,
    OSN_BYTES = 2, /* RFC 4588 section 4: original sequence number, before the payload */
};

/* True if the packet may go out: a video slot begins with the first packet of a key frame. */
static bool begins(struct kr_slot *s, const struct kr_packet *p, uint64_t now_us)
{
    if (!s->line.of[p->codec].payload_type) { /* stays dark: to ask for a key frame would not help */
        s->endpoint->media->counters.drop_codec++;
        return false;
    }
    if (!s->need_keyframe)
        return true;
    if (s->paused)
        return false;
    if (kr_packet_is_key(p) && !s->queued) {
        s->need_keyframe = false;
        kr_munge_switch(&s->munge); /* what was left out before it has no numbers */
        return true;
    }
    s->endpoint->media->counters.drop_waiting++;
    if (!s->queued && now_us >= s->ask_us)
        kr_track_want_keyframe(s->track, now_us);
    return false;
}

static void renumber(struct kr_slot *s, uint8_t *payload, const struct kr_frame_numbers *n)
{
    uint16_t picture_id;
    uint8_t tl0;
    if (!n->has_picture_id && !n->has_tl0)
        return;
    kr_munge_picture(&s->munge, n, &picture_id, &tl0);
    kr_frame_renumber(payload, n, picture_id, tl0);
}

void kr_slot_forward(struct kr_slot *s, const struct kr_packet *p, uint64_t now_us)
{
    if (!kr_send_can(s) || !begins(s, p, now_us))
        return;
    if (s->video && s->endpoint->paced && kr_pace_takes(s, p, now_us))
        return;
    kr_slot_emit(s, p, now_us);
}

/*
 * The Dependency Descriptor for this receiver: its own frame numbers, and with a key frame or a change of layers what of the
 * stream it gets.
 */
static void describe(struct kr_slot *s, struct kr_outgoing *o, uint8_t out[KR_DD_BYTES], const uint8_t *dd, size_t len, const struct kr_frame *f)
{
    if (!len || !s->line.ext_id[KR_EXT_DEPENDENCY_DESCRIPTOR])
        return;
    const struct kr_dd *stream = s->track->video->dd;
    if (!stream || !stream->known)
        return;
    uint16_t number = kr_munge_frame(&s->munge, f->number);
    bool tells = !s->endpoint->relay && f->n_targets == stream->structure.n_targets && (f->structure_bits || (f->start && f->number == s->svc.changed_number));
    uint32_t active = tells ? stream->active & kr_dd_active_for(&stream->structure, s->svc.now.spatial, s->svc.now.temporal) : 0;
    if (kr_dd_write(out, KR_DD_BYTES, &o->dd_len, dd, len, f, number, tells, active) == 0)
        o->dd = out;
}

/* A number that was given to what the receiver does not get: it must not wait for it. */
static void fill_gap(struct kr_slot *s, const struct kr_packet *p, const struct kr_munged *munged, uint64_t now_us)
{
    static const uint8_t padding[1] = {1};
    struct kr_outgoing o = {.padding = true, .seq = munged->seq, .timestamp = munged->timestamp, .codec = p->codec,
                            .payload = padding, .payload_len = sizeof padding};
    if (kr_send_packet(s, &o, now_us))
        s->endpoint->media->counters.drop_munge++;
}

/* True if the packet is of a layer that the receiver does not get. */
static bool leave_out(struct kr_slot *s, const struct kr_packet *p, bool late, uint64_t now_us)
{
    if (s->endpoint->relay) /* the other process chooses, for each who is there */
        return false;
    uint8_t spatial = s->svc.now.spatial;
    bool started = s->svc.started, forward = kr_svc_packet(&s->svc, &p->frame, p->seq, p->timestamp, late) == KR_SVC_FORWARD;
    s->endpoint->media->counters.layer_switched += started && spatial != s->svc.now.spatial;
    if (forward)
        return false;
    s->endpoint->media->counters.layer_left_out++;
    if (late)
        return true;
    kr_munge_omit(&s->munge, p->seq);
    if (p->codec == KR_CODEC_VP8) /* RFC 7741 has no references: receivers find them by ids without gaps */
        kr_munge_skip_picture(&s->munge, &p->frame.numbers);
    if (kr_svc_wants_key(&s->svc))
        kr_track_want_keyframe(s->track, now_us);
    return true;
}

/* After a jump of its numbers the source begins anew. False if it has to wait for a key frame. */
static bool begins_behind_jump(struct kr_slot *s, const struct kr_packet *p, uint64_t now_us)
{
    kr_slot_restart(s);
    if (s->video && !kr_packet_is_key(p)) {
        kr_track_want_keyframe(s->track, now_us);
        return false;
    }
    s->need_keyframe = false;
    return true;
}

void kr_slot_emit(struct kr_slot *s, const struct kr_packet *p, uint64_t now_us)
{
    struct kr_media_counters *c = &s->endpoint->media->counters;
    struct kr_munged munged;
    uint8_t dd[KR_DD_BYTES];
    uint8_t redundant[KR_REDUNDANT_BYTES];
    if (p->empty) {
        kr_munge_omit(&s->munge, p->seq);
        return;
    }
    if (kr_munge_jumps(&s->munge, p->seq) && !begins_behind_jump(s, p, now_us))
        return;
    bool late = s->munge.in_segment && p->seq <= s->munge.highest_in, out = s->video && leave_out(s, p, late, now_us);
    if (out && !late)
        return;
    if (kr_munge_packet(&s->munge, &munged, p->seq, p->timestamp, now_us)) {
        c->drop_munge++;
        return;
    }
    if (out) {
        fill_gap(s, p, &munged, now_us);
        return;
    }
    renumber(s, p->payload, &p->frame.numbers);
    struct kr_outgoing o = {
        .marker = p->marker || s->mark || (s->video && kr_svc_ends_picture(&s->svc, &p->frame, p->seq)),
        .seq = munged.seq,
        .timestamp = munged.timestamp,
        .level = p->has_level ? &p->level : NULL,
        .orientation = p->has_orientation ? &p->orientation : NULL,
        .codec = p->codec,
        .payload = p->payload,
        .payload_len = p->len,
    };
    describe(s, &o, dd, p->dd, p->dd_len, &p->frame);
    if (kr_redundant_wanted(s) && kr_redundant_pack(s, p, redundant, &o.payload_len) == 0) {
        o.red = true;
        o.payload = redundant;
        c->sound_redundant++;
    }
    s->mark = false;
    s->codec = p->codec;
    if (kr_send_packet(s, &o, now_us) == 0)
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

void kr_packet_restore(struct kr_packet *out, const struct kr_stored *stored, uint8_t *payload)
{
    memcpy(payload, stored->payload, stored->len);
    *out = (struct kr_packet){
        .seq = stored->seq, .timestamp = stored->timestamp, .marker = stored->marker, .payload = payload, .len = stored->len,
        .has_orientation = stored->has_orientation, .orientation = stored->orientation, .codec = stored->codec, .frame = stored->frame,
        .dd = stored->dd_len ? stored->payload + stored->len : NULL, .dd_len = stored->dd_len,
    };
}

void kr_slot_resend(struct kr_slot *s, uint16_t seq, uint64_t now_us)
{
    if (!kr_allowance_take(&s->asked_us, KR_SLOT_ASK_US, KR_SLOT_ASK_BURST_US, now_us)) {
        s->endpoint->media->counters.nack_unknown++;
        return;
    }
    if (!s->endpoint->paced || !kr_pace_takes_resend(s, seq, now_us))
        kr_slot_resend_now(s, seq, now_us);
}

/*
 * Only as RTX, under the RTX stream's own numbers: the packet itself again, with another transport-wide number in its
 * header, would be a second text under one SRTP nonce.
 */
void kr_slot_resend_now(struct kr_slot *s, uint16_t seq, uint64_t now_us)
{
    struct kr_media_counters *c = &s->endpoint->media->counters;
    uint8_t payload[OSN_BYTES + KR_LIMIT_DATAGRAM_BYTES], dd[KR_DD_BYTES];
    const struct kr_stored *stored = NULL;
    uint64_t source_seq;
    if (s->track && s->track->video && kr_track_forwards(s->track) && kr_munge_source(&s->munge, &source_seq, seq) == 0)
        stored = kr_history_find(&s->track->video->history, source_seq);
    if (!stored || !s->line.of[stored->codec].rtx || !kr_send_can(s) || !may_resend(s, now_us)) {
        c->nack_unknown++;
        return;
    }
    kr_put_be16(payload, seq);
    memcpy(payload + OSN_BYTES, stored->payload, stored->len);
    renumber(s, payload + OSN_BYTES, &stored->frame.numbers);
    struct kr_outgoing o = {
        .rtx = true,
        .codec = stored->codec,
        .marker = stored->marker || kr_svc_ends_picture(&s->svc, &stored->frame, stored->seq),
        .seq = s->rtx_seq,
        .timestamp = stored->timestamp + s->munge.ts_offset,
        .orientation = stored->has_orientation ? &stored->orientation : NULL,
        .payload = payload,
        .payload_len = OSN_BYTES + stored->len,
    };
    describe(s, &o, dd, stored->payload + stored->len, stored->dd_len, &stored->frame);
    if (kr_send_packet(s, &o, now_us) == 0) {
        s->rtx_seq++;
        s->endpoint->resent++;
        if (s->endpoint->bandwidth)
            s->endpoint->bandwidth->resent += o.payload_len;
        c->retransmitted++;
    }
}

bool kr_slot_can_pad(const struct kr_slot *s)
{
    const struct kr_bandwidth *b = s->endpoint->bandwidth;
    bool counts = s->line.ext_id[KR_EXT_TRANSPORT_CC] || (b && b->how != KR_BANDWIDTH_TRANSPORT);
    return kr_send_can(s) && s->munge.started && s->line.of[s->codec].rtx && counts;
}

/*
 * RFC 3550 section 5.1: the last byte counts the padding, itself included. In the RTX stream it has numbers of its own, so
 * the picture's stay without gaps.
 */
int kr_slot_pad(struct kr_slot *s, uint64_t now_us)
{
    static const uint8_t padding[PADDING_MOST] = {[PADDING_MOST - 1] = PADDING_MOST};
    struct kr_outgoing o = {
        .rtx = true, .padding = true, .codec = s->codec, .seq = s->rtx_seq, .timestamp = s->munge.last_ts,
        .payload = padding, .payload_len = PADDING_MOST,
    };
    int err = kr_send_packet(s, &o, now_us);
    if (!err)
        s->rtx_seq++;
    return err;
}
