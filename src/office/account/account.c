/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/account/account.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/secret.h"

enum { HANDLE_TRIES = 20, ACCOUNT_ID_DIGITS = 20 };

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

void kr_handle_normalize(char out[KR_LIMIT_ID_BYTES + 1], const char *typed)
{
    size_t len = 0;
    while (isspace((unsigned char)*typed))
        typed++;
    for (; *typed && len < KR_LIMIT_ID_BYTES; typed++)
        out[len++] = (char)(*typed >= 'A' && *typed <= 'Z' ? *typed - 'A' + 'a' : *typed);
    while (len > 0 && isspace((unsigned char)out[len - 1]))
        len--;
    out[len] = '\0';
}

static const char handle_alphabet[] = "abcdefghijklmnopqrstuvwxyz0123456789-";

bool kr_handle_prefix_fits(const char *prefix)
{
    size_t len = strspn(prefix, handle_alphabet);
    return prefix[len] == '\0' && len <= KR_HANDLE_PREFIX_MAX && prefix[0] != '-';
}

static bool is_handle(const char *h)
{
    size_t len = strspn(h, handle_alphabet);
    return h[len] == '\0' && len >= 3 && len <= KR_HANDLE_MAX && h[0] != '-' && h[len - 1] != '-';
}

static int make_handle(struct kr_office *o, char out[KR_LIMIT_ID_BYTES + 1])
{
    for (int i = 0; i < HANDLE_TRIES; i++) {
        struct kr_store_account taken;
        char symbols[KR_HANDLE_SYMBOLS + 1];
        kr_password_symbols(symbols, sizeof symbols, KR_HANDLE_SYMBOLS);
        snprintf(out, KR_LIMIT_ID_BYTES + 1, "%s%s", o->handle_prefix, symbols);
        int err = kr_store_account_by_handle(o->store, &taken, out);
        if (err)
            return err == KR_E_NOT_FOUND ? 0 : err;
    }
    return KR_E_EXISTS;
}

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
        if (!is_handle(a.handle))
            return KR_E_MALFORMED;
        err = kr_store_account_by_handle(o->store, &taken, a.handle);
        if (err != KR_E_NOT_FOUND)
            return err ? err : KR_E_EXISTS;
    } else {
        err = make_handle(o, a.handle);
        if (err)
            return err;
    }
    kr_random_code(a.id, sizeof a.id, ACCOUNT_ID_DIGITS);
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
    return err ? err : start(o, SET_PASSWORD, &a, password, done, arg);
}

int kr_account_lock(struct kr_office *o, const char *handle, bool locked)
{
    char normal[KR_LIMIT_ID_BYTES + 1];
    struct kr_store_account a;
    kr_handle_normalize(normal, handle);
    int err = kr_store_account_by_handle(o->store, &a, normal);
    if (!err)
        err = kr_store_account_lock(o->store, a.id, locked);
    if (!err && locked) {
        struct kr_link_msg msg = {.head.type = KR_LINK_ACCOUNT_LOCKED, .u.account_locked.account = a.id};
        o->env.event(o->env.arg, &msg);
    }
    return err;
}
