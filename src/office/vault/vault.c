/* SPDX-License-Identifier: EUPL-1.2 */
/* What sessions hold, and the pairs of accounts. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/log.h"
#include "office/account/factor.h"
#include "office/store/factor.h"
#include "office/vault/inside.h"

static const char place_account[] = "account.key";

static bool is_over(const struct kr_office *o, const struct kr_vault_session *s)
{
    return kr_office_now_ms(o) >= s->ends_ms;
}

const struct kr_vault_session *kr_vault_find(const struct kr_office *o, const char *session)
{
    for (const struct kr_vault_session *s = o->vault.sessions; s; s = s->next)
        if (strcmp(s->id, session) == 0)
            return is_over(o, s) ? NULL : s;
    return NULL;
}

const uint8_t *kr_vault_operator_secret(const struct kr_vault_session *s, uint64_t version)
{
    for (int i = 0; s && i < KR_VAULT_VERSIONS; i++)
        if (version && s->keys->operator[i].version == version)
            return s->keys->operator[i].secret;
    return NULL;
}

const uint8_t *kr_vault_any_operator_secret(const struct kr_office *o, uint64_t version)
{
    for (const struct kr_vault_session *s = o->vault.sessions; s; s = s->next) {
        const uint8_t *secret = is_over(o, s) ? NULL : kr_vault_operator_secret(s, version);
        if (secret)
            return secret;
    }
    return NULL;
}

static bool holds_operator(const struct kr_vault_session *s)
{
    return s->keys->operator[0].version || s->keys->operator[1].version;
}

bool kr_vault_is_open(const struct kr_office *o)
{
    for (const struct kr_vault_session *s = o->vault.sessions; s; s = s->next)
        if (holds_operator(s) && !is_over(o, s))
            return true;
    return false;
}

void kr_vault_when_closed(struct kr_office *o, kr_vault_closed_fn *fn)
{
    kr_assert(o->vault.n_closed < sizeof o->vault.closed / sizeof *o->vault.closed);
    o->vault.closed[o->vault.n_closed++] = fn;
}

/* ---- sessions come and go ---- */

static void forget(struct kr_office *o, struct kr_vault_session **at)
{
    struct kr_vault_session *s = *at;
    bool held = holds_operator(s);
    *at = s->next;
    o->vault.n_sessions--;
    sodium_free(s->keys); /* wipes */
    free(s);
    if (held && !kr_vault_is_open(o))
        for (unsigned i = 0; i < o->vault.n_closed; i++)
            o->vault.closed[i](o);
}

void kr_vault_leave(struct kr_office *o, const char *session)
{
    for (struct kr_vault_session **at = &o->vault.sessions; *at; at = &(*at)->next)
        if (strcmp((*at)->id, session) == 0) {
            forget(o, at);
            return;
        }
}

void kr_vault_leave_account(struct kr_office *o, const char *account, const char *except)
{
    struct kr_vault_session **at = &o->vault.sessions;
    while (*at) {
        if (strcmp((*at)->account, account) == 0 && strcmp((*at)->id, except) != 0)
            forget(o, at);
        else
            at = &(*at)->next;
    }
}

void kr_vault_sweep(struct kr_office *o)
{
    struct kr_vault_session **at = &o->vault.sessions;
    while (*at) {
        struct kr_store_session row;
        if (is_over(o, *at) || kr_store_session_by_id(o->store, &row, (*at)->id) == KR_E_NOT_FOUND)
            forget(o, at);
        else
            at = &(*at)->next;
    }
}

void kr_vault_forget_school(struct kr_office *o, const char *school)
{
    for (struct kr_vault_session *s = o->vault.sessions; s; s = s->next)
        if (strcmp(s->school, school) == 0) {
            kr_wipe(s->keys->school, sizeof s->keys->school);
            s->keys->has_school = false;
        }
}

void kr_vault_fini(struct kr_office *o)
{
    kr_vault_rotate_stop(o);
    while (o->vault.sessions)
        forget(o, &o->vault.sessions);
}

bool kr_vault_keep(struct kr_office *o, const char *session, uint64_t ends_ms)
{
    for (struct kr_vault_session *s = o->vault.sessions; s; s = s->next)
        if (strcmp(s->id, session) == 0 && !is_over(o, s)) {
            s->ends_ms = ends_ms;
            return true;
        }
    return false;
}

static int unwrap_account(struct kr_office *o, struct kr_vault_keys *keys, const char *account, const struct kr_hash_keys *by)
{
    struct kr_store_account_key row;
    uint8_t public_key[KR_KEY_BYTES];
    int err = kr_store_account_key_get(o->store, &row, account);
    if (err)
        return err == KR_E_NOT_FOUND ? 0 : err;
    err = kr_key_unwrap(keys->account, by->key, place_account, account, &row.wrapped);
    if (err)
        return err;
    kr_keypair_public(public_key, keys->account);
    if (!kr_secret_equal(public_key, row.public_key, sizeof public_key))
        return KR_E_AUTH;
    keys->has_account = true;
    if (!by->fresh)
        return 0;
    kr_key_wrap(&row.wrapped, by->fresh_key, by->fresh, place_account, account, keys->account);
    return kr_store_account_key_put(o->store, &row); /* the cost has changed since */
}

int kr_vault_enter(struct kr_office *o, const struct kr_session *who, const struct kr_hash_keys *keys)
{
    if (o->vault.n_sessions >= KR_VAULT_SESSIONS)
        kr_vault_sweep(o);
    if (o->vault.n_sessions >= KR_VAULT_SESSIONS)
        return KR_E_FULL;
    struct kr_vault_session *s = calloc(1, sizeof *s);
    struct kr_vault_keys *held = s ? sodium_malloc(sizeof *held) : NULL;
    if (!held) {
        free(s);
        return KR_E_NOMEM;
    }
    *held = (struct kr_vault_keys){0};
    int err = keys && keys->key ? unwrap_account(o, held, who->account.id, keys) : 0;
    if (err) {
        sodium_free(held);
        free(s);
        return err;
    }
    snprintf(s->id, sizeof s->id, "%s", who->id);
    snprintf(s->account, sizeof s->account, "%s", who->account.id);
    snprintf(s->school, sizeof s->school, "%s", who->account.school);
    s->ends_ms = kr_office_now_ms(o) + KR_SESSION_IDLE_MS;
    s->role = who->account.role;
    s->keys = held;
    s->next = o->vault.sessions;
    o->vault.sessions = s;
    o->vault.n_sessions++;
    return 0;
}

/* ---- opening what was granted ---- */

enum { WRAPS_MAX = 8 };

struct wraps {
    struct kr_store_key_wrap rows[WRAPS_MAX];
    size_t n;
};

static int collect_wrap(void *arg, const struct kr_store_key_wrap *row)
{
    struct wraps *w = arg;
    if (w->n < WRAPS_MAX)
        w->rows[w->n++] = *row;
    return 0;
}

static int open_operator(struct kr_office *o, struct kr_vault_keys *k, const struct kr_store_key_wrap *wrap)
{
    struct kr_store_operator_key row;
    uint8_t secret[KR_KEY_BYTES], public_key[KR_KEY_BYTES];
    int at = 0;
    while (at < KR_VAULT_VERSIONS && k->operator[at].version && k->operator[at].version != wrap->operator_key)
        at++;
    int err = kr_store_operator_key_get(o->store, &row, wrap->operator_key);
    if (!err && at == KR_VAULT_VERSIONS)
        err = KR_E_INTERNAL;
    if (!err)
        err = kr_box_open(secret, k->account, wrap->wrapped, wrap->len);
    if (!err) {
        kr_keypair_public(public_key, secret);
        err = kr_secret_equal(public_key, row.public_key, sizeof public_key) ? 0 : KR_E_AUTH;
    }
    if (!err) {
        k->operator[at].version = wrap->operator_key;
        memcpy(k->operator[at].secret, secret, sizeof secret);
    }
    kr_wipe(secret, sizeof secret);
    return err;
}

static int open_school(struct kr_office *o, struct kr_vault_keys *k, const struct kr_store_key_wrap *wrap)
{
    struct kr_school_keys row;
    uint8_t secret[KR_KEY_BYTES], public_key[KR_KEY_BYTES];
    int err = kr_store_school_keys(o->store, &row, wrap->school);
    if (!err)
        err = kr_box_open(secret, k->account, wrap->wrapped, wrap->len);
    if (!err) {
        kr_keypair_public(public_key, secret);
        err = kr_secret_equal(public_key, row.public_key, sizeof public_key) ? 0 : KR_E_AUTH;
    }
    if (!err) {
        k->has_school = true;
        memcpy(k->school, secret, sizeof secret);
    }
    kr_wipe(secret, sizeof secret);
    return err;
}

static int open_session(struct kr_office *o, const struct kr_vault_session *s)
{
    struct wraps wraps = {.n = 0};
    int err = s->keys->has_account ? kr_store_key_wrap_list(o->store, s->account, collect_wrap, &wraps) : 0;
    for (size_t i = 0; !err && i < wraps.n; i++) {
        const struct kr_store_key_wrap *w = &wraps.rows[i];
        if (w->operator_key && s->role == KR_ROLE_OPERATOR)
            err = open_operator(o, s->keys, w);
        else if (*w->school && strcmp(w->school, s->school) == 0)
            err = open_school(o, s->keys, w);
    }
    if (!err && holds_operator(s))
        kr_vault_work(o);
    return err;
}

int kr_vault_open(struct kr_office *o, const struct kr_session *who)
{
    for (struct kr_vault_session *s = o->vault.sessions; s; s = s->next)
        if (strcmp(s->id, who->id) == 0 && !is_over(o, s)) {
            s->admitted = true;
            return open_session(o, s);
        }
    return KR_E_SEALED;
}

void kr_vault_open_granted(struct kr_office *o, const char *account)
{
    for (struct kr_vault_session *s = o->vault.sessions; s; s = s->next) {
        int err = s->admitted && !is_over(o, s) && strcmp(s->account, account) == 0 ? open_session(o, s) : 0;
        if (err)
            kr_warn("a key that was granted does not open in a session (%s)", kr_err_id(err)); /* the next sign-in tries again */
    }
}

bool kr_vault_holds(const struct kr_office *o, const struct kr_session *who)
{
    struct kr_store_operator_key row;
    const struct kr_vault_session *s = kr_vault_find(o, who->id);
    if (!s || who->account.role != KR_ROLE_OPERATOR)
        return s && s->keys->has_school;
    return kr_store_operator_key_newest(o->store, &row) == 0 && kr_vault_operator_secret(s, row.version);
}

bool kr_vault_has_school(const struct kr_office *o, const struct kr_session *who)
{
    const struct kr_vault_session *s = kr_vault_find(o, who->id);
    return s && s->keys->has_school;
}

/* ---- the pairs of accounts ---- */

void kr_vault_mark(const struct kr_office *o, uint8_t mark[KR_LOOKUP_BYTES], const char *kind, const char *owner,
                   const uint8_t public_key[KR_KEY_BYTES])
{
    char hex[2 * KR_KEY_BYTES + 1], text[sizeof hex + KR_LIMIT_ID_BYTES + 2];
    kr_hex_write(hex, sizeof hex, public_key, KR_KEY_BYTES);
    snprintf(text, sizeof text, "%s %s", hex, owner);
    kr_lookup_hash(mark, o->keys.lookup, kind, text);
}

int kr_vault_account_key_new(struct kr_office *o, const char *account, const struct kr_hash_keys *keys)
{
    struct kr_store_account_key row = {.created_ms = kr_office_now_ms(o)};
    uint8_t secret[KR_KEY_BYTES];
    kr_assert(keys->fresh);
    snprintf(row.account, sizeof row.account, "%s", account);
    kr_keypair_new(row.public_key, secret);
    kr_key_wrap(&row.wrapped, keys->fresh_key, keys->fresh, place_account, account, secret);
    kr_wipe(secret, sizeof secret);
    kr_vault_mark(o, row.mark, place_account, account, row.public_key);

    int err = kr_store_begin(o->store);
    if (err)
        return err;
    err = kr_store_key_wrap_delete_account(o->store, account);
    if (!err)
        err = kr_store_factor_delete_account(o->store, account);
    if (!err)
        err = kr_store_account_key_put(o->store, &row);
    err = kr_store_finish(o->store, err);
    if (!err)
        kr_vault_leave_account(o, account, "");
    return err;
}

int kr_vault_account_key_rewrap(struct kr_office *o, const struct kr_session *who, const struct kr_hash_keys *keys)
{
    struct kr_store_account_key row;
    const struct kr_vault_session *s = kr_vault_find(o, who->id);
    kr_assert(keys->fresh);
    if (!s || !s->keys->has_account)
        return KR_E_SEALED;
    int err = kr_store_account_key_get(o->store, &row, who->account.id);
    if (err)
        return err;
    kr_key_wrap(&row.wrapped, keys->fresh_key, keys->fresh, place_account, who->account.id, s->keys->account);
    return kr_store_account_key_put(o->store, &row);
}

/* A fresh pair in place of the session's, whose secret goes to *secret; grants go with the former one. */
static int replace_pair(struct kr_office *o, const struct kr_vault_session *s, const struct kr_hash_keys *keys, uint8_t secret[KR_KEY_BYTES])
{
    struct kr_store_account_key row = {.created_ms = kr_office_now_ms(o)};
    snprintf(row.account, sizeof row.account, "%s", s->account);
    kr_keypair_new(row.public_key, secret);
    kr_key_wrap(&row.wrapped, keys->fresh_key, keys->fresh, place_account, s->account, secret);
    kr_vault_mark(o, row.mark, place_account, s->account, row.public_key);
    int err = kr_store_key_wrap_delete_account(o->store, s->account);
    if (!err)
        err = kr_store_account_key_put(o->store, &row);
    if (!err && s->keys->has_school)
        err = kr_vault_grant(o, s->account, 0, s->school, s->keys->school);
    return err;
}

int kr_vault_account_key_renew(struct kr_office *o, const struct kr_session *who, const struct kr_hash_keys *keys)
{
    const struct kr_vault_session *s = kr_vault_find(o, who->id);
    uint8_t secret[KR_KEY_BYTES];
    bool has_factors = true;
    kr_assert(keys->fresh);
    if (!s || !s->keys->has_account)
        return KR_E_SEALED;
    int err = kr_factor_exists(o, &has_factors, who->account.id);
    if (err || has_factors || who->account.role == KR_ROLE_OPERATOR)
        return err ? err : kr_vault_account_key_rewrap(o, who, keys);
    err = kr_store_begin(o->store);
    if (err)
        return err;
    err = kr_store_finish(o->store, replace_pair(o, s, keys, secret));
    if (!err)
        memcpy(s->keys->account, secret, sizeof secret);
    kr_wipe(secret, sizeof secret);
    return err;
}

int kr_vault_account_params(struct kr_office *o, struct kr_wrap_params *out, const char *account)
{
    struct kr_store_account_key row;
    int err = kr_store_account_key_get(o->store, &row, account);
    return err ? err : kr_wrap_params_read(out, &row.wrapped);
}

int kr_vault_account_key_for(struct kr_office *o, uint8_t out[KR_KEY_BYTES], const struct kr_session *who, const char *purpose)
{
    const struct kr_vault_session *s = kr_vault_find(o, who->id);
    if (!s || !s->keys->has_account)
        return KR_E_SEALED;
    kr_key_for(out, s->keys->account, purpose);
    return 0;
}

struct kr_vault_scratch *kr_vault_scratch(struct kr_office *o, const struct kr_session *who)
{
    const struct kr_vault_session *s = kr_vault_find(o, who->id);
    return s ? &s->keys->scratch : NULL;
}

/* ---- wraps ---- */

static void start_wrap(struct kr_office *o, struct kr_store_key_wrap *w, const char *account, uint64_t version, const char *school)
{
    *w = (struct kr_store_key_wrap){.operator_key = version, .created_ms = kr_office_now_ms(o)};
    kr_random_code(w->id, sizeof w->id, 20);
    snprintf(w->account, sizeof w->account, "%s", account);
    snprintf(w->school, sizeof w->school, "%s", school);
}

int kr_vault_grant(struct kr_office *o, const char *account, uint64_t version, const char *school, const uint8_t secret[KR_KEY_BYTES])
{
    struct kr_store_account_key row;
    struct kr_store_key_wrap w, former;
    uint8_t mark[KR_LOOKUP_BYTES];
    int err = kr_store_account_key_get(o->store, &row, account);
    if (err)
        return err == KR_E_NOT_FOUND ? KR_E_STATE : err; /* it has no password yet */
    kr_vault_mark(o, mark, place_account, account, row.public_key);
    if (!kr_secret_equal(mark, row.mark, sizeof mark))
        return KR_E_AUTH;
    start_wrap(o, &w, account, version, school);
    w.len = KR_KEY_BYTES + KR_KEY_BOX_OVERHEAD;
    err = kr_box_seal(w.wrapped, row.public_key, secret, KR_KEY_BYTES);
    if (err)
        return err;
    err = kr_store_begin(o->store);
    if (err)
        return err;
    err = version ? kr_store_key_wrap_operator(o->store, &former, version, account)
                  : kr_store_key_wrap_school(o->store, &former, school, account);
    if (!err)
        err = kr_store_key_wrap_delete(o->store, former.id);
    else if (err == KR_E_NOT_FOUND)
        err = 0;
    if (!err)
        err = kr_store_key_wrap_add(o->store, &w);
    return kr_store_finish(o->store, err);
}

static const char *place_of(uint64_t version)
{
    return version ? "operator.key" : "school.key";
}

static const char *owner_of(char buffer[24], uint64_t version, const char *school)
{
    snprintf(buffer, 24, "%llu", (unsigned long long)version);
    return version ? buffer : school;
}

static int find_code(struct kr_office *o, struct kr_store_key_wrap *out, uint64_t version, const char *school)
{
    return version ? kr_store_key_wrap_operator(o->store, out, version, NULL) : kr_store_key_wrap_school(o->store, out, school, NULL);
}

int kr_vault_make_code(struct kr_office *o, char code[KR_RECOVERY_TEXT_SIZE], uint64_t version, const char *school,
                       const uint8_t secret[KR_KEY_BYTES])
{
    struct kr_store_key_wrap w, former;
    struct kr_wrapped_key record;
    char fresh[KR_RECOVERY_TEXT_SIZE], owner[24];
    kr_recovery_make(fresh);
    kr_recovery_wrap(&record, fresh, place_of(version), owner_of(owner, version, school), secret);
    start_wrap(o, &w, "", version, school);
    w.len = sizeof record.bytes;
    memcpy(w.wrapped, record.bytes, sizeof record.bytes);
    int err = kr_store_begin(o->store);
    if (!err) {
        err = find_code(o, &former, version, school);
        if (!err)
            err = kr_store_key_wrap_delete(o->store, former.id);
        else if (err == KR_E_NOT_FOUND)
            err = 0;
        if (!err)
            err = kr_store_key_wrap_add(o->store, &w);
        err = kr_store_finish(o->store, err);
    }
    if (!err)
        memcpy(code, fresh, sizeof fresh);
    kr_wipe(fresh, sizeof fresh);
    return err;
}

int kr_vault_use_code(struct kr_office *o, uint8_t secret[KR_KEY_BYTES], const char *typed, unsigned *group, uint64_t version,
                      const char *school)
{
    struct kr_store_key_wrap w;
    struct kr_wrapped_key record;
    char code[KR_RECOVERY_TEXT_SIZE], owner[24];
    int err = kr_recovery_read(code, typed, group);
    if (err)
        return err;
    err = find_code(o, &w, version, school);
    if (!err) {
        memcpy(record.bytes, w.wrapped, sizeof record.bytes);
        err = kr_recovery_unwrap(secret, code, place_of(version), owner_of(owner, version, school), &record);
    }
    kr_wipe(code, sizeof code);
    return err == KR_E_NOT_FOUND ? KR_E_AUTH : err;
}
