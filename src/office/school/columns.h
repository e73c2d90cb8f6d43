/* SPDX-License-Identifier: EUPL-1.2 */
/* The columns of a table of schools, in German and English: what they are called, and what their cells mean. Pure. */
#ifndef KR_OFFICE_SCHOOL_COLUMNS_H
#define KR_OFFICE_SCHOOL_COLUMNS_H

#include "office/csv.h"
#include "office/school/enrolment.h"
#include "office/school/profile.h"

/* The fields of a profile come first, with their own numbers. */
enum kr_column {
    KR_COLUMN_STATE = KR_PROFILE_FIELDS, /* only told, not read */
    KR_COLUMN_INFORMATION,               /* from here the day of each step on paper, in the order of enum kr_step */
    KR_COLUMN_TERMS,
    KR_COLUMN_AGREEMENT,
    KR_COLUMN_REGISTRATION,
    KR_COLUMN_CONTACT_SIGNED,
    KR_COLUMN_COUNTERSIGNED,
    KR_COLUMN_SCHOOL_ACCOUNT,            /* whether to make one */
    KR_COLUMN_CONTACT_ACCOUNT,
    KR_COLUMN_MODERATORS,                /* how many to make */
    KR_COLUMNS,
};

/* The step that a column has the day of, or 0. */
enum kr_step kr_column_step(enum kr_column column);

/* What a column is called: in the API and in faults ("name"), and as a header ("Name der Schule"). */
const char *kr_column_id(enum kr_column column);
const char *kr_column_header(enum kr_column column);

/* Where each column is in a table; -1: nowhere. */
struct kr_columns {
    int at[KR_COLUMNS];
};

/*
 * Finds the columns by the table's first row: German or English names, in any order, whatever their case, spaces and
 * hyphens; others are left out. KR_E_MALFORMED when there is no name or no number, or one comes twice: *wrong is it.
 */
KR_MUST_CHECK int kr_columns_find(struct kr_columns *out, const struct kr_csv *table, enum kr_column *wrong);

/* "31.12.2026", "2026-12-31" as noon UTC of that day, so that it is that day everywhere in Europe. KR_E_MALFORMED. */
KR_MUST_CHECK int kr_day_read(uint64_t *unix_ms, const char *text);
enum { KR_DAY_SIZE = 11 };
void kr_day_write(char out[KR_DAY_SIZE], uint64_t unix_ms);

/* "ja", "x", "1", "yes" and "nein", "", "0", "no". KR_E_MALFORMED. */
KR_MUST_CHECK int kr_yes_read(bool *out, const char *text);

/* The word of the API for what people write in the column about what they have: "Moodle mit BigBlueButton". As it is, if unknown. */
const char *kr_existing_read(const char *text);

#endif
