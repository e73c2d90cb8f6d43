/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/bandwidth.h"

#include <stdlib.h>

#include "media/core.h"
#include "media/layer.h"
#include "media/pace.h"
#include "wire/ccfb.h"

enum {
    SECOND_US = 1000000,
    SOUND_PACKET_BYTES = 72,  /* besides its payload: IP, UDP, RTP with extensions, the SRTP tag */
    TRICKLE_US = 200000,
    GUESS_US = 3 * SECOND_US, /* until the first probes are over the estimate is none */
    IDLE_US = 2 * SECOND_US, /* nothing was sent for so long: there is nothing to estimate */
};
#define WANTED 1.25 /* of what is forwarded: a rate that is met exactly leaves nothing for a key frame */

int kr_bandwidth_new(struct kr_bandwidth **out, enum kr_bandwidth_how how)
{
    struct kr_bandwidth *b = calloc(1, sizeof *b);
    if (!b)
        return KR_E_NOMEM;
    kr_bwe_init(&b->bwe, KR_BWE_START_BPS);
    b->how = how;
    if (how == KR_BANDWIDTH_CCFB) {
        b->streams = calloc(1, sizeof *b->streams);
        if (!b->streams) {
            free(b);
            return KR_E_NOMEM;
        }
        kr_bwe_expect_ccfb(&b->bwe);
    }
    if (how == KR_BANDWIDTH_REPORTS)
        kr_bwe_expect_reports(&b->bwe);
    *out = b;
    return 0;
}

void kr_bandwidth_free(struct kr_bandwidth *b)
{
    if (b)
        kr_bwe_fini(&b->bwe);
    if (b)
        free(b->streams);
    free(b);
}

void kr_bandwidth_sent(struct kr_endpoint *e, size_t len, bool padding, uint64_t now_us)
{
    struct kr_bandwidth *b = e->bandwidth;
    kr_bwe_sent(&b->bwe, len, now_us);
    if (!padding)
        b->forwarded += len + KR_BWE_HEADER_BYTES;
    if (e->paced)
        kr_pace_sent(e, padding ? 0 : len + KR_BWE_HEADER_BYTES);
    else if (kr_bwe_full(&b->bwe))
        kr_pace_begin(e, now_us);
    if (b->due_us)
        return;
    b->due_us = b->woken_us = now_us;
    b->metered_us = now_us;
    kr_endpoint_hasten(e, now_us);
}

void kr_bandwidth_sent_as(struct kr_endpoint *e, uint32_t ssrc, uint16_t seq, size_t len, bool padding, uint64_t now_us)
{
    struct kr_bandwidth *b = e->bandwidth;
    if (b->how == KR_BANDWIDTH_TRANSPORT)
        return; /* this line has no numbers, others have */
    if (b->streams)
        kr_bwe_streams_sent(b->streams, ssrc, seq, b->bwe.history.next);
    kr_bandwidth_sent(e, len, padding, now_us);
}

/* At once: what is sent meanwhile waits somewhere. */
static void heed(struct kr_endpoint *e, uint64_t decreases, uint64_t now_us)
{
    struct kr_media_counters *c = &e->media->counters;
    c->overuse += e->bandwidth->bwe.n_decreases - decreases;
    if (e->bandwidth->bwe.n_decreases != decreases && !e->closed)
        kr_layer_choose(e, now_us);
}

void kr_bandwidth_report(struct kr_endpoint *e, const struct kr_bwe_report *report, uint64_t now_us)
{
    struct kr_bandwidth *b = e->bandwidth;
    if (!b || b->how != KR_BANDWIDTH_REPORTS)
        return;
    uint64_t decreases = b->bwe.n_decreases;
    kr_bwe_report(&b->bwe, report, now_us);
    heed(e, decreases, now_us);
}

void kr_bandwidth_remb(struct kr_endpoint *e, const struct kr_rtcp *part, uint64_t now_us)
{
    struct kr_bandwidth *b = e->bandwidth;
    uint64_t rate_bps;
    if (!b || b->how != KR_BANDWIDTH_REPORTS || kr_rtcp_read_remb(part, &rate_bps))
        return; /* other messages of this kind there are, too */
    uint64_t decreases = b->bwe.n_decreases;
    if (kr_bwe_remb(&b->bwe, rate_bps, now_us)) {
        e->media->counters.feedback_flood++;
        return;
    }
    e->media->counters.feedback_in++;
    heed(e, decreases, now_us);
}

static int read_feedback(struct kr_bandwidth *b, const struct kr_rtcp *part, uint64_t now_us)
{
    return b->streams ? kr_bwe_ccfb(&b->bwe, b->streams, part, now_us) : kr_bwe_feedback(&b->bwe, part, now_us);
}

void kr_bandwidth_feedback(struct kr_endpoint *e, const struct kr_rtcp *part, uint64_t now_us)
{
    struct kr_media_counters *c = &e->media->counters;
    enum kr_bandwidth_how how = part->count == KR_RTPFB_CCFB ? KR_BANDWIDTH_CCFB : KR_BANDWIDTH_TRANSPORT;
    if (!e->bandwidth || e->bandwidth->how != how) {
        c->drop_unasked++;
        return;
    }
    uint64_t decreases = e->bandwidth->bwe.n_decreases;
    switch (read_feedback(e->bandwidth, part, now_us)) {
    case 0:
        c->feedback_in++;
        heed(e, decreases, now_us);
        break;
    case KR_E_MALFORMED:
        c->drop_malformed++;
        break;
    case KR_E_LIMITED:
        c->feedback_flood++;
        break;
    default:
        c->feedback_untrue++;
        break;
    }
}

/* True if more would be sent than the path carries, and that is more than the first guess. */
bool kr_bandwidth_limits(const struct kr_endpoint *e, uint64_t now_us)
{
    const struct kr_bandwidth *b = e->bandwidth;
    if (b->bwe.drain.on)
        return true;
    return b->bwe.n_read && b->wanted_bps > kr_bwe_estimate_bps(&b->bwe) &&
           (b->bwe.n_decreases || now_us - b->woken_us > GUESS_US);
}

/* A slot whose RTX stream can carry padding. */
static struct kr_slot *padding_slot(const struct kr_endpoint *e)
{
    for (size_t i = 0; i < e->plan.n_video; i++)
        if (kr_slot_can_pad(e->video[i]))
            return e->video[i];
    return NULL;
}

bool kr_bandwidth_probes(const struct kr_endpoint *e)
{
    return padding_slot(e);
}

static void pad(struct kr_endpoint *e, uint64_t now_us)
{
    struct kr_bwe *bwe = &e->bandwidth->bwe;
    struct kr_slot *s = padding_slot(e);
    for (int i = 0; s && i < KR_BANDWIDTH_PADDING_MOST && kr_bwe_padding_bytes(bwe, now_us) >= KR_SLOT_PADDING_BYTES; i++) {
        if (kr_slot_pad(s, now_us))
            return;
        e->media->counters.probe_padding++;
    }
}

/* With all pictures held back and nobody speaking nothing would ever be learned of the path again. */
static void trickle(struct kr_endpoint *e, uint64_t now_us)
{
    struct kr_slot *s = padding_slot(e);
    if (s && kr_slot_pad(s, now_us) == 0)
        e->media->counters.probe_padding++;
}

/* What would be sent if the path allowed it: larger layers, or what is sent already. */
static void meter(struct kr_bandwidth *b, bool can_pad, uint64_t now_us)
{
    uint64_t passed_us = now_us - b->metered_us;
    if (passed_us < SECOND_US)
        return;
    uint64_t bps = b->forwarded * 8 * SECOND_US / passed_us;
    if (b->wanted_bps > bps)
        bps = b->wanted_bps;
    kr_bwe_want(&b->bwe, can_pad || b->how == KR_BANDWIDTH_REPORTS ? (uint64_t)((double)bps * WANTED) : 0);
    b->forwarded = 0;
    b->metered_us = now_us;
}

/* A voice that falls silent may speak again, so what sound takes is forgotten slowly. */
static void meter_sound(struct kr_endpoint *e, uint64_t now_us)
{
    struct kr_bandwidth *b = e->bandwidth;
    uint64_t passed_us = now_us - b->metered_us, bytes = 0;
    if (passed_us < SECOND_US)
        return;
    for (size_t i = 0; i < e->plan.n_audio; i++)
        bytes += e->audio[i]->octets + (uint64_t)SOUND_PACKET_BYTES * e->audio[i]->packets;
    uint64_t bps = (bytes - b->sound_bytes) * 8 * SECOND_US / passed_us;
    b->sound_bps = 1 + (bps > b->sound_bps ? bps : (b->sound_bps * 7 + bps) / 8); /* 0: not known */
    b->sound_bytes = bytes;
    b->resent_bps = (b->resent_bps + b->resent * 8 * SECOND_US / passed_us) / 2;
    b->resent = 0;
}

void kr_bandwidth_service(struct kr_endpoint *e, uint64_t now_us)
{
    struct kr_bandwidth *b = e->bandwidth;
    if (!b || !b->due_us || now_us < b->due_us)
        return;
    if (b->holds_back && now_us - b->bwe.sent_us >= TRICKLE_US)
        trickle(e, now_us);
    if (now_us - b->bwe.sent_us > IDLE_US) {
        b->due_us = 0;
        return;
    }
    uint64_t probes = b->bwe.n_probes;
    meter_sound(e, now_us);
    meter(b, padding_slot(e), now_us);
    kr_bwe_service(&b->bwe, now_us);
    if (!e->paced && kr_bandwidth_limits(e, now_us))
        kr_pace_begin(e, now_us);
    pad(e, now_us);
    e->media->counters.probe += b->bwe.n_probes - probes;
    b->due_us = now_us + (b->bwe.probe.stage == KR_BWE_PROBE_SENDING ? KR_WHEEL_TICK_US : KR_BANDWIDTH_US);
}

uint64_t kr_bandwidth_due_us(const struct kr_endpoint *e)
{
    return e->bandwidth && e->bandwidth->due_us ? e->bandwidth->due_us : UINT64_MAX;
}
