/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What is taken away: a locked or deleted account, a deleted room, a withdrawn token, a password that is no longer good.
 * Tickets are checked by front and media without asking back, so both must know of it for as long as a ticket from
 * before can last. It is stored in the transaction of the change, before anybody is told that it is done: a front
 * that was started anew, or that could not be reached, gets the whole list before it takes a ticket.
 */
#ifndef KR_OFFICE_REVOCATION_H
#define KR_OFFICE_REVOCATION_H

#include "office/core.h"

/* Voids tickets for the account, room or token, from now on. In the caller's transaction. */
KR_MUST_CHECK int kr_revoke(struct kr_office *o, const char *id);

/*
 * Voids the tickets of those who are moderators by being signed in with this account, not those into its rooms: pupils'
 * links and tickets stay. In the caller's transaction; kr_revoke_holder_tell after it.
 */
KR_MUST_CHECK int kr_revoke_holder(struct kr_office *o, const char *account);
void kr_revoke_holder_tell(struct kr_office *o, const char *account);

/* Until when tickets that exist now can last: what kr_revoke stores, and events say. */
uint64_t kr_revoked_until_ms(const struct kr_office *o);

/* Sends all there are, as messages `revoked` of which the last has no `more`. */
typedef int kr_revocations_send_fn(void *arg, struct kr_link_msg *msg);
KR_MUST_CHECK int kr_revocations_send(struct kr_office *o, kr_revocations_send_fn *send, void *arg);

#endif
