/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/svc.h"

#include <string.h>

void kr_svc_init(struct kr_svc *s)
{
    *s = (struct kr_svc){.target = {KR_FRAME_SPATIAL - 1, KR_FRAME_TEMPORAL - 1}, .top = KR_FRAME_SPATIAL - 1};
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

/* The target, as far as the stream has it: nothing names a layer above its largest. */
static struct kr_svc_layer goal_of(const struct kr_svc *s)
{
    return (struct kr_svc_layer){s->target.spatial < s->top ? s->target.spatial : s->top, s->target.temporal};
}

/*
 * Whether what follows for this layer can be decoded from this frame on. With the Dependency Descriptor the frames tell.
 * Without, the rules of the payload descriptors: a temporal layer is joined where the sender says so, a spatial one from
 * below only where it refers to nothing before its picture.
 */
static bool can_change(const struct kr_svc *s, const struct kr_frame *f, struct kr_svc_layer to)
{
    if (!(f->switches & bit_of(to)))
        return false;
    if (f->has_number)
        return has_references(s, f);
    if (to.spatial == s->now.spatial)
        return f->temporal <= s->now.temporal || f->syncs;
    return f->spatial == to.spatial && to.spatial > s->now.spatial && f->in_picture && s->below == to.spatial;
}

static void change(struct kr_svc *s, const struct kr_frame *f, struct kr_svc_layer to, uint64_t seq)
{
    if (same(s->now, to))
        return;
    s->spatial_before = s->now.spatial;
    s->now = to;
    s->changed_seq = seq;
    s->changed_number = f->number;
    s->intact |= bit_of(to);
}

/* With fewer spatial layers, the highest frame rate of which nothing was left out; -1: none. */
static int intact_below(const struct kr_svc *s, struct kr_svc_layer goal)
{
    int t = goal.temporal < s->now.temporal ? goal.temporal : s->now.temporal;
    while (t >= 0 && !(s->intact & kr_target(goal.spatial, (unsigned)t)))
        t--;
    return t;
}

/* A picture ends with its largest layer, so it may lose some only while none of those were sent. */
static void lower(struct kr_svc *s, const struct kr_frame *f, struct kr_svc_layer goal, uint64_t seq)
{
    int temporal = intact_below(s, goal);
    if (temporal < 0)
        change(s, f, (struct kr_svc_layer){s->now.spatial, 0}, seq);
    else if (f->spatial <= goal.spatial)
        change(s, f, (struct kr_svc_layer){goal.spatial, (uint8_t)temporal}, seq);
}

/* At the first packet of a frame: whether the receiver's layer changes with it. */
static void consider(struct kr_svc *s, const struct kr_frame *f, uint64_t seq)
{
    if (f->n_spatial && (f->key || f->has_number))
        s->top = (uint8_t)(f->n_spatial - 1);
    struct kr_svc_layer goal = goal_of(s);
    if (f->key || !s->started) {
        s->intact = UINT32_MAX;
        change(s, f, goal, seq);
        s->started = true;
        return;
    }
    if (goal.temporal < s->now.temporal) /* nothing that stays refers to what goes */
        change(s, f, (struct kr_svc_layer){s->now.spatial, goal.temporal}, seq);
    if (goal.spatial < s->now.spatial)
        lower(s, f, goal, seq);
    if (same(s->now, goal))
        return;
    struct kr_svc_layer faster = {s->now.spatial, goal.temporal};
    if (can_change(s, f, goal))
        change(s, f, goal, seq);
    else if (goal.spatial >= s->now.spatial && !same(faster, s->now) && can_change(s, f, faster))
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
    else if (!forward && !f->discardable)
        s->intact &= ~f->present;
    return forward ? KR_SVC_FORWARD : KR_SVC_OMIT;
}

bool kr_svc_wants_key(const struct kr_svc *s)
{
    struct kr_svc_layer goal = goal_of(s);
    if (!s->started || goal.spatial == s->now.spatial)
        return false;
    return goal.spatial > s->now.spatial || intact_below(s, goal) < 0;
}

bool kr_svc_ends_picture(const struct kr_svc *s, const struct kr_frame *f, uint64_t seq)
{
    return f->end && f->spatial == (seq < s->changed_seq ? s->spatial_before : s->now.spatial);
}
