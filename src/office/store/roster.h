/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Accounts as whoever looks after them sees them: in lists, with everything but the verifier. What is sealed goes in
 * and out sealed. Errors as in store.h.
 */
#ifndef KR_OFFICE_STORE_ROSTER_H
#define KR_OFFICE_STORE_ROSTER_H

#include "office/store/store.h"

enum {
    KR_LABEL_BOX_MAX = 384 + 48, /* a padded label and what sealing adds (account/label.h) */
    KR_DAY_MS = 24 * 60 * 60 * 1000,
};

/* Why an account is locked. The store's own numbers: never change what a value means. */
enum kr_lock_reason {
    KR_LOCK_OTHER = 0,
    KR_LOCK_MISUSE = 1,
    KR_LOCK_LOST = 2,    /* the password may be in wrong hands */
    KR_LOCK_LEFT = 3,    /* its holder has left */
    KR_LOCK_SCHOOL = 4,  /* with all accounts of its school */
    KR_LOCK_REASONS,
};

struct kr_store_box {
    uint8_t bytes[KR_LABEL_BOX_MAX];
    size_t len; /* 0: none */
};

struct kr_store_roster_row {
    char id[KR_LIMIT_ID_BYTES + 1];
    char handle[KR_LIMIT_ID_BYTES + 1];
    char school[KR_LIMIT_ID_BYTES + 1]; /* "" for none */
    enum kr_role role;
    bool locked;
    enum kr_lock_reason lock_reason; /* if locked */
    enum kr_role locked_by;
    bool has_password;
    bool lower_claim;     /* on capacity */
    uint64_t created_ms;
    uint64_t expires_ms;  /* 0: never */
    uint64_t password_ms; /* when it got its password; 0: not known */
    uint64_t used_day;    /* of its last sign-in, days since 1970; 0: never */
    struct kr_sealed purpose, note; /* len 0: none */
    struct kr_store_box label;
};

enum kr_roster_state {
    KR_ROSTER_ANY,
    KR_ROSTER_OPEN,     /* can sign in */
    KR_ROSTER_NEW,      /* has no password yet */
    KR_ROSTER_LOCKED,
    KR_ROSTER_EXPIRED,
    KR_ROSTER_EXPIRING, /* before `soon_ms` */
    KR_ROSTER_UNUSED,   /* not signed in since `unused_day`, nor made since */
    KR_ROSTER_STATES,
};

enum kr_roster_sort { KR_ROSTER_BY_HANDLE, KR_ROSTER_BY_CREATED, KR_ROSTER_BY_EXPIRES, KR_ROSTER_BY_USED, KR_ROSTER_SORTS };

struct kr_roster_filter {
    const char *search; /* part of a handle; only a-z 0-9 -; "" for all */
    const char *school; /* "" for all */
    int role;           /* enum kr_role, or -1 */
    enum kr_roster_state state;
    uint64_t now_ms;    /* what expires at or before it has, but accounts of schools and moderators: */
    uint64_t grace_ms;  /* so much later */
    uint64_t soon_ms;
    uint64_t unused_day;
    enum kr_roster_sort sort;
    bool descending;
    uint64_t offset, limit;
};

typedef int kr_store_roster_fn(void *arg, const struct kr_store_roster_row *row);
KR_MUST_CHECK int kr_store_roster_list(struct kr_store *s, const struct kr_roster_filter *filter, kr_store_roster_fn *each,
                                       void *arg);
/* Of all pages. */
KR_MUST_CHECK int kr_store_roster_total(struct kr_store *s, uint64_t *out, const struct kr_roster_filter *filter);
KR_MUST_CHECK int kr_store_roster_get(struct kr_store *s, struct kr_store_roster_row *out, const char *id);
/* Adds an account without a password. */
KR_MUST_CHECK int kr_store_roster_add(struct kr_store *s, const struct kr_store_roster_row *row);
KR_MUST_CHECK int kr_store_roster_count(struct kr_store *s, uint64_t *out, const char *school, enum kr_role role);

/* KR_E_NOT_FOUND when there is no such account. */
KR_MUST_CHECK int kr_store_roster_label(struct kr_store *s, const char *id, const struct kr_store_box *label);
KR_MUST_CHECK int kr_store_roster_lock_reason(struct kr_store *s, const char *id, enum kr_lock_reason reason, enum kr_role by,
                                              const struct kr_sealed *note);
KR_MUST_CHECK int kr_store_roster_expires(struct kr_store *s, const char *id, uint64_t expires_ms);
KR_MUST_CHECK int kr_store_roster_password_at(struct kr_store *s, const char *id, uint64_t password_ms);
/* Sessions, rooms and their tokens go with it. */
KR_MUST_CHECK int kr_store_roster_delete(struct kr_store *s, const char *id);
/* Notes that an account was used on a day; the day only ever grows. No error if it has that day already. */
KR_MUST_CHECK int kr_store_roster_used(struct kr_store *s, const char *id, uint64_t day);

/* Ids of a school's accounts, for what is done to all of them. */
typedef int kr_store_id_fn(void *arg, const char *id);
KR_MUST_CHECK int kr_store_roster_ids(struct kr_store *s, const char *school, kr_store_id_fn *each, void *arg);

#endif
