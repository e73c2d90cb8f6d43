/* SPDX-License-Identifier: EUPL-1.2 */
/* What is to be done: by the operator, and by a school. */
#include "office/today.h"

#include <stdlib.h>

#include "crypto/secret.h"
#include "office/api/call.h"

enum { STEPS_SHOWN = KR_STEP_ISSUED };

struct school_view {
    struct kr_api_today_school out;
    const char *done[STEPS_SHOWN], *due[STEPS_SHOWN];
};

static size_t step_names(const char *out[STEPS_SHOWN], unsigned steps)
{
    size_t n = 0;
    for (enum kr_step step = KR_STEP_INFORMATION; step <= KR_STEP_ISSUED; step++)
        if (steps & KR_STEP_BIT(step))
            out[n++] = kr_step_name(step);
    return n;
}

static void view_school(struct school_view *v, const struct kr_today_school *s)
{
    const struct kr_waiting *w = &s->waiting;
    v->out = (struct kr_api_today_school){
        .id = s->id, .name = s->name, .town = s->town, .state = (enum kr_api_today_school_state)s->state, .done = v->done,
        .done_len = step_names(v->done, s->done), .due = v->due, .due_len = step_names(v->due, w->due),
        .next = w->next ? kr_step_name(w->next) : NULL, .has_who = w->next != 0, .who = (enum kr_api_today_school_who)w->who,
        .has_until_ms = w->until_ms > 0, .until_ms = (int64_t)w->until_ms, .overdue = w->overdue, .changed_ms = (int64_t)s->changed_ms};
}

void kr_api_today(struct kr_api_call *c)
{
    struct {
        struct kr_today today;
        struct school_view views[KR_TODAY_SCHOOLS];
        struct kr_api_today_school schools[KR_TODAY_SCHOOLS];
        struct kr_api_today_task tasks[KR_TODAY_KINDS];
    } *v = calloc(1, sizeof *v);
    int err = v ? kr_today_gather(c->office, &v->today) : KR_E_NOMEM;
    if (err) {
        kr_api_fail(&c->answer, err);
    } else {
        const struct kr_today *t = &v->today;
        size_t n_tasks = 0;
        for (size_t i = 0; i < t->n_schools; i++) {
            view_school(&v->views[i], &t->schools[i]);
            v->schools[i] = v->views[i].out;
        }
        for (int kind = 0; kind < KR_TODAY_KINDS; kind++)
            if (t->tasks[kind].count)
                v->tasks[n_tasks++] = (struct kr_api_today_task){
                    .kind = (enum kr_api_today_task_kind)kind, .count = (int64_t)t->tasks[kind].count,
                    .has_until_ms = t->tasks[kind].until_ms > 0, .until_ms = (int64_t)t->tasks[kind].until_ms};
        uint64_t limit = t->capacity.limit ? t->capacity.limit : 1;
        struct kr_api_msg msg = {
            .head.type = KR_API_TODAY,
            .u.today = {.has_active = !t->sealed, .active = (int64_t)t->n_active, .has_enrolling = !t->sealed,
                        .enrolling = (int64_t)t->n_enrolling, .rooms = t->capacity.rooms, .people = t->capacity.people,
                        .load_percent = (int64_t)(t->capacity.people * 100ull / limit), .kept = t->capacity.kept, .tasks = v->tasks,
                        .tasks_len = n_tasks, .schools = v->schools, .schools_len = t->n_schools,
                        .mail = kr_mailer_has_server(c->office)}};
        kr_api_answer(&c->answer, 200, &msg);
    }
    if (v)
        kr_wipe(v, sizeof *v);
    free(v);
}

void kr_api_school_today(struct kr_api_call *c)
{
    struct kr_today_of_school t;
    int err = kr_today_of_school(c->office, &t, &c->session, kr_api_part(c, "school"));
    if (err) {
        kr_api_fail(&c->answer, err);
    } else {
        struct school_view view;
        view_school(&view, &t.school);
        struct kr_api_msg msg = {
            .head.type = KR_API_SCHOOL_TODAY,
            .u.school_today = {.school = view.out, .accounts = (int64_t)t.n_accounts, .expiring = (int64_t)t.n_expiring,
                               .has_expires_ms = t.expires_ms > 0, .expires_ms = (int64_t)t.expires_ms, .locked = (int64_t)t.n_locked,
                               .rooms = (int64_t)t.n_rooms, .live = (int64_t)t.n_live}};
        kr_api_answer(&c->answer, 200, &msg);
    }
    kr_wipe(&t, sizeof t);
}
