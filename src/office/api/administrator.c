/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/account/administrator.h"

#include <stdlib.h>
#include <string.h>

#include "office/account/factor.h"
#include "office/api/call.h"
#include "office/store/administrator.h"
#include "office/vault/vault.h"

enum { LIST_MAX = 200 };

struct list {
    size_t n;
    struct kr_store_account rows[LIST_MAX];
    struct kr_api_administrator out[LIST_MAX];
};

static int add_row(void *arg, const struct kr_store_account *row)
{
    struct list *l = arg;
    if (l->n < LIST_MAX)
        l->rows[l->n++] = *row;
    return 0;
}

static int first_session(void *arg, const struct kr_store_session *row)
{
    uint64_t *used_ms = arg;
    if (*used_ms < row->used_ms)
        *used_ms = row->used_ms;
    return 0;
}

static int look_at(struct kr_api_call *c, const struct kr_store_account *a, struct kr_api_administrator *out)
{
    struct kr_office *o = c->office;
    bool holds = false, factor = false;
    uint64_t used_ms = 0;
    int err = kr_vault_operator_granted(o, &holds, a->id);
    if (!err)
        err = kr_factor_exists(o, &factor, a->id);
    if (!err)
        err = kr_store_session_list(o->store, a->id, first_session, &used_ms);
    *out = (struct kr_api_administrator){.id = a->id, .handle = a->handle, .created_ms = (int64_t)a->created_ms, .locked = a->locked,
                                         .holds_key = holds, .second_factor = factor, .must_change = a->must_change,
                                         .has_used_ms = used_ms != 0, .used_ms = (int64_t)used_ms,
                                         .self = strcmp(a->id, c->session.account.id) == 0};
    return err;
}

void kr_api_administrator_list(struct kr_api_call *c)
{
    struct list *l = calloc(1, sizeof *l);
    int err = l ? kr_store_account_list_of(c->office->store, KR_ROLE_OPERATOR, NULL, add_row, l) : KR_E_NOMEM;
    for (size_t i = 0; !err && i < l->n; i++)
        err = look_at(c, &l->rows[i], &l->out[i]);
    if (err) {
        kr_api_fail(&c->answer, err);
    } else {
        struct kr_api_msg msg = {.head.type = KR_API_ADMINISTRATORS,
                                 .u.administrators = {.administrators = l->out, .administrators_len = l->n}};
        kr_api_answer(&c->answer, 200, &msg);
    }
    free(l);
}

static void fail(const struct kr_api_answer *a, int err)
{
    if (err == KR_E_SEALED)
        kr_api_problem(a, 409, "sealed", "This session does not hold the operator's key.", NULL);
    else if (err == KR_E_STATE)
        kr_api_problem(a, 409, "last_administrator", "Nobody would be left who can open the operator's key.", NULL);
    else if (err == KR_E_FULL)
        kr_api_problem_later(a, 503, "unavailable", "Too much is being done at once. Try again.", 2);
    else
        kr_api_fail(a, err);
}

struct pending {
    struct kr_api_answer answer;
    int status;
};

static void on_done(void *arg, int err, const struct kr_store_account *account, const char *password, const char *code)
{
    struct pending *p = arg;
    if (err) {
        fail(&p->answer, err);
    } else {
        struct kr_api_msg msg = {.head.type = KR_API_ADMINISTRATOR_CREATED,
                                 .u.administrator_created = {.id = account->id, .handle = account->handle, .password = password}};
        kr_api_answer(&p->answer, p->status, &msg);
    }
    free(p);
}

static struct pending *begin(struct kr_api_call *c, int status)
{
    struct pending *p = calloc(1, sizeof *p);
    if (p)
        *p = (struct pending){.answer = c->answer, .status = status};
    return p;
}

void kr_api_administrator_create(struct kr_api_call *c)
{
    char line[KR_ADDRESS_KEY_SIZE];
    struct pending *p = begin(c, 201);
    kr_address_key(line, c->req->address);
    int err = p ? kr_administrator_create(c->office, &c->session, line, false, on_done, p) : KR_E_NOMEM;
    if (err) {
        free(p);
        fail(&c->answer, err);
    }
}

/* Acts on oneself have pages of their own; here they are mistakes. Unknown ids are told apart first. */
static bool is_other(struct kr_api_call *c)
{
    if (strcmp(kr_api_part(c, "administrator"), c->session.account.id) != 0)
        return true;
    kr_api_problem(&c->answer, 409, "yourself", "Not with the account that is signed in.", NULL);
    return false;
}

void kr_api_administrator_password(struct kr_api_call *c)
{
    char line[KR_ADDRESS_KEY_SIZE];
    if (!is_other(c))
        return;
    struct pending *p = begin(c, 200);
    kr_address_key(line, c->req->address);
    int err = p ? kr_administrator_reset(c->office, &c->session, kr_api_part(c, "administrator"), line, on_done, p) : KR_E_NOMEM;
    if (err) {
        free(p);
        fail(&c->answer, err);
    }
}

static void answer_done(struct kr_api_call *c, int err)
{
    if (err)
        fail(&c->answer, err);
    else
        kr_api_answer(&c->answer, 204, NULL);
}

void kr_api_administrator_change(struct kr_api_call *c)
{
    if (is_other(c))
        answer_done(c, kr_administrator_lock(c->office, kr_api_part(c, "administrator"), c->body->u.administrator_change.locked,
                                             c->session.account.id));
}

void kr_api_administrator_delete(struct kr_api_call *c)
{
    if (is_other(c))
        answer_done(c, kr_administrator_remove(c->office, kr_api_part(c, "administrator"), c->session.account.id));
}

void kr_api_administrator_grant(struct kr_api_call *c)
{
    const char *id = kr_api_part(c, "administrator");
    struct kr_store_account a;
    int err = kr_store_account_by_id(c->office->store, &a, id);
    if (!err && a.role != KR_ROLE_OPERATOR)
        err = KR_E_NOT_FOUND;
    if (!err)
        err = kr_vault_operator_grant(c->office, &c->session, id);
    if (err == KR_E_STATE)
        kr_api_problem(&c->answer, 409, "no_password", "The account has no password yet.", NULL);
    else
        answer_done(c, err);
    if (!err)
        kr_vault_open_granted(c->office, id);
}
