/* SPDX-License-Identifier: EUPL-1.2 */
#include "paper/arena.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK_BYTES = 16 * 1024 };

struct kr_arena_chunk {
    struct kr_arena_chunk *next;
    size_t used, cap;
    alignas(max_align_t) char bytes[];
};

void kr_arena_init(struct kr_arena *a, size_t max)
{
    *a = (struct kr_arena){.max = max};
}

void kr_arena_fini(struct kr_arena *a)
{
    while (a->chunks) {
        struct kr_arena_chunk *next = a->chunks->next;
        free(a->chunks);
        a->chunks = next;
    }
    a->used = 0;
}

void *kr_arena_take(struct kr_arena *a, size_t size)
{
    if (size > a->max - a->used)
        return NULL;
    size_t need = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    if (!a->chunks || need > a->chunks->cap - a->chunks->used) {
        size_t cap = need > CHUNK_BYTES ? need : CHUNK_BYTES;
        struct kr_arena_chunk *c = malloc(sizeof *c + cap);
        if (!c)
            return NULL;
        *c = (struct kr_arena_chunk){.next = a->chunks, .cap = cap};
        a->chunks = c;
    }
    void *p = a->chunks->bytes + a->chunks->used;
    a->chunks->used += need;
    a->used += size;
    memset(p, 0, size);
    return p;
}

char *kr_arena_text(struct kr_arena *a, const char *bytes, size_t len)
{
    char *text = kr_arena_take(a, len + 1);
    if (text && len)
        memcpy(text, bytes, len);
    return text;
}
