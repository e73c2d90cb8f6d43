/* SPDX-License-Identifier: EUPL-1.2 */
/* Administrators, and who else holds keys: what the office of keys asks of the table of accounts. */
#ifndef KR_OFFICE_STORE_ADMINISTRATOR_H
#define KR_OFFICE_STORE_ADMINISTRATOR_H

#include "office/store/store.h"

/* Accounts of a role, by handle; of a school, or (school NULL) of none. */
KR_MUST_CHECK int kr_store_account_list_of(struct kr_store *s, enum kr_role role, const char *school, kr_store_account_fn *each,
                                           void *arg);
/* With all that hangs on it: sessions, keys, second factors, rooms. KR_E_NOT_FOUND. */
KR_MUST_CHECK int kr_store_account_delete(struct kr_store *s, const char *id);
/* Administrators who are not locked and can open the newest operator's key. */
KR_MUST_CHECK int kr_store_operator_holders(struct kr_store *s, uint64_t *out);
/* The state of a school (enum kr_school_state); KR_E_NOT_FOUND. */
KR_MUST_CHECK int kr_store_school_state(struct kr_store *s, uint64_t *out, const char *school);

#endif
