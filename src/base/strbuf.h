/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A growing text that cannot be made without its maximum (the idea: bounded by construction). The first append that
 * would pass the maximum, or runs out of memory, sets `failed`; later appends do nothing.
 */
#ifndef KR_BASE_STRBUF_H
#define KR_BASE_STRBUF_H

#include <stdbool.h>
#include <stddef.h>

struct kr_strbuf {
    char *text;      /* always NUL-terminated once anything was appended; owned */
    size_t len, cap; /* bytes without and with the terminator */
    size_t max;      /* most bytes the text may ever have */
    bool failed;
};

void kr_strbuf_init(struct kr_strbuf *b, size_t max);
void kr_strbuf_fini(struct kr_strbuf *b);
void kr_strbuf_add(struct kr_strbuf *b, const char *bytes, size_t len);
void kr_strbuf_addf(struct kr_strbuf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Gives the text to the caller (free it with free) and leaves b empty; NULL if an append failed. */
char *kr_strbuf_take(struct kr_strbuf *b);

#endif
