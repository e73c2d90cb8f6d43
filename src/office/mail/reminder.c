/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/mail/reminder.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "office/mail/due_letters.h"
#include "office/mail/queue.h"
#include "office/rule.h"
#include "office/store/mail.h"

static const uint64_t day_ms = 24 * 60 * 60 * 1000;

size_t kr_reminder_days(const char *text, uint32_t out[KR_REMINDER_DAYS_MAX])
{
    size_t n = 0;
    while (*(text += strspn(text, " ,;"))) {
        size_t len = strcspn(text, " ,;"), digits = strspn(text, "0123456789");
        unsigned long days = digits == len && len <= 3 ? strtoul(text, NULL, 10) : 0;
        size_t at = n;
        text += len;
        while (at > 0 && out[at - 1] > days)
            at--;
        if (days < 1 || days > 365 || n == KR_REMINDER_DAYS_MAX || (at > 0 && out[at - 1] == days))
            continue;
        memmove(out + at + 1, out + at, (n - at) * sizeof *out);
        out[at] = (uint32_t)days;
        n++;
    }
    return n;
}

static size_t days_of(struct kr_office *o, enum kr_rule_id rule, uint32_t out[KR_REMINDER_DAYS_MAX])
{
    char text[KR_RULE_VALUE_MAX + 1];
    return kr_rule_text(o, text, rule) ? 0 : kr_reminder_days(text, out);
}

/* Queues a letter once for each `what` of a school. 0 also when it was queued before. */
static int remind(struct kr_office *o, const char *school, const char *account, const char *what, enum kr_mail_kind kind, const char *args)
{
    int err = kr_store_begin(o->store);
    if (err)
        return err;
    err = kr_store_reminder_add(o->store, school, what, kr_office_now_ms(o));
    bool before = err == KR_E_EXISTS;
    if (!err)
        err = kr_mail_queue(o, school, account, kind, NULL, args);
    return kr_store_finish(o->store, before ? 0 : err);
}

/* ---- accounts that expire ---- */

struct expiring {
    struct kr_store_expiring *rows;
    size_t n, cap;
};

static int collect(void *arg, const struct kr_store_expiring *row)
{
    struct expiring *e = arg;
    if (e->n == e->cap) {
        size_t cap = e->cap ? 2 * e->cap : 64;
        struct kr_store_expiring *grown = realloc(e->rows, cap * sizeof *grown);
        if (!grown)
            return KR_E_NOMEM;
        e->rows = grown;
        e->cap = cap;
    }
    e->rows[e->n++] = *row;
    return 0;
}

/* Accounts of one school that end at one time are one letter. */
static int remind_expiring(struct kr_office *o, const struct kr_store_expiring *row, uint32_t days)
{
    char what[64], args[KR_MAIL_ARGS_MAX + 1];
    snprintf(what, sizeof what, "expires.%" PRIu64 ".%" PRIu32, row->expires_ms / day_ms, days);
    if (row->n == 1)
        snprintf(args, sizeof args, "handle=%s until_ms=%" PRIu64, row->handle, row->expires_ms);
    else
        snprintf(args, sizeof args, "count=%" PRIu64 " until_ms=%" PRIu64, row->n, row->expires_ms);
    return remind(o, row->school, row->n == 1 ? row->account : NULL, what, KR_MAIL_EXPIRES, args);
}

/* Each account is in the window of one of the days: what is found late is not reminded of twice at once. */
static int run_expiring(struct kr_office *o)
{
    uint32_t days[KR_REMINDER_DAYS_MAX];
    size_t n_days = days_of(o, KR_RULE_REMINDER_EXPIRY_DAYS, days);
    uint64_t now_ms = kr_office_now_ms(o), from_ms = now_ms;
    int err = 0;
    for (size_t i = 0; i < n_days && !err; i++) {
        struct expiring e = {0};
        uint64_t to_ms = now_ms + days[i] * day_ms;
        err = kr_store_mail_expiring(o->store, from_ms, to_ms, collect, &e);
        for (size_t k = 0; k < e.n && !err; k++)
            err = remind_expiring(o, &e.rows[k], days[i]);
        free(e.rows);
        from_ms = to_ms;
    }
    return err;
}

/* ---- schools ---- */

struct schools {
    struct one {
        char id[KR_LIMIT_ID_BYTES + 1];
        struct kr_due_school due;
    } *rows; /* in the order of their ids, as all three lists are */
    size_t n, cap, at;
};

static int take_school(void *arg, const struct kr_store_school *row, const uint8_t *profile, size_t len)
{
    struct schools *s = arg;
    if (s->n == s->cap) {
        size_t cap = s->cap ? 2 * s->cap : 64;
        struct one *grown = realloc(s->rows, cap * sizeof *grown);
        if (!grown)
            return KR_E_NOMEM;
        s->rows = grown;
        s->cap = cap;
    }
    struct one *one = &s->rows[s->n++];
    *one = (struct one){.due = {.moved_ms = row->created_ms, .has_portal = row->keys.has_school}};
    snprintf(one->id, sizeof one->id, "%s", row->id);
    return 0;
}

static struct one *find(struct schools *s, const char *id)
{
    while (s->at < s->n && strcmp(s->rows[s->at].id, id) != 0)
        s->at++;
    return s->at < s->n ? &s->rows[s->at] : NULL;
}

static int take_record(void *arg, const struct kr_store_step *row)
{
    struct one *one = find(arg, row->school);
    if (!one)
        return KR_E_INTERNAL;
    kr_standing_add_record(&one->due.standing, row);
    if (row->recorded_ms > one->due.moved_ms)
        one->due.moved_ms = row->recorded_ms;
    return 0;
}

static int take_document(void *arg, const struct kr_store_step_document *row)
{
    struct one *one = find(arg, row->school);
    if (!one)
        return KR_E_INTERNAL;
    kr_standing_add_document(&one->due.standing, row);
    return 0;
}

static int read_schools(struct kr_office *o, struct schools *s, const struct kr_due_versions *versions)
{
    struct kr_enrolment_settings settings = kr_enrolment_settings_get(o);
    int err = kr_store_school_list(o->store, take_school, s);
    if (!err)
        err = kr_store_step_list(o->store, NULL, take_record, s);
    s->at = 0;
    if (!err)
        err = kr_store_step_documents(o->store, NULL, take_document, s);
    for (size_t i = 0; i < s->n && !err; i++)
        s->rows[i].due.waiting = kr_standing_waiting(&s->rows[i].due.standing, versions, &settings, kr_office_now_ms(o));
    return err;
}

static int remind_school(struct kr_office *o, const struct one *one, const struct kr_due_versions *versions, const uint32_t *days, size_t n_days)
{
    struct kr_due_letter letters[KR_DUE_LETTERS_MAX];
    size_t n = kr_due_letters(letters, &one->due, versions, days, n_days, kr_office_now_ms(o));
    int err = 0;
    for (size_t i = 0; i < n && !err; i++) {
        const struct kr_due_letter *l = &letters[i];
        if (!l->silent) {
            err = remind(o, one->id, NULL, l->what, l->kind, l->args);
            continue;
        }
        err = kr_store_reminder_add(o->store, one->id, l->what, kr_office_now_ms(o));
        if (err == KR_E_EXISTS)
            err = 0;
    }
    return err;
}

static int run_schools(struct kr_office *o)
{
    uint32_t days[KR_REMINDER_DAYS_MAX];
    size_t n_days = days_of(o, KR_RULE_REMINDER_DAYS, days);
    struct schools s = {0};
    struct kr_due_versions *versions = malloc(sizeof *versions);
    int err = versions ? kr_due_versions_get(o, versions) : KR_E_NOMEM;
    if (!err)
        err = read_schools(o, &s, versions);
    for (size_t i = 0; i < s.n && !err; i++)
        err = remind_school(o, &s.rows[i], versions, days, n_days);
    free(s.rows);
    free(versions);
    return err;
}

/* ---- letters that waited ---- */

static int school_holds(struct kr_office *o, const struct kr_store_mail *m, enum kr_mail_kind kind, const char *args, bool *holds)
{
    struct kr_due_school due = {0};
    struct kr_enrolment_settings settings = kr_enrolment_settings_get(o);
    struct kr_due_versions *versions = malloc(sizeof *versions);
    int err = versions ? kr_due_versions_get(o, versions) : KR_E_NOMEM;
    if (!err)
        err = kr_standing_get(o, &due.standing, m->school);
    if (!err) {
        due.waiting = kr_standing_waiting(&due.standing, versions, &settings, kr_office_now_ms(o));
        *holds = kr_due_letter_holds(kind, args, &due, versions);
    }
    free(versions);
    return err;
}

struct still {
    const char *school;
    bool found;
};

static int is_still(void *arg, const struct kr_store_expiring *row)
{
    struct still *s = arg;
    s->found |= strcmp(row->school, s->school) == 0;
    return 0;
}

/* Somebody of the school still ends at that very time, which has not come yet. */
static int expiry_holds(struct kr_office *o, const struct kr_store_mail *m, const char *args, bool *holds)
{
    char until[24];
    struct still s = {.school = m->school};
    uint64_t until_ms = kr_mail_arg(args, "until_ms", until, sizeof until) ? strtoull(until, NULL, 10) : 0;
    int err = until_ms > kr_office_now_ms(o) ? kr_store_mail_expiring(o->store, until_ms - 1, until_ms, is_still, &s) : 0;
    if (!err)
        *holds = s.found;
    return err;
}

int kr_reminder_holds(struct kr_office *o, const struct kr_store_mail *m, const char *args, bool *holds)
{
    enum kr_mail_kind kind;
    int err = kr_mail_kind_of(&kind, m->kind);
    if (err)
        return err;
    if (kind == KR_MAIL_EXPIRES)
        return expiry_holds(o, m, args, holds);
    if (kr_mail_kind_reminds(kind))
        return school_holds(o, m, kind, args, holds);
    *holds = true;
    return 0;
}

void kr_reminder_run(struct kr_office *o)
{
    static int (*const jobs[])(struct kr_office *) = {run_schools, run_expiring};
    for (size_t i = 0; i < sizeof jobs / sizeof jobs[0]; i++) {
        int err = jobs[i](o);
        if (err)
            kr_error("not everybody could be reminded (%s)", kr_err_id(err));
    }
}
