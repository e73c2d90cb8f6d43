/* SPDX-License-Identifier: EUPL-1.2 */
/* Accounts in the API's form. */
#ifndef KR_OFFICE_API_ACCOUNT_VIEW_H
#define KR_OFFICE_API_ACCOUNT_VIEW_H

#include "office/account/label.h"
#include "office/account/roster.h"
#include "office/api/call.h"

/* An account and the texts that its API form points into. Holds names: to be wiped. */
struct kr_account_view {
    struct kr_store_roster_row row;
    char label[KR_TITLE_SIZE], purpose[KR_TITLE_SIZE], note[KR_TITLE_SIZE];
};

/* Fills in the texts of v->row that the caller may read. */
void kr_account_view_open(struct kr_api_call *c, struct kr_account_view *v);
struct kr_api_account_entry kr_account_view_of(struct kr_api_call *c, const struct kr_account_view *v);

/* Answers with one account. */
void kr_account_view_answer(struct kr_api_call *c, int status, const struct kr_store_roster_row *row);

/* Ends a call that failed, as calls for accounts fail. `field` is of the text that was sent, or NULL. */
void kr_account_fail(struct kr_api_call *c, int err, const char *field);

/* "open" and so on: what the account can do at this moment. */
enum kr_api_account_entry_state kr_account_state(struct kr_office *o, const struct kr_store_roster_row *row);

#endif
