/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/school/enrolment.h"

#include "base/assert.h"

#define BIT(name) KR_STEP_BIT(KR_STEP_##name)
#define IN(name) (1u << KR_SCHOOL_##name)
#define WAY(name) (1u << KR_WAY_##name)

enum {
    TAKING_PART = IN(ACTIVE) | IN(SUSPENDED),
    OPEN = IN(ENROLLING) | TAKING_PART, /* a step can also be due again, or late */
    ANY_WAY = WAY(ONLINE) | WAY(UPLOAD) | WAY(PAPER),
    SIGNED = WAY(UPLOAD),
};

/* In ways: also online, where the operator accepts that (policy.accept_online). */
enum { IF_ACCEPTED = 1u << KR_WAYS };

/* One row a step: when it may be recorded, by whom, in which way. */
static const struct rule {
    const char *name;
    unsigned states; /* of the school */
    unsigned needs;  /* steps before it */
    bool again;      /* may be recorded again when it is due again */
    unsigned ways[KR_PARTIES]; /* 0: not this party's */
} rules[KR_STEPS] = {
    [KR_STEP_INFORMATION] = {"information", OPEN, 0, true,
        {[KR_PARTY_HEAD] = WAY(ONLINE), [KR_PARTY_OPERATOR] = WAY(PAPER)}},
    [KR_STEP_TERMS] = {"terms", OPEN, BIT(INFORMATION), true,
        {[KR_PARTY_HEAD] = WAY(ONLINE) | WAY(UPLOAD), [KR_PARTY_OPERATOR] = WAY(PAPER)}},
    [KR_STEP_AGREEMENT] = {"agreement", OPEN, BIT(INFORMATION) | BIT(TERMS), true,
        {[KR_PARTY_HEAD] = SIGNED | IF_ACCEPTED, [KR_PARTY_OPERATOR] = WAY(PAPER)}},
    [KR_STEP_REGISTRATION] = {"registration", OPEN, BIT(INFORMATION) | BIT(TERMS) | BIT(AGREEMENT), true,
        {[KR_PARTY_HEAD] = SIGNED | IF_ACCEPTED, [KR_PARTY_OPERATOR] = WAY(PAPER)}},
    [KR_STEP_CONTACT] = {"contact", OPEN, KR_STEPS_NEEDED, true,
        {[KR_PARTY_HEAD] = SIGNED, [KR_PARTY_CONTACT] = SIGNED | IF_ACCEPTED, [KR_PARTY_OPERATOR] = WAY(PAPER)}},
    [KR_STEP_COUNTERSIGNED] = {"countersigned", IN(ENROLLING), KR_STEPS_NEEDED, false,
        {[KR_PARTY_OPERATOR] = ANY_WAY}},
    [KR_STEP_ISSUED] = {"issued", IN(ACTIVE), BIT(COUNTERSIGNED), false,
        {[KR_PARTY_HEAD] = WAY(ONLINE), [KR_PARTY_CONTACT] = WAY(ONLINE), [KR_PARTY_OPERATOR] = WAY(ONLINE) | WAY(PAPER)}},
    [KR_STEP_SUSPENDED] = {"suspended", IN(ACTIVE), 0, false,
        {[KR_PARTY_OPERATOR] = ANY_WAY, [KR_PARTY_OFFICE] = WAY(ONLINE)}},
    [KR_STEP_RESUMED] = {"resumed", IN(SUSPENDED), 0, false, {[KR_PARTY_OPERATOR] = ANY_WAY}},
    [KR_STEP_WITHDRAWN] = {"withdrawn", IN(ENROLLING), 0, false,
        {[KR_PARTY_HEAD] = WAY(ONLINE), [KR_PARTY_OPERATOR] = ANY_WAY}},
    [KR_STEP_ENDING] = {"ending", TAKING_PART, 0, false, {[KR_PARTY_OPERATOR] = ANY_WAY}},
    [KR_STEP_CONTINUED] = {"continued", TAKING_PART, 0, false, {[KR_PARTY_OPERATOR] = ANY_WAY}},
    [KR_STEP_ENDED] = {"ended", TAKING_PART, 0, false,
        {[KR_PARTY_OPERATOR] = ANY_WAY, [KR_PARTY_OFFICE] = WAY(ONLINE)}},
};

static bool is_step(enum kr_step step)
{
    return step >= KR_STEP_INFORMATION && step < KR_STEPS;
}

static const struct rule *rule_of(enum kr_step step)
{
    kr_assert(is_step(step));
    return &rules[step];
}

static bool is_in(const struct kr_enrolment *e, unsigned states)
{
    return states & 1u << e->state;
}

/* Records that are there are facts: nothing is refused here, and what no longer fits changes nothing. */
void kr_enrolment_add(struct kr_enrolment *e, const struct kr_enrolment_record *r)
{
    if (r->voided || !is_step(r->step))
        return;
    if (r->step <= KR_STEP_ISSUED)
        e->done |= KR_STEP_BIT(r->step);
    if (!is_in(e, rules[r->step].states))
        return;
    switch (r->step) {
    case KR_STEP_COUNTERSIGNED:
    case KR_STEP_RESUMED:
        e->state = KR_SCHOOL_ACTIVE;
        break;
    case KR_STEP_SUSPENDED:
        e->state = KR_SCHOOL_SUSPENDED;
        break;
    case KR_STEP_WITHDRAWN:
        e->state = KR_SCHOOL_WITHDRAWN;
        e->ends_ms = r->at_ms;
        break;
    case KR_STEP_ENDING:
        e->ends_ms = r->ends_ms;
        break;
    case KR_STEP_CONTINUED:
        e->ends_ms = 0;
        break;
    case KR_STEP_ENDED:
        e->state = KR_SCHOOL_ENDED;
        e->ends_ms = r->at_ms;
        break;
    default:
        break;
    }
}

struct kr_enrolment kr_enrolment_of(const struct kr_enrolment_record *records, size_t n)
{
    struct kr_enrolment e = {0};
    for (size_t i = 0; i < n; i++)
        kr_enrolment_add(&e, &records[i]);
    return e;
}

unsigned kr_enrolment_missing(const struct kr_enrolment *e, const struct kr_enrolment_policy *policy, enum kr_step step)
{
    unsigned needs = rule_of(step)->needs;
    if (step == KR_STEP_ISSUED && !policy->contact_later)
        needs |= BIT(CONTACT);
    return needs & ~e->done;
}

/* What the rule's table cannot say: an end is set once and taken back only if there is one. */
static bool fits(const struct kr_enrolment *e, enum kr_step step)
{
    if (step == KR_STEP_ENDING)
        return e->ends_ms == 0;
    return step != KR_STEP_CONTINUED || e->ends_ms != 0;
}

enum kr_enrolment_refusal kr_enrolment_check(const struct kr_enrolment *e, const struct kr_enrolment_policy *policy,
                                             enum kr_step step, enum kr_party who, enum kr_way way, unsigned due)
{
    kr_assert(who < KR_PARTIES && way < KR_WAYS);
    const struct rule *r = rule_of(step);
    unsigned ways = r->ways[who];
    if (!ways)
        return KR_ENROLMENT_NOT_YOURS;
    if (ways & IF_ACCEPTED && policy->accept_online)
        ways |= WAY(ONLINE);
    if (!is_in(e, r->states))
        return KR_ENROLMENT_CLOSED;
    if (kr_enrolment_missing(e, policy, step))
        return KR_ENROLMENT_NOT_YET;
    if ((step <= KR_STEP_ISSUED && e->done & KR_STEP_BIT(step) && !(r->again && due & KR_STEP_BIT(step))) || !fits(e, step))
        return KR_ENROLMENT_DONE;
    return ways & 1u << way ? KR_ENROLMENT_OK : KR_ENROLMENT_NOT_SO;
}

enum kr_enrolment_refusal kr_enrolment_check_void(const struct kr_enrolment *e, enum kr_step step)
{
    if (rule_of(step)->states == 0 || step > KR_STEP_COUNTERSIGNED)
        return KR_ENROLMENT_NOT_SO;
    /* Without its countersignature a suspended school would be an enrolling one that nobody suspended. */
    if (step == KR_STEP_COUNTERSIGNED)
        return e->state == KR_SCHOOL_ACTIVE ? KR_ENROLMENT_OK : KR_ENROLMENT_CLOSED;
    return is_in(e, OPEN) ? KR_ENROLMENT_OK : KR_ENROLMENT_CLOSED;
}

bool kr_enrolment_may_delete(const struct kr_enrolment *e)
{
    return !is_in(e, TAKING_PART);
}

bool kr_enrolment_may_meet(const struct kr_enrolment *e)
{
    return e->state == KR_SCHOOL_ACTIVE;
}

enum kr_enrolment_refusal kr_enrolment_may_issue(const struct kr_enrolment *e, const struct kr_enrolment_policy *policy)
{
    if (!kr_enrolment_may_meet(e))
        return e->state == KR_SCHOOL_ENROLLING ? KR_ENROLMENT_NOT_YET : KR_ENROLMENT_CLOSED;
    return kr_enrolment_missing(e, policy, KR_STEP_ISSUED) ? KR_ENROLMENT_NOT_YET : KR_ENROLMENT_OK;
}

enum kr_step kr_enrolment_next(const struct kr_enrolment *e, const struct kr_enrolment_policy *policy, unsigned due,
                               enum kr_party *who)
{
    unsigned open = (~e->done | due) & KR_STEPS_NEEDED;
    *who = KR_PARTY_HEAD;
    if (!is_in(e, OPEN))
        return 0;
    for (enum kr_step step = KR_STEP_INFORMATION; step <= KR_STEP_REGISTRATION; step++)
        if (open & KR_STEP_BIT(step))
            return step;
    if (e->state == KR_SCHOOL_ENROLLING) {
        *who = KR_PARTY_OPERATOR;
        return KR_STEP_COUNTERSIGNED;
    }
    *who = KR_PARTY_CONTACT;
    bool must_sign_first = !policy->contact_later || e->done & BIT(ISSUED);
    if (must_sign_first && (~e->done | due) & BIT(CONTACT))
        return KR_STEP_CONTACT;
    if (e->state == KR_SCHOOL_ACTIVE && !(e->done & BIT(ISSUED))) {
        *who = KR_PARTY_OPERATOR;
        return KR_STEP_ISSUED;
    }
    return (~e->done | due) & BIT(CONTACT) ? KR_STEP_CONTACT : 0;
}

const char *kr_step_name(enum kr_step step)
{
    return step == 0 ? "none" : rule_of(step)->name;
}

const char *kr_school_state_name(enum kr_school_state state)
{
    static const char *const names[] = {"enrolling", "active", "suspended", "withdrawn", "ended"};
    kr_assert(state < KR_SCHOOL_STATES);
    return names[state];
}

const char *kr_way_name(enum kr_way way)
{
    static const char *const names[] = {"online", "upload", "paper"};
    kr_assert(way < KR_WAYS);
    return names[way];
}

const char *kr_enrolment_refusal_id(enum kr_enrolment_refusal refusal)
{
    static const char *const ids[] = {"ok", "enrolment_closed", "enrolment_not_yet", "enrolment_done", "enrolment_not_yours",
                                      "enrolment_not_so"};
    kr_assert(refusal < KR_ENROLMENT_REFUSALS);
    return ids[refusal];
}
