/* SPDX-License-Identifier: EUPL-1.2 */
/* Documents as they are read: previews and files. */
#include <stdlib.h>
#include <string.h>

#include "crypto/secret.h"
#include "office/api/document_file.h"
#include "office/api/document_page.h"
#include "office/api/document_view.h"
#include "office/api/school_view.h"

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

/* ---- files ---- */

/* An answer that waits for the press. */
struct file_call {
    struct kr_api_answer answer;
    char name[KR_PRINT_NAME_SIZE];
};

static void fail_print(const struct kr_api_answer *a, int err)
{
    if (err == KR_E_MALFORMED)
        kr_api_problem(a, 400, "bad_document", "The text has faults.", "source");
    else if (err == KR_E_FULL || err == KR_E_EXPIRED || err == KR_E_CLOSED)
        kr_api_problem_later(a, 503, "unavailable", "The press is busy. Try again.", 5);
    else
        kr_api_fail(a, err);
}

static void on_print(void *arg, int err, const char *pdf, size_t len)
{
    struct file_call *f = arg;
    if (err)
        fail_print(&f->answer, err);
    else
        kr_api_answer_file(&f->answer, KR_LINK_HTTP_RESPONSE_FILE_PDF, f->name, pdf, len);
    free(f);
}

void kr_api_answer_print(struct kr_api_call *c, const struct kr_document_print *p)
{
    const struct kr_store_document *v = p->version;
    struct file_call *f = calloc(1, sizeof *f);
    int err = f ? 0 : KR_E_NOMEM;
    if (!err) {
        f->answer = c->answer;
        kr_document_file_name(f->name, v ? v->kind : p->kind, v ? v->lang : p->lang, v ? v->number : 0);
        err = kr_document_print(c->office, p, on_print, f);
    }
    if (err) {
        fail_print(&c->answer, err);
        free(f);
    }
}

static const char *lang_of(const struct kr_api_call *c)
{
    char lang[3];
    return kr_api_param(c, "lang", lang, sizeof lang) && strcmp(lang, "en") == 0 ? "en" : "de";
}

void kr_api_document_preview_pdf(struct kr_api_call *c)
{
    const struct kr_api_document_try *body = &c->body->u.document_try;
    const struct kr_document_kind *kind = kr_document_kind(kr_api_part(c, "kind"));
    struct kr_document_check check;
    struct kr_paper_values values;
    if (!kind || !kr_document_lang_is_known(body->lang)) {
        kr_api_fail(&c->answer, KR_E_NOT_FOUND);
        return;
    }
    int err = kr_document_try(c->office, kind, body->lang, body->source, &check);
    if (err || check.n_faults) {
        fail_print(&c->answer, err ? err : KR_E_MALFORMED);
        return;
    }
    kr_paper_values_init(&values);
    kr_document_samples(&values, body->lang);
    kr_document_values(c->office, &values, body->lang, c->req->origin);
    kr_api_answer_print(c, &(struct kr_document_print){.kind = kind->id, .lang = body->lang, .source = body->source, .values = &values});
    kr_paper_values_fini(&values);
}

/* The version that is asked for: by its id (operators), or the one in force. */
static int find_version(struct kr_api_call *c, const struct kr_document_kind *kind, struct kr_store_document *out)
{
    char id[KR_LIMIT_ID_BYTES + 1];
    if (c->session.account.role != KR_ROLE_OPERATOR || !kr_api_param(c, "version", id, sizeof id))
        return kr_document_in_force(c->office, kind->id, lang_of(c), kr_office_now_ms(c->office), out);
    int err = kr_document_version_get(c->office, id, out);
    return !err && strcmp(out->kind, kind->id) != 0 ? KR_E_NOT_FOUND : err;
}

void kr_api_document_pdf(struct kr_api_call *c)
{
    const struct kr_document_kind *kind = kr_document_kind(kr_api_part(c, "kind"));
    bool operator = c->session.account.role == KR_ROLE_OPERATOR;
    struct kr_store_document v;
    struct kr_paper_values values;
    int err = kind && (operator || kr_document_is_open(kind))
                  ? find_version(c, kind, &v)
                  : KR_E_NOT_FOUND;
    if (err) {
        kr_api_fail(&c->answer, err);
        return;
    }
    struct kr_school school;
    struct kr_document_head head;
    if (!operator) {
        err = kr_school_open(c->office, &school, &c->session, c->session.account.school);
        if (err) {
            kr_view_fail(&c->answer, err);
            return;
        }
    }
    kr_paper_values_init(&values);
    if (operator) {
        kr_document_samples(&values, v.lang);
        if (kr_document_is_open(kind)) /* to be handed out: with lines where a school's name belongs */
            kr_document_school_values(&values, NULL);
    } else {
        kr_api_school_values(&values, &school);
        kr_api_school_head(&head, &school);
        kr_school_close(&school);
    }
    kr_document_values(c->office, &values, v.lang, c->req->origin);
    kr_api_answer_print(c, &(struct kr_document_print){.version = &v, .values = &values, .head = !operator && kind->own ? &head : NULL});
    kr_paper_values_fini(&values);
    kr_wipe(&head, sizeof head);
}

void kr_api_service_document(struct kr_api_call *c)
{
    const struct kr_document_kind *kind = kr_document_kind(kr_api_part(c, "kind"));
    struct kr_store_document v;
    struct kr_paper_values values;
    int err = kind && kr_document_is_open(kind)
                  ? kr_document_in_force(c->office, kind->id, lang_of(c), kr_office_now_ms(c->office), &v)
                  : KR_E_NOT_FOUND;
    if (err) {
        kr_api_fail(&c->answer, err);
        return;
    }
    kr_paper_values_init(&values);
    kr_document_school_values(&values, NULL);
    kr_document_values(c->office, &values, v.lang, c->req->origin);
    kr_api_answer_print(c, &(struct kr_document_print){.version = &v, .values = &values, .keep = true});
    kr_paper_values_fini(&values);
}
