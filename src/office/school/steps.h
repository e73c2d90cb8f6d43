/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Steps of an enrolment, taken and recorded: what enrolment.h allows, with its document, its paper, its letter, its entry
 * in the log, and what follows for the school's accounts, all in one transaction.
 */
#ifndef KR_OFFICE_SCHOOL_STEPS_H
#define KR_OFFICE_SCHOOL_STEPS_H

#include "office/school/school.h"

enum {
    KR_SCHOOL_RECORDS = 150,     /* of one school, in all its years; as in proto/api/enrolment.json */
    KR_SIGNER_CHARS = 80,
    KR_STEP_NOTE_CHARS = 200,
    KR_STEP_TEXT_SIZE = KR_SEAL_TEXT_MAX + 1,
    KR_STEP_BACK_YEARS = 30,     /* papers are not older */
    KR_STEP_ID_DIGITS = 20,
};

struct kr_step_order {
    enum kr_step step;
    enum kr_way way;
    const char *const *documents; /* ids of the versions that were read; on paper also none: those in force then count */
    size_t n_documents;
    const char *signer;           /* name as typed, or NULL */
    const char *note;             /* likewise */
    const char *upload;           /* id of a scan, or NULL */
    uint64_t at_ms;               /* of a step on paper: its date; 0: now */
    uint64_t ends_ms;             /* of KR_STEP_ENDING */
};

/* Why not. */
struct kr_step_fault {
    const char *id;    /* of the problem: static */
    const char *text;  /* English: static */
    const char *field; /* or NULL */
    int status;        /* of HTTP: 400, 403, 409 */
};

/*
 * Takes a step in the school that `who` may work for. 0, or KR_E_STATE with *fault, or another error without one. On
 * success s->row is as it is then.
 */
KR_MUST_CHECK int kr_step_take(struct kr_office *o, const struct kr_session *who, struct kr_school *s,
                               const struct kr_step_order *order, struct kr_step_fault *fault);

/* Declares a record a mistake: it stays, with the reason. Likewise. KR_E_NOT_FOUND. */
KR_MUST_CHECK int kr_step_void(struct kr_office *o, const struct kr_session *who, struct kr_school *s, const char *record,
                               const char *reason, struct kr_step_fault *fault);

/*
 * Access data are about to be handed out: KR_E_STATE unless the school's enrolment has got so far (check before anything
 * is made), and, after it, the record of the first time. Inside the caller's transaction.
 */
KR_MUST_CHECK int kr_school_may_issue(struct kr_office *o, const char *school);
KR_MUST_CHECK int kr_school_issued(struct kr_office *o, const struct kr_session *who, const char *school);

/* What the office does by itself: ends that have come, deadlines that the operator made binding. Once a minute. */
void kr_school_sweep(struct kr_office *o);

/* Reads what a record says about people; "" where it says nothing or the key does not open it. */
void kr_step_texts(const struct kr_data_key *key, const struct kr_store_step *row, char signer[KR_STEP_TEXT_SIZE],
                   char note[KR_STEP_TEXT_SIZE], char why[KR_STEP_TEXT_SIZE]);

#endif
