/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/room/token.h"

#include <stdio.h>
#include <string.h>

#include "office/revocation.h"

static int unseal_token(const struct kr_office *o, struct kr_token *out, const struct kr_store_token *row)
{
    struct kr_token t = {.action = (enum kr_token_action)row->action, .expires_ms = row->expires_ms};
    snprintf(t.id, sizeof t.id, "%s", row->id);
    snprintf(t.room, sizeof t.room, "%s", row->room);
    if (row->action > KR_TOKEN_PLAY || kr_unseal(t.note, sizeof t.note, o->keys.seal, "token.note", row->id, &row->note))
        return KR_E_IO;
    *out = t;
    return 0;
}

int kr_token_create(struct kr_office *o, struct kr_token *out, char secret[KR_TOKEN_SECRET_SIZE], const char *room,
                    enum kr_token_action action, const char *note, uint64_t valid_ms)
{
    uint64_t n, now_ms = kr_office_now_ms(o);
    struct kr_token t = {.action = action, .expires_ms = now_ms + valid_ms};
    struct kr_store_token row = {.action = action, .created_ms = now_ms, .expires_ms = now_ms + valid_ms};
    int err = kr_store_token_sweep(o->store, now_ms); /* what has expired takes no place */
    if (!err)
        err = kr_store_token_count(o->store, &n, room);
    if (!err && n >= KR_OFFICE_TOKENS_PER_ROOM)
        err = KR_E_FULL;
    if (!err)
        err = kr_note_clean(t.note, note);
    if (err)
        return err;
    kr_random_code(t.id, sizeof t.id, KR_TOKEN_ID_DIGITS);
    snprintf(t.room, sizeof t.room, "%s", room);
    snprintf(row.id, sizeof row.id, "%s", t.id);
    snprintf(row.room, sizeof row.room, "%s", t.room);

    char fresh[KR_TOKEN_SECRET_SIZE];
    kr_random_token(fresh, sizeof fresh, KR_TOKEN_SECRET_BYTES);
    kr_lookup_hash(row.hash, o->keys.lookup, "token", fresh);
    err = kr_seal(&row.note, o->keys.seal, "token.note", t.id, t.note);
    if (!err)
        err = kr_store_token_add(o->store, &row);
    if (!err) {
        *out = t;
        memcpy(secret, fresh, sizeof fresh);
    }
    kr_wipe(fresh, sizeof fresh);
    return err;
}

struct listing {
    const struct kr_office *office;
    uint64_t now_ms;
    kr_token_fn *each;
    void *arg;
};

static int list_one(void *arg, const struct kr_store_token *row)
{
    const struct listing *l = arg;
    struct kr_token t;
    if (row->expires_ms <= l->now_ms)
        return 0;
    int err = unseal_token(l->office, &t, row);
    return err ? err : l->each(l->arg, &t);
}

int kr_token_list(struct kr_office *o, const char *room, kr_token_fn *each, void *arg)
{
    struct listing l = {o, kr_office_now_ms(o), each, arg};
    return kr_store_token_list(o->store, room, list_one, &l);
}

static int delete_row(struct kr_office *o, const char *id)
{
    int err = kr_store_begin(o->store);
    if (err)
        return err;
    err = kr_store_token_delete(o->store, id);
    if (!err)
        err = kr_revoke(o, id);
    return kr_store_finish(o->store, err);
}

int kr_token_delete(struct kr_office *o, const char *room, const char *id)
{
    struct kr_store_token row;
    int err = kr_store_token_by_id(o->store, &row, id);
    if (!err && room && strcmp(row.room, room) != 0)
        err = KR_E_NOT_FOUND;
    if (!err)
        err = delete_row(o, id);
    if (!err) {
        struct kr_link_msg msg = {.head.type = KR_LINK_TOKEN_DELETED, .u.token_deleted = {id, (int64_t)kr_revoked_until_ms(o)}};
        o->env.event(o->env.arg, &msg);
    }
    return err;
}

int kr_token_use(struct kr_office *o, struct kr_token *out, const char *secret, const char *room, enum kr_token_action action)
{
    struct kr_store_token row;
    struct kr_token t;
    uint8_t hash[KR_LOOKUP_BYTES];
    kr_lookup_hash(hash, o->keys.lookup, "token", secret);
    int err = kr_store_token_by_hash(o->store, &row, hash);
    if (!err)
        err = unseal_token(o, &t, &row);
    if (!err && (t.expires_ms <= kr_office_now_ms(o) || strcmp(t.room, room) != 0 || t.action != action))
        err = KR_E_NOT_FOUND;
    if (!err)
        *out = t;
    return err == KR_E_NOT_FOUND ? KR_E_AUTH : err;
}
