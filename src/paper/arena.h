/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Memory that is given back all at once: the tree of a document, and the values that fill it. Bounded: what would pass
 * the maximum is refused. Not for secrets that must not linger (kr_arena_fini wipes nothing; credentials are wiped by
 * the process that ends after one job).
 */
#ifndef KR_PAPER_ARENA_H
#define KR_PAPER_ARENA_H

#include <stddef.h>

struct kr_arena_chunk;

struct kr_arena {
    struct kr_arena_chunk *chunks; /* owned */
    size_t used, max;              /* bytes asked for so far, and the most there may be */
};

void kr_arena_init(struct kr_arena *a, size_t max);
void kr_arena_fini(struct kr_arena *a);

/* Zeroed memory for any type, or NULL over the maximum or without memory. */
void *kr_arena_take(struct kr_arena *a, size_t size);

/* A NUL-terminated copy of len bytes, or NULL. */
char *kr_arena_text(struct kr_arena *a, const char *bytes, size_t len);

#endif
