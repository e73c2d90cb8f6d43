/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What `kreide admin WORDS` asks of the office. The text is English, for a terminal; the exit code is 0, 1 (it could
 * not be done) or 2 (the words make no command).
 */
#ifndef KR_OFFICE_ADMIN_H
#define KR_OFFICE_ADMIN_H

#include "office/core.h"

enum { KR_ADMIN_OK = 0, KR_ADMIN_FAILED = 1, KR_ADMIN_USAGE = 2 };

enum kr_admin_verb {
    KR_ADMIN_HELP,
    KR_ADMIN_ADMINISTRATOR_FIRST,
    KR_ADMIN_ADMINISTRATOR_CREATE,
    KR_ADMIN_ADMINISTRATOR_LIST,
    KR_ADMIN_ADMINISTRATOR_LOCK,
    KR_ADMIN_ADMINISTRATOR_UNLOCK,
    KR_ADMIN_ADMINISTRATOR_RESET,
    KR_ADMIN_ACCOUNT_FIRST,
    KR_ADMIN_ACCOUNT_CREATE,
    KR_ADMIN_ACCOUNT_LIST,
    KR_ADMIN_ACCOUNT_LOCK,
    KR_ADMIN_ACCOUNT_UNLOCK,
    KR_ADMIN_ACCOUNT_PASSWORD,
    KR_ADMIN_ROOM_CREATE,
    KR_ADMIN_ROOM_LIST,
    KR_ADMIN_ROOM_DELETE,
    KR_ADMIN_ROOM_LINK,
    KR_ADMIN_TOKEN_CREATE,
    KR_ADMIN_TOKEN_LIST,
    KR_ADMIN_TOKEN_DELETE,
    KR_ADMIN_AUDIT_VERIFY,
};

/* A command taken apart; the texts are the words' own. */
struct kr_admin_command {
    enum kr_admin_verb verb;
    const char *args[2]; /* in the order of the command, NULL where it has fewer */
    const char *handle;  /* --handle */
    const char *note;    /* --note */
    uint32_t hours;      /* --hours, 24 without */
};

enum { KR_ADMIN_HOURS = 24, KR_ADMIN_HOURS_MAX = 8760 };

/* Takes the words apart. KR_E_MALFORMED: they make no command. */
KR_MUST_CHECK int kr_admin_parse(struct kr_admin_command *out, const char *const *words, size_t n);

/* The list of commands. */
extern const char kr_admin_usage[];

typedef void kr_admin_reply_fn(void *arg, int exit, const char *text);

/* Does one of KR_ADMIN_ADMINISTRATOR_*; answers exactly once. */
void kr_admin_administrator(struct kr_office *o, const struct kr_admin_command *c, kr_admin_reply_fn *reply, void *arg);

/* Does it and answers exactly once, before it returns or later. `secret`: a password read from the terminal, or NULL. */
void kr_admin_handle(struct kr_office *o, const char *const *words, size_t n, const char *secret, kr_admin_reply_fn *reply,
                     void *arg);

#endif
