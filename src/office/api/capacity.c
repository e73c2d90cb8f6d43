/* SPDX-License-Identifier: EUPL-1.2 */
/* How full the machines are, what is planned, and figures of the months. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "office/api/call.h"
#include "office/audit/audit.h"
#include "office/capacity/capacity.h"
#include "office/room/calendar.h"
#include "office/room/live.h"
#include "office/school/index.h"
#include "office/setting.h"
#include "office/store/usage.h"

enum {
    SCHOOLS_MAX = 1000, /* as in proto/api/capacity.json */
    MONTHS_MAX = 24,
    FEW = 5,            /* figures of fewer people than this tell of single ones */
};

struct schools {
    struct kr_api_capacity_school views[SCHOOLS_MAX];
    char ids[SCHOOLS_MAX][KR_LIMIT_ID_BYTES + 1], handles[SCHOOLS_MAX][KR_LIMIT_ID_BYTES + 1];
    size_t n;
};

static int add_live(struct kr_office *o, struct schools *s, const struct kr_live *l)
{
    struct kr_store_room room;
    int err = kr_store_room_by_id(o->store, &room, l->room);
    if (err || !*room.school)
        return err == KR_E_NOT_FOUND ? 0 : err;
    size_t i = 0;
    while (i < s->n && strcmp(s->ids[i], room.school) != 0)
        i++;
    if (i == SCHOOLS_MAX)
        return 0;
    if (i == s->n) {
        snprintf(s->ids[i], sizeof s->ids[i], "%s", room.school);
        err = kr_store_school_handle(o->store, room.school, s->handles[i]);
        if (err)
            return err;
        s->views[s->n++] = (struct kr_api_capacity_school){.school = s->ids[i], .handle = s->handles[i], .name = kr_index_name(o, s->ids[i])};
    }
    s->views[i].rooms++;
    s->views[i].people += l->members;
    return 0;
}

struct plan {
    struct kr_capacity_planned list[KR_CAPACITY_PLANNED];
    struct kr_api_capacity_planned views[KR_CAPACITY_PLANNED];
    char schools[KR_CAPACITY_PLANNED][KR_LIMIT_ID_BYTES + 1], handles[KR_CAPACITY_PLANNED][KR_LIMIT_ID_BYTES + 1];
    size_t n;
};

/* Whose they are, and never what they are called: titles are the school's. */
static int look_ahead(struct kr_office *o, struct plan *p)
{
    int err = kr_capacity_list_planned(o, p->list, &p->n);
    for (size_t i = 0; !err && i < p->n; i++) {
        const struct kr_capacity_planned *d = &p->list[i];
        struct kr_store_room room;
        err = kr_store_room_by_id(o->store, &room, d->room);
        if (!err && *room.school)
            err = kr_store_school_handle(o->store, room.school, p->handles[i]);
        if (err)
            break;
        snprintf(p->schools[i], sizeof p->schools[i], "%s", room.school);
        p->views[i] = (struct kr_api_capacity_planned){.starts_ms = (int64_t)d->starts_ms, .ends_ms = (int64_t)d->ends_ms,
                                                       .weekly = d->weekly, .people = d->people, .school = p->schools[i],
                                                       .handle = p->handles[i],
                                                       .name = *room.school ? kr_index_name(o, room.school) : NULL};
    }
    return err;
}

static void answer_capacity(struct kr_api_call *c)
{
    struct kr_office *o = c->office;
    struct kr_capacity_now now;
    struct kr_api_capacity_peak peaks[KR_CAPACITY_PEAK_DAYS];
    struct schools *schools = calloc(1, sizeof *schools);
    struct plan *plan = calloc(1, sizeof *plan);
    int err = schools && plan ? kr_capacity_look(o, &now) : KR_E_NOMEM;
    if (!err)
        err = look_ahead(o, plan);
    size_t pos = 0;
    for (const struct kr_live *l; !err && (l = kr_live_next(o, &pos));)
        err = add_live(o, schools, l);
    if (err) {
        kr_api_fail(&c->answer, err);
    } else {
        for (size_t i = 0; i < now.n_peaks; i++)
            peaks[i] = (struct kr_api_capacity_peak){now.peaks[i].day, now.peaks[i].people};
        struct kr_api_msg msg = {
            .head.type = KR_API_CAPACITY,
            .u.capacity = {.rooms = now.rooms, .people = now.people, .limit = now.limit, .kept = now.kept,
                           .load_percent = now.limit ? (int64_t)now.people * 100 / now.limit : 100,
                           .advice = (enum kr_api_capacity_advice)now.advice, .peaks = peaks, .peaks_len = now.n_peaks,
                           .schools = schools->views, .schools_len = schools->n, .planned = plan->views, .planned_len = plan->n},
        };
        kr_api_answer(&c->answer, 200, &msg);
    }
    free(plan);
    free(schools);
}

void kr_api_capacity_get(struct kr_api_call *c)
{
    answer_capacity(c);
}

void kr_api_capacity_change(struct kr_api_call *c)
{
    struct kr_office *o = c->office;
    char text[24];
    snprintf(text, sizeof text, "%lld", (long long)c->body->u.capacity_change.limit);
    int err = kr_store_begin(o->store);
    if (!err) {
        err = kr_setting_set(o, "capacity.people", text);
        if (!err)
            err = kr_audit(o, c->session.account.id, "capacity.limit_set", NULL, text);
        err = kr_store_finish(o->store, err);
    }
    if (err)
        kr_api_fail(&c->answer, err);
    else
        answer_capacity(c);
}

/* ---- figures of the months ---- */

struct months {
    struct kr_store_usage *rows;
    size_t n, cap;
};

static int add_month(void *arg, const struct kr_store_usage *row)
{
    struct months *m = arg;
    if (m->n == m->cap) {
        size_t cap = m->cap ? 2 * m->cap : 64;
        struct kr_store_usage *more = realloc(m->rows, cap * sizeof *more);
        if (!more)
            return KR_E_NOMEM;
        m->rows = more;
        m->cap = cap;
    }
    m->rows[m->n] = *row;
    if (row->most_people < FEW) {
        struct kr_store_usage *r = &m->rows[m->n];
        r->meetings = r->room_minutes = r->people_minutes = r->most_people = 0;
    }
    m->n++;
    return 0;
}

static bool is_few(const struct kr_store_usage *u)
{
    return u->most_people < FEW;
}

static int read_months(struct kr_api_call *c, struct months *m)
{
    struct kr_local_time t = kr_local_of(kr_office_now_ms(c->office));
    uint64_t now = (uint64_t)(t.year * 12 + t.month - 1);
    uint64_t until = kr_api_param_number(c, "until", 100000, now);
    uint64_t from = kr_api_param_number(c, "from", until, until < 11 ? 0 : until - 11);
    if (until - from >= MONTHS_MAX)
        from = until - MONTHS_MAX + 1;
    const char *school = c->n_parts ? kr_api_part(c, "school") : NULL;
    *m = (struct months){0};
    return kr_store_usage_list(c->office->store, (uint32_t)from, (uint32_t)until, school, add_month, m);
}

void kr_api_usage_list(struct kr_api_call *c)
{
    enum { ROWS_MAX = 3000 }; /* as in proto/api/capacity.json; the newest stay */
    struct months m;
    int err = read_months(c, &m);
    size_t skip = m.n > ROWS_MAX ? m.n - ROWS_MAX : 0, n = m.n - skip;
    struct kr_api_usage *views = calloc(n + 1, sizeof *views);
    if (!err && !views)
        err = KR_E_NOMEM;
    if (err) {
        kr_api_fail(&c->answer, err);
    } else {
        for (size_t i = 0; i < n; i++) {
            const struct kr_store_usage *u = &m.rows[skip + i];
            views[i] = (struct kr_api_usage){.month = u->month, .handle = u->handle, .few = is_few(u), .meetings = (int64_t)u->meetings,
                                             .room_minutes = (int64_t)u->room_minutes, .people_minutes = (int64_t)u->people_minutes,
                                             .most_people = (int64_t)u->most_people};
        }
        struct kr_api_msg msg = {.head.type = KR_API_USAGES, .u.usages = {.months = views, .months_len = n}};
        kr_api_answer(&c->answer, 200, &msg);
    }
    free(views);
    free(m.rows);
}

/* For a German Excel: UTF-8 with a byte order mark, semicolons, CRLF. Handles and numbers need no quotes. */
void kr_api_usage_csv(struct kr_api_call *c)
{
    struct months m;
    struct kr_strbuf out;
    int err = read_months(c, &m);
    kr_strbuf_init(&out, KR_API_FILE_MAX);
    kr_strbuf_addf(&out, "\xef\xbb\xbfMonat;Zugang;Treffen;Raumminuten;Personenminuten;meiste Personen zugleich\r\n");
    for (size_t i = 0; i < m.n; i++) {
        const struct kr_store_usage *u = &m.rows[i];
        kr_strbuf_addf(&out, "%u-%02u;%s;", u->month / 12, u->month % 12 + 1, *u->handle ? u->handle : "-");
        if (is_few(u))
            kr_strbuf_addf(&out, ";;;unter %d\r\n", FEW);
        else
            kr_strbuf_addf(&out, "%llu;%llu;%llu;%llu\r\n", (unsigned long long)u->meetings, (unsigned long long)u->room_minutes,
                           (unsigned long long)u->people_minutes, (unsigned long long)u->most_people);
    }
    if (!err && out.failed)
        err = KR_E_NOMEM;
    if (err)
        kr_api_fail(&c->answer, err);
    else
        kr_api_answer_file(&c->answer, KR_LINK_HTTP_RESPONSE_FILE_CSV, "kreide-monate.csv", out.text, out.len);
    kr_strbuf_fini(&out);
    free(m.rows);
}
