/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/allocate.h"

#define RESERVE 1.15        /* what is taken without any is given up again at the next moment */
#define SECOND_US 1000000

void kr_rates_conclude(struct kr_rates *r, uint64_t bytes[KR_TEMPORALS], uint64_t passed_us)
{
    uint64_t sum = 0, whole = r->bps[KR_TEMPORALS - 1];
    bool fresh = whole <= 1;
    uint8_t n = 1;
    for (uint8_t t = 0; t < KR_TEMPORALS; t++) {
        uint64_t before = t < r->n ? r->bps[t] : whole, bps;
        if (bytes[t])
            n = (uint8_t)(t + 1);
        sum += bytes[t];
        bps = sum * 8 * SECOND_US / passed_us;
        r->bps[t] = fresh ? bps + 1 : (before + bps) / 2;
        bytes[t] = 0;
    }
    r->n = fresh || n > r->n ? n : n < r->n ? (uint8_t)(r->n - 1) : n;
}

/* The lowest layer that comes; 0 when none does. */
static uint8_t lowest(const struct kr_picture *p)
{
    for (uint8_t l = 0; l < p->n_layers; l++)
        if (p->layers[l].n)
            return l;
    return 0;
}

static uint64_t cost(const struct kr_picture *p, struct kr_choice c)
{
    return c.paused || !p->layers[c.layer].n ? 0 : p->layers[c.layer].bps[c.temporal];
}

static uint8_t whole(const struct kr_picture *p, uint8_t layer)
{
    return p->layers[layer].n ? (uint8_t)(p->layers[layer].n - 1) : 0;
}

struct kr_choice kr_allocate_most(const struct kr_picture *p)
{
    uint8_t found = lowest(p);
    for (uint8_t l = (uint8_t)(found + 1); l < p->n_layers && l <= p->most; l++)
        if (p->layers[l].n)
            found = l;
    return (struct kr_choice){.layer = found, .temporal = whole(p, found)};
}

static bool above(struct kr_choice a, struct kr_choice b)
{
    if (a.paused != b.paused)
        return b.paused;
    return a.layer > b.layer || (a.layer == b.layer && a.temporal > b.temporal);
}

/* True if p may have c in the place of what it was given so far. */
static bool affords(const struct kr_picture *p, struct kr_choice so_far, struct kr_choice c, double left_bps)
{
    double more = (double)cost(p, c) - (double)cost(p, so_far);
    bool rises = above(c, p->now);
    if (rises && p->calm)
        return false;
    if (rises && more > 0)
        more *= RESERVE;
    return more <= left_bps;
}

static void give(const struct kr_picture *p, struct kr_choice *to, struct kr_choice c, double *left_bps)
{
    *left_bps -= (double)cost(p, c) - (double)cost(p, *to);
    *to = c;
}

/* The smallest layer up to a temporal layer; true if it was given. */
static bool give_small(const struct kr_picture *p, struct kr_choice *to, uint8_t temporal, double *left_bps)
{
    struct kr_choice c = {.layer = lowest(p), .temporal = temporal};
    bool can = affords(p, *to, c, *left_bps);
    if (can)
        give(p, to, c, left_bps);
    return can;
}

/* How few of a larger layer's frames are better than the smaller layer. */
static uint8_t fewest(const struct kr_picture *p, uint8_t layer)
{
    uint8_t last = whole(p, layer);
    return p->rank == KR_RANK_SCREEN || !last ? 0 : (uint8_t)(last - 1);
}

static void give_large(const struct kr_picture *p, struct kr_choice *to, double *left_bps)
{
    uint8_t low = lowest(p);
    for (uint8_t l = kr_allocate_most(p).layer; l > low; l--) {
        if (!p->layers[l].n)
            continue;
        for (int t = whole(p, l); t >= fewest(p, l); t--) {
            struct kr_choice c = {.layer = l, .temporal = (uint8_t)t};
            if (affords(p, *to, c, *left_bps)) {
                give(p, to, c, left_bps);
                return;
            }
        }
    }
}

enum round { SHOWN, SMOOTH, LARGE, ROUNDS };

static void give_round(enum round round, const struct kr_picture *p, struct kr_choice *to, double *left_bps)
{
    if (round == SHOWN)
        give_small(p, to, 0, left_bps);
    if (round == SMOOTH && !to->paused)
        for (uint8_t t = whole(p, lowest(p)); t > 0 && !give_small(p, to, t, left_bps);)
            t--;
    if (round == LARGE && !to->paused)
        give_large(p, to, left_bps);
}

uint64_t kr_allocate(const struct kr_picture *pictures, size_t n, uint64_t budget_bps, struct kr_choice *chosen)
{
    double left_bps = (double)budget_bps;
    uint64_t most_bps = 0;
    for (size_t i = 0; i < n; i++) {
        chosen[i] = (struct kr_choice){.layer = lowest(&pictures[i]), .paused = true};
        most_bps += cost(&pictures[i], kr_allocate_most(&pictures[i]));
    }
    for (int round = SHOWN; round < ROUNDS; round++)
        for (int rank = 0; rank < KR_RANK_COUNT; rank++)
            for (size_t i = 0; i < n; i++)
                if (pictures[i].rank == (enum kr_rank)rank)
                    give_round((enum round)round, &pictures[i], &chosen[i], &left_bps);
    return most_bps;
}
