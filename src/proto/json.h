/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * JSON texts (RFC 8259) read in one pass into one array of values, in the order of the text. Strings are unescaped in place;
 * nothing else is copied, and nothing is allocated but the array. Refused is what is not well-formed UTF-8 or holds a NUL, a
 * name that stands twice in one object, numbers beyond 64 bits, and nesting beyond KR_LIMIT_JSON_DEPTH. Pure.
 */
#ifndef KR_PROTO_JSON_H
#define KR_PROTO_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum { KR_JSON_NAMES = 128 }; /* in one object: each is compared with all before it */

enum kr_json_kind { KR_JSON_NULL, KR_JSON_FALSE, KR_JSON_TRUE, KR_JSON_INT, KR_JSON_REAL, KR_JSON_STRING, KR_JSON_ARRAY, KR_JSON_OBJECT };

struct kr_json {
    enum kr_json_kind kind;
    uint32_t whole;    /* values from this one to the end of what it holds: the next beside it is so far away */
    uint32_t n;        /* items or members */
    uint32_t name_len; /* of a member's name */
    uint32_t len;      /* of a string */
    const char *name;  /* of a member, with a terminator; NULL: it is none */
    union {
        const char *text; /* of a string, with a terminator */
        int64_t number;   /* of an INT; what a REAL is nobody needs */
    };
};

/*
 * Reads the text, which is changed and must live as long as the values; text[len] is 0. Its first value, an object or an
 * array, is *out, to be freed with kr_json_free. KR_E_MALFORMED, KR_E_TOO_LARGE (nested too deep), KR_E_NOMEM.
 */
KR_MUST_CHECK int kr_json_parse(struct kr_json **out, char *text, size_t len);
void kr_json_free(struct kr_json *values); /* wipes them; NULL is fine */

/* The first item or member, if there is one, and the one beside it. */
static inline const struct kr_json *kr_json_first(const struct kr_json *v)
{
    return v + 1;
}

static inline const struct kr_json *kr_json_next(const struct kr_json *v)
{
    return v + v->whole;
}

/*
 * The member of that name, or NULL. *near, NULL at first, is where the search begins, and becomes the member behind the one
 * found: whoever asks in the order of the text finds at once. One *near for one object.
 */
const struct kr_json *kr_json_member(const struct kr_json *object, const char *name, const struct kr_json **near);

/* Bytes of a text as a JSON string with its quotes; 0: it is not well-formed UTF-8. */
size_t kr_json_quoted_bytes(const char *text, size_t len);
/* Writes it, so many bytes. */
void kr_json_quote(char *out, const char *text, size_t len);

#endif
