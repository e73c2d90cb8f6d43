/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/api/session_view.h"

#include <stdio.h>

#include "office/account/factor.h"
#include "office/vault/vault.h"

static enum kr_api_session_vault vault_of(struct kr_office *o, const struct kr_session *s)
{
    if (!kr_role_holds_keys(s->account.role))
        return KR_API_SESSION_VAULT_NONE;
    return s->stage == KR_SESSION_SIGNED_IN && kr_vault_holds(o, s) ? KR_API_SESSION_VAULT_OPEN : KR_API_SESSION_VAULT_SEALED;
}

/* What the second factor may be; how many of them. */
static size_t list_factors(struct kr_office *o, const char *account, const char *out[3])
{
    static const struct {
        enum kr_factor_kind kind;
        const char *name;
    } rows[] = {{KR_FACTOR_TOTP, "totp"}, {KR_FACTOR_KEY, "key"}, {KR_FACTOR_CODE, "code"}};
    size_t n = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint64_t count = 0;
        if (kr_store_factor_count(o->store, &count, account, rows[i].kind) == 0 && count)
            out[n++] = rows[i].name;
    }
    return n;
}

void kr_api_answer_session(struct kr_office *o, const struct kr_api_answer *a, int status, const struct kr_session *s)
{
    const char *factors[3];
    uint64_t now_ms = kr_office_now_ms(o);
    uint64_t ends_ms = s->stage == KR_SESSION_FACTOR ? s->created_ms + KR_SESSION_FACTOR_MS : s->used_ms + KR_SESSION_IDLE_MS;
    struct kr_api_msg msg = {
        .head.type = KR_API_SESSION,
        .u.session = {.handle = s->account.handle,
                      .role = (enum kr_api_session_role)s->account.role,
                      .school = *s->account.school ? s->account.school : NULL,
                      .must_change = s->account.must_change,
                      .vault = vault_of(o, s),
                      .idle_s = ends_ms > now_ms ? (int64_t)(ends_ms - now_ms + 500) / 1000 : 0,
                      .expires_ms = (int64_t)(s->created_ms + KR_SESSION_ABSOLUTE_MS)},
    };
    if (s->stage == KR_SESSION_FACTOR) {
        size_t n = list_factors(o, s->account.id, factors);
        msg.u.session.second_factor = n ? KR_API_SESSION_SECOND_FACTOR_NEEDED : KR_API_SESSION_SECOND_FACTOR_SETUP;
        msg.u.session.factors = factors;
        msg.u.session.factors_len = n;
    }
    kr_api_answer(a, status, &msg);
}

int kr_api_promote(struct kr_api_call *c, char text[KR_SESSION_TEXT_SIZE])
{
    int err = kr_session_promote(c->office, text, &c->session, c->req->session);
    if (!err)
        c->answer.head.session = text;
    return err;
}

/* Of the account alone: who knows the password and guesses from many places is one guesser. */
static const char anywhere[] = "0.0.0.0";

static void key_of(char out[KR_LIMIT_ID_BYTES + 16], const struct kr_api_call *c)
{
    snprintf(out, KR_LIMIT_ID_BYTES + 16, "factor %s", c->session.account.id);
}

bool kr_api_factor_begin(struct kr_api_call *c)
{
    char key[KR_LIMIT_ID_BYTES + 16];
    key_of(key, c);
    uint32_t wait_s = kr_throttle_begin(&c->office->throttle, key, anywhere, kr_office_steady_ms(c->office));
    if (wait_s)
        kr_api_problem_later(&c->answer, 429, "rate_limited", "Too many wrong codes. Wait.", wait_s);
    return !wait_s;
}

bool kr_api_factor_end(struct kr_api_call *c, int err)
{
    struct kr_vault_scratch *scratch = kr_vault_scratch(c->office, &c->session);
    char key[KR_LIMIT_ID_BYTES + 16];
    key_of(key, c);
    kr_throttle_end(&c->office->throttle, key, anywhere, kr_office_steady_ms(c->office),
                    err == KR_E_AUTH ? KR_THROTTLE_FAILED : err ? KR_THROTTLE_NOT_TRIED : KR_THROTTLE_PASSED);
    if (err != KR_E_AUTH || (scratch && ++scratch->n_wrong < KR_FACTOR_WRONG_MAX) || c->session.stage != KR_SESSION_FACTOR)
        return false;
    err = kr_session_revoke(c->office, c->session.account.id, c->session.id);
    c->answer.head.session = "";
    kr_api_fail(&c->answer, err ? err : KR_E_AUTH);
    return true;
}
