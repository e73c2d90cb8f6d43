/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Rooms of an account: title, link, short code, policy, and who else may open them. In memory a room is in the clear; in the store its title,
 * link and code are sealed, and link and code are found by their keyed hashes.
 */
#ifndef KR_OFFICE_ROOM_H
#define KR_OFFICE_ROOM_H

#include "crypto/secret.h"
#include "office/core.h"
#include "office/room/policy.h"
#include "office/room/title.h"

enum {
    KR_ROOM_ID_DIGITS = 20, /* 100 bits */
    KR_LINK_BYTES = 18,     /* 144 bits */
    KR_LINK_SIZE = KR_TOKEN_TEXT_SIZE(KR_LINK_BYTES),
    KR_CODE_DIGITS = 10,    /* 50 bits, guarded by guesses.h */
    KR_CODE_SIZE = KR_CODE_DIGITS + 1,
    KR_CODE_SHOWN_SIZE = KR_CODE_SIZE + 1, /* "xxxxx-xxxxx" */
    KR_CODE_VALID_MS = 24 * 60 * 60 * 1000,
};

/* Who may open a room beside the account that made it. The store's own numbers: never change what a value means. */
enum kr_room_open_to { KR_ROOM_OPEN_TO_OWNER, KR_ROOM_OPEN_TO_SCHOOL, KR_ROOM_OPEN_TO_SOME };

/* What somebody may do with a room: each includes the ones before. */
enum kr_room_right {
    KR_ROOM_RIGHT_NONE,
    KR_ROOM_RIGHT_OPEN,   /* hold meetings in it */
    KR_ROOM_RIGHT_MANAGE, /* change, share and delete it */
};

struct kr_room {
    char id[KR_LIMIT_ID_BYTES + 1];
    char account[KR_LIMIT_ID_BYTES + 1];
    char school[KR_LIMIT_ID_BYTES + 1]; /* "" without one */
    char title[KR_TITLE_SIZE];
    char link[KR_LINK_SIZE]; /* the last part of its address */
    bool has_code;
    char code[KR_CODE_SIZE];
    uint64_t code_expires_ms;
    enum kr_room_kind kind;
    struct kr_policy own; /* before the bounds of operator and school: kr_room_policy */
    enum kr_room_open_to open_to;
    uint64_t created_ms;
};

/* What to change; fields without a value stay. */
struct kr_room_settings {
    const char *title; /* raw, or NULL */
    bool has_kind;     /* its ready policy comes with it, before the words below */
    enum kr_room_kind kind;
    const char *policy; /* words of policy.h, or NULL */
};

/* settings->title is needed. KR_E_MALFORMED, KR_E_TOO_LARGE (title), KR_E_FULL (KR_OFFICE_ROOMS_PER_ACCOUNT). */
KR_MUST_CHECK int kr_room_create(struct kr_office *o, struct kr_room *out, const struct kr_store_account *who,
                                 const struct kr_room_settings *settings);

KR_MUST_CHECK int kr_room_get(struct kr_office *o, struct kr_room *out, const char *id);

/* The same for somebody who must have this right. KR_E_NOT_FOUND alike for a foreign room and for none. */
KR_MUST_CHECK int kr_room_get_for(struct kr_office *o, struct kr_room *out, const struct kr_store_account *who, const char *id,
                                  enum kr_room_right right);

/* What somebody may do with a room. Its account and the school's head and contact person manage it. */
KR_MUST_CHECK int kr_room_right(struct kr_office *o, enum kr_room_right *out, const struct kr_store_account *who,
                                const struct kr_room *room);

/* What holds in the room: its own policy within the bounds of operator and school (bound.h). */
struct kr_policy kr_room_policy(struct kr_office *o, const struct kr_room *room);

/* Sets who else may open it; accounts (of the same school) count with KR_ROOM_OPEN_TO_SOME. KR_E_NOT_FOUND: a foreign account. */
KR_MUST_CHECK int kr_room_share(struct kr_office *o, struct kr_room *room, enum kr_room_open_to open_to,
                                const char *const *accounts, size_t n);

/* Rooms of accounts that are not locked. A code is also unknown once it has expired (kr_room_code_is_valid). */
KR_MUST_CHECK int kr_room_by_link(struct kr_office *o, struct kr_room *out, const char *link);
KR_MUST_CHECK int kr_room_by_code(struct kr_office *o, struct kr_room *out, const char *typed);

typedef int kr_room_fn(void *arg, const struct kr_room *room);
/* The account's own rooms and those it may open. */
KR_MUST_CHECK int kr_room_list(struct kr_office *o, const struct kr_store_account *who, kr_room_fn *each, void *arg);
KR_MUST_CHECK int kr_room_list_school(struct kr_office *o, const char *school, kr_room_fn *each, void *arg);

/* Front is told of every live room again: a bound has changed. school NULL: of all schools. */
KR_MUST_CHECK int kr_room_bounds_changed(struct kr_office *o, const char *school);

/* These change *room and the store, and tell front. KR_E_MALFORMED: title or policy. */
KR_MUST_CHECK int kr_room_change(struct kr_office *o, struct kr_room *room, const struct kr_room_settings *settings);
/* The old link and the code are dead at once: whoever had them was meant to be kept out. */
KR_MUST_CHECK int kr_room_new_link(struct kr_office *o, struct kr_room *room);
KR_MUST_CHECK int kr_room_delete(struct kr_office *o, const struct kr_room *room);

/* A new code replaces an older one. Front is not told: codes mean nothing to it. KR_E_FORBIDDEN by policy. */
KR_MUST_CHECK int kr_room_new_code(struct kr_office *o, struct kr_room *room);
KR_MUST_CHECK int kr_room_drop_code(struct kr_office *o, struct kr_room *room);

/* Writes *changed for *room, and *room; for the files of this folder. */
KR_MUST_CHECK int kr_room_save(struct kr_office *o, struct kr_room *room, const struct kr_room *changed);

/* A code lives for 24 hours, and beyond while a moderator is in the room. */
bool kr_room_code_is_valid(const struct kr_office *o, const struct kr_room *room);

/* Drops the codes that have expired. */
KR_MUST_CHECK int kr_room_sweep_codes(struct kr_office *o);

/* Splits the code in two for the eye. */
void kr_code_show(char out[KR_CODE_SHOWN_SIZE], const char *code);

/*
 * Reads a code as people type it: any case, spaces and dashes anywhere, o for 0, i and l for 1. KR_E_MALFORMED unless
 * ten digits of Crockford's base 32 remain.
 */
KR_MUST_CHECK int kr_code_read(char out[KR_CODE_SIZE], const char *typed);

#endif
