/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/wheel.h"

#include <stddef.h>

void kr_wheel_init(struct kr_wheel *w, uint64_t now_us)
{
    *w = (struct kr_wheel){.tick = now_us / KR_WHEEL_TICK_US};
}

static void unlink_item(struct kr_wheel_item *item)
{
    if (!item->link)
        return;
    *item->link = item->next;
    if (item->next)
        item->next->link = item->link;
    item->link = NULL;
}

static void link_item(struct kr_wheel_item **head, struct kr_wheel_item *item)
{
    item->next = *head;
    item->link = head;
    if (item->next)
        item->next->link = &item->next;
    *head = item;
}

void kr_wheel_set(struct kr_wheel *w, struct kr_wheel_item *item, uint64_t due_us)
{
    unlink_item(item);
    item->due_us = due_us;
    if (due_us == UINT64_MAX)
        return;
    uint64_t tick = (due_us + KR_WHEEL_TICK_US - 1) / KR_WHEEL_TICK_US;
    if (tick <= w->tick)
        tick = w->tick + 1;
    link_item(&w->places[tick % KR_WHEEL_PLACES], item);
}

void kr_wheel_hasten(struct kr_wheel *w, struct kr_wheel_item *item, uint64_t due_us)
{
    if (!item->link || due_us < item->due_us)
        kr_wheel_set(w, item, due_us);
}

/* Takes a place's due items off into a list of their own first: callbacks may change the place. */
static void visit(struct kr_wheel *w, uint64_t tick, uint64_t now_us, void (*due)(void *owner, uint64_t now_us))
{
    struct kr_wheel_item *ready = NULL, *next;
    for (struct kr_wheel_item *i = w->places[tick % KR_WHEEL_PLACES]; i; i = next) {
        next = i->next;
        if (i->due_us <= now_us) {
            unlink_item(i);
            link_item(&ready, i);
        }
    }
    while (ready) {
        struct kr_wheel_item *i = ready;
        unlink_item(i);
        due(i->owner, now_us);
    }
}

void kr_wheel_advance(struct kr_wheel *w, uint64_t now_us, void (*due)(void *owner, uint64_t now_us))
{
    uint64_t last = now_us / KR_WHEEL_TICK_US;
    if (last > w->tick + KR_WHEEL_PLACES)
        w->tick = last - KR_WHEEL_PLACES; /* a whole turn sees everything */
    while (w->tick < last) {
        w->tick++;
        visit(w, w->tick, now_us, due);
    }
}
