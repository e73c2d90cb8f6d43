/* SPDX-License-Identifier: EUPL-1.2 */
/* To whom a letter goes and what it says about them: found when it is sent, forgotten after. */
#ifndef KR_OFFICE_MAIL_RECIPIENT_H
#define KR_OFFICE_MAIL_RECIPIENT_H

#include "office/core.h"
#include "office/mail/message.h"
#include "office/mail/template.h"

enum { KR_MAIL_FACT_MAX = 1200 };

struct kr_mail_recipient {
    char address[KR_MAIL_ADDRESS_MAX + 1];
    char school_name[KR_MAIL_FACT_MAX + 1];
};

/* Whether addresses of schools can be read now: an administrator is signed in. */
bool kr_mail_schools_are_open(const struct kr_office *o);

/*
 * To the head: the school's own address, else the contact person's; to the contact person the other way round; without a
 * school the operator's own (setting operator.mail). KR_E_SEALED while no administrator is signed in, KR_E_NOT_FOUND when
 * there is no address that fits. Wipe it after use.
 */
KR_MUST_CHECK int kr_mail_recipient_find(struct kr_office *o, struct kr_mail_recipient *out, const char *school,
                                         enum kr_mail_whom whom);

#endif
