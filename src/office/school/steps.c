/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/school/steps.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "crypto/secret.h"
#include "office/account/roster.h"
#include "office/audit/audit.h"
#include "office/mail/queue.h"
#include "office/retention.h"
#include "office/room/title.h"
#include "office/school/index.h"
#include "office/school/paper.h"
#include "office/upload.h"

static const uint64_t day_ms = 24 * 60 * 60 * 1000;
enum { ENDS_AHEAD_YEARS = 10 };

static const char place_signer[] = "step.signer", place_note[] = "step.note", place_why[] = "step.why";

/* A step on its way. */
struct taking {
    struct kr_office *office;
    const char *by; /* account, or the office's word */
    enum kr_party party;
    struct kr_store_school *school;
    const struct kr_data_key *key; /* NULL: nothing is sealed */
    struct kr_standing standing;
    struct kr_due_versions versions;
    struct kr_waiting waiting;
    struct kr_enrolment_settings settings;
    struct kr_store_step row;
    const struct kr_store_document *documents[KR_STORE_STEP_DOCUMENTS];
    size_t n_documents;
    const char *mail_args; /* of a letter about a state */
    struct kr_step_fault *fault;
};

static int refuse(struct taking *t, int status, const char *id, const char *text, const char *field)
{
    *t->fault = (struct kr_step_fault){id, text, field, status};
    return KR_E_STATE;
}

static int begin(struct taking *t)
{
    struct kr_office *o = t->office;
    int err = kr_standing_get(o, &t->standing, t->school->id);
    if (!err)
        err = kr_due_versions_get(o, &t->versions);
    if (err)
        return err;
    t->settings = kr_enrolment_settings_get(o);
    t->waiting = kr_standing_waiting(&t->standing, &t->versions, &t->settings, kr_office_now_ms(o));
    return t->standing.n_records < KR_SCHOOL_RECORDS ? 0 : KR_E_FULL;
}

/* ---- what was said ---- */

static int refuse_so(struct taking *t, enum kr_enrolment_refusal refusal)
{
    static const char *const texts[] = {
        [KR_ENROLMENT_CLOSED] = "Not in this state of the school.",
        [KR_ENROLMENT_NOT_YET] = "Another step comes first.",
        [KR_ENROLMENT_DONE] = "This step was taken, and is not due again.",
        [KR_ENROLMENT_NOT_YOURS] = "Somebody else takes this step.",
        [KR_ENROLMENT_NOT_SO] = "This step cannot be taken in this way.",
    };
    return refuse(t, refusal == KR_ENROLMENT_NOT_YOURS ? 403 : 409, kr_enrolment_refusal_id(refusal), texts[refusal], NULL);
}

/* Cleans and seals one line; no line seals to nothing. */
static int seal_line(struct taking *t, struct kr_sealed *out, const char *place, const char *typed, size_t chars, const char *field)
{
    char text[KR_STEP_TEXT_SIZE] = "";
    int err = typed ? kr_line_clean(text, sizeof text, chars, typed) : 0;
    out->len = 0;
    if (err == KR_E_MALFORMED)
        return refuse(t, 400, "bad_text", "The text has characters that cannot be shown.", field);
    if (err == KR_E_TOO_LARGE)
        return refuse(t, 400, "out_of_range", "The text is too long.", field);
    if (!err && text[0])
        err = t->key ? kr_seal(out, t->key->bytes, place, t->row.id, text) : KR_E_SEALED;
    kr_wipe(text, sizeof text);
    return err;
}

/* Steps with which somebody commits the school in the portal: by writing a name. */
static bool needs_signer(const struct taking *t)
{
    return t->row.way == KR_WAY_ONLINE && t->row.step >= KR_STEP_TERMS && t->row.step <= KR_STEP_CONTACT;
}

static int check_texts(struct taking *t, const struct kr_step_order *order)
{
    int err = seal_line(t, &t->row.signer, place_signer, order->signer, KR_SIGNER_CHARS, "signer");
    if (!err)
        err = seal_line(t, &t->row.note, place_note, order->note, KR_STEP_NOTE_CHARS, "note");
    if (!err && needs_signer(t) && !t->row.signer.len)
        err = refuse(t, 400, "missing_field", "Who accepts?", "signer");
    if (!err && t->row.step == KR_STEP_SUSPENDED && t->party == KR_PARTY_OPERATOR && !t->row.note.len)
        err = refuse(t, 400, "missing_field", "Why?", "note");
    if (!err && t->row.way == KR_WAY_UPLOAD && t->row.step <= KR_STEP_CONTACT && !order->upload)
        err = refuse(t, 400, "missing_field", "The signed paper is missing.", "upload");
    return err;
}

static int check_times(struct taking *t, const struct kr_step_order *order)
{
    uint64_t now_ms = kr_office_now_ms(t->office), back_ms = (uint64_t)KR_STEP_BACK_YEARS * 366 * day_ms;
    t->row.recorded_ms = now_ms;
    t->row.at_ms = now_ms;
    t->row.ends_ms = 0;
    if (order->at_ms && t->row.way == KR_WAY_PAPER) {
        if (order->at_ms > now_ms || now_ms - order->at_ms > back_ms)
            return refuse(t, 400, "out_of_range", "The date is in the future, or very long ago.", "at_ms");
        t->row.at_ms = order->at_ms;
    }
    if (t->row.step == KR_STEP_ENDING) {
        if (order->ends_ms <= now_ms || order->ends_ms - now_ms > ENDS_AHEAD_YEARS * 366 * day_ms)
            return refuse(t, 400, "out_of_range", "The end is in the past, or very far ahead.", "ends_ms");
        t->row.ends_ms = order->ends_ms;
    }
    return 0;
}

/* The step whose documents a step is about: the contact person signs the registration document. */
static enum kr_step documents_of(enum kr_step step)
{
    return step == KR_STEP_CONTACT ? KR_STEP_REGISTRATION : step;
}

static bool names(const struct kr_step_order *order, const char *id)
{
    for (size_t i = 0; i < order->n_documents; i++)
        if (strcmp(order->documents[i], id) == 0)
            return true;
    return false;
}

/* Fills in what the step is about. In the portal it must be what was shown; on paper the operator says nothing else. */
static int check_documents(struct taking *t, const struct kr_step_order *order)
{
    size_t named = 0;
    for (enum kr_due_kind kind = 0; kind < KR_DUE_KINDS; kind++) {
        if (kr_due_kind_step(kind) != documents_of(t->row.step))
            continue;
        const struct kr_store_document *offer = kr_due_offer(&t->versions, kind, t->waiting.due);
        if (offer->number == 0)
            return refuse(t, 409, "document_missing", "The document is not in force yet.", NULL);
        named += names(order, offer->id);
        t->documents[t->n_documents++] = offer;
    }
    bool unread = order->n_documents == 0 && t->row.way == KR_WAY_PAPER;
    if (!unread && (named != t->n_documents || order->n_documents != t->n_documents))
        return refuse(t, 409, "document_changed", "Another version is in force by now.", "documents");
    return 0;
}

static int check(struct taking *t, const struct kr_step_order *order)
{
    t->row = (struct kr_store_step){.step = order->step, .party = t->party, .way = order->way};
    kr_random_code(t->row.id, sizeof t->row.id, KR_STEP_ID_DIGITS);
    snprintf(t->row.school, sizeof t->row.school, "%s", t->school->id);
    snprintf(t->row.account, sizeof t->row.account, "%s", t->by);
    int err = begin(t);
    if (err)
        return err;
    enum kr_enrolment_refusal refusal =
        kr_enrolment_check(&t->standing.enrolment, &t->settings.policy, order->step, t->party, order->way, t->waiting.due);
    if (refusal)
        return refuse_so(t, refusal);
    err = check_times(t, order);
    if (!err)
        err = check_texts(t, order);
    return err ? err : check_documents(t, order);
}

/* ---- what follows ---- */

/* Letters about states. The school learns why from whoever did it: that is between people. */
static int queue_letter(struct taking *t)
{
    char args[64] = "";
    enum kr_mail_kind kind;
    switch (t->row.step) {
    case KR_STEP_SUSPENDED:
        kind = KR_MAIL_SUSPENDED;
        break;
    case KR_STEP_ENDED:
        kind = KR_MAIL_ENDED;
        snprintf(args, sizeof args, "delete_ms=%llu", (unsigned long long)(t->row.at_ms + kr_retention_days_of(t->office, "schools_ended") * day_ms));
        break;
    case KR_STEP_ISSUED:
        kind = KR_MAIL_READY;
        break;
    default:
        return 0;
    }
    const char *words = t->mail_args ? t->mail_args : args[0] ? args : NULL;
    int err = kr_mail_queue(t->office, t->school->id, NULL, kind, NULL, words);
    return err == KR_E_FULL ? 0 : err; /* a letter less must not keep a school from being suspended */
}

/* Writes the state that the records add up to now, and lets it work on the school's accounts. */
static int follow(struct taking *t, const struct kr_enrolment *after)
{
    struct kr_store_school *school = t->school;
    bool met = kr_enrolment_may_meet(&t->standing.enrolment), may = kr_enrolment_may_meet(after);
    uint64_t n = 0;
    school->state = after->state;
    school->ended_ms = after->ends_ms;
    school->changed_ms = kr_office_now_ms(t->office);
    int err = kr_store_school_set_state(t->office->store, school);
    if (!err && met != may)
        err = kr_roster_lock_school(t->office, t->by, school->id, !may, false, &n);
    return err;
}

static int log_step(struct taking *t, const char *action)
{
    char detail[96];
    snprintf(detail, sizeof detail, "step=%s way=%s n=%llu", kr_step_name(t->row.step), kr_way_name(t->row.way),
             (unsigned long long)t->row.n);
    return kr_audit(t->office, t->by, action, t->school->id, detail);
}

/* Inside a transaction. */
static int record(struct taking *t, const struct kr_school *opened, const char *upload)
{
    struct kr_store *store = t->office->store;
    struct kr_enrolment after = t->standing.enrolment;
    struct kr_store_paper paper = {0};
    int err = 0;
    if (upload)
        err = kr_paper_keep(t->office, &paper, opened, t->row.step, t->by, upload);
    if (err == KR_E_UNSUPPORTED)
        return refuse(t, 400, "wrong_file", "The file is neither PDF nor JPEG nor PNG, or is not complete.", "upload");
    if (err == KR_E_NOT_FOUND || err == KR_E_STATE)
        return refuse(t, 400, "expired", "The file is not there, or not complete.", "upload");
    memcpy(t->row.paper, paper.id, sizeof t->row.paper);
    if (!err)
        err = kr_store_step_add(store, &t->row);
    for (size_t i = 0; i < t->n_documents && !err; i++)
        err = kr_store_step_document(store, t->row.id, t->documents[i]->id, t->documents[i]->sha256);
    if (!err)
        err = log_step(t, t->row.step <= KR_STEP_ISSUED ? "enrolment.step" : "school.state");
    if (!err)
        err = queue_letter(t);
    if (err)
        return err;
    kr_enrolment_add(&after, &(struct kr_enrolment_record){t->row.step, t->row.at_ms, t->row.ends_ms, false});
    return follow(t, &after);
}

static enum kr_party party_of(enum kr_role role)
{
    return role == KR_ROLE_OPERATOR ? KR_PARTY_OPERATOR : role == KR_ROLE_HEAD ? KR_PARTY_HEAD : KR_PARTY_CONTACT;
}

int kr_step_take(struct kr_office *o, const struct kr_session *who, struct kr_school *s, const struct kr_step_order *order,
                 struct kr_step_fault *fault)
{
    enum kr_role role = who->account.role;
    if (role != KR_ROLE_OPERATOR && role != KR_ROLE_HEAD && role != KR_ROLE_CONTACT)
        return KR_E_FORBIDDEN;
    struct kr_store_school row = s->row;
    struct taking t = {.office = o, .by = who->account.id, .party = party_of(role), .school = &row, .key = &s->key, .fault = fault};
    const char *upload = order->way == KR_WAY_ONLINE ? NULL : order->upload;
    int err = check(&t, order);
    if (!err)
        err = kr_store_begin(o->store);
    if (err)
        return err;
    err = kr_store_finish(o->store, record(&t, s, upload));
    if (err)
        return err;
    if (upload)
        kr_upload_drop(o, t.by, upload);
    s->row = row;
    kr_index_touch(o, row.id);
    return 0;
}

/* ---- mistakes ---- */

struct find_record {
    const char *id;
    struct kr_store_step *out;
    struct kr_standing after; /* without it */
    bool found;
};

static int look_at_record(void *arg, const struct kr_store_step *row)
{
    struct find_record *f = arg;
    if (strcmp(row->id, f->id) == 0) {
        f->found = true;
        *f->out = *row;
    } else {
        kr_standing_add_record(&f->after, row);
    }
    return 0;
}

static int void_record(struct taking *t, const struct kr_enrolment *after)
{
    int err = kr_store_step_void(t->office->store, &t->row);
    if (!err)
        err = log_step(t, "enrolment.voided");
    if (!err && t->row.way == KR_WAY_UPLOAD) {
        char args[80];
        for (enum kr_due_kind kind = 0; kind < KR_DUE_KINDS && !err; kind++)
            if (kr_due_kind_step(kind) == documents_of(t->row.step)) {
                snprintf(args, sizeof args, "document=%s", kr_due_kind_id(kind));
                err = kr_mail_queue(t->office, t->school->id, NULL, KR_MAIL_PAPER, NULL, args);
                break;
            }
        if (err == KR_E_FULL)
            err = 0;
    }
    return err ? err : follow(t, after);
}

int kr_step_void(struct kr_office *o, const struct kr_session *who, struct kr_school *s, const char *id, const char *reason,
                 struct kr_step_fault *fault)
{
    struct kr_store_school school = s->row;
    struct taking t = {.office = o, .by = who->account.id, .party = KR_PARTY_OPERATOR, .school = &school, .key = &s->key, .fault = fault};
    struct find_record find = {.id = id, .out = &t.row};
    int err = begin(&t);
    if (err == KR_E_FULL)
        err = 0; /* nothing is added */
    if (!err)
        err = kr_store_step_list(o->store, school.id, look_at_record, &find);
    if (!err && !find.found)
        err = KR_E_NOT_FOUND;
    if (err)
        return err;
    if (t.row.voided_ms)
        return refuse_so(&t, KR_ENROLMENT_DONE);
    enum kr_enrolment_refusal refusal = kr_enrolment_check_void(&t.standing.enrolment, t.row.step);
    if (refusal)
        return refuse_so(&t, refusal);
    err = seal_line(&t, &t.row.why, place_why, reason, KR_STEP_NOTE_CHARS, "reason");
    if (!err && !t.row.why.len)
        err = refuse(&t, 400, "missing_field", "Why?", "reason");
    if (err)
        return err;
    t.row.voided_ms = kr_office_now_ms(o);
    snprintf(t.row.voided_by, sizeof t.row.voided_by, "%s", t.by);
    err = kr_store_begin(o->store);
    if (!err)
        err = kr_store_finish(o->store, void_record(&t, &find.after.enrolment));
    if (!err) {
        s->row = school;
        kr_index_touch(o, school.id);
    }
    return err;
}

void kr_step_texts(const struct kr_data_key *key, const struct kr_store_step *row, char signer[KR_STEP_TEXT_SIZE],
                   char note[KR_STEP_TEXT_SIZE], char why[KR_STEP_TEXT_SIZE])
{
    const struct {
        char *out;
        const char *place;
        const struct kr_sealed *sealed;
    } texts[] = {{signer, place_signer, &row->signer}, {note, place_note, &row->note}, {why, place_why, &row->why}};
    for (size_t i = 0; i < 3; i++) {
        texts[i].out[0] = '\0';
        if (texts[i].sealed->len && kr_unseal(texts[i].out, KR_STEP_TEXT_SIZE, key->bytes, texts[i].place, row->id, texts[i].sealed))
            texts[i].out[0] = '\0';
    }
}

/* ---- access data ---- */

int kr_school_may_issue(struct kr_office *o, const char *school)
{
    struct kr_standing standing;
    int err = kr_standing_get(o, &standing, school);
    struct kr_enrolment_policy policy = kr_enrolment_settings_get(o).policy;
    if (!err && kr_enrolment_may_issue(&standing.enrolment, &policy))
        err = KR_E_STATE;
    return err;
}

/* A step without words, by whoever it is; for what is not the business of kr_step_take. */
static int take_plain(struct kr_office *o, const char *by, enum kr_party party, const char *school, const struct kr_step_order *order,
                      const char *mail_args)
{
    struct kr_store_school row;
    struct kr_step_fault fault;
    struct taking t = {.office = o, .by = by, .party = party, .school = &row, .mail_args = mail_args, .fault = &fault};
    int err = kr_store_school_get(o->store, &row, school);
    if (!err)
        err = check(&t, order);
    if (!err && order->at_ms)
        t.row.at_ms = order->at_ms;
    if (!err)
        err = kr_store_begin(o->store);
    if (!err)
        err = kr_store_finish(o->store, record(&t, NULL, NULL));
    if (!err)
        kr_index_touch(o, school);
    return err;
}

int kr_school_issued(struct kr_office *o, const struct kr_session *who, const char *school)
{
    struct kr_standing standing;
    struct kr_step_order order = {.step = KR_STEP_ISSUED, .way = KR_WAY_ONLINE};
    int err = kr_standing_get(o, &standing, school);
    if (err || standing.enrolment.done & KR_STEP_BIT(KR_STEP_ISSUED))
        return err;
    return take_plain(o, who->account.id, party_of(who->account.role), school, &order, NULL);
}

/* ---- by itself ---- */

static int end_what_is_due(struct kr_office *o)
{
    char id[KR_LIMIT_ID_BYTES + 1];
    int err;
    while (!(err = kr_store_school_ending(o->store, id, kr_office_now_ms(o)))) {
        struct kr_step_order order = {.step = KR_STEP_ENDED, .way = KR_WAY_ONLINE};
        err = take_plain(o, KR_AUDIT_BY_OFFICE, KR_PARTY_OFFICE, id, &order, NULL);
        if (err)
            return err;
    }
    return err == KR_E_NOT_FOUND ? 0 : err;
}

struct blocking {
    struct kr_office *office;
    char (*ids)[KR_LIMIT_ID_BYTES + 1];
    size_t n;
};

static int collect_active(void *arg, const struct kr_store_school *row, const uint8_t *profile, size_t len)
{
    struct blocking *b = arg;
    if (row->state == KR_SCHOOL_ACTIVE && b->n < KR_SCHOOLS_MAX)
        memcpy(b->ids[b->n++], row->id, sizeof row->id);
    return 0;
}

static int block_one(struct kr_office *o, const char *id, const struct kr_due_versions *versions,
                     const struct kr_enrolment_settings *settings)
{
    struct kr_standing standing;
    int err = kr_standing_get(o, &standing, id);
    if (err)
        return err;
    struct kr_waiting waiting = kr_standing_waiting(&standing, versions, settings, kr_office_now_ms(o));
    if (!waiting.overdue)
        return 0;
    struct kr_step_order order = {.step = KR_STEP_SUSPENDED, .way = KR_WAY_ONLINE};
    return take_plain(o, KR_AUDIT_BY_OFFICE, KR_PARTY_OFFICE, id, &order, waiting.late_contact ? "contact" : "acceptance");
}

/* Only where the operator wants it so. */
static int block_overdue(struct kr_office *o)
{
    struct kr_due_versions versions;
    struct kr_enrolment_settings settings = kr_enrolment_settings_get(o);
    if (!settings.block_overdue)
        return 0;
    struct blocking b = {.office = o, .ids = calloc(KR_SCHOOLS_MAX, sizeof b.ids[0])};
    int err = b.ids ? kr_due_versions_get(o, &versions) : KR_E_NOMEM;
    if (!err)
        err = kr_store_school_list(o->store, collect_active, &b);
    for (size_t i = 0; i < b.n && !err; i++)
        err = block_one(o, b.ids[i], &versions, &settings);
    free(b.ids);
    return err;
}

void kr_school_sweep(struct kr_office *o)
{
    enum { BLOCK_EVERY_MS = 60 * 60 * 1000 };
    uint64_t now_ms = kr_office_now_ms(o);
    int err = end_what_is_due(o);
    if (!err && now_ms >= o->schools_checked_ms + BLOCK_EVERY_MS) {
        err = block_overdue(o);
        o->schools_checked_ms = now_ms;
    }
    if (err)
        kr_warn("what is due of schools could not be done (%s)", kr_err_id(err));
}
