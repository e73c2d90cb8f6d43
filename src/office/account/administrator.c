/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/account/administrator.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "office/account/handle.h"
#include "office/audit/audit.h"
#include "office/mail/queue.h"
#include "office/store/administrator.h"
#include "office/vault/vault.h"

struct order {
    struct kr_office *office;
    bool has_who, is_new;
    struct kr_session who;
    char id[KR_LIMIT_ID_BYTES + 1];
    char code[KR_RECOVERY_TEXT_SIZE];
    kr_administrator_fn *done;
    void *arg;
};

/* In the transaction that writes the password: the new pair is granted at once. */
static int give_keys(void *arg, const struct kr_store_account *account)
{
    struct order *or = arg;
    struct kr_office *o = or->office;
    bool exists;
    if (or->has_who)
        return kr_vault_operator_grant(o, &or->who, account->id);
    int err = kr_vault_operator_exists(o, &exists);
    return err || exists ? err : kr_vault_operator_begin(o, account->id, or->code);
}

/* An account without a password is nothing to be left behind. */
static void on_given(void *arg, int err, const struct kr_store_account *account, const char *password)
{
    struct order *or = arg;
    if (err && or->is_new)
        (void)!kr_store_account_delete(or->office->store, or->id);
    or->done(or->arg, err, account, password, or->code);
    kr_wipe(or, sizeof *or);
    free(or);
}

static int give(struct order *or, const char *address)
{
    struct kr_password_order p = {.account = or->id, .address = address, .by = or->has_who ? or->who.account.id : KR_AUDIT_BY_CONSOLE,
                                  .within = give_keys, .done = on_given, .arg = or};
    return kr_password_give(or->office, &p);
}

static struct order *new_order(struct kr_office *o, const struct kr_session *who, kr_administrator_fn *done, void *arg)
{
    struct order *or = calloc(1, sizeof *or);
    if (or)
        *or = (struct order){.office = o, .has_who = who != NULL, .done = done, .arg = arg};
    if (or && who)
        or->who = *who;
    return or;
}

static int count_one(void *arg, const struct kr_store_account *row)
{
    ++*(unsigned *)arg;
    return 0;
}

static int add_account(struct kr_office *o, struct order *or, bool first_only)
{
    struct kr_store_account a = {.role = KR_ROLE_OPERATOR, .created_ms = kr_office_now_ms(o)};
    unsigned n = 0;
    kr_random_code(a.id, sizeof a.id, KR_ACCOUNT_ID_DIGITS);
    snprintf(or->id, sizeof or->id, "%s", a.id);
    int err = kr_store_begin(o->store);
    if (err)
        return err;
    err = kr_store_account_list_of(o->store, KR_ROLE_OPERATOR, NULL, count_one, &n);
    if (!err && first_only && n)
        err = KR_E_EXISTS;
    if (!err)
        err = kr_handle_make(o, a.handle);
    if (!err)
        err = kr_store_account_add(o->store, &a);
    if (!err)
        err = kr_audit(o, or->has_who ? or->who.account.id : KR_AUDIT_BY_CONSOLE, "account.created", a.id, "role=operator n=1");
    return kr_store_finish(o->store, err);
}

int kr_administrator_create(struct kr_office *o, const struct kr_session *who, const char *address, bool first_only,
                            kr_administrator_fn *done, void *arg)
{
    if (who && !kr_vault_holds(o, who))
        return KR_E_SEALED;
    struct order *or = new_order(o, who, done, arg);
    if (!or)
        return KR_E_NOMEM;
    or->is_new = true;
    int err = add_account(o, or, first_only);
    if (!err) {
        err = give(or, address);
        if (err)
            (void)!kr_store_account_delete(o->store, or->id);
    }
    if (err)
        free(or);
    return err;
}

static int find_administrator(struct kr_office *o, struct kr_store_account *out, const char *id)
{
    int err = kr_store_account_by_id(o->store, out, id);
    return err ? err : out->role == KR_ROLE_OPERATOR ? 0 : KR_E_NOT_FOUND;
}

static int check_administrator(struct kr_office *o, const char *id)
{
    struct kr_store_account a;
    return find_administrator(o, &a, id);
}

int kr_administrator_reset(struct kr_office *o, const struct kr_session *who, const char *id, const char *address,
                           kr_administrator_fn *done, void *arg)
{
    int err = check_administrator(o, id);
    if (!err && who && !kr_vault_holds(o, who))
        err = KR_E_SEALED;
    if (err)
        return err;
    struct order *or = new_order(o, who, done, arg);
    if (!or)
        return KR_E_NOMEM;
    snprintf(or->id, sizeof or->id, "%s", id);
    err = give(or, address);
    if (err)
        free(or);
    return err;
}

/* Ends the transaction; undoes it when nobody would be left to open what is sealed. */
static int finish(struct kr_office *o, const char *id, int err)
{
    uint64_t holders = 0;
    bool exists = false;
    if (!err)
        err = kr_vault_operator_exists(o, &exists);
    if (!err)
        err = kr_store_operator_holders(o->store, &holders);
    if (!err && exists && holders == 0)
        err = KR_E_STATE;
    err = kr_store_finish(o->store, err);
    if (!err)
        kr_vault_leave_account(o, id, "");
    return err;
}

int kr_administrator_lock(struct kr_office *o, const char *id, bool locked, const char *by)
{
    struct kr_store_account a;
    int err = find_administrator(o, &a, id);
    if (!err)
        err = kr_store_begin(o->store);
    if (err)
        return err;
    err = kr_store_account_lock(o->store, id, locked);
    if (!err)
        err = kr_audit(o, by, locked ? "account.locked" : "account.unlocked", id, NULL);
    if (!err && !locked)
        err = kr_mail_tell_administrator(o, &a);
    return locked ? finish(o, id, err) : kr_store_finish(o->store, err);
}

int kr_administrator_remove(struct kr_office *o, const char *id, const char *by)
{
    int err = check_administrator(o, id);
    if (!err)
        err = kr_store_begin(o->store);
    if (err)
        return err;
    err = kr_audit(o, by, "account.deleted", id, "role=operator");
    if (!err)
        err = kr_store_account_delete(o->store, id);
    return finish(o, id, err);
}
