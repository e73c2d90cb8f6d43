/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/session.h"

#include <stdio.h>
#include <string.h>

static void hash_of(const struct kr_office *o, uint8_t out[KR_LOOKUP_BYTES], const char *text)
{
    kr_lookup_hash(out, o->keys.lookup, "session", text);
}

int kr_session_start(struct kr_office *o, char text[KR_SESSION_TEXT_SIZE], struct kr_session *out,
                     const struct kr_store_account *account)
{
    char fresh[KR_SESSION_TEXT_SIZE];
    uint64_t now_ms = kr_office_now_ms(o);
    struct kr_store_session row = {.created_ms = now_ms, .used_ms = now_ms};
    kr_random_token(fresh, sizeof fresh, KR_SESSION_BYTES);
    hash_of(o, row.hash, fresh);
    snprintf(row.account, sizeof row.account, "%s", account->id);

    int err = kr_store_session_trim(o->store, account->id, KR_OFFICE_SESSIONS_PER_ACCOUNT - 1);
    if (!err)
        err = kr_store_session_add(o->store, &row);
    if (!err) {
        *out = (struct kr_session){.account = *account, .created_ms = now_ms, .used_ms = now_ms};
        memcpy(text, fresh, sizeof fresh);
    }
    kr_wipe(fresh, sizeof fresh);
    return err;
}

static bool has_ended(const struct kr_store_session *row, uint64_t now_ms)
{
    return now_ms >= row->used_ms + KR_SESSION_IDLE_MS || now_ms >= row->created_ms + KR_SESSION_ABSOLUTE_MS;
}

int kr_session_use(struct kr_office *o, struct kr_session *out, const char *text)
{
    struct kr_store_session row;
    struct kr_session session;
    uint64_t now_ms = kr_office_now_ms(o);
    if (!text || strlen(text) != KR_SESSION_TEXT_SIZE - 1)
        return KR_E_AUTH;
    uint8_t hash[KR_LOOKUP_BYTES];
    hash_of(o, hash, text);
    int err = kr_store_session_get(o->store, &row, hash);
    if (!err && has_ended(&row, now_ms)) {
        err = kr_store_session_delete(o->store, hash);
        if (!err)
            err = KR_E_NOT_FOUND;
    }
    if (!err)
        err = kr_store_account_by_id(o->store, &session.account, row.account);
    if (!err && session.account.locked)
        err = KR_E_NOT_FOUND;
    if (!err && now_ms >= row.used_ms + KR_SESSION_TOUCH_MS) {
        err = kr_store_session_touch(o->store, hash, now_ms);
        row.used_ms = now_ms;
    }
    if (err)
        return err == KR_E_NOT_FOUND ? KR_E_AUTH : err;
    session.created_ms = row.created_ms;
    session.used_ms = row.used_ms;
    *out = session;
    return 0;
}

int kr_session_sign_out(struct kr_office *o, const char *text)
{
    uint8_t hash[KR_LOOKUP_BYTES];
    hash_of(o, hash, text);
    return kr_store_session_delete(o->store, hash);
}
