/* SPDX-License-Identifier: EUPL-1.2 */
/* The second factor: given at the sign-in, and set up by its owner. */
#include "office/account/factor.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "office/api/session_view.h"
#include "office/vault/vault.h"

enum { BYTES_MAX = 4096 };

/* ---- giving it ---- */

static bool is_awaited(struct kr_api_call *c)
{
    if (c->session.stage == KR_SESSION_FACTOR)
        return true;
    kr_api_problem(&c->answer, 409, "not_needed", "No second factor is asked for.", NULL);
    return false;
}

static void answer_given(struct kr_api_call *c, int err)
{
    char text[KR_SESSION_TEXT_SIZE] = "";
    if (kr_api_factor_end(c, err))
        return;
    if (!err)
        err = kr_api_promote(c, text);
    if (!err)
        kr_api_answer_session(c->office, &c->answer, 200, &c->session);
    else if (err == KR_E_AUTH)
        kr_api_problem(&c->answer, 422, "wrong_code", "The code is wrong, or was used before.", "code");
    else if (err == KR_E_STATE)
        kr_api_problem(&c->answer, 409, "no_challenge", "Ask for a challenge first.", NULL);
    else
        kr_api_fail(&c->answer, err);
    kr_wipe(text, sizeof text);
}

void kr_api_session_totp(struct kr_api_call *c)
{
    if (is_awaited(c) && kr_api_factor_begin(c))
        answer_given(c, kr_factor_totp_use(c->office, &c->session, c->body->u.factor_code.code));
}

void kr_api_session_code(struct kr_api_call *c)
{
    if (is_awaited(c) && kr_api_factor_begin(c))
        answer_given(c, kr_factor_code_use(c->office, &c->session, c->body->u.factor_code.code));
}

/* ---- security keys ---- */

struct bytes {
    uint8_t data[BYTES_MAX];
    size_t len;
};

static bool decode(struct bytes *out, const char *text)
{
    return sodium_base642bin(out->data, sizeof out->data, text, strlen(text), NULL, &out->len, NULL,
                             sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0;
}

/* The party is the host that the browser shows; front has checked that the request comes from there. */
static bool party(struct kr_api_call *c, char rp[256])
{
    if (kr_webauthn_rp(rp, 256, c->req->origin))
        return true;
    kr_api_problem(&c->answer, 409, "keys_impossible", "Security keys need https and a host name.", NULL);
    return false;
}

static void answer_options(struct kr_api_call *c, bool creates)
{
    char rp[256], challenge[44], ids[KR_FACTOR_KEYS][KR_TOKEN_TEXT_SIZE(KR_WEBAUTHN_CREDENTIAL_MAX)];
    const char *list[KR_FACTOR_KEYS];
    if (!party(c, rp))
        return;
    struct kr_factors *f = calloc(1, sizeof *f);
    int err = f ? kr_factors_read(c->office, f, &c->session) : KR_E_NOMEM;
    if (!err)
        err = kr_factor_challenge(c->office, &c->session, creates, challenge);
    if (err) {
        free(f);
        kr_api_fail(&c->answer, err);
        return;
    }
    for (unsigned i = 0; i < f->n_keys; i++) {
        sodium_bin2base64(ids[i], sizeof ids[i], f->keys[i].credential, f->keys[i].credential_len,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING);
        list[i] = ids[i];
    }
    struct kr_api_msg msg = {.head.type = KR_API_KEY_OPTIONS,
                             .u.key_options = {.challenge = challenge, .rp = rp, .user = c->session.account.id,
                                               .handle = c->session.account.handle, .credentials = list,
                                               .credentials_len = f->n_keys}};
    kr_api_answer(&c->answer, 200, &msg);
    kr_wipe(f, sizeof *f);
    free(f);
}

void kr_api_session_key_options(struct kr_api_call *c)
{
    if (is_awaited(c))
        answer_options(c, false);
}

void kr_api_session_key(struct kr_api_call *c)
{
    const struct kr_api_key_use *body = &c->body->u.key_use;
    char rp[256];
    if (!is_awaited(c) || !party(c, rp))
        return;
    struct bytes *b = calloc(4, sizeof *b);
    if (!b) {
        kr_api_fail(&c->answer, KR_E_NOMEM);
        return;
    }
    bool good = decode(&b[0], body->credential) && decode(&b[1], body->client_data) && decode(&b[2], body->authenticator_data) &&
                decode(&b[3], body->signature);
    struct kr_factor_assertion a = {c->req->origin, rp, b[0].data, b[1].data, b[2].data, b[3].data, b[0].len, b[1].len, b[2].len,
                                    b[3].len};
    if (kr_api_factor_begin(c))
        answer_given(c, good ? kr_factor_key_use(c->office, &c->session, &a) : KR_E_AUTH);
    free(b);
}

/* ---- setting up ---- */

/* In a session that waits for its second factor, one may be set up only while there is none. */
static bool may_set_up(struct kr_api_call *c)
{
    bool exists = false;
    int err = c->session.stage == KR_SESSION_FACTOR ? kr_factor_exists(c->office, &exists, c->session.account.id) : 0;
    if (err)
        kr_api_fail(&c->answer, err);
    else if (exists)
        kr_api_problem(&c->answer, 401, "second_factor_needed", "The second factor is open.", NULL);
    return !err && !exists;
}

void kr_api_factor_list(struct kr_api_call *c)
{
    struct kr_api_factor_key keys[KR_FACTOR_KEYS];
    char rp[256];
    if (!may_set_up(c))
        return;
    struct kr_factors *f = calloc(1, sizeof *f);
    int err = f ? kr_factors_read(c->office, f, &c->session) : KR_E_NOMEM;
    if (err) {
        free(f);
        kr_api_fail(&c->answer, err);
        return;
    }
    for (unsigned i = 0; i < f->n_keys; i++)
        keys[i] = (struct kr_api_factor_key){f->keys[i].id, f->keys[i].name, (int64_t)f->keys[i].created_ms};
    struct kr_api_msg msg = {.head.type = KR_API_FACTORS,
                             .u.factors = {.required = kr_factor_required(c->session.account.role), .totp = f->has_totp,
                                           .codes_left = f->n_codes, .keys = keys, .keys_len = f->n_keys,
                                           .keys_possible = kr_webauthn_rp(rp, sizeof rp, c->req->origin)}};
    kr_api_answer(&c->answer, 200, &msg);
    kr_wipe(f, sizeof *f);
    free(f);
}

void kr_api_factor_totp_begin(struct kr_api_call *c)
{
    char secret[KR_TOTP_TEXT_SIZE], uri[400];
    if (!may_set_up(c))
        return;
    int err = kr_factor_totp_begin(c->office, &c->session, secret);
    if (err) {
        kr_api_fail(&c->answer, err);
        return;
    }
    /* The label has no name of anybody: handles say nothing. */
    snprintf(uri, sizeof uri, "otpauth://totp/Kreide:%s?secret=%s&issuer=Kreide&algorithm=SHA1&digits=%d&period=%d",
             c->session.account.handle, secret, KR_TOTP_DIGITS, KR_TOTP_STEP_S);
    struct kr_api_msg msg = {.head.type = KR_API_FACTOR_TOTP, .u.factor_totp = {.secret = secret, .uri = uri}};
    kr_api_answer(&c->answer, 200, &msg);
    kr_wipe(secret, sizeof secret);
    kr_wipe(uri, sizeof uri);
}

static void answer_codes(struct kr_api_call *c, char codes[KR_FACTOR_CODES][KR_FACTOR_CODE_SIZE], size_t n)
{
    const char *list[KR_FACTOR_CODES];
    for (size_t i = 0; i < n; i++)
        list[i] = codes[i];
    struct kr_api_msg msg = {.head.type = KR_API_FACTOR_CODES, .u.factor_codes = {.codes = list, .codes_len = n}};
    kr_api_answer(&c->answer, 200, &msg);
}

/* A factor was added. Codes for paper come with the first; a session that waited for this is signed in now. */
static void answer_added(struct kr_api_call *c)
{
    char codes[KR_FACTOR_CODES][KR_FACTOR_CODE_SIZE], text[KR_SESSION_TEXT_SIZE] = "";
    uint64_t n = 0;
    int err = kr_store_factor_count(c->office->store, &n, c->session.account.id, KR_FACTOR_CODE);
    bool fresh = !err && n == 0;
    if (fresh)
        err = kr_factor_codes_make(c->office, &c->session, codes);
    if (!err && c->session.stage == KR_SESSION_FACTOR)
        err = kr_api_promote(c, text);
    if (err)
        kr_api_fail(&c->answer, err);
    else
        answer_codes(c, codes, fresh ? KR_FACTOR_CODES : 0);
    kr_wipe(codes, sizeof codes);
    kr_wipe(text, sizeof text);
}

static void fail_adding(struct kr_api_call *c, int err)
{
    switch (err) {
    case KR_E_AUTH:
    case KR_E_MALFORMED:
    case KR_E_UNSUPPORTED:
    case KR_E_TOO_LARGE:
        kr_api_problem(&c->answer, 422, "wrong_code", "That does not fit what was asked for.", "code");
        break;
    case KR_E_STATE:
        kr_api_problem(&c->answer, 409, "not_begun", "Ask for a secret or a challenge first.", NULL);
        break;
    default:
        kr_api_fail(&c->answer, err);
        break;
    }
}

void kr_api_factor_totp_confirm(struct kr_api_call *c)
{
    if (!may_set_up(c) || !kr_api_factor_begin(c))
        return;
    int err = kr_factor_totp_confirm(c->office, &c->session, c->body->u.factor_code.code);
    if (kr_api_factor_end(c, err))
        return;
    if (err)
        fail_adding(c, err);
    else
        answer_added(c);
}

void kr_api_factor_key_options(struct kr_api_call *c)
{
    if (may_set_up(c))
        answer_options(c, true);
}

void kr_api_factor_key_create(struct kr_api_call *c)
{
    const struct kr_api_key_create *body = &c->body->u.key_create;
    char rp[256];
    if (!may_set_up(c) || !party(c, rp))
        return;
    struct bytes *b = calloc(3, sizeof *b);
    int err = b ? 0 : KR_E_NOMEM;
    if (!err && !(decode(&b[0], body->client_data) && decode(&b[1], body->authenticator_data) && decode(&b[2], body->public_key)))
        err = KR_E_MALFORMED;
    if (!err) {
        struct kr_factor_new_key key = {body->name, c->req->origin, rp, b[0].data, b[1].data, b[2].data, b[0].len, b[1].len,
                                        b[2].len, (int)body->algorithm};
        err = kr_factor_key_add(c->office, &c->session, &key);
    }
    free(b);
    if (err)
        fail_adding(c, err);
    else
        answer_added(c);
}

void kr_api_factor_codes(struct kr_api_call *c)
{
    char codes[KR_FACTOR_CODES][KR_FACTOR_CODE_SIZE];
    bool exists = false;
    int err = kr_factor_exists(c->office, &exists, c->session.account.id);
    if (!err && !exists) {
        kr_api_problem(&c->answer, 409, "no_factor", "Codes for paper go with another second factor.", NULL);
        return;
    }
    if (!err)
        err = kr_factor_codes_make(c->office, &c->session, codes);
    if (err)
        kr_api_fail(&c->answer, err);
    else
        answer_codes(c, codes, KR_FACTOR_CODES);
    kr_wipe(codes, sizeof codes);
}

static void answer_removed(struct kr_api_call *c, int err)
{
    if (err == KR_E_STATE)
        kr_api_problem(&c->answer, 409, "last_factor", "Set up another second factor before this one goes.", NULL);
    else if (err)
        kr_api_fail(&c->answer, err);
    else
        kr_api_answer(&c->answer, 204, NULL);
}

void kr_api_factor_totp_delete(struct kr_api_call *c)
{
    answer_removed(c, kr_factor_remove(c->office, &c->session, NULL));
}

void kr_api_factor_key_delete(struct kr_api_call *c)
{
    answer_removed(c, kr_factor_remove(c->office, &c->session, kr_api_part(c, "key")));
}
