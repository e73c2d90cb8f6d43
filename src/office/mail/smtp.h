/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Hands one letter to a mail server: SMTP (RFC 5321) by libcurl, in a child process of its own that knows this letter
 * and nothing else (`kreide post`). Encrypted, with the server's certificate and name verified: STARTTLS (RFC 3207) that
 * must succeed, or TLS from the first byte (RFC 8314); in clear to a loopback address only.
 *
 * It sends what kr_mail_compose makes, to one recipient, and follows no redirect, proxy or setting of the environment.
 */
#ifndef KR_OFFICE_MAIL_SMTP_H
#define KR_OFFICE_MAIL_SMTP_H

#include "base/err.h"
#include "proto/link.h"

enum {
    KR_SMTP_JOB_BYTES = 128 * 1024, /* of the text that names a letter */
    KR_SMTP_CONNECT_S = 20,
    KR_SMTP_TOTAL_S = 60,
};

struct kr_smtp_result {
    enum kr_link_posted_state state;
    const char *error; /* stable identifier, static */
    int code;          /* the server's last answer; 0: none */
    char text[201];    /* printable ASCII */
};

/*
 * Sends; blocks for at most KR_SMTP_TOTAL_S. Fills *out always. The identifiers:
 *   ok; bad_letter (cannot be composed), not_loopback (plain to elsewhere), unreachable, timeout, not_encrypted (the
 *   server has no STARTTLS), not_trusted (certificate), sign_in_failed, refused (by the server: before a recipient was
 *   named), recipient_refused, letter_refused, cut_off (the connection broke: the letter may have arrived), internal.
 * Permanent are bad_letter, and recipient_refused and letter_refused with a code of 500 or more.
 */
void kr_smtp_send(struct kr_smtp_result *out, const struct kr_link_post *job);

/*
 * `kreide post`: reads one `post` message on standard input up to its end, cages itself, sends, and writes one `posted`
 * message to standard output. The exit status: 0 when it wrote one.
 */
int kr_smtp_main(void);

#endif
