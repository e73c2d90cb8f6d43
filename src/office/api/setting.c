/* SPDX-License-Identifier: EUPL-1.2 */
/* What the operator says about itself: settings, logo, news. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "office/api/news_view.h"
#include "office/audit/audit.h"
#include "office/document/operator.h"
#include "office/setting.h"

enum { TEXTS = 16 };

enum kr_api_service_status kr_api_status_of(const char *level)
{
    return strcmp(level, "trouble") == 0  ? KR_API_SERVICE_STATUS_TROUBLE
           : strcmp(level, "notice") == 0 ? KR_API_SERVICE_STATUS_NOTICE
                                          : KR_API_SERVICE_STATUS_GOOD;
}

_Static_assert((int)KR_API_SERVICE_STATUS_TROUBLE == (int)KR_API_SETTINGS_STATUS_TROUBLE, "one list of levels");

static const char *text_of(char *const texts[TEXTS], const char *field)
{
    for (size_t i = 0; i < kr_operator_facts_count; i++)
        if (strcmp(kr_operator_facts[i].field, field) == 0)
            return texts[i];
    return "";
}

static void answer_settings(struct kr_api_call *c)
{
    char *texts[TEXTS] = {0}, logo[KR_LOGO_HASH_SIZE] = "";
    int err = kr_operator_facts_count <= TEXTS ? kr_logo_hash(c->office, logo) : KR_E_INTERNAL;
    for (size_t i = 0; i < kr_operator_facts_count && !err; i++) {
        texts[i] = kr_operator_text(c->office, kr_operator_facts[i].setting);
        err = texts[i] ? 0 : KR_E_NOMEM;
    }
    if (err) {
        kr_api_fail(&c->answer, err);
    } else {
        struct kr_api_msg msg = {
            .head.type = KR_API_SETTINGS,
            .u.settings = {.name = text_of(texts, "name"), .address = text_of(texts, "address"), .mail = text_of(texts, "mail"),
                           .phone = text_of(texts, "phone"), .head = text_of(texts, "head"), .dsb = text_of(texts, "dsb"),
                           .site = text_of(texts, "site"), .hosting = text_of(texts, "hosting"),
                           .hosting_en = text_of(texts, "hosting_en"), .colour = text_of(texts, "colour"),
                           .band = text_of(texts, "band"), .logo = logo,
                           .status = (enum kr_api_settings_status)kr_api_status_of(text_of(texts, "status")),
                           .status_de = text_of(texts, "status_de"), .status_en = text_of(texts, "status_en")}};
        kr_api_answer(&c->answer, 200, &msg);
    }
    for (size_t i = 0; i < TEXTS; i++)
        free(texts[i]);
}

void kr_api_settings_get(struct kr_api_call *c)
{
    answer_settings(c);
}

/* What the body says of a fact; NULL: nothing. */
static const char *change_of(const struct kr_api_settings_change *b, const char *field)
{
    static const char *const levels[] = {"good", "notice", "trouble"};
    const struct {
        const char *field, *text;
    } texts[] = {
        {"name", b->name}, {"address", b->address}, {"mail", b->mail}, {"phone", b->phone}, {"head", b->head}, {"dsb", b->dsb},
        {"site", b->site}, {"hosting", b->hosting}, {"hosting_en", b->hosting_en}, {"colour", b->colour}, {"band", b->band},
        {"status", b->has_status ? levels[b->status] : NULL}, {"status_de", b->status_de}, {"status_en", b->status_en},
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (strcmp(texts[i].field, field) == 0)
            return texts[i].text;
    return NULL;
}

/* Writes what is named, all or nothing; the log tells which facts, not what they say. */
static int write_changes(struct kr_api_call *c, const struct kr_api_settings_change *body)
{
    char detail[KR_AUDIT_DETAIL_MAX + 1] = "fields=";
    size_t len = strlen(detail), n = 0;
    int err = 0;
    for (size_t i = 0; i < kr_operator_facts_count && !err; i++) {
        const struct kr_operator_fact *fact = &kr_operator_facts[i];
        const char *text = change_of(body, fact->field);
        if (!text)
            continue;
        err = kr_setting_set(c->office, fact->setting, text);
        len += (size_t)snprintf(detail + len, sizeof detail - len, "%s%s", n++ ? "," : "", fact->field);
    }
    if (!err && n)
        err = kr_audit(c->office, c->session.account.id, "settings.changed", NULL, detail);
    return err;
}

void kr_api_settings_change(struct kr_api_call *c)
{
    const struct kr_api_settings_change *body = &c->body->u.settings_change;
    int err;
    for (size_t i = 0; i < kr_operator_facts_count; i++) {
        const char *text = change_of(body, kr_operator_facts[i].field);
        err = text ? kr_operator_check(&kr_operator_facts[i], text) : 0;
        if (err) {
            kr_api_fail_text(&c->answer, err, kr_operator_facts[i].field);
            return;
        }
    }
    err = kr_store_begin(c->office->store);
    if (!err)
        err = kr_store_finish(c->office->store, write_changes(c, body));
    if (err)
        kr_api_fail(&c->answer, err);
    else
        answer_settings(c);
}

static int set_logo(struct kr_api_call *c, const char *data)
{
    int err = kr_store_begin(c->office->store);
    if (err)
        return err;
    err = kr_logo_set(c->office, data);
    if (!err)
        err = kr_audit(c->office, c->session.account.id, "settings.changed", NULL, "fields=logo");
    return kr_store_finish(c->office->store, err);
}

void kr_api_logo_put(struct kr_api_call *c)
{
    int err = set_logo(c, c->body->u.logo_put.data);
    if (err == KR_E_MALFORMED)
        kr_api_problem(&c->answer, 400, "bad_image", "A PNG of at most 128 KiB and 1024 by 1024 pixels.", "data");
    else if (err)
        kr_api_fail(&c->answer, err);
    else
        answer_settings(c);
}

void kr_api_logo_delete(struct kr_api_call *c)
{
    int err = set_logo(c, NULL);
    if (err)
        kr_api_fail(&c->answer, err);
    else
        kr_api_answer(&c->answer, 204, NULL);
}

/* ---- news ---- */

struct news_list {
    struct kr_api_news_entry entries[KR_NEWS_MAX];
    struct kr_store_news rows[KR_NEWS_MAX];
    char *titles[KR_NEWS_MAX], *htmls[KR_NEWS_MAX], *sources[KR_NEWS_MAX];
    size_t n, bytes;
    bool with_source;
};

enum { NEWS_ANSWER_BYTES = 200000 }; /* texts of one answer: escaped, they must fit a frame */

static int collect(void *arg, const struct kr_store_news *row, const char *source)
{
    struct news_list *l = arg;
    size_t i = l->n;
    if (i == KR_NEWS_MAX || l->bytes > NEWS_ANSWER_BYTES)
        return 0;
    l->rows[i] = *row;
    int err = kr_news_show(source, &l->titles[i], &l->htmls[i]);
    if (err)
        return err == KR_E_NOMEM ? err : KR_E_IO; /* it was checked when it was written */
    l->n++;
    l->sources[i] = strdup(l->with_source ? source : "");
    l->bytes += strlen(l->htmls[i]) + (l->with_source ? strlen(source) : 0);
    return l->sources[i] ? 0 : KR_E_NOMEM;
}

static void free_news(struct news_list *l)
{
    for (size_t i = 0; l && i < l->n; i++) {
        free(l->titles[i]);
        free(l->htmls[i]);
        free(l->sources[i]);
    }
    free(l);
}

void kr_api_answer_news(struct kr_api_call *c, const char *lang, uint64_t until_ms, unsigned most, bool with_source)
{
    struct news_list *l = calloc(1, sizeof *l);
    if (l)
        l->with_source = with_source;
    int err = l ? kr_store_news_list(c->office->store, lang, until_ms, most, collect, l) : KR_E_NOMEM;
    if (err) {
        kr_api_fail(&c->answer, err);
    } else {
        for (size_t i = 0; i < l->n; i++)
            l->entries[i] = (struct kr_api_news_entry){.id = l->rows[i].id, .lang = l->rows[i].lang, .at_ms = (int64_t)l->rows[i].at_ms,
                                                       .title = l->titles[i], .html = l->htmls[i], .source = l->sources[i]};
        struct kr_api_msg msg = {.head.type = KR_API_NEWS, .u.news = {.news = l->entries, .news_len = l->n}};
        kr_api_answer(&c->answer, 200, &msg);
    }
    free_news(l);
}

void kr_api_news_list(struct kr_api_call *c)
{
    kr_api_answer_news(c, NULL, INT64_MAX, KR_NEWS_MAX, true);
}

static void write_news(struct kr_api_call *c, int status, char id[KR_LIMIT_ID_BYTES + 1])
{
    const struct kr_api_news_write *body = &c->body->u.news_write;
    struct kr_news_text text = {body->lang, body->source, (uint64_t)body->at_ms};
    struct kr_paper_fault fault;
    char *title, *html, told[200];
    int err = kr_news_write(c->office, c->session.account.id, id, &text, &fault);
    if (err == KR_E_MALFORMED) {
        snprintf(told, sizeof told, "Line %u: %s %s", fault.line, fault.reason, fault.name);
        kr_api_problem(&c->answer, 400, "bad_document", told, "source");
        return;
    }
    if (!err)
        err = kr_news_show(body->source, &title, &html);
    if (err) {
        kr_api_fail_text(&c->answer, err, "source");
        return;
    }
    struct kr_api_msg msg = {.head.type = KR_API_NEWS_WRITTEN,
                             .u.news_written.entry = {.id = id, .lang = body->lang, .title = title, .html = html, .source = body->source,
                                                      .at_ms = body->at_ms ? body->at_ms : (int64_t)kr_office_now_ms(c->office)}};
    kr_api_answer(&c->answer, status, &msg);
    free(title);
    free(html);
}

void kr_api_news_create(struct kr_api_call *c)
{
    char id[KR_LIMIT_ID_BYTES + 1] = "";
    write_news(c, 201, id);
}

void kr_api_news_change(struct kr_api_call *c)
{
    char id[KR_LIMIT_ID_BYTES + 1];
    snprintf(id, sizeof id, "%s", kr_api_part(c, "news"));
    write_news(c, 200, id);
}

void kr_api_news_delete(struct kr_api_call *c)
{
    int err = kr_news_delete(c->office, c->session.account.id, kr_api_part(c, "news"));
    if (err)
        kr_api_fail(&c->answer, err);
    else
        kr_api_answer(&c->answer, 204, NULL);
}
