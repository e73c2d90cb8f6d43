/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A hash map from 64-bit keys to pointers: open addressing, linear probing, grows by doubling, never on look-up.
 * For the packet path the owner reserves its capacity beforehand, so that nothing is allocated there. Keys that an
 * outsider can choose must be mixed with a secret first (kr_map_mix).
 */
#ifndef KR_BASE_MAP_H
#define KR_BASE_MAP_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct kr_map_entry {
    uint64_t key;
    void *value; /* NULL: free */
};

struct kr_map {
    struct kr_map_entry *entries; /* owned; the values are not */
    size_t cap, len;              /* cap is 0 or a power of two */
};

void kr_map_init(struct kr_map *m);
void kr_map_fini(struct kr_map *m);

/* Makes room for n entries in all. */
KR_MUST_CHECK int kr_map_reserve(struct kr_map *m, size_t n);

/* Adds or replaces; value must not be NULL. KR_E_NOMEM leaves the map as it was. */
KR_MUST_CHECK int kr_map_put(struct kr_map *m, uint64_t key, void *value);

/* The value, or NULL. */
void *kr_map_get(const struct kr_map *m, uint64_t key);

/* Removes and returns the value, or NULL. */
void *kr_map_remove(struct kr_map *m, uint64_t key);

/* Walks all entries: start with *pos = 0; NULL at the end. The map must not change meanwhile. */
void *kr_map_next(const struct kr_map *m, size_t *pos);

/* Spreads a key over all 64 bits, keyed by a secret; the finalizer of MurmurHash3 (public domain constants). */
static inline uint64_t kr_map_mix(uint64_t key, uint64_t secret)
{
    key ^= secret;
    key ^= key >> 33;
    key *= UINT64_C(0xff51afd7ed558ccd);
    key ^= key >> 33;
    key *= UINT64_C(0xc4ceb9fe1a85ec53);
    return key ^ key >> 33;
}

#endif
