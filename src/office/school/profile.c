/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/school/profile.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "crypto/secret.h"
#include "office/mail/message.h"
#include "office/room/title.h"

static bool is_number(const char *text)
{
    size_t len = strspn(text, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-/. ");
    return text[len] == '\0' && text[strcspn(text, "0123456789")];
}

/* Four digits in Austria and Switzerland, five in Germany. */
static bool is_postcode(const char *text)
{
    size_t len = strspn(text, "0123456789");
    return text[len] == '\0' && (len == 4 || len == 5);
}

static bool is_phone(const char *text)
{
    return !text[strspn(text, "0123456789 +-/().")] && text[strcspn(text, "0123456789")];
}

static bool is_existing(const char *text)
{
    static const char *const words[] = {"none", "moodle-bbb", "m365", "other"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i], text) == 0)
            return true;
    return false;
}

static const struct field {
    const char *name;
    size_t chars;                 /* at most */
    bool needed;
    bool (*fits)(const char *text); /* of a text that is not empty; NULL: any does */
} fields[KR_PROFILE_FIELDS] = {
    [KR_PROFILE_NAME] = {"name", 120, true, NULL},
    [KR_PROFILE_NUMBER] = {"number", 20, true, is_number},
    [KR_PROFILE_KIND] = {"kind", 60, false, NULL},
    [KR_PROFILE_STREET] = {"street", 120, true, NULL},
    [KR_PROFILE_POSTCODE] = {"postcode", 5, true, is_postcode},
    [KR_PROFILE_TOWN] = {"town", 80, true, NULL},
    [KR_PROFILE_MAIL] = {"mail", 254, true, kr_mail_address_fits},
    [KR_PROFILE_PHONE] = {"phone", 40, false, is_phone},
    [KR_PROFILE_HEAD] = {"head", 120, true, NULL},
    [KR_PROFILE_CONTACT] = {"contact", 120, false, NULL},
    [KR_PROFILE_CONTACT_MAIL] = {"contact_mail", 254, false, kr_mail_address_fits},
    [KR_PROFILE_DSB] = {"dsb", 200, false, NULL},
    [KR_PROFILE_EXISTING] = {"existing", 20, false, is_existing},
    [KR_PROFILE_NOTE] = {"note", 400, false, NULL},
};

const char *kr_profile_field_name(enum kr_profile_field field)
{
    kr_assert(field < KR_PROFILE_FIELDS);
    return fields[field].name;
}

/* Cleans one text in place of what was there; the reason why not, or NULL. */
static const char *set_one(char out[KR_PROFILE_TEXT_SIZE], const struct field *f, const char *raw)
{
    char text[KR_PROFILE_TEXT_SIZE] = ""; /* and zeros behind it: profiles are compared as a whole */
    int err = kr_line_clean(text, sizeof text, f->chars, raw);
    const char *reason = err == KR_E_TOO_LARGE ? "out_of_range" : err ? "bad_text" : NULL;
    if (!reason && !text[0] && f->needed)
        reason = "missing_field";
    if (!reason && text[0] && f->fits && !f->fits(text))
        reason = "bad_text";
    if (!reason)
        memcpy(out, text, sizeof text);
    kr_wipe(text, sizeof text);
    return reason;
}

int kr_profile_set(struct kr_profile *p, const char *const raw[KR_PROFILE_FIELDS], struct kr_profile_fault *fault)
{
    struct kr_profile next = *p;
    int err = 0;
    for (enum kr_profile_field i = 0; i < KR_PROFILE_FIELDS && !err; i++) {
        const char *reason = set_one(next.text[i], &fields[i], raw[i] ? raw[i] : p->text[i]);
        if (reason) {
            *fault = (struct kr_profile_fault){i, reason};
            err = KR_E_MALFORMED;
        }
    }
    if (!err)
        *p = next;
    kr_wipe(&next, sizeof next);
    return err;
}

char *kr_profile_write(const struct kr_profile *p)
{
    json_t *object = json_object();
    char *text = NULL;
    int bad = object ? 0 : -1;
    for (enum kr_profile_field i = 0; i < KR_PROFILE_FIELDS && !bad; i++)
        if (p->text[i][0])
            bad = json_object_set_new(object, fields[i].name, json_string(p->text[i]));
    if (!bad)
        text = json_dumps(object, JSON_COMPACT);
    json_decref(object);
    return text;
}

int kr_profile_read(struct kr_profile *out, const char *json, size_t len)
{
    struct kr_profile p = {0};
    json_t *object = len <= KR_PROFILE_JSON_MAX ? json_loadb(json, len, JSON_REJECT_DUPLICATES, NULL) : NULL;
    int err = json_is_object(object) ? 0 : KR_E_MALFORMED;
    for (enum kr_profile_field i = 0; i < KR_PROFILE_FIELDS && !err; i++) {
        const json_t *value = json_object_get(object, fields[i].name);
        if (value && (!json_is_string(value) || json_string_length(value) >= KR_PROFILE_TEXT_SIZE))
            err = KR_E_MALFORMED;
        else if (value)
            snprintf(p.text[i], sizeof p.text[i], "%s", json_string_value(value));
    }
    json_decref(object);
    if (!err)
        *out = p;
    kr_wipe(&p, sizeof p);
    return err;
}

/* Goes on to the next symbol that tells numbers apart. */
static const char *next_symbol(const char *text)
{
    return text + strspn(text, "-/. ");
}

bool kr_profile_same_number(const char *a, const char *b)
{
    a += strspn(a, "0-/. ");
    b += strspn(b, "0-/. ");
    for (;; a++, b++) {
        a = next_symbol(a);
        b = next_symbol(b);
        if ((*a | 0x20) != (*b | 0x20))
            return false;
        if (!*a)
            return true;
    }
}

void kr_profile_address(const struct kr_profile *p, char *out, size_t out_size)
{
    const char *street = p->text[KR_PROFILE_STREET], *code = p->text[KR_PROFILE_POSTCODE], *town = p->text[KR_PROFILE_TOWN];
    snprintf(out, out_size, "%s%s%s%s%s", street, *street && (*code || *town) ? ", " : "", code, *code && *town ? " " : "", town);
}
