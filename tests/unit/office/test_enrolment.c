/* SPDX-License-Identifier: EUPL-1.2 */
/* The steps of taking part: every sequence of them up to a length, and long ones by chance. */
#include "office/school/enrolment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define BIT(name) KR_STEP_BIT(KR_STEP_##name)

static const struct kr_enrolment_policy strict = {.contact_later = false}, later = {.contact_later = true},
                                        easy = {.contact_later = true, .accept_online = true};

static enum kr_enrolment_refusal try(struct kr_enrolment *e, const struct kr_enrolment_policy *policy, enum kr_step step,
                                     enum kr_party who, enum kr_way way)
{
    enum kr_enrolment_refusal refusal = kr_enrolment_check(e, policy, step, who, way, 0);
    if (refusal == KR_ENROLMENT_OK)
        kr_enrolment_add(e, &(struct kr_enrolment_record){.step = step, .at_ms = 1000, .ends_ms = 5000});
    return refusal;
}

static void take(struct kr_enrolment *e, enum kr_step step, enum kr_party who, enum kr_way way)
{
    assert_int_equal(try(e, &later, step, who, way), KR_ENROLMENT_OK);
}

static void a_school_takes_part_online(void **state)
{
    struct kr_enrolment e = {0};
    enum kr_party who;
    assert_int_equal(kr_enrolment_next(&e, &later, 0, &who), KR_STEP_INFORMATION);
    assert_int_equal(who, KR_PARTY_HEAD);
    take(&e, KR_STEP_INFORMATION, KR_PARTY_HEAD, KR_WAY_ONLINE);
    assert_int_equal(kr_enrolment_next(&e, &later, 0, &who), KR_STEP_TERMS);
    take(&e, KR_STEP_TERMS, KR_PARTY_HEAD, KR_WAY_ONLINE);
    assert_int_equal(try(&e, &later, KR_STEP_AGREEMENT, KR_PARTY_HEAD, KR_WAY_ONLINE), KR_ENROLMENT_NOT_SO);
    take(&e, KR_STEP_AGREEMENT, KR_PARTY_HEAD, KR_WAY_UPLOAD);
    assert_int_equal(try(&e, &later, KR_STEP_COUNTERSIGNED, KR_PARTY_OPERATOR, KR_WAY_ONLINE), KR_ENROLMENT_NOT_YET);
    assert_int_equal(kr_enrolment_missing(&e, &later, KR_STEP_COUNTERSIGNED), BIT(REGISTRATION));
    take(&e, KR_STEP_REGISTRATION, KR_PARTY_HEAD, KR_WAY_UPLOAD);
    assert_int_equal(e.state, KR_SCHOOL_ENROLLING);
    assert_false(kr_enrolment_may_meet(&e));
    assert_int_equal(kr_enrolment_may_issue(&e, &later), KR_ENROLMENT_NOT_YET);
    assert_int_equal(kr_enrolment_next(&e, &later, 0, &who), KR_STEP_COUNTERSIGNED);
    assert_int_equal(who, KR_PARTY_OPERATOR);
    assert_int_equal(try(&e, &later, KR_STEP_COUNTERSIGNED, KR_PARTY_HEAD, KR_WAY_ONLINE), KR_ENROLMENT_NOT_YOURS);
    take(&e, KR_STEP_COUNTERSIGNED, KR_PARTY_OPERATOR, KR_WAY_ONLINE);
    assert_int_equal(e.state, KR_SCHOOL_ACTIVE);
    assert_true(kr_enrolment_may_meet(&e));
    assert_int_equal(kr_enrolment_may_issue(&e, &later), KR_ENROLMENT_OK);
    assert_int_equal(kr_enrolment_next(&e, &later, 0, &who), KR_STEP_ISSUED);
    take(&e, KR_STEP_ISSUED, KR_PARTY_OPERATOR, KR_WAY_PAPER);
    assert_int_equal(kr_enrolment_next(&e, &later, 0, &who), KR_STEP_CONTACT);
    assert_int_equal(who, KR_PARTY_CONTACT);
    take(&e, KR_STEP_CONTACT, KR_PARTY_CONTACT, KR_WAY_UPLOAD);
    assert_int_equal(kr_enrolment_next(&e, &later, 0, &who), 0);
}

static void without_leave_the_contact_person_signs_before_access_data(void **state)
{
    struct kr_enrolment e = {.state = KR_SCHOOL_ACTIVE, .done = KR_STEPS_NEEDED | BIT(COUNTERSIGNED)};
    enum kr_party who;
    assert_int_equal(kr_enrolment_may_issue(&e, &strict), KR_ENROLMENT_NOT_YET);
    assert_int_equal(kr_enrolment_missing(&e, &strict, KR_STEP_ISSUED), BIT(CONTACT));
    assert_int_equal(kr_enrolment_next(&e, &strict, 0, &who), KR_STEP_CONTACT);
    take(&e, KR_STEP_CONTACT, KR_PARTY_HEAD, KR_WAY_UPLOAD);
    assert_int_equal(kr_enrolment_may_issue(&e, &strict), KR_ENROLMENT_OK);
    assert_int_equal(kr_enrolment_next(&e, &strict, 0, &who), KR_STEP_ISSUED);
}

static void acceptance_in_the_portal_is_the_operators_choice(void **state)
{
    struct kr_enrolment e = {.done = BIT(INFORMATION) | BIT(TERMS)};
    assert_int_equal(kr_enrolment_check(&e, &later, KR_STEP_AGREEMENT, KR_PARTY_HEAD, KR_WAY_ONLINE, 0), KR_ENROLMENT_NOT_SO);
    assert_int_equal(kr_enrolment_check(&e, &easy, KR_STEP_AGREEMENT, KR_PARTY_HEAD, KR_WAY_ONLINE, 0), KR_ENROLMENT_OK);
    assert_int_equal(kr_enrolment_check(&e, &easy, KR_STEP_AGREEMENT, KR_PARTY_HEAD, KR_WAY_PAPER, 0), KR_ENROLMENT_NOT_SO);
    assert_int_equal(kr_enrolment_check(&e, &easy, KR_STEP_AGREEMENT, KR_PARTY_OPERATOR, KR_WAY_ONLINE, 0), KR_ENROLMENT_NOT_SO);
    assert_int_equal(kr_enrolment_check(&e, &easy, KR_STEP_AGREEMENT, KR_PARTY_CONTACT, KR_WAY_ONLINE, 0), KR_ENROLMENT_NOT_YOURS);
    e.done = KR_STEPS_NEEDED;
    assert_int_equal(kr_enrolment_check(&e, &easy, KR_STEP_CONTACT, KR_PARTY_CONTACT, KR_WAY_ONLINE, 0), KR_ENROLMENT_OK);
    /* The head sends the contact person's signed paper, but does not sign for them. */
    assert_int_equal(kr_enrolment_check(&e, &easy, KR_STEP_CONTACT, KR_PARTY_HEAD, KR_WAY_ONLINE, 0), KR_ENROLMENT_NOT_SO);
}

static void a_step_is_taken_again_only_when_it_is_due(void **state)
{
    struct kr_enrolment e = {.state = KR_SCHOOL_ACTIVE, .done = KR_STEPS_OF_SCHOOL | BIT(COUNTERSIGNED) | BIT(ISSUED)};
    enum kr_party who;
    assert_int_equal(kr_enrolment_check(&e, &later, KR_STEP_TERMS, KR_PARTY_HEAD, KR_WAY_ONLINE, 0), KR_ENROLMENT_DONE);
    assert_int_equal(kr_enrolment_check(&e, &later, KR_STEP_TERMS, KR_PARTY_HEAD, KR_WAY_ONLINE, BIT(AGREEMENT)), KR_ENROLMENT_DONE);
    assert_int_equal(kr_enrolment_check(&e, &later, KR_STEP_TERMS, KR_PARTY_HEAD, KR_WAY_ONLINE, BIT(TERMS)), KR_ENROLMENT_OK);
    assert_int_equal(kr_enrolment_next(&e, &later, BIT(TERMS), &who), KR_STEP_TERMS);
    assert_int_equal(who, KR_PARTY_HEAD);
    assert_int_equal(kr_enrolment_check(&e, &later, KR_STEP_COUNTERSIGNED, KR_PARTY_OPERATOR, KR_WAY_ONLINE, ~0u), KR_ENROLMENT_CLOSED);
    /* Also while suspended: so that a school can make good what it missed. */
    e.state = KR_SCHOOL_SUSPENDED;
    assert_int_equal(kr_enrolment_check(&e, &later, KR_STEP_TERMS, KR_PARTY_HEAD, KR_WAY_ONLINE, BIT(TERMS)), KR_ENROLMENT_OK);
    e.state = KR_SCHOOL_ENDED;
    assert_int_equal(kr_enrolment_check(&e, &later, KR_STEP_TERMS, KR_PARTY_HEAD, KR_WAY_ONLINE, BIT(TERMS)), KR_ENROLMENT_CLOSED);
}

static void suspends_resumes_and_ends(void **state)
{
    struct kr_enrolment e = {.state = KR_SCHOOL_ACTIVE, .done = KR_STEPS_NEEDED | BIT(COUNTERSIGNED)};
    assert_false(kr_enrolment_may_delete(&e));
    take(&e, KR_STEP_SUSPENDED, KR_PARTY_OFFICE, KR_WAY_ONLINE);
    assert_false(kr_enrolment_may_meet(&e));
    assert_int_equal(kr_enrolment_may_issue(&e, &later), KR_ENROLMENT_CLOSED);
    assert_int_equal(try(&e, &later, KR_STEP_SUSPENDED, KR_PARTY_OPERATOR, KR_WAY_ONLINE), KR_ENROLMENT_CLOSED);
    assert_int_equal(try(&e, &later, KR_STEP_RESUMED, KR_PARTY_OFFICE, KR_WAY_ONLINE), KR_ENROLMENT_NOT_YOURS);
    take(&e, KR_STEP_RESUMED, KR_PARTY_OPERATOR, KR_WAY_ONLINE);
    assert_true(kr_enrolment_may_meet(&e));
    assert_int_equal(try(&e, &later, KR_STEP_CONTINUED, KR_PARTY_OPERATOR, KR_WAY_ONLINE), KR_ENROLMENT_DONE);
    take(&e, KR_STEP_ENDING, KR_PARTY_OPERATOR, KR_WAY_ONLINE);
    assert_int_equal(e.ends_ms, 5000);
    assert_true(kr_enrolment_may_meet(&e));
    assert_int_equal(try(&e, &later, KR_STEP_ENDING, KR_PARTY_OPERATOR, KR_WAY_ONLINE), KR_ENROLMENT_DONE);
    take(&e, KR_STEP_CONTINUED, KR_PARTY_OPERATOR, KR_WAY_ONLINE);
    assert_int_equal(e.ends_ms, 0);
    take(&e, KR_STEP_ENDED, KR_PARTY_OFFICE, KR_WAY_ONLINE);
    assert_int_equal(e.state, KR_SCHOOL_ENDED);
    assert_true(kr_enrolment_may_delete(&e));
    assert_int_equal(try(&e, &later, KR_STEP_RESUMED, KR_PARTY_OPERATOR, KR_WAY_ONLINE), KR_ENROLMENT_CLOSED);
}

static void what_was_recorded_by_mistake_counts_for_nothing(void **state)
{
    struct kr_enrolment_record r[] = {
        {KR_STEP_INFORMATION, 1}, {KR_STEP_TERMS, 2}, {KR_STEP_AGREEMENT, 3}, {KR_STEP_REGISTRATION, 4},
        {KR_STEP_COUNTERSIGNED, 5}, {KR_STEP_SUSPENDED, 6}, {KR_STEP_RESUMED, 7},
    };
    struct kr_enrolment e = kr_enrolment_of(r, 7);
    assert_int_equal(e.state, KR_SCHOOL_ACTIVE);
    assert_int_equal(kr_enrolment_check_void(&e, KR_STEP_COUNTERSIGNED), KR_ENROLMENT_OK);
    assert_int_equal(kr_enrolment_check_void(&e, KR_STEP_SUSPENDED), KR_ENROLMENT_NOT_SO);
    assert_int_equal(kr_enrolment_check_void(&e, KR_STEP_ISSUED), KR_ENROLMENT_NOT_SO);
    r[4].voided = true; /* also what came after it changes nothing */
    e = kr_enrolment_of(r, 7);
    assert_int_equal(e.state, KR_SCHOOL_ENROLLING);
    assert_int_equal(e.done, KR_STEPS_NEEDED);

    r[4].voided = false;
    r[1].voided = true;
    e = kr_enrolment_of(r, 7);
    enum kr_party who;
    assert_int_equal(e.state, KR_SCHOOL_ACTIVE); /* the operator decides what follows */
    assert_int_equal(kr_enrolment_next(&e, &later, 0, &who), KR_STEP_TERMS);
    assert_int_equal(kr_enrolment_check(&e, &later, KR_STEP_TERMS, KR_PARTY_OPERATOR, KR_WAY_PAPER, 0), KR_ENROLMENT_OK);

    e = kr_enrolment_of(r, 6);
    assert_int_equal(e.state, KR_SCHOOL_SUSPENDED);
    assert_int_equal(kr_enrolment_check_void(&e, KR_STEP_COUNTERSIGNED), KR_ENROLMENT_CLOSED);
    assert_int_equal(kr_enrolment_check_void(&e, KR_STEP_AGREEMENT), KR_ENROLMENT_OK);
}

/* What holds for every school, however it came to be what it is, as long as nothing was voided. */
static void check_sense(const struct kr_enrolment *e, const struct kr_enrolment_policy *policy)
{
    static const unsigned before[] = {
        [KR_STEP_TERMS] = BIT(INFORMATION), [KR_STEP_AGREEMENT] = BIT(TERMS), [KR_STEP_REGISTRATION] = BIT(AGREEMENT),
        [KR_STEP_CONTACT] = BIT(REGISTRATION), [KR_STEP_COUNTERSIGNED] = BIT(REGISTRATION), [KR_STEP_ISSUED] = BIT(COUNTERSIGNED),
    };
    for (enum kr_step step = KR_STEP_INFORMATION; step <= KR_STEP_ISSUED; step++)
        if (e->done & KR_STEP_BIT(step))
            assert_int_equal(e->done & before[step], before[step]);
    bool countersigned = e->done & BIT(COUNTERSIGNED);
    assert_int_equal(countersigned, e->state != KR_SCHOOL_ENROLLING && e->state != KR_SCHOOL_WITHDRAWN);
    if (kr_enrolment_may_meet(e))
        assert_true(countersigned);
    if (!policy->contact_later && e->done & BIT(ISSUED))
        assert_true(e->done & BIT(CONTACT));
    if (e->state == KR_SCHOOL_WITHDRAWN || e->state == KR_SCHOOL_ENDED)
        for (enum kr_step step = KR_STEP_INFORMATION; step < KR_STEPS; step++)
            for (enum kr_party who = 0; who < KR_PARTIES; who++)
                assert_int_not_equal(kr_enrolment_check(e, policy, step, who, KR_WAY_ONLINE, ~0u), KR_ENROLMENT_OK);

    enum kr_party who;
    enum kr_step next = kr_enrolment_next(e, policy, 0, &who);
    if (next) { /* what is said to be next can be done by whom it is said of */
        bool can = false;
        for (enum kr_way way = 0; way < KR_WAYS; way++)
            can |= kr_enrolment_check(e, policy, next, who, way, 0) == KR_ENROLMENT_OK;
        assert_true(can);
    }
}

static unsigned long visited;

/* Tries everything everybody could do, and goes on from each thing that was accepted. */
static void explore(const struct kr_enrolment *e, const struct kr_enrolment_policy *policy, int depth)
{
    check_sense(e, policy);
    visited++;
    if (depth == 0)
        return;
    for (enum kr_step step = KR_STEP_INFORMATION; step < KR_STEPS; step++) {
        bool accepted = false;
        for (enum kr_party who = 0; who < KR_PARTIES; who++)
            for (enum kr_way way = 0; way < KR_WAYS; way++) {
                struct kr_enrolment after = *e;
                enum kr_enrolment_refusal refusal = try(&after, policy, step, who, way);
                if (refusal != KR_ENROLMENT_OK) {
                    assert_memory_equal(&after, e, sizeof after);
                } else if (!accepted) { /* the state does not depend on who did it and how */
                    accepted = true;
                    explore(&after, policy, depth - 1);
                }
            }
    }
}

static void no_sequence_leads_astray(void **state)
{
    visited = 0;
    explore(&(struct kr_enrolment){0}, &strict, 9);
    explore(&(struct kr_enrolment){0}, &later, 9);
    explore(&(struct kr_enrolment){0}, &easy, 9);
    assert_true(visited > 500);
}

/* Long lives with voided records: the state is always what the valid records add up to, and never a usable one without its signature. */
static void long_lives_add_up(void **state)
{
    enum { LIVES = 4000, LENGTH = 40 };
    unsigned seed = 1;
    for (int life = 0; life < LIVES; life++) {
        struct kr_enrolment_record records[LENGTH];
        size_t n = 0;
        struct kr_enrolment e = {0};
        for (int i = 0; i < LENGTH; i++) {
            seed = seed * 1103515245u + 12345u;
            enum kr_step step = KR_STEP_INFORMATION + (seed >> 8) % (KR_STEPS - 1);
            enum kr_party who = (seed >> 16) % KR_PARTIES;
            enum kr_way way = (seed >> 20) % KR_WAYS;
            if ((seed >> 24) % 8 == 0 && n > 0) {
                struct kr_enrolment_record *r = &records[(seed >> 4) % n];
                if (kr_enrolment_check_void(&e, r->step) == KR_ENROLMENT_OK)
                    r->voided = true;
            } else if (kr_enrolment_check(&e, &easy, step, who, way, 0) == KR_ENROLMENT_OK) {
                records[n++] = (struct kr_enrolment_record){.step = step, .at_ms = (uint64_t)i + 1, .ends_ms = 99};
            }
            e = kr_enrolment_of(records, n);
            bool signature = false;
            for (size_t k = 0; k < n; k++)
                signature |= records[k].step == KR_STEP_COUNTERSIGNED && !records[k].voided;
            assert_true(signature || !kr_enrolment_may_meet(&e));
            if (e.state == KR_SCHOOL_SUSPENDED || e.state == KR_SCHOOL_ENDED)
                assert_true(signature);
        }
    }
}

static void every_word_is_there(void **state)
{
    for (enum kr_step step = 0; step < KR_STEPS; step++)
        assert_true(strlen(kr_step_name(step)) > 3);
    for (unsigned i = 0; i < KR_SCHOOL_STATES; i++)
        assert_true(strlen(kr_school_state_name(i)) > 3);
    for (unsigned i = 0; i < KR_ENROLMENT_REFUSALS; i++)
        assert_non_null(kr_enrolment_refusal_id(i));
    assert_string_equal(kr_way_name(KR_WAY_PAPER), "paper");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_school_takes_part_online),
        cmocka_unit_test(without_leave_the_contact_person_signs_before_access_data),
        cmocka_unit_test(acceptance_in_the_portal_is_the_operators_choice),
        cmocka_unit_test(a_step_is_taken_again_only_when_it_is_due),
        cmocka_unit_test(suspends_resumes_and_ends),
        cmocka_unit_test(what_was_recorded_by_mistake_counts_for_nothing),
        cmocka_unit_test(no_sequence_leads_astray),
        cmocka_unit_test(long_lives_add_up),
        cmocka_unit_test(every_word_is_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
