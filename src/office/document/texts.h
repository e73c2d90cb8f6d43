/* SPDX-License-Identifier: EUPL-1.2 */
/* The default texts of src/office/texts, compiled in (tools/texts.py), in the order of their file names. */
#ifndef KR_OFFICE_DOCUMENT_TEXTS_H
#define KR_OFFICE_DOCUMENT_TEXTS_H

#include <stddef.h>

struct kr_document_text {
    const char *kind, *lang; /* lang "de" or "en" */
    const char *source;
    size_t len;
};

extern const struct kr_document_text kr_document_texts[];
extern const size_t kr_document_texts_count;

/* The text of a kind in a language, or NULL. */
const struct kr_document_text *kr_document_delivered(const char *kind, const char *lang);

#endif
