/* SPDX-License-Identifier: EUPL-1.2 */
/* The enrolment of a school: its steps, its records, its papers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/secret.h"
#include "office/api/school_view.h"
#include "office/audit/audit.h"
#include "office/school/paper.h"

enum { STEPS = KR_STEP_ISSUED, DOCUMENTS = KR_STORE_STEP_DOCUMENTS, ACTS = 16, PAPERS = KR_PAPERS_PER_SCHOOL, HEX_SIZE = 65 };

_Static_assert((int)KR_API_ENROLMENT_TAKE_STEP_ENDED == (int)KR_STEP_ENDED, "one list of steps");
_Static_assert((int)KR_API_ENROLMENT_STEP_STEP_ISSUED == (int)KR_STEP_ISSUED, "one list of steps");
_Static_assert((int)KR_API_ENROLMENT_RECORD_WHO_OFFICE == (int)KR_PARTY_OFFICE, "one list of parties");
_Static_assert((int)KR_API_ENROLMENT_RECORD_WAY_PAPER == (int)KR_WAY_PAPER, "one list of ways");
_Static_assert((int)KR_API_ENROLMENT_TAKE_WAY_PAPER == (int)KR_WAY_PAPER, "one list of ways");
_Static_assert((int)KR_API_ENROLMENT_STATE_ENDED == (int)KR_SCHOOL_ENDED, "one list of states");

struct document_view {
    struct kr_api_enrolment_document api[DOCUMENTS];
    char hex[DOCUMENTS][HEX_SIZE];
    size_t n;
};

struct record_view {
    struct kr_store_step row;
    struct document_view documents;
    struct kr_store_step_document found[DOCUMENTS];
    char handle[KR_LIMIT_ID_BYTES + 1];
    char signer[KR_STEP_TEXT_SIZE], note[KR_STEP_TEXT_SIZE], why[KR_STEP_TEXT_SIZE];
};

struct paper_view {
    struct kr_store_paper row;
    char hex[HEX_SIZE];
};

/* Everything an answer points into. */
struct view {
    struct kr_api_call *call;
    const struct kr_school *school;
    enum kr_party party;
    struct kr_standing standing;
    struct kr_due_versions versions;
    struct kr_enrolment_settings settings;
    struct kr_waiting waiting;
    const char *due[KR_VIEW_DUE], *acts[ACTS], *ways[STEPS][KR_WAYS];
    struct kr_api_enrolment_step steps[STEPS];
    struct document_view documents[STEPS];
    struct record_view records[KR_SCHOOL_RECORDS];
    struct kr_api_enrolment_record record_list[KR_SCHOOL_RECORDS];
    size_t n_records;
    struct paper_view papers[PAPERS];
    struct kr_api_school_paper paper_list[PAPERS];
    size_t n_papers;
};

static enum kr_party party_of(enum kr_role role)
{
    return role == KR_ROLE_OPERATOR ? KR_PARTY_OPERATOR : role == KR_ROLE_HEAD ? KR_PARTY_HEAD : KR_PARTY_CONTACT;
}

static void add_document(struct document_view *v, const char *id, const char *kind, uint32_t number, const uint8_t *sha256,
                         uint64_t effective_ms)
{
    if (v->n == DOCUMENTS)
        return;
    kr_hex_write(v->hex[v->n], HEX_SIZE, sha256, KR_DOCUMENT_HASH_BYTES);
    v->api[v->n] = (struct kr_api_enrolment_document){
        .id = id, .kind = kind, .number = number, .sha256 = v->hex[v->n], .effective_ms = (int64_t)effective_ms};
    v->n++;
}

/* ---- records ---- */

static int take_record(void *arg, const struct kr_store_step *row)
{
    struct view *v = arg;
    if (v->n_records < KR_SCHOOL_RECORDS)
        v->records[v->n_records++].row = *row;
    kr_standing_add_record(&v->standing, row);
    return 0;
}

/* Documents come in the order of their records. */
static int take_document(void *arg, const struct kr_store_step_document *row)
{
    struct view *v = arg;
    kr_standing_add_document(&v->standing, row);
    for (size_t i = 0; i < v->n_records; i++) {
        struct record_view *r = &v->records[i];
        if (strcmp(r->row.id, row->step) == 0 && r->documents.n < DOCUMENTS) {
            struct kr_store_step_document *kept = &r->found[r->documents.n];
            *kept = *row;
            add_document(&r->documents, kept->document, kept->kind, kept->number, kept->sha256, 0);
        }
    }
    return 0;
}

static int take_paper(void *arg, const struct kr_store_paper *row)
{
    struct view *v = arg;
    if (v->n_papers == PAPERS)
        return 0;
    struct paper_view *p = &v->papers[v->n_papers];
    p->row = *row;
    kr_hex_write(p->hex, sizeof p->hex, row->sha256, sizeof row->sha256);
    v->paper_list[v->n_papers++] = (struct kr_api_school_paper){
        .id = p->row.id, .step = kr_step_name(row->step), .kind = (enum kr_api_school_paper_kind)(row->type - KR_FILETYPE_PDF),
        .size = (int64_t)row->size, .parts = (int64_t)((row->size + KR_PAPER_PART_BYTES - 1) / KR_PAPER_PART_BYTES),
        .sha256 = p->hex, .created_ms = (int64_t)row->created_ms};
    return 0;
}

/* The handle tells people who it was; the office itself has none, and an account may be gone. */
static void find_handle(struct view *v, struct record_view *r)
{
    struct kr_store_account account;
    bool there = kr_store_account_by_id(v->call->office->store, &account, r->row.account) == 0;
    snprintf(r->handle, sizeof r->handle, "%s", there ? account.handle : r->row.account);
}

static const char *or_null(const char *text)
{
    return text[0] ? text : NULL;
}

static void show_record(struct view *v, size_t i)
{
    struct record_view *r = &v->records[i];
    kr_step_texts(&v->school->key, &r->row, r->signer, r->note, r->why);
    find_handle(v, r);
    bool can_void = v->party == KR_PARTY_OPERATOR && !r->row.voided_ms &&
                    kr_enrolment_check_void(&v->standing.enrolment, r->row.step) == KR_ENROLMENT_OK;
    v->record_list[i] = (struct kr_api_enrolment_record){
        .id = r->row.id, .n = (int64_t)r->row.n, .step = kr_step_name(r->row.step), .way = (enum kr_api_enrolment_record_way)r->row.way,
        .who = (enum kr_api_enrolment_record_who)r->row.party, .account = r->handle, .at_ms = (int64_t)r->row.at_ms,
        .recorded_ms = (int64_t)r->row.recorded_ms, .has_ends_ms = r->row.ends_ms != 0, .ends_ms = (int64_t)r->row.ends_ms,
        .signer = or_null(r->signer), .note = or_null(r->note), .paper = or_null(r->row.paper), .documents = r->documents.api,
        .documents_len = r->documents.n, .has_voided_ms = r->row.voided_ms != 0, .voided_ms = (int64_t)r->row.voided_ms,
        .voided_why = or_null(r->why), .can_void = can_void};
}

/* ---- steps ---- */

static enum kr_step documents_of(enum kr_step step)
{
    return step == KR_STEP_CONTACT ? KR_STEP_REGISTRATION : step;
}

static void show_step(struct view *v, enum kr_step step)
{
    size_t i = step - 1;
    const struct kr_enrolment *e = &v->standing.enrolment;
    struct kr_api_enrolment_step *out = &v->steps[i];
    bool done = e->done & KR_STEP_BIT(step), due = done && v->waiting.due & KR_STEP_BIT(step);
    *out = (struct kr_api_enrolment_step){.step = (enum kr_api_enrolment_step_step)step, .ways = v->ways[i]};
    out->state = due                                                          ? KR_API_ENROLMENT_STEP_STATE_DUE
                 : done                                                       ? KR_API_ENROLMENT_STEP_STATE_DONE
                 : kr_enrolment_missing(e, &v->settings.policy, step) ? KR_API_ENROLMENT_STEP_STATE_LATER
                                                                              : KR_API_ENROLMENT_STEP_STATE_OPEN;
    for (enum kr_way way = 0; way < KR_WAYS; way++)
        if (step != KR_STEP_ISSUED &&
            kr_enrolment_check(e, &v->settings.policy, step, v->party, way, v->waiting.due) == KR_ENROLMENT_OK)
            v->ways[i][out->ways_len++] = kr_way_name(way);
    for (enum kr_due_kind kind = 0; kind < KR_DUE_KINDS; kind++) {
        const struct kr_store_document *offer = kr_due_offer(&v->versions, kind, v->waiting.due);
        if (kr_due_kind_step(kind) != documents_of(step) || offer->number == 0)
            continue;
        add_document(&v->documents[i], offer->id, offer->kind, offer->number, offer->sha256, offer->effective_ms);
        if (due && v->versions.asked[kind].number > v->standing.accepted[kind]) {
            out->has_until_ms = true;
            out->until_ms = (int64_t)v->versions.asked[kind].accept_until_ms;
        }
    }
    out->documents = v->documents[i].api;
    out->documents_len = v->documents[i].n;
}

/* What the caller can do with the school besides. */
static size_t show_acts(struct view *v)
{
    size_t n = 0;
    for (enum kr_step step = KR_STEP_SUSPENDED; step < KR_STEPS; step++)
        if (kr_enrolment_check(&v->standing.enrolment, &v->settings.policy, step, v->party, KR_WAY_ONLINE, 0) == KR_ENROLMENT_OK)
            v->acts[n++] = kr_step_name(step);
    if (v->party == KR_PARTY_OPERATOR && kr_enrolment_may_delete(&v->standing.enrolment))
        v->acts[n++] = "deleted";
    return n;
}

static int fill(struct view *v)
{
    struct kr_office *o = v->call->office;
    const char *id = v->school->row.id;
    int err = kr_store_step_list(o->store, id, take_record, v);
    if (!err)
        err = kr_store_step_documents(o->store, id, take_document, v);
    if (!err)
        err = kr_store_paper_list(o->store, id, take_paper, v);
    if (!err)
        err = kr_due_versions_get(o, &v->versions);
    if (err)
        return err;
    v->settings = kr_enrolment_settings_get(o);
    v->waiting = kr_standing_waiting(&v->standing, &v->versions, &v->settings, kr_office_now_ms(o));
    for (enum kr_step step = KR_STEP_INFORMATION; step <= KR_STEP_ISSUED; step++)
        show_step(v, step);
    for (size_t i = 0; i < v->n_records; i++)
        show_record(v, i);
    return 0;
}

static void answer_enrolment(struct kr_api_call *c, const struct kr_school *s)
{
    struct view *v = calloc(1, sizeof *v);
    if (v)
        *v = (struct view){.call = c, .school = s, .party = party_of(c->session.account.role)};
    int err = v ? fill(v) : KR_E_NOMEM;
    if (err) {
        kr_view_fail(&c->answer, err);
    } else {
        struct kr_api_msg msg = {
            .head.type = KR_API_ENROLMENT,
            .u.enrolment = {.school = s->row.id, .state = (enum kr_api_enrolment_state)s->row.state,
                            .has_ends_ms = s->row.ended_ms != 0, .ends_ms = (int64_t)s->row.ended_ms,
                            .waiting = kr_view_waiting(&v->waiting, v->due), .acts = v->acts, .acts_len = show_acts(v),
                            .steps = v->steps, .steps_len = STEPS, .records = v->record_list, .records_len = v->n_records,
                            .papers = v->paper_list, .papers_len = v->n_papers}};
        kr_api_answer(&c->answer, 200, &msg);
    }
    if (v)
        kr_wipe(v, sizeof *v);
    free(v);
}

void kr_api_enrolment_get(struct kr_api_call *c)
{
    struct kr_school school;
    if (!kr_view_open(c, &school))
        return;
    answer_enrolment(c, &school);
    kr_school_close(&school);
}

/* ---- acts ---- */

static void answer_act(struct kr_api_call *c, const struct kr_school *s, int err, const struct kr_step_fault *fault)
{
    if (err == KR_E_STATE && fault->id)
        kr_api_problem(&c->answer, fault->status, fault->id, fault->text, fault->field);
    else if (err)
        kr_view_fail(&c->answer, err);
    else
        answer_enrolment(c, s);
}

void kr_api_enrolment_take(struct kr_api_call *c)
{
    const struct kr_api_enrolment_take *body = &c->body->u.enrolment_take;
    struct kr_school school;
    struct kr_step_fault fault = {0};
    struct kr_step_order order = {
        .step = (enum kr_step)body->step, .way = (enum kr_way)body->way, .documents = body->documents,
        .n_documents = body->documents_len, .signer = body->signer, .note = body->note, .upload = body->upload,
        .at_ms = body->has_at_ms ? (uint64_t)body->at_ms : 0, .ends_ms = body->has_ends_ms ? (uint64_t)body->ends_ms : 0,
    };
    /* When access data are issued is recorded where that is done. */
    if (order.step == 0 || order.step == KR_STEP_ISSUED) {
        kr_api_problem(&c->answer, 400, "out_of_range", "This is not to be taken here.", "step");
        return;
    }
    if (!kr_view_open(c, &school))
        return;
    int err = kr_step_take(c->office, &c->session, &school, &order, &fault);
    answer_act(c, &school, err, &fault);
    kr_school_close(&school);
}

void kr_api_enrolment_void(struct kr_api_call *c)
{
    struct kr_school school;
    struct kr_step_fault fault = {0};
    if (!kr_view_open(c, &school))
        return;
    int err = kr_step_void(c->office, &c->session, &school, kr_api_part(c, "record"), c->body->u.enrolment_void.reason, &fault);
    answer_act(c, &school, err, &fault);
    kr_school_close(&school);
}

void kr_api_paper_get(struct kr_api_call *c)
{
    struct kr_school school;
    struct kr_store_paper paper;
    uint8_t *bytes = NULL;
    size_t len = 0;
    char name[64];
    if (!kr_view_open(c, &school))
        return;
    int err = kr_store_paper_get(c->office->store, &paper, school.row.id, kr_api_part(c, "paper"));
    if (!err)
        err = kr_paper_part(c->office, &bytes, &len, &school.key, &paper, kr_api_param_number(c, "part", 1000, 0));
    if (err) {
        kr_view_fail(&c->answer, err);
    } else {
        snprintf(name, sizeof name, "%s-%.8s.%s", kr_step_name(paper.step), paper.id, kr_filetype_name(paper.type));
        kr_api_answer_file(&c->answer, KR_LINK_HTTP_RESPONSE_FILE_OCTETS, name, bytes, len);
        kr_wipe(bytes, len);
    }
    free(bytes);
    kr_school_close(&school);
}

/* ---- settings ---- */

static void answer_settings(struct kr_api_call *c)
{
    struct kr_enrolment_settings s = kr_enrolment_settings_get(c->office);
    struct kr_api_msg msg = {
        .head.type = KR_API_ENROLMENT_SETTINGS,
        .u.enrolment_settings = {.open = s.open, .accept_online = s.policy.accept_online, .contact_later = s.policy.contact_later,
                                 .contact_days = s.contact_days, .block_overdue = s.block_overdue}};
    kr_api_answer(&c->answer, 200, &msg);
}

void kr_api_enrolment_settings_get(struct kr_api_call *c)
{
    answer_settings(c);
}

void kr_api_enrolment_settings_change(struct kr_api_call *c)
{
    const struct kr_api_enrolment_settings_change *b = &c->body->u.enrolment_settings_change;
    struct kr_office *o = c->office;
    struct kr_enrolment_settings s = kr_enrolment_settings_get(o);
    char detail[120];
    s.open = b->has_open ? b->open : s.open;
    s.policy.accept_online = b->has_accept_online ? b->accept_online : s.policy.accept_online;
    s.policy.contact_later = b->has_contact_later ? b->contact_later : s.policy.contact_later;
    s.contact_days = b->has_contact_days ? (uint32_t)b->contact_days : s.contact_days;
    s.block_overdue = b->has_block_overdue ? b->block_overdue : s.block_overdue;
    snprintf(detail, sizeof detail, "open=%d accept_online=%d contact_later=%d contact_days=%u block_overdue=%d", s.open,
             s.policy.accept_online, s.policy.contact_later, s.contact_days, s.block_overdue);
    int err = kr_store_begin(o->store);
    if (!err) {
        err = kr_enrolment_settings_set(o, &s);
        if (!err)
            err = kr_audit(o, c->session.account.id, "enrolment.settings", NULL, detail);
        err = kr_store_finish(o->store, err);
    }
    if (err)
        kr_api_fail(&c->answer, err);
    else
        answer_settings(c);
}
