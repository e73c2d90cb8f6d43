/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/account/account.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/secret.h"
#include "office/account/label.h"
#include "office/account/password.h"
#include "office/audit/audit.h"
#include "office/revocation.h"
#include "office/store/roster.h"

enum what { CREATE, CREATE_FIRST, SET_PASSWORD };

/* An account whose password is being hashed. */
struct pending {
    struct kr_office *office;
    enum what what;
    bool made; /* the password, here */
    struct kr_store_account account;
    char password[KR_PASSWORD_TEXT_SIZE];
    kr_account_fn *done;
    void *arg;
};

static int store_result(struct pending *p, const char *verifier)
{
    struct kr_office *o = p->office;
    if (p->what == SET_PASSWORD)
        return kr_store_account_password(o->store, p->account.id, verifier);
    snprintf(p->account.verifier, sizeof p->account.verifier, "%s", verifier);
    return (p->what == CREATE_FIRST ? kr_store_account_add_first : kr_store_account_add)(o->store, &p->account);
}

static void on_hashed(void *arg, int err, const char *verifier)
{
    struct pending *p = arg;
    if (!err)
        err = store_result(p, verifier);
    p->done(p->arg, err, err ? NULL : &p->account, p->password);
    kr_wipe(p, sizeof *p);
    free(p);
}

static int start(struct kr_office *o, enum what what, const struct kr_store_account *account, const char *password,
                 kr_account_fn *done, void *arg)
{
    if (password && strlen(password) < KR_PASSWORD_LEAST_BYTES)
        return KR_E_MALFORMED;
    struct pending *p = calloc(1, sizeof *p);
    if (!p)
        return KR_E_NOMEM;
    *p = (struct pending){.office = o, .what = what, .made = !password, .account = *account, .done = done, .arg = arg};
    if (p->made)
        kr_password_make(p->password);
    int err = kr_hasher_make(&o->hasher, "", p->made ? p->password : password, on_hashed, p);
    if (err) {
        kr_wipe(p, sizeof *p);
        free(p);
    }
    return err;
}

static int create(struct kr_office *o, enum what what, const char *handle, const char *password, kr_account_fn *done, void *arg)
{
    struct kr_store_account a = {.created_ms = kr_office_now_ms(o)}, taken;
    int err;
    if (handle) {
        kr_handle_normalize(a.handle, handle);
        if (!kr_handle_fits(a.handle))
            return KR_E_MALFORMED;
        err = kr_store_account_by_handle(o->store, &taken, a.handle);
        if (err != KR_E_NOT_FOUND)
            return err ? err : KR_E_EXISTS;
    } else {
        err = kr_handle_make(o, a.handle);
        if (err)
            return err;
    }
    kr_random_code(a.id, sizeof a.id, KR_ACCOUNT_ID_DIGITS);
    return start(o, what, &a, password, done, arg);
}

int kr_account_create(struct kr_office *o, const char *handle, const char *password, kr_account_fn *done, void *arg)
{
    return create(o, CREATE, handle, password, done, arg);
}

int kr_account_create_first(struct kr_office *o, const char *password, kr_account_fn *done, void *arg)
{
    return create(o, CREATE_FIRST, NULL, password, done, arg);
}

int kr_account_set_password(struct kr_office *o, const char *handle, const char *password, kr_account_fn *done, void *arg)
{
    char normal[KR_LIMIT_ID_BYTES + 1];
    struct kr_store_account a;
    kr_handle_normalize(normal, handle);
    int err = kr_store_account_by_handle(o->store, &a, normal);
    if (!err && kr_role_holds_keys(a.role))
        return kr_password_give(o, &(struct kr_password_order){.account = a.id, .password = password, .address = "",
                                                               .by = KR_AUDIT_BY_CONSOLE, .done = done, .arg = arg});
    return err ? err : start(o, SET_PASSWORD, &a, password, done, arg);
}

void kr_account_tell_locked(struct kr_office *o, const char *id)
{
    struct kr_link_msg msg = {.head.type = KR_LINK_ACCOUNT_LOCKED, .u.account_locked = {id, (int64_t)kr_revoked_until_ms(o)}};
    o->env.event(o->env.arg, &msg);
}

static int lock_by_console(struct kr_office *o, const char *id, bool locked)
{
    static const struct kr_sealed no_note;
    struct kr_store_roster_row row;
    int err = kr_store_begin(o->store);
    if (err)
        return err;
    err = kr_store_roster_get(o->store, &row, id);
    if (!err)
        err = kr_store_account_lock(o->store, id, locked);
    if (!err)
        err = kr_store_roster_lock_reason(o->store, id, KR_LOCK_OTHER, KR_ROLE_OPERATOR, &no_note);
    if (!err && locked)
        err = kr_revoke(o, id);
    if (!err)
        err = kr_access_note(o, &row, locked ? KR_ACCESS_LOCKED : KR_ACCESS_OPEN, !locked && row.has_password);
    if (!err)
        err = kr_audit(o, KR_AUDIT_BY_CONSOLE, locked ? "account.locked" : "account.unlocked", id, NULL);
    return kr_store_finish(o->store, err);
}

int kr_account_lock(struct kr_office *o, const char *handle, bool locked)
{
    char normal[KR_LIMIT_ID_BYTES + 1];
    struct kr_store_account a;
    kr_handle_normalize(normal, handle);
    int err = kr_store_account_by_handle(o->store, &a, normal);
    if (!err)
        err = lock_by_console(o, a.id, locked);
    if (!err && locked)
        kr_account_tell_locked(o, a.id);
    return err;
}
