/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Letters that wait to be sent by mail. A waiting letter says which kind it is, for which school's id and with which
 * machine words; no name, no address, no text. Addresses are sealed, so letters to schools go out while an administrator
 * is signed in (office/vault), those to the operator itself at any time.
 *
 * A letter is sent at least once and, but for one case, exactly once: it is marked as being sent before the child that
 * sends it starts, only one child runs at a time, and it dies with the office. When the office or the connection breaks
 * in between, nobody can tell whether the letter arrived; it is then sent again with the same Message-ID, by which mail
 * programs know a double. A reminder twice is better than a deadline that nobody was told of.
 *
 * What cannot be delivered is tried again with growing pauses for three days, then waits as failed for the operator.
 * Without a mail server letters are not queued at all: everything works on paper.
 */
#ifndef KR_OFFICE_MAIL_QUEUE_H
#define KR_OFFICE_MAIL_QUEUE_H

#include "office/core.h"
#include "office/mail/template.h"
#include "office/store/mail.h"

enum {
    KR_MAIL_QUEUE_MAX = 20000,                          /* letters that wait: all of 1,000 schools several times over */
    KR_MAIL_GIVE_UP_MS = 3 * 24 * 60 * 60 * 1000,       /* from the first try */
    KR_MAIL_RECOVER_MS = 60 * 1000,                     /* before what a restart interrupted is tried again */
};

/*
 * Queues a letter to a school (school NULL: to the operator itself), about this account (or NULL), in "de" or "en" (NULL:
 * the language set in mail.lang). args: see template.h; NULL is none. Call it inside the transaction of the change that
 * it tells of. Without a mail server it does nothing and returns 0. KR_E_MALFORMED, KR_E_FULL, the store's errors.
 */
KR_MUST_CHECK int kr_mail_queue(struct kr_office *o, const char *school, const char *account, enum kr_mail_kind kind,
                                const char *lang, const char *args);

/*
 * Tells the operator itself that this administrator can read now what is sealed, or can again: whoever did
 * it alone is seen. Does nothing while the operator has set no address.
 */
KR_MUST_CHECK int kr_mail_tell_administrator(struct kr_office *o, const struct kr_store_account *administrator);

/* The words of a letter in the queue. */
KR_MUST_CHECK int kr_mail_args_open(struct kr_office *o, char args[KR_MAIL_ARGS_MAX + 1], const struct kr_store_mail *m);

/*
 * For a letter that waits or has failed: tries it now (a failed one for another three days), or forgets it. KR_E_NOT_FOUND;
 * KR_E_STATE when it is on its way or went. Both are written to the audit log.
 */
KR_MUST_CHECK int kr_mail_retry(struct kr_office *o, const char *who, const char *id);
KR_MUST_CHECK int kr_mail_discard(struct kr_office *o, const char *who, const char *id);

/* Pause before the next try, in ms, after so many: from 1 minute to 12 hours, spread by up to a fifth by `random`. */
uint64_t kr_mail_pause_ms(uint32_t tries, uint32_t random);

#endif
