/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Coming in: a link, a code or one's own room becomes a ticket (crypto/ticket.h) for a person's browser; a WHIP or
 * WHEP token becomes one for a device.
 */
#ifndef KR_OFFICE_ENTRY_H
#define KR_OFFICE_ENTRY_H

#include "crypto/secret.h"
#include "office/core.h"

enum {
    KR_BROWSER_BYTES = 24,
    KR_BROWSER_SIZE = KR_TOKEN_TEXT_SIZE(KR_BROWSER_BYTES),
    KR_ENTRY_VALID_MS = 12 * 60 * 60 * 1000, /* longer than any school day, lost connections included */
};

struct kr_entry_request {
    const char *link, *code, *room; /* exactly one is not NULL */
    const struct kr_store_account *who; /* who is signed in, or NULL */
    const char *browser;            /* value of the browser cookie, or NULL */
    const char *address;            /* of the client, for the guard of codes */
};

struct kr_entry {
    char ticket[KR_LIMIT_TICKET_BYTES + 1];
    bool moderator;             /* whoever is signed in may open the room */
    char browser[KR_BROWSER_SIZE]; /* the cookie to set, "" when the browser has a good one */
    uint32_t retry_after_s;     /* with KR_E_LIMITED */
};

/* KR_E_NOT_FOUND alike for whatever is unknown, expired, deleted or foreign; KR_E_LIMITED; KR_E_FULL: no room on the server. */
KR_MUST_CHECK int kr_entry_for_browser(struct kr_office *o, struct kr_entry *out, const struct kr_entry_request *req);

/* KR_E_AUTH as kr_token_use. */
KR_MUST_CHECK int kr_entry_for_device(struct kr_office *o, char ticket[KR_LIMIT_TICKET_BYTES + 1], const char *secret,
                                      const char *room, bool play);

#endif
