/* SPDX-License-Identifier: EUPL-1.2 */
/* A document as part of a page of the browser. */
#ifndef KR_OFFICE_API_DOCUMENT_PAGE_H
#define KR_OFFICE_API_DOCUMENT_PAGE_H

#include "office/document/document.h"

enum { KR_DOCUMENT_PAGE_BYTES = 300000 }; /* of HTML, as in proto/api */

struct kr_document_page {
    struct kr_document_title title;
    char *html; /* headings begin at h2 */
};

/* Puts a source together and shows it; owned by the caller. KR_E_MALFORMED, KR_E_TOO_LARGE, KR_E_NOMEM. */
KR_MUST_CHECK int kr_document_page_make(struct kr_office *o, const char *lang, const char *source, const struct kr_paper_values *values,
                                        struct kr_document_page *out);
void kr_document_page_fini(struct kr_document_page *p);

#endif
