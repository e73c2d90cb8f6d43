/* SPDX-License-Identifier: EUPL-1.2 */
/* Who may read the metrics, and what becomes of what media processes tell. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "rig.h"

#define BEARER "Authorization: Bearer " RIG_METRICS_TOKEN "\r\n"

static struct rig r;

static int start(void **state)
{
    rig_start(&r);
    return 0;
}

static int stop(void **state)
{
    rig_stop(&r);
    return 0;
}

static void only_by_the_token(void **state)
{
    static const struct {
        const char *method, *headers;
        int status;
    } cases[] = {
        {"GET", "", 401},
        {"GET", "Authorization: Bearer wrong\r\n", 401},
        {"GET", "Authorization: Bearer " RIG_METRICS_TOKEN "x\r\n", 401},
        {"GET", "Authorization: Basic " RIG_METRICS_TOKEN "\r\n", 401},
        {"POST", BEARER, 405},
        {"GET", BEARER, 200},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(rig_http(&r, cases[i].method, "/metrics", cases[i].headers, "").status, cases[i].status);
}

static void tell(unsigned index, struct kr_link_figure *figures, size_t n)
{
    struct kr_link_msg msg = {.head.type = KR_LINK_FIGURES, .u.figures = {.figures = figures, .figures_len = n}};
    assert_int_equal(kr_link_send(r.media[index].link, &msg), 0);
}

static struct rig_reply page;

static bool has(const char *line)
{
    page = rig_http(&r, "GET", "/metrics", BEARER, "");
    assert_int_equal(page.status, 200);
    return strstr(page.body, line) != NULL;
}

static size_t times(const char *text)
{
    size_t n = 0;
    for (const char *at = page.body; (at = strstr(at, text)); at++)
        n++;
    return n;
}

static struct kr_link_figure counter(const char *name, int64_t value)
{
    return (struct kr_link_figure){.name = name, .kind = KR_LINK_FIGURE_KIND_COUNTER, .help = "Of a test.", .per = 1, .value = value};
}

static void two_processes_one_metric(void **state)
{
    struct kr_link_figure zero[] = {counter("media_tested_total", 5), counter("media_tested_total", 6)}, one[] = {counter("media_tested_total", 7)};
    tell(0, zero, 2); /* the second of the same name counts for nothing */
    tell(1, one, 1);
    RIG_UNTIL(&r, has("kreide_media_tested_total{process=\"media-0\"} 5\n") && has("kreide_media_tested_total{process=\"media-1\"} 7\n"));
    assert_int_equal(times("# TYPE kreide_media_tested_total"), 1);
    assert_int_equal(times("kreide_media_tested_total{"), 2);
    /* The newest counts, and of who is gone nothing is told. */
    zero[0].value = 50;
    tell(0, zero, 1);
    rig_drop(&r.media[1].link);
    RIG_UNTIL(&r, has("kreide_media_tested_total{process=\"media-0\"} 50\n") && times("media-1") == 0);
    assert_non_null(strstr(page.body, "kreide_media_processes_up 1\n"));
    assert_non_null(strstr(page.body, "kreide_media_processes_wanted 2\n"));
}

/* A media process that was taken over can tell nonsense, and no more than that. */
static void what_is_no_metric_is_left_out(void **state)
{
    struct kr_link_figure odd[] = {counter("a.b", 1), counter("~", 1), counter("good_total", 3)};
    struct kr_link_figure changed = {.name = "good_total", .kind = KR_LINK_FIGURE_KIND_GAUGE, .help = "", .per = 1, .value = 4};
    tell(0, odd, 3);
    tell(1, &changed, 1);
    RIG_UNTIL(&r, has("kreide_good_total{process=\"media-0\"} 3\n"));
    assert_null(strstr(page.body, "a.b"));
    assert_int_equal(times("kreide_good_total{"), 1);
}

int main(void)
{
#define RIGGED(f) cmocka_unit_test_setup_teardown(f, start, stop)
    const struct CMUnitTest tests[] = {
        RIGGED(only_by_the_token),
        RIGGED(two_processes_one_metric),
        RIGGED(what_is_no_metric_is_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
