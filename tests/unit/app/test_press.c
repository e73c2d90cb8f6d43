/* SPDX-License-Identifier: EUPL-1.2 */
/* The office's press with real children: this program, started again as `set`. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../office/desk.h"
#include "app/set.h"
#include "office/document/operator.h"
#include "office/document/press.h"
#include "office/setting.h"
#include "paper/job.h"

static struct desk desk;

struct end {
    unsigned times;
    int err;
    size_t len;
    unsigned order;
};

static unsigned ended;

static void on_done(void *arg, int err, const char *pdf, size_t len)
{
    struct end *e = arg;
    e->times++;
    e->err = err;
    e->len = len;
    e->order = ended++;
    assert_true(err ? pdf == NULL && len == 0 : memcmp(pdf, "%PDF-", 5) == 0);
}

static struct kr_press_job job_of(const char *source)
{
    return (struct kr_press_job){.kind = KR_PRINT_JOB_KIND_DOCUMENT, .source = source, .source_len = strlen(source), .lang = "de"};
}

static void run(void)
{
    uv_run(&desk.loop, UV_RUN_DEFAULT);
    assert_false(kr_press_is_busy(&desk.office));
}

static void sets_a_paper(void **state)
{
    struct end e = {0};
    struct kr_press_job job = job_of("title: Titel\n\nGrüße");
    assert_int_equal(kr_press_set(&desk.office, &job, on_done, &e), 0);
    assert_int_equal(e.times, 0); /* never before it returns */
    run();
    assert_int_equal(e.times, 1);
    assert_int_equal(e.err, 0);
    assert_true(e.len > 5000);
}

static void tells_what_is_wrong(void **state)
{
    struct end e[4] = {0};
    struct kr_press_job job = job_of("title: T\n\n[[malen]]");
    assert_int_equal(kr_press_set(&desk.office, &job, on_done, &e[0]), 0);
    job = job_of("kein Titel");
    assert_int_equal(kr_press_set(&desk.office, &job, on_done, &e[1]), 0);
    run();
    for (int i = 0; i < 2; i++) {
        assert_int_equal(e[i].times, 1);
        assert_int_equal(e[i].err, KR_E_MALFORMED);
    }
    static char large[KR_PAPER_FILLED_BYTES + 2];
    memset(large, 'a', sizeof large - 1);
    job = job_of(large);
    assert_int_equal(kr_press_set(&desk.office, &job, on_done, &e[2]), KR_E_TOO_LARGE);
    job = job_of("\xFF");
    assert_int_equal(kr_press_set(&desk.office, &job, on_done, &e[2]), KR_E_MALFORMED);
    assert_int_equal(e[2].times, 0);
}

static void waits_its_turn(void **state)
{
    enum { ALL = KR_PRESS_AT_ONCE + KR_PRESS_WAITING };
    struct end e[ALL + 1] = {0};
    struct kr_press_job job = job_of("title: T\n\n[[malen]]"); /* fails, and so soon */
    for (int i = 0; i < ALL; i++)
        assert_int_equal(kr_press_set(&desk.office, &job, on_done, &e[i]), 0);
    assert_int_equal(desk.office.press.n_running, KR_PRESS_AT_ONCE);
    assert_int_equal(kr_press_set(&desk.office, &job, on_done, &e[ALL]), KR_E_FULL);
    ended = 0;
    run();
    for (int i = 0; i < ALL; i++) {
        assert_int_equal(e[i].times, 1);
        assert_int_equal(e[i].err, KR_E_MALFORMED);
        assert_true(e[i].order + 1 >= (unsigned)i && e[i].order <= (unsigned)i + 1); /* two at a time, in order */
    }
    assert_int_equal(e[ALL].times, 0);
    assert_int_equal(desk.office.press.n_running + desk.office.press.n_waiting, 0);
}

static void ends_when_told(void **state)
{
    struct end e[4] = {0};
    struct kr_press_job job = job_of("title: T\n\nText");
    for (int i = 0; i < 4; i++)
        assert_int_equal(kr_press_set(&desk.office, &job, on_done, &e[i]), 0);
    kr_press_stop(&desk.office);
    assert_int_equal(e[2].times + e[3].times, 2);
    assert_int_equal(kr_press_set(&desk.office, &job, on_done, &e[0]), KR_E_CLOSED);
    run();
    for (int i = 0; i < 4; i++) {
        assert_int_equal(e[i].times, 1);
        assert_int_equal(e[i].err, KR_E_CLOSED);
    }
}

static int open_desk(void **state)
{
    desk_open(&desk);
    return 0;
}

static int close_desk(void **state)
{
    desk_close(&desk);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "set") == 0)
        _exit(kr_set_run()); /* without the search for leaks, which takes seconds a child (test_set.c has it) */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(sets_a_paper, open_desk, close_desk),
        cmocka_unit_test_setup_teardown(tells_what_is_wrong, open_desk, close_desk),
        cmocka_unit_test_setup_teardown(waits_its_turn, open_desk, close_desk),
        cmocka_unit_test_setup_teardown(ends_when_told, open_desk, close_desk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
