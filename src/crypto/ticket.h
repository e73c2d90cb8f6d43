/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Tickets: what office tells front and media about somebody who wants into a room, without being asked again. The
 * text is signed by office (Ed25519) and then sealed (XChaCha20-Poly1305), so that its bearer can neither change nor
 * read it: a guest learns nothing about the room. Only office can sign; front and media hold the sealing key and the
 * public key.
 */
#ifndef KR_CRYPTO_TICKET_H
#define KR_CRYPTO_TICKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/limits.h"

enum kr_ticket_role {
    KR_TICKET_PARTICIPANT,
    KR_TICKET_MODERATOR,
    KR_TICKET_PUBLISH, /* a WHIP device */
    KR_TICKET_PLAY,    /* a WHEP player */
};

struct kr_ticket {
    char room[KR_LIMIT_ID_BYTES + 1];
    char account[KR_LIMIT_ID_BYTES + 1]; /* that owns the room; an id, never a name */
    char holder[KR_LIMIT_ID_BYTES + 1];  /* the account a moderator is signed in with; "" for all others */
    char id[KR_LIMIT_ID_BYTES + 1];      /* of this ticket; of a device's, its token */
    char title[KR_LIMIT_TITLE_BYTES + 1];
    enum kr_ticket_role role;
    bool lobby;           /* the room's waiting room is on */
    bool by_code;         /* came by short code: waits in any case */
    uint8_t browser[32];  /* SHA-256 of the browser cookie it was given to; zero: none */
    uint32_t end_after_s; /* the meeting ends this long after the last moderator left */
    struct {
        bool microphone, camera, screen, chat;
    } denied;             /* what participants may not do unless a moderator grants it */
    uint16_t max_people;  /* in the meeting at once, moderators included; 0: no limit of the room's own */
    uint64_t expires_ms;  /* Unix time */
};

/* What front and media need. */
struct kr_ticket_keys {
    uint8_t seal[32];
    uint8_t verify[32];
};

/* What office alone has; wipe with kr_wipe. */
struct kr_ticket_signer {
    struct kr_ticket_keys keys;
    uint8_t sign[64];
};

/* Makes fresh keys. */
void kr_ticket_signer_new(struct kr_ticket_signer *out);

/* Writes the ticket as base64url text into out (KR_LIMIT_TICKET_BYTES + 1 bytes always suffice). */
KR_MUST_CHECK int kr_ticket_write(char *out, size_t out_size, const struct kr_ticket *t, const struct kr_ticket_signer *s);

/* Opens and checks a ticket. KR_E_AUTH for anything not made by office, KR_E_EXPIRED after its time. */
KR_MUST_CHECK int kr_ticket_read(struct kr_ticket *out, const char *text, const struct kr_ticket_keys *k, uint64_t now_ms);

/*
 * The same for a text that was just heard from office itself, or verified before: who made it is known, so the signature, which
 * is dear, is not verified. Never for one that came from anywhere else.
 */
KR_MUST_CHECK int kr_ticket_read_own(struct kr_ticket *out, const char *text, const struct kr_ticket_keys *k, uint64_t now_ms);

#endif
