/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Objects of one size, taken and given back without malloc. Memory comes in slabs, so that the packet path allocates
 * once in thousands of packets while a server grows busy, and never again after; it is given back with the pool.
 */
#ifndef KR_MEDIA_POOL_H
#define KR_MEDIA_POOL_H

#include <stddef.h>

#include "base/err.h"

struct kr_pool_item; /* a free object; the link lies in its first bytes */

struct kr_pool {
    size_t item_bytes, slab_items, max_items; /* max_items: never more than these */
    size_t items, used;
    struct kr_pool_item *free;
    void **slabs; /* owned */
    size_t n_slabs;
};

void kr_pool_init(struct kr_pool *p, size_t item_bytes, size_t slab_items, size_t max_items);
void kr_pool_fini(struct kr_pool *p);

/* An object with undefined contents, or NULL when all are taken. */
void *kr_pool_take(struct kr_pool *p);
void kr_pool_give(struct kr_pool *p, void *item);

#endif
