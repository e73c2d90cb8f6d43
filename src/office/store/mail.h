/* SPDX-License-Identifier: EUPL-1.2 */
/* Letters that wait, are on their way, went, or failed (office/mail/queue.h), and what was reminded of. */
#ifndef KR_OFFICE_STORE_MAIL_H
#define KR_OFFICE_STORE_MAIL_H

#include "office/store/store.h"

/* The store's own numbers: never change what a value means. */
enum kr_mail_state { KR_MAIL_WAITING, KR_MAIL_SENDING, KR_MAIL_SENT, KR_MAIL_FAILED, KR_MAIL_STATES };

enum { KR_MAIL_KIND_MAX = 24, KR_MAIL_LANG_MAX = 2, KR_MAIL_FAILURE_MAX = 32 };

struct kr_store_mail {
    char id[KR_LIMIT_ID_BYTES + 1];
    char school[KR_LIMIT_ID_BYTES + 1];  /* "": to the operator itself */
    char account[KR_LIMIT_ID_BYTES + 1]; /* who it is about, or "" */
    char kind[KR_MAIL_KIND_MAX + 1];
    char lang[KR_MAIL_LANG_MAX + 1];
    struct kr_sealed args;
    uint64_t created_ms;
    uint64_t due_ms;   /* next try; when it is sent or has failed: when that was */
    uint64_t first_ms; /* first try; 0: none yet */
    uint32_t tries;
    enum kr_mail_state state;
    char failure[KR_MAIL_FAILURE_MAX + 1]; /* of the last try, or "" */
    unsigned code;                         /* the mail server's last answer, or 0 */
};

KR_MUST_CHECK int kr_store_mail_add(struct kr_store *s, const struct kr_store_mail *m);
KR_MUST_CHECK int kr_store_mail_by_id(struct kr_store *s, struct kr_store_mail *out, const char *id);

/*
 * The waiting letter that is due for longest at now_ms; `operator_only`: of those to the operator itself. KR_E_NOT_FOUND.
 */
KR_MUST_CHECK int kr_store_mail_next(struct kr_store *s, struct kr_store_mail *out, uint64_t now_ms, bool operator_only);

/* Takes a waiting letter for sending, in one statement: KR_E_NOT_FOUND when it does not wait any more. */
KR_MUST_CHECK int kr_store_mail_claim(struct kr_store *s, const char *id, uint64_t now_ms);

/* Writes state, due_ms, failure and code of a letter that is in state `from`. KR_E_NOT_FOUND when it is not. */
KR_MUST_CHECK int kr_store_mail_move(struct kr_store *s, const char *id, enum kr_mail_state from, const struct kr_store_mail *to);

/* What was on its way when the office ended waits again, due at due_ms. */
KR_MUST_CHECK int kr_store_mail_recover(struct kr_store *s, uint64_t due_ms);

KR_MUST_CHECK int kr_store_mail_delete(struct kr_store *s, const char *id);
/* Deletes letters in this state whose due_ms is before the time; *n: how many. */
KR_MUST_CHECK int kr_store_mail_purge(struct kr_store *s, enum kr_mail_state state, uint64_t before_ms, uint64_t *n);

KR_MUST_CHECK int kr_store_mail_count(struct kr_store *s, uint64_t out[KR_MAIL_STATES]);

/* Newest first; at most `limit`, after skipping `offset`. */
typedef int kr_store_mail_fn(void *arg, const struct kr_store_mail *row);
KR_MUST_CHECK int kr_store_mail_list(struct kr_store *s, enum kr_mail_state state, uint64_t offset, uint64_t limit,
                                     kr_store_mail_fn *each, void *arg);

/* Notes that this school was reminded of `what`. KR_E_EXISTS when it was already. */
KR_MUST_CHECK int kr_store_reminder_add(struct kr_store *s, const char *school, const char *what, uint64_t at_ms);
KR_MUST_CHECK int kr_store_reminder_purge(struct kr_store *s, uint64_t before_ms, uint64_t *n);

/* Accounts of one school that end at one time. */
struct kr_store_expiring {
    char school[KR_LIMIT_ID_BYTES + 1];
    uint64_t expires_ms, n;
    char account[KR_LIMIT_ID_BYTES + 1], handle[KR_LIMIT_ID_BYTES + 1]; /* of one of them */
};

/* Those that are not locked and end after from_ms, but not after to_ms. */
typedef int kr_store_expiring_fn(void *arg, const struct kr_store_expiring *row);
KR_MUST_CHECK int kr_store_mail_expiring(struct kr_store *s, uint64_t from_ms, uint64_t to_ms, kr_store_expiring_fn *each, void *arg);

#endif
