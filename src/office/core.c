/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/core.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "crypto/secret.h"
#include "office/backup/deletion.h"
#include "office/account/account.h"
#include "office/document/document.h"
#include "office/job.h"
#include "office/capacity/capacity.h"
#include "office/room/date.h"
#include "office/room/live.h"
#include "office/room/room.h"
#include "office/nightly.h"
#include "office/school/index.h"
#include "office/school/register.h"
#include "office/school/steps.h"
#include "office/session.h"
#include "office/store/revocation.h"
#include "office/upload.h"
#include "office/vault/vault.h"

/* Ties the database to its key file: one restored without the other must not start and write over what it cannot read. */
static int check_pair(struct kr_office *o)
{
    uint8_t mark[KR_LOOKUP_BYTES];
    kr_lookup_hash(mark, o->keys.lookup, "pin", "office.key");
    int err = kr_store_pin(o->store, "office.key", mark);
    if (err == KR_E_AUTH) {
        kr_error("office.key does not belong to this database");
        err = KR_E_CONFIG;
    }
    return err;
}

static struct kr_password_cost cost_of(const struct kr_office_config *config)
{
    struct kr_password_cost cost = kr_password_cost_default();
    if (config->hash_passes)
        cost.passes = config->hash_passes;
    if (config->hash_memory_kib)
        cost.memory_kib = config->hash_memory_kib;
    return cost;
}

static int make_dummy(struct kr_office *o)
{
    char password[KR_PASSWORD_TEXT_SIZE];
    kr_password_make(password);
    int err = kr_password_hash(o->dummy_verifier, password, o->hasher.cost);
    kr_wipe(password, sizeof password);
    if (err)
        kr_error("a password cannot be hashed in %u KiB", o->hasher.cost.memory_kib);
    return err;
}

static int take_prefix(struct kr_office *o, const char *prefix)
{
    if (!kr_handle_prefix_fits(prefix)) {
        kr_error("handles cannot begin with \"%s\": only a-z, 0-9 and - fit, at most %d of them", prefix, KR_HANDLE_PREFIX_MAX);
        return KR_E_CONFIG;
    }
    snprintf(o->handle_prefix, sizeof o->handle_prefix, "%s", prefix);
    return 0;
}

int kr_office_init(struct kr_office *o, uv_loop_t *loop, const struct kr_office_config *config, const struct kr_office_env *env)
{
    *o = (struct kr_office){.env = *env, .origin = config->origin, .data_dir = config->data_dir, .keys.fd = -1};
    kr_map_init(&o->live);
    kr_vault_when_closed(o, kr_index_drop);
    kr_hasher_init(&o->hasher, loop, cost_of(config));
    kr_press_init(o, loop);
    bool exists;
    uint64_t deleted;
    int err = take_prefix(o, config->handle_prefix ? config->handle_prefix : "mk-");
    if (!err)
        err = kr_data_dir_prepare(config->data_dir);
    if (!err)
        err = kr_store_exists(&exists, config->data_dir, config->database);
    if (!err)
        err = kr_office_keys_open(&o->keys, config->data_dir, !exists);
    if (!err)
        err = kr_store_open(&o->store, config->data_dir, config->database);
    if (!err)
        err = check_pair(o);
    if (!err)
        err = kr_deletions_replay(o->store, config->data_dir, &deleted);
    if (!err)
        err = kr_throttle_init(&o->throttle);
    if (!err)
        err = kr_guesses_init(&o->guesses);
    if (!err)
        err = kr_mailer_init(o, loop, &config->mail);
    if (!err)
        err = make_dummy(o);
    if (!err)
        err = kr_document_install(o);
    if (err)
        kr_office_fini(o);
    return err;
}

void kr_office_fini(struct kr_office *o)
{
    kr_jobs_fini(o);
    kr_uploads_fini(o);
    kr_index_drop(o);
    kr_register_fini(o);
    kr_vault_fini(o);
    kr_live_clear(o);
    kr_prints_fini(&o->prints);
    kr_guesses_fini(&o->guesses);
    kr_throttle_fini(&o->throttle);
    kr_store_close(o->store);
    o->store = NULL;
    kr_office_keys_close(&o->keys);
}

static uint64_t before(uint64_t now_ms, uint64_t span_ms)
{
    return now_ms > span_ms ? now_ms - span_ms : 0;
}

void kr_office_sweep(struct kr_office *o)
{
    uint64_t now_ms = kr_office_now_ms(o);
    kr_jobs_sweep(o);
    kr_uploads_sweep(o);
    kr_school_sweep(o);
    kr_vault_sweep(o);
    kr_vault_work(o);
    int err = kr_store_session_sweep(o->store, before(now_ms, KR_SESSION_IDLE_MS), before(now_ms, KR_SESSION_ABSOLUTE_MS));
    if (!err)
        err = kr_store_token_sweep(o->store, now_ms);
    if (!err)
        err = kr_store_revocation_sweep(o->store, now_ms);
    if (!err)
        err = kr_room_sweep_codes(o);
    if (!err)
        err = kr_date_sweep(o);
    if (!err)
        err = kr_capacity_tick(o);
    if (err)
        kr_warn("what has expired could not be deleted (%s)", kr_err_id(err));
    kr_nightly_run(o);
}
