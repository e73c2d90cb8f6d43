/* SPDX-License-Identifier: EUPL-1.2 */
#include "svc.h"

#include <string.h>

#include "base/assert.h"

enum { NOT_PRESENT, DISCARDABLE, SWITCH, REQUIRED };

struct bits {
    uint8_t *data;
    size_t n;
};

static void put(struct bits *b, uint32_t v, int n)
{
    while (n-- > 0) {
        kr_assert(b->n < 255 * 8);
        b->data[b->n / 8] |= (uint8_t)((v >> n & 1) << (7 - b->n % 8));
        b->n++;
    }
}

/* ns(n), AV1 section 4.10.7. */
static void put_non_symmetric(struct bits *b, uint32_t v, uint32_t n)
{
    int w = 0;
    for (uint32_t x = n; x; x >>= 1)
        w++;
    uint32_t m = (1u << w) - n;
    if (v < m)
        put(b, v, w - 1);
    else
        put(b, v + m, w);
}

int sim_svc_temporal(const struct sim_svc *s, unsigned picture)
{
    static const int three[] = {0, 2, 1, 2};
    return s->temporal == 3 ? three[picture % 4] : s->temporal == 2 ? (int)(picture % 2) : 0;
}

unsigned sim_svc_reference(const struct sim_svc *s, unsigned picture)
{
    static const unsigned three[] = {4, 1, 2, 1}, two[] = {2, 1};
    if (picture == 0)
        return 0;
    return s->temporal == 3 ? three[picture % 4] : s->temporal == 2 ? two[picture % 2] : 1;
}

/* Templates of a spatial layer: its key frame, its other frames of temporal layer 0, then one for each further layer. */
static int templates_of(const struct sim_svc *s)
{
    return s->temporal + 1;
}

static int indication(const struct sim_svc *s, int spatial, int temporal, bool key, int to_spatial, int to_temporal)
{
    if (to_spatial < spatial || to_temporal < temporal)
        return NOT_PRESENT;
    if (to_spatial == spatial)
        return to_temporal == temporal && temporal ? DISCARDABLE : SWITCH;
    return key ? SWITCH : s->key_only ? NOT_PRESENT : REQUIRED;
}

static void put_indications(struct bits *b, const struct sim_svc *s, int spatial, int temporal, bool key)
{
    for (int i = 0; i < s->spatial; i++)
        for (int t = 0; t < s->temporal; t++)
            put(b, (uint32_t)indication(s, spatial, temporal, key, i, t), 2);
}

/* Distances in frames; at most two. */
static int references(const struct sim_svc *s, int spatial, unsigned pictures_back, unsigned out[2])
{
    int n = 0;
    if (spatial && (!s->key_only || !pictures_back))
        out[n++] = 1;
    if (pictures_back)
        out[n++] = pictures_back * (unsigned)s->spatial;
    return n;
}

static unsigned back_of_template(const struct sim_svc *s, int t)
{
    static const unsigned back[4][4] = {{0}, {0, 1}, {0, 2, 1}, {0, 4, 2, 1}};
    return back[s->temporal][t];
}

static void put_structure(struct bits *b, const struct sim_svc *s)
{
    int n = templates_of(s);
    put(b, (uint32_t)s->id_offset, 6);
    put(b, (uint32_t)(s->spatial * s->temporal - 1), 5);
    for (int i = 0; i < s->spatial; i++)
        for (int t = 0; t < n; t++)
            put(b, t + 1 < n ? (t == 0 ? 0 : 1) : i + 1 < s->spatial ? 2 : 3, 2);
    for (int i = 0; i < s->spatial; i++)
        for (int t = 0; t < n; t++)
            put_indications(b, s, i, t ? t - 1 : 0, t == 0);
    for (int i = 0; i < s->spatial; i++)
        for (int t = 0; t < n; t++) {
            unsigned refs[2];
            int n_refs = references(s, i, back_of_template(s, t), refs);
            for (int r = 0; r < n_refs; r++)
                put(b, 0x10 | (refs[r] - 1), 5);
            put(b, 0, 1);
        }
    put_non_symmetric(b, (uint32_t)s->spatial, (uint32_t)(s->spatial * s->temporal + 1)); /* a chain for each spatial layer */
    for (int i = 0; i < s->spatial; i++)
        for (int t = 0; t < s->temporal; t++)
            put_non_symmetric(b, (uint32_t)i, (uint32_t)s->spatial);
    for (int i = 0; i < s->spatial * n; i++)
        put(b, 0x55555555u, 4 * s->spatial);
    put(b, 1, 1);
    for (int i = 0; i < s->spatial; i++) {
        put(b, (320u << i) - 1, 16);
        put(b, (180u << i) - 1, 16);
    }
}

static void put_custom(struct bits *b, const struct sim_svc *s, const struct sim_svc_packet *p)
{
    unsigned refs[2];
    int n = references(s, p->spatial, sim_svc_reference(s, p->picture), refs);
    put_indications(b, s, p->spatial, sim_svc_temporal(s, p->picture), p->picture == 0);
    for (int r = 0; r < n; r++) {
        put(b, 2, 2);
        put(b, refs[r] - 1, 8);
    }
    put(b, 0, 2);
    for (int i = 0; i < s->spatial; i++)
        put(b, 3, 8);
}

size_t sim_svc_write(const struct sim_svc *s, const struct sim_svc_packet *p, uint8_t out[255])
{
    int template = p->spatial * templates_of(s) + (p->picture == 0 ? 0 : 1 + sim_svc_temporal(s, p->picture));
    struct bits b = {.data = out};
    memset(out, 0, 255);
    put(&b, p->start, 1);
    put(&b, p->end, 1);
    put(&b, (uint32_t)(template + s->id_offset) % 64, 6);
    put(&b, p->number, 16);
    if (p->structure || p->has_active || p->custom) {
        put(&b, p->structure, 1);
        put(&b, p->has_active, 1);
        put(&b, p->custom ? 7 : 0, 3);
        if (p->structure)
            put_structure(&b, s);
        if (p->has_active)
            put(&b, p->active, s->spatial * s->temporal);
        if (p->custom)
            put_custom(&b, s, p);
    }
    return (b.n + 7) / 8;
}
