/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Many schools from one table, as a job (office/job.h): first to see what would happen, then for good. Each line is a
 * whole: it is taken with all that it says, or left out and reported. A school that is there is known by its official
 * number; what the table says nothing about stays. A line can be imported twice: the second time it changes nothing.
 */
#ifndef KR_OFFICE_SCHOOL_IMPORT_H
#define KR_OFFICE_SCHOOL_IMPORT_H

#include "office/job.h"
#include "office/school/columns.h"
#include "office/session.h"

#define KR_JOB_IMPORT_SCHOOLS "schools.import"

enum { KR_IMPORT_LINES = KR_CSV_ROWS_MAX };

enum kr_import_result { KR_IMPORT_CREATED, KR_IMPORT_CHANGED, KR_IMPORT_SAME, KR_IMPORT_WRONG, KR_IMPORT_RESULTS };

struct kr_import_line {
    uint32_t line;
    enum kr_import_result result;
    const char *field, *reason; /* of a wrong one: static */
    char name[121];             /* cut */
};

/* The result of the job. */
struct kr_import {
    bool commit;
    struct kr_import_line *lines; /* wrong ones are moved to the front at the end */
    size_t n_lines, total;
    uint64_t counts[KR_IMPORT_RESULTS];
    const char *problem; /* the table as a whole was refused: static; NULL otherwise */
    uint32_t problem_line;
};

/*
 * Starts the job with the uploaded table, which is gone from the uploads afterwards if it is for good. KR_E_NOT_FOUND,
 * KR_E_STATE (of the upload), KR_E_SEALED, KR_E_FULL, KR_E_NOMEM. A table that cannot be read is a job that is done, with a
 * problem.
 */
KR_MUST_CHECK int kr_import_start(struct kr_office *o, struct kr_job **out, const struct kr_session *who, const char *upload,
                                  bool commit);

#endif
