/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Schools. Everything that says which one it is lies sealed under the school's own data key (office/vault); what happens
 * to it is recorded (enrolment.h) and logged. `by` is the id of the acting account, or a word of office/audit/audit.h.
 */
#ifndef KR_OFFICE_SCHOOL_SCHOOL_H
#define KR_OFFICE_SCHOOL_SCHOOL_H

#include "office/core.h"
#include "office/school/due.h"
#include "office/school/profile.h"
#include "office/session.h"

enum {
    KR_SCHOOLS_MAX = 5000,
    KR_SCHOOL_ID_DIGITS = 20,
};

/* A school, opened. */
struct kr_school {
    struct kr_store_school row;
    struct kr_data_key key;
    struct kr_profile profile;
};

/*
 * Opens one for whoever asks, or in the background (who NULL: with any administrator's key). KR_E_NOT_FOUND, KR_E_SEALED,
 * KR_E_AUTH (it was tampered with). End with kr_school_close, which wipes.
 */
KR_MUST_CHECK int kr_school_open(struct kr_office *o, struct kr_school *out, const struct kr_session *who, const char *id);
void kr_school_close(struct kr_school *s);

/* Seals a profile as its row has it; to be freed. */
KR_MUST_CHECK int kr_school_seal(uint8_t **out, size_t *len, const struct kr_data_key *key, const char *id,
                                 const struct kr_profile *profile);
/* Opens one that is there already: for lists. */
KR_MUST_CHECK int kr_school_unseal(struct kr_profile *out, const struct kr_data_key *key, const char *id, const uint8_t *sealed,
                                   size_t len);

/* Adds a school that begins to enrol. KR_E_STATE before the operator has keys, KR_E_FULL. */
KR_MUST_CHECK int kr_school_create(struct kr_office *o, struct kr_school *out, const char *by, const struct kr_profile *profile,
                                   bool online);

/* Keeps s->profile. */
KR_MUST_CHECK int kr_school_keep(struct kr_office *o, struct kr_school *s, const char *by);

/* Deletes it and everything of it. KR_E_STATE while it takes part. */
KR_MUST_CHECK int kr_school_delete(struct kr_office *o, const char *by, const char *id);

/* For the nightly purge (office/retention.h), *n: how many. What registered itself and lay untouched since before_ms. */
KR_MUST_CHECK int kr_school_purge_unconfirmed(struct kr_office *o, uint64_t before_ms, uint64_t *n);
/* What ended or withdrew before that. */
KR_MUST_CHECK int kr_school_purge_ended(struct kr_office *o, uint64_t before_ms, uint64_t *n);

#endif
