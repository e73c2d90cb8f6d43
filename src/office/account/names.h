/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A table of teachers as a school has one: a column of names, or of given and family names, with or without a head. One
 * that Kreide has written (account/table.h) has handles in it too. Pure; what it makes holds names and is to be wiped.
 */
#ifndef KR_OFFICE_ACCOUNT_NAMES_H
#define KR_OFFICE_ACCOUNT_NAMES_H

#include "office/csv.h"
#include "office/room/title.h"

enum { KR_NAMES_MAX = 500 }; /* KR_ROSTER_AT_ONCE: what is made in one transaction */

struct kr_name_line {
    uint32_t line;                       /* of the file, from 1 */
    const char *reason;                  /* what is wrong: missing, bad_text, too_long, twice; static. NULL: nothing */
    char label[KR_TITLE_SIZE];           /* as it is kept; of a wrong one as far as it can be shown; "" if only a handle is there */
    char handle[KR_LIMIT_ID_BYTES + 1];  /* "" if the table does not say */
};

struct kr_names {
    struct kr_name_line lines[KR_NAMES_MAX];
    size_t n;
};

/* KR_E_TOO_LARGE (more lines), KR_E_MALFORMED (no line at all). */
KR_MUST_CHECK int kr_names_read(struct kr_names *out, const struct kr_csv *table);

#endif
