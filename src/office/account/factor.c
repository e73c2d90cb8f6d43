/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/account/factor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "office/audit/audit.h"
#include "office/room/title.h"
#include "office/vault/vault.h"

enum {
    ID_DIGITS = 20,
    CODE_DIGITS = 10,
    KEY_BYTES_MAX = 4 + 2 + KR_WEBAUTHN_CREDENTIAL_MAX + 2 + KR_WEBAUTHN_KEY_MAX + KR_FACTOR_NAME_BYTES,
    SEALED_MAX = (KEY_BYTES_MAX / KR_SEAL_BYTES_PAD + 1) * KR_SEAL_BYTES_PAD + KR_SEAL_BYTES_OVERHEAD,
};

static const char purpose[] = "second factor";

bool kr_factor_required(enum kr_role role)
{
    return role == KR_ROLE_OPERATOR;
}

int kr_factor_exists(struct kr_office *o, bool *out, const char *account)
{
    uint64_t totp = 0, keys = 0;
    int err = kr_store_factor_count(o->store, &totp, account, KR_FACTOR_TOTP);
    if (!err)
        err = kr_store_factor_count(o->store, &keys, account, KR_FACTOR_KEY);
    if (!err)
        *out = totp || keys;
    return err;
}

/* ---- sealed rows ---- */

static const char *place_of(enum kr_factor_kind kind)
{
    return kind == KR_FACTOR_TOTP ? "factor.totp" : kind == KR_FACTOR_KEY ? "factor.key" : "factor.code";
}

static int add(struct kr_office *o, const struct kr_session *who, enum kr_factor_kind kind, const void *bytes, size_t len,
               uint64_t counter)
{
    struct kr_store_factor row = {.kind = kind, .counter = counter, .created_ms = kr_office_now_ms(o)};
    uint8_t key[KR_KEY_BYTES], sealed[SEALED_MAX];
    int err = kr_vault_account_key_for(o, key, who, purpose);
    if (err)
        return err;
    kr_random_code(row.id, sizeof row.id, ID_DIGITS);
    snprintf(row.account, sizeof row.account, "%s", who->account.id);
    kr_seal_bytes(sealed, key, place_of(kind), row.id, bytes, len);
    row.sealed = sealed;
    row.sealed_len = kr_seal_bytes_size(len);
    err = kr_store_factor_add(o->store, &row);
    kr_wipe(key, sizeof key);
    return err;
}

struct reading {
    struct kr_factors *out;
    uint8_t key[KR_KEY_BYTES];
};

static bool take_key(struct kr_factors *f, const struct kr_store_factor *row, const uint8_t *bytes, size_t len)
{
    struct kr_factor_key *k = &f->keys[f->n_keys];
    struct kr_reader r = kr_reader_of(bytes, len);
    k->algorithm = -(int)kr_read_u8(&r);
    k->credential_len = kr_read_be16(&r);
    const uint8_t *credential = kr_read_bytes(&r, k->credential_len);
    k->public_key_len = kr_read_be16(&r);
    const uint8_t *public_key = kr_read_bytes(&r, k->public_key_len);
    size_t name_len = kr_reader_left(&r);
    if (r.failed || k->credential_len > sizeof k->credential || k->public_key_len > sizeof k->public_key ||
        name_len > KR_FACTOR_NAME_BYTES)
        return false;
    memcpy(k->credential, credential, k->credential_len);
    memcpy(k->public_key, public_key, k->public_key_len);
    memcpy(k->name, bytes + len - name_len, name_len);
    k->name[name_len] = '\0';
    memcpy(k->id, row->id, sizeof k->id);
    k->created_ms = row->created_ms;
    k->counter = row->counter;
    f->n_keys++;
    return true;
}

/* What does not open was not written by this account's owner and counts for nothing. */
static int take_row(void *arg, struct kr_store_factor *row)
{
    struct reading *reading = arg;
    struct kr_factors *f = reading->out;
    uint8_t bytes[SEALED_MAX];
    size_t len;
    if (row->sealed_len > sizeof bytes ||
        kr_unseal_bytes(bytes, &len, reading->key, place_of(row->kind), row->id, row->sealed, row->sealed_len))
        return 0;
    if (row->kind == KR_FACTOR_TOTP && len == sizeof f->totp) {
        f->has_totp = true;
        memcpy(f->totp_id, row->id, sizeof f->totp_id);
        memcpy(f->totp, bytes, len);
    } else if (row->kind == KR_FACTOR_KEY && f->n_keys < KR_FACTOR_KEYS) {
        (void)take_key(f, row, bytes, len);
    } else if (row->kind == KR_FACTOR_CODE && f->n_codes < KR_FACTOR_CODES && len == KR_FACTOR_CODE_SIZE) {
        memcpy(f->codes[f->n_codes].id, row->id, sizeof row->id);
        memcpy(f->codes[f->n_codes++].code, bytes, len);
    }
    kr_wipe(bytes, sizeof bytes);
    return 0;
}

int kr_factors_read(struct kr_office *o, struct kr_factors *out, const struct kr_session *who)
{
    struct reading r = {.out = out};
    int err = kr_vault_account_key_for(o, r.key, who, purpose);
    *out = (struct kr_factors){0};
    if (!err)
        err = kr_store_factor_list(o->store, who->account.id, take_row, &r);
    kr_wipe(&r, sizeof r);
    return err;
}

static struct kr_factors *read_new(struct kr_office *o, const struct kr_session *who, int *err)
{
    struct kr_factors *f = calloc(1, sizeof *f);
    *err = f ? kr_factors_read(o, f, who) : KR_E_NOMEM;
    return f;
}

static void drop(struct kr_factors *f)
{
    if (f)
        kr_wipe(f, sizeof *f);
    free(f);
}

/* ---- the app ---- */

int kr_factor_totp_begin(struct kr_office *o, const struct kr_session *who, char secret[KR_TOTP_TEXT_SIZE])
{
    struct kr_vault_scratch *scratch = kr_vault_scratch(o, who);
    if (!scratch)
        return KR_E_SEALED;
    kr_random_bytes(scratch->totp, sizeof scratch->totp);
    scratch->has_totp = true;
    kr_totp_secret_show(secret, scratch->totp);
    return 0;
}

int kr_factor_totp_confirm(struct kr_office *o, const struct kr_session *who, const char *typed)
{
    struct kr_vault_scratch *scratch = kr_vault_scratch(o, who);
    uint64_t step;
    if (!scratch || !scratch->has_totp)
        return KR_E_STATE;
    int err = kr_totp_check(&step, scratch->totp, typed, kr_office_now_ms(o));
    if (!err)
        err = kr_store_begin(o->store);
    if (err)
        return err;
    err = kr_store_factor_delete_kind(o->store, who->account.id, KR_FACTOR_TOTP);
    if (!err)
        err = add(o, who, KR_FACTOR_TOTP, scratch->totp, sizeof scratch->totp, step);
    if (!err)
        err = kr_audit(o, who->account.id, "account.factor_added", who->account.id, "kind=totp");
    err = kr_store_finish(o->store, err);
    if (!err) {
        kr_wipe(scratch->totp, sizeof scratch->totp);
        scratch->has_totp = false;
    }
    return err;
}

int kr_factor_totp_use(struct kr_office *o, const struct kr_session *who, const char *typed)
{
    uint64_t step;
    int err;
    struct kr_factors *f = read_new(o, who, &err);
    if (!err && !f->has_totp)
        err = KR_E_AUTH;
    if (!err)
        err = kr_totp_check(&step, f->totp, typed, kr_office_now_ms(o));
    if (!err)
        err = kr_store_factor_use(o->store, f->totp_id, step);
    drop(f);
    return err == KR_E_REPLAY ? KR_E_AUTH : err;
}

/* ---- codes on paper ---- */

static void show_code(char out[KR_FACTOR_CODE_SIZE], const char *digits)
{
    snprintf(out, KR_FACTOR_CODE_SIZE, "%.5s-%.5s", digits, digits + CODE_DIGITS / 2);
}

int kr_factor_codes_make(struct kr_office *o, const struct kr_session *who, char codes[KR_FACTOR_CODES][KR_FACTOR_CODE_SIZE])
{
    char fresh[KR_FACTOR_CODES][KR_FACTOR_CODE_SIZE], digits[CODE_DIGITS + 1];
    int err = kr_store_begin(o->store);
    if (err)
        return err;
    err = kr_store_factor_delete_kind(o->store, who->account.id, KR_FACTOR_CODE);
    for (int i = 0; !err && i < KR_FACTOR_CODES; i++) {
        kr_random_code(digits, sizeof digits, CODE_DIGITS);
        show_code(fresh[i], digits);
        err = add(o, who, KR_FACTOR_CODE, fresh[i], sizeof fresh[i], 0);
    }
    if (!err)
        err = kr_audit(o, who->account.id, "account.factor_added", who->account.id, "kind=codes");
    err = kr_store_finish(o->store, err);
    if (!err)
        memcpy(codes, fresh, sizeof fresh);
    kr_wipe(fresh, sizeof fresh);
    kr_wipe(digits, sizeof digits);
    return err;
}

/* As typed: case, spaces and hyphens do not matter; o is 0, i and l are 1. */
static bool read_code(char out[KR_FACTOR_CODE_SIZE], const char *typed)
{
    char digits[CODE_DIGITS + 1];
    size_t n = 0;
    for (; *typed; typed++) {
        char c = *typed >= 'A' && *typed <= 'Z' ? (char)(*typed - 'A' + 'a') : *typed;
        if (c == ' ' || c == '-')
            continue;
        if (n == CODE_DIGITS)
            return false;
        digits[n++] = c == 'o' ? '0' : c == 'i' || c == 'l' ? '1' : c;
    }
    digits[n] = '\0';
    show_code(out, digits);
    return n == CODE_DIGITS;
}

int kr_factor_code_use(struct kr_office *o, const struct kr_session *who, const char *typed)
{
    char code[KR_FACTOR_CODE_SIZE];
    const char *id = NULL;
    int err;
    if (!read_code(code, typed))
        return KR_E_AUTH;
    struct kr_factors *f = read_new(o, who, &err);
    for (unsigned i = 0; !err && i < f->n_codes; i++)
        if (kr_secret_equal(f->codes[i].code, code, sizeof code))
            id = f->codes[i].id;
    if (!err && !id)
        err = KR_E_AUTH;
    if (!err)
        err = kr_store_begin(o->store);
    if (!err) {
        err = kr_store_factor_delete(o->store, who->account.id, id);
        if (!err)
            err = kr_audit(o, who->account.id, "account.factor_code_used", who->account.id, NULL);
        err = kr_store_finish(o->store, err);
    }
    drop(f);
    kr_wipe(code, sizeof code);
    return err == KR_E_NOT_FOUND ? KR_E_AUTH : err;
}

/* ---- security keys ---- */

int kr_factor_challenge(struct kr_office *o, const struct kr_session *who, bool creates, char out[44])
{
    struct kr_vault_scratch *s = kr_vault_scratch(o, who);
    if (!s)
        return KR_E_SEALED;
    kr_random_token(s->challenge, sizeof s->challenge, KR_WEBAUTHN_CHALLENGE_BYTES);
    s->challenge_creates = creates;
    s->challenge_ends_ms = kr_office_now_ms(o) + KR_FACTOR_CHALLENGE_MS;
    memcpy(out, s->challenge, sizeof s->challenge);
    return 0;
}

/* Each challenge is good for one answer, right or wrong. */
static int take_challenge(struct kr_office *o, const struct kr_session *who, bool creates, char out[44])
{
    struct kr_vault_scratch *s = kr_vault_scratch(o, who);
    if (!s || !s->challenge[0] || s->challenge_creates != creates || kr_office_now_ms(o) >= s->challenge_ends_ms)
        return KR_E_STATE;
    memcpy(out, s->challenge, sizeof s->challenge);
    s->challenge[0] = '\0';
    return 0;
}

static int write_key(struct kr_office *o, const struct kr_session *who, const struct kr_factor_new_key *key,
                     const struct kr_webauthn_auth *auth, const char *name)
{
    uint8_t bytes[KEY_BYTES_MAX];
    struct kr_writer w = kr_writer_of(bytes, sizeof bytes);
    kr_write_u8(&w, (uint8_t)-key->algorithm);
    kr_write_be16(&w, (uint16_t)auth->credential_len);
    kr_write_bytes(&w, auth->credential, auth->credential_len);
    kr_write_be16(&w, (uint16_t)key->public_key_len);
    kr_write_bytes(&w, key->public_key, key->public_key_len);
    kr_write_bytes(&w, name, strlen(name));
    if (w.failed)
        return KR_E_TOO_LARGE;
    int err = kr_store_begin(o->store);
    if (err)
        return err;
    err = add(o, who, KR_FACTOR_KEY, bytes, w.len, auth->counter);
    if (!err)
        err = kr_audit(o, who->account.id, "account.factor_added", who->account.id, "kind=key");
    return kr_store_finish(o->store, err);
}

static int check_new(const struct kr_factors *f, const struct kr_webauthn_auth *auth)
{
    if (!auth->user_present || !auth->credential)
        return KR_E_AUTH;
    for (unsigned i = 0; i < f->n_keys; i++)
        if (f->keys[i].credential_len == auth->credential_len &&
            memcmp(f->keys[i].credential, auth->credential, auth->credential_len) == 0)
            return KR_E_EXISTS;
    return f->n_keys == KR_FACTOR_KEYS ? KR_E_FULL : 0;
}

int kr_factor_key_add(struct kr_office *o, const struct kr_session *who, const struct kr_factor_new_key *key)
{
    char challenge[44], name[KR_TITLE_SIZE];
    struct kr_webauthn_auth auth;
    int err = take_challenge(o, who, true, challenge);
    if (!err)
        err = kr_title_clean(name, key->name);
    if (!err)
        err = kr_webauthn_check_client(key->client_data, key->client_len, "webauthn.create", challenge, key->origin);
    if (!err)
        err = kr_webauthn_read_auth(&auth, key->auth_data, key->auth_len, key->rp);
    if (!err)
        err = kr_webauthn_check_key(key->public_key, key->public_key_len, key->algorithm);
    if (err)
        return err;
    struct kr_factors *f = read_new(o, who, &err);
    if (!err)
        err = check_new(f, &auth);
    if (!err)
        err = write_key(o, who, key, &auth, name);
    drop(f);
    return err;
}

/* Section 7.2 step 21: a counter that does not grow is a copy of the key, unless the key has none. */
static int count(struct kr_office *o, const struct kr_factor_key *k, uint32_t counter)
{
    if (counter == 0 && k->counter == 0)
        return 0;
    int err = kr_store_factor_use(o->store, k->id, counter);
    return err == KR_E_REPLAY ? KR_E_AUTH : err;
}

int kr_factor_key_use(struct kr_office *o, const struct kr_session *who, const struct kr_factor_assertion *a)
{
    char challenge[44];
    struct kr_webauthn_auth auth;
    const struct kr_factor_key *k = NULL;
    int err = take_challenge(o, who, false, challenge);
    if (err)
        return err;
    struct kr_factors *f = read_new(o, who, &err);
    for (unsigned i = 0; !err && i < f->n_keys; i++)
        if (f->keys[i].credential_len == a->credential_len && memcmp(f->keys[i].credential, a->credential, a->credential_len) == 0)
            k = &f->keys[i];
    if (!err && !k)
        err = KR_E_AUTH;
    if (!err)
        err = kr_webauthn_check_client(a->client_data, a->client_len, "webauthn.get", challenge, a->origin);
    if (!err)
        err = kr_webauthn_read_auth(&auth, a->auth_data, a->auth_len, a->rp);
    if (!err && !auth.user_present)
        err = KR_E_AUTH;
    if (!err)
        err = kr_webauthn_verify(k->public_key, k->public_key_len, k->algorithm, a->auth_data, a->auth_len, a->client_data,
                                 a->client_len, a->signature, a->signature_len);
    if (!err)
        err = count(o, k, auth.counter);
    drop(f);
    return err == KR_E_MALFORMED ? KR_E_AUTH : err;
}

/* ---- removing ---- */

int kr_factor_remove(struct kr_office *o, const struct kr_session *who, const char *id)
{
    uint64_t totp = 0, keys = 0;
    const char *account = who->account.id;
    int err = kr_store_begin(o->store);
    if (err)
        return err;
    err = id ? kr_store_factor_delete(o->store, account, id) : kr_store_factor_delete_kind(o->store, account, KR_FACTOR_TOTP);
    if (!err)
        err = kr_store_factor_count(o->store, &totp, account, KR_FACTOR_TOTP);
    if (!err)
        err = kr_store_factor_count(o->store, &keys, account, KR_FACTOR_KEY);
    if (!err && totp + keys == 0)
        err = kr_factor_required(who->account.role) ? KR_E_STATE : kr_store_factor_delete_account(o->store, account);
    if (!err)
        err = kr_audit(o, account, "account.factor_removed", account, id ? "kind=key" : "kind=totp");
    return kr_store_finish(o->store, err);
}
