/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * How a school takes part: the steps of its enrolment and the states they lead to. A state is nothing but what the
 * school's records add up to, in their order; what may be recorded next stands in one table (enrolment.c). Pure: no
 * clock, no store, no keys.
 *
 *   enrolling --countersigned--> active <--suspended / resumed--> suspended
 *       |                          |                                  |
 *       +--withdrawn--> withdrawn  +--------------- ended ------------+--> ended
 *
 * Withdrawn and ended schools, and those that never got further, can be deleted; then nothing is left to have a state.
 */
#ifndef KR_OFFICE_SCHOOL_ENROLMENT_H
#define KR_OFFICE_SCHOOL_ENROLMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The store's own numbers: never change what a value means. */
enum kr_school_state {
    KR_SCHOOL_ENROLLING = 0,
    KR_SCHOOL_ACTIVE = 1,
    KR_SCHOOL_SUSPENDED = 2,
    KR_SCHOOL_WITHDRAWN = 3, /* by the school, before it took part */
    KR_SCHOOL_ENDED = 4,
    KR_SCHOOL_STATES,
};

/* What is recorded. Up to KR_STEP_ISSUED the steps of taking part; then what happens to a school. The store's numbers. */
enum kr_step {
    KR_STEP_INFORMATION = 1,   /* the head knows the information sheet */
    KR_STEP_TERMS = 2,         /* accepts the terms */
    KR_STEP_AGREEMENT = 3,     /* signs the data processing agreement */
    KR_STEP_REGISTRATION = 4,  /* sends the registration document */
    KR_STEP_CONTACT = 5,       /* the contact person signs: may come later */
    KR_STEP_COUNTERSIGNED = 6, /* the operator checked the papers and countersigned */
    KR_STEP_ISSUED = 7,        /* access data were handed out for the first time */
    KR_STEP_SUSPENDED = 8,
    KR_STEP_RESUMED = 9,
    KR_STEP_WITHDRAWN = 10,
    KR_STEP_ENDING = 11,       /* an end in the future was set */
    KR_STEP_CONTINUED = 12,    /* that end was taken back */
    KR_STEP_ENDED = 13,
    KR_STEPS,
};

#define KR_STEP_BIT(step) (1u << (step))

/* Sets of steps. Which documents a step is about: office/school/due.h. */
enum {
    KR_STEPS_OF_SCHOOL = KR_STEP_BIT(KR_STEP_INFORMATION) | KR_STEP_BIT(KR_STEP_TERMS) | KR_STEP_BIT(KR_STEP_AGREEMENT) |
                         KR_STEP_BIT(KR_STEP_REGISTRATION) | KR_STEP_BIT(KR_STEP_CONTACT),
    /* What the countersignature needs, the contact person's signature apart. */
    KR_STEPS_NEEDED = KR_STEPS_OF_SCHOOL & ~KR_STEP_BIT(KR_STEP_CONTACT),
};

/* How a step was taken. The store's numbers. */
enum kr_way {
    KR_WAY_ONLINE = 0, /* in the portal */
    KR_WAY_UPLOAD = 1, /* a signed paper, as a scan sent by the school */
    KR_WAY_PAPER = 2,  /* on paper, recorded by the operator */
    KR_WAYS,
};

/* Who takes it. */
enum kr_party {
    KR_PARTY_HEAD,
    KR_PARTY_CONTACT,
    KR_PARTY_OPERATOR,
    KR_PARTY_OFFICE, /* the office by itself: an end that has come, a deadline that the operator made binding */
    KR_PARTIES,
};

/* What the operator decided (settings enrolment.*). */
struct kr_enrolment_policy {
    bool contact_later; /* access data may be issued before the contact person signed */
    bool accept_online; /* agreement and registration may be accepted in the portal, without a signed paper */
};

/* What a school's records add up to. {0} is a school without any. */
struct kr_enrolment {
    enum kr_school_state state;
    unsigned done;    /* of KR_STEP_BIT, up to KR_STEP_ISSUED */
    uint64_t ends_ms; /* the end that was set, or has come; 0: none */
};

/* One record. */
struct kr_enrolment_record {
    enum kr_step step;
    uint64_t at_ms;
    uint64_t ends_ms; /* of KR_STEP_ENDING */
    bool voided;      /* was recorded by mistake: counts for nothing */
};

/* Why something cannot be recorded now. */
enum kr_enrolment_refusal {
    KR_ENROLMENT_OK,
    KR_ENROLMENT_CLOSED,     /* not in this state of the school */
    KR_ENROLMENT_NOT_YET,    /* another step comes first: see kr_enrolment_missing */
    KR_ENROLMENT_DONE,       /* taken already, and not due again */
    KR_ENROLMENT_NOT_YOURS,  /* somebody else takes this step */
    KR_ENROLMENT_NOT_SO,     /* not in this way */
    KR_ENROLMENT_REFUSALS,
};

/* Adds the next record of a school. */
void kr_enrolment_add(struct kr_enrolment *e, const struct kr_enrolment_record *r);

/* Adds up all records of a school, oldest first. */
struct kr_enrolment kr_enrolment_of(const struct kr_enrolment_record *records, size_t n);

/* Whether this can be recorded now. `due` are steps (KR_STEP_BIT) that have to be taken again, for a newer document. */
enum kr_enrolment_refusal kr_enrolment_check(const struct kr_enrolment *e, const struct kr_enrolment_policy *policy,
                                             enum kr_step step, enum kr_party who, enum kr_way way, unsigned due);

/* Whether a record of this step can be voided by the operator: it is one of taking part, and its school still may. */
enum kr_enrolment_refusal kr_enrolment_check_void(const struct kr_enrolment *e, enum kr_step step);

/* Whether the school can be deleted. */
bool kr_enrolment_may_delete(const struct kr_enrolment *e);

/* Whether the school's teachers may hold meetings: with the countersignature, and not while suspended. */
bool kr_enrolment_may_meet(const struct kr_enrolment *e);

/* Whether access data may be handed out. */
enum kr_enrolment_refusal kr_enrolment_may_issue(const struct kr_enrolment *e, const struct kr_enrolment_policy *policy);

/* The steps (KR_STEP_BIT) that must be taken before this one and are not. */
unsigned kr_enrolment_missing(const struct kr_enrolment *e, const struct kr_enrolment_policy *policy, enum kr_step step);

/* The step to take next and who takes it; 0 if there is nothing to do. Steps due again come before the contact person's. */
enum kr_step kr_enrolment_next(const struct kr_enrolment *e, const struct kr_enrolment_policy *policy, unsigned due,
                               enum kr_party *who);

/* "information" and so on: in the API and in the audit log. "none" for 0. */
const char *kr_step_name(enum kr_step step);
const char *kr_school_state_name(enum kr_school_state state);
const char *kr_way_name(enum kr_way way);
/* "enrolment_not_yet" and so on: identifiers of problems. */
const char *kr_enrolment_refusal_id(enum kr_enrolment_refusal refusal);

#endif
