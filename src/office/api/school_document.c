/* SPDX-License-Identifier: EUPL-1.2 */
/* Documents as a school reads them before it takes a step: filled in, as a page. */
#include <stdlib.h>
#include <string.h>

#include "crypto/secret.h"
#include "office/api/document_file.h"
#include "office/api/document_page.h"
#include "office/api/school_view.h"

/* A published version of a document that steps are about, whichever is asked for: also one that waits for its day. */
static int find_version(struct kr_api_call *c, struct kr_store_document *out)
{
    int err = kr_document_version_get(c->office, kr_api_part(c, "document"), out);
    if (err)
        return err;
    for (enum kr_due_kind kind = 0; kind < KR_DUE_KINDS; kind++)
        if (out->number > 0 && strcmp(out->kind, kr_due_kind_id(kind)) == 0)
            return 0;
    return KR_E_NOT_FOUND;
}

static void fill_values(struct kr_api_call *c, struct kr_paper_values *values, const struct kr_school *s, const char *lang)
{
    kr_paper_values_init(values);
    kr_api_school_values(values, s);
    kr_document_values(c->office, values, lang, c->req->origin);
}

static int make_page(struct kr_api_call *c, const struct kr_store_document *v, struct kr_paper_values *values,
                     struct kr_document_page *page)
{
    char *source = NULL, date[KR_DOCUMENT_DATE_SIZE];
    int err = kr_store_document_source(c->office->store, &source, v->id);
    kr_document_date(date, v->lang, v->effective_ms);
    kr_paper_value_set(values, "effective", date);
    if (!err)
        err = kr_document_page_make(c->office, v->lang, source, values, page);
    free(source);
    return err;
}

void kr_api_school_version(struct kr_api_call *c)
{
    struct kr_school school;
    struct kr_store_document v;
    struct kr_document_page page = {0};
    struct kr_paper_values values;
    char hash[KR_DOCUMENT_HEX_SIZE];
    if (!kr_view_open(c, &school))
        return;
    int err = find_version(c, &v);
    if (!err) {
        fill_values(c, &values, &school, v.lang);
        err = make_page(c, &v, &values, &page);
        kr_paper_values_fini(&values);
    }
    kr_school_close(&school);
    if (err) {
        kr_view_fail(&c->answer, err);
        return;
    }
    kr_document_hex(hash, &v);
    struct kr_api_msg msg = {.head.type = KR_API_SCHOOL_VERSION,
                             .u.school_version = {.id = v.id, .kind = v.kind, .number = v.number, .sha256 = hash, .lang = v.lang,
                                                   .effective_ms = (int64_t)v.effective_ms, .title = page.title.title,
                                                   .subtitle = page.title.subtitle ? page.title.subtitle : "", .html = page.html}};
    kr_api_answer(&c->answer, 200, &msg);
    kr_document_page_fini(&page);
}
