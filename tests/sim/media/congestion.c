/* SPDX-License-Identifier: EUPL-1.2 */
#include "congestion.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/assert.h"
#include "rtc/receive.h"
#include "wire/ccfb.h"

enum { SEND_TIME_HZ = 1 << 18, MORE_BYTES = 28, OWN_SSRC = 7 };

void sim_congestion_init(struct sim_client *c)
{
    kr_arrivals_init(&c->arrivals);
    c->numbers.feedback = c->config.feedback;
    c->loss_bps = UINT64_C(50000000);
    if (c->config.feedback == KR_LOAD_TRANSPORT_CC)
        return;
    c->numbers.ext[KR_EXT_TRANSPORT_CC] = 0;
    c->stream_arrivals = calloc(1, sizeof *c->stream_arrivals);
    c->inbound = calloc(1, sizeof *c->inbound);
    kr_assert(c->stream_arrivals && c->inbound);
    kr_stream_arrivals_init(c->stream_arrivals);
    kr_bwe_inbound_init(c->inbound);
}

void sim_congestion_fini(struct sim_client *c)
{
    free(c->stream_arrivals);
    free(c->inbound);
}

void sim_congestion_received(struct sim_client *c, const struct kr_rtp *rtp, size_t len, uint64_t now_us)
{
    const struct kr_rtp_ext *number = kr_rtp_ext_find(rtp, c->numbers.ext[KR_EXT_TRANSPORT_CC]);
    const struct kr_rtp_ext *time = kr_rtp_ext_find(rtp, c->numbers.ext[KR_EXT_ABS_SEND_TIME]);
    if (c->config.feedback == KR_LOAD_TRANSPORT_CC) {
        assert_non_null(number);
        kr_arrivals_packet(&c->arrivals, kr_get_be16(number->data), rtp->ssrc, now_us);
        return;
    }
    assert_null(number);
    kr_stream_arrivals_packet(c->stream_arrivals, rtp->ssrc, rtp->seq, now_us);
    struct kr_bwe_departure d = {.bits = 24, .tick_hz = SEND_TIME_HZ};
    assert_int_equal(kr_ext_send_time(time->data, time->len, &d.ticks), 0);
    (void)kr_bwe_inbound_packet(c->inbound, &d, (uint16_t)(len + MORE_BYTES), 0, now_us);
}

bool sim_congestion_write(struct sim_client *c, struct kr_writer *w, uint64_t now_us)
{
    if (!c->config.reports)
        return false;
    if (c->config.feedback == KR_LOAD_TRANSPORT_CC)
        return kr_arrivals_due_us(&c->arrivals) <= now_us && kr_arrivals_write(&c->arrivals, OWN_SSRC, w, now_us) == 1;
    return c->config.feedback == KR_LOAD_CCFB && kr_stream_arrivals_due_us(c->stream_arrivals) <= now_us &&
           kr_stream_arrivals_write(c->stream_arrivals, OWN_SSRC, w, now_us) == 1;
}

void sim_congestion_remb(struct sim_client *c, struct kr_writer *w)
{
    if (c->config.feedback == KR_LOAD_REMB && c->config.reports)
        kr_rtcp_write_remb(w, OWN_SSRC, kr_bwe_inbound_bps(c->inbound), &c->video[0].ssrc, 1);
}

struct kr_rtcp_report sim_congestion_report_of(const struct sim_client *c, struct sim_slot *s, uint64_t now_us)
{
    uint64_t expected = s->highest - s->reported_highest, received = s->received - s->reported_received;
    if (s->video) /* what came again is not what came */
        received -= s->rtx_received + s->duplicates - s->reported_again;
    struct kr_rtcp_report r = {.ssrc = s->ssrc, .highest_seq = (uint32_t)s->highest};
    bool tells = !s->video || c->config.feedback != KR_LOAD_TRANSPORT_CC;
    if (tells && s->reported_highest && expected > received)
        r.fraction_lost = (uint8_t)((expected - received) * 255 / expected);
    if (s->sr_us) {
        r.last_sr = (uint32_t)(s->sr_ntp >> 16);
        r.delay_since_sr = (uint32_t)((now_us - s->sr_us) * 65536 / 1000000);
    }
    s->reported_highest = s->highest;
    s->reported_received = s->received;
    s->reported_again = s->rtx_received + s->duplicates;
    return r;
}

static void on_ccfb(void *arg, const struct kr_ccfb_status *s)
{
    struct sim_client *c = arg;
    c->told_packets++;
    c->told_arrived += s->arrived;
}

/* As encoders do: no more than REMB, nor than loss allows (draft-ietf-rmcat-gcc-02 section 6). */
static void obey(struct sim_client *c)
{
    uint64_t sound_bps = 60000, rate = c->remb_bps < c->loss_bps ? c->remb_bps : c->loss_bps;
    struct sim_source *s = &c->sources[KR_SOURCE_CAMERA];
    if (c->most_bps)
        s->bps = rate > sound_bps + c->most_bps ? c->most_bps : rate > 2 * sound_bps ? rate - sound_bps : sound_bps;
}

static void heed_loss(struct sim_client *c, const struct kr_rtcp *part)
{
    double lost = 0;
    for (size_t i = 0; i < part->count; i++)
        if (kr_rtcp_report_at(part, i).ssrc == c->sources[KR_SOURCE_CAMERA].ssrc)
            lost = kr_rtcp_report_at(part, i).fraction_lost / 256.0;
    if (lost > 0.1)
        c->loss_bps = (uint64_t)((double)c->sources[KR_SOURCE_CAMERA].bps * (1 - lost / 2));
    else if (lost < 0.02)
        c->loss_bps += c->loss_bps / 20;
    obey(c);
}

void sim_congestion_told(struct sim_client *c, const struct kr_rtcp *part, uint64_t now_us)
{
    uint64_t rate_bps;
    uint32_t time;
    if (part->type == KR_RTCP_RTPFB && part->count == KR_RTPFB_TRANSPORT_CC) {
        assert_int_equal(c->config.feedback, KR_LOAD_TRANSPORT_CC);
        c->feedback++;
    } else if (part->type == KR_RTCP_RTPFB && part->count == KR_RTPFB_CCFB) {
        assert_int_equal(c->config.feedback, KR_LOAD_CCFB);
        assert_int_equal(kr_ccfb_each(part, &time, on_ccfb, c), 0);
        c->feedback++;
    } else if (part->type == KR_RTCP_PSFB && part->count == KR_PSFB_AFB) {
        assert_int_equal(c->config.feedback, KR_LOAD_REMB);
        assert_int_equal(kr_rtcp_read_remb(part, &rate_bps), 0);
        c->remb_bps = rate_bps;
        c->n_remb++;
        obey(c);
    } else if (part->type == KR_RTCP_RR && c->n_remb) {
        heed_loss(c, part);
    }
}
