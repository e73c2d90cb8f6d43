/* SPDX-License-Identifier: EUPL-1.2 */
/* The operator's public pages: for everybody, without signing in. Nothing here depends on who asks. */
#include <stdlib.h>
#include <string.h>

#include "office/api/document_page.h"
#include "office/api/document_view.h"
#include "office/api/news_view.h"
#include "office/document/operator.h"

static const char *lang_of(const struct kr_api_call *c)
{
    char lang[3];
    return kr_api_param(c, "lang", lang, sizeof lang) && strcmp(lang, "en") == 0 ? "en" : "de";
}

/* The documents to download, in the language or else in German. */
static size_t choose(const struct kr_document_list *list, const char *lang, struct kr_api_service_document *out, size_t max)
{
    size_t n = 0;
    const struct kr_document_kind *last = NULL;
    for (size_t i = 0; i < list->n && n < max; i++) {
        const struct kr_document_entry *e = &list->entries[i];
        bool again = e->kind == last; /* German comes first */
        if (strcmp(e->lang, "de") != 0 && strcmp(e->lang, lang) != 0)
            continue;
        struct kr_api_service_document *d = &out[again ? n - 1 : n];
        n += !again;
        last = e->kind;
        *d = (struct kr_api_service_document){
            .kind = e->kind->id, .lang = e->lang, .title = e->title.title, .subtitle = e->title.subtitle,
            .group = (enum kr_api_service_document_group)e->kind->group,
            .accept = (enum kr_api_service_document_accept)e->kind->accept, .number = e->now.row.number,
            .effective_ms = (int64_t)e->now.row.effective_ms, .has_planned_ms = e->has_planned,
            .planned_ms = (int64_t)e->planned.row.effective_ms,
        };
    }
    return n;
}

_Static_assert((int)KR_API_SERVICE_DOCUMENT_GROUP_PRIVACY == (int)KR_DOCUMENT_PRIVACY &&
                   (int)KR_API_SERVICE_DOCUMENT_ACCEPT_RECEIVED == (int)KR_DOCUMENT_RECEIVED,
               "proto/api/service.json and office/document/kind.h");

/* The public facts: texts of settings, each to be freed. */
enum { FACT_NAME, FACT_ADDRESS, FACT_MAIL, FACT_PHONE, FACT_SITE, FACT_COLOUR, FACT_BAND, FACT_STATUS, FACT_STATUS_TEXT, FACTS };

static int read_facts(struct kr_office *o, const char *lang, char *facts[FACTS])
{
    const char *const names[FACTS] = {
        [FACT_NAME] = "operator.name", [FACT_ADDRESS] = "operator.address", [FACT_MAIL] = "operator.mail",
        [FACT_PHONE] = "operator.phone", [FACT_SITE] = "operator.site", [FACT_COLOUR] = "branding.colour",
        [FACT_BAND] = "branding.band", [FACT_STATUS] = "status.level",
        [FACT_STATUS_TEXT] = strcmp(lang, "en") == 0 ? "status.en" : "status.de",
    };
    int err = 0;
    for (size_t i = 0; i < FACTS; i++) {
        facts[i] = kr_operator_text(o, names[i]);
        if (!facts[i])
            err = KR_E_NOMEM;
    }
    return err;
}

void kr_api_service(struct kr_api_call *c)
{
    enum { MOST = 100 };
    struct kr_document_list list = {0};
    struct kr_api_service_document *documents = calloc(MOST, sizeof *documents);
    char *facts[FACTS] = {0}, logo[KR_LOGO_HASH_SIZE] = "";
    const char *lang = lang_of(c);
    int err = documents ? kr_document_list_open(c->office, &list, c->req->origin) : KR_E_NOMEM;
    if (!err)
        err = read_facts(c->office, lang, facts);
    if (!err)
        err = kr_logo_hash(c->office, logo);
    if (err) {
        kr_api_fail(&c->answer, err);
    } else {
        struct kr_api_msg msg = {
            .head.type = KR_API_SERVICE,
            .u.service = {.name = facts[FACT_NAME], .address = facts[FACT_ADDRESS], .mail = facts[FACT_MAIL],
                          .phone = facts[FACT_PHONE], .site = facts[FACT_SITE], .colour = facts[FACT_COLOUR],
                          .band = facts[FACT_BAND], .logo = logo, .status = kr_api_status_of(facts[FACT_STATUS]),
                          .status_text = facts[FACT_STATUS_TEXT], .documents = documents,
                          .documents_len = choose(&list, lang, documents, MOST)}};
        kr_api_answer(&c->answer, 200, &msg);
    }
    for (size_t i = 0; i < FACTS; i++)
        free(facts[i]);
    kr_document_list_fini(&list);
    free(documents);
}

static const char *page_kind(const char *page)
{
    static const struct {
        const char *page, *kind;
    } pages[] = {
        {"start", "seite-start"},         {"take-part", "seite-teilnehmen"}, {"hints", "seite-technik"},
        {"privacy", "seite-datenschutz"}, {"imprint", "seite-impressum"},    {"accessibility", "seite-barrierefreiheit"},
    };
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++)
        if (strcmp(pages[i].page, page) == 0)
            return pages[i].kind;
    return NULL;
}

static int make_page(struct kr_api_call *c, const struct kr_store_document *v, struct kr_document_page *page)
{
    struct kr_paper_values values;
    char date[KR_DOCUMENT_DATE_SIZE], *source = NULL;
    kr_document_date(date, v->lang, v->effective_ms);
    kr_paper_values_init(&values);
    kr_document_values(c->office, &values, v->lang, c->req->origin);
    kr_paper_value_set(&values, "effective", date);
    int err = kr_store_document_source(c->office->store, &source, v->id);
    if (!err)
        err = kr_document_page_make(c->office, v->lang, source, &values, page);
    kr_paper_values_fini(&values);
    free(source);
    return err;
}

void kr_api_service_page(struct kr_api_call *c)
{
    struct kr_document_page page = {0};
    struct kr_store_document v;
    const char *kind = page_kind(kr_api_part(c, "page"));
    int err = kind ? kr_document_in_force(c->office, kind, lang_of(c), kr_office_now_ms(c->office), &v) : KR_E_NOT_FOUND;
    if (!err)
        err = make_page(c, &v, &page);
    if (err) {
        kr_api_fail(&c->answer, err);
        return;
    }
    struct kr_api_msg msg = {.head.type = KR_API_SERVICE_PAGE,
                             .u.service_page = {.lang = v.lang, .title = page.title.title, .subtitle = page.title.subtitle,
                                                .html = page.html, .effective_ms = (int64_t)v.effective_ms}};
    kr_api_answer(&c->answer, 200, &msg);
    kr_document_page_fini(&page);
}

void kr_api_service_news(struct kr_api_call *c)
{
    kr_api_answer_news(c, lang_of(c), kr_office_now_ms(c->office), KR_NEWS_SHOWN, false);
}

void kr_api_service_logo(struct kr_api_call *c)
{
    uint8_t *bytes;
    size_t len;
    int err = kr_logo_get(c->office, &bytes, &len);
    if (err) {
        kr_api_fail(&c->answer, err);
        return;
    }
    c->answer.head.has_cache_s = true; /* its address changes with it */
    c->answer.head.cache_s = 24 * 60 * 60;
    kr_api_answer_file(&c->answer, KR_LINK_HTTP_RESPONSE_FILE_PNG, NULL, bytes, len);
    free(bytes);
}
