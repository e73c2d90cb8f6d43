/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/ingest.h"

#include <stdlib.h>

#include "media/bind.h"
#include "media/core.h"
#include "media/layer.h"
#include "wire/red.h"
#include "wire/rtp.h"

enum {
    SEQ_TURN = 0x10000, /* widened numbers start one turn up, so that going back never falls below zero */
    OSN_BYTES = 2,      /* RFC 4588 section 4: original sequence number, before the payload */
};

static void count_failure(struct kr_media_counters *c, int err)
{
    if (err == KR_E_AUTH || err == KR_E_FULL)
        c->drop_auth++;
    else if (err == KR_E_REPLAY)
        c->drop_replay++;
    else
        c->drop_malformed++;
}

/*
 * Turns a retransmission back into the packet it repeats (RFC 4588 section 4). False for what repeats nothing: such
 * packets are empty and probe the path.
 */
static bool unwrap(const struct kr_track *t, struct kr_rtp *rtp, uint64_t *seq)
{
    struct kr_seq near = {.last = t->highest, .started = true};
    if (!t->highest || rtp->payload_len < OSN_BYTES)
        return false;
    rtp->seq = kr_get_be16(rtp->payload);
    *seq = kr_seq_widen(&near, rtp->seq);
    rtp->payload += OSN_BYTES;
    rtp->payload_len -= OSN_BYTES;
    return true;
}

static const struct kr_rtp_ext *one_byte_ext(const struct kr_rtp *rtp, uint8_t id)
{
    const struct kr_rtp_ext *ext = id ? kr_rtp_ext_find(rtp, id) : NULL;
    return ext && ext->len >= 1 ? ext : NULL;
}

/* The Dependency Descriptor comes first, and with it the payload may be anything; without one the payload has to tell. */
static int read_frame(struct kr_packet *p, const struct kr_track *t, const struct kr_rtp *rtp)
{
    uint8_t id = t->line.ext_id[KR_EXT_DEPENDENCY_DESCRIPTOR];
    const struct kr_rtp_ext *ext = id ? kr_rtp_ext_find(rtp, id) : NULL;
    struct kr_frame payload;
    if (!ext) {
        int err = kr_frame_read(&p->frame, p->codec, p->payload, p->len);
        p->frame.end |= p->marker;
        return err;
    }
    struct kr_dd **dd = &t->video->dd;
    if (!*dd && !(*dd = calloc(1, sizeof **dd)))
        return KR_E_NOMEM; /* once a stream */
    int err = kr_dd_read(&p->frame, *dd, ext->data, ext->len);
    if (!err && (p->codec == KR_CODEC_VP8 || p->codec == KR_CODEC_VP9) && kr_frame_read(&payload, p->codec, p->payload, p->len) == 0)
        p->frame.numbers = payload.numbers;
    p->dd = ext->data;
    p->dd_len = ext->len;
    return err;
}

static int fill_packet(struct kr_packet *out, const struct kr_track *t, const struct kr_rtp *rtp, uint64_t seq)
{
    const struct kr_rtp_ext *level = one_byte_ext(rtp, t->line.ext_id[KR_EXT_AUDIO_LEVEL]);
    const struct kr_rtp_ext *orientation = one_byte_ext(rtp, t->line.ext_id[KR_EXT_VIDEO_ORIENTATION]);
    *out = (struct kr_packet){
        .seq = seq, .timestamp = rtp->timestamp, .marker = rtp->marker, .empty = rtp->payload_len == 0,
        .has_level = level, .level = level ? level->data[0] : 0,
        .has_orientation = orientation, .orientation = orientation ? orientation->data[0] : 0,
        .payload = (uint8_t *)rtp->payload, .len = (uint16_t)rtp->payload_len, .codec = t->codec,
    };
    return t->video && !out->empty ? read_frame(out, t, rtp) : 0;
}

static void remember(struct kr_track *t, const struct kr_packet *p, uint64_t now_us)
{
    struct kr_stored head = {.seq = p->seq, .timestamp = p->timestamp, .len = p->len, .marker = p->marker,
                             .has_orientation = p->has_orientation, .orientation = p->orientation, .dd_len = p->dd_len,
                             .codec = p->codec, .frame = p->frame};
    if (kr_history_add(&t->video->history, &head, p->payload, p->dd, now_us) == KR_E_FULL)
        t->endpoint->media->counters.history_full++;
}

/* What nobody watches is not asked for again and not remembered. True if somebody does. */
static bool keeps(struct kr_track *t)
{
    struct kr_track_video *v = t->video;
    bool used = kr_track_used(t) && kr_track_forwards(t);
    if (used != v->kept) {
        kr_nack_init(&v->nack); /* what was lost before is nobody's loss */
        kr_history_clear(&v->history);
    }
    v->kept = used;
    return used;
}

/* Keeps track of loss and key frames of a video stream. */
static void note_video(struct kr_track *t, const struct kr_packet *p, uint64_t now_us)
{
    bool kept = keeps(t), again = now_us - t->meter.last_us >= KR_LAYER_SILENT_US;
    int lost_too_much = kept ? kr_nack_received(&t->video->nack, p->seq, now_us) : 0;
    kr_layer_note(t, p, now_us);
    if (p->frame.key)
        kr_keyframe_arrived(&t->video->keyframe);
    else if (again) /* what was asked while it was silent was asked in vain */
        kr_keyframe_retry(&t->video->keyframe);
    if (!kept)
        return;
    if (lost_too_much && t->slots)
        kr_track_want_keyframe(t, now_us);
    if (t->line.nack)
        kr_endpoint_hasten(t->endpoint, kr_nack_next_us(&t->video->nack));
    if (!p->empty)
        remember(t, p, now_us);
}

static void note_sound(struct kr_track *t, const struct kr_packet *p, uint64_t now_us)
{
    kr_sounds_add(t->sounds, p->seq, p->timestamp, p->payload, p->len);
    if (t->source != KR_SOURCE_MICROPHONE)
        return;
    kr_speaker_packet(&t->speaker, p->has_level, p->level, p->len, now_us);
    kr_room_heard(t->endpoint->room, t, now_us);
}

static void enqueue(struct kr_media *m, struct kr_track *t, struct kr_packet *p)
{
    p->next = NULL;
    if (t->first)
        t->last->next = p;
    else
        t->first = p;
    t->last = p;
    m->n_batch++;
    if (t->pending)
        return;
    t->pending = true;
    t->next_pending = NULL;
    *m->pending_end = t;
    m->pending_end = &t->next_pending;
}

/* Senders change the codec in the middle of a stream. What comes late of the one before is nobody's any more. */
static bool in_codec(struct kr_track *t, enum kr_codec codec, uint64_t seq, uint64_t now_us)
{
    if (codec != t->codec && seq > t->highest)
        kr_track_set_codec(t, codec, now_us);
    return codec == t->codec;
}

/* The packet as its sender meant it, with what is known of its place in the stream. */
static void take(struct kr_track *t, const struct kr_rtp *rtp, uint64_t seq, enum kr_codec codec, uint64_t now_us)
{
    struct kr_media *m = t->endpoint->media;
    struct kr_packet *p = &m->batch[m->n_batch];
    if (!kr_window_accept(&t->window, seq)) {
        m->counters.drop_duplicate++;
        return;
    }
    if (!in_codec(t, codec, seq, now_us)) {
        m->counters.drop_unbound++;
        return;
    }
    if (seq > t->highest)
        t->highest = seq;
    if (fill_packet(p, t, rtp, seq)) {
        m->counters.drop_malformed++;
        return;
    }
    if (p->empty)
        m->counters.padding++;
    if (t->video)
        note_video(t, p, now_us);
    if (!kr_track_forwards(t)) {
        m->counters.drop_not_allowed++;
        return;
    }
    if (!t->video && !p->empty)
        note_sound(t, p, now_us);
    t->begins |= p->frame.key;
    enqueue(m, t, p);
}

/*
 * A packet that carries some of those before it again (RFC 2198): one each, in order, with the number that it had; those
 * that came are left out. So nobody behind this knows of redundancy, and what was lost on the way here is whole again.
 */
static void take_redundant(struct kr_track *t, const struct kr_rtp *rtp, uint64_t seq, uint64_t now_us)
{
    struct kr_media_counters *c = &t->endpoint->media->counters;
    struct kr_red red;
    if (kr_red_parse(&red, rtp->payload, rtp->payload_len)) {
        c->drop_malformed++;
        return;
    }
    for (size_t i = 0; i < red.n; i++) {
        const struct kr_red_block *b = &red.blocks[i];
        size_t back = red.n - 1 - i;
        struct kr_rtp one = *rtp; /* with its level: they are a few hundredths of a second apart */
        if (b->payload_type != t->line.of[KR_CODEC_OPUS].payload_type)
            continue;
        if (back && (!t->highest || !b->len || !b->offset || kr_window_has(&t->window, seq - back)))
            continue;
        one.timestamp -= b->offset;
        one.marker = rtp->marker && !back;
        one.payload = b->data;
        one.payload_len = b->len;
        c->sound_mended += back > 0;
        take(t, &one, seq - back, KR_CODEC_OPUS, now_us);
    }
}

void kr_ingest_rtp(struct kr_endpoint *e, uint8_t *p, size_t len, uint64_t now_us)
{
    struct kr_media_counters *c = &e->media->counters;
    struct kr_rtp rtp;
    uint64_t index, seq;
    if (!e->receiver) {
        c->drop_early++;
        return;
    }
    int err = kr_srtp_unprotect(e->receiver, p, &len, &index);
    if (!err)
        err = kr_rtp_parse(&rtp, p, len, false);
    if (err) {
        count_failure(c, err);
        return;
    }
    const struct kr_binding *b = kr_bind(e, &rtp, now_us);
    if (!b) {
        c->drop_unbound++;
        return;
    }
    struct kr_track *t = b->track;
    kr_inbound_packet(t, &rtp, now_us);
    seq = index + SEQ_TURN;
    if (b->rtx) {
        if (unwrap(t, &rtp, &seq))
            take(t, &rtp, seq, kr_line_codec(&t->line, rtp.payload_type, true), now_us);
        else
            c->padding++;
        return;
    }
    kr_receive_packet(&t->receive, seq, rtp.timestamp, len, now_us);
    if (t->line.red && rtp.payload_type == t->line.red)
        take_redundant(t, &rtp, seq, now_us);
    else
        take(t, &rtp, seq, kr_line_codec(&t->line, rtp.payload_type, false), now_us);
}
