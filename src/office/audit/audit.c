/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/audit/audit.h"

#include <stdio.h>
#include <string.h>

#include "crypto/secret.h"
#include "office/store/audit.h"

/* What ties both ends of the log to the key file: without it nobody can write another log that passes. */
static void seal_ends(const struct kr_office *o, struct kr_store_audit_ends *e)
{
    char text[2 * (2 * KR_AUDIT_HASH_BYTES + 1 + 21)], first[2 * KR_AUDIT_HASH_BYTES + 1], last[2 * KR_AUDIT_HASH_BYTES + 1];
    kr_hex_write(first, sizeof first, e->base.hash, sizeof e->base.hash);
    kr_hex_write(last, sizeof last, e->head.hash, sizeof e->head.hash);
    snprintf(text, sizeof text, "%llu %s %llu %s", (unsigned long long)e->base.n, first, (unsigned long long)e->head.n, last);
    kr_lookup_hash(e->mark, o->keys.lookup, "audit.ends", text);
}

static bool ends_are_sealed(const struct kr_office *o, const struct kr_store_audit_ends *e)
{
    struct kr_store_audit_ends expected = *e;
    seal_ends(o, &expected);
    return kr_secret_equal(expected.mark, e->mark, sizeof e->mark);
}

/* The ends of a log that nobody wrote to yet have no mark. */
static int get_ends(struct kr_office *o, struct kr_store_audit_ends *out)
{
    int err = kr_store_audit_ends(o->store, out);
    if (err != KR_E_NOT_FOUND)
        return err;
    *out = (struct kr_store_audit_ends){0};
    return 0;
}

/* Copies a text of printable ASCII. */
static int take(char *out, size_t size, const char *text)
{
    size_t len = strlen(text);
    if (len >= size)
        return KR_E_MALFORMED;
    for (size_t i = 0; i < len; i++)
        if (text[i] < ' ' || text[i] > '~')
            return KR_E_MALFORMED;
    memcpy(out, text, len + 1);
    return 0;
}

int kr_audit(struct kr_office *o, const char *who, const char *action, const char *object, const char *detail)
{
    struct kr_audit_entry e = {.at_ms = kr_office_now_ms(o)};
    struct kr_store_audit_ends ends;
    if (take(e.who, sizeof e.who, who) || take(e.action, sizeof e.action, action) || !e.who[0] || !e.action[0] ||
        take(e.object, sizeof e.object, object ? object : "") || take(e.detail, sizeof e.detail, detail ? detail : ""))
        return KR_E_MALFORMED;
    int err = kr_store_begin(o->store);
    if (err)
        return err;
    err = kr_store_audit_role(o->store, e.role, who);
    if (!err)
        err = get_ends(o, &ends);
    if (!err) {
        e.n = ends.head.n + 1;
        kr_audit_chain_hash(e.hash, &ends.head, &e);
        ends.head.n = e.n;
        memcpy(ends.head.hash, e.hash, sizeof e.hash);
        seal_ends(o, &ends);
        err = kr_store_audit_add(o->store, &e);
    }
    if (!err)
        err = kr_store_audit_set_ends(o->store, &ends);
    return kr_store_finish(o->store, err);
}

struct check {
    struct kr_audit_place at;
    struct kr_audit_report report;
};

static int check_entry(void *arg, const struct kr_audit_entry *e)
{
    struct check *c = arg;
    c->report.n_entries++;
    if (!c->report.first)
        c->report.first = e->n;
    c->report.last = e->n;
    memcpy(c->report.last_hash, e->hash, sizeof e->hash);
    if (!c->report.broken_at && kr_audit_chain_follow(&c->at, e))
        c->report.broken_at = c->at.n + 1;
    return 0;
}

int kr_audit_verify(struct kr_office *o, struct kr_audit_report *out)
{
    struct kr_store_audit_ends ends;
    int err = kr_store_begin(o->store); /* ends and entries of one moment */
    if (err)
        return err;
    err = get_ends(o, &ends);
    struct check c = {.at = ends.base};
    if (!err)
        err = kr_store_audit_list(o->store, &(struct kr_store_audit_filter){.oldest_first = true}, check_entry, &c);
    err = kr_store_finish(o->store, err);
    if (err)
        return err;
    bool unwritten = ends.head.n == 0 && c.report.n_entries == 0;
    bool whole = c.at.n == ends.head.n && memcmp(c.at.hash, ends.head.hash, sizeof c.at.hash) == 0 && ends_are_sealed(o, &ends);
    if (!c.report.broken_at && !unwritten && !whole)
        c.report.broken_at = c.at.n + 1;
    *out = c.report;
    return 0;
}

int kr_audit_purge(struct kr_office *o, uint64_t before_ms, uint64_t *n)
{
    struct kr_store_audit_ends ends;
    struct kr_audit_place base;
    uint64_t gone = 0;
    int err = kr_store_begin(o->store);
    if (err)
        return err;
    err = get_ends(o, &ends);
    if (!err)
        err = kr_store_audit_last_before(o->store, &base, before_ms);
    if (!err && base.n > ends.base.n) {
        gone = base.n - ends.base.n;
        ends.base = base;
        seal_ends(o, &ends);
        err = kr_store_audit_delete_to(o->store, base.n);
        if (!err)
            err = kr_store_audit_set_ends(o->store, &ends);
    } else if (err == KR_E_NOT_FOUND) {
        err = 0;
    }
    err = kr_store_finish(o->store, err);
    if (!err)
        *n = gone;
    return err;
}
