/* SPDX-License-Identifier: EUPL-1.2 */
/* The text format of Prometheus, line by line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "front/prometheus.h"

static struct kr_strbuf b;

static int start(void **state)
{
    kr_strbuf_init(&b, 10000);
    return 0;
}

static int stop(void **state)
{
    kr_strbuf_fini(&b);
    return 0;
}

static void counters_and_gauges(void **state)
{
    struct kr_link_figure f = {.name = "media_forwarded_total", .kind = KR_LINK_FIGURE_KIND_COUNTER, .per = 1, .value = INT64_C(9007199254740991)};
    assert_true(kr_prometheus_begin(&b, f.name, f.kind, "Packets \\ forwarded,\nall."));
    kr_prometheus_sample(&b, &f, "media-0");
    f = (struct kr_link_figure){.name = "front_cpu_seconds_total", .kind = KR_LINK_FIGURE_KIND_GAUGE, .per = 1000000, .value = 1500000};
    assert_true(kr_prometheus_begin(&b, f.name, f.kind, "CPU."));
    kr_prometheus_sample(&b, &f, NULL);
    assert_string_equal(b.text, "# HELP kreide_media_forwarded_total Packets \\\\ forwarded,\\nall.\n"
                                "# TYPE kreide_media_forwarded_total counter\n"
                                "kreide_media_forwarded_total{process=\"media-0\"} 9007199254740991\n"
                                "# HELP kreide_front_cpu_seconds_total CPU.\n"
                                "# TYPE kreide_front_cpu_seconds_total gauge\n"
                                "kreide_front_cpu_seconds_total 1.5\n");
}

/* Buckets are told apart in the message, and each counts all below it in the text. */
static void histograms_add_up(void **state)
{
    struct kr_link_bucket buckets[] = {{5, 2}, {50, 3}};
    struct kr_link_figure f = {.name = "rtt_seconds", .kind = KR_LINK_FIGURE_KIND_HISTOGRAM, .per = 1000, .value = 1234, .count = 6,
                               .buckets = buckets, .buckets_len = 2};
    kr_prometheus_sample(&b, &f, "media-3");
    kr_prometheus_sample(&b, &f, NULL);
    assert_string_equal(b.text, "kreide_rtt_seconds_bucket{process=\"media-3\",le=\"0.005\"} 2\n"
                                "kreide_rtt_seconds_bucket{process=\"media-3\",le=\"0.05\"} 5\n"
                                "kreide_rtt_seconds_bucket{process=\"media-3\",le=\"+Inf\"} 6\n"
                                "kreide_rtt_seconds_sum{process=\"media-3\"} 1.234\n"
                                "kreide_rtt_seconds_count{process=\"media-3\"} 6\n"
                                "kreide_rtt_seconds_bucket{le=\"0.005\"} 2\n"
                                "kreide_rtt_seconds_bucket{le=\"0.05\"} 5\n"
                                "kreide_rtt_seconds_bucket{le=\"+Inf\"} 6\n"
                                "kreide_rtt_seconds_sum 1.234\n"
                                "kreide_rtt_seconds_count 6\n");
}

static void what_is_no_name_is_left_out(void **state)
{
    static const char *const bad[] = {"", "1st", "a-b", "a.b", "a b", "a{x=\"y\"}", "a\nb", "~"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(kr_prometheus_begin(&b, bad[i], KR_LINK_FIGURE_KIND_GAUGE, ""));
    assert_int_equal(b.len, 0);
}

int main(void)
{
#define FRESH(f) cmocka_unit_test_setup_teardown(f, start, stop)
    const struct CMUnitTest tests[] = {FRESH(counters_and_gauges), FRESH(histograms_add_up), FRESH(what_is_no_name_is_left_out)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
