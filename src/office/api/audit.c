/* SPDX-License-Identifier: EUPL-1.2 */
/* The log of administrative acts: reading, checking, taking it away. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/strbuf.h"
#include "crypto/secret.h"
#include "office/api/call.h"
#include "office/audit/audit.h"
#include "office/store/audit.h"

enum { PAGE = 50, PAGE_MAX = 200, FILE_ENTRIES = 1000, FILE_BYTES = KR_API_FILE_MAX, NUMBER_MAX = INT32_MAX };

static const uint64_t time_max = UINT64_C(9007199254740991); /* as in proto/api */

struct asked {
    char area[KR_AUDIT_ACTION_MAX + 1], account[KR_LIMIT_ID_BYTES + 1], object[KR_LIMIT_ID_BYTES + 1];
    struct kr_store_audit_filter filter; /* points into the texts above */
};

/* What the query asks for. KR_E_NOT_FOUND: for an account that there is not. */
static int read_query(struct kr_api_call *c, struct asked *a)
{
    char account[KR_LIMIT_ID_BYTES + 1];
    struct kr_store_account found;
    *a = (struct asked){.filter = {.area = a->area, .object = a->object, .about = a->account}};
    kr_api_param(c, "area", a->area, sizeof a->area);
    kr_api_param(c, "object", a->object, sizeof a->object);
    a->filter.before_n = kr_api_param_number(c, "before", time_max, 0);
    a->filter.from_ms = kr_api_param_number(c, "from_ms", time_max, 0);
    a->filter.to_ms = kr_api_param_number(c, "to_ms", time_max, 0);
    if (!kr_api_param(c, "account", account, sizeof account) || !account[0])
        return 0;
    int err = kr_store_account_by_handle(c->office->store, &found, account);
    if (err && err != KR_E_NOT_FOUND)
        return err;
    snprintf(a->account, sizeof a->account, "%s", err ? account : found.id); /* an id, or one of the three words */
    return 0;
}

struct page {
    size_t n;
    struct row {
        struct kr_audit_entry e;
        char handle[KR_LIMIT_ID_BYTES + 1], object_handle[KR_LIMIT_ID_BYTES + 1];
    } rows[PAGE_MAX];
    struct kr_api_audit_entry out[PAGE_MAX];
};

static int collect(void *arg, const struct kr_audit_entry *e, const char *who_handle, const char *object_handle)
{
    struct page *p = arg;
    struct row *r = &p->rows[p->n++];
    r->e = *e;
    snprintf(r->handle, sizeof r->handle, "%s", who_handle);
    snprintf(r->object_handle, sizeof r->object_handle, "%s", object_handle);
    return 0;
}

static void dress(struct page *p)
{
    for (size_t i = 0; i < p->n; i++) {
        struct row *r = &p->rows[i];
        p->out[i] = (struct kr_api_audit_entry){
            .n = (int64_t)r->e.n, .at_ms = (int64_t)r->e.at_ms, .who = r->e.who, .handle = r->handle[0] ? r->handle : NULL,
            .role = r->e.role, .action = r->e.action, .object = r->e.object,
            .object_handle = r->object_handle[0] ? r->object_handle : NULL, .detail = r->e.detail};
    }
}

void kr_api_audit_list(struct kr_api_call *c)
{
    struct asked asked;
    uint64_t total = 0;
    struct page *p = calloc(1, sizeof *p);
    int err = p ? read_query(c, &asked) : KR_E_NOMEM;
    if (!err)
        err = kr_store_audit_total(c->office->store, &asked.filter, &total);
    if (!err) {
        uint64_t limit = kr_api_param_number(c, "limit", PAGE_MAX, PAGE);
        asked.filter.limit = limit > 0 ? (uint32_t)limit : PAGE;
        asked.filter.offset = kr_api_param_number(c, "offset", NUMBER_MAX, 0);
        err = kr_store_audit_named(c->office->store, &asked.filter, collect, p);
    }
    if (!err)
        dress(p);
    if (err) {
        kr_api_fail(&c->answer, err);
    } else {
        struct kr_api_msg msg = {.head.type = KR_API_AUDIT_ENTRIES,
                                 .u.audit_entries = {.entries = p->out, .entries_len = p->n, .total = (int64_t)total}};
        kr_api_answer(&c->answer, 200, &msg);
    }
    free(p);
}

void kr_api_audit_check(struct kr_api_call *c)
{
    struct kr_audit_report r;
    char hash[2 * KR_AUDIT_HASH_BYTES + 1];
    int err = kr_audit_verify(c->office, &r);
    if (err) {
        kr_api_fail(&c->answer, err);
        return;
    }
    kr_hex_write(hash, sizeof hash, r.last_hash, sizeof r.last_hash);
    struct kr_api_msg msg = {
        .head.type = KR_API_AUDIT_CHECK,
        .u.audit_check = {.entries = (int64_t)r.n_entries, .first = (int64_t)r.first, .last = (int64_t)r.last,
                          .has_broken_at = r.broken_at > 0, .broken_at = (int64_t)r.broken_at, .hash = r.last ? hash : ""}};
    kr_api_answer(&c->answer, 200, &msg);
}

/* ---- as a file ---- */

struct file {
    struct kr_strbuf text;
};

/* RFC 4180, with semicolons as German spreadsheets want. Entries are printable ASCII; what could be a formula is disarmed. */
static void add_cell(struct kr_strbuf *b, const char *text, bool last)
{
    kr_strbuf_addf(b, "\"%s", text[0] && strchr("=+-@", text[0]) ? "'" : "");
    for (; *text; text++)
        kr_strbuf_addf(b, *text == '"' ? "\"\"" : "%c", *text);
    kr_strbuf_addf(b, last ? "\"\r\n" : "\";");
}

static int add_line(void *arg, const struct kr_audit_entry *e, const char *handle, const char *object_handle)
{
    struct file *f = arg;
    char when[32], hash[2 * KR_AUDIT_HASH_BYTES + 1];
    time_t t = (time_t)(e->at_ms / 1000);
    struct tm tm;
    if (!gmtime_r(&t, &tm) || strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
        return KR_E_INTERNAL;
    kr_hex_write(hash, sizeof hash, e->hash, sizeof e->hash);
    kr_strbuf_addf(&f->text, "%llu;%s;%llu;", (unsigned long long)e->n, when, (unsigned long long)e->at_ms);
    add_cell(&f->text, e->who, false);
    add_cell(&f->text, handle, false);
    add_cell(&f->text, e->role, false);
    add_cell(&f->text, e->action, false);
    add_cell(&f->text, e->object, false);
    add_cell(&f->text, object_handle, false);
    add_cell(&f->text, e->detail, false);
    add_cell(&f->text, hash, true);
    return f->text.failed ? KR_E_NOMEM : 0;
}

void kr_api_audit_file(struct kr_api_call *c)
{
    struct asked asked;
    struct file f = {0};
    kr_strbuf_init(&f.text, FILE_BYTES);
    kr_strbuf_addf(&f.text, "n;time;time_ms;who;handle;role;action;object;object_handle;detail;sha256\r\n");
    int err = read_query(c, &asked);
    if (!err) {
        asked.filter.limit = FILE_ENTRIES;
        err = kr_store_audit_named(c->office->store, &asked.filter, add_line, &f);
    }
    if (err)
        kr_api_fail(&c->answer, err);
    else
        kr_api_answer_file(&c->answer, KR_LINK_HTTP_RESPONSE_FILE_CSV, "kreide-audit.csv", f.text.text, f.text.len);
    kr_strbuf_fini(&f.text);
}
