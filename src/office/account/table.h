/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A school's teachers from and to tables, in a session that holds the school's key: names are read here, sealed to the
 * school, and forgotten. First to see what would happen, then for good. A line is taken as a whole or left out and reported;
 * a table can be taken twice, the second time changes nothing.
 */
#ifndef KR_OFFICE_ACCOUNT_TABLE_H
#define KR_OFFICE_ACCOUNT_TABLE_H

#include "office/account/names.h"
#include "office/account/roster.h"

enum kr_table_result {
    KR_TABLE_CREATED,
    KR_TABLE_CHANGED, /* it has the line's handle, and gets its name */
    KR_TABLE_SAME,    /* there is one for this name already, or it has it */
    KR_TABLE_WRONG,
    KR_TABLE_RESULTS,
};

/* What would happen, or did. Holds names: to be wiped. */
struct kr_roster_table {
    struct kr_names names;
    struct {
        enum kr_table_result result;
        const char *reason;                /* of a wrong one: those of names.h, and unknown_handle; static */
        char account[KR_LIMIT_ID_BYTES + 1]; /* whose line it is; "" before it is made */
    } lines[KR_NAMES_MAX];
    size_t counts[KR_TABLE_RESULTS];
    const char *problem; /* the table as a whole was refused: csv.h's reasons, empty, too_many_rows; static. NULL: it was not */
    uint32_t problem_line;
};

/*
 * Takes an uploaded table, which is gone from the uploads afterwards if `commit`. A table that is refused as a whole is no
 * error: *problem says so. KR_E_NOT_FOUND and KR_E_STATE (of the upload), KR_E_SEALED, KR_E_FULL (more than the school may
 * have), KR_E_NOMEM.
 */
KR_MUST_CHECK int kr_roster_table_take(struct kr_office *o, struct kr_roster_table *out, const struct kr_session *who, const char *school,
                                       const char *upload, bool commit);

/* All moderators of a school as a table, in German or English; *out is to be wiped and freed. KR_E_SEALED, KR_E_TOO_LARGE. */
KR_MUST_CHECK int kr_roster_table_write(struct kr_office *o, char **out, size_t *len, const struct kr_session *who, const char *school,
                                        bool german, size_t max);

#endif
