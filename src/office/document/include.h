/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Documents in documents: a line that holds nothing but {{>kind}} becomes the text of that kind, without its header
 * lines and without a note at its beginning; its headings go below the heading it stands under. Done before placeholders
 * are filled. Pure and bounded.
 */
#ifndef KR_OFFICE_DOCUMENT_INCLUDE_H
#define KR_OFFICE_DOCUMENT_INCLUDE_H

#include <stdbool.h>
#include <stddef.h>

#include "paper/source.h"

enum {
    KR_INCLUDE_DEPTH = 4,   /* documents in documents */
    KR_INCLUDE_COUNT = 200, /* in one text, all depths together: each asks the store */
    KR_INCLUDE_NAME_BYTES = 60,
};

/* Finds the text of a kind: allocated, the caller's. KR_E_NOT_FOUND if there is no such kind, KR_E_NOMEM, or of a store. */
typedef int kr_include_find_fn(void *arg, const char *kind, char **text, size_t *len);

/*
 * *out is the caller's, NUL-terminated, to be freed. KR_E_MALFORMED or KR_E_TOO_LARGE with *fault (may be NULL), whose
 * line is one of `source`: unknown_document, bad_include (something else stands in its line), include_too_deep (also:
 * a document that includes itself), too_large. Other errors are those of `find`.
 */
KR_MUST_CHECK int kr_include_expand(char **out, size_t *out_len, const char *source, size_t len, kr_include_find_fn *find,
                                    void *arg, struct kr_paper_fault *fault);

/* Is this line (without its line feed) an include? Then the kind's name, else "". False if it begins like one and is none. */
KR_MUST_CHECK bool kr_include_line(const char *line, size_t len, char name[KR_INCLUDE_NAME_BYTES + 1]);

#endif
