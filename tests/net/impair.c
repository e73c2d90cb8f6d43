/* SPDX-License-Identifier: EUPL-1.2 */
#include "net/impair.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"

enum { SECOND_US = 1000000 };

void impair_init(struct impair_line *l, uint64_t seed)
{
    *l = (struct impair_line){.random = seed, .heap = calloc(IMPAIR_HELD, sizeof *l->heap)};
    kr_assert(l->heap);
}

void impair_fini(struct impair_line *l)
{
    for (size_t i = 0; i < l->n; i++)
        free(l->heap[i]);
    free(l->heap);
    *l = (struct impair_line){0};
}

/* splitmix64, as a share from 0 to below 1. */
static double dice(struct impair_line *l)
{
    uint64_t z = l->random += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return (double)((z ^ z >> 31) >> 11) / (double)(UINT64_C(1) << 53);
}

/*
 * Gilbert and Elliott with everything lost in the bad state: it is left with 1/burst, and entered so often that the share
 * of all that is lost is `loss`.
 */
static bool is_lost(struct impair_line *l)
{
    const struct impair_way *w = &l->way;
    double chance = dice(l);
    if (w->loss <= 0)
        return l->bad = false;
    if (w->burst < 1 || w->loss >= 1)
        return chance < w->loss;
    double leave = 1 / w->burst, enter = leave * w->loss / (1 - w->loss);
    l->bad = l->bad ? chance >= leave : chance < enter;
    return l->bad;
}

static bool before(const struct impair_datagram *a, const struct impair_datagram *b)
{
    return a->at_us != b->at_us ? a->at_us < b->at_us : a->order < b->order;
}

static void push(struct impair_line *l, struct impair_datagram *d)
{
    size_t at = l->n++;
    for (; at > 0 && before(d, l->heap[(at - 1) / 2]); at = (at - 1) / 2)
        l->heap[at] = l->heap[(at - 1) / 2];
    l->heap[at] = d;
}

static struct impair_datagram *pop(struct impair_line *l)
{
    struct impair_datagram *top = l->heap[0], *last = l->heap[--l->n];
    size_t at = 0;
    for (size_t child; (child = 2 * at + 1) < l->n; at = child) {
        if (child + 1 < l->n && before(l->heap[child + 1], l->heap[child]))
            child++;
        if (!before(l->heap[child], last))
            break;
        l->heap[at] = l->heap[child];
    }
    l->heap[at] = last;
    return top;
}

/* When it has left the link; 0: the queue had no room. */
static uint64_t through_link(struct impair_line *l, size_t len, uint64_t now_us)
{
    const struct impair_way *w = &l->way;
    if (!w->rate_bps)
        return now_us;
    uint64_t begin_us = l->free_us > now_us ? l->free_us : now_us;
    if (begin_us - now_us > (w->queue_us ? w->queue_us : IMPAIR_QUEUE_US))
        return 0;
    l->free_us = begin_us + (len + IMPAIR_HEADER_BYTES) * 8 * SECOND_US / w->rate_bps;
    return l->free_us;
}

static void put_once(struct impair_line *l, const uint8_t *p, size_t len, uint64_t jitter_us, bool late, uint64_t now_us)
{
    const struct impair_way *w = &l->way;
    uint64_t left_us = through_link(l, len, now_us), at_us = left_us + w->delay_us + jitter_us;
    if (!left_us || l->n == IMPAIR_HELD) {
        l->n_full++;
        return;
    }
    if (late) {
        at_us += w->late_us ? w->late_us : IMPAIR_LATE_US;
        l->n_reordered++;
    } else {
        at_us = at_us > l->last_us ? at_us : l->last_us;
        l->last_us = at_us;
    }
    struct impair_datagram *d = malloc(sizeof *d + len);
    kr_assert(d);
    *d = (struct impair_datagram){.at_us = at_us, .order = l->order++, .len = len};
    memcpy(d->data, p, len);
    push(l, d);
}

void impair_put(struct impair_line *l, const uint8_t *p, size_t len, uint64_t now_us)
{
    /* Every datagram takes the same number of dice, so that one setting does not change what another does. */
    bool lost = is_lost(l), twice = dice(l) < l->way.duplicate, late = dice(l) < l->way.reorder;
    uint64_t jitter_us = (uint64_t)(dice(l) * (double)l->way.jitter_us);
    l->n_in++;
    if (lost) {
        l->n_lost++;
        return;
    }
    put_once(l, p, len, jitter_us, late, now_us);
    if (!twice)
        return;
    l->n_doubled++;
    put_once(l, p, len, jitter_us, late, now_us);
}

struct impair_datagram *impair_take(struct impair_line *l, uint64_t now_us)
{
    return impair_due_us(l) <= now_us ? pop(l) : NULL;
}

uint64_t impair_due_us(const struct impair_line *l)
{
    return l->n ? l->heap[0]->at_us : UINT64_MAX;
}

static bool take_field(struct impair_way *w, const char *name, double value)
{
    const struct {
        const char *name;
        double *share;
        uint64_t *whole;
        double unit;
    } fields[] = {
        {"loss", &w->loss, NULL, 0.01},          {"duplicate", &w->duplicate, NULL, 0.01}, {"reorder", &w->reorder, NULL, 0.01},
        {"burst", &w->burst, NULL, 1},           {"delay", NULL, &w->delay_us, 1000},      {"jitter", NULL, &w->jitter_us, 1000},
        {"late", NULL, &w->late_us, 1000},       {"rate", NULL, &w->rate_bps, 1000},       {"queue", NULL, &w->queue_us, 1000},
    };
    if (!(value >= 0 && value < 1e9))
        return false;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (strcmp(fields[i].name, name) != 0)
            continue;
        if (fields[i].share)
            *fields[i].share = value * fields[i].unit;
        else
            *fields[i].whole = (uint64_t)(value * fields[i].unit);
        return !fields[i].share || fields[i].unit == 1 || value <= 100;
    }
    return false;
}

static bool take_word(struct impair_way *w, const char *word)
{
    char name[16];
    double value;
    int end = 0;
    if (strcmp(word, "clear") == 0) {
        *w = (struct impair_way){0};
        return true;
    }
    return sscanf(word, "%15[a-z]=%lf%n", name, &value, &end) == 2 && !word[end] && take_field(w, name, value);
}

bool impair_read(const char *text, struct impair_way *up, struct impair_way *down, uint64_t *at_us)
{
    char copy[400], *save = NULL, *end;
    struct impair_way ways[2] = {*up, *down};
    if (strlen(text) >= sizeof copy)
        return false;
    snprintf(copy, sizeof copy, "%s", text);
    char *word = strtok_r(copy, " \t\r\n", &save);
    double seconds = word ? strtod(word, &end) : 0;
    bool timed = word && end != word && !*end;
    if (timed)
        word = strtok_r(NULL, " \t\r\n", &save);
    bool both = word && strcmp(word, "both") == 0, is_up = word && strcmp(word, "up") == 0;
    if (!word || !(seconds >= 0 && seconds < 1e6) || (!both && !is_up && strcmp(word, "down") != 0))
        return false;
    while ((word = strtok_r(NULL, " \t\r\n", &save)))
        for (int way = 0; way < 2; way++)
            if ((both || is_up == (way == 0)) && !take_word(&ways[way], word))
                return false;
    *up = ways[0];
    *down = ways[1];
    *at_us = timed ? (uint64_t)(seconds * SECOND_US) : 0;
    return true;
}
