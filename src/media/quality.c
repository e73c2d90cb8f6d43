/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/quality.h"

#include "media/core.h"

/* Of reduced and weak only the first is told: on a weak line nobody can say what a sender is able to. */
static bool same(const struct kr_quality_view *a, const struct kr_quality_view *b)
{
    return a->reduced == b->reduced && a->paused == b->paused && (a->reduced || a->weak == b->weak);
}

static bool another_rate(uint64_t a, uint64_t b)
{
    return a * 4 > b * 5 || b * 4 > a * 5;
}

/* How long it must be so before it is told. */
static uint64_t patience_us(const struct kr_quality_view *last, const struct kr_quality_view *seen)
{
    if (seen->reduced > last->reduced || seen->paused & ~last->paused)
        return KR_QUALITY_WORSE_US;
    return !seen->reduced && seen->weak && !last->weak ? KR_QUALITY_WEAK_US : KR_QUALITY_BETTER_US;
}

bool kr_quality_step(struct kr_quality *q, const struct kr_quality_view *seen, uint64_t now_us)
{
    if (!q->since_us || !same(seen, &q->now)) {
        q->now = *seen;
        q->since_us = now_us;
    }
    uint64_t quiet_us = now_us - q->told_us;
    bool changed = !same(seen, &q->last) && now_us - q->since_us >= patience_us(&q->last, seen);
    bool rate = same(seen, &q->last) && (!q->told || another_rate(seen->rate_bps, q->last.rate_bps)) &&
                (q->told ? quiet_us : now_us - q->since_us) >= KR_QUALITY_RATE_US;
    if (!rate && !(changed && (!q->told || quiet_us >= KR_QUALITY_EVERY_US)))
        return false;
    q->told = true;
    q->last = *seen;
    q->told_us = now_us;
    return true;
}

static enum kr_link_endpoint_quality_reduced reduced_of(const struct kr_quality_view *v)
{
    switch (v->reduced) {
    case KR_QUALITY_FRAME_RATE:
        return KR_LINK_ENDPOINT_QUALITY_REDUCED_FRAME_RATE;
    case KR_QUALITY_SIZE:
        return KR_LINK_ENDPOINT_QUALITY_REDUCED_SIZE;
    case KR_QUALITY_PICTURES:
        return KR_LINK_ENDPOINT_QUALITY_REDUCED_PICTURES;
    case KR_QUALITY_WHOLE:
        break;
    }
    return v->weak ? KR_LINK_ENDPOINT_QUALITY_REDUCED_SIZE : KR_LINK_ENDPOINT_QUALITY_REDUCED_NONE;
}

void kr_quality_tell(const struct kr_endpoint *e)
{
    const struct kr_quality_view *v = &e->bandwidth->quality.last;
    struct kr_link_paused_slot paused[KR_LIMIT_VIDEO_SLOTS];
    size_t n = 0;
    if (e->mode != KR_MODE_MEET)
        return;
    for (size_t i = 0; i < KR_LIMIT_VIDEO_SLOTS; i++)
        if (v->paused >> i & 1)
            paused[n++] = (struct kr_link_paused_slot){.slot = (int64_t)i};
    enum kr_link_endpoint_quality_reason reason = v->reduced ? KR_LINK_ENDPOINT_QUALITY_REASON_LINE
                                                  : v->weak  ? KR_LINK_ENDPOINT_QUALITY_REASON_SENDER
                                                             : KR_LINK_ENDPOINT_QUALITY_REASON_NONE;
    struct kr_link_msg msg = {.head.type = KR_LINK_ENDPOINT_QUALITY,
                              .u.endpoint_quality = {.endpoint = e->id, .rate_bps = (int64_t)v->rate_bps,
                                                     .reduced = reduced_of(v), .reason = reason, .paused = paused, .paused_len = n}};
    e->media->emit(e->media->arg, &msg);
}
