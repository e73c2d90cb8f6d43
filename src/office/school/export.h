/* SPDX-License-Identifier: EUPL-1.2 */
/* All schools as a table for a spreadsheet, in parts; the same columns are read by an import. */
#ifndef KR_OFFICE_SCHOOL_EXPORT_H
#define KR_OFFICE_SCHOOL_EXPORT_H

#include "office/school/school.h"

enum { KR_EXPORT_SCHOOLS = 100 }; /* in one part: with the longest texts they still fit an answer (KR_API_FILE_MAX) */

/*
 * One part, to be wiped and freed; part 0 begins with the headers. KR_E_NOT_FOUND after the last, KR_E_SEALED, KR_E_TOO_LARGE.
 */
KR_MUST_CHECK int kr_export_part(struct kr_office *o, char **out, size_t *len, const struct kr_session *who, uint64_t part, size_t max);

#endif
