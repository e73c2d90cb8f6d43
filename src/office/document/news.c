/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/document/news.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/secret.h"
#include "office/audit/audit.h"
#include "office/document/kind.h"
#include "paper/export.h"

enum { ID_DIGITS = 20 };

static int check(const struct kr_news_text *text, struct kr_paper_fault *fault)
{
    char *title, *html;
    struct kr_paper *paper = NULL;
    *fault = (struct kr_paper_fault){.reason = ""};
    if (!kr_document_lang_is_known(text->lang))
        return KR_E_NOT_FOUND;
    if (strlen(text->source) > KR_NEWS_BYTES)
        return KR_E_TOO_LARGE;
    int err = kr_paper_parse(&paper, text->source, strlen(text->source), fault);
    if (!err && !paper->title[0]) {
        *fault = (struct kr_paper_fault){.line = 1, .reason = "no_title"};
        err = KR_E_MALFORMED;
    }
    kr_paper_free(paper);
    if (!err) {
        err = kr_news_show(text->source, &title, &html);
        if (!err) {
            free(title);
            free(html);
        }
    }
    return err;
}

static int write_entry(struct kr_office *o, const char *who, char id[KR_LIMIT_ID_BYTES + 1], const struct kr_news_text *text)
{
    struct kr_store_news row = {.at_ms = text->at_ms ? text->at_ms : kr_office_now_ms(o)};
    bool is_new = !id[0];
    uint64_t n;
    snprintf(row.lang, sizeof row.lang, "%s", text->lang);
    if (is_new) {
        int err = kr_store_news_count(o->store, &n);
        if (!err && n >= KR_NEWS_MAX)
            err = KR_E_FULL;
        if (err)
            return err;
        kr_random_code(row.id, sizeof row.id, ID_DIGITS);
    } else {
        snprintf(row.id, sizeof row.id, "%s", id);
    }
    int err = is_new ? kr_store_news_add(o->store, &row, text->source) : kr_store_news_change(o->store, &row, text->source);
    if (!err)
        err = kr_audit(o, who, is_new ? "news.added" : "news.changed", row.id, NULL);
    if (!err)
        snprintf(id, KR_LIMIT_ID_BYTES + 1, "%s", row.id);
    return err;
}

int kr_news_write(struct kr_office *o, const char *who, char id[KR_LIMIT_ID_BYTES + 1], const struct kr_news_text *text,
                  struct kr_paper_fault *fault)
{
    int err = check(text, fault);
    if (!err)
        err = kr_store_begin(o->store);
    return err ? err : kr_store_finish(o->store, write_entry(o, who, id, text));
}

int kr_news_delete(struct kr_office *o, const char *who, const char *id)
{
    int err = kr_store_begin(o->store);
    if (err)
        return err;
    err = kr_store_news_delete(o->store, id);
    if (!err)
        err = kr_audit(o, who, "news.deleted", id, NULL);
    return kr_store_finish(o->store, err);
}

int kr_news_show(const char *source, char **title, char **html)
{
    struct kr_paper *paper;
    struct kr_strbuf out;
    int err = kr_paper_parse(&paper, source, strlen(source), NULL);
    if (err)
        return err;
    kr_strbuf_init(&out, KR_NEWS_HTML_BYTES);
    char *name = strdup(paper->title);
    err = name ? kr_paper_to_html(&out, paper, 3) : KR_E_NOMEM;
    kr_paper_free(paper);
    char *text = err ? NULL : kr_strbuf_take(&out);
    if (!err && !text)
        err = KR_E_NOMEM;
    if (err) {
        free(name);
    } else {
        *title = name;
        *html = text;
    }
    kr_strbuf_fini(&out);
    return err;
}
