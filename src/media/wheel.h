/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Deadlines of many objects, looked at once per tick: a hashed timing wheel (Varghese and Lauck 1987). Setting and
 * clearing cost nothing; a deadline is met up to one tick late. Items are embedded in what they belong to.
 */
#ifndef KR_MEDIA_WHEEL_H
#define KR_MEDIA_WHEEL_H

#include <stdint.h>

enum {
    KR_WHEEL_TICK_US = 5000,
    KR_WHEEL_PLACES = 256, /* one turn lasts 1.28 s; later deadlines wait for their turn */
};

struct kr_wheel_item {
    struct kr_wheel_item *next, **link; /* link NULL: not set */
    uint64_t due_us;
    void *owner;
};

struct kr_wheel {
    struct kr_wheel_item *places[KR_WHEEL_PLACES];
    uint64_t tick; /* the last one looked at */
};

void kr_wheel_init(struct kr_wheel *w, uint64_t now_us);

/* Sets or moves the deadline; one that has passed is met with the next tick. UINT64_MAX clears it. */
void kr_wheel_set(struct kr_wheel *w, struct kr_wheel_item *item, uint64_t due_us);

/* Like kr_wheel_set, but never moves a deadline back. */
void kr_wheel_hasten(struct kr_wheel *w, struct kr_wheel_item *item, uint64_t due_us);

/* Calls back for each item that is due, after clearing it. The callback may set and clear any item. */
void kr_wheel_advance(struct kr_wheel *w, uint64_t now_us, void (*due)(void *owner, uint64_t now_us));

#endif
