/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/inbound.h"

#include <stdlib.h>

#include "media/core.h"
#include "rtc/bwe.h"

enum {
    SEND_TIME_BITS = 24, SEND_TIME_HZ = 1 << 18, /* abs-send-time */
    TIMESTAMP_BITS = 32,
    PACKET_BYTES = 36, /* besides payload and extensions: RTP header and tag */
};

int kr_inbound_make(struct kr_inbound *in, const struct kr_line *sources, size_t n)
{
    bool transport = false, ccfb = false, remb = false;
    for (size_t i = 0; i < n; i++) {
        transport |= sources[i].active && sources[i].ext_id[KR_EXT_TRANSPORT_CC];
        ccfb |= sources[i].active && sources[i].ccfb;
        remb |= sources[i].active && sources[i].remb;
    }
    if (in->arrivals || in->streams || in->estimate || !(transport || ccfb || remb))
        return 0;
    if (transport && (in->arrivals = malloc(sizeof *in->arrivals)))
        kr_arrivals_init(in->arrivals);
    else if (!transport && ccfb && (in->streams = malloc(sizeof *in->streams)))
        kr_stream_arrivals_init(in->streams);
    else if (!transport && !ccfb && (in->estimate = malloc(sizeof *in->estimate)))
        kr_bwe_inbound_init(in->estimate);
    return in->arrivals || in->streams || in->estimate ? 0 : KR_E_NOMEM;
}

void kr_inbound_fini(struct kr_inbound *in)
{
    free(in->arrivals);
    free(in->streams);
    free(in->estimate);
}

static void note_number(struct kr_arrivals *a, const struct kr_track *t, const struct kr_rtp *rtp, uint64_t now_us)
{
    const struct kr_rtp_ext *ext = kr_rtp_ext_find(rtp, t->line.ext_id[KR_EXT_TRANSPORT_CC]);
    uint16_t seq;
    if (ext && kr_ext_transport_seq(ext->data, ext->len, &seq) == 0)
        kr_arrivals_packet(a, seq, rtp->ssrc, now_us);
}

/* abs-send-time where it is sent; else the timestamps of one picture, which are those of its capture. */
static struct kr_bwe_departure departure_of(const struct kr_track *t, const struct kr_rtp *rtp)
{
    uint8_t id = t->line.ext_id[KR_EXT_ABS_SEND_TIME];
    const struct kr_rtp_ext *ext = id ? kr_rtp_ext_find(rtp, id) : NULL;
    uint32_t ticks;
    if (ext && kr_ext_send_time(ext->data, ext->len, &ticks) == 0)
        return (struct kr_bwe_departure){.ticks = ticks, .bits = SEND_TIME_BITS, .tick_hz = SEND_TIME_HZ};
    bool tells = t->video && rtp->ssrc == t->ssrc; /* RTX repeats old ones */
    return (struct kr_bwe_departure){.ssrc = rtp->ssrc, .ticks = rtp->timestamp, .bits = TIMESTAMP_BITS,
                                     .tick_hz = tells ? kr_codec_clock_hz[t->codec] : 0};
}

static void estimate(struct kr_endpoint *e, const struct kr_track *t, const struct kr_rtp *rtp, uint64_t now_us)
{
    struct kr_bwe_departure d = departure_of(t, rtp);
    uint16_t bytes = (uint16_t)(rtp->payload_len + rtp->padding_len + PACKET_BYTES + KR_BWE_HEADER_BYTES);
    if (!kr_bwe_inbound_packet(e->inbound.estimate, &d, bytes, e->rtt_us, now_us) || e->report_us <= now_us)
        return;
    e->report_us = now_us; /* draft-alvestrand-rmcat-remb-03 section 2.3: less is told at once */
    kr_endpoint_hasten(e, now_us);
}

void kr_inbound_packet(const struct kr_track *t, const struct kr_rtp *rtp, uint64_t now_us)
{
    struct kr_endpoint *e = t->endpoint;
    if (e->inbound.arrivals)
        note_number(e->inbound.arrivals, t, rtp, now_us);
    else if (e->inbound.streams)
        kr_stream_arrivals_packet(e->inbound.streams, rtp->ssrc, rtp->seq, now_us);
    else if (e->inbound.estimate)
        estimate(e, t, rtp, now_us);
    if (!e->inbound.arrivals && !e->inbound.streams)
        return;
    kr_endpoint_hasten(e, kr_inbound_due_us(&e->inbound));
}

uint64_t kr_inbound_due_us(const struct kr_inbound *in)
{
    if (in->arrivals)
        return kr_arrivals_due_us(in->arrivals);
    return in->streams ? kr_stream_arrivals_due_us(in->streams) : UINT64_MAX;
}

int kr_inbound_write(struct kr_inbound *in, uint32_t own_ssrc, struct kr_writer *w, uint64_t now_us)
{
    if (in->arrivals)
        return kr_arrivals_write(in->arrivals, own_ssrc, w, now_us);
    return in->streams ? kr_stream_arrivals_write(in->streams, own_ssrc, w, now_us) : 0;
}
