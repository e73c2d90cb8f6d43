/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/report.h"

#include "media/core.h"
#include "wire/rtcp.h"

enum {
    RTCP_BYTES = 1200,
    NACK_MAX = 64,
    FEEDBACK_MAX = 4, /* packets of transport-wide feedback in one go */
    CLOCK_OFF_S = 5, /* a picture may have waited for some seconds on its way here, and a clock be off by a second */
};

struct outgoing {
    struct kr_endpoint *endpoint;
    struct kr_writer w;
    size_t head; /* bytes before the first part that matters */
};

/* RFC 5506: feedback may stand alone only if both sides agreed; otherwise a compound packet begins with a report. */
static bool begin(struct outgoing *o, struct kr_endpoint *e, bool compound)
{
    if (!e->sender || !e->path)
        return false;
    *o = (struct outgoing){.endpoint = e, .w = kr_writer_of(kr_tx_space(&e->media->tx), RTCP_BYTES)};
    if (!compound && !e->plan.rtcp_rsize)
        kr_rtcp_write_rr(&o->w, e->own_ssrc, NULL, 0);
    o->head = o->w.len;
    return true;
}

static void finish(struct outgoing *o)
{
    struct kr_endpoint *e = o->endpoint;
    size_t len = o->w.len;
    if (o->w.failed || len == o->head)
        return;
    if (kr_srtcp_protect(e->sender, o->w.data, KR_TX_DATAGRAM_BYTES, &len)) {
        e->media->counters.drop_send++;
        return;
    }
    kr_tx_commit(&e->media->tx, e->path->socket, &e->path->address, len);
}

void kr_report_keyframe(struct kr_track *t)
{
    struct outgoing o;
    if (!begin(&o, t->endpoint, false))
        return;
    if (t->line.pli || !t->line.fir)
        kr_rtcp_write_pli(&o.w, t->endpoint->own_ssrc, t->ssrc);
    else
        kr_rtcp_write_fir(&o.w, t->endpoint->own_ssrc, t->ssrc, t->video->fir_command++);
    finish(&o);
    t->endpoint->media->counters.keyframe_out++;
}

void kr_report_nack(struct kr_track *t, uint64_t now_us)
{
    struct outgoing o;
    uint16_t seqs[NACK_MAX];
    size_t n = kr_nack_due(&t->video->nack, now_us, t->endpoint->rtt_us, seqs, NACK_MAX);
    if (!n || !begin(&o, t->endpoint, false))
        return;
    kr_rtcp_write_nack(&o.w, t->endpoint->own_ssrc, t->ssrc, seqs, n);
    finish(&o);
    t->endpoint->media->counters.nack_out += n;
}

void kr_report_arrivals(struct kr_endpoint *e, uint64_t now_us)
{
    struct outgoing o;
    if (kr_inbound_due_us(&e->inbound) > now_us)
        return;
    for (int i = 0; i < FEEDBACK_MAX && begin(&o, e, false); i++) {
        if (kr_inbound_write(&e->inbound, e->own_ssrc, &o.w, now_us) != 1)
            break;
        finish(&o);
        e->media->counters.feedback_out++;
    }
}

/*
 * A clock far from that of the packets is wrong, and not only its sender suffers: the picture on the stage and the sound in
 * the first slot are played in step, and those may be two people's.
 */
static bool tells_time(const struct kr_munge *m, uint32_t rtp, uint64_t now_us)
{
    uint64_t passed_us = now_us > m->last_ts_us ? now_us - m->last_ts_us : 0;
    int32_t off = (int32_t)(rtp - m->last_ts - (uint32_t)(passed_us * m->clock_hz / 1000000));
    int32_t most = (int32_t)(m->clock_hz * CLOCK_OFF_S);
    return off < most && off > -most;
}

/*
 * The source's own clocks, so that its sound and picture stay in step; shifted by a constant of its endpoint to our
 * wall clock, because two people's clocks differ by seconds and a browser that has to play a picture of one and
 * sound of another in one stream would hold back one of them by that.
 */
static void write_sender_report(struct kr_writer *w, const struct kr_slot *s, uint64_t now_us)
{
    struct kr_rtcp_sender_info info = {.packets = s->packets, .octets = s->octets};
    const struct kr_track *t = s->track;
    if (!t || !s->packets || !s->munge.in_segment || !kr_receive_clock(&t->receive, now_us, &info.ntp, &info.rtp))
        return;
    info.ntp += t->endpoint->ntp_shift;
    info.rtp += s->munge.ts_offset;
    if (!tells_time(&s->munge, info.rtp, now_us))
        return;
    kr_rtcp_write_sr(w, s->ssrc.ssrc, &info, NULL, 0);
}

static void write_receiver_report(struct kr_writer *w, struct kr_endpoint *e, uint64_t now_us)
{
    struct kr_rtcp_report reports[KR_ENDPOINT_TRACKS];
    size_t n = 0;
    for (size_t i = 0; i < KR_ENDPOINT_TRACKS; i++) {
        struct kr_track *t = kr_endpoint_track(e, i);
        if (t && t->highest)
            reports[n++] = kr_receive_report(&t->receive, now_us);
    }
    kr_rtcp_write_rr(w, e->own_ssrc, reports, n);
}

static void write_remb(struct kr_writer *w, const struct kr_endpoint *e)
{
    uint32_t ssrcs[KR_ENDPOINT_TRACKS];
    size_t n = 0;
    for (size_t i = 0; e->inbound.estimate && i < KR_ENDPOINT_TRACKS; i++) {
        const struct kr_track *t = kr_endpoint_track(e, i);
        if (t && t->video && t->ssrc && t->line.remb)
            ssrcs[n++] = t->ssrc;
    }
    if (n)
        kr_rtcp_write_remb(w, e->own_ssrc, kr_bwe_inbound_bps(e->inbound.estimate), ssrcs, n);
}

void kr_report_all(struct kr_endpoint *e, uint64_t now_us)
{
    struct outgoing o;
    if (!begin(&o, e, true))
        return;
    for (size_t i = 0; i < e->plan.n_audio; i++)
        write_sender_report(&o.w, e->audio[i], now_us);
    for (size_t i = 0; i < e->plan.n_video; i++)
        write_sender_report(&o.w, e->video[i], now_us);
    write_receiver_report(&o.w, e, now_us);
    kr_rtcp_write_sdes_cname(&o.w, e->own_ssrc, e->cname);
    write_remb(&o.w, e);
    finish(&o);
}
