/* SPDX-License-Identifier: EUPL-1.2 */
/* Documents as they are read: previews. */
#include <stdlib.h>
#include <string.h>

#include "office/api/document_page.h"
#include "office/api/document_view.h"

void kr_api_document_preview(struct kr_api_call *c)
{
    const struct kr_api_document_try *body = &c->body->u.document_try;
    const struct kr_document_kind *kind = kr_document_kind(kr_api_part(c, "kind"));
    struct kr_document_check check;
    struct kr_api_document_fault faults[KR_DOCUMENT_FAULTS];
    struct kr_document_page page = {0};
    struct kr_paper_values values;
    if (!kind || !kr_document_lang_is_known(body->lang)) {
        kr_api_fail(&c->answer, KR_E_NOT_FOUND);
        return;
    }
    kr_paper_values_init(&values);
    kr_document_samples(&values, body->lang);
    kr_document_values(c->office, &values, body->lang, c->req->origin);
    int err = kr_document_try(c->office, kind, body->lang, body->source, &check);
    if (!err && !check.n_faults)
        err = kr_document_page_make(c->office, body->lang, body->source, &values, &page);
    if (err == KR_E_TOO_LARGE) {
        kr_api_problem(&c->answer, 400, "out_of_range", "The text is too long.", "source");
    } else if (err) {
        kr_api_fail(&c->answer, err);
    } else {
        struct kr_api_msg msg = {.head.type = KR_API_DOCUMENT_PREVIEW,
                                 .u.document_preview = {.title = page.html ? page.title.title : "",
                                                        .subtitle = page.html ? page.title.subtitle : "",
                                                        .html = page.html ? page.html : "", .faults = faults,
                                                        .faults_len = kr_document_faults_view(faults, &check), .blanks = check.blanks}};
        kr_api_answer(&c->answer, 200, &msg);
    }
    kr_document_page_fini(&page);
    kr_paper_values_fini(&values);
}
