/* SPDX-License-Identifier: EUPL-1.2 */
/* New accounts of a school. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/secret.h"
#include "office/account/expiry.h"
#include "office/account/handle.h"
#include "office/account/label.h"
#include "office/account/roster.h"
#include "office/audit/audit.h"
#include "office/rule.h"
#include "office/store/key.h"

uint64_t kr_roster_limit(struct kr_office *o, enum kr_role role)
{
    switch (role) {
    case KR_ROLE_SCHOOL:
        return 1;
    case KR_ROLE_MODERATOR:
        return kr_rule_number(o, KR_RULE_ACCOUNTS_MAX_MODERATORS);
    case KR_ROLE_EXTRA:
        return kr_rule_number(o, KR_RULE_ACCOUNTS_MAX_EXTRAS);
    case KR_ROLE_HEAD:
        return kr_rule_number(o, KR_RULE_ACCOUNTS_MAX_HEADS);
    case KR_ROLE_CONTACT:
        return kr_rule_number(o, KR_RULE_ACCOUNTS_MAX_CONTACTS);
    default:
        return 0;
    }
}

/* What all rows of a plan share. */
struct common {
    struct kr_school_keys keys;
    struct kr_data_key data_key; /* if there is a purpose */
    char purpose[KR_TITLE_SIZE];
    uint64_t expires_ms;
};

static int prepare(struct kr_office *o, struct common *c, const struct kr_session *who, const struct kr_roster_plan *plan)
{
    uint64_t n, now_ms = kr_office_now_ms(o);
    bool extra = plan->role == KR_ROLE_EXTRA;
    int err = kr_store_school_keys(o->store, &c->keys, plan->school);
    if (!err)
        err = kr_store_roster_count(o->store, &n, plan->school, plan->role);
    if (!err && n + plan->n > kr_roster_limit(o, plan->role))
        err = KR_E_FULL;
    if (!err && extra && (!plan->purpose || plan->expires_ms <= now_ms))
        err = KR_E_STATE;
    if (!err && extra)
        err = kr_title_clean(c->purpose, plan->purpose);
    if (!err && extra)
        err = kr_vault_data_key(o, &c->data_key, who, plan->school, &c->keys);
    if (extra)
        c->expires_ms = plan->expires_ms;
    else if (plan->role == KR_ROLE_SCHOOL || plan->role == KR_ROLE_MODERATOR)
        c->expires_ms = kr_renewed_ms(o, now_ms);
    return err;
}

static int make_one(struct kr_office *o, struct kr_store_roster_row *row, const struct common *c,
                    const struct kr_roster_plan *plan, const char *typed)
{
    char label[KR_TITLE_SIZE] = "";
    *row = (struct kr_store_roster_row){.role = plan->role, .lower_claim = plan->role == KR_ROLE_EXTRA,
                                        .created_ms = kr_office_now_ms(o), .expires_ms = c->expires_ms};
    kr_random_code(row->id, sizeof row->id, KR_ACCOUNT_ID_DIGITS);
    snprintf(row->school, sizeof row->school, "%s", plan->school);
    int err = typed ? kr_title_clean(label, typed) : 0;
    if (!err)
        err = kr_handle_make(o, row->handle);
    if (!err && typed)
        err = kr_label_seal(&row->label, &c->keys, row->id, row->handle, label);
    if (!err && plan->role == KR_ROLE_EXTRA)
        err = kr_seal(&row->purpose, c->data_key.bytes, "account.purpose", row->id, c->purpose);
    if (!err)
        err = kr_store_roster_add(o->store, row);
    kr_wipe(label, sizeof label);
    return err;
}

int kr_roster_make(struct kr_office *o, const struct kr_session *who, const struct kr_roster_plan *plan,
                   struct kr_store_roster_row *rows, size_t *bad)
{
    struct common c = {0};
    char detail[64];
    *bad = 0;
    int err = kr_store_begin(o->store);
    if (err)
        return err;
    err = prepare(o, &c, who, plan);
    if (!err && plan->labels && !kr_vault_has_school(o, who))
        err = KR_E_SEALED;
    for (size_t i = 0; i < plan->n && !err; i++) {
        *bad = i;
        err = make_one(o, &rows[i], &c, plan, plan->labels ? plan->labels[i] : NULL);
    }
    snprintf(detail, sizeof detail, "role=%s n=%zu", kr_role_name(plan->role), plan->n);
    if (!err)
        err = kr_audit(o, who->account.id, "account.created", plan->n == 1 ? rows[0].id : plan->school, detail);
    err = kr_store_finish(o->store, err);
    kr_wipe(&c, sizeof c);
    return err;
}
