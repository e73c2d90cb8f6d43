/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/pool.h"

#include <stdalign.h>
#include <stdlib.h>

#include "base/assert.h"

struct kr_pool_item {
    struct kr_pool_item *next;
};

void kr_pool_init(struct kr_pool *p, size_t item_bytes, size_t slab_items, size_t max_items)
{
    size_t align = alignof(max_align_t);
    kr_assert(item_bytes >= sizeof(struct kr_pool_item) && slab_items > 0);
    *p = (struct kr_pool){
        .item_bytes = (item_bytes + align - 1) / align * align, .slab_items = slab_items, .max_items = max_items};
}

void kr_pool_fini(struct kr_pool *p)
{
    kr_assert(p->used == 0);
    for (size_t i = 0; i < p->n_slabs; i++)
        free(p->slabs[i]);
    free(p->slabs);
    *p = (struct kr_pool){0};
}

static void grow(struct kr_pool *p)
{
    if (p->items + p->slab_items > p->max_items)
        return;
    void **slabs = realloc(p->slabs, (p->n_slabs + 1) * sizeof *slabs);
    if (!slabs)
        return;
    p->slabs = slabs;
    char *slab = malloc(p->slab_items * p->item_bytes);
    if (!slab)
        return;
    p->slabs[p->n_slabs++] = slab;
    p->items += p->slab_items;
    for (size_t i = p->slab_items; i-- > 0;) {
        struct kr_pool_item *item = (void *)(slab + i * p->item_bytes);
        item->next = p->free;
        p->free = item;
    }
}

void *kr_pool_take(struct kr_pool *p)
{
    if (!p->free)
        grow(p);
    struct kr_pool_item *item = p->free;
    if (!item)
        return NULL;
    p->free = item->next;
    p->used++;
    return item;
}

void kr_pool_give(struct kr_pool *p, void *item)
{
    struct kr_pool_item *freed = item;
    kr_assert(p->used > 0);
    freed->next = p->free;
    p->free = freed;
    p->used--;
}
