/* SPDX-License-Identifier: EUPL-1.2 */
/* What a school is: name, address, people. Checked when it comes in; stored only sealed (school.h). Pure. */
#ifndef KR_OFFICE_SCHOOL_PROFILE_H
#define KR_OFFICE_SCHOOL_PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum kr_profile_field {
    KR_PROFILE_NAME,         /* official name */
    KR_PROFILE_NUMBER,       /* official number: in Baden-Württemberg the Dienststellenschlüssel */
    KR_PROFILE_KIND,         /* such as Grundschule */
    KR_PROFILE_STREET,
    KR_PROFILE_POSTCODE,
    KR_PROFILE_TOWN,
    KR_PROFILE_MAIL,
    KR_PROFILE_PHONE,
    KR_PROFILE_HEAD,
    KR_PROFILE_CONTACT,
    KR_PROFILE_CONTACT_MAIL,
    KR_PROFILE_DSB,          /* data protection officer */
    KR_PROFILE_EXISTING,     /* what the school has already: "none", "moodle-bbb", "m365", "other", or "" for no answer */
    KR_PROFILE_NOTE,
    KR_PROFILE_FIELDS,
};

enum {
    KR_PROFILE_TEXT_SIZE = 1201,  /* the longest, a note of 400 characters, with its terminator */
    KR_PROFILE_JSON_MAX = 40000,  /* all of them, escaped */
};

/* Texts are clean (office/room/title.h) and fit their field; "" where nothing is said. To be wiped after use. */
struct kr_profile {
    char text[KR_PROFILE_FIELDS][KR_PROFILE_TEXT_SIZE];
};

struct kr_profile_fault {
    enum kr_profile_field field;
    const char *reason; /* missing_field, out_of_range, bad_text */
};

/*
 * Checks what somebody typed; NULL leaves what *p has. KR_E_MALFORMED with the first field that is wrong; *p is changed on
 * success only.
 */
KR_MUST_CHECK int kr_profile_set(struct kr_profile *p, const char *const raw[KR_PROFILE_FIELDS], struct kr_profile_fault *fault);

/* "name", "number" and so on: in the API, in what is sealed, as headers of tables. */
const char *kr_profile_field_name(enum kr_profile_field field);

/* As JSON, to be wiped and freed; NULL when out of memory. */
char *kr_profile_write(const struct kr_profile *p);
/* Reads that back. Fields it does not know are left out, missing ones are "". KR_E_MALFORMED, KR_E_NOMEM. */
KR_MUST_CHECK int kr_profile_read(struct kr_profile *out, const char *json, size_t len);

/* True if both are the same official number: a spreadsheet takes zeros in front away. */
bool kr_profile_same_number(const char *a, const char *b);

/* "Lindenweg 4, 74000 Musterstadt" */
void kr_profile_address(const struct kr_profile *p, char *out, size_t out_size);

#endif
