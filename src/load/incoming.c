/* SPDX-License-Identifier: EUPL-1.2 */
#include "load/incoming.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "load/vp8.h"
#include "os/clock.h"
#include "wire/rtcp.h"
#include "wire/rtp.h"
#include "wire/vp8.h"

enum {
    DECRYPT_ONE_IN = 16, /* enough to know that it is right; all of it would make this program the slower one */
    REPORT_US = 1000000,
    OWN_SSRC = 7,
    OSN_BYTES = 2, /* RFC 4588 section 4 */
    NACK_MOST = 64,
    VP8_START_BYTES = 3 + KR_LOAD_VP8_GREY_BYTES, VP8_KEYFRAME_BYTES = 7, /* as load/vp8.h writes them behind the descriptor */
    RTT_US = 20000, /* nothing is known of it; asking again a little early costs a packet */
};

void kr_load_incoming_init(struct kr_load_incoming *in, struct kr_load_peer *peer, struct kr_load_tally *tally, uint32_t loss_per_million,
                           uint64_t seed)
{
    *in = (struct kr_load_incoming){.peer = peer, .tally = tally, .loss_per_million = loss_per_million, .random = seed};
    kr_arrivals_init(&in->arrivals);
}

void kr_load_incoming_fini(struct kr_load_incoming *in)
{
    for (size_t i = 0; i < in->n; i++)
        free(in->streams[i].nack);
    in->n = 0;
}

void kr_load_incoming_add(struct kr_load_incoming *in, const struct kr_load_line *line)
{
    if (in->n < KR_LOAD_STREAMS && line->ssrc)
        in->streams[in->n++] = (struct kr_load_stream_in){.ssrc = line->ssrc, .rtx_ssrc = line->rtx_ssrc, .video = line->video};
}

/* Looked for where the last one was: bursts are of one stream. */
static struct kr_load_stream_in *find(struct kr_load_incoming *in, uint32_t ssrc)
{
    for (size_t i = 0; i < in->n; i++) {
        size_t at = (in->last + i) % in->n;
        if (in->streams[at].ssrc == ssrc || in->streams[at].rtx_ssrc == ssrc) {
            in->last = at;
            return &in->streams[at];
        }
    }
    return NULL;
}

/* splitmix64: the same seed loses the same packets. */
static bool thrown_away(struct kr_load_incoming *in)
{
    if (!in->loss_per_million)
        return false;
    uint64_t z = in->random += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return (z ^ z >> 31) % 1000000 < in->loss_per_million;
}

static void note_delay(struct kr_load_tally *t, const uint8_t *payload, size_t len, uint64_t at_ns)
{
    struct kr_vp8 d;
    if (kr_vp8_parse(&d, payload, len))
        return;
    size_t at = d.descriptor_len + (d.start ? VP8_START_BYTES : 0) + (d.start && d.keyframe ? VP8_KEYFRAME_BYTES : 0);
    if (at + 8 <= len && at_ns > kr_get_be64(payload + at))
        kr_spread_add(&t->delay_us, (at_ns - kr_get_be64(payload + at)) / 1000);
}

static void sample(struct kr_load_incoming *in, const struct kr_load_stream_in *s, uint8_t *data, size_t len, uint64_t at_ns)
{
    struct kr_rtp rtp;
    uint64_t index;
    int err = kr_srtp_unprotect(in->peer->receiver, data, &len, &index);
    if (err == KR_E_FULL) /* more streams than one context remembers: the longest unused makes room later */
        return;
    in->tally->sampled++;
    if (err || kr_rtp_parse(&rtp, data, len, false))
        in->tally->undecipherable++;
    else if (s->video)
        note_delay(in->tally, rtp.payload, rtp.payload_len, at_ns);
}

/* A packet that was asked for again (RFC 4588 section 4); or padding of a probe, which has no number. */
static void on_rtx(struct kr_load_incoming *in, struct kr_load_stream_in *s, uint8_t *data, size_t len, uint64_t now_us)
{
    struct kr_rtp rtp;
    uint64_t index;
    if (kr_srtp_unprotect(in->peer->receiver, data, &len, &index) || kr_rtp_parse(&rtp, data, len, false) || rtp.payload_len < OSN_BYTES)
        return;
    uint64_t seq = kr_seq_widen(&s->seq, kr_get_be16(rtp.payload));
    if (seq > s->from && s->nack) {
        s->recovered++;
        (void)!kr_nack_received(s->nack, seq, now_us);
    }
}

static void note_arrival(struct kr_load_incoming *in, const struct kr_rtp *rtp, uint64_t at_ns)
{
    uint16_t transport_seq;
    const struct kr_rtp_ext *ext = kr_rtp_ext_find(rtp, KR_LOAD_TWCC_ID);
    if (ext && kr_ext_transport_seq(ext->data, ext->len, &transport_seq) == 0)
        kr_arrivals_packet(&in->arrivals, transport_seq, rtp->ssrc, at_ns / 1000);
}

static void send_keyframe_request(struct kr_load_incoming *in, uint32_t ssrc);

static void count(struct kr_load_incoming *in, struct kr_load_stream_in *s, uint16_t number, uint64_t now_us)
{
    uint64_t seq = kr_seq_widen(&s->seq, number);
    if (!s->highest)
        s->from = seq - 1;
    if (seq > s->highest)
        s->highest = seq;
    s->received++;
    if (!s->video)
        return;
    if (!s->nack) {
        s->nack = malloc(sizeof *s->nack);
        kr_assert(s->nack);
        kr_nack_init(s->nack);
    }
    if (kr_nack_received(s->nack, seq, now_us))
        send_keyframe_request(in, s->ssrc);
}

void kr_load_incoming_rtp(struct kr_load_incoming *in, uint8_t *data, size_t len, uint64_t at_ns, uint64_t now_us)
{
    struct kr_rtp rtp;
    if (!in->peer->receiver || kr_rtp_parse(&rtp, data, len, true))
        return;
    struct kr_load_stream_in *s = find(in, rtp.ssrc);
    if (!s)
        return;
    if (thrown_away(in)) {
        in->tally->dropped++;
        return;
    }
    note_arrival(in, &rtp, at_ns);
    if (rtp.ssrc != s->ssrc) {
        on_rtx(in, s, data, len, now_us);
        return;
    }
    count(in, s, rtp.seq, now_us);
    in->tally->packets++;
    in->tally->bytes += len;
    if (!in->first_us)
        in->first_us = now_us;
    if (in->packets++ % DECRYPT_ONE_IN == 0)
        sample(in, s, data, len, at_ns);
}

static void send(struct kr_load_incoming *in, struct kr_writer *w)
{
    size_t len = w->len;
    kr_assert(!w->failed && kr_srtcp_protect(in->peer->sender, w->data, w->cap, &len) == 0);
    in->peer->send(in->peer->arg, w->data, len);
}

static void send_keyframe_request(struct kr_load_incoming *in, uint32_t ssrc)
{
    uint8_t out[100];
    struct kr_writer w = kr_writer_of(out, sizeof out);
    kr_rtcp_write_rr(&w, OWN_SSRC, NULL, 0);
    kr_rtcp_write_pli(&w, OWN_SSRC, ssrc);
    send(in, &w);
}

static void send_report(struct kr_load_incoming *in)
{
    uint8_t out[1200];
    struct kr_writer w = kr_writer_of(out, sizeof out);
    struct kr_rtcp_report reports[KR_LOAD_STREAMS];
    size_t n = 0;
    for (size_t i = 0; i < in->n; i++)
        if (in->streams[i].highest)
            reports[n++] = (struct kr_rtcp_report){.ssrc = in->streams[i].ssrc, .highest_seq = (uint32_t)in->streams[i].highest};
    kr_rtcp_write_rr(&w, OWN_SSRC, reports, n);
    send(in, &w);
}

static void send_feedback(struct kr_load_incoming *in, uint64_t unix_us)
{
    uint8_t out[1200];
    struct kr_writer w = kr_writer_of(out, sizeof out - KR_SRTP_OVERHEAD);
    if (kr_arrivals_write(&in->arrivals, OWN_SSRC, &w, unix_us) != 1)
        return;
    w.cap = sizeof out;
    send(in, &w);
}

static void ask_again(struct kr_load_incoming *in, struct kr_load_stream_in *s, uint64_t now_us)
{
    uint8_t out[400];
    uint16_t seqs[NACK_MOST];
    size_t n = kr_nack_due(s->nack, now_us, RTT_US, seqs, NACK_MOST);
    struct kr_writer w = kr_writer_of(out, sizeof out);
    if (!n)
        return;
    kr_rtcp_write_rr(&w, OWN_SSRC, NULL, 0);
    kr_rtcp_write_nack(&w, OWN_SSRC, s->ssrc, seqs, n);
    send(in, &w);
}

void kr_load_incoming_step(struct kr_load_incoming *in, uint64_t now_us)
{
    if (!in->peer->connected || !in->first_us)
        return;
    uint64_t unix_us = kr_clock_unix_ms() * 1000; /* the clock of the kernel's stamps */
    if (kr_arrivals_due_us(&in->arrivals) <= unix_us)
        send_feedback(in, unix_us);
    for (size_t i = 0; i < in->n; i++)
        if (in->streams[i].nack && kr_nack_next_us(in->streams[i].nack) <= now_us)
            ask_again(in, &in->streams[i], now_us);
    if (now_us >= in->report_us) {
        send_report(in);
        in->report_us = now_us + REPORT_US;
    }
}

void kr_load_incoming_begin(struct kr_load_incoming *in)
{
    for (size_t i = 0; i < in->n; i++) {
        in->streams[i].from = in->streams[i].highest;
        in->streams[i].received = in->streams[i].recovered = 0;
    }
}

void kr_load_incoming_end(struct kr_load_incoming *in)
{
    for (size_t i = 0; i < in->n; i++) {
        const struct kr_load_stream_in *s = &in->streams[i];
        uint64_t expected = s->highest - s->from, have = s->received + s->recovered;
        in->tally->recovered += s->recovered;
        in->tally->lost += expected > have ? expected - have : 0;
    }
}
