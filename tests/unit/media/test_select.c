/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "media/select.h"

enum { PEOPLE = 7, PACKET_US = 20000, NO_LEVEL = 200, OFF = 201 };

struct stage {
    const char *name;
    uint8_t level[PEOPLE]; /* RFC 6464; NO_LEVEL: the packets carry none; OFF: no packets */
    unsigned packets;      /* how long */
    const char *top;       /* who is chosen then, loudest first */
    const char *heard;     /* and who of them is shown as speaking */
};

/* One meeting, stage after stage: what was before counts. */
static const struct stage stages[] = {
    {"nobody", {OFF, OFF, OFF, OFF, OFF, OFF, OFF}, 50, "", ""},
    {"two, one silent", {30, 110, OFF, OFF, OFF, OFF, OFF}, 50, "ab", "a"},
    {"five, four get in", {30, 110, 40, 50, 45, OFF, OFF}, 50, "acde", "acde"},
    {"all silent: places stay", {110, 110, 110, 110, 110, OFF, OFF}, 200, "acde", ""},
    {"a little louder is not enough", {50, 48, 50, 50, 50, OFF, OFF}, 200, "acde", "acde"},
    {"clearly louder is", {50, 40, 50, 50, 50, OFF, OFF}, 50, "bacd", "bacd"},
    {"without levels counts as speech", {110, 110, 110, 110, 110, NO_LEVEL, OFF}, 100, "fbac", "f"},
    {"who stops sending makes room", {110, 110, OFF, 110, 110, OFF, OFF}, 150, "abde", ""},
    {"at once", {110, 110, OFF, 110, 110, OFF, 20}, 2, "gabd", "g"},
};

static void check(const struct stage *s, struct kr_speaker *people, struct kr_speaker *const *all, uint64_t now_us)
{
    struct kr_speaker *top[KR_SELECT_MAX];
    uint32_t threshold;
    char chosen[PEOPLE + 1] = "", heard[PEOPLE + 1] = "";
    size_t n = kr_select(all, PEOPLE, top, &threshold, now_us), n_heard = 0;
    for (size_t i = 0; i < n; i++) {
        chosen[i] = (char)('a' + (top[i] - people));
        if (kr_speaker_heard(top[i], now_us))
            heard[n_heard++] = chosen[i];
    }
    /* Among equals the order does not matter. */
    assert_int_equal(n, strlen(s->top));
    for (const char *c = s->top; *c; c++)
        assert_non_null(strchr(chosen, *c));
    assert_int_equal(n_heard, strlen(s->heard));
    for (const char *c = s->heard; *c; c++)
        assert_non_null(strchr(heard, *c));
}

static void chooses_the_loudest(void **state)
{
    struct kr_speaker people[PEOPLE] = {0}, *all[PEOPLE], *top[KR_SELECT_MAX];
    uint64_t now_us = 1000000;
    uint32_t threshold = 0;
    for (int i = 0; i < PEOPLE; i++)
        all[i] = &people[i];
    for (size_t k = 0; k < sizeof stages / sizeof *stages; k++) {
        print_message("    %s\n", stages[k].name);
        for (unsigned p = 0; p < stages[k].packets; p++, now_us += PACKET_US) {
            for (int i = 0; i < PEOPLE; i++)
                if (stages[k].level[i] != OFF)
                    kr_speaker_packet(&people[i], stages[k].level[i] != NO_LEVEL, stages[k].level[i], now_us);
            kr_select(all, PEOPLE, top, &threshold, now_us);
        }
        check(&stages[k], people, all, now_us);
    }
}

static void sorts_by_loudness(void **state)
{
    struct kr_speaker people[6] = {0}, *all[6], *top[KR_SELECT_MAX];
    static const uint8_t level[6] = {60, 20, 50, 30, 40, 10};
    uint32_t threshold;
    for (int i = 0; i < 6; i++) {
        all[i] = &people[i];
        for (int p = 0; p < 20; p++)
            kr_speaker_packet(&people[i], true, level[i], 1);
    }
    assert_int_equal(kr_select(all, 6, top, &threshold, 1), 4);
    assert_ptr_equal(top[0], &people[5]);
    assert_ptr_equal(top[1], &people[1]);
    assert_ptr_equal(top[2], &people[3]);
    assert_ptr_equal(top[3], &people[4]);
    assert_false(kr_speaker_pushes(&people[2], threshold));
    assert_false(kr_speaker_pushes(&people[5], threshold)); /* is there already */
    for (int p = 0; p < 5; p++)
        kr_speaker_packet(&people[2], true, 5, 1);
    assert_true(kr_speaker_pushes(&people[2], threshold));
}

/* The marker of voice activity shares the byte with the level (RFC 6464 section 3). */
static void ignores_the_voice_bit(void **state)
{
    struct kr_speaker a = {0}, b = {0};
    kr_speaker_packet(&a, true, 30, 1);
    kr_speaker_packet(&b, true, 30 | 0x80, 1);
    assert_int_equal(a.loudness, b.loudness);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chooses_the_loudest),
        cmocka_unit_test(sorts_by_loudness),
        cmocka_unit_test(ignores_the_voice_bit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
