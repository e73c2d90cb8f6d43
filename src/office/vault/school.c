/* SPDX-License-Identifier: EUPL-1.2 */
/* A school's data key, and its own key pair. */
#include <string.h>

#include "office/audit/audit.h"
#include "office/vault/inside.h"

int kr_vault_data_key_new(struct kr_office *o, struct kr_data_key *key, struct kr_school_keys *keys)
{
    struct kr_store_operator_key op;
    struct kr_school_keys fresh = {0};
    struct kr_data_key k;
    int err = kr_vault_operator_newest(o, &op);
    if (err)
        return err == KR_E_NOT_FOUND ? KR_E_STATE : err;
    kr_random_bytes(k.bytes, sizeof k.bytes);
    fresh.operator_key = op.version;
    err = kr_box_seal(fresh.for_operator, op.public_key, k.bytes, sizeof k.bytes);
    if (!err) {
        *key = k;
        *keys = fresh;
    }
    kr_wipe(&k, sizeof k);
    return err;
}

static int open_for_operator(struct kr_data_key *key, const uint8_t *secret, const struct kr_school_keys *keys)
{
    return secret ? kr_box_open(key->bytes, secret, keys->for_operator, sizeof keys->for_operator) : KR_E_SEALED;
}

int kr_vault_data_key(struct kr_office *o, struct kr_data_key *key, const struct kr_session *who, const char *school,
                      const struct kr_school_keys *keys)
{
    struct kr_data_key k;
    int err = KR_E_SEALED;
    const struct kr_vault_session *s = kr_vault_find(o, who->id);
    if (s && who->account.role == KR_ROLE_OPERATOR)
        err = open_for_operator(&k, kr_vault_operator_secret(s, keys->operator_key), keys);
    else if (s && s->keys->has_school && keys->has_school && strcmp(s->school, school) == 0)
        err = kr_box_open(k.bytes, s->keys->school, keys->for_school, sizeof keys->for_school);
    if (!err)
        *key = k;
    kr_wipe(&k, sizeof k);
    return err;
}

int kr_vault_data_key_background(struct kr_office *o, struct kr_data_key *key, const struct kr_school_keys *keys)
{
    struct kr_data_key k;
    int err = open_for_operator(&k, kr_vault_any_operator_secret(o, keys->operator_key), keys);
    if (!err)
        *key = k;
    kr_wipe(&k, sizeof k);
    return err;
}

int kr_vault_box(uint8_t *out, const struct kr_school_keys *keys, const void *bytes, size_t len)
{
    return keys->has_public ? kr_box_seal(out, keys->public_key, bytes, len) : KR_E_STATE;
}

int kr_vault_unbox(struct kr_office *o, uint8_t *out, const struct kr_session *who, const void *box, size_t len)
{
    const struct kr_vault_session *s = kr_vault_find(o, who->id);
    if (!s || !s->keys->has_school)
        return KR_E_SEALED;
    return kr_box_open(out, s->keys->school, box, len);
}

/* ---- the school's pair ---- */

/* Writes a new pair into the row, with its code and its first holder. The data key goes with it if it is at hand. */
static int make_pair(struct kr_office *o, const char *school, struct kr_school_keys *keys, const struct kr_data_key *data_key,
                     const char *account, char code[KR_RECOVERY_TEXT_SIZE])
{
    uint8_t secret[KR_KEY_BYTES];
    kr_keypair_new(keys->public_key, secret);
    keys->has_public = true;
    keys->has_school = data_key != NULL;
    int err = data_key ? kr_box_seal(keys->for_school, keys->public_key, data_key->bytes, sizeof data_key->bytes) : 0;
    if (!err)
        err = kr_store_school_set_keys(o->store, school, keys);
    if (!err)
        err = kr_store_key_wrap_delete_school(o->store, school);
    if (!err)
        err = kr_vault_grant(o, account, 0, school, secret);
    if (!err)
        err = kr_vault_make_code(o, code, 0, school, secret);
    kr_wipe(secret, sizeof secret);
    return err;
}

int kr_vault_school_begin_with(struct kr_office *o, const struct kr_data_key *data_key, const char *by, const char *school,
                               const char *account, char code[KR_RECOVERY_TEXT_SIZE])
{
    struct kr_school_keys keys;
    int err = kr_store_begin(o->store);
    if (err)
        return err;
    err = kr_store_school_keys(o->store, &keys, school);
    if (!err && keys.has_public)
        err = KR_E_EXISTS;
    if (!err)
        err = make_pair(o, school, &keys, data_key, account, code);
    if (!err)
        err = kr_audit(o, by, "school.key_made", school, NULL);
    return kr_store_finish(o->store, err);
}

int kr_vault_school_begin(struct kr_office *o, const struct kr_session *who, const char *school, const char *account,
                          char code[KR_RECOVERY_TEXT_SIZE])
{
    struct kr_school_keys keys;
    struct kr_data_key data_key;
    int err = kr_store_school_keys(o->store, &keys, school);
    if (!err && keys.has_public)
        err = KR_E_EXISTS;
    if (!err)
        err = kr_vault_data_key(o, &data_key, who, school, &keys);
    if (err)
        return err;
    err = kr_vault_school_begin_with(o, &data_key, who->account.id, school, account, code);
    kr_wipe(&data_key, sizeof data_key);
    return err;
}

int kr_vault_school_grant(struct kr_office *o, const struct kr_session *who, const char *account)
{
    struct kr_store_account other;
    const struct kr_vault_session *s = kr_vault_find(o, who->id);
    if (!s || !s->keys->has_school)
        return KR_E_SEALED;
    int err = kr_store_begin(o->store);
    if (err)
        return err;
    err = kr_store_account_by_id(o->store, &other, account);
    if (!err && (strcmp(other.school, s->school) != 0 || !kr_role_holds_keys(other.role)))
        err = KR_E_NOT_FOUND;
    if (!err && other.must_change)
        err = KR_E_STATE;
    if (!err)
        err = kr_vault_grant(o, account, 0, s->school, s->keys->school);
    if (!err)
        err = kr_audit(o, who->account.id, "school.key_granted", account, NULL);
    return kr_store_finish(o->store, err);
}

int kr_vault_school_standing(struct kr_office *o, enum kr_vault_standing *out, const struct kr_store_account *a)
{
    struct kr_store_key_wrap w;
    int err = kr_store_key_wrap_school(o->store, &w, a->school, a->id);
    if (err && err != KR_E_NOT_FOUND)
        return err;
    *out = !err ? KR_VAULT_HOLDS : a->must_change || !a->verifier[0] ? KR_VAULT_NEW : KR_VAULT_WAITS;
    return 0;
}

int kr_vault_school_recover(struct kr_office *o, const struct kr_session *who, const char *typed, unsigned *group)
{
    const char *school = who->account.school;
    uint8_t secret[KR_KEY_BYTES];
    int err = kr_vault_use_code(o, secret, typed, group, 0, school);
    if (err)
        return err;
    err = kr_store_begin(o->store);
    if (!err) {
        err = kr_vault_grant(o, who->account.id, 0, school, secret);
        if (!err)
            err = kr_audit(o, who->account.id, "school.key_recovered", school, NULL);
        err = kr_store_finish(o->store, err);
    }
    kr_wipe(secret, sizeof secret);
    return err ? err : kr_vault_open(o, who);
}

int kr_vault_school_new_code(struct kr_office *o, const struct kr_session *who, char code[KR_RECOVERY_TEXT_SIZE])
{
    const struct kr_vault_session *s = kr_vault_find(o, who->id);
    if (!s || !s->keys->has_school)
        return KR_E_SEALED;
    int err = kr_store_begin(o->store);
    if (err)
        return err;
    err = kr_vault_make_code(o, code, 0, s->school, s->keys->school);
    if (!err)
        err = kr_audit(o, who->account.id, "school.code_made", s->school, NULL);
    return kr_store_finish(o->store, err);
}

int kr_vault_school_renew(struct kr_office *o, const struct kr_session *who, char code[KR_RECOVERY_TEXT_SIZE])
{
    const char *school = who->account.school;
    struct kr_school_keys keys;
    struct kr_data_key data_key = {0};
    int err = kr_store_begin(o->store);
    if (err)
        return err;
    err = kr_store_school_keys(o->store, &keys, school);
    int opened = err ? err : kr_vault_data_key_background(o, &data_key, &keys);
    if (!err && opened && opened != KR_E_SEALED)
        err = opened;
    if (!err)
        err = make_pair(o, school, &keys, opened ? NULL : &data_key, who->account.id, code);
    if (!err)
        err = kr_audit(o, who->account.id, "school.key_renewed", school, NULL);
    kr_wipe(&data_key, sizeof data_key);
    err = kr_store_finish(o->store, err);
    if (err)
        return err;
    kr_vault_forget_school(o, school);
    return kr_vault_open(o, who);
}
