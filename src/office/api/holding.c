/* SPDX-License-Identifier: EUPL-1.2 */
/* Who had which sign-in: for the school alone, when something has happened. As a list, and as a paper. */
#include <stdio.h>
#include <stdlib.h>

#include "crypto/secret.h"
#include "office/api/account_view.h"
#include "office/api/document_file.h"
#include "office/api/school_view.h"
#include "office/audit/audit.h"
#include "office/school/columns.h"

enum {
    HOLDINGS_MAX = 1000,
    PAPER_ROWS = 250, /* 1 KB each, and an answer carries KR_API_FILE_MAX */
    ZONE_MAX_MINUTES = 840,
    MINUTE_MS = 60 * 1000,
    TIME_SIZE = 48,
};

struct holding {
    struct kr_store_access row;
    struct kr_label label;
};

struct holdings {
    struct kr_api_call *call;
    uint64_t from_ms, until_ms;
    size_t n;
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

static void free_holdings(struct holdings *h)
{
    if (h)
        kr_wipe(h, sizeof *h);
    free(h);
}

/* What the query asks for, opened; that it was read is written down. NULL: the call has ended. */
static struct holdings *find(struct kr_api_call *c)
{
    char account[KR_LIMIT_ID_BYTES + 1];
    struct holdings *h = calloc(1, sizeof *h);
    int err = h ? 0 : KR_E_NOMEM;
    kr_api_param(c, "account", account, sizeof account);
    if (h) {
        h->call = c;
        h->from_ms = kr_api_param_number(c, "from_ms", INT64_MAX, 0);
        h->until_ms = kr_api_param_number(c, "until_ms", INT64_MAX, INT64_MAX);
    }
    if (!err && !kr_vault_has_school(c->office, &c->session))
        err = KR_E_SEALED;
    if (!err)
        err = kr_store_access_list(c->office->store, kr_api_part(c, "school"), account, h->from_ms, h->until_ms, HOLDINGS_MAX, take, h);
    if (!err)
        err = open_all(h);
    if (!err)
        err = kr_audit(c->office, c->session.account.id, "account.holders_read", c->session.account.school, NULL);
    if (!err)
        return h;
    kr_account_fail(c, err, NULL);
    free_holdings(h);
    return NULL;
}

void kr_api_holding_list(struct kr_api_call *c)
{
    struct holdings *h = find(c);
    if (h)
        answer(h);
    free_holdings(h);
}

/* ---- the paper ---- */

/* A time as the reader's clock showed it: "23.11.2026, 14:05". */
static void write_time(char out[TIME_SIZE], uint64_t unix_ms, int64_t zone_ms)
{
    char day[KR_DAY_SIZE];
    uint64_t local_ms = unix_ms + (uint64_t)zone_ms;
    unsigned minute = (unsigned)(local_ms / MINUTE_MS % (24 * 60));
    kr_day_write(day, local_ms);
    snprintf(out, TIME_SIZE, "%s, %02u:%02u Uhr", day, minute / 60, minute % 60);
}

static void add_holding(struct kr_paper_values *values, struct kr_paper_list *list, const struct holding *e, int64_t zone_ms)
{
    static const char *const ended[KR_ACCESS_ENDS] = {[KR_ACCESS_OPEN] = "besteht noch", [KR_ACCESS_PASSED_ON] = "anderer Person gegeben",
                                                      [KR_ACCESS_REISSUED] = "neues Passwort", [KR_ACCESS_LOCKED] = "gesperrt",
                                                      [KR_ACCESS_DELETED] = "gelöscht"};
    char from[TIME_SIZE], until[TIME_SIZE] = "heute";
    struct kr_paper_row *row = kr_paper_list_add(values, list);
    if (!row)
        return; /* filling gives the error back */
    write_time(from, e->row.from_ms, zone_ms);
    if (e->row.until_ms)
        write_time(until, e->row.until_ms, zone_ms);
    kr_paper_row_set(values, row, "label", e->label.text[0] ? e->label.text : "ohne Namen");
    kr_paper_row_set(values, row, "handle", e->label.handle[0] ? e->label.handle : "nicht lesbar");
    kr_paper_row_set(values, row, "from", from);
    kr_paper_row_set(values, row, "until", until);
    kr_paper_row_set(values, row, "ended", ended[e->row.ended]);
}

static void fill(struct kr_api_call *c, struct kr_paper_values *values, const struct holdings *h)
{
    uint64_t now_ms = kr_office_now_ms(c->office), until_ms = h->until_ms < now_ms ? h->until_ms : now_ms;
    int64_t zone = (int64_t)kr_api_param_number(c, "zone", 2 * ZONE_MAX_MINUTES, ZONE_MAX_MINUTES) - ZONE_MAX_MINUTES;
    char from[TIME_SIZE], until[TIME_SIZE], count[12];
    uint64_t first_ms = h->from_ms || !h->n ? h->from_ms : h->list[0].row.from_ms;
    write_time(from, first_ms, zone * MINUTE_MS);
    write_time(until, until_ms, zone * MINUTE_MS);
    snprintf(count, sizeof count, "%zu", h->n);
    kr_paper_value_set(values, "period.from", from);
    kr_paper_value_set(values, "period.until", until);
    kr_paper_value_set(values, "period.count", count);
    struct kr_paper_list *list = kr_paper_list_get(values, "holdings");
    for (size_t i = 0; i < h->n && list; i++)
        add_holding(values, list, &h->list[i], zone * MINUTE_MS);
    kr_wipe(from, sizeof from);
}

void kr_api_holding_paper(struct kr_api_call *c)
{
    struct kr_store_document v;
    struct kr_school s;
    struct kr_paper_values values;
    struct kr_document_head head; /* the school's: the operator cannot have written this */
    struct holdings *h = find(c);
    if (!h)
        return;
    if (h->n > PAPER_ROWS) {
        kr_api_problem(&c->answer, 409, "too_many_rows", "A paper has at most 250 entries. Choose a shorter period.", NULL);
        free_holdings(h);
        return;
    }
    int err = kr_document_in_force(c->office, "zugangsverzeichnis", "de", kr_office_now_ms(c->office), &v);
    if (err) {
        kr_api_fail(&c->answer, err);
    } else if (kr_view_open(c, &s)) {
        kr_paper_values_init(&values);
        kr_api_school_values(&values, &s);
        kr_api_school_head(&head, &s);
        fill(c, &values, h);
        kr_document_values(c->office, &values, v.lang, c->req->origin);
        kr_api_answer_print(c, &(struct kr_document_print){.version = &v, .values = &values, .head = &head});
        kr_paper_values_fini(&values);
        kr_wipe(&head, sizeof head);
        kr_school_close(&s);
    }
    free_holdings(h);
}
