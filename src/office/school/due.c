/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/school/due.h"

#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "office/setting.h"

enum { CONTACT_DAYS = 28, CONTACT_DAYS_MAX = 366 };
static const uint64_t day_ms = 24 * 60 * 60 * 1000;

static const struct {
    const char *id;
    enum kr_step step;
} kinds[KR_DUE_KINDS] = {
    [KR_DUE_INFORMATION] = {"infoblatt", KR_STEP_INFORMATION},
    [KR_DUE_TERMS] = {"nutzungsbedingungen", KR_STEP_TERMS},
    [KR_DUE_AGREEMENT] = {"avv", KR_STEP_AGREEMENT},
    [KR_DUE_MEASURES] = {"avv-tom", KR_STEP_AGREEMENT},
    [KR_DUE_PROCESSORS] = {"avv-unterauftragnehmer", KR_STEP_AGREEMENT},
    [KR_DUE_REGISTRATION] = {"anmeldedokument", KR_STEP_REGISTRATION},
};

const char *kr_due_kind_id(enum kr_due_kind kind)
{
    kr_assert(kind < KR_DUE_KINDS);
    return kinds[kind].id;
}

enum kr_step kr_due_kind_step(enum kr_due_kind kind)
{
    kr_assert(kind < KR_DUE_KINDS);
    return kinds[kind].step;
}

struct gather {
    struct kr_due_versions *out;
    enum kr_due_kind kind;
    uint64_t now_ms;
};

/* Rows come with their numbers ascending: the last that fits is the newest. */
static int gather_one(void *arg, const struct kr_store_document *row)
{
    struct gather *g = arg;
    if (row->number == 0 || strcmp(row->lang, "de") != 0)
        return 0;
    if (row->effective_ms <= g->now_ms)
        g->out->in_force[g->kind] = *row;
    if (row->accept_until_ms)
        g->out->asked[g->kind] = *row;
    return 0;
}

int kr_due_versions_get(struct kr_office *o, struct kr_due_versions *out)
{
    struct kr_due_versions found = {0};
    int err = 0;
    for (enum kr_due_kind kind = 0; kind < KR_DUE_KINDS && !err; kind++) {
        struct gather g = {&found, kind, kr_office_now_ms(o)};
        err = kr_store_document_list(o->store, kinds[kind].id, gather_one, &g);
    }
    if (!err)
        *out = found;
    return err;
}

void kr_standing_add_record(struct kr_standing *s, const struct kr_store_step *row)
{
    struct kr_enrolment_record r = {row->step, row->at_ms, row->ends_ms, row->voided_ms != 0};
    kr_enrolment_add(&s->enrolment, &r);
    if (row->step == KR_STEP_COUNTERSIGNED && !r.voided)
        s->countersigned_ms = row->at_ms;
    s->n_records++;
}

void kr_standing_add_document(struct kr_standing *s, const struct kr_store_step_document *row)
{
    for (enum kr_due_kind kind = 0; kind < KR_DUE_KINDS; kind++)
        if (!row->voided && row->what == kinds[kind].step && strcmp(row->kind, kinds[kind].id) == 0 &&
            row->number > s->accepted[kind])
            s->accepted[kind] = row->number;
}

static int add_record(void *arg, const struct kr_store_step *row)
{
    kr_standing_add_record(arg, row);
    return 0;
}

static int add_document(void *arg, const struct kr_store_step_document *row)
{
    kr_standing_add_document(arg, row);
    return 0;
}

int kr_standing_get(struct kr_office *o, struct kr_standing *out, const char *school)
{
    struct kr_standing s = {0};
    int err = kr_store_step_list(o->store, school, add_record, &s);
    if (!err)
        err = kr_store_step_documents(o->store, school, add_document, &s);
    if (!err)
        *out = s;
    return err;
}

/* ---- settings ---- */

struct kr_enrolment_settings kr_enrolment_settings_get(struct kr_office *o)
{
    uint64_t days = kr_setting_number(o, "enrolment.contact_days", CONTACT_DAYS);
    return (struct kr_enrolment_settings){
        .policy = {.contact_later = kr_setting_number(o, "enrolment.contact_later", 1) != 0,
                   .accept_online = kr_setting_number(o, "enrolment.accept_online", 0) != 0},
        .open = kr_setting_number(o, "enrolment.open", 1) != 0,
        .block_overdue = kr_setting_number(o, "enrolment.block_overdue", 0) != 0,
        .contact_days = (uint32_t)(days >= 1 && days <= CONTACT_DAYS_MAX ? days : CONTACT_DAYS),
    };
}

int kr_enrolment_settings_set(struct kr_office *o, const struct kr_enrolment_settings *s)
{
    const struct {
        const char *name;
        unsigned value;
    } list[] = {
        {"enrolment.contact_later", s->policy.contact_later}, {"enrolment.accept_online", s->policy.accept_online},
        {"enrolment.open", s->open}, {"enrolment.block_overdue", s->block_overdue}, {"enrolment.contact_days", s->contact_days},
    };
    int err = kr_store_begin(o->store);
    if (err)
        return err;
    for (size_t i = 0; i < sizeof list / sizeof list[0] && !err; i++) {
        char text[16];
        snprintf(text, sizeof text, "%u", list[i].value);
        err = kr_setting_set(o, list[i].name, text);
    }
    return kr_store_finish(o->store, err);
}

/* ---- what is waited for ---- */

static void take_deadline(struct kr_waiting *w, uint64_t until_ms)
{
    if (w->until_ms == 0 || until_ms < w->until_ms)
        w->until_ms = until_ms;
}

struct kr_waiting kr_standing_waiting(const struct kr_standing *s, const struct kr_due_versions *versions,
                                      const struct kr_enrolment_settings *settings, uint64_t now_ms)
{
    const struct kr_enrolment *e = &s->enrolment;
    struct kr_waiting w = {0};
    unsigned again = 0;
    uint64_t contact_until_ms = s->countersigned_ms + settings->contact_days * day_ms;
    for (enum kr_due_kind kind = 0; kind < KR_DUE_KINDS; kind++) {
        unsigned bit = KR_STEP_BIT(kinds[kind].step);
        const struct kr_store_document *asked = &versions->asked[kind];
        if (e->done & bit && asked->number > s->accepted[kind]) {
            again |= bit;
            take_deadline(&w, asked->accept_until_ms);
        }
    }
    bool takes_part = e->state == KR_SCHOOL_ACTIVE || e->state == KR_SCHOOL_SUSPENDED;
    w.due = again;
    if (takes_part && !(e->done & KR_STEP_BIT(KR_STEP_CONTACT))) {
        w.due |= KR_STEP_BIT(KR_STEP_CONTACT);
        take_deadline(&w, contact_until_ms);
    }
    if (!takes_part && e->state != KR_SCHOOL_ENROLLING)
        w = (struct kr_waiting){0};
    w.next = kr_enrolment_next(e, &settings->policy, again, &w.who);
    w.overdue = w.until_ms != 0 && w.until_ms < now_ms;
    w.late_contact = w.overdue && w.due & KR_STEP_BIT(KR_STEP_CONTACT) && w.until_ms == contact_until_ms;
    return w;
}

const struct kr_store_document *kr_due_offer(const struct kr_due_versions *versions, enum kr_due_kind kind, unsigned due)
{
    const struct kr_store_document *in_force = &versions->in_force[kind], *asked = &versions->asked[kind];
    bool ahead = due & KR_STEP_BIT(kinds[kind].step) && asked->number > in_force->number;
    return ahead ? asked : in_force;
}
