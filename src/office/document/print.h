/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Documents as PDF: a version or a draft, put together (document.h) and set by the press. What anybody may download is
 * kept in memory once it was set, so that a class that opens the same sheet asks the press once; what names a school is
 * never kept.
 */
#ifndef KR_OFFICE_DOCUMENT_PRINT_H
#define KR_OFFICE_DOCUMENT_PRINT_H

#include "office/document/document.h"
#include "office/document/prints.h"

enum { KR_PRINT_NAME_SIZE = 80, KR_PRINT_HEAD_NAME_SIZE = 501, KR_PRINT_HEAD_ADDRESS_SIZE = 2001 }; /* proto/print.json */

/* Who speaks on a paper that is not the operator's: the name, and lines for its address. To be wiped. */
struct kr_document_head {
    char name[KR_PRINT_HEAD_NAME_SIZE], address[KR_PRINT_HEAD_ADDRESS_SIZE];
};

struct kr_document_print {
    const struct kr_store_document *version; /* what is printed; or else the next two: a text that is tried out */
    const char *kind, *lang, *source;
    struct kr_paper_values *values; /* with what it may name; `effective` is set here. Wiped by its owner */
    const char *recipient;          /* of a letter: lines for the window, or NULL */
    const struct kr_document_head *head; /* NULL: the operator's */
    unsigned cards;                 /* of a card: on one page; 0: 2 */
    bool keep;                      /* everybody may have it */
};

/*
 * Prints it. `done` is called exactly once if this returns 0, before or after it returns; errors as those of
 * kr_document_make and kr_press_set, and in `done` those of the press.
 */
KR_MUST_CHECK int kr_document_print(struct kr_office *o, const struct kr_document_print *p, kr_press_fn *done, void *arg);

/* The name under which it is saved: letters, digits, - and a dot. */
void kr_document_file_name(char out[KR_PRINT_NAME_SIZE], const char *kind, const char *lang, uint32_t number);

#endif
