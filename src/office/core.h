/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The office's state, without links and sockets: tests drive it through kr_api_handle, kr_admin_handle and
 * kr_entry_* with their own clock. One thread.
 */
#ifndef KR_OFFICE_CORE_H
#define KR_OFFICE_CORE_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "base/map.h"
#include "office/document/prints.h"
#include "office/room/guesses.h"
#include "office/hasher.h"
#include "office/keys.h"
#include "office/mail/mailer.h"
#include "office/office.h"
#include "office/store/store.h"
#include "office/throttle.h"
#include "proto/link.h"

enum {
    KR_OFFICE_ROOMS_PER_ACCOUNT = 200,    /* a school's classes and groups, twice over */
    KR_OFFICE_TOKENS_PER_ROOM = 50,
    KR_HANDLE_PREFIX_MAX = 15,
    KR_OFFICE_SESSIONS_PER_ACCOUNT = 500, /* one account is a whole school's; over this the idlest go */
};

struct kr_store_document;
struct kr_uploads;
struct kr_school_index;
struct kr_register_line;

struct kr_office;

struct kr_office_env {
    uint64_t (*unix_ms)(void *arg);   /* what is stored and promised */
    uint64_t (*steady_ms)(void *arg); /* never goes back: delays */
    /* An event for front (room_changed, room_deleted, account_locked, token_deleted, revoked); lost when front is not there. */
    void (*event)(void *arg, const struct kr_link_msg *msg);
    void *arg;
};

/* What sessions opened (office/vault/vault.h). */
struct kr_vault {
    struct kr_vault_session *sessions; /* owned */
    unsigned n_sessions, n_closed;
    uv_timer_t *timer; /* of work in the background, NULL without any */
    void (*closed[8])(struct kr_office *o);
};

struct kr_office {
    struct kr_office_env env;
    char handle_prefix[KR_HANDLE_PREFIX_MAX + 1];
    const char *origin; /* or NULL */
    const char *data_dir;
    struct kr_office_keys keys;
    struct kr_store *store;
    struct kr_hasher hasher;
    struct kr_throttle throttle;
    struct kr_guesses guesses;
    struct kr_uploads *uploads; /* files on their way in (upload.h), or NULL */
    struct kr_school_index *schools;         /* by name, while an administrator is signed in (school/index.h), or NULL */
    uint64_t schools_checked_ms;             /* for deadlines that passed */
    struct kr_register_line *register_lines; /* who registered schools lately (school/register.h), or NULL */
    void *jobs;         /* all there are (job.h) */
    struct kr_vault vault;
    struct kr_map live; /* room -> struct kr_live, of what front told */
    /* Hears of a new version of a document, in its transaction (office/document); NULL: nobody does. */
    int (*on_document_published)(struct kr_office *o, const struct kr_store_document *version);
    struct kr_mailer mailer;
    struct kr_press press;
    struct kr_prints prints; /* PDFs for everybody, set already */
    char dummy_verifier[KR_PASSWORD_VERIFIER_SIZE]; /* unknown handles are hashed against this */
};

/* Opens the data directory. Nothing is left behind on failure. kr_crypto_init must have been called. */
KR_MUST_CHECK int kr_office_init(struct kr_office *o, uv_loop_t *loop, const struct kr_office_config *config,
                                 const struct kr_office_env *env);

/* The loop must have run until kr_hasher_is_busy, kr_mailer_is_busy and kr_press_is_busy are false. */
void kr_office_fini(struct kr_office *o);

/* Deletes what time has ended; call about once a minute. */
void kr_office_sweep(struct kr_office *o);

static inline uint64_t kr_office_now_ms(const struct kr_office *o)
{
    return o->env.unix_ms(o->env.arg);
}

static inline uint64_t kr_office_steady_ms(const struct kr_office *o)
{
    return o->env.steady_ms(o->env.arg);
}

#endif
