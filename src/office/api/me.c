/* SPDX-License-Identifier: EUPL-1.2 */
/* One's own account: where it is signed in, and its password. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "office/account/password.h"
#include "office/api/call.h"

enum { LIST_MAX = KR_OFFICE_SESSIONS_PER_ACCOUNT };

struct list {
    const char *current;
    size_t n;
    struct kr_store_session rows[LIST_MAX];
    struct kr_api_session_device out[LIST_MAX];
};

static int add_row(void *arg, const struct kr_store_session *row)
{
    struct list *l = arg;
    if (l->n == LIST_MAX || row->stage != KR_SESSION_SIGNED_IN)
        return 0;
    struct kr_store_session *r = &l->rows[l->n];
    *r = *row;
    l->out[l->n++] = (struct kr_api_session_device){.id = r->id, .device = r->device, .created_ms = (int64_t)r->created_ms,
                                                    .used_ms = (int64_t)r->used_ms, .current = strcmp(r->id, l->current) == 0};
    return 0;
}

void kr_api_me_sessions(struct kr_api_call *c)
{
    struct list *l = calloc(1, sizeof *l);
    int err = KR_E_NOMEM;
    if (l) {
        l->current = c->session.id;
        err = kr_store_session_list(c->office->store, c->session.account.id, add_row, l);
    }
    if (err) {
        kr_api_fail(&c->answer, err);
    } else {
        struct kr_api_msg msg = {.head.type = KR_API_SESSION_DEVICES,
                                 .u.session_devices = {.sessions = l->out, .sessions_len = l->n}};
        kr_api_answer(&c->answer, 200, &msg);
    }
    free(l);
}

static void answer_done(struct kr_api_call *c, int err)
{
    if (err)
        kr_api_fail(&c->answer, err);
    else
        kr_api_answer(&c->answer, 204, NULL);
}

void kr_api_me_sessions_delete(struct kr_api_call *c)
{
    answer_done(c, kr_session_revoke_others(c->office, c->session.account.id, c->session.id));
}

void kr_api_me_session_delete(struct kr_api_call *c)
{
    const char *id = kr_api_part(c, "session");
    int err = kr_session_revoke(c->office, c->session.account.id, id);
    if (!err && strcmp(id, c->session.id) == 0)
        c->answer.head.session = "";
    answer_done(c, err);
}

/* ---- the password ---- */

struct change {
    struct kr_office *office;
    struct kr_api_answer answer;
    struct kr_session session;
    char address[KR_LIMIT_ID_BYTES + 1], line[KR_ADDRESS_KEY_SIZE];
    char password[201];
};

static void end(struct change *ch)
{
    kr_wipe(ch, sizeof *ch);
    free(ch);
}

static void fail(struct change *ch, int err)
{
    switch (err) {
    case KR_E_AUTH:
        kr_api_problem(&ch->answer, 422, "wrong_password", "The old password is wrong.", "old");
        break;
    case KR_E_MALFORMED:
        kr_api_problem(&ch->answer, 422, "too_short", "A password has at least 12 characters.", "password");
        break;
    case KR_E_FULL:
        kr_api_problem_later(&ch->answer, 503, "unavailable", "Too much is being done at once. Try again.", 2);
        break;
    case KR_E_NOT_FOUND: /* it was changed by somebody else meanwhile */
        kr_api_fail(&ch->answer, KR_E_AUTH);
        break;
    default:
        kr_api_fail(&ch->answer, err);
        break;
    }
    end(ch);
}

static void on_changed(void *arg, int err, const struct kr_store_account *account, const char *password)
{
    struct change *ch = arg;
    if (err) {
        fail(ch, err);
        return;
    }
    kr_api_answer(&ch->answer, 204, NULL);
    end(ch);
}

static void on_checked(void *arg, int err, const char *verifier)
{
    struct change *ch = arg;
    struct kr_office *o = ch->office;
    kr_throttle_end(&o->throttle, ch->session.account.handle, ch->address, kr_office_steady_ms(o),
                    err == KR_E_AUTH ? KR_THROTTLE_FAILED : err ? KR_THROTTLE_NOT_TRIED : KR_THROTTLE_PASSED);
    if (!err)
        err = kr_password_change(o, &ch->session, ch->password, ch->line, on_changed, ch);
    if (err)
        fail(ch, err);
}

void kr_api_me_password(struct kr_api_call *c)
{
    const struct kr_api_password_change *body = &c->body->u.password_change;
    struct kr_office *o = c->office;
    const struct kr_store_account *a = &c->session.account;
    if (strlen(body->password) < KR_PASSWORD_LEAST_BYTES) {
        kr_api_problem(&c->answer, 422, "too_short", "A password has at least 12 characters.", "password");
        return;
    }
    if (strcmp(body->password, body->old) == 0) {
        kr_api_problem(&c->answer, 422, "unchanged", "That is the old password.", "password");
        return;
    }
    struct change *ch = calloc(1, sizeof *ch);
    if (!ch) {
        kr_api_fail(&c->answer, KR_E_NOMEM);
        return;
    }
    *ch = (struct change){.office = o, .answer = c->answer, .session = c->session};
    snprintf(ch->address, sizeof ch->address, "%s", c->req->address);
    snprintf(ch->password, sizeof ch->password, "%s", body->password);
    kr_address_key(ch->line, ch->address);
    uint32_t wait_s = kr_throttle_begin(&o->throttle, a->handle, ch->address, kr_office_steady_ms(o));
    if (wait_s) {
        kr_api_problem_later(&c->answer, 429, "rate_limited", "Too many wrong passwords. Wait.", wait_s);
        end(ch);
        return;
    }
    int err = kr_hasher_check(&o->hasher, ch->line, a->verifier, body->old, on_checked, ch);
    if (!err)
        return;
    kr_throttle_end(&o->throttle, a->handle, ch->address, kr_office_steady_ms(o), KR_THROTTLE_NOT_TRIED);
    fail(ch, err);
}
