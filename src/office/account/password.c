/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/account/password.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "office/audit/audit.h"
#include "office/vault/vault.h"

/* A password that is being hashed. */
struct pending {
    struct kr_office *office;
    bool own;
    struct kr_session who; /* if own */
    struct kr_store_account account;
    char made[KR_PASSWORD_TEXT_SIZE];
    char by[KR_LIMIT_ID_BYTES + 1];
    int (*within)(void *arg, const struct kr_store_account *account);
    kr_account_fn *done;
    void *arg;
};

static int write_given(struct pending *p, const char *verifier, const struct kr_hash_keys *keys)
{
    struct kr_office *o = p->office;
    bool holds_keys = kr_role_holds_keys(p->account.role);
    int err = kr_store_account_password(o->store, p->account.id, verifier);
    if (!err)
        err = kr_store_account_must_change(o->store, p->account.id, holds_keys);
    if (!err && holds_keys)
        err = kr_vault_account_key_new(o, p->account.id, keys);
    if (!err && p->within)
        err = p->within(p->arg, &p->account);
    if (!err)
        err = kr_audit(o, p->by, "account.password_given", p->account.id, NULL);
    return err;
}

/* The account may have got another password while this one was hashed: then it is not the owner's own any more. */
static int write_own(struct pending *p, const char *verifier, const struct kr_hash_keys *keys)
{
    struct kr_office *o = p->office;
    const char *id = p->account.id;
    int err = kr_store_account_reverify(o->store, id, p->account.verifier, verifier);
    if (!err && kr_role_holds_keys(p->account.role))
        err = (p->account.must_change ? kr_vault_account_key_renew : kr_vault_account_key_rewrap)(o, &p->who, keys);
    if (!err)
        err = kr_store_account_must_change(o->store, id, false);
    if (!err)
        err = kr_session_revoke_others(o, id, p->who.id);
    if (!err)
        err = kr_audit(o, id, "account.password_changed", id, NULL);
    return err;
}

static void on_hashed(void *arg, int err, const char *verifier, const struct kr_hash_keys *keys)
{
    struct pending *p = arg;
    struct kr_store *store = p->office->store;
    if (!err)
        err = kr_store_begin(store);
    if (!err)
        err = kr_store_finish(store, (p->own ? write_own : write_given)(p, verifier, keys));
    if (!err && !p->own)
        kr_vault_leave_account(p->office, p->account.id, "");
    if (err && p->own)
        kr_vault_leave(p->office, p->who.id); /* it may hold a pair that was not stored: sign in again */
    p->done(p->arg, err, err ? NULL : &p->account, p->made);
    kr_wipe(p, sizeof *p);
    free(p);
}

static int start(struct pending *p, const char *password, const char *address)
{
    struct kr_hasher *h = &p->office->hasher;
    int err;
    if (password && strlen(password) < KR_PASSWORD_LEAST_BYTES) {
        err = KR_E_MALFORMED;
    } else {
        if (!password)
            kr_password_make(p->made);
        err = kr_hasher_make_key(h, address, password ? password : p->made, on_hashed, p);
    }
    if (err) {
        kr_wipe(p, sizeof *p);
        free(p);
    }
    return err;
}

int kr_password_give(struct kr_office *o, const struct kr_password_order *order)
{
    struct kr_store_account account;
    int err = kr_store_account_by_id(o->store, &account, order->account);
    if (err)
        return err;
    struct pending *p = calloc(1, sizeof *p);
    if (!p)
        return KR_E_NOMEM;
    *p = (struct pending){.office = o, .account = account, .within = order->within, .done = order->done, .arg = order->arg};
    snprintf(p->by, sizeof p->by, "%s", order->by);
    return start(p, order->password, order->address);
}

int kr_password_change(struct kr_office *o, const struct kr_session *who, const char *password, const char *address,
                       kr_account_fn *done, void *arg)
{
    struct pending *p = calloc(1, sizeof *p);
    if (!p)
        return KR_E_NOMEM;
    *p = (struct pending){.office = o, .own = true, .who = *who, .account = who->account, .done = done, .arg = arg};
    return start(p, password, address);
}
