/* SPDX-License-Identifier: EUPL-1.2 */
#include "receive.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "congestion.h"
#include "media/pace.h"
#include "payload.h"
#include "rtc/receive.h"
#include "wire/red.h"

enum { MORE_BYTES = 28 + 16 /* IP, UDP and SRTP */, NACK_EVERY_US = 40000, NACK_AGE_US = 900000, FRAME_TS = 960, RECORD_STEP = 4096 };

static struct sim_slot *slot_of_ssrc(struct sim_client *c, uint32_t ssrc, bool *rtx)
{
    for (size_t i = 0; i < KR_LIMIT_AUDIO_SLOTS + KR_LIMIT_VIDEO_SLOTS; i++) {
        struct sim_slot *s = i < KR_LIMIT_AUDIO_SLOTS ? &c->audio[i] : &c->video[i - KR_LIMIT_AUDIO_SLOTS];
        *rtx = s->rtx_ssrc && s->rtx_ssrc == ssrc;
        if (s->ssrc && (s->ssrc == ssrc || *rtx))
            return s;
    }
    return NULL;
}

static struct sim_record *record_at(struct sim_slot *s, uint64_t seq)
{
    if (!s->base)
        s->base = s->highest = seq - 100; /* what is older came before the first, out of order */
    assert_true(seq >= s->base);
    size_t at = (size_t)(seq - s->base);
    if (at >= s->n) {
        size_t n = at + RECORD_STEP;
        s->records = realloc(s->records, n * sizeof *s->records);
        assert_non_null(s->records);
        memset(s->records + s->n, 0, (n - s->n) * sizeof *s->records);
        s->n = n;
    }
    if (seq > s->highest)
        s->highest = seq;
    return &s->records[at];
}

static void read_body(struct sim_record *r, const uint8_t *p, size_t len)
{
    struct kr_reader b = kr_reader_of(p, len);
    assert_int_equal(kr_read_u8(&b), SIM_BODY);
    r->client = kr_read_be16(&b);
    r->kind = (enum kr_source)kr_read_u8(&b);
    r->frame = kr_read_be32(&b);
    r->packet = kr_read_u8(&b);
    r->packets = kr_read_u8(&b);
    r->key = kr_read_u8(&b);
    r->layer = kr_read_u8(&b);
    assert_false(b.failed);
    r->tid = kr_read_u8(&b);
    r->needs[0] = kr_read_be32(&b);
    r->needs[1] = kr_read_be32(&b);
}

static void read_payload(struct sim_record *r, const struct sim_client *c, const struct sim_slot *s, const uint8_t *p, size_t len)
{
    struct sim_picture d = {.codec = c->config.codec ? c->config.codec : KR_CODEC_VP8, .opaque = c->config.dd};
    if (!s->video && (!len || p[0] != SIM_BODY)) { /* a liar's; its number is as good as any */
        r->client = -1;
        return;
    }
    if (!s->video) {
        read_body(r, p, len);
        return;
    }
    size_t skip = sim_payload_read(&d, p, len);
    assert_true(skip < len);
    read_body(r, p + skip, len - skip);
    r->picture_id = d.picture_id;
    r->tl0 = d.tl0;
    r->start = c->config.dd ? r->packet == 0 : d.first;
    assert_true(!s->id_mask || d.short_id == c->config.short_ids);
    assert_int_equal(r->start, r->packet == 0);
}

/* The frame's number, as far as it is told; its first packet says that it is, and a key frame's brings the templates. */
static void read_descriptor(struct sim_record *r, const struct sim_client *c, const struct kr_rtp *rtp)
{
    const struct kr_rtp_ext *ext = kr_rtp_ext_find(rtp, c->numbers.ext[KR_EXT_DEPENDENCY_DESCRIPTOR]);
    if (!c->config.dd)
        return;
    assert_true(ext && ext->len >= 3);
    assert_int_equal(ext->data[0] >> 7, r->packet == 0);
    assert_int_equal(ext->data[0] >> 6 & 1, r->packet + 1 == r->packets);
    assert_int_equal(ext->len > 3, r->key && r->packet == 0);
    r->number = kr_get_be16(ext->data + 1);
}

uint16_t sim_receive_id_mask(const struct sim_config *config)
{
    bool has = !config->dd && config->codec != KR_CODEC_H264 && config->codec != KR_CODEC_AV1;
    return !has ? 0 : config->short_ids ? 0x7f : 0x7fff;
}

/* 24 bits of seconds with 18 behind the point: when it was sent, a moment ago. */
static void check_send_time(const struct sim_client *c, const struct kr_rtp *rtp, uint64_t now_us)
{
    const struct kr_rtp_ext *ext = kr_rtp_ext_find(rtp, c->numbers.ext[KR_EXT_ABS_SEND_TIME]);
    assert_non_null(ext);
    uint32_t now = (uint32_t)((now_us % 64000000 << 18) / 1000000), ago = (now - kr_get_be24(ext->data)) & 0xffffff;
    assert_true(c->config.plays || ago < 1 << 18); /* behind a bottleneck it may have waited */
}

static void check_header(const struct sim_client *c, const struct sim_slot *s, const struct kr_rtp *rtp, bool rtx)
{
    if (s->video || !c->numbers.red || rtp->payload_type != c->numbers.red)
        assert_int_equal(rtp->payload_type, !s->video ? c->numbers.opus : rtx ? c->numbers.vp8_rtx : c->numbers.vp8);
    for (size_t i = 0; i < rtp->n_ext; i++) {
        bool known = false;
        for (int e = 0; e < KR_EXT_COUNT; e++)
            known |= rtp->ext[i].id == c->numbers.ext[e];
        assert_true(known);
    }
    if (s->video && rtp->marker)
        assert_non_null(kr_rtp_ext_find(rtp, c->numbers.ext[KR_EXT_VIDEO_ORIENTATION]));
}

static void note(struct sim_client *c, struct sim_slot *s, const struct kr_rtp *rtp, bool rtx, uint64_t now_us)
{
    const uint8_t *payload = rtp->payload;
    size_t len = rtp->payload_len;
    uint16_t seq = rtp->seq;
    if (rtx) {
        assert_true(len > 2 && s->seq.started);
        seq = kr_get_be16(payload);
        payload += 2;
        len -= 2;
        s->rtx_received++;
    }
    struct sim_record *r = record_at(s, kr_seq_widen(&s->seq, seq)), fresh = {.have = true, .timestamp = rtp->timestamp,
                                                                              .marker = rtp->marker, .at_us = now_us};
    read_payload(&fresh, c, s, payload, len);
    if (s->video)
        read_descriptor(&fresh, c, rtp);
    s->received++;
    if (r->have) { /* a number is never given to two packets */
        assert_true(r->client == fresh.client && r->kind == fresh.kind && r->frame == fresh.frame && r->packet == fresh.packet);
        assert_true(r->timestamp == fresh.timestamp && r->picture_id == fresh.picture_id && r->tl0 == fresh.tl0 && r->number == fresh.number);
        s->duplicates++;
        return;
    }
    *r = fresh;
    if (!s->first_us)
        s->first_us = now_us;
    s->last_us = now_us;
    if ((int32_t)(rtp->timestamp - s->last_timestamp) > 0 || s->received == 1)
        s->last_timestamp = rtp->timestamp;
    if (kr_rtp_ext_find(rtp, c->numbers.ext[KR_EXT_MID]))
        s->named_us = now_us;
}

/* What was lost is there again; what was not is the same as it was. */
static void note_redundant(struct sim_client *c, struct sim_slot *s, const struct kr_rtp *rtp, uint64_t now_us)
{
    struct kr_red red;
    struct kr_rtp own = *rtp;
    assert_int_equal(kr_red_parse(&red, rtp->payload, rtp->payload_len), 0);
    s->red_received++;
    own.payload = red.blocks[red.n - 1].data;
    own.payload_len = red.blocks[red.n - 1].len;
    note(c, s, &own, false, now_us);
    uint64_t seq = kr_seq_widen(&(struct kr_seq){.last = s->seq.last, .started = true}, rtp->seq);
    for (size_t i = 0; i < red.n; i++) {
        const struct kr_red_block *b = &red.blocks[i];
        struct sim_record fresh = {.have = true, .timestamp = rtp->timestamp - b->offset, .at_us = now_us};
        assert_int_equal(b->payload_type, c->numbers.opus);
        read_payload(&fresh, c, s, b->data, b->len);
        struct sim_record *r = record_at(s, seq - b->offset / FRAME_TS);
        if (!r->have) {
            s->mended++;
            *r = fresh;
        }
        assert_true(r->client == fresh.client && r->frame == fresh.frame && r->timestamp == fresh.timestamp);
    }
}

void sim_receive_rtp(struct sim_client *c, uint8_t *p, size_t len, uint64_t now_us)
{
    struct kr_rtp rtp;
    uint64_t index;
    bool rtx;
    int err = kr_srtp_unprotect(c->peer.receiver, p, &len, &index);
    if (err == KR_E_REPLAY)
        return; /* doubled by the network */
    if (err) {
        c->garbled++;
        return;
    }
    assert_int_equal(kr_rtp_parse(&rtp, p, len, false), 0);
    struct sim_slot *s = slot_of_ssrc(c, rtp.ssrc, &rtx);
    if (!s) {
        c->unknown_ssrc++;
        return;
    }
    sim_congestion_received(c, &rtp, len, now_us);
    c->media_bytes += len + MORE_BYTES;
    if (s->foreign) {
        s->foreign_received++;
        return;
    }
    check_header(c, s, &rtp, rtx);
    check_send_time(c, &rtp, now_us);
    if (rtx && rtp.payload_len == 0) { /* a probe */
        assert_true(rtp.padding_len > 0);
        c->padding++;
        return;
    }
    c->filled += rtp.padding_len > 0;
    if (!s->video && c->numbers.red && rtp.payload_type == c->numbers.red)
        note_redundant(c, s, &rtp, now_us);
    else
        note(c, s, &rtp, rtx, now_us);
}

/*
 * The report must place the stream on the server's wall clock, whatever the sender's own says: its RTP time is that of
 * the packets that came just now, and its NTP time is now. So sound and picture of one person are in step, and those
 * of two are not seconds apart.
 */
void sim_receive_report(struct sim_client *c, const struct kr_rtcp *part, uint64_t now_us)
{
    bool rtx;
    struct sim_slot *s = slot_of_ssrc(c, part->sender_ssrc, &rtx);
    assert_non_null(s);
    s->reports++;
    s->sr_ntp = part->sender.ntp;
    s->sr_us = now_us;
    if (c->config.plays || c->lies)
        return; /* behind a bottleneck the report itself is late */
    int64_t off = (int64_t)(part->sender.ntp - kr_ntp_of_us(now_us)), limit = (INT64_C(1) << 32) / 5;
    assert_true(off < limit && off > -limit);
    int32_t late = (int32_t)(part->sender.rtp - s->last_timestamp), hz = s->video ? 90000 : 48000;
    int32_t waited = s->video ? hz / 1000 * (KR_PACE_AGE_US / 1000) : 0; /* a picture may have had to, towards a full path */
    if (now_us - s->first_us > 2000000 && now_us - s->last_us < 100000)
        assert_true(late < hz / 5 + waited && late > -hz / 5);
    assert_true(part->sender.packets && part->sender.octets);
}

size_t sim_receive_missing(struct sim_slot *s, uint16_t *out, size_t max, uint64_t now_us)
{
    size_t n = 0;
    if (!s->base || now_us < s->nack_us)
        return 0;
    s->nack_us = now_us + NACK_EVERY_US;
    uint64_t first = s->base + 100, from = s->highest > first + 400 ? s->highest - 400 : first;
    for (uint64_t seq = from; seq < s->highest && n < max; seq++)
        if (!s->records[seq - s->base].have)
            out[n++] = (uint16_t)seq;
    return n;
}

size_t sim_slot_count(const struct sim_slot *s, int client, enum kr_source kind, uint64_t from_us)
{
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++)
        n += s->records[i].have && s->records[i].client == client && s->records[i].kind == kind && s->records[i].at_us >= from_us;
    return n;
}

/* The slot's packets in order, without the room before the first. */
static size_t span_of(const struct sim_slot *s, const struct sim_record **first)
{
    size_t begin = 0, end = (size_t)(s->highest - s->base) + 1;
    if (!s->base)
        return 0;
    while (begin < end && !s->records[begin].have)
        begin++;
    *first = s->records + begin;
    return end - begin;
}

static void check_next_frame(const struct sim_slot *s, const struct sim_record *r, const struct sim_record *before)
{
    assert_int_equal(r->packet, 0);
    if (r->layer == before->layer || r->client != before->client) { /* a smaller layer's frame may be cut short by a larger one's */
        assert_int_equal(before->packet + 1, before->packets);
        assert_true(before->marker);
    }
    assert_int_equal(r->picture_id, (before->picture_id + 1) & s->id_mask);
    assert_int_equal(r->tl0, s->id_mask ? (uint8_t)(before->tl0 + 1) : 0);
    assert_int_equal(r->number, s->has_numbers ? (uint16_t)(before->number + 1) : 0);
    assert_true((int32_t)(r->timestamp - before->timestamp) > 0);
    if (r->client == before->client && r->kind == before->kind && r->layer == before->layer && !r->key)
        assert_int_equal(r->frame, before->frame + 1);
    else
        assert_true(r->key);
}

size_t sim_slot_check_video(const struct sim_slot *s, size_t tail)
{
    const struct sim_record *r = NULL;
    size_t n = span_of(s, &r), frames = 0;
    n = n > tail ? n - tail : 0;
    for (size_t i = 0; i < n; i++) {
        assert_true(r[i].have);
        if (i == 0) {
            assert_true(r[i].key && r[i].packet == 0);
        } else if (r[i].packet > 0) {
            assert_true(r[i].frame == r[i - 1].frame && r[i].client == r[i - 1].client && r[i].layer == r[i - 1].layer && r[i].packet == r[i - 1].packet + 1);
            assert_true(r[i].timestamp == r[i - 1].timestamp && r[i].picture_id == r[i - 1].picture_id);
        } else {
            check_next_frame(s, &r[i], &r[i - 1]);
        }
        frames += r[i].packet + 1 == r[i].packets;
    }
    return frames;
}

/* The next packet behind a gap is a liar's, who left it. */
static bool is_liars_gap(const struct sim_record *r, size_t i, size_t n)
{
    while (i < n && !r[i].have)
        i++;
    return i < n && r[i].client < 0;
}

size_t sim_slot_check_audio(const struct sim_slot *s, bool complete)
{
    const struct sim_record *r = NULL, *before = NULL;
    size_t n = span_of(s, &r), packets = 0;
    for (size_t i = 0; i < n; i++) {
        assert_true(r[i].have || !complete || is_liars_gap(r, i, n));
        if (!r[i].have || r[i].client < 0)
            continue;
        if (before) {
            assert_true((int32_t)(r[i].timestamp - before->timestamp) > 0);
            if (r[i].client == before->client)
                assert_true(r[i].frame > before->frame);
            else
                assert_true(r[i].marker || !complete);
        }
        before = &r[i];
        packets++;
    }
    return packets;
}
