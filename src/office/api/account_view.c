/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/api/account_view.h"

#include <stdio.h>

#include "crypto/secret.h"
#include "office/account/expiry.h"
#include "office/school/index.h"

enum kr_api_account_entry_state kr_account_state(struct kr_office *o, const struct kr_store_roster_row *row)
{
    uint64_t ends_ms = kr_account_ends_ms(o, row->role, row->expires_ms);
    if (row->locked)
        return KR_API_ACCOUNT_ENTRY_STATE_LOCKED;
    if (ends_ms && ends_ms <= kr_office_now_ms(o))
        return KR_API_ACCOUNT_ENTRY_STATE_EXPIRED;
    return row->has_password ? KR_API_ACCOUNT_ENTRY_STATE_OPEN : KR_API_ACCOUNT_ENTRY_STATE_NEW;
}

void kr_account_view_open(struct kr_api_call *c, struct kr_account_view *v)
{
    struct kr_label label;
    v->label[0] = '\0';
    if (v->row.label.len && kr_vault_has_school(c->office, &c->session) &&
        !kr_label_open(c->office, &label, &c->session, v->row.id, &v->row.label))
        snprintf(v->label, sizeof v->label, "%s", label.text);
    kr_wipe(&label, sizeof label);
    kr_roster_texts(c->office, &c->session, &v->row, v->purpose, v->note);
}

struct kr_api_account_entry kr_account_view_of(struct kr_api_call *c, const struct kr_account_view *v)
{
    const struct kr_store_roster_row *r = &v->row;
    bool by_operator = c->session.account.role == KR_ROLE_OPERATOR;
    return (struct kr_api_account_entry){
        .id = r->id, .handle = r->handle, .role = (enum kr_api_account_entry_role)r->role,
        .state = kr_account_state(c->office, r), .has_lock_reason = r->locked,
        .lock_reason = (enum kr_api_account_entry_lock_reason)r->lock_reason,
        .locked_by_operator = r->locked && r->locked_by == KR_ROLE_OPERATOR, .lower_claim = r->lower_claim,
        .created_ms = (int64_t)r->created_ms, .has_expires_ms = r->expires_ms, .expires_ms = (int64_t)r->expires_ms,
        .has_ends_ms = r->expires_ms, .ends_ms = (int64_t)kr_account_ends_ms(c->office, r->role, r->expires_ms),
        .has_password_ms = r->password_ms, .password_ms = (int64_t)r->password_ms, .has_used_day = r->used_day,
        .used_day = (int64_t)r->used_day, .school = r->school[0] ? r->school : NULL,
        .school_name = by_operator && r->school[0] ? kr_index_name(c->office, r->school) : NULL,
        .purpose = v->purpose[0] ? v->purpose : NULL, .note = v->note[0] ? v->note : NULL, .named = r->label.len != 0,
        .label = v->label[0] ? v->label : NULL,
    };
}

/* In a list it would be a look-up a row, and nobody asks there. */
static void add_key(struct kr_api_call *c, struct kr_api_account_entry *entry)
{
    struct kr_store_account a;
    enum kr_vault_standing standing;
    bool holds_keys = entry->role == KR_API_ACCOUNT_ENTRY_ROLE_HEAD || entry->role == KR_API_ACCOUNT_ENTRY_ROLE_CONTACT;
    if (!holds_keys || kr_store_account_by_id(c->office->store, &a, entry->id) || kr_vault_school_standing(c->office, &standing, &a))
        return;
    entry->has_key = true;
    entry->key = (enum kr_api_account_entry_key)standing;
}

void kr_account_view_answer(struct kr_api_call *c, int status, const struct kr_store_roster_row *row)
{
    struct kr_account_view view = {.row = *row};
    kr_account_view_open(c, &view);
    struct kr_api_msg msg = {.head.type = KR_API_ACCOUNT_ONE, .u.account_one.account = kr_account_view_of(c, &view)};
    add_key(c, &msg.u.account_one.account);
    kr_api_answer(&c->answer, status, &msg);
    kr_wipe(&view, sizeof view);
}

void kr_account_fail(struct kr_api_call *c, int err, const char *field)
{
    if (err == KR_E_SEALED)
        kr_api_problem(&c->answer, 409, "sealed", "The key that this needs is not open in this session.", NULL);
    else if (err == KR_E_STATE)
        kr_api_problem(&c->answer, 409, "wrong_state", "Not now: the school is not as far, or the time has passed.", field);
    else if (err == KR_E_AGAIN)
        kr_api_problem_later(&c->answer, 503, "unavailable", "The server is busy. Try again.", 2);
    else
        kr_api_fail_text(&c->answer, err, field);
}
