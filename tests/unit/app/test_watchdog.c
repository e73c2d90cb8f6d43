/* SPDX-License-Identifier: EUPL-1.2 */
/* Who is ended for being silent, and who is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "app/watchdog.h"

enum { LIMIT_MS = 2000, START_MS = 100000 };

static const struct {
    const char *what;
    struct kr_watchdog_child child;
    uint64_t silent_ms;
    bool hangs;
} table[] = {
    {"front, heard just now", {KR_CHILD_FRONT, .ready = true}, 250, false},
    {"front, at the limit", {KR_CHILD_FRONT, .ready = true}, LIMIT_MS, false},
    {"front, silent", {KR_CHILD_FRONT, .ready = true}, LIMIT_MS + 1, true},
    {"media, silent", {KR_CHILD_MEDIA, .ready = true}, LIMIT_MS + 1, true},
    {"media, silent and stopped", {KR_CHILD_MEDIA, .ready = true, .stopped = true}, LIMIT_MS + 1, true},
    {"media, stopped a moment ago", {KR_CHILD_MEDIA, .ready = true, .stopped = true}, LIMIT_MS, false},
    {"media, under a debugger", {KR_CHILD_MEDIA, .ready = true, .traced = true}, 3600000, false},
    {"media, stopped by its debugger", {KR_CHILD_MEDIA, .ready = true, .stopped = true, .traced = true}, 3600000, false},
    {"office, waiting for its database", {KR_CHILD_OFFICE, .ready = true}, LIMIT_MS + 1, false},
    {"office, waiting for its database for ever", {KR_CHILD_OFFICE, .ready = true}, KR_WATCHDOG_WAITING_MS + 1, true},
    {"office, stopped", {KR_CHILD_OFFICE, .ready = true, .stopped = true}, LIMIT_MS + 1, true},
    {"front, starting", {KR_CHILD_FRONT}, LIMIT_MS + 1, false},
    {"front, starting for ever", {KR_CHILD_FRONT}, KR_WATCHDOG_START_MS + 1, true},
    {"office, moving a large database", {KR_CHILD_OFFICE}, 3600000, false},
    {"office, stopped while it starts", {KR_CHILD_OFFICE, .stopped = true}, LIMIT_MS + 1, true},
};

static void looked_all_the_time(struct kr_watchdog *w, uint64_t until_ms)
{
    for (uint64_t t = START_MS; t <= until_ms; t += KR_WATCHDOG_EVERY_MS)
        kr_watchdog_look(w, t);
    kr_watchdog_look(w, until_ms);
}

static void by_table(void **state)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct kr_watchdog w = {.limit_ms = LIMIT_MS};
        struct kr_watchdog_child c = table[i].child;
        c.heard_ms = START_MS;
        looked_all_the_time(&w, START_MS + table[i].silent_ms);
        if (kr_watchdog_hangs(&w, &c, START_MS + table[i].silent_ms) != table[i].hangs)
            fail_msg("%s", table[i].what);
        if (table[i].hangs && !kr_watchdog_suspects(&w, &c, START_MS + table[i].silent_ms))
            fail_msg("%s: not suspected", table[i].what);
    }
}

static void switched_off(void **state)
{
    struct kr_watchdog w = {.limit_ms = 0};
    struct kr_watchdog_child c = {KR_CHILD_MEDIA, .ready = true, .heard_ms = START_MS, .stopped = true};
    looked_all_the_time(&w, START_MS + 60000);
    assert_false(kr_watchdog_hangs(&w, &c, START_MS + 60000));
}

/* The machine slept, or the supervisor was stopped: nobody could have been heard. Then everybody has the whole time anew. */
static void who_slept_itself_judges_nobody(void **state)
{
    struct kr_watchdog w = {.limit_ms = LIMIT_MS};
    struct kr_watchdog_child c = {KR_CHILD_MEDIA, .ready = true, .heard_ms = START_MS};
    uint64_t woken_ms = START_MS + 3600000;
    kr_watchdog_look(&w, START_MS);
    kr_watchdog_look(&w, woken_ms);
    assert_false(kr_watchdog_hangs(&w, &c, woken_ms));
    for (uint64_t t = woken_ms; t <= woken_ms + LIMIT_MS; t += KR_WATCHDOG_EVERY_MS) {
        kr_watchdog_look(&w, t);
        assert_false(kr_watchdog_hangs(&w, &c, t));
    }
    kr_watchdog_look(&w, woken_ms + LIMIT_MS + KR_WATCHDOG_EVERY_MS);
    assert_true(kr_watchdog_hangs(&w, &c, woken_ms + LIMIT_MS + KR_WATCHDOG_EVERY_MS));
    /* A clock that goes back is none; still nothing bad comes of it. */
    kr_watchdog_look(&w, START_MS);
    assert_false(kr_watchdog_hangs(&w, &c, START_MS));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(by_table), cmocka_unit_test(switched_off),
                                       cmocka_unit_test(who_slept_itself_judges_nobody)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
