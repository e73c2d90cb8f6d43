/* SPDX-License-Identifier: EUPL-1.2 */
#include "receiver.h"

#include "os/clock.h"
#include "wire/rtcp.h"
#include "wire/rtp.h"
#include "wire/vp8.h"

enum {
    REPORT_US = 1000000,
    OWN_SSRC = 7,
    VP8_START_BYTES = 3, VP8_KEYFRAME_BYTES = 7, /* as lib/vp8.h writes them behind the descriptor */
};

void bench_receiver_join(struct bench_receiver *r, int number, const struct bench_room *room, bool twcc, struct bench_tally *tally)
{
    *r = (struct bench_receiver){.tally = tally, .twcc = twcc};
    kr_arrivals_init(&r->arrivals);
    bench_client_join(&r->client, number, room, false, twcc);
}

static void note_delay(struct bench_tally *t, const uint8_t *payload, size_t len, uint64_t at_ns)
{
    struct kr_vp8 d;
    if (kr_vp8_parse(&d, payload, len) || t->n_delays == t->max_delays)
        return;
    size_t at = d.descriptor_len + (d.start ? VP8_START_BYTES : 0) + (d.start && d.keyframe ? VP8_KEYFRAME_BYTES : 0);
    if (at + 8 <= len && at_ns > kr_get_be64(payload + at))
        t->delay_ns[t->n_delays++] = at_ns - kr_get_be64(payload + at);
}

static void decrypt(struct bench_receiver *r, uint8_t *data, size_t len, bool video, uint64_t at_ns)
{
    struct kr_rtp rtp;
    uint64_t index;
    if (kr_srtp_unprotect(r->client.peer.receiver, data, &len, &index) || kr_rtp_parse(&rtp, data, len, false))
        r->tally->undecipherable++;
    else if (video)
        note_delay(r->tally, rtp.payload, rtp.payload_len, at_ns);
}

/* Of every packet, also of the padding that comes as RTX: what is not reported is lost to the server. */
static void note_arrival(struct bench_receiver *r, const struct kr_rtp *rtp, uint64_t at_ns)
{
    uint16_t transport_seq;
    const struct kr_rtp_ext *ext = r->twcc ? kr_rtp_ext_find(rtp, BENCH_TWCC_ID) : NULL;
    if (ext && kr_ext_transport_seq(ext->data, ext->len, &transport_seq) == 0)
        kr_arrivals_packet(&r->arrivals, transport_seq, rtp->ssrc, at_ns / 1000);
}

static void on_rtp(struct bench_receiver *r, const struct bench_datagram *d)
{
    struct kr_rtp rtp;
    if (kr_rtp_parse(&rtp, d->data, d->len, true))
        return;
    note_arrival(r, &rtp, d->at_ns);
    bool video = rtp.ssrc == r->client.lines[BENCH_VIDEO].ssrc;
    if (!video && rtp.ssrc != r->client.lines[BENCH_AUDIO].ssrc)
        return; /* RTX: nothing that was asked for */
    size_t i = video ? BENCH_VIDEO : BENCH_AUDIO;
    uint64_t seq = kr_seq_widen(&r->streams[i].seq, rtp.seq);
    if (!r->streams[i].highest)
        r->streams[i].from = seq - 1;
    if (seq > r->streams[i].highest)
        r->streams[i].highest = seq;
    r->streams[i].received++;
    r->tally->packets++;
    if (!r->first_us)
        r->first_us = kr_clock_us();
    if (d->whole)
        decrypt(r, d->data, d->len, video, d->at_ns);
}

static void on_media(void *arg, const struct bench_datagram *d)
{
    struct bench_receiver *r = arg;
    if (r->client.peer.receiver && !kr_rtcp_is(d->data, d->len))
        on_rtp(r, d);
}

static void send_report(struct bench_receiver *r)
{
    uint8_t out[200];
    struct kr_writer w = kr_writer_of(out, sizeof out);
    struct kr_rtcp_report reports[BENCH_STREAMS];
    for (size_t i = 0; i < BENCH_STREAMS; i++)
        reports[i] = (struct kr_rtcp_report){.ssrc = r->client.lines[i].ssrc, .highest_seq = (uint32_t)r->streams[i].highest};
    kr_rtcp_write_rr(&w, OWN_SSRC, reports, BENCH_STREAMS);
    bench_client_send_rtcp(&r->client, &w);
}

static void send_feedback(struct bench_receiver *r, uint64_t now_us)
{
    uint8_t out[1200];
    struct kr_writer w = kr_writer_of(out, sizeof out - KR_SRTP_OVERHEAD);
    if (kr_arrivals_write(&r->arrivals, OWN_SSRC, &w, now_us) != 1)
        return;
    w.cap = sizeof out;
    bench_client_send_rtcp(&r->client, &w);
}

void bench_receiver_step(struct bench_receiver *r, uint64_t now_us)
{
    bench_client_read(&r->client, false, on_media, r);
    bench_client_step(&r->client, now_us);
    if (!r->client.peer.connected)
        return;
    uint64_t unix_us = kr_clock_unix_ms() * 1000; /* the clock of the kernel's stamps */
    if (r->twcc && kr_arrivals_due_us(&r->arrivals) <= unix_us)
        send_feedback(r, unix_us);
    if (r->first_us && now_us >= r->report_us) {
        send_report(r);
        r->report_us = now_us + REPORT_US;
    }
}

void bench_receiver_begin(struct bench_receiver *r)
{
    for (size_t i = 0; i < BENCH_STREAMS; i++) {
        r->streams[i].from = r->streams[i].highest;
        r->streams[i].received = 0;
    }
}

uint64_t bench_receiver_lost(const struct bench_receiver *r)
{
    uint64_t lost = 0;
    for (size_t i = 0; i < BENCH_STREAMS; i++)
        lost += r->streams[i].highest - r->streams[i].from - r->streams[i].received;
    return lost;
}
