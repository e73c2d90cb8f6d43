/* SPDX-License-Identifier: EUPL-1.2 */
/* News on the operator's public pages: short texts in the markup of documents, without placeholders. */
#ifndef KR_OFFICE_DOCUMENT_NEWS_H
#define KR_OFFICE_DOCUMENT_NEWS_H

#include "office/core.h"
#include "office/store/document.h"
#include "paper/source.h"

enum {
    KR_NEWS_MAX = 100,   /* entries there may be */
    KR_NEWS_SHOWN = 50,  /* newest, on the public page */
    KR_NEWS_BYTES = 8000,
    KR_NEWS_HTML_BYTES = 60000,
};

struct kr_news_text {
    const char *lang, *source;
    uint64_t at_ms; /* 0: now */
};

/*
 * Adds an entry (id "") or writes one anew; `id` is told. KR_E_MALFORMED with *fault when the text is no document or has
 * no title; KR_E_NOT_FOUND, KR_E_FULL.
 */
KR_MUST_CHECK int kr_news_write(struct kr_office *o, const char *who, char id[KR_LIMIT_ID_BYTES + 1], const struct kr_news_text *text,
                                struct kr_paper_fault *fault);
KR_MUST_CHECK int kr_news_delete(struct kr_office *o, const char *who, const char *id);

/* An entry as it is shown; title and html are the caller's, to be freed. */
KR_MUST_CHECK int kr_news_show(const char *source, char **title, char **html);

#endif
