/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/school/import.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "crypto/secret.h"
#include "office/account/roster.h"
#include "office/audit/audit.h"
#include "office/school/index.h"
#include "office/school/steps.h"
#include "office/upload.h"

enum { LINES_AT_ONCE = 8, MODERATORS_MAX = KR_ROSTER_MODERATORS_MAX };

struct work {
    struct kr_office *office;
    struct kr_session who;
    struct kr_csv table;
    struct kr_columns columns;
    size_t next; /* row */
    struct kr_map numbers; /* hash of an official number -> row that has it first */
    struct kr_import *result;
};

/* What a line says. */
struct line {
    struct kr_profile profile;
    uint64_t days[KR_STEP_COUNTERSIGNED + 1]; /* 0: none */
    bool school_account, contact_account;
    unsigned moderators;
};

static int wrong(struct kr_import_line *report, const char *field, const char *reason)
{
    report->field = field;
    report->reason = reason;
    return KR_E_MALFORMED;
}

static const char *cell_of(const struct work *w, size_t row, enum kr_column column)
{
    return w->columns.at[column] < 0 ? NULL : kr_csv_cell(&w->table, row, (size_t)w->columns.at[column]);
}

/* FNV-1a over what tells official numbers apart (kr_profile_same_number). */
static uint64_t hash_number(const char *number)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    number += strspn(number, "0-/. ");
    for (; *number; number++)
        if (!strchr("-/. ", *number))
            hash = (hash ^ (uint8_t)(*number | 0x20)) * UINT64_C(0x100000001b3);
    return hash;
}

/* Whether a line before this one has the same number: the second would undo what the first says. */
static bool comes_twice(struct work *w, size_t row, const char *number)
{
    uint64_t key = hash_number(number);
    const struct kr_csv_row *first = kr_map_get(&w->numbers, key);
    if (!first)
        return kr_map_put(&w->numbers, key, &w->table.rows[row]) != 0;
    return kr_profile_same_number(cell_of(w, (size_t)(first - w->table.rows), (enum kr_column)KR_PROFILE_NUMBER), number);
}

/* ---- reading a line ---- */

/* known: the school is there; its number stays as it was written, since spreadsheets take zeros away. */
static int read_profile(const struct work *w, size_t row, bool known, struct line *l, struct kr_import_line *report)
{
    const char *raw[KR_PROFILE_FIELDS];
    struct kr_profile_fault fault;
    for (enum kr_profile_field i = 0; i < KR_PROFILE_FIELDS; i++)
        raw[i] = cell_of(w, row, (enum kr_column)i);
    if (known)
        raw[KR_PROFILE_NUMBER] = NULL;
    if (raw[KR_PROFILE_EXISTING])
        raw[KR_PROFILE_EXISTING] = kr_existing_read(raw[KR_PROFILE_EXISTING]);
    int err = kr_profile_set(&l->profile, raw, &fault);
    return err == KR_E_MALFORMED ? wrong(report, kr_profile_field_name(fault.field), fault.reason) : err;
}

static int read_days(const struct work *w, size_t row, struct line *l, struct kr_import_line *report)
{
    for (enum kr_column c = KR_COLUMN_INFORMATION; c <= KR_COLUMN_COUNTERSIGNED; c++) {
        const char *cell = cell_of(w, row, c);
        uint64_t *day = &l->days[kr_column_step(c)];
        if (!cell || !cell[strspn(cell, " ")])
            continue;
        if (kr_day_read(day, cell))
            return wrong(report, kr_column_id(c), "bad_date");
        if (*day > kr_office_now_ms(w->office) + 24 * 60 * 60 * 1000)
            return wrong(report, kr_column_id(c), "out_of_range");
        if (*day > kr_office_now_ms(w->office))
            *day = kr_office_now_ms(w->office); /* today, before noon */
    }
    return 0;
}

static int read_accounts(const struct work *w, size_t row, struct line *l, struct kr_import_line *report)
{
    const char *school = cell_of(w, row, KR_COLUMN_SCHOOL_ACCOUNT), *contact = cell_of(w, row, KR_COLUMN_CONTACT_ACCOUNT);
    const char *moderators = cell_of(w, row, KR_COLUMN_MODERATORS);
    if (school && kr_yes_read(&l->school_account, school))
        return wrong(report, kr_column_id(KR_COLUMN_SCHOOL_ACCOUNT), "bad_text");
    if (contact && kr_yes_read(&l->contact_account, contact))
        return wrong(report, kr_column_id(KR_COLUMN_CONTACT_ACCOUNT), "bad_text");
    if (moderators && *moderators) {
        char *end;
        unsigned long n = strtoul(moderators, &end, 10);
        if (moderators[0] < '0' || moderators[0] > '9' || *end || n > MODERATORS_MAX)
            return wrong(report, kr_column_id(KR_COLUMN_MODERATORS), "out_of_range");
        l->moderators = (unsigned)n;
    }
    return 0;
}

/* ---- taking a line ---- */

static int take_days(const struct work *w, struct kr_school *s, const struct line *l, struct kr_import_line *report, bool *changed)
{
    struct kr_standing standing;
    int err = kr_standing_get(w->office, &standing, s->row.id);
    for (enum kr_step step = KR_STEP_INFORMATION; step <= KR_STEP_COUNTERSIGNED && !err; step++) {
        struct kr_step_order order = {.step = step, .way = KR_WAY_PAPER, .at_ms = l->days[step]};
        struct kr_step_fault fault = {0};
        if (!l->days[step] || standing.enrolment.done & KR_STEP_BIT(step))
            continue;
        err = kr_step_take(w->office, &w->who, s, &order, &fault);
        if (err == KR_E_STATE)
            err = wrong(report, kr_column_id((enum kr_column)(KR_COLUMN_INFORMATION + step - 1)), fault.id);
        *changed = true;
    }
    return err;
}

/* Makes accounts up to this number of a role. */
static int fill_up(const struct work *w, const struct kr_school *s, enum kr_role role, unsigned n, bool *changed)
{
    uint64_t there = 0;
    size_t bad;
    int err = kr_store_roster_count(w->office->store, &there, s->row.id, role);
    if (err || there >= n)
        return err;
    struct kr_roster_plan plan = {.school = s->row.id, .role = role, .n = n - (size_t)there};
    struct kr_store_roster_row *rows = calloc(plan.n, sizeof *rows);
    err = rows ? kr_roster_make(w->office, &w->who, &plan, rows, &bad) : KR_E_NOMEM;
    free(rows);
    *changed = true;
    return err;
}

static int take_accounts(const struct work *w, const struct kr_school *s, const struct line *l, struct kr_import_line *report,
                         bool *changed)
{
    const char *field = kr_column_id(KR_COLUMN_SCHOOL_ACCOUNT);
    int err = l->school_account ? fill_up(w, s, KR_ROLE_SCHOOL, 1, changed) : 0;
    if (!err && l->contact_account) {
        field = kr_column_id(KR_COLUMN_CONTACT_ACCOUNT);
        err = fill_up(w, s, KR_ROLE_CONTACT, 1, changed);
    }
    if (!err && l->moderators) {
        field = kr_column_id(KR_COLUMN_MODERATORS);
        err = fill_up(w, s, KR_ROLE_MODERATOR, l->moderators, changed);
    }
    if (err == KR_E_STATE)
        return wrong(report, field, "enrolment_not_yet");
    return err == KR_E_FULL ? wrong(report, field, "full") : err;
}

/* Opens the school of this number, or adds it. */
static int find_or_add(const struct work *w, struct kr_school *s, const struct line *l, const char *id, bool *changed)
{
    if (!id[0])
        return kr_school_create(w->office, s, w->who.account.id, &l->profile, false);
    int err = kr_school_open(w->office, s, &w->who, id);
    if (err || memcmp(&s->profile, &l->profile, sizeof l->profile) == 0)
        return err;
    s->profile = l->profile;
    *changed = true;
    return kr_school_keep(w->office, s, w->who.account.id);
}

/* Does it in one transaction; a dry run takes it back, whole, so that it tells what would really happen. */
static int take_line(const struct work *w, const struct line *l, const char *id, struct kr_import_line *report)
{
    struct kr_office *o = w->office;
    struct kr_school s = {0};
    bool changed = false;
    int err = kr_store_begin(o->store);
    if (err)
        return err;
    err = find_or_add(w, &s, l, id, &changed);
    if (!err)
        err = take_days(w, &s, l, report, &changed);
    if (!err)
        err = take_accounts(w, &s, l, report, &changed);
    int undo = !err && !w->result->commit ? KR_E_AGAIN : err;
    int end = kr_store_finish(o->store, undo);
    if (undo && s.row.id[0])
        kr_index_touch(o, s.row.id); /* it heard of what has not happened */
    if (!err && w->result->commit)
        err = end;
    report->result = err ? KR_IMPORT_WRONG : !id[0] ? KR_IMPORT_CREATED : changed ? KR_IMPORT_CHANGED : KR_IMPORT_SAME;
    kr_school_close(&s);
    return err;
}

/* Starts from what is there, so that a table may have some columns only. */
static int open_former(const struct work *w, size_t row, struct line *l, char id[KR_LIMIT_ID_BYTES + 1])
{
    const char *number = cell_of(w, row, (enum kr_column)KR_PROFILE_NUMBER);
    struct kr_school s;
    id[0] = '\0';
    if (!number || !number[strspn(number, " ")])
        return 0;
    int err = kr_index_by_number(w->office, id, number);
    if (err)
        return err == KR_E_NOT_FOUND ? 0 : err;
    err = kr_school_open(w->office, &s, &w->who, id);
    if (!err) {
        l->profile = s.profile;
        kr_school_close(&s);
    }
    return err;
}

static int import_row(struct work *w, size_t row)
{
    struct kr_import *r = w->result;
    struct kr_import_line *report = &r->lines[r->n_lines];
    struct line *l = calloc(1, sizeof *l);
    char id[KR_LIMIT_ID_BYTES + 1];
    const char *name = cell_of(w, row, (enum kr_column)KR_PROFILE_NAME);
    if (!l)
        return KR_E_NOMEM;
    *report = (struct kr_import_line){.line = w->table.rows[row].line, .result = KR_IMPORT_WRONG};
    if (kr_line_clean(report->name, sizeof report->name, sizeof report->name, name ? name : ""))
        report->name[0] = '\0';
    int err = open_former(w, row, l, id);
    if (!err)
        err = read_profile(w, row, id[0] != '\0', l, report);
    if (!err && comes_twice(w, row, l->profile.text[KR_PROFILE_NUMBER]))
        err = wrong(report, kr_column_id((enum kr_column)KR_PROFILE_NUMBER), "twice");
    if (!err)
        err = read_days(w, row, l, report);
    if (!err)
        err = read_accounts(w, row, l, report);
    if (!err)
        err = take_line(w, l, id, report);
    kr_wipe(l, sizeof *l);
    free(l);
    if (err && !report->reason)
        return err; /* nothing that another line would not meet too */
    r->counts[report->result]++;
    r->n_lines++;
    return 0;
}

/* ---- the job ---- */

static int wrong_first(const void *a, const void *b)
{
    const struct kr_import_line *x = a, *y = b;
    int order = (y->result == KR_IMPORT_WRONG) - (x->result == KR_IMPORT_WRONG);
    return order ? order : x->line < y->line ? -1 : 1;
}

static int step(void *arg, struct kr_job *job)
{
    struct work *w = arg;
    for (int i = 0; i < LINES_AT_ONCE && w->next < w->table.n_rows; i++) {
        int err = import_row(w, w->next++);
        job->done = w->next - 1;
        if (err)
            return err;
    }
    if (w->next < w->table.n_rows)
        return 0;
    qsort(w->result->lines, w->result->n_lines, sizeof *w->result->lines, wrong_first);
    return KR_JOB_STEP_DONE;
}

static void over(void *arg)
{
    struct work *w = arg;
    kr_csv_fini(&w->table);
    kr_map_fini(&w->numbers);
    kr_wipe(w, sizeof *w);
    free(w);
}

static void free_result(void *result)
{
    struct kr_import *r = result;
    if (r->lines)
        kr_wipe(r->lines, r->total * sizeof *r->lines);
    free(r->lines);
    free(r);
}

/* What is wrong with the table as a whole is said in the result. */
static int read_table(struct work *w, const uint8_t *bytes, size_t len)
{
    struct kr_csv_fault fault;
    enum kr_column column;
    int err = kr_csv_read(&w->table, bytes, len, &fault);
    if (err == KR_E_MALFORMED || err == KR_E_TOO_LARGE) {
        w->result->problem = fault.reason;
        w->result->problem_line = fault.line;
        return 0;
    }
    if (!err && kr_columns_find(&w->columns, &w->table, &column)) {
        w->result->problem = column == (enum kr_column)KR_PROFILE_NAME ? "no_name_column"
                             : column == (enum kr_column)KR_PROFILE_NUMBER ? "no_number_column" : "column_twice";
        w->result->problem_line = 1;
        kr_csv_fini(&w->table);
    }
    return err;
}

static int prepare(struct work *w, const char *upload)
{
    const uint8_t *bytes;
    size_t len;
    int err = kr_upload_peek(w->office, w->who.account.id, upload, &bytes, &len);
    if (!err && !kr_vault_holds(w->office, &w->who))
        err = KR_E_SEALED;
    if (!err)
        err = read_table(w, bytes, len);
    if (err)
        return err;
    w->next = 1; /* after the headers */
    w->result->total = w->table.n_rows > 1 ? w->table.n_rows - 1 : 0;
    w->result->lines = calloc(w->result->total + 1, sizeof *w->result->lines);
    return w->result->lines ? 0 : KR_E_NOMEM;
}

int kr_import_start(struct kr_office *o, struct kr_job **out, const struct kr_session *who, const char *upload, bool commit)
{
    struct work *w = calloc(1, sizeof *w);
    struct kr_import *r = calloc(1, sizeof *r);
    int err = w && r ? 0 : KR_E_NOMEM;
    if (!err) {
        *w = (struct work){.office = o, .who = *who, .result = r};
        kr_map_init(&w->numbers);
        r->commit = commit;
        err = prepare(w, upload);
    }
    struct kr_job *job = NULL;
    if (!err && commit)
        err = kr_audit(o, who->account.id, "school.import", NULL, NULL);
    if (!err) {
        struct kr_job_plan plan = {.kind = KR_JOB_IMPORT_SCHOOLS, .total = r->total, .step = step, .over = over, .arg = w,
                                   .free_result = free_result};
        err = kr_job_start(o, &job, who->account.id, &plan);
    }
    if (err) {
        if (w)
            over(w);
        if (r)
            free_result(r);
        return err;
    }
    job->result = r;
    if (commit)
        kr_upload_drop(o, who->account.id, upload);
    *out = job;
    return 0;
}
