/* SPDX-License-Identifier: EUPL-1.2 */
/* The operator's key pairs: made, granted, recovered, renewed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/log.h"
#include "office/audit/audit.h"
#include "office/mail/queue.h"
#include "office/vault/inside.h"

enum { BATCH = 50 }; /* schools a transaction: a fsync each, and others get their turn between */

static const char kind[] = "operator.key";

static void mark_of(const struct kr_office *o, uint8_t mark[KR_LOOKUP_BYTES], const struct kr_store_operator_key *k)
{
    char owner[24];
    snprintf(owner, sizeof owner, "%llu", (unsigned long long)k->version);
    kr_vault_mark(o, mark, kind, owner, k->public_key);
}

int kr_vault_operator_newest(struct kr_office *o, struct kr_store_operator_key *out)
{
    struct kr_store_operator_key row;
    uint8_t mark[KR_LOOKUP_BYTES];
    int err = kr_store_operator_key_newest(o->store, &row);
    if (err)
        return err;
    mark_of(o, mark, &row);
    if (!kr_secret_equal(mark, row.mark, sizeof mark)) {
        kr_error("the operator's public key in the database was not written by this office");
        return KR_E_AUTH;
    }
    *out = row;
    return 0;
}

int kr_vault_operator_exists(struct kr_office *o, bool *out)
{
    struct kr_store_operator_key row;
    int err = kr_store_operator_key_newest(o->store, &row);
    if (err && err != KR_E_NOT_FOUND)
        return err;
    *out = !err;
    return 0;
}

static int add_version(struct kr_office *o, uint64_t version, uint8_t secret[KR_KEY_BYTES])
{
    struct kr_store_operator_key row = {.version = version, .created_ms = kr_office_now_ms(o)};
    kr_keypair_new(row.public_key, secret);
    mark_of(o, row.mark, &row);
    return kr_store_operator_key_add(o->store, &row);
}

int kr_vault_operator_begin(struct kr_office *o, const char *account, char code[KR_RECOVERY_TEXT_SIZE])
{
    uint8_t secret[KR_KEY_BYTES] = {0};
    bool exists;
    int err = kr_store_begin(o->store);
    if (err)
        return err;
    err = kr_vault_operator_exists(o, &exists);
    if (!err && exists)
        err = KR_E_EXISTS;
    if (!err)
        err = add_version(o, 1, secret);
    if (!err)
        err = kr_vault_grant(o, account, 1, "", secret);
    if (!err)
        err = kr_vault_make_code(o, code, 1, "", secret);
    if (!err)
        err = kr_audit(o, KR_AUDIT_BY_OFFICE, "operator.key_made", account, "version=1");
    kr_wipe(secret, sizeof secret);
    return kr_store_finish(o->store, err);
}

int kr_vault_operator_grant(struct kr_office *o, const struct kr_session *who, const char *account)
{
    struct kr_store_account other;
    const struct kr_vault_session *s = kr_vault_find(o, who->id);
    if (who->account.role != KR_ROLE_OPERATOR || !kr_vault_holds(o, who))
        return KR_E_SEALED;
    int err = kr_store_begin(o->store);
    if (err)
        return err;
    err = kr_store_account_by_id(o->store, &other, account);
    if (!err && other.role != KR_ROLE_OPERATOR)
        err = KR_E_NOT_FOUND;
    for (int i = 0; !err && i < KR_VAULT_VERSIONS; i++)
        if (s->keys->operator[i].version)
            err = kr_vault_grant(o, account, s->keys->operator[i].version, "", s->keys->operator[i].secret);
    if (!err)
        err = kr_audit(o, who->account.id, "operator.key_granted", account, NULL);
    if (!err)
        err = kr_mail_tell_administrator(o, &other);
    return kr_store_finish(o->store, err);
}

int kr_vault_operator_granted(struct kr_office *o, bool *out, const char *account)
{
    struct kr_store_operator_key op;
    struct kr_store_key_wrap w;
    int err = kr_store_operator_key_newest(o->store, &op);
    if (!err)
        err = kr_store_key_wrap_operator(o->store, &w, op.version, account);
    if (err && err != KR_E_NOT_FOUND)
        return err;
    *out = !err;
    return 0;
}

struct holders {
    char (*ids)[KR_LIMIT_ID_BYTES + 1];
    size_t n, cap;
};

static int collect_holder(void *arg, const struct kr_store_key_wrap *row)
{
    struct holders *h = arg;
    if (h->n == h->cap) {
        size_t cap = h->cap ? 2 * h->cap : 16;
        void *grown = realloc(h->ids, cap * sizeof *h->ids);
        if (!grown)
            return KR_E_NOMEM;
        h->ids = grown;
        h->cap = cap;
    }
    memcpy(h->ids[h->n++], row->account, sizeof row->account);
    return 0;
}

int kr_vault_operator_holders(struct kr_office *o, uint64_t *out)
{
    struct kr_store_operator_key op;
    struct holders h = {0};
    int err = kr_store_operator_key_newest(o->store, &op);
    if (!err)
        err = kr_store_key_wrap_holders(o->store, op.version, collect_holder, &h);
    free(h.ids);
    if (err && err != KR_E_NOT_FOUND)
        return err;
    *out = h.n;
    return 0;
}

int kr_vault_operator_recover(struct kr_office *o, const struct kr_session *who, const char *typed, unsigned *group)
{
    struct kr_store_operator_key op;
    uint8_t secret[KR_KEY_BYTES];
    int err = kr_vault_operator_newest(o, &op);
    if (!err)
        err = kr_vault_use_code(o, secret, typed, group, op.version, "");
    if (err)
        return err;
    err = kr_store_begin(o->store);
    if (!err) {
        err = kr_vault_grant(o, who->account.id, op.version, "", secret);
        if (!err)
            err = kr_audit(o, who->account.id, "operator.key_recovered", who->account.id, NULL);
        err = kr_store_finish(o->store, err);
    }
    kr_wipe(secret, sizeof secret);
    return err ? err : kr_vault_open(o, who);
}

int kr_vault_operator_new_code(struct kr_office *o, const struct kr_session *who, char code[KR_RECOVERY_TEXT_SIZE])
{
    struct kr_store_operator_key op;
    int err = kr_vault_operator_newest(o, &op);
    const uint8_t *secret = err ? NULL : kr_vault_operator_secret(kr_vault_find(o, who->id), op.version);
    if (!err && !secret)
        err = KR_E_SEALED;
    if (!err)
        err = kr_store_begin(o->store);
    if (err)
        return err;
    err = kr_vault_make_code(o, code, op.version, "", secret);
    if (!err)
        err = kr_audit(o, who->account.id, "operator.code_made", NULL, NULL);
    return kr_store_finish(o->store, err);
}

/* ---- rotation ---- */

/* The new version in all sessions that hold the present one, so that nobody has to sign in anew. */
static void open_everywhere(struct kr_office *o, uint64_t present, uint64_t fresh, const uint8_t secret[KR_KEY_BYTES])
{
    for (struct kr_vault_session *s = o->vault.sessions; s; s = s->next) {
        if (!kr_vault_operator_secret(s, present))
            continue;
        int at = s->keys->operator[0].version == present ? 1 : 0;
        s->keys->operator[at].version = fresh;
        memcpy(s->keys->operator[at].secret, secret, KR_KEY_BYTES);
    }
}

static int write_version(struct kr_office *o, uint64_t present, uint64_t fresh, uint8_t secret[KR_KEY_BYTES],
                         char code[KR_RECOVERY_TEXT_SIZE], const char *by)
{
    struct holders h = {0};
    char detail[48];
    int err = add_version(o, fresh, secret);
    if (!err)
        err = kr_store_key_wrap_holders(o->store, present, collect_holder, &h);
    for (size_t i = 0; !err && i < h.n; i++)
        err = kr_vault_grant(o, h.ids[i], fresh, "", secret);
    if (!err)
        err = kr_vault_make_code(o, code, fresh, "", secret);
    snprintf(detail, sizeof detail, "version=%llu", (unsigned long long)fresh);
    if (!err)
        err = kr_audit(o, by, "operator.key_rotated", NULL, detail);
    free(h.ids);
    return err;
}

int kr_vault_operator_rotate(struct kr_office *o, const struct kr_session *who, char code[KR_RECOVERY_TEXT_SIZE])
{
    struct kr_store_operator_key op;
    uint8_t secret[KR_KEY_BYTES] = {0};
    uint64_t versions = 0;
    int err = kr_vault_operator_newest(o, &op);
    if (!err && !kr_vault_operator_secret(kr_vault_find(o, who->id), op.version))
        err = KR_E_SEALED;
    if (!err)
        err = kr_store_operator_key_count(o->store, &versions);
    if (!err && versions > 1)
        err = KR_E_STATE;
    if (!err)
        err = kr_store_begin(o->store);
    if (err)
        return err;
    err = kr_store_finish(o->store, write_version(o, op.version, op.version + 1, secret, code, who->account.id));
    if (!err)
        open_everywhere(o, op.version, op.version + 1, secret);
    kr_wipe(secret, sizeof secret);
    if (!err)
        kr_vault_work(o);
    return err;
}

int kr_vault_rotation(struct kr_office *o, struct kr_vault_rotation *out)
{
    struct kr_vault_rotation r = {0};
    struct kr_store_operator_key op;
    uint64_t versions = 0;
    int err = kr_store_operator_key_newest(o->store, &op);
    if (!err)
        err = kr_store_operator_key_count(o->store, &versions);
    if (!err)
        err = kr_store_school_count(o->store, &r.schools);
    if (!err)
        err = kr_store_school_behind(o->store, &r.left, op.version);
    if (err)
        return err;
    r.version = op.version;
    r.created_ms = op.created_ms;
    r.running = versions > 1;
    *out = r;
    return 0;
}

/* Seals one school's data key to the newest version, and to a school's key that has none yet. */
static int reseal(struct kr_office *o, const char *school, const struct kr_store_operator_key *op)
{
    struct kr_school_keys keys;
    struct kr_data_key data_key = {0};
    int err = kr_store_school_keys(o->store, &keys, school);
    if (!err)
        err = kr_vault_data_key_background(o, &data_key, &keys);
    if (!err && keys.operator_key != op->version) {
        keys.operator_key = op->version;
        err = kr_box_seal(keys.for_operator, op->public_key, data_key.bytes, sizeof data_key.bytes);
    }
    if (!err && keys.has_public && !keys.has_school) {
        keys.has_school = true;
        err = kr_box_seal(keys.for_school, keys.public_key, data_key.bytes, sizeof data_key.bytes);
    }
    if (!err)
        err = kr_store_school_set_keys(o->store, school, &keys);
    kr_wipe(&data_key, sizeof data_key);
    return err;
}

/* One transaction's worth. *done when nothing is left; whoever opened the former version forgets it then. */
static int step(struct kr_office *o, bool *done)
{
    struct kr_store_operator_key op;
    char school[KR_LIMIT_ID_BYTES + 1];
    int err = kr_vault_operator_newest(o, &op);
    if (!err)
        err = kr_store_begin(o->store);
    if (err)
        return err;
    for (int i = 0; !err && i < BATCH; i++) {
        err = kr_store_school_next_behind(o->store, school, op.version);
        if (!err)
            err = reseal(o, school, &op);
    }
    bool last = err == KR_E_NOT_FOUND;
    if (last)
        err = kr_store_operator_key_delete_before(o->store, op.version);
    err = kr_store_finish(o->store, err);
    if (err || !last)
        return err;
    for (struct kr_vault_session *s = o->vault.sessions; s; s = s->next)
        for (int i = 0; i < KR_VAULT_VERSIONS; i++)
            if (s->keys->operator[i].version != op.version)
                kr_wipe(&s->keys->operator[i], sizeof s->keys->operator[i]);
    *done = true;
    return 0;
}

static void on_closed(uv_handle_t *handle)
{
    free(handle);
}

void kr_vault_rotate_stop(struct kr_office *o)
{
    if (o->vault.timer)
        uv_close((uv_handle_t *)o->vault.timer, on_closed);
    o->vault.timer = NULL;
}

static void on_timer(uv_timer_t *timer)
{
    struct kr_office *o = timer->data;
    bool done = false;
    int err = step(o, &done);
    if (err && err != KR_E_SEALED) /* sealed: the last administrator left; the next one goes on */
        kr_warn("the schools' keys could not be sealed anew (%s)", kr_err_id(err));
    if (err || done)
        kr_vault_rotate_stop(o);
}

void kr_vault_work(struct kr_office *o)
{
    char school[KR_LIMIT_ID_BYTES + 1];
    struct kr_store_operator_key op;
    uint64_t versions = 0;
    if (o->vault.timer || !kr_vault_is_open(o))
        return;
    int err = kr_store_operator_key_newest(o->store, &op);
    if (!err)
        err = kr_store_operator_key_count(o->store, &versions);
    if (!err && versions < 2)
        err = kr_store_school_next_behind(o->store, school, op.version);
    if (err)
        return; /* nothing to do */
    uv_timer_t *timer = malloc(sizeof *timer);
    if (!timer)
        return; /* tried again in a minute */
    uv_timer_init(o->hasher.loop, timer);
    timer->data = o;
    uv_timer_start(timer, on_timer, 0, 10);
    o->vault.timer = timer;
}
