/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/mail/due_letters.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const uint64_t day_ms = 24 * 60 * 60 * 1000, start_ms = 1800000000000;
static const uint32_t days[] = {14, 28};

static struct kr_due_versions versions;
static struct kr_due_letter letters[KR_DUE_LETTERS_MAX];

/* A school whose steps were taken on the first day; `done` of KR_STEP_BIT. */
static struct kr_due_school school(unsigned done, enum kr_school_state state)
{
    struct kr_due_school s = {.moved_ms = start_ms, .standing = {.enrolment = {.state = state, .done = done}, .countersigned_ms = start_ms}};
    for (enum kr_due_kind kind = 0; kind < KR_DUE_KINDS; kind++)
        s.standing.accepted[kind] = done & KR_STEP_BIT(kr_due_kind_step(kind)) ? 1 : 0;
    return s;
}

static size_t letters_of(struct kr_due_school *s, uint64_t now_ms)
{
    static const struct kr_enrolment_settings settings = {.policy = {.contact_later = true}, .contact_days = 60};
    s->waiting = kr_standing_waiting(&s->standing, &versions, &settings, now_ms);
    size_t n = kr_due_letters(letters, s, &versions, days, 2, now_ms);
    for (size_t i = 0; i < n; i++) /* each is one that can be written */
        assert_int_equal(kr_mail_args_check(letters[i].kind, letters[i].args), 0);
    return n;
}

static unsigned bits(enum kr_step last)
{
    unsigned set = 0;
    for (enum kr_step step = KR_STEP_INFORMATION; step <= last; step++)
        set |= KR_STEP_BIT(step);
    return set;
}

static int set_up(void **state)
{
    memset(&versions, 0, sizeof versions);
    for (enum kr_due_kind kind = 0; kind < KR_DUE_KINDS; kind++)
        versions.in_force[kind].number = versions.asked[kind].number = 1;
    return 0;
}

static void open_steps_are_named_after_their_days(void **state)
{
    struct kr_due_school s = school(bits(KR_STEP_TERMS), KR_SCHOOL_ENROLLING);
    assert_int_equal(letters_of(&s, start_ms + 14 * day_ms - 1), 0);
    assert_int_equal(letters_of(&s, start_ms + 14 * day_ms), 1);
    assert_int_equal(letters[0].kind, KR_MAIL_STEP);
    assert_false(letters[0].silent);
    assert_string_equal(letters[0].args, "agreement registration");
    assert_string_equal(letters[0].what, "step.agreement.20833.14");
    s.has_portal = true;
    assert_int_equal(letters_of(&s, start_ms + 100 * day_ms), 2); /* found late: one letter, not two */
    assert_true(letters[0].silent);
    assert_false(letters[1].silent);
    assert_string_equal(letters[1].args, "agreement registration portal");
    s.moved_ms += 40 * day_ms; /* went on, and stands again: counted anew */
    assert_int_equal(letters_of(&s, start_ms + 50 * day_ms), 0);
    assert_int_equal(letters_of(&s, start_ms + 54 * day_ms), 1);
    assert_string_equal(letters[0].what, "step.agreement.20873.14");
}

static void who_waits_for_the_operator_is_not_reminded(void **state)
{
    struct kr_due_school s = school(bits(KR_STEP_REGISTRATION), KR_SCHOOL_ENROLLING);
    assert_int_equal(letters_of(&s, start_ms + 100 * day_ms), 0);
    s = school(0, KR_SCHOOL_WITHDRAWN);
    assert_int_equal(letters_of(&s, start_ms + 100 * day_ms), 0);
    s = school(bits(KR_STEP_ISSUED), KR_SCHOOL_ENDED);
    assert_int_equal(letters_of(&s, start_ms + 100 * day_ms), 0);
    s = school(bits(KR_STEP_ISSUED), KR_SCHOOL_ACTIVE);
    assert_int_equal(letters_of(&s, start_ms + 100 * day_ms), 0);
}

static void the_contact_persons_signature_may_come_later(void **state)
{
    struct kr_due_school s = school(bits(KR_STEP_ISSUED) & ~KR_STEP_BIT(KR_STEP_CONTACT), KR_SCHOOL_ACTIVE);
    assert_int_equal(letters_of(&s, start_ms + 13 * day_ms), 0);
    assert_int_equal(letters_of(&s, start_ms + 15 * day_ms), 1);
    assert_string_equal(letters[0].args, "contact");
}

static void a_new_version_is_told_once_and_before_its_deadline(void **state)
{
    struct kr_due_school s = school(bits(KR_STEP_ISSUED), KR_SCHOOL_ACTIVE);
    versions.asked[KR_DUE_TERMS].number = 2;
    versions.asked[KR_DUE_TERMS].effective_ms = start_ms + 10 * day_ms;
    versions.asked[KR_DUE_TERMS].accept_until_ms = start_ms + 40 * day_ms;
    assert_int_equal(letters_of(&s, start_ms), 1);
    assert_int_equal(letters[0].kind, KR_MAIL_DOCUMENT);
    assert_string_equal(letters[0].what, "document.nutzungsbedingungen.2");
    assert_string_equal(letters[0].args, "document=nutzungsbedingungen effective_ms=1800864000000 until_ms=1803456000000");
    assert_int_equal(letters_of(&s, start_ms + 33 * day_ms), 2);
    assert_true(letters[0].silent);
    assert_string_equal(letters[1].what, "document.nutzungsbedingungen.2.last");
    assert_int_equal(letters_of(&s, start_ms + 40 * day_ms), 2); /* its last day */
    assert_int_equal(letters_of(&s, start_ms + 41 * day_ms), 3);
    assert_true(letters[0].silent && letters[1].silent && !letters[2].silent);
    assert_int_equal(letters[2].kind, KR_MAIL_DEADLINE);
    assert_string_equal(letters[2].what, "deadline.nutzungsbedingungen.2");
    s.standing.accepted[KR_DUE_TERMS] = 2;
    assert_int_equal(letters_of(&s, start_ms + 41 * day_ms), 0);
}

static void an_agreement_and_its_annexes_are_one_letter(void **state)
{
    struct kr_due_school s = school(bits(KR_STEP_ISSUED), KR_SCHOOL_ACTIVE);
    versions.asked[KR_DUE_AGREEMENT].number = versions.asked[KR_DUE_MEASURES].number = versions.asked[KR_DUE_PROCESSORS].number = 2;
    versions.asked[KR_DUE_INFORMATION].number = 2;
    assert_int_equal(letters_of(&s, start_ms), 2);
    assert_string_equal(letters[0].what, "document.infoblatt.2");
    assert_string_equal(letters[1].what, "document.avv.2");
    s.standing.accepted[KR_DUE_AGREEMENT] = s.standing.accepted[KR_DUE_INFORMATION] = 2;
    assert_int_equal(letters_of(&s, start_ms), 1);
    assert_string_equal(letters[0].what, "document.avv-tom.2");
}

static bool holds(enum kr_mail_kind kind, const char *args, struct kr_due_school *s)
{
    letters_of(s, start_ms + day_ms);
    return kr_due_letter_holds(kind, args, s, &versions);
}

static void what_waited_is_asked_again(void **state)
{
    struct kr_due_school s = school(bits(KR_STEP_TERMS), KR_SCHOOL_ENROLLING);
    assert_true(holds(KR_MAIL_STEP, "agreement registration portal", &s));
    assert_false(holds(KR_MAIL_STEP, "terms agreement registration", &s)); /* one of them came */
    s = school(bits(KR_STEP_REGISTRATION), KR_SCHOOL_ENROLLING);
    assert_false(holds(KR_MAIL_STEP, "registration", &s));
    s = school(bits(KR_STEP_TERMS), KR_SCHOOL_WITHDRAWN);
    assert_false(holds(KR_MAIL_STEP, "agreement registration", &s));
    s = school(bits(KR_STEP_ISSUED), KR_SCHOOL_ACTIVE);
    versions.asked[KR_DUE_TERMS].number = 2;
    assert_true(holds(KR_MAIL_DOCUMENT, "document=nutzungsbedingungen effective_ms=1", &s));
    assert_true(holds(KR_MAIL_DEADLINE, "document=nutzungsbedingungen until_ms=1", &s));
    assert_false(holds(KR_MAIL_DOCUMENT, "document=avv effective_ms=1", &s));
    assert_false(holds(KR_MAIL_DOCUMENT, "document=nothing effective_ms=1", &s));
    s.standing.accepted[KR_DUE_TERMS] = 2;
    assert_false(holds(KR_MAIL_DOCUMENT, "document=nutzungsbedingungen effective_ms=1", &s));
}

/* Whatever a school's records add up to, the letters fit and can be written. */
static void every_standing_fits(void **state)
{
    for (enum kr_due_kind kind = 0; kind < KR_DUE_KINDS; kind++) {
        versions.asked[kind].number = UINT32_MAX;
        versions.asked[kind].effective_ms = versions.asked[kind].accept_until_ms = start_ms;
    }
    for (unsigned done = 0; done < 256; done += 2) {
        for (enum kr_school_state st = 0; st < KR_SCHOOL_STATES; st++) {
            struct kr_due_school s = school(done, st);
            s.has_portal = true;
            assert_true(letters_of(&s, start_ms + 400 * day_ms) <= KR_DUE_LETTERS_MAX);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(open_steps_are_named_after_their_days, set_up),
        cmocka_unit_test_setup(who_waits_for_the_operator_is_not_reminded, set_up),
        cmocka_unit_test_setup(the_contact_persons_signature_may_come_later, set_up),
        cmocka_unit_test_setup(a_new_version_is_told_once_and_before_its_deadline, set_up),
        cmocka_unit_test_setup(an_agreement_and_its_annexes_are_one_letter, set_up),
        cmocka_unit_test_setup(what_waited_is_asked_again, set_up),
        cmocka_unit_test_setup(every_standing_fits, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
