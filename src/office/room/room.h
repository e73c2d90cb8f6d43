/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Rooms of an account: title, link, short code, settings. In memory a room is in the clear; in the store its title,
 * link and code are sealed, and link and code are found by their keyed hashes.
 */
#ifndef KR_OFFICE_ROOM_H
#define KR_OFFICE_ROOM_H

#include "crypto/secret.h"
#include "office/core.h"
#include "office/room/title.h"

enum {
    KR_ROOM_ID_DIGITS = 20, /* 100 bits */
    KR_LINK_BYTES = 18,     /* 144 bits */
    KR_LINK_SIZE = KR_TOKEN_TEXT_SIZE(KR_LINK_BYTES),
    KR_CODE_DIGITS = 10,    /* 50 bits, guarded by guesses.h */
    KR_CODE_SIZE = KR_CODE_DIGITS + 1,
    KR_CODE_SHOWN_SIZE = KR_CODE_SIZE + 1, /* "xxxxx-xxxxx" */
    KR_CODE_VALID_MS = 24 * 60 * 60 * 1000,
    KR_ROOM_END_AFTER_S = 600,
};

struct kr_room {
    char id[KR_LIMIT_ID_BYTES + 1];
    char account[KR_LIMIT_ID_BYTES + 1];
    char title[KR_TITLE_SIZE];
    char link[KR_LINK_SIZE]; /* the last part of its address */
    bool has_code;
    char code[KR_CODE_SIZE];
    uint64_t code_expires_ms;
    bool lobby;
    uint32_t end_after_s;
    uint64_t created_ms;
};

/* What to change; fields without a value stay. */
struct kr_room_settings {
    const char *title; /* raw, or NULL */
    bool has_lobby, lobby;
    bool has_end_after_s;
    uint32_t end_after_s;
};

/* KR_E_MALFORMED (title), KR_E_TOO_LARGE (title), KR_E_FULL (KR_OFFICE_ROOMS_PER_ACCOUNT). */
KR_MUST_CHECK int kr_room_create(struct kr_office *o, struct kr_room *out, const char *account, const char *title, bool lobby);

/* account NULL: of any account. KR_E_NOT_FOUND alike for a foreign room and for none. */
KR_MUST_CHECK int kr_room_get(struct kr_office *o, struct kr_room *out, const char *account, const char *id);

/* Rooms of accounts that are not locked. A code is also unknown once it has expired (kr_room_code_is_valid). */
KR_MUST_CHECK int kr_room_by_link(struct kr_office *o, struct kr_room *out, const char *link);
KR_MUST_CHECK int kr_room_by_code(struct kr_office *o, struct kr_room *out, const char *typed);

typedef int kr_room_fn(void *arg, const struct kr_room *room);
KR_MUST_CHECK int kr_room_list(struct kr_office *o, const char *account, kr_room_fn *each, void *arg);

/* These change *room and the store, and tell front. */
KR_MUST_CHECK int kr_room_change(struct kr_office *o, struct kr_room *room, const struct kr_room_settings *settings);
/* The old link and the code are dead at once: whoever had them was meant to be kept out. */
KR_MUST_CHECK int kr_room_new_link(struct kr_office *o, struct kr_room *room);
KR_MUST_CHECK int kr_room_delete(struct kr_office *o, const struct kr_room *room);

/* A new code replaces an older one. Front is not told: codes mean nothing to it. */
KR_MUST_CHECK int kr_room_new_code(struct kr_office *o, struct kr_room *room);
KR_MUST_CHECK int kr_room_drop_code(struct kr_office *o, struct kr_room *room);

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
