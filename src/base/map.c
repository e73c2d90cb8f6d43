/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/map.h"

#include <stdlib.h>

#include "base/assert.h"

void kr_map_init(struct kr_map *m)
{
    *m = (struct kr_map){0};
}

void kr_map_fini(struct kr_map *m)
{
    free(m->entries);
    kr_map_init(m);
}

/* Index of the key, or of the free place where it belongs. The table is never full. */
static size_t find(const struct kr_map *m, uint64_t key)
{
    size_t mask = m->cap - 1, i = kr_map_mix(key, 0) & mask;
    while (m->entries[i].value && m->entries[i].key != key)
        i = (i + 1) & mask;
    return i;
}

int kr_map_reserve(struct kr_map *m, size_t n)
{
    size_t cap = m->cap ? m->cap : 8;
    while (n > cap / 2)
        cap *= 2;
    if (cap == m->cap)
        return 0;
    struct kr_map grown = {.entries = calloc(cap, sizeof *grown.entries), .cap = cap, .len = m->len};
    if (!grown.entries)
        return KR_E_NOMEM;
    for (size_t i = 0; i < m->cap; i++)
        if (m->entries[i].value)
            grown.entries[find(&grown, m->entries[i].key)] = m->entries[i];
    free(m->entries);
    *m = grown;
    return 0;
}

int kr_map_put(struct kr_map *m, uint64_t key, void *value)
{
    kr_assert(value);
    int err = kr_map_reserve(m, m->len + 1);
    if (err)
        return err;
    size_t i = find(m, key);
    if (!m->entries[i].value)
        m->len++;
    m->entries[i] = (struct kr_map_entry){key, value};
    return 0;
}

void *kr_map_get(const struct kr_map *m, uint64_t key)
{
    return m->cap ? m->entries[find(m, key)].value : NULL;
}

void *kr_map_remove(struct kr_map *m, uint64_t key)
{
    if (!m->cap)
        return NULL;
    size_t mask = m->cap - 1, hole = find(m, key);
    void *value = m->entries[hole].value;
    if (!value)
        return NULL;
    m->len--;
    /* Close the hole: move back every later entry of the run whose home is not behind the hole. */
    for (size_t i = (hole + 1) & mask; m->entries[i].value; i = (i + 1) & mask) {
        size_t home = kr_map_mix(m->entries[i].key, 0) & mask;
        if (((i - home) & mask) >= ((i - hole) & mask)) {
            m->entries[hole] = m->entries[i];
            hole = i;
        }
    }
    m->entries[hole].value = NULL;
    return value;
}

void *kr_map_next(const struct kr_map *m, size_t *pos)
{
    while (*pos < m->cap) {
        void *value = m->entries[(*pos)++].value;
        if (value)
            return value;
    }
    return NULL;
}
