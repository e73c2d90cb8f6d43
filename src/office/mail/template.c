/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/mail/template.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "base/strbuf.h"
#include "crypto/secret.h"
#include "office/mail/message.h"
#include "paper/export.h"
#include "paper/fill.h"

enum { NAME_MAX_BYTES = 24, SOURCE_MAX = 16 * 1024, ARGS_PER_KIND = 6 };

static const struct {
    const char *name;
    enum kr_mail_whom whom;
    bool reminds;
    const char *args[ARGS_PER_KIND + 1]; /* those it may have, without "_ms" */
} kinds[KR_MAIL_KINDS] = {
    [KR_MAIL_REGISTERED] = {"registered", KR_MAIL_TO_CONTACT, false, {NULL}},
    [KR_MAIL_STEP] = {"step", KR_MAIL_TO_CONTACT, true, {"information", "terms", "agreement", "registration", "contact", "portal"}},
    [KR_MAIL_PAPER] = {"paper", KR_MAIL_TO_CONTACT, false, {"document"}},
    [KR_MAIL_READY] = {"ready", KR_MAIL_TO_CONTACT, false, {NULL}},
    [KR_MAIL_DOCUMENT] = {"document", KR_MAIL_TO_HEAD, true, {"document", "effective", "until"}},
    [KR_MAIL_DEADLINE] = {"deadline", KR_MAIL_TO_HEAD, true, {"document", "until"}},
    [KR_MAIL_EXPIRES] = {"expires", KR_MAIL_TO_CONTACT, true, {"handle", "count", "until"}},
    [KR_MAIL_SUSPENDED] = {"suspended", KR_MAIL_TO_HEAD, false, {"acceptance", "contact"}},
    [KR_MAIL_BLOCKED] = {"blocked", KR_MAIL_TO_CONTACT, false, {"handle", "count"}},
    [KR_MAIL_ENDED] = {"ended", KR_MAIL_TO_HEAD, false, {"delete"}},
    [KR_MAIL_ADMINISTRATOR] = {"administrator", KR_MAIL_TO_OPERATOR, false, {"handle"}},
    [KR_MAIL_TEST] = {"test", KR_MAIL_TO_OPERATOR, false, {NULL}},
};

const char *kr_mail_kind_name(enum kr_mail_kind kind)
{
    return kinds[kind].name;
}

int kr_mail_kind_of(enum kr_mail_kind *out, const char *name)
{
    for (int i = 0; i < KR_MAIL_KINDS; i++) {
        if (strcmp(kinds[i].name, name) == 0) {
            *out = (enum kr_mail_kind)i;
            return 0;
        }
    }
    return KR_E_NOT_FOUND;
}

enum kr_mail_whom kr_mail_kind_whom(enum kr_mail_kind kind)
{
    return kinds[kind].whom;
}

bool kr_mail_kind_reminds(enum kr_mail_kind kind)
{
    return kinds[kind].reminds;
}

/* ---- arguments ---- */

struct arg {
    char name[NAME_MAX_BYTES + 1];
    char value[KR_MAIL_ARGS_MAX + 1];
    bool is_time;
};

/* Takes the next word; false at the end. A word that is too long or no word sets *err. */
static bool next_arg(const char **at, struct arg *a, int *err)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz_", value[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:";
    const char *p = *at + strspn(*at, " ");
    size_t n = strspn(p, letters), v = 0;
    if (*p == '\0')
        return false;
    if (p[n] == '=')
        v = strspn(p + n + 1, value);
    const char *end = p + n + (p[n] == '=' ? 1 + v : 0);
    if (n == 0 || n > NAME_MAX_BYTES || v > KR_MAIL_ARGS_MAX || (p[n] == '=' && v == 0) || (*end != ' ' && *end != '\0')) {
        *err = KR_E_MALFORMED;
        return false;
    }
    a->is_time = n > 3 && memcmp(p + n - 3, "_ms", 3) == 0;
    snprintf(a->name, sizeof a->name, "%.*s", (int)(a->is_time ? n - 3 : n), p);
    snprintf(a->value, sizeof a->value, "%.*s", (int)v, p + n + (v ? 1 : 0));
    *at = end;
    return true;
}

static bool has_arg(enum kr_mail_kind kind, const char *name)
{
    for (const char *const *a = kinds[kind].args; *a; a++)
        if (strcmp(*a, name) == 0)
            return true;
    return false;
}

static bool is_number(const char *text)
{
    size_t len = strlen(text);
    return len > 0 && len <= 15 && strspn(text, "0123456789") == len;
}

int kr_mail_args_check(enum kr_mail_kind kind, const char *args)
{
    struct arg a;
    int err = strlen(args) > KR_MAIL_ARGS_MAX ? KR_E_MALFORMED : 0;
    while (!err && next_arg(&args, &a, &err))
        if (!has_arg(kind, a.name) || (a.is_time && !is_number(a.value)))
            err = KR_E_MALFORMED;
    return err;
}

bool kr_mail_arg(const char *args, const char *name, char *out, size_t out_size)
{
    struct arg a;
    int err = 0;
    size_t len = strlen(name);
    bool time = len > 3 && strcmp(name + len - 3, "_ms") == 0;
    *out = '\0';
    while (next_arg(&args, &a, &err)) {
        if (a.is_time == time && strncmp(a.name, name, time ? len - 3 : len) == 0 && strlen(a.name) == (time ? len - 3 : len)) {
            snprintf(out, out_size, "%s", a.value);
            return strlen(a.value) < out_size;
        }
    }
    return false;
}

/* ---- writing ---- */

/* A day as people write it: "3. Februar 2027", "3 February 2027". */
static void write_date(char *out, size_t size, const char *lang, uint64_t ms)
{
    static const char *const months[2][12] = {
        {"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"},
        {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}};
    bool en = strcmp(lang, "en") == 0;
    time_t t = (time_t)(ms / 1000);
    struct tm tm;
    if (localtime_r(&t, &tm))
        snprintf(out, size, en ? "%d %s %d" : "%d. %s %d", tm.tm_mday, months[en][tm.tm_mon], tm.tm_year + 1900);
    else
        *out = '\0';
}

/* What letters call the documents that schools accept. */
static const char *document_title(const char *kind, const char *lang)
{
    static const struct {
        const char *kind, *de, *en;
    } titles[] = {
        {"infoblatt", "Informationsblatt", "information sheet"},
        {"nutzungsbedingungen", "Nutzungsbedingungen", "terms of use"},
        {"avv", "Vereinbarung zur Auftragsverarbeitung (AVV)", "data processing agreement (AVV)"},
        {"avv-tom", "Anlage 1 der AVV: technische und organisatorische Maßnahmen", "annex 1 of the data processing agreement: measures"},
        {"avv-unterauftragnehmer", "Anlage 2 der AVV: Unterauftragnehmer", "annex 2 of the data processing agreement: sub-processors"},
        {"anmeldedokument", "Anmeldedokument", "registration document"},
    };
    for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++)
        if (strcmp(titles[i].kind, kind) == 0)
            return strcmp(lang, "en") == 0 ? titles[i].en : titles[i].de;
    return kind;
}

static void set_args(struct kr_paper_values *v, enum kr_mail_kind kind, const char *lang, const char *args)
{
    struct arg a;
    int err = 0;
    for (const char *const *name = kinds[kind].args; *name; name++)
        kr_paper_value_set(v, *name, "");
    while (next_arg(&args, &a, &err)) {
        char date[64];
        if (a.is_time)
            write_date(date, sizeof date, lang, strtoull(a.value, NULL, 10));
        bool is_document = strcmp(a.name, "document") == 0;
        kr_paper_value_set(v, a.name,
                           is_document ? document_title(a.value, lang) : a.is_time ? date : a.value[0] ? a.value : "yes");
    }
}

static const char *find_text(const char *name, const char *lang)
{
    for (size_t i = 0; i < kr_mail_texts_count; i++)
        if (strcmp(kr_mail_texts[i].name, name) == 0 && strcmp(kr_mail_texts[i].lang, lang) == 0)
            return kr_mail_texts[i].source;
    return NULL;
}

static int fill(char **out, size_t *len, enum kr_mail_kind kind, const char *lang, const char *args, const struct kr_mail_facts *f)
{
    const char *body = find_text(kinds[kind].name, lang), *closing = find_text("closing", lang);
    struct kr_paper_values v;
    struct kr_paper_fault fault;
    struct kr_strbuf source;
    if (!body || !closing)
        return KR_E_INTERNAL;
    kr_strbuf_init(&source, SOURCE_MAX);
    kr_strbuf_addf(&source, "%s\n%s", body, closing);
    kr_paper_values_init(&v);
    kr_paper_value_set(&v, "operator.name", f->operator_name);
    kr_paper_value_set(&v, "operator.mail", f->operator_mail);
    kr_paper_value_set(&v, "operator.phone", f->operator_phone);
    kr_paper_value_set(&v, "service.address", f->service_address);
    kr_paper_value_set(&v, "school.name", f->school_name);
    set_args(&v, kind, lang, args);
    int err = source.failed ? KR_E_NOMEM : kr_paper_fill(out, len, source.text, source.len, &v, &fault);
    if (err == KR_E_MALFORMED)
        kr_error("the text mail-%s.%s is wrong in line %u: %s %s", kinds[kind].name, lang, fault.line, fault.reason, fault.name);
    kr_paper_values_fini(&v);
    kr_strbuf_fini(&source);
    return err == KR_E_MALFORMED ? KR_E_INTERNAL : err;
}

static int lay_out(struct kr_mail_words *out, const char *filled, size_t len)
{
    struct kr_paper *paper;
    struct kr_strbuf text;
    int err = kr_paper_parse(&paper, filled, len, NULL);
    if (err)
        return err == KR_E_NOMEM ? err : KR_E_INTERNAL;
    kr_strbuf_init(&text, KR_MAIL_TEXT_MAX);
    err = kr_paper_to_text(&text, paper);
    char *subject = strdup(paper->title), *body = err ? NULL : kr_strbuf_take(&text);
    if (subject && body) {
        *out = (struct kr_mail_words){subject, body};
    } else {
        kr_strbuf_fini(&text);
        free(subject);
        free(body);
        err = err ? err : KR_E_NOMEM;
    }
    kr_paper_free(paper);
    return err;
}

int kr_mail_write(struct kr_mail_words *out, enum kr_mail_kind kind, const char *lang, const char *args,
                  const struct kr_mail_facts *facts)
{
    char *filled;
    size_t len;
    int err = kr_mail_args_check(kind, args);
    if (!err)
        err = fill(&filled, &len, kind, lang, args, facts);
    if (err)
        return err;
    err = lay_out(out, filled, len);
    kr_wipe(filled, len);
    free(filled);
    return err;
}

void kr_mail_words_free(struct kr_mail_words *w)
{
    if (w->subject)
        kr_wipe(w->subject, strlen(w->subject));
    if (w->text)
        kr_wipe(w->text, strlen(w->text));
    free(w->subject);
    free(w->text);
    *w = (struct kr_mail_words){0};
}
