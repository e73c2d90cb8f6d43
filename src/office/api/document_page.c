/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/api/document_page.h"

#include <stdlib.h>
#include <string.h>

#include "paper/export.h"

static int show(const char *text, size_t len, struct kr_document_page *out)
{
    struct kr_paper *paper;
    struct kr_strbuf html;
    int err = kr_paper_parse(&paper, text, len, NULL);
    if (err)
        return err;
    kr_strbuf_init(&html, KR_DOCUMENT_PAGE_BYTES);
    err = kr_paper_to_html(&html, paper, 2);
    kr_paper_free(paper);
    if (!err) {
        out->html = kr_strbuf_take(&html);
        err = out->html ? 0 : KR_E_NOMEM;
    }
    kr_strbuf_fini(&html);
    return err;
}

int kr_document_page_make(struct kr_office *o, const char *lang, const char *source, const struct kr_paper_values *values,
                          struct kr_document_page *out)
{
    struct kr_document_page page = {0};
    char *text = NULL;
    size_t len;
    int err = kr_document_make(o, lang, source, values, &text, &len, NULL);
    if (!err)
        err = kr_document_title_of(&page.title, text, len);
    if (!err)
        err = show(text, len, &page);
    if (err)
        kr_document_page_fini(&page);
    else
        *out = page;
    free(text);
    return err;
}

void kr_document_page_fini(struct kr_document_page *p)
{
    kr_document_title_fini(&p->title);
    free(p->html);
    p->html = NULL;
}
