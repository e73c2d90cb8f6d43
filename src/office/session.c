/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/session.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "office/account/expiry.h"
#include "office/school/enrolment.h"
#include "office/store/administrator.h"
#include "office/store/roster.h"
#include "office/vault/vault.h"

enum { SESSION_ID_DIGITS = 20, KEY_SESSIONS = 20 /* one person's */ };

static void hash_of(const struct kr_office *o, uint8_t out[KR_LOOKUP_BYTES], const char *text)
{
    kr_lookup_hash(out, o->keys.lookup, "session", text);
}

/* Keys that do not open leave the session sealed: whoever has the password may still come in and recover. */
static int open_vault(struct kr_office *o, const struct kr_session *s)
{
    int err = kr_vault_open(o, s);
    if (err != KR_E_AUTH)
        return err;
    kr_warn("a key in the database was not written by this office; it stays sealed");
    return 0;
}

static int enter_vault(struct kr_office *o, const struct kr_session *s, const struct kr_hash_keys *keys)
{
    int err = kr_vault_enter(o, s, keys);
    if (err == KR_E_AUTH) {
        kr_warn("an account's key in the database was not written by this office; it stays sealed");
        err = kr_vault_enter(o, s, NULL);
    }
    if (!err && s->stage == KR_SESSION_SIGNED_IN)
        err = open_vault(o, s);
    if (err)
        kr_vault_leave(o, s->id);
    return err;
}

int kr_session_start(struct kr_office *o, char text[KR_SESSION_TEXT_SIZE], struct kr_session *out, const struct kr_session_start *start)
{
    char fresh[KR_SESSION_TEXT_SIZE];
    uint64_t now_ms = kr_office_now_ms(o);
    bool holds_keys = kr_role_holds_keys(start->account->role);
    struct kr_session s = {.account = *start->account, .stage = start->stage, .created_ms = now_ms, .used_ms = now_ms};
    struct kr_store_session row = {.created_ms = now_ms, .used_ms = now_ms, .stage = start->stage};
    kr_random_token(fresh, sizeof fresh, KR_SESSION_BYTES);
    hash_of(o, row.hash, fresh);
    kr_random_code(s.id, sizeof s.id, SESSION_ID_DIGITS);
    snprintf(s.device, sizeof s.device, "%s", start->device);
    snprintf(row.id, sizeof row.id, "%s", s.id);
    snprintf(row.device, sizeof row.device, "%s", s.device);
    snprintf(row.account, sizeof row.account, "%s", s.account.id);

    int err = kr_store_session_trim(o->store, s.account.id, (holds_keys ? KEY_SESSIONS : KR_OFFICE_SESSIONS_PER_ACCOUNT) - 1);
    if (!err)
        err = kr_store_session_add(o->store, &row);
    if (!err)
        err = kr_store_roster_used(o->store, s.account.id, kr_day_of(now_ms));
    if (!err && holds_keys) {
        err = enter_vault(o, &s, start->keys);
        if (err)
            (void)!kr_store_session_delete(o->store, row.hash); /* it would be refused at its first use, too */
    }
    if (!err) {
        *out = s;
        memcpy(text, fresh, sizeof fresh);
    }
    kr_wipe(fresh, sizeof fresh);
    return err;
}

static uint64_t ends_ms(const struct kr_store_session *row)
{
    uint64_t idle = row->used_ms + KR_SESSION_IDLE_MS, most = row->created_ms + KR_SESSION_ABSOLUTE_MS;
    if (row->stage == KR_SESSION_FACTOR)
        return row->created_ms + KR_SESSION_FACTOR_MS;
    return idle < most ? idle : most;
}

int kr_session_school_active(struct kr_office *o, const struct kr_store_account *a, bool *out)
{
    uint64_t state = KR_SCHOOL_ACTIVE;
    int err = *a->school && !kr_role_holds_keys(a->role) ? kr_store_school_state(o->store, &state, a->school) : 0;
    if (!err)
        *out = state == KR_SCHOOL_ACTIVE;
    return err;
}

/* Fills in what the row says; KR_E_NOT_FOUND when it is good no more. */
static int check_row(struct kr_office *o, struct kr_session *out, const struct kr_store_session *row, uint64_t now_ms)
{
    bool active = true;
    int err = kr_store_account_by_id(o->store, &out->account, row->account);
    if (!err)
        err = kr_session_school_active(o, &out->account, &active);
    if (err)
        return err;
    if (!active || now_ms >= ends_ms(row) || out->account.locked || kr_account_has_ended(o, &out->account))
        return KR_E_NOT_FOUND;
    if (kr_role_holds_keys(out->account.role) && !kr_vault_keep(o, row->id, ends_ms(row)))
        return KR_E_NOT_FOUND;
    memcpy(out->id, row->id, sizeof out->id);
    memcpy(out->device, row->device, sizeof out->device);
    out->stage = (enum kr_session_stage)row->stage;
    out->created_ms = row->created_ms;
    out->used_ms = row->used_ms;
    return 0;
}

int kr_session_use(struct kr_office *o, struct kr_session *out, const char *text)
{
    struct kr_store_session row;
    struct kr_session session;
    uint64_t now_ms = kr_office_now_ms(o);
    uint8_t hash[KR_LOOKUP_BYTES];
    if (!text || strlen(text) != KR_SESSION_TEXT_SIZE - 1)
        return KR_E_AUTH;
    hash_of(o, hash, text);
    int err = kr_store_session_get(o->store, &row, hash);
    if (err)
        return err == KR_E_NOT_FOUND ? KR_E_AUTH : err;
    uint64_t written_ms = row.used_ms;
    if (now_ms < ends_ms(&row) && now_ms >= written_ms + KR_SESSION_TOUCH_MS)
        row.used_ms = now_ms;
    err = check_row(o, &session, &row, now_ms);
    if (!err && row.used_ms != written_ms)
        err = kr_store_session_touch(o->store, hash, now_ms);
    if (err == KR_E_NOT_FOUND) {
        kr_vault_leave(o, row.id);
        err = kr_store_session_delete(o->store, hash);
        return err ? err : KR_E_AUTH;
    }
    if (!err)
        *out = session;
    return err;
}

int kr_session_promote(struct kr_office *o, char text[KR_SESSION_TEXT_SIZE], struct kr_session *s, const char *old)
{
    struct kr_store_session row;
    char fresh[KR_SESSION_TEXT_SIZE];
    uint8_t hash[KR_LOOKUP_BYTES];
    hash_of(o, hash, old);
    int err = kr_store_begin(o->store);
    if (err)
        return err;
    err = kr_store_session_get(o->store, &row, hash);
    if (!err)
        err = kr_store_session_delete(o->store, hash);
    if (!err) {
        kr_random_token(fresh, sizeof fresh, KR_SESSION_BYTES);
        hash_of(o, row.hash, fresh);
        row.stage = KR_SESSION_SIGNED_IN;
        row.created_ms = row.used_ms = kr_office_now_ms(o);
        err = kr_store_session_add(o->store, &row);
    }
    err = kr_store_finish(o->store, err);
    if (!err && kr_role_holds_keys(s->account.role)) {
        (void)kr_vault_keep(o, row.id, ends_ms(&row));
        err = open_vault(o, s);
    }
    if (!err) {
        s->stage = KR_SESSION_SIGNED_IN;
        s->created_ms = s->used_ms = row.used_ms;
        memcpy(text, fresh, sizeof fresh);
    }
    kr_wipe(fresh, sizeof fresh);
    return err;
}

int kr_session_sign_out(struct kr_office *o, const char *text)
{
    struct kr_store_session row;
    uint8_t hash[KR_LOOKUP_BYTES];
    hash_of(o, hash, text);
    int err = kr_store_session_get(o->store, &row, hash);
    if (err)
        return err == KR_E_NOT_FOUND ? 0 : err;
    kr_vault_leave(o, row.id);
    return kr_store_session_delete(o->store, hash);
}

int kr_session_revoke(struct kr_office *o, const char *account, const char *id)
{
    int err = kr_store_session_delete_id(o->store, account, id);
    if (!err)
        kr_vault_leave(o, id);
    return err;
}

int kr_session_revoke_others(struct kr_office *o, const char *account, const char *keep)
{
    int err = kr_store_session_delete_others(o->store, account, keep);
    if (!err)
        kr_vault_leave_account(o, account, keep);
    return err;
}

struct word {
    const char *token, *name;
};

static const char *first_of(const char *agent, const struct word *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strstr(agent, words[i].token))
            return words[i].name;
    return NULL;
}

/* In this order: each browser also names those before which it wants to pass for. */
void kr_session_device(char out[KR_SESSION_DEVICE_BYTES + 1], const char *agent)
{
    static const struct word browsers[] = {{"Edg", "Edge"},        {"OPR/", "Opera"},      {"SamsungBrowser", "Samsung Internet"},
                                           {"Firefox/", "Firefox"}, {"FxiOS", "Firefox"},   {"CriOS", "Chrome"},
                                           {"Chrome/", "Chrome"},   {"Safari/", "Safari"}};
    static const struct word systems[] = {{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"},    {"Windows", "Windows"},
                                          {"CrOS", "ChromeOS"},   {"Mac OS X", "macOS"}, {"Linux", "Linux"}};
    const char *browser = agent ? first_of(agent, browsers, sizeof browsers / sizeof *browsers) : NULL;
    const char *system = agent ? first_of(agent, systems, sizeof systems / sizeof *systems) : NULL;
    snprintf(out, KR_SESSION_DEVICE_BYTES + 1, "%s%s%s", browser ? browser : "", browser && system ? ", " : "", system ? system : "");
}
