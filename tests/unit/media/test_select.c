/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "media/select.h"

enum { PEOPLE = 7, PACKET_US = 20000, NO_LEVEL = 200, OFF = 201, DTX = 202 };

struct stage {
    const char *name;
    uint8_t level[PEOPLE]; /* RFC 6464; NO_LEVEL: the packets carry none; DTX: none, and no sound; OFF: no packets */
    unsigned packets;      /* how long */
    const char *top;       /* who has a place then: the first three are heard */
    const char *heard;     /* and who of them is shown as speaking */
};

/* One meeting, stage after stage: what was before counts. The last of them is a moderator. */
static const struct stage stages[] = {
    {"nobody", {OFF, OFF, OFF, OFF, OFF, OFF, OFF}, 50, "", ""},
    {"two, one silent", {30, 110, OFF, OFF, OFF, OFF, OFF}, 50, "ab", "a"},
    {"five, four get in", {30, 110, 40, 60, 45, OFF, OFF}, 50, "acde", "ace"},
    {"all silent: places stay", {110, 110, 110, 110, 110, OFF, OFF}, 200, "acde", ""},
    {"a little louder is not enough", {50, 48, 50, 50, 50, OFF, OFF}, 200, "acde", "acde"},
    {"clearly louder is", {50, 40, 50, 50, 50, OFF, OFF}, 50, "bace", "bace"},
    {"without levels counts as speech", {110, 110, 110, 110, 110, NO_LEVEL, OFF}, 100, "fbac", "f"},
    {"but not while it sends silence", {124, 124, 124, 124, 124, DTX, OFF}, 200, "fbac", ""},
    {"who stops sending makes room", {110, 110, OFF, 110, 110, OFF, OFF}, 150, "abde", ""},
    {"who speaks comes before who is silent, at once", {60, 60, OFF, 60, 60, OFF, 50}, 1, "gabd", "g"},
    {"all shout but the moderator", {5, 8, 5, 20, OFF, OFF, 70}, 100, "abcd", "abcd"},
    {"who speaks, is heard", {5, 8, 5, 20, OFF, OFF, 47}, 1, "gabc", "gabc"},
    {"and makes pauses", {5, 8, 5, 20, OFF, OFF, 90}, 40, "gabc", "gabc"},
    {"but does not keep the place for ever", {5, 8, 5, 20, OFF, OFF, 90}, 60, "abcd", "abcd"},
};

static void play(const struct stage *s, struct kr_speaker *people, uint64_t now_us)
{
    for (int i = 0; i < PEOPLE; i++)
        if (s->level[i] != OFF)
            kr_speaker_packet(&people[i], s->level[i] <= 127, s->level[i], s->level[i] == DTX ? 1 : 80, now_us);
}

/* Among equals the order does not matter, but who is heard and who comes next is told apart. */
static void check(const struct stage *s, const struct kr_select *x, const struct kr_speaker *people, uint64_t now_us)
{
    char heard[PEOPLE + 1] = "";
    size_t n_heard = 0, n_top = strlen(s->top);
    assert_int_equal(x->n, n_top);
    for (size_t i = 0; i < x->n; i++) {
        char name = (char)('a' + (x->top[i] - people));
        if (!strchr(s->top, name))
            fail_msg("%c has a place", name);
        assert_int_equal(x->top[i]->place, i < x->voices ? KR_PLACE_HEARD : KR_PLACE_NEXT);
        if (kr_speaker_heard(x->top[i], now_us))
            heard[n_heard++] = name;
    }
    assert_int_equal(n_heard, strlen(s->heard));
    for (const char *c = s->heard; *c; c++)
        assert_non_null(strchr(heard, *c));
}

/* Whoever looks at everybody and whoever looks only at whose packets come must come to the same. */
static void chooses(bool by_packet)
{
    struct kr_speaker people[PEOPLE] = {[PEOPLE - 1].moderator = true}, *all[PEOPLE];
    struct kr_select x = {.voices = 3};
    uint64_t now_us = 1000000;
    enum kr_change change;
    for (int i = 0; i < PEOPLE; i++)
        all[i] = &people[i];
    for (size_t k = 0; k < sizeof stages / sizeof *stages; k++) {
        print_message("    %s\n", stages[k].name);
        for (unsigned p = 0; p < stages[k].packets; p++, now_us += PACKET_US) {
            play(&stages[k], people, now_us);
            for (int i = 0; i < PEOPLE && by_packet; i++)
                if (stages[k].level[i] != OFF)
                    kr_select_heard(&x, &people[i], now_us);
            if (!by_packet || (p % 5 == 4 && kr_select_age(&x, &change, now_us)))
                kr_select_all(&x, all, PEOPLE, now_us);
        }
        check(&stages[k], &x, people, now_us - PACKET_US);
    }
}

static void chooses_the_loudest(void **state)
{
    chooses(false);
    chooses(true);
}

/* What is said to have changed is what has: the places of those who are heard, or only who comes next. */
static void tells_what_has_changed(void **state)
{
    struct kr_speaker people[6] = {0}, *all[6];
    struct kr_select x = {.voices = 3};
    static const uint8_t level[6] = {40, 20, 30, 35, 60, 120};
    static const enum kr_change first[6] = {KR_CHANGE_HEARD, KR_CHANGE_HEARD, KR_CHANGE_HEARD, KR_CHANGE_NEXT, KR_CHANGE_NONE, KR_CHANGE_NONE};
    enum kr_change change;
    for (int i = 0; i < 6; i++) {
        all[i] = &people[i];
        kr_speaker_packet(&people[i], true, level[i], 80, 1);
        assert_int_equal(kr_select_heard(&x, &people[i], 1), first[i]);
    }
    /* 3 is louder than 0, but not so much that it takes the place, until it is. */
    for (int p = 0; p < 9; p++) {
        kr_speaker_packet(&people[3], true, p < 8 ? 36 : 5, 80, 2);
        assert_int_equal(kr_select_heard(&x, &people[3], 2), p < 8 ? KR_CHANGE_NONE : KR_CHANGE_HEARD);
    }
    assert_int_equal(people[0].place, KR_PLACE_NEXT);
    /* Who is heard stops: who was next moves up, and somebody else is next. */
    kr_speaker_silence(&people[1]);
    assert_true(kr_select_age(&x, &change, 3));
    assert_int_equal(change, KR_CHANGE_HEARD);
    assert_int_equal(kr_select_all(&x, all, 6, 3), KR_CHANGE_NEXT);
    assert_int_equal(people[4].place, KR_PLACE_NEXT);
    /* Nobody is left but two. */
    for (int i = 2; i < 5; i++)
        kr_speaker_silence(&people[i]);
    assert_true(kr_select_age(&x, &change, 3));
    assert_int_equal(change, KR_CHANGE_HEARD);
    kr_select_all(&x, all, 6, 3);
    assert_int_equal(x.n, 2);
    kr_select_forget(&x, &people[0]);
    assert_ptr_equal(x.top[0], &people[5]);
    assert_false(kr_select_age(&x, &change, 4));
    assert_int_equal(change, KR_CHANGE_NONE);
}

/* Places are as many as the operator says. */
static void has_as_many_places_as_set(void **state)
{
    struct kr_speaker people[10] = {0};
    for (size_t voices = 1; voices <= KR_SELECT_VOICES_MAX; voices++) {
        struct kr_select x = {.voices = voices};
        size_t heard = 0;
        for (int i = 0; i < 10; i++) {
            people[i] = (struct kr_speaker){0};
            kr_speaker_packet(&people[i], true, (uint8_t)(60 - 4 * i), 80, 1);
            kr_select_heard(&x, &people[i], 1);
        }
        assert_int_equal(x.n, voices + 1);
        for (int i = 0; i < 10; i++)
            heard += people[i].place == KR_PLACE_HEARD;
        assert_int_equal(heard, voices);
    }
}

/* The marker of voice activity shares the byte with the level (RFC 6464 section 3). */
static void ignores_the_voice_bit(void **state)
{
    struct kr_speaker a = {0}, b = {0};
    kr_speaker_packet(&a, true, 30, 80, 1);
    kr_speaker_packet(&b, true, 30 | 0x80, 80, 1);
    assert_int_equal(a.loudness, b.loudness);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chooses_the_loudest),
        cmocka_unit_test(tells_what_has_changed),
        cmocka_unit_test(has_as_many_places_as_set),
        cmocka_unit_test(ignores_the_voice_bit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
