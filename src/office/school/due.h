/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Which versions of documents the steps of an enrolment are about, and what a school has to take again because a newer
 * one asks for it. The German version is the one that binds.
 */
#ifndef KR_OFFICE_SCHOOL_DUE_H
#define KR_OFFICE_SCHOOL_DUE_H

#include "office/core.h"
#include "office/school/enrolment.h"
#include "office/store/school.h"

enum kr_due_kind {
    KR_DUE_INFORMATION,
    KR_DUE_TERMS,
    KR_DUE_AGREEMENT,
    KR_DUE_MEASURES,   /* annex of the agreement */
    KR_DUE_PROCESSORS, /* likewise */
    KR_DUE_REGISTRATION,
    KR_DUE_KINDS,
};

/* The kind of document (office/document/kind.h), and the step it belongs to. The contact person's has the registration's. */
const char *kr_due_kind_id(enum kr_due_kind kind);
enum kr_step kr_due_kind_step(enum kr_due_kind kind);

/* Of each kind the version in force and the newest that asks for acceptance; number 0 where there is none. */
struct kr_due_versions {
    struct kr_store_document in_force[KR_DUE_KINDS], asked[KR_DUE_KINDS];
};

KR_MUST_CHECK int kr_due_versions_get(struct kr_office *o, struct kr_due_versions *out);

/* Where a school stands: what its records add up to, and the newest version of each kind that it accepted. */
struct kr_standing {
    struct kr_enrolment enrolment;
    uint32_t accepted[KR_DUE_KINDS]; /* numbers; 0: none */
    uint64_t countersigned_ms;
    size_t n_records;
};

void kr_standing_add_record(struct kr_standing *s, const struct kr_store_step *row);
void kr_standing_add_document(struct kr_standing *s, const struct kr_store_step_document *row);
/* Both, of one school. */
KR_MUST_CHECK int kr_standing_get(struct kr_office *o, struct kr_standing *out, const char *school);

/* What the operator decided, and for how long the contact person may take. */
struct kr_enrolment_settings {
    struct kr_enrolment_policy policy;
    bool open;             /* schools may register themselves */
    bool block_overdue;    /* schools that let a deadline pass are suspended */
    uint32_t contact_days; /* for the contact person's signature, from the countersignature on */
};

struct kr_enrolment_settings kr_enrolment_settings_get(struct kr_office *o);
/* Inside the caller's transaction. */
KR_MUST_CHECK int kr_enrolment_settings_set(struct kr_office *o, const struct kr_enrolment_settings *settings);

/* What a school waits for now. */
struct kr_waiting {
    enum kr_step next; /* 0: for nothing */
    enum kr_party who; /* takes it */
    unsigned due;      /* steps (KR_STEP_BIT) to take again, and the contact person's while it is missing */
    uint64_t until_ms; /* the earliest deadline of these; 0: none */
    bool overdue;      /* it has passed */
    bool late_contact; /* and it is that of the contact person's signature */
};

struct kr_waiting kr_standing_waiting(const struct kr_standing *s, const struct kr_due_versions *versions,
                                      const struct kr_enrolment_settings *settings, uint64_t now_ms);

/* The version of a kind that its step is about now: the one that is asked for if the step is due again. */
const struct kr_store_document *kr_due_offer(const struct kr_due_versions *versions, enum kr_due_kind kind, unsigned due);

#endif
