/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/mail/recipient.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "office/setting.h"

bool kr_mail_schools_are_open(const struct kr_office *o)
{
    return false;
}

static int find_operator(struct kr_office *o, struct kr_mail_recipient *out)
{
    char *mail = kr_setting_text(o, "operator.mail", "");
    int err = mail ? kr_mail_address_fits(mail) ? 0 : KR_E_NOT_FOUND : KR_E_NOMEM;
    if (!err)
        snprintf(out->address, sizeof out->address, "%s", mail);
    free(mail);
    return err;
}

int kr_mail_recipient_find(struct kr_office *o, struct kr_mail_recipient *out, const char *school, enum kr_mail_whom whom)
{
    *out = (struct kr_mail_recipient){0};
    return school ? KR_E_SEALED : find_operator(o, out);
}
