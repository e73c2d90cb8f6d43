/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Tokens for devices that speak WHIP (publish) or WHEP (play) to one room. The secret is random (256 bits), shown
 * once, and stored only as its keyed hash.
 */
#ifndef KR_OFFICE_TOKEN_H
#define KR_OFFICE_TOKEN_H

#include "crypto/secret.h"
#include "office/core.h"
#include "office/room/title.h"

enum {
    KR_TOKEN_SECRET_BYTES = 32,
    KR_TOKEN_SECRET_SIZE = KR_TOKEN_TEXT_SIZE(KR_TOKEN_SECRET_BYTES),
    KR_TOKEN_ID_DIGITS = 20,
};

/* Stored as these numbers. */
enum kr_token_action { KR_TOKEN_PUBLISH = 0, KR_TOKEN_PLAY = 1 };

struct kr_token {
    char id[KR_LIMIT_ID_BYTES + 1];
    char room[KR_LIMIT_ID_BYTES + 1];
    enum kr_token_action action;
    char note[KR_NOTE_SIZE];
    uint64_t expires_ms;
};

/* KR_E_MALFORMED or KR_E_TOO_LARGE (note), KR_E_FULL (KR_OFFICE_TOKENS_PER_ROOM). */
KR_MUST_CHECK int kr_token_create(struct kr_office *o, struct kr_token *out, char secret[KR_TOKEN_SECRET_SIZE],
                                  const char *room, enum kr_token_action action, const char *note, uint64_t valid_ms);

typedef int kr_token_fn(void *arg, const struct kr_token *token);
KR_MUST_CHECK int kr_token_list(struct kr_office *o, const char *room, kr_token_fn *each, void *arg);

/* room NULL: of any room. KR_E_NOT_FOUND. */
KR_MUST_CHECK int kr_token_delete(struct kr_office *o, const char *room, const char *id);

/* The token a secret belongs to. KR_E_AUTH alike for unknown, expired, deleted, another room and another action. */
KR_MUST_CHECK int kr_token_use(struct kr_office *o, struct kr_token *out, const char *secret, const char *room,
                               enum kr_token_action action);

#endif
