/* SPDX-License-Identifier: EUPL-1.2 */
/* Who had which sign-in: for the school alone, when something has happened. */
#include <stdio.h>
#include <stdlib.h>

#include "crypto/secret.h"
#include "office/api/account_view.h"
#include "office/audit/audit.h"

enum { HOLDINGS_MAX = 1000 };

struct holding {
    struct kr_store_access row;
    struct kr_label label;
};

struct holdings {
    struct kr_api_call *call;
    size_t n;
    int err;
    struct holding list[HOLDINGS_MAX];
};

static int take(void *arg, const struct kr_store_access *row)
{
    struct holdings *h = arg;
    h->list[h->n++].row = *row;
    return 0;
}

/* An entry that does not open was sealed to a former key of the school: it is told of, but not whose it was. */
static int open_all(struct holdings *h)
{
    for (size_t i = 0; i < h->n; i++) {
        struct holding *e = &h->list[i];
        int err = kr_label_open(h->call->office, &e->label, &h->call->session, e->row.account, &e->row.sealed);
        if (err == KR_E_SEALED)
            return err;
        if (err)
            e->label = (struct kr_label){"", ""};
    }
    return 0;
}

static void answer(struct holdings *h)
{
    struct kr_api_account_holding *out = calloc(h->n + 1, sizeof *out);
    if (!out) {
        kr_api_fail(&h->call->answer, KR_E_NOMEM);
        return;
    }
    for (size_t i = 0; i < h->n; i++) {
        const struct holding *e = &h->list[i];
        out[i] = (struct kr_api_account_holding){
            .account = e->row.account, .handle = e->label.handle, .label = e->label.text, .from_ms = (int64_t)e->row.from_ms,
            .has_until_ms = e->row.until_ms, .until_ms = (int64_t)e->row.until_ms,
            .ended = (enum kr_api_account_holding_ended)e->row.ended};
    }
    struct kr_api_msg msg = {.head.type = KR_API_ACCOUNT_HOLDINGS, .u.account_holdings = {.holdings = out, .holdings_len = h->n}};
    kr_api_answer(&h->call->answer, 200, &msg);
    free(out);
}

void kr_api_holding_list(struct kr_api_call *c)
{
    char account[KR_LIMIT_ID_BYTES + 1];
    kr_api_param(c, "account", account, sizeof account);
    uint64_t from_ms = kr_api_param_number(c, "from_ms", INT64_MAX, 0);
    uint64_t until_ms = kr_api_param_number(c, "until_ms", INT64_MAX, INT64_MAX);
    struct holdings *h = calloc(1, sizeof *h);
    int err = h ? 0 : KR_E_NOMEM;
    if (h)
        h->call = c;
    if (!err && !kr_vault_has_school(c->office, &c->session))
        err = KR_E_SEALED;
    if (!err)
        err = kr_store_access_list(c->office->store, kr_api_part(c, "school"), account, from_ms, until_ms, HOLDINGS_MAX, take, h);
    if (!err)
        err = open_all(h);
    if (!err)
        err = kr_audit(c->office, c->session.account.id, "account.holders_read", c->session.account.school, NULL);
    if (err)
        kr_account_fail(c, err, NULL);
    else
        answer(h);
    if (h)
        kr_wipe(h, sizeof *h);
    free(h);
}
