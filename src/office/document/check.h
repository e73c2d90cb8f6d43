/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Whether a text that an operator wrote can become a document: its includes are there, it names only placeholders that
 * its kind has, and it reads as a document both as written and filled with sample values. Faults name lines of the text.
 */
#ifndef KR_OFFICE_DOCUMENT_CHECK_H
#define KR_OFFICE_DOCUMENT_CHECK_H

#include "office/document/include.h"
#include "office/document/kind.h"
#include "paper/fill.h"

enum { KR_DOCUMENT_FAULTS = 20 };

struct kr_document_check {
    /*
     * Reasons of paper/source.h, paper/fill.h and document/include.h, and: no_title (a header is missing), wrong_lang.
     * Line 0: the fault shows only when everything is put together.
     */
    struct kr_paper_fault faults[KR_DOCUMENT_FAULTS];
    size_t n_faults;
    unsigned blanks; /* places that wait to be filled in, "[eintragen: ...]" or "[fill in: ...]" */
};

/* KR_E_NOMEM or an error of find; faults are no error. */
KR_MUST_CHECK int kr_document_check(struct kr_document_check *out, const struct kr_document_kind *kind, const char *lang,
                                    const char *source, size_t len, kr_include_find_fn *find, void *arg);

/* Counts the places that wait to be filled in. */
unsigned kr_document_blanks(const char *text, size_t len);

/* A value for every placeholder there is, as an example for previews: a school of trees. */
void kr_document_samples(struct kr_paper_values *v, const char *lang);

#endif
