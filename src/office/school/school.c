/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/school/delete.h"
#include "office/school/school.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/secret.h"
#include "office/audit/audit.h"
#include "office/store/key.h"
#include "office/school/index.h"

static const char place[] = "school.profile";

int kr_school_seal(uint8_t **out, size_t *out_len, const struct kr_data_key *key, const char *id, const struct kr_profile *profile)
{
    char *json = kr_profile_write(profile);
    size_t json_len = json ? strlen(json) : 0, len = kr_seal_bytes_size(json_len);
    uint8_t *sealed = json ? malloc(len) : NULL;
    if (sealed) {
        kr_seal_bytes(sealed, key->bytes, place, id, json, json_len);
        *out = sealed;
        *out_len = len;
    }
    if (json)
        kr_wipe(json, json_len);
    free(json);
    return sealed ? 0 : KR_E_NOMEM;
}

int kr_school_unseal(struct kr_profile *out, const struct kr_data_key *key, const char *id, const uint8_t *sealed, size_t len)
{
    size_t n = 0;
    uint8_t *json = malloc(len + 1);
    if (!json)
        return KR_E_NOMEM;
    int err = kr_unseal_bytes(json, &n, key->bytes, place, id, sealed, len);
    if (!err && kr_profile_read(out, (const char *)json, n))
        err = KR_E_AUTH; /* we wrote something else */
    kr_wipe(json, n);
    free(json);
    return err;
}

int kr_school_open(struct kr_office *o, struct kr_school *out, const struct kr_session *who, const char *id)
{
    struct kr_school s;
    uint8_t *sealed = NULL;
    size_t len = 0;
    int err = kr_store_school_get(o->store, &s.row, id);
    if (!err)
        err = who ? kr_vault_data_key(o, &s.key, who, id, &s.row.keys) : kr_vault_data_key_background(o, &s.key, &s.row.keys);
    if (!err)
        err = kr_store_school_profile(o->store, &sealed, &len, id);
    if (!err)
        err = kr_school_unseal(&s.profile, &s.key, id, sealed, len);
    free(sealed);
    if (!err)
        *out = s;
    kr_school_close(&s);
    return err;
}

void kr_school_close(struct kr_school *s)
{
    kr_wipe(s, sizeof *s);
}

static int add(struct kr_office *o, struct kr_school *s, const char *by)
{
    uint8_t *sealed = NULL;
    size_t len = 0;
    uint64_t n = 0;
    int err = kr_store_school_count(o->store, &n);
    if (!err && n >= KR_SCHOOLS_MAX)
        err = KR_E_FULL;
    if (!err)
        err = kr_vault_data_key_new(o, &s->key, &s->row.keys);
    if (!err)
        err = kr_school_seal(&sealed, &len, &s->key, s->row.id, &s->profile);
    if (!err)
        err = kr_store_school_add(o->store, &s->row, sealed, len);
    if (!err)
        err = kr_audit(o, by, "school.created", s->row.id, s->row.online ? "way=online" : "way=paper");
    free(sealed);
    return err;
}

int kr_school_create(struct kr_office *o, struct kr_school *out, const char *by, const struct kr_profile *profile, bool online)
{
    uint64_t now_ms = kr_office_now_ms(o);
    struct kr_school s = {.row = {.state = KR_SCHOOL_ENROLLING, .created_ms = now_ms, .changed_ms = now_ms, .online = online},
                          .profile = *profile};
    kr_random_code(s.row.id, sizeof s.row.id, KR_SCHOOL_ID_DIGITS);
    int err = kr_store_begin(o->store);
    if (!err)
        err = kr_store_finish(o->store, add(o, &s, by));
    if (!err) {
        kr_index_touch(o, s.row.id);
        *out = s;
    }
    kr_school_close(&s);
    return err;
}

int kr_school_keep(struct kr_office *o, struct kr_school *s, const char *by)
{
    uint8_t *sealed = NULL;
    size_t len = 0;
    uint64_t now_ms = kr_office_now_ms(o);
    int err = kr_school_seal(&sealed, &len, &s->key, s->row.id, &s->profile);
    if (err)
        return err;
    err = kr_store_begin(o->store);
    if (!err) {
        err = kr_store_school_set_profile(o->store, s->row.id, sealed, len, now_ms);
        if (!err)
            err = kr_audit(o, by, "school.changed", s->row.id, NULL);
        err = kr_store_finish(o->store, err);
    }
    free(sealed);
    if (!err) {
        s->row.changed_ms = now_ms;
        kr_index_touch(o, s->row.id);
    }
    return err;
}

static int delete(struct kr_office *o, const char *by, const char *id, const char *detail)
{
    struct kr_standing standing;
    int err = kr_standing_get(o, &standing, id);
    if (!err && !kr_enrolment_may_delete(&standing.enrolment))
        err = KR_E_STATE;
    return err ? err : kr_school_delete_everything(o, by, id, detail);
}

int kr_school_delete(struct kr_office *o, const char *by, const char *id)
{
    int err = delete(o, by, id, NULL);
    if (!err)
        kr_index_touch(o, id);
    return err;
}

/* Deletes school after school that `find` names. */
static int purge(struct kr_office *o, int (*find)(struct kr_store *, char[KR_LIMIT_ID_BYTES + 1], uint64_t), uint64_t before_ms,
                 const char *why, uint64_t *n)
{
    uint64_t gone = 0;
    char id[KR_LIMIT_ID_BYTES + 1];
    int err;
    while (!(err = find(o->store, id, before_ms))) {
        err = delete(o, KR_AUDIT_BY_OFFICE, id, why);
        if (err)
            return err;
        kr_index_touch(o, id);
        gone++;
    }
    if (err != KR_E_NOT_FOUND)
        return err;
    *n = gone;
    return 0;
}

int kr_school_purge_unconfirmed(struct kr_office *o, uint64_t before_ms, uint64_t *n)
{
    return purge(o, kr_store_school_idle, before_ms, "unconfirmed", n);
}

int kr_school_purge_ended(struct kr_office *o, uint64_t before_ms, uint64_t *n)
{
    return purge(o, kr_store_school_ended, before_ms, "ended", n);
}
