/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Papers of schools: scans as they came, under the school's data key, in parts that fit an answer of the API. Nothing in
 * them is ever read.
 */
#ifndef KR_OFFICE_SCHOOL_PAPER_H
#define KR_OFFICE_SCHOOL_PAPER_H

#include "office/school/school.h"

enum {
    KR_PAPER_PART_BYTES = 240 * 1024,
    KR_PAPERS_PER_SCHOOL = 60,
    KR_PAPER_ID_DIGITS = 20,
};

/*
 * Keeps an upload of the account as a paper, inside the caller's transaction; the caller drops the upload after it.
 * KR_E_NOT_FOUND (no such upload), KR_E_STATE (not complete), KR_E_UNSUPPORTED (neither PDF nor JPEG nor PNG), KR_E_FULL.
 */
KR_MUST_CHECK int kr_paper_keep(struct kr_office *o, struct kr_store_paper *out, const struct kr_school *s, enum kr_step step,
                                const char *account, const char *upload);

/* One part, to be wiped and freed. KR_E_NOT_FOUND beyond the last, KR_E_AUTH. */
KR_MUST_CHECK int kr_paper_part(struct kr_office *o, uint8_t **out, size_t *len, const struct kr_data_key *key,
                                const struct kr_store_paper *paper, uint64_t number);

#endif
