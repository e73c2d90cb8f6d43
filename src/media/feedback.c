/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "media/core.h"
#include "media/ingest.h"
#include "media/relay.h"
#include "wire/ccfb.h"
#include "wire/rtcp.h"

enum { JUMP_US = 1000000 }; /* a sender's wall clock was set anew if it is off by more than this */

static struct kr_track *track_by_ssrc(const struct kr_endpoint *e, uint32_t ssrc)
{
    for (size_t i = 0; i < KR_ENDPOINT_TRACKS; i++) {
        struct kr_track *t = kr_endpoint_track(e, i);
        if (t && t->ssrc == ssrc && ssrc)
            return t;
    }
    return NULL;
}

static struct kr_slot *slot_by_ssrc(const struct kr_endpoint *e, uint32_t ssrc)
{
    for (size_t i = 0; i < e->plan.n_video; i++)
        if (e->video[i]->ssrc.ssrc == ssrc)
            return e->video[i];
    for (size_t i = 0; i < e->plan.n_audio; i++)
        if (e->audio[i]->ssrc.ssrc == ssrc)
            return e->audio[i];
    return NULL;
}

/* One shift for all streams of an endpoint, from its first report: sound and picture keep their distance. */
static void shift_clock(struct kr_endpoint *e, uint64_t ntp, uint64_t now_us)
{
    uint64_t shift = kr_ntp_of_us(now_us) - ntp;
    int64_t off = (int64_t)(shift - e->ntp_shift), jump = (int64_t)JUMP_US / 1000000 * (INT64_C(1) << 32);
    if (e->has_ntp_shift && off < jump && off > -jump)
        return;
    e->ntp_shift = shift;
    e->has_ntp_shift = true;
}

enum { REPORTED_MOST = 1000 }; /* packets between two reports; more is another stream or a liar */

static void note_loss(struct kr_endpoint *e, struct kr_slot *s, const struct kr_rtcp_report *r, struct kr_bwe_report *all, uint64_t now_us)
{
    uint32_t packets = r->highest_seq - s->reported;
    if (s->heard && packets > 0 && packets < REPORTED_MOST) {
        kr_redundancy_report(&e->redundancy, packets, r->fraction_lost, now_us);
        all->packets += packets;
        all->lost += (packets * r->fraction_lost + 128) / 256;
    }
    s->reported = r->highest_seq;
}

static void on_reports(struct kr_endpoint *e, const struct kr_rtcp *part, uint64_t now_us)
{
    struct kr_bwe_report all = {0};
    for (size_t i = 0; i < part->count; i++) {
        struct kr_rtcp_report r = kr_rtcp_report_at(part, i);
        struct kr_slot *s = slot_by_ssrc(e, r.ssrc);
        if (!s)
            continue;
        note_loss(e, s, &r, &all, now_us);
        s->heard = true;
        s->sent.lost = r.fraction_lost;
        uint64_t rtt_us = kr_report_rtt_us(&r, kr_ntp_of_us(now_us));
        if (rtt_us)
            e->rtt_us = e->rtt_us ? (7 * e->rtt_us + rtt_us) / 8 : rtt_us;
        all.rtt_us = rtt_us ? rtt_us : all.rtt_us;
    }
    if (part->count)
        kr_bandwidth_report(e, &all, now_us);
}

static void on_sender_report(struct kr_endpoint *e, const struct kr_rtcp *part, uint64_t now_us)
{
    struct kr_track *t = track_by_ssrc(e, part->sender_ssrc);
    if (t) {
        kr_receive_sr(&t->receive, &part->sender, now_us);
        shift_clock(e, part->sender.ntp, now_us);
    }
    on_reports(e, part, now_us);
}

static void want_keyframe(struct kr_endpoint *e, uint32_t ssrc, uint64_t now_us)
{
    struct kr_slot *s = slot_by_ssrc(e, ssrc);
    e->media->counters.keyframe_in++;
    if (!s || !s->track || !s->track->video)
        return;
    /* Each key frame costs all who watch the source, so one receiver gets only so many; what is asked already costs nothing. */
    bool asked = s->track->video->keyframe.wanted;
    if (asked || kr_allowance_take(&s->key_asked_us, KR_SLOT_KEY_US, KR_SLOT_KEY_BURST_US, now_us))
        kr_track_want_keyframe(s->track, now_us);
    else
        e->media->counters.keyframe_flood++;
}

struct nack {
    struct kr_slot *slot;
    uint64_t now_us;
};

static void on_lost(void *arg, uint16_t seq)
{
    const struct nack *n = arg;
    n->slot->endpoint->media->counters.nack_in++;
    kr_slot_resend(n->slot, seq, n->now_us);
}

static void on_transport_feedback(struct kr_endpoint *e, const struct kr_rtcp *part, uint64_t now_us)
{
    struct nack n = {.slot = slot_by_ssrc(e, part->media_ssrc), .now_us = now_us};
    if (part->count == KR_RTPFB_TRANSPORT_CC || part->count == KR_RTPFB_CCFB)
        kr_bandwidth_feedback(e, part, now_us);
    if (part->count == KR_RTPFB_NACK && n.slot && n.slot->video && kr_rtcp_nack_each(part, on_lost, &n))
        e->media->counters.drop_malformed++;
}

static void on_payload_feedback(struct kr_endpoint *e, const struct kr_rtcp *part, uint64_t now_us)
{
    uint32_t ssrc;
    uint8_t command;
    if (part->count == KR_PSFB_AFB)
        kr_bandwidth_remb(e, part, now_us);
    if (part->count == KR_PSFB_PLI)
        want_keyframe(e, part->media_ssrc, now_us);
    for (size_t i = 0; part->count == KR_PSFB_FIR && kr_rtcp_fir_at(part, i, &ssrc, &command); i++)
        want_keyframe(e, ssrc, now_us);
}

static void on_part(struct kr_endpoint *e, const struct kr_rtcp *part, uint64_t now_us)
{
    switch (part->type) {
    case KR_RTCP_SR:
        on_sender_report(e, part, now_us);
        break;
    case KR_RTCP_RR:
        on_reports(e, part, now_us);
        break;
    case KR_RTCP_RTPFB:
        on_transport_feedback(e, part, now_us);
        break;
    case KR_RTCP_PSFB:
        on_payload_feedback(e, part, now_us);
        break;
    case KR_RTCP_APP:
        if (e->relay)
            kr_relay_told(e, part, now_us);
        break;
    default:
        break;
    }
}

void kr_ingest_rtcp(struct kr_endpoint *e, uint8_t *p, size_t len, uint64_t now_us)
{
    struct kr_media_counters *c = &e->media->counters;
    struct kr_rtcp part;
    if (!e->receiver) {
        c->drop_early++;
        return;
    }
    int err = kr_srtcp_unprotect(e->receiver, p, &len);
    if (err) {
        if (err == KR_E_REPLAY)
            c->drop_replay++;
        else
            c->drop_auth++;
        return;
    }
    struct kr_reader r = kr_reader_of(p, len);
    while ((err = kr_rtcp_next(&part, &r)) == 1)
        on_part(e, &part, now_us);
    if (err)
        c->drop_malformed++;
}
