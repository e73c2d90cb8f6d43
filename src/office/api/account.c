/* SPDX-License-Identifier: EUPL-1.2 */
/* Accounts of schools: made, named, locked, renewed, deleted, signed out. Lists are in account_list.c. */
#include <stdlib.h>
#include <string.h>

#include "crypto/secret.h"
#include "office/api/account_view.h"
#include "office/audit/audit.h"
#include "office/revocation.h"

/* The account in the path, if the caller may do this to it; otherwise the call has ended. */
static bool find(struct kr_api_call *c, struct kr_store_roster_row *row, enum kr_reach what)
{
    int err = kr_reach_find(c->office, row, &c->session, what, kr_api_part(c, "account"));
    if (err)
        kr_api_fail(&c->answer, err);
    return !err;
}

void kr_api_account_get(struct kr_api_call *c)
{
    struct kr_store_roster_row row;
    if (find(c, &row, KR_REACH_READ))
        kr_account_view_answer(c, 200, &row);
}

void kr_api_account_change(struct kr_api_call *c)
{
    const struct kr_api_account_change *body = &c->body->u.account_change;
    struct kr_store_roster_row row;
    if (!find(c, &row, body->label ? KR_REACH_LABEL : KR_REACH_EXPIRES))
        return;
    int err;
    if (body->label)
        err = kr_roster_label(c->office, &c->session, &row, body->label);
    else
        err = body->has_expires_ms ? kr_roster_expires(c->office, &c->session, &row, (uint64_t)body->expires_ms) : 0;
    if (err)
        kr_account_fail(c, err, body->label ? "label" : "expires_ms");
    else
        kr_account_view_answer(c, 200, &row);
}

/* ---- new ones ---- */

static void answer_made(struct kr_api_call *c, const struct kr_store_roster_row *rows, size_t n)
{
    struct kr_account_view *views = calloc(n, sizeof *views);
    struct kr_api_account_entry *entries = calloc(n, sizeof *entries);
    if (views && entries) {
        for (size_t i = 0; i < n; i++) {
            views[i].row = rows[i];
            kr_account_view_open(c, &views[i]);
            entries[i] = kr_account_view_of(c, &views[i]);
        }
        struct kr_api_msg msg = {.head.type = KR_API_ACCOUNTS_MADE,
                                 .u.accounts_made = {.accounts = entries, .accounts_len = n}};
        kr_api_answer(&c->answer, 201, &msg);
    } else {
        kr_api_fail(&c->answer, KR_E_NOMEM);
    }
    free(entries);
    if (views)
        kr_wipe(views, n * sizeof *views);
    free(views);
}

void kr_api_moderator_create(struct kr_api_call *c)
{
    const struct kr_api_moderators_create *body = &c->body->u.moderators_create;
    struct kr_roster_plan plan = {.school = kr_api_part(c, "school"), .role = KR_ROLE_MODERATOR,
                                  .labels = body->labels_len ? body->labels : NULL,
                                  .n = body->labels_len ? body->labels_len : (size_t)body->count};
    size_t bad;
    if (plan.n == 0) {
        kr_api_problem(&c->answer, 400, "missing", "So many, or one for each label.", "count");
        return;
    }
    struct kr_store_roster_row *rows = calloc(plan.n, sizeof *rows);
    int err = rows ? kr_roster_make(c->office, &c->session, &plan, rows, &bad) : KR_E_NOMEM;
    if (err)
        kr_account_fail(c, err, "labels");
    else
        answer_made(c, rows, plan.n);
    free(rows);
}

void kr_api_school_account_create(struct kr_api_call *c)
{
    static const enum kr_role roles[] = {KR_ROLE_SCHOOL, KR_ROLE_EXTRA, KR_ROLE_HEAD, KR_ROLE_CONTACT};
    const struct kr_api_account_create *body = &c->body->u.account_create;
    struct kr_roster_plan plan = {.school = kr_api_part(c, "school"), .role = roles[body->role], .n = 1,
                                  .purpose = body->purpose, .expires_ms = (uint64_t)body->expires_ms};
    struct kr_store_roster_row row;
    size_t bad;
    int err = kr_roster_make(c->office, &c->session, &plan, &row, &bad);
    if (err)
        kr_account_fail(c, err, err == KR_E_STATE ? body->purpose ? "expires_ms" : "purpose" : "purpose");
    else
        kr_account_view_answer(c, 201, &row);
}

/* ---- what is done to many ---- */

static void act(struct kr_api_call *c, const struct kr_roster_order *order)
{
    uint64_t done;
    if (order->n == 0) {
        kr_api_problem(&c->answer, 400, "missing", "No account is named.", "accounts");
        return;
    }
    int err = kr_roster_act(c->office, &c->session, order, &done);
    if (err) {
        kr_account_fail(c, err, "note");
        return;
    }
    struct kr_api_msg msg = {.head.type = KR_API_ACCOUNTS_DONE, .u.accounts_done.done = (int64_t)done};
    kr_api_answer(&c->answer, 200, &msg);
}

static void act_on_named(struct kr_api_call *c, enum kr_roster_act what)
{
    const struct kr_api_accounts_named *body = &c->body->u.accounts_named;
    act(c, &(struct kr_roster_order){.act = what, .ids = body->accounts, .n = body->accounts_len});
}

void kr_api_account_lock(struct kr_api_call *c)
{
    const struct kr_api_accounts_lock *body = &c->body->u.accounts_lock;
    act(c, &(struct kr_roster_order){.act = KR_ACT_LOCK, .ids = body->accounts, .n = body->accounts_len,
                                     .reason = (enum kr_lock_reason)body->reason, .note = body->note});
}

void kr_api_account_unlock(struct kr_api_call *c)
{
    act_on_named(c, KR_ACT_UNLOCK);
}

void kr_api_account_delete(struct kr_api_call *c)
{
    act_on_named(c, KR_ACT_DELETE);
}

void kr_api_account_renew(struct kr_api_call *c)
{
    act_on_named(c, KR_ACT_RENEW);
}

void kr_api_school_account_lock(struct kr_api_call *c)
{
    uint64_t done;
    int err = kr_roster_lock_school(c->office, c->session.account.id, kr_api_part(c, "school"),
                                    c->body->u.accounts_lock_school.locked, true, &done);
    if (err) {
        kr_account_fail(c, err, NULL);
        return;
    }
    struct kr_api_msg msg = {.head.type = KR_API_ACCOUNTS_DONE, .u.accounts_done.done = (int64_t)done};
    kr_api_answer(&c->answer, 200, &msg);
}

/* ---- sessions ---- */

struct devices {
    struct kr_store_session rows[KR_OFFICE_SESSIONS_PER_ACCOUNT];
    size_t n;
};

static int take_session(void *arg, const struct kr_store_session *row)
{
    struct devices *d = arg;
    if (d->n < KR_OFFICE_SESSIONS_PER_ACCOUNT && row->stage == KR_SESSION_SIGNED_IN)
        d->rows[d->n++] = *row;
    return 0;
}

void kr_api_account_sessions(struct kr_api_call *c)
{
    struct kr_store_roster_row row;
    if (!find(c, &row, KR_REACH_READ))
        return;
    struct devices *d = calloc(1, sizeof *d);
    struct kr_api_account_device *out = calloc(KR_OFFICE_SESSIONS_PER_ACCOUNT, sizeof *out);
    int err = d && out ? kr_store_session_list(c->office->store, row.id, take_session, d) : KR_E_NOMEM;
    if (err) {
        kr_api_fail(&c->answer, err);
    } else {
        for (size_t i = 0; i < d->n; i++)
            out[i] = (struct kr_api_account_device){
                .id = d->rows[i].id, .device = d->rows[i].device, .created_ms = (int64_t)d->rows[i].created_ms,
                .used_ms = (int64_t)d->rows[i].used_ms, .current = strcmp(d->rows[i].id, c->session.id) == 0};
        struct kr_api_msg msg = {.head.type = KR_API_ACCOUNT_DEVICES, .u.account_devices = {.devices = out, .devices_len = d->n}};
        kr_api_answer(&c->answer, 200, &msg);
    }
    free(out);
    free(d);
}

static void answer_ended(struct kr_api_call *c, const char *account, int err)
{
    if (!err)
        err = kr_audit(c->office, c->session.account.id, "account.signed_out", account, NULL);
    if (err)
        kr_api_fail(&c->answer, err);
    else
        kr_api_answer(&c->answer, 204, NULL);
}

/* Out of meetings too: a ticket is as good as a session. */
static int sign_out_everywhere(struct kr_office *o, const char *account)
{
    int err = kr_store_begin(o->store);
    if (err)
        return err;
    err = kr_session_revoke_others(o, account, "");
    if (!err)
        err = kr_revoke_holder(o, account);
    err = kr_store_finish(o->store, err);
    if (!err)
        kr_revoke_holder_tell(o, account);
    return err;
}

void kr_api_account_sessions_end(struct kr_api_call *c)
{
    struct kr_store_roster_row row;
    if (find(c, &row, KR_REACH_SESSIONS))
        answer_ended(c, row.id, sign_out_everywhere(c->office, row.id));
}

void kr_api_account_session_end(struct kr_api_call *c)
{
    struct kr_store_roster_row row;
    if (find(c, &row, KR_REACH_SESSIONS))
        answer_ended(c, row.id, kr_session_revoke(c->office, row.id, kr_api_part(c, "session")));
}
