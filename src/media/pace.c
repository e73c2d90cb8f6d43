/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/pace.h"

#include <stdlib.h>
#include <string.h>

#include "media/core.h"
#include "media/layer.h"
#include "media/send.h"

/* No faster than the estimate: a key frame that is makes a queue of its own size, which is taken for over-use. */
enum {
    KEY_SHARE = 8,    /* a key frame is about an eighth of a second of its stream */
    RESENT_SHARE = 3, /* one part in so many of the rate is for retransmissions */
    WANTED_MORE = 4,
    PICTURE_BPS = 50000, /* is let through beside the sound, whatever the estimate */
};

void kr_pace_begin(struct kr_endpoint *e, uint64_t now_us)
{
    if (!e->pace)
        e->pace = calloc(1, sizeof *e->pace);
    if (!e->pace)
        return;
    e->pace->all = e->pace->resent = (struct kr_bucket){.at_us = now_us};
    e->paced = true;
    kr_endpoint_hasten(e, now_us + KR_WHEEL_TICK_US);
}

void kr_pace_key(const struct kr_track *t, uint64_t now_us)
{
    for (const struct kr_slot *s = t->slots; s; s = s->next) {
        struct kr_endpoint *e = s->endpoint;
        if (!e->paced && e->bandwidth && e->bandwidth->bwe.n_read && t->meter.bps > kr_bwe_estimate_bps(&e->bandwidth->bwe) / KEY_SHARE)
            kr_pace_begin(e, now_us);
    }
}

void kr_pace_sent(struct kr_endpoint *e, size_t bytes)
{
    kr_bucket_fill(&e->pace->all, bytes);
}

static uint64_t rate_bps(const struct kr_endpoint *e, uint64_t now_us)
{
    const struct kr_bwe *b = &e->bandwidth->bwe;
    uint64_t rate = kr_bwe_rate_bps(b), wanted = e->bandwidth->wanted_bps + e->bandwidth->wanted_bps / WANTED_MORE;
    if (rate < wanted && !kr_bandwidth_limits(e, now_us))
        rate = wanted; /* the estimate is no more than a first guess */
    if (rate < e->bandwidth->sound_bps + PICTURE_BPS)
        rate = e->bandwidth->sound_bps + PICTURE_BPS; /* while only sound was sent, the estimate knows of no more */
    bool probes = b->probe.stage == KR_BWE_PROBE_SENDING;
    return probes && b->probe.target_bps > rate ? b->probe.target_bps : rate;
}

static void leak(struct kr_endpoint *e, uint64_t rate, uint64_t now_us)
{
    kr_bucket_leak(&e->pace->all, rate, now_us);
    kr_bucket_leak(&e->pace->resent, rate / RESENT_SHARE, now_us);
}

/* True if the path has room for another packet now. */
static bool open(const struct kr_endpoint *e, uint64_t rate)
{
    return !kr_bwe_full(&e->bandwidth->bwe) && kr_bucket_open(&e->pace->all, rate, KR_PACE_BURST_US, KR_PACE_BURST_BYTES);
}

static void take_out(struct kr_pace *pc, size_t i)
{
    pc->queue[i].slot->queued--;
    pc->n--;
    memmove(&pc->queue[i], &pc->queue[i + 1], (pc->n - i) * sizeof *pc->queue);
}

static void give_up(struct kr_endpoint *e, size_t i)
{
    if (e->pace->queue[i].stored) {
        kr_stored_release(&e->media->stored, e->pace->queue[i].stored);
        e->media->counters.pace_dropped++;
    }
    take_out(e->pace, i);
}

/* All of the slot's packets go; all_but_key: not those of the key frame that is being sent. */
static void give_up_slot(struct kr_slot *s, bool all_but_key)
{
    struct kr_endpoint *e = s->endpoint;
    struct kr_pace *pc = e->pace;
    size_t i = 0;
    while (i < pc->n && pc->queue[i].slot != s)
        i++;
    bool keep = all_but_key && i < pc->n && pc->queue[i].key;
    uint32_t timestamp = keep ? pc->queue[i].timestamp : 0;
    while (i < pc->n) {
        const struct kr_paced *q = &pc->queue[i];
        if (q->slot == s && !(keep && q->timestamp == timestamp))
            give_up(e, i);
        else
            i++;
    }
}

/* A key frame costs its sender's other watchers something, so who cannot take what comes may not ask for many. */
static void back_off(struct kr_slot *s, uint64_t now_us)
{
    bool again = s->ask_us && now_us - s->ask_us < 2 * KR_PACE_BACKOFF_MOST_US;
    s->backoff_us = again ? 2 * s->backoff_us : KR_PACE_BACKOFF_US;
    if (s->backoff_us > KR_PACE_BACKOFF_MOST_US)
        s->backoff_us = KR_PACE_BACKOFF_MOST_US;
    s->ask_us = now_us + s->backoff_us;
}

/* The picture stands still until its next key frame. A larger layer may be given up for a smaller one any time. */
static void drop(struct kr_slot *s, uint64_t now_us)
{
    bool dropped = s->need_keyframe;
    give_up_slot(s, !dropped);
    s->need_keyframe = true;
    if (!dropped)
        back_off(s, now_us);
}

/* Whose packets matter least of those that wait. */
static struct kr_slot *least(const struct kr_pace *pc)
{
    struct kr_slot *found = pc->queue[0].slot;
    for (size_t i = 1; i < pc->n; i++) {
        struct kr_slot *s = pc->queue[i].slot;
        enum kr_rank rank = kr_layer_rank(s), worst = kr_layer_rank(found);
        if (rank > worst || (rank == worst && s->index > found->index))
            found = s;
    }
    return found;
}

static size_t next(const struct kr_pace *pc)
{
    size_t found = 0;
    for (size_t i = 1; i < pc->n; i++)
        if (kr_layer_rank(pc->queue[i].slot) < kr_layer_rank(pc->queue[found].slot))
            found = i;
    return found;
}

static void wait(struct kr_slot *s, const struct kr_packet *p, struct kr_stored *stored, uint64_t now_us)
{
    struct kr_endpoint *e = s->endpoint;
    e->pace->queue[e->pace->n++] = (struct kr_paced){.stored = stored, .slot = s, .seq = p->seq, .at_us = now_us,
                                                     .timestamp = p->timestamp, .key = p->timestamp == s->paced_key};
    s->queued++;
    e->media->counters.paced++;
    kr_endpoint_hasten(e, now_us + KR_WHEEL_TICK_US);
}

bool kr_pace_takes(struct kr_slot *s, const struct kr_packet *p, uint64_t now_us)
{
    struct kr_endpoint *e = s->endpoint;
    struct kr_pace *pc = e->pace;
    uint64_t rate = rate_bps(e, now_us);
    leak(e, rate, now_us);
    if (kr_packet_is_key(p))
        s->paced_key = p->timestamp;
    if (!pc->n && !pc->n_resends && open(e, rate))
        return false;
    if (p->empty && (!s->queued || s->munge.in_segment))
        return false; /* costs nothing, and its place is known */
    while (pc->n == KR_PACE_PACKETS)
        drop(least(pc), now_us);
    if (s->need_keyframe)
        return true; /* it was this one */
    struct kr_stored *stored = p->empty ? NULL : kr_history_hold(&s->track->video->history, p->seq);
    if (!stored && !p->empty)
        return false; /* not remembered: it cannot wait */
    wait(s, p, stored, now_us);
    return true;
}

bool kr_pace_takes_resend(struct kr_slot *s, uint16_t seq, uint64_t now_us)
{
    struct kr_pace *pc = s->endpoint->pace;
    for (size_t i = 0; i < pc->n_resends; i++)
        if (pc->resends[i].slot == s && pc->resends[i].seq == seq)
            return true; /* asked for twice */
    if (pc->n_resends == KR_PACE_RESENDS) {
        s->endpoint->media->counters.nack_unknown++;
        return true;
    }
    pc->resends[pc->n_resends].slot = s;
    pc->resends[pc->n_resends++].seq = seq;
    kr_endpoint_hasten(s->endpoint, now_us + KR_WHEEL_TICK_US);
    return true;
}

void kr_pace_forget(struct kr_slot *s)
{
    if (s->queued)
        give_up_slot(s, false);
}

/* Oldest first: what was lost is missed now. */
static void send_resends(struct kr_endpoint *e, uint64_t rate, uint64_t now_us)
{
    struct kr_pace *pc = e->pace;
    size_t sent = 0;
    while (sent < pc->n_resends && open(e, rate) &&
           kr_bucket_open(&pc->resent, rate / RESENT_SHARE, KR_PACE_BURST_US, KR_PACE_BURST_BYTES)) {
        uint64_t before = pc->all.bits;
        kr_slot_resend_now(pc->resends[sent].slot, pc->resends[sent].seq, now_us);
        pc->resent.bits += pc->all.bits - before;
        sent++;
    }
    pc->n_resends -= sent;
    memmove(pc->resends, pc->resends + sent, pc->n_resends * sizeof *pc->resends);
}

static void send_one(struct kr_endpoint *e, uint64_t now_us)
{
    uint8_t payload[KR_LIMIT_DATAGRAM_BYTES];
    size_t i = next(e->pace);
    struct kr_paced q = e->pace->queue[i];
    struct kr_packet p = {.seq = q.seq, .empty = true};
    take_out(e->pace, i);
    if (q.stored)
        kr_packet_restore(&p, q.stored, payload);
    if (kr_send_can(q.slot))
        kr_slot_emit(q.slot, &p, now_us);
    if (q.stored)
        kr_stored_release(&e->media->stored, q.stored);
}

static void drop_old(struct kr_endpoint *e, uint64_t now_us)
{
    struct kr_pace *pc = e->pace;
    for (size_t i = 0; i < pc->n;) {
        const struct kr_paced *q = &pc->queue[i];
        uint64_t most_us = q->slot->need_keyframe ? KR_PACE_KEY_AGE_US : KR_PACE_AGE_US;
        if (now_us - q->at_us < most_us) {
            i++;
            continue;
        }
        drop(q->slot, now_us);
        i = 0;
    }
}

void kr_pace_service(struct kr_endpoint *e, uint64_t now_us)
{
    struct kr_pace *pc = e->pace;
    if (!e->paced)
        return;
    uint64_t rate = rate_bps(e, now_us);
    leak(e, rate, now_us);
    send_resends(e, rate, now_us);
    while (pc->n && open(e, rate))
        send_one(e, now_us);
    drop_old(e, now_us);
    e->paced = pc->n || pc->n_resends || kr_bwe_full(&e->bandwidth->bwe) || kr_bandwidth_limits(e, now_us);
}

uint64_t kr_pace_due_us(const struct kr_endpoint *e)
{
    return e->paced && (e->pace->n || e->pace->n_resends) ? e->pace->all.at_us + KR_WHEEL_TICK_US : UINT64_MAX;
}

void kr_pace_free(struct kr_endpoint *e)
{
    for (size_t i = 0; e->pace && i < e->pace->n; i++)
        if (e->pace->queue[i].stored)
            kr_stored_release(&e->media->stored, e->pace->queue[i].stored);
    free(e->pace);
    e->pace = NULL;
}
