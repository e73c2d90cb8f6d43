/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/strbuf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void kr_strbuf_init(struct kr_strbuf *b, size_t max)
{
    *b = (struct kr_strbuf){.max = max};
}

void kr_strbuf_fini(struct kr_strbuf *b)
{
    free(b->text);
    *b = (struct kr_strbuf){.max = b->max};
}

/* Makes room for `more` bytes and the terminator. */
static bool reserve(struct kr_strbuf *b, size_t more)
{
    if (b->failed || more > b->max - b->len) {
        b->failed = true;
        return false;
    }
    size_t need = b->len + more + 1;
    if (need <= b->cap)
        return true;
    size_t cap = b->cap ? b->cap : 64;
    while (cap < need)
        cap *= 2;
    char *text = realloc(b->text, cap);
    if (!text) {
        b->failed = true;
        return false;
    }
    b->text = text;
    b->cap = cap;
    return true;
}

void kr_strbuf_add(struct kr_strbuf *b, const char *bytes, size_t len)
{
    if (!reserve(b, len))
        return;
    memcpy(b->text + b->len, bytes, len);
    b->len += len;
    b->text[b->len] = '\0';
}

void kr_strbuf_addf(struct kr_strbuf *b, const char *fmt, ...)
{
    va_list ap;
    size_t room = b->failed ? 0 : b->cap - b->len; /* mostly enough: then it is written at once */
    va_start(ap, fmt);
    int n = vsnprintf(room ? b->text + b->len : NULL, room, fmt, ap);
    va_end(ap);
    if (n >= 0 && (size_t)n < room && (size_t)n <= b->max - b->len) {
        b->len += (size_t)n;
        return;
    }
    if (room)
        b->text[b->len] = '\0';
    if (n < 0 || !reserve(b, (size_t)n)) {
        b->failed = true;
        return;
    }
    va_start(ap, fmt);
    vsnprintf(b->text + b->len, (size_t)n + 1, fmt, ap);
    va_end(ap);
    b->len += (size_t)n;
}

char *kr_strbuf_take(struct kr_strbuf *b)
{
    char *text = NULL;
    if (!b->failed && reserve(b, 0)) {
        b->text[b->len] = '\0';
        text = b->text;
        b->text = NULL;
    }
    kr_strbuf_fini(b);
    return text;
}
