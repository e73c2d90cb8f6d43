/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/svc.h"

#include <string.h>

void kr_svc_init(struct kr_svc *s)
{
    *s = (struct kr_svc){.target = {KR_FRAME_SPATIAL - 1, KR_FRAME_TEMPORAL - 1}};
    s->now = s->target;
}

void kr_svc_restart(struct kr_svc *s)
{
    struct kr_svc_layer target = s->target;
    kr_svc_init(s);
    s->target = s->now = target;
}

static bool same(struct kr_svc_layer a, struct kr_svc_layer b)
{
    return a.spatial == b.spatial && a.temporal == b.temporal;
}

static kr_targets bit_of(struct kr_svc_layer l)
{
    return kr_target(l.spatial, l.temporal);
}

static bool was_forwarded(const struct kr_svc *s, uint16_t number)
{
    uint16_t back = (uint16_t)(s->number - number);
    return s->has_number && back < KR_SVC_FRAMES && s->forwarded[number % KR_SVC_FRAMES / 64] >> (number % 64) & 1;
}

/* The frames up to this one are known; those between were not forwarded, as far as is known. */
static void note_number(struct kr_svc *s, uint16_t number, bool forwarded)
{
    uint16_t ahead = s->has_number ? (uint16_t)(number - s->number) : 1;
    if (ahead >= 0x8000 || (s->has_number && !ahead)) { /* an older one, or another packet of the newest */
        if (forwarded && (uint16_t)(s->number - number) < KR_SVC_FRAMES)
            s->forwarded[number % KR_SVC_FRAMES / 64] |= UINT64_C(1) << (number % 64);
        return;
    }
    if (ahead >= KR_SVC_FRAMES || !s->has_number)
        memset(s->forwarded, 0, sizeof s->forwarded);
    for (uint16_t n = (uint16_t)(number - ahead + 1); ahead < KR_SVC_FRAMES && n != number; n++)
        s->forwarded[n % KR_SVC_FRAMES / 64] &= ~(UINT64_C(1) << (n % 64));
    s->forwarded[number % KR_SVC_FRAMES / 64] &= ~(UINT64_C(1) << (number % 64));
    s->forwarded[number % KR_SVC_FRAMES / 64] |= (uint64_t)forwarded << (number % 64);
    s->number = number;
    s->has_number = true;
}

/* Everything that the frame refers to was forwarded. */
static bool has_references(const struct kr_svc *s, const struct kr_frame *f)
{
    for (unsigned i = 0; i < f->n_refs; i++)
        if (!was_forwarded(s, (uint16_t)(f->number - f->refs[i])))
            return false;
    return true;
}

/*
 * Whether what follows for this layer can be decoded from this frame on. With the Dependency Descriptor the frames tell.
 * Without, the rules of the payload descriptors: a temporal layer is joined where the sender says so, a spatial one from
 * above only if nothing of it was left out, and from below only where it refers to nothing before its picture.
 */
static bool can_change(const struct kr_svc *s, const struct kr_frame *f, struct kr_svc_layer to)
{
    if (!(f->switches & bit_of(to)))
        return false;
    if (f->has_number)
        return has_references(s, f);
    if (to.spatial == s->now.spatial)
        return f->temporal <= s->now.temporal || f->syncs;
    if (f->spatial != to.spatial)
        return false;
    if (to.spatial < s->now.spatial)
        return f->temporal == 0 && s->intact >> to.spatial & 1;
    return f->in_picture && s->below == to.spatial;
}

static void change(struct kr_svc *s, const struct kr_frame *f, struct kr_svc_layer to, uint64_t seq)
{
    if (same(s->now, to))
        return;
    s->spatial_before = s->now.spatial;
    s->now = to;
    s->changed_seq = seq;
    s->changed_number = f->number;
}

/* At the first packet of a frame: whether the receiver's layer changes with it. */
static void consider(struct kr_svc *s, const struct kr_frame *f, uint64_t seq)
{
    if (f->key || !s->started) {
        change(s, f, s->target, seq);
        s->started = true;
        s->intact = 0xff;
        return;
    }
    if (s->target.temporal < s->now.temporal) /* nothing that stays refers to what goes */
        change(s, f, (struct kr_svc_layer){s->now.spatial, s->target.temporal}, seq);
    if (same(s->now, s->target))
        return;
    struct kr_svc_layer faster = {s->now.spatial, s->target.temporal};
    if (can_change(s, f, s->target))
        change(s, f, s->target, seq);
    else if (!same(faster, s->now) && can_change(s, f, faster))
        change(s, f, faster, seq);
}

enum kr_svc_verdict kr_svc_packet(struct kr_svc *s, const struct kr_frame *f, uint64_t seq, uint32_t timestamp, bool late)
{
    if (timestamp != s->timestamp && !late) {
        s->timestamp = timestamp;
        s->below = 0;
    }
    if (f->start && !late)
        consider(s, f, seq);
    bool forward = f->present & bit_of(s->now);
    if (f->has_number && !f->start) /* as its first packet, if that was seen */
        forward |= was_forwarded(s, f->number);
    if (f->has_number && (f->start || forward))
        note_number(s, f->number, forward);
    if (forward && !late)
        s->below = (uint8_t)(f->spatial + 1);
    else if (!forward && f->temporal == 0 && !f->discardable)
        s->intact &= (uint8_t) ~(1u << f->spatial);
    return forward ? KR_SVC_FORWARD : KR_SVC_OMIT;
}

bool kr_svc_wants_key(const struct kr_svc *s)
{
    return s->started && s->target.spatial != s->now.spatial;
}

bool kr_svc_ends_picture(const struct kr_svc *s, const struct kr_frame *f, uint64_t seq)
{
    return f->end && f->spatial == (seq < s->changed_seq ? s->spatial_before : s->now.spatial);
}
