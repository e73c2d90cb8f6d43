/* SPDX-License-Identifier: EUPL-1.2 */
/* Signing in and out. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "office/account/account.h"
#include "office/account/expiry.h"
#include "office/account/factor.h"
#include "office/api/session_view.h"
#include "office/vault/vault.h"

enum { ADDRESS_SIZE = 65, BUSY_RETRY_S = 2 };

/* A sign-in whose password is being checked. */
struct sign_in {
    struct kr_office *office;
    struct kr_api_answer answer;
    bool known; /* the handle is an account's */
    struct kr_store_account account;
    bool has_params;
    struct kr_wrap_params params; /* what its keys are wrapped with */
    char device[KR_SESSION_DEVICE_BYTES + 1];
    char handle[KR_LIMIT_ID_BYTES + 1];
    char address[ADDRESS_SIZE];
    char former[KR_SESSION_TEXT_SIZE]; /* the session that the browser had, "" if none */
};

void kr_api_session_get(struct kr_api_call *c)
{
    kr_api_answer_session(c->office, &c->answer, 200, &c->session);
}

/*
 * The password was right when the check began. If the account was locked or got another password since, the result
 * is worth nothing: *account is what it is now.
 */
static int reread(struct sign_in *s, struct kr_store_account *account)
{
    int err = kr_store_account_by_id(s->office->store, account, s->account.id);
    if (!err && strcmp(account->verifier, s->account.verifier) != 0)
        err = KR_E_AUTH;
    return err == KR_E_NOT_FOUND ? KR_E_AUTH : err;
}

/* Who needs a second factor, or has one, is not in before it was given. */
static int choose_stage(struct kr_office *o, struct kr_session_start *start)
{
    bool exists = false;
    enum kr_role role = start->account->role;
    int err = kr_role_holds_keys(role) ? kr_factor_exists(o, &exists, start->account->id) : 0;
    start->stage = exists || kr_factor_required(role) ? KR_SESSION_FACTOR : KR_SESSION_SIGNED_IN;
    return err;
}

static int begin_session(struct sign_in *s, const struct kr_store_account *account, const char *verifier,
                         const struct kr_hash_keys *keys)
{
    char text[KR_SESSION_TEXT_SIZE];
    struct kr_session session;
    struct kr_store *store = s->office->store;
    struct kr_session_start start = {.account = account, .keys = keys, .device = s->device};
    int err = s->former[0] ? kr_session_sign_out(s->office, s->former) : 0;
    if (!err && verifier)
        err = kr_store_account_reverify(store, account->id, account->verifier, verifier);
    if (!err)
        err = choose_stage(s->office, &start);
    if (!err)
        err = kr_session_start(s->office, text, &session, &start);
    if (err)
        return err;
    s->answer.head.session = text;
    kr_api_answer_session(s->office, &s->answer, 201, &session);
    s->answer.head.session = NULL;
    kr_wipe(text, sizeof text);
    return 0;
}

/* Why somebody who knows the password cannot come in. Nobody else learns it. */
struct refusal {
    const char *id, *text;
};

static const struct refusal *refuse(struct kr_office *o, const struct kr_store_account *a, int *err)
{
    static const struct refusal locked = {"account_locked", "The account is locked."},
                                expired = {"account_expired", "The account has expired."},
                                waiting = {"school_not_active", "The school does not take part yet, or no more."};
    bool active = true;
    if (a->locked)
        return &locked;
    if (kr_account_has_ended(o, a))
        return &expired;
    *err = kr_session_school_active(o, a, &active);
    return active ? NULL : &waiting;
}

static enum kr_throttle_outcome outcome_of(int err)
{
    if (err == KR_E_AUTH)
        return KR_THROTTLE_FAILED;
    return err ? KR_THROTTLE_NOT_TRIED : KR_THROTTLE_PASSED;
}

static void on_checked(void *arg, int err, const char *verifier, const struct kr_hash_keys *keys)
{
    struct sign_in *s = arg;
    struct kr_store_account account;
    if (!err && (!s->known || !s->account.verifier[0]))
        err = KR_E_AUTH; /* the dummy's password */
    kr_throttle_end(&s->office->throttle, s->handle, s->address, kr_office_steady_ms(s->office), outcome_of(err));
    if (!err)
        err = reread(s, &account);
    const struct refusal *refusal = err ? NULL : refuse(s->office, &account, &err);
    if (!err && !refusal)
        err = begin_session(s, &account, verifier, keys);
    if (refusal)
        kr_api_problem(&s->answer, 403, refusal->id, refusal->text, NULL);
    else if (err == KR_E_AUTH)
        kr_api_problem(&s->answer, 401, "bad_credentials", "Handle or password is wrong.", NULL);
    else if (err)
        kr_api_fail(&s->answer, err);
    kr_wipe(s, sizeof *s);
    free(s);
}

static int find_account(struct sign_in *s)
{
    int err = kr_store_account_by_handle(s->office->store, &s->account, s->handle);
    s->known = !err;
    if (s->known && kr_role_holds_keys(s->account.role)) {
        err = kr_vault_account_params(s->office, &s->params, s->account.id);
        s->has_params = !err;
    }
    return err == KR_E_NOT_FOUND ? 0 : err;
}

void kr_api_session_create(struct kr_api_call *c)
{
    struct kr_office *o = c->office;
    const struct kr_api_session_create *body = &c->body->u.session_create;
    struct sign_in *s = calloc(1, sizeof *s);
    if (!s) {
        kr_api_fail(&c->answer, KR_E_NOMEM);
        return;
    }
    *s = (struct sign_in){.office = o, .answer = c->answer};
    kr_handle_normalize(s->handle, body->handle);
    snprintf(s->address, sizeof s->address, "%s", c->req->address);
    kr_session_device(s->device, c->req->agent);
    if (c->req->session)
        snprintf(s->former, sizeof s->former, "%s", c->req->session);

    char line[KR_ADDRESS_KEY_SIZE];
    kr_address_key(line, s->address);
    uint32_t wait_s = kr_throttle_begin(&o->throttle, s->handle, s->address, kr_office_steady_ms(o));
    if (wait_s) {
        kr_api_problem_later(&c->answer, 429, "rate_limited", "Too many wrong passwords for this handle from here. Wait.",
                             wait_s);
        goto out;
    }
    int err = find_account(s);
    if (!err)
        err = kr_hasher_check_key(&o->hasher, line, s->known && s->account.verifier[0] ? s->account.verifier : o->dummy_verifier,
                                  s->has_params ? &s->params : NULL, body->password, on_checked, s);
    if (!err)
        return;
    kr_throttle_end(&o->throttle, s->handle, s->address, kr_office_steady_ms(o), KR_THROTTLE_NOT_TRIED);
    if (err == KR_E_FULL)
        kr_api_problem_later(&c->answer, 503, "unavailable", "Too many people sign in at once. Try again.", BUSY_RETRY_S);
    else
        kr_api_fail(&c->answer, err);
out:
    kr_wipe(s, sizeof *s);
    free(s);
}

void kr_api_session_delete(struct kr_api_call *c)
{
    int err = c->req->session ? kr_session_sign_out(c->office, c->req->session) : 0;
    if (err) {
        kr_api_fail(&c->answer, err);
        return;
    }
    c->answer.head.session = "";
    kr_api_answer(&c->answer, 204, NULL);
}
