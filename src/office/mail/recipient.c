/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/mail/recipient.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/secret.h"
#include "office/school/school.h"
#include "office/setting.h"
#include "office/vault/vault.h"

bool kr_mail_schools_are_open(const struct kr_office *o)
{
    return kr_vault_is_open(o);
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

/* The head reads the school's own mail; the contact person has an address, perhaps. */
static const char *pick_address(const struct kr_profile *p, enum kr_mail_whom whom)
{
    const char *own = p->text[KR_PROFILE_MAIL], *contact = p->text[KR_PROFILE_CONTACT_MAIL];
    const char *first = whom == KR_MAIL_TO_CONTACT ? contact : own, *second = whom == KR_MAIL_TO_CONTACT ? own : contact;
    return kr_mail_address_fits(first) ? first : kr_mail_address_fits(second) ? second : NULL;
}

static int find_school(struct kr_office *o, struct kr_mail_recipient *out, const char *id, enum kr_mail_whom whom)
{
    struct kr_school s;
    int err = kr_school_open(o, &s, NULL, id);
    if (err)
        return err;
    const char *address = pick_address(&s.profile, whom);
    if (address) {
        snprintf(out->address, sizeof out->address, "%.*s", KR_MAIL_ADDRESS_MAX, address); /* it fits: no longer */
        snprintf(out->school_name, sizeof out->school_name, "%s", s.profile.text[KR_PROFILE_NAME]);
    } else {
        err = KR_E_NOT_FOUND;
    }
    kr_school_close(&s);
    return err;
}

int kr_mail_recipient_find(struct kr_office *o, struct kr_mail_recipient *out, const char *school, enum kr_mail_whom whom)
{
    struct kr_mail_recipient found = {0};
    int err = school ? find_school(o, &found, school, whom) : find_operator(o, &found);
    if (!err)
        *out = found;
    kr_wipe(&found, sizeof found);
    return err;
}
