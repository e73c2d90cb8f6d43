/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/today.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/secret.h"
#include "office/account/expiry.h"
#include "office/room/live.h"
#include "office/school/school.h"
#include "office/store/mail.h"
#include "office/store/today.h"

enum { ALL_SCHOOLS = KR_SCHOOLS_MAX };

static const uint64_t day_ms = 24 * 60 * 60 * 1000;

static void add(struct kr_today *t, enum kr_today_kind kind, uint64_t count, uint64_t until_ms)
{
    t->tasks[kind].count += count;
    if (until_ms && (!t->tasks[kind].until_ms || until_ms < t->tasks[kind].until_ms))
        t->tasks[kind].until_ms = until_ms;
}

/* ---- schools ---- */

static void take_school(struct kr_today_school *out, const struct kr_index_row *row)
{
    *out = (struct kr_today_school){.state = row->state, .done = row->standing.enrolment.done, .waiting = row->waiting,
                                    .changed_ms = row->changed_ms};
    snprintf(out->id, sizeof out->id, "%s", row->id);
    snprintf(out->name, sizeof out->name, "%s", row->name);
    snprintf(out->town, sizeof out->town, "%s", row->town);
}

static int show_school(void *arg, const struct kr_index_row *row)
{
    struct kr_today *t = arg;
    for (size_t i = 0; i < t->n_schools; i++)
        if (strcmp(t->schools[i].id, row->id) == 0)
            return 0;
    if (t->n_schools < KR_TODAY_SCHOOLS)
        take_school(&t->schools[t->n_schools++], row);
    return 0;
}

static int count_for_operator(void *arg, const struct kr_index_row *row)
{
    struct kr_today *t = arg;
    if (row->waiting.next == KR_STEP_COUNTERSIGNED)
        add(t, KR_TODAY_COUNTERSIGN, 1, 0);
    else
        add(t, KR_TODAY_ISSUE, 1, 0);
    return show_school(t, row);
}

static int count_due(void *arg, const struct kr_index_row *row)
{
    add(arg, row->waiting.overdue ? KR_TODAY_OVERDUE : KR_TODAY_DUE, 1, row->waiting.until_ms);
    return 0;
}

static int list(struct kr_office *o, struct kr_today *t, int state, enum kr_index_filter filter, bool newest, size_t limit, kr_index_fn *each)
{
    struct kr_index_query q = {.search = "", .state = state, .filter = filter, .sort = KR_INDEX_BY_CHANGED, .descending = newest, .limit = limit};
    uint64_t total;
    return kr_index_list(o, &q, &total, each, t);
}

static int kr_today_schools(struct kr_office *o, struct kr_today *t)
{
    struct kr_index_counts counts;
    int err = kr_index_counts(o, &counts);
    if (err == KR_E_SEALED) {
        t->sealed = true;
        return 0;
    }
    if (!err) {
        t->n_active = counts.states[KR_SCHOOL_ACTIVE];
        t->n_enrolling = counts.states[KR_SCHOOL_ENROLLING];
        err = list(o, t, -1, KR_INDEX_FOR_OPERATOR, false, ALL_SCHOOLS, count_for_operator); /* whoever waits for longest first */
    }
    if (!err)
        err = list(o, t, -1, KR_INDEX_OVERDUE, false, KR_TODAY_SCHOOLS, show_school);
    if (!err)
        err = list(o, t, -1, KR_INDEX_DUE, false, ALL_SCHOOLS, count_due);
    if (!err)
        err = list(o, t, KR_SCHOOL_ENROLLING, KR_INDEX_ALL, true, KR_TODAY_SCHOOLS, show_school);
    return err;
}

/* ---- accounts ---- */

static int kr_today_accounts(struct kr_office *o, struct kr_today *t)
{
    uint64_t now_ms = kr_office_now_ms(o), n[2], first_ms[2];
    int err = kr_store_today_expiring(o->store, now_ms, now_ms + KR_TODAY_AHEAD_DAYS * day_ms, n, first_ms);
    if (!err) {
        add(t, KR_TODAY_ACCOUNTS, n[0], first_ms[0]);
        add(t, KR_TODAY_EXTRAS, n[1], first_ms[1]);
    }
    return err;
}

/* ---- mail, capacity ---- */

static int kr_today_letters(struct kr_office *o, struct kr_today *t)
{
    uint64_t counts[KR_MAIL_STATES];
    int err = kr_store_mail_count(o->store, counts);
    if (!err)
        add(t, KR_TODAY_LETTERS, counts[KR_MAIL_FAILED], 0);
    return err;
}

static int kr_today_capacity(struct kr_office *o, struct kr_today *t)
{
    int err = kr_capacity_look(o, &t->capacity);
    if (!err && t->capacity.advice != KR_CAPACITY_ENOUGH)
        add(t, t->capacity.advice == KR_CAPACITY_NOW ? KR_TODAY_CAPACITY_NOW : KR_TODAY_CAPACITY_SOON, 1, 0);
    return err;
}

int kr_today_gather(struct kr_office *o, struct kr_today *out)
{
    static int (*const areas[])(struct kr_office *, struct kr_today *) = {kr_today_schools, kr_today_accounts, kr_today_letters,
                                                                         kr_today_capacity};
    *out = (struct kr_today){0};
    int err = 0;
    for (size_t i = 0; i < sizeof areas / sizeof areas[0] && !err; i++)
        err = areas[i](o, out);
    return err;
}

/* ---- one school ---- */

static int count_live(void *arg, const char *room)
{
    struct {
        struct kr_office *o;
        struct kr_today_of_school *out;
    } *c = arg;
    c->out->n_rooms++;
    c->out->n_live += kr_live_get(c->o, room).members > 0;
    return 0;
}

int kr_today_of_school(struct kr_office *o, struct kr_today_of_school *out, const struct kr_session *who, const char *school)
{
    struct kr_school s;
    struct kr_standing standing;
    struct kr_due_versions *versions = malloc(sizeof *versions);
    uint64_t now_ms = kr_office_now_ms(o);
    struct {
        struct kr_office *o;
        struct kr_today_of_school *out;
    } rooms = {o, out};
    *out = (struct kr_today_of_school){0};
    int err = versions ? kr_school_open(o, &s, who, school) : KR_E_NOMEM;
    if (err)
        goto out;
    snprintf(out->school.id, sizeof out->school.id, "%s", s.row.id);
    snprintf(out->school.name, sizeof out->school.name, "%s", s.profile.text[KR_PROFILE_NAME]);
    snprintf(out->school.town, sizeof out->school.town, "%s", s.profile.text[KR_PROFILE_TOWN]);
    out->school.state = s.row.state;
    out->school.changed_ms = s.row.changed_ms;
    kr_school_close(&s);
    err = kr_standing_get(o, &standing, school);
    if (!err)
        err = kr_due_versions_get(o, versions);
    if (!err) {
        struct kr_enrolment_settings settings = kr_enrolment_settings_get(o);
        out->school.done = standing.enrolment.done;
        out->school.waiting = kr_standing_waiting(&standing, versions, &settings, now_ms);
        struct kr_today_time time = {now_ms, now_ms + KR_TODAY_AHEAD_DAYS * day_ms, kr_grace_ms(o)};
        err = kr_store_today_school(o->store, school, &time, &out->n_accounts, &out->n_expiring, &out->expires_ms, &out->n_locked);
    }
    if (!err)
        err = kr_store_today_rooms(o->store, school, count_live, &rooms);
out:
    free(versions);
    return err;
}
