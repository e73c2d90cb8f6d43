/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * One letter by mail as its bytes: RFC 5322 with MIME (RFC 2045, 2047). Pure. What goes in is text; what comes out is
 * ASCII in lines of at most 78 characters, whatever the text says: no line end, header or second recipient can be
 * brought in by a subject, a name or an address.
 *
 * Plain text only: no HTML, no picture, no link that tells who opened it. `Auto-Submitted: auto-generated` (RFC 3834
 * section 5) keeps out-of-office answers away.
 */
#ifndef KR_OFFICE_MAIL_MESSAGE_H
#define KR_OFFICE_MAIL_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/strbuf.h"

enum {
    KR_MAIL_ADDRESS_MAX = 254,     /* RFC 5321 section 4.5.3.1.3, less the brackets */
    KR_MAIL_NAME_MAX = 200,        /* bytes of UTF-8 */
    KR_MAIL_SUBJECT_MAX = 300,
    KR_MAIL_TEXT_MAX = 48 * 1024,
    KR_MAIL_ID_BYTES = 16,         /* random bytes of a Message-ID */
    KR_MAIL_MESSAGE_MAX = 256 * 1024,
};

struct kr_mail_message {
    const char *from, *from_name; /* address; name or "" */
    const char *to;               /* one address */
    const char *subject;
    const char *text;             /* UTF-8, lines end with \n */
    const char *lang;             /* "de" or "en" (RFC 5646) */
    const char *id;               /* of the letter: letters, digits, - and _; the same when it is sent again */
    uint64_t date_ms;             /* Unix time */
};

/*
 * True for an address that we send to: an unquoted local part of ASCII and a domain of letters, digits and hyphens
 * (RFC 5321 section 4.1.2: Dot-string "@" Domain), at most 254 bytes. "" and NULL are none.
 */
bool kr_mail_address_fits(const char *address);

/* The domain of an address that fits. */
const char *kr_mail_domain(const char *address);

/*
 * Appends the letter to `out`, lines ending in CRLF. KR_E_MALFORMED when a part is not UTF-8, has control characters
 * (but line ends and tabulators in the text), or an address does not fit; KR_E_TOO_LARGE over the limits above.
 */
KR_MUST_CHECK int kr_mail_compose(struct kr_strbuf *out, const struct kr_mail_message *m);

#endif
