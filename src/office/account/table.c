/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/account/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/secret.h"
#include "office/account/expiry.h"
#include "office/account/label.h"
#include "office/school/columns.h"
#include "office/upload.h"

/* A moderator there is, and whose it is. */
struct one {
    struct kr_store_roster_row row;
    char label[KR_TITLE_SIZE];
};

struct all {
    struct kr_office *office;
    const struct kr_session *who;
    size_t n;
    struct one list[KR_ROSTER_MODERATORS_MAX];
};

static int take_row(void *arg, const struct kr_store_roster_row *row)
{
    struct all *a = arg;
    struct kr_label label;
    struct one *one = &a->list[a->n];
    if (a->n == KR_ROSTER_MODERATORS_MAX)
        return KR_E_FULL;
    one->row = *row;
    one->label[0] = '\0';
    if (row->label.len && !kr_label_open(a->office, &label, a->who, row->id, &row->label))
        snprintf(one->label, sizeof one->label, "%s", label.text);
    kr_wipe(&label, sizeof label);
    a->n++;
    return 0;
}

static int find_all(struct all *a, const char *school)
{
    struct kr_roster_filter f = {.search = "", .school = school, .role = KR_ROLE_MODERATOR, .limit = KR_ROSTER_MODERATORS_MAX};
    return kr_store_roster_list(a->office->store, &f, take_row, a);
}

static void free_all(struct all *a)
{
    if (a)
        kr_wipe(a, sizeof *a);
    free(a);
}

static struct one *find_one(struct all *a, const char *handle, const char *label)
{
    for (size_t i = 0; i < a->n; i++)
        if (strcmp(handle[0] ? a->list[i].row.handle : a->list[i].label, handle[0] ? handle : label) == 0)
            return &a->list[i];
    return NULL;
}

/* ---- taking ---- */

static void judge(struct kr_roster_table *t, struct all *a, size_t i)
{
    const struct kr_name_line *l = &t->names.lines[i];
    struct one *one = l->reason ? NULL : find_one(a, l->handle, l->label);
    t->lines[i].reason = l->reason;
    if (one)
        snprintf(t->lines[i].account, sizeof t->lines[i].account, "%s", one->row.id);
    if (!l->reason && l->handle[0] && !one)
        t->lines[i].reason = "unknown_handle";
    if (t->lines[i].reason)
        t->lines[i].result = KR_TABLE_WRONG;
    else if (!one)
        t->lines[i].result = KR_TABLE_CREATED;
    else
        t->lines[i].result = !l->label[0] || strcmp(one->label, l->label) == 0 ? KR_TABLE_SAME : KR_TABLE_CHANGED;
    t->counts[t->lines[i].result]++;
}

static int create(struct kr_office *o, struct kr_roster_table *t, const struct kr_session *who, const char *school)
{
    size_t n = 0, bad, made = t->counts[KR_TABLE_CREATED];
    const char **labels = calloc(made + 1, sizeof *labels);
    struct kr_store_roster_row *rows = calloc(made + 1, sizeof *rows);
    int err = labels && rows ? 0 : KR_E_NOMEM;
    for (size_t i = 0; i < t->names.n && !err; i++)
        if (t->lines[i].result == KR_TABLE_CREATED)
            labels[n++] = t->names.lines[i].label;
    struct kr_roster_plan plan = {.school = school, .role = KR_ROLE_MODERATOR, .labels = labels, .n = n};
    if (!err && n > 0)
        err = kr_roster_make(o, who, &plan, rows, &bad);
    n = 0;
    for (size_t i = 0; i < t->names.n && !err; i++)
        if (t->lines[i].result == KR_TABLE_CREATED)
            snprintf(t->lines[i].account, sizeof t->lines[i].account, "%s", rows[n++].id);
    free(rows);
    free(labels);
    return err;
}

static int apply(struct kr_office *o, struct kr_roster_table *t, const struct kr_session *who, struct all *a, const char *school)
{
    int err = kr_store_begin(o->store);
    if (err)
        return err;
    err = create(o, t, who, school);
    for (size_t i = 0; i < t->names.n && !err; i++) {
        const struct kr_name_line *l = &t->names.lines[i];
        if (t->lines[i].result == KR_TABLE_CHANGED)
            err = kr_roster_label(o, who, &find_one(a, l->handle, l->label)->row, l->label);
    }
    return kr_store_finish(o->store, err);
}

/* Reads the table; one that is refused as a whole has a problem and no lines. */
static int read_table(struct kr_roster_table *t, const uint8_t *bytes, size_t len)
{
    struct kr_csv csv;
    struct kr_csv_fault fault = {0};
    int err = kr_csv_read(&csv, bytes, len, &fault);
    if (err == KR_E_NOMEM)
        return err;
    if (err) {
        t->problem = fault.reason;
        t->problem_line = fault.line;
        return 0;
    }
    err = kr_names_read(&t->names, &csv);
    if (err)
        t->problem = err == KR_E_TOO_LARGE ? "too_many_rows" : "empty";
    kr_csv_fini(&csv);
    return 0;
}

static int check_room(struct kr_office *o, const struct kr_roster_table *t, const char *school)
{
    uint64_t n;
    int err = kr_store_roster_count(o->store, &n, school, KR_ROLE_MODERATOR);
    return err ? err : n + t->counts[KR_TABLE_CREATED] > kr_roster_limit(o, KR_ROLE_MODERATOR) ? KR_E_FULL : 0;
}

int kr_roster_table_take(struct kr_office *o, struct kr_roster_table *out, const struct kr_session *who, const char *school,
                         const char *upload, bool commit)
{
    const uint8_t *bytes;
    size_t len;
    struct all *a = NULL;
    memset(out, 0, sizeof *out);
    int err = kr_vault_has_school(o, who) ? kr_upload_peek(o, who->account.id, upload, &bytes, &len) : KR_E_SEALED;
    if (!err)
        err = read_table(out, bytes, len);
    if (err || out->problem)
        return err;
    a = calloc(1, sizeof *a);
    if (!a)
        return KR_E_NOMEM;
    a->office = o;
    a->who = who;
    err = find_all(a, school);
    for (size_t i = 0; i < out->names.n && !err; i++)
        judge(out, a, i);
    if (!err)
        err = check_room(o, out, school);
    if (!err && commit)
        err = apply(o, out, who, a, school);
    if (!err && commit)
        kr_upload_drop(o, who->account.id, upload);
    free_all(a);
    return err;
}

/* ---- writing ---- */

static void write_day(struct kr_csv_writer *w, uint64_t unix_ms)
{
    char day[KR_DAY_SIZE] = "";
    if (unix_ms)
        kr_day_write(day, unix_ms);
    kr_csv_write(w, day);
}

static const char *state_word(struct kr_office *o, const struct kr_store_roster_row *row, bool german)
{
    uint64_t ends_ms = kr_account_ends_ms(o, row->role, row->expires_ms);
    if (row->locked)
        return german ? "gesperrt" : "locked";
    if (ends_ms && ends_ms <= kr_office_now_ms(o))
        return german ? "abgelaufen" : "expired";
    if (!row->has_password)
        return german ? "ohne Passwort" : "no password yet";
    return german ? "nutzbar" : "usable";
}

static void write_one(struct kr_office *o, struct kr_csv_writer *w, const struct one *one, bool german)
{
    kr_csv_write(w, one->row.handle);
    kr_csv_write(w, one->label);
    kr_csv_write(w, state_word(o, &one->row, german));
    write_day(w, one->row.expires_ms);
    write_day(w, one->row.used_day * KR_DAY_MS);
    kr_csv_end_row(w);
}

int kr_roster_table_write(struct kr_office *o, char **out, size_t *len, const struct kr_session *who, const char *school, bool german,
                          size_t max)
{
    static const char *const heads[2][5] = {{"Handle", "Person", "State", "Valid until", "Last used"},
                                            {"Kennung", "Person", "Stand", "Gültig bis", "Zuletzt benutzt"}};
    struct kr_csv_writer w;
    struct all *a = kr_vault_has_school(o, who) ? calloc(1, sizeof *a) : NULL;
    if (!a)
        return kr_vault_has_school(o, who) ? KR_E_NOMEM : KR_E_SEALED;
    a->office = o;
    a->who = who;
    int err = find_all(a, school);
    kr_csv_writer_init(&w, max);
    for (size_t i = 0; i < 5; i++)
        kr_csv_write(&w, heads[german][i]);
    kr_csv_end_row(&w);
    for (size_t i = 0; i < a->n && !err; i++)
        write_one(o, &w, &a->list[i], german);
    if (!err && w.buf.failed)
        err = KR_E_TOO_LARGE;
    if (!err) {
        *len = w.buf.len;
        *out = kr_strbuf_take(&w.buf);
    } else if (w.buf.text) {
        kr_wipe(w.buf.text, w.buf.cap);
    }
    kr_strbuf_fini(&w.buf);
    free_all(a);
    return err;
}
