/* SPDX-License-Identifier: EUPL-1.2 */
/* PDFs that everybody may have and that were set already (print.h), and the press that sets the others. */
#ifndef KR_OFFICE_DOCUMENT_PRINTS_H
#define KR_OFFICE_DOCUMENT_PRINTS_H

#include "office/document/press.h"

enum {
    KR_PRINT_KEPT = 24,           /* documents in both languages that everybody may download */
    KR_PRINT_KEPT_BYTES = 330000, /* one of them: what an answer can carry */
};

/* One, found by what it is made of. */
struct kr_print_kept {
    uint8_t key[32];
    char *pdf; /* owned; NULL: free */
    size_t len;
    uint64_t used; /* higher: later */
};

struct kr_prints {
    struct kr_print_kept kept[KR_PRINT_KEPT];
    uint64_t uses;
};

/* Forgets all. */
void kr_prints_fini(struct kr_prints *p);

#endif
