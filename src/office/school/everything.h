/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Everything stored about a school, as a JSON document: all rows of all tables that are its own (office/store/table.h), in
 * that list's order, with all their columns. What is sealed is opened where the caller's keys allow; of other bytes stand
 * the length and the SHA-256, which is what a dump of the database can be compared with. What checks a password is not
 * shown. A document too long for one answer continues in the next.
 */
#ifndef KR_OFFICE_SCHOOL_EVERYTHING_H
#define KR_OFFICE_SCHOOL_EVERYTHING_H

#include "base/strbuf.h"
#include "office/core.h"
#include "office/session.h"

/*
 * Appends {"school", "made_ms", "from", "next", "tables": [{"table", "rows": [...]}]} to *out, which bounds it: rows from
 * number `from` of all on, as many as fit; "next" is the number of the first that did not, and is missing otherwise.
 * KR_E_NOT_FOUND: no such school, or nothing at `from`.
 */
KR_MUST_CHECK int kr_school_everything(struct kr_office *o, const struct kr_session *who, const char *school, uint64_t from,
                                       struct kr_strbuf *out);

#endif
