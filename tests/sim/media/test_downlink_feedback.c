/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Receivers that offer no transport-wide feedback: that of RFC 8888, their own estimate (REMB), or receiver reports alone. A
 * path that narrows to a tenth and comes back, and one that loses. Less is known of them, so more is allowed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "crypto/secret.h"
#include "downlink.h"

#define KBPS UINT64_C(1000)
enum { MS = 1000 };

static const struct down_step step[] = {{0, 3000 * KBPS}, {20, 300 * KBPS}, {50, 3000 * KBPS}, {0, 0}};
static const struct down_step wide[] = {{0, 4000 * KBPS}, {0, 0}};

struct least {
    double before_bps, waited_s, sound, fps, back_s; /* at first; above 500 ms; share; in the narrow; until 80 % of what was */
};

static void down_and_back(const char *name, enum kr_load_feedback feedback, const struct least *least)
{
    struct downlink *d = down_new(83);
    down_path(d, step, 40 * 1000);
    down_add_as(d, 0, 20 * MS, 0, feedback);
    down_run(d, 130);
    down_show(d, name);
    double before = down_arrived_bps(d, 0, 12, 20);
    assert_true(before > least->before_bps);
    assert_true(down_waited_s(d, 500, 20, 50) <= least->waited_s);
    assert_true(down_sound_share(d, 0) > least->sound);
    assert_true(down_fps(d, 0, 30, 50) > least->fps);
    assert_true(down_until(d, 0, 50, 0.8 * least->before_bps) < least->back_s);
    down_end(d, name);
}

static void lossy(const char *name, enum kr_load_feedback feedback, double loss, double fps)
{
    struct downlink *d = down_new(84);
    struct sim_pipe *p = down_path(d, wide, 150 * 1000);
    p->loss = loss;
    down_add_as(d, 0, 20 * MS, 0, feedback);
    down_run(d, 60);
    down_show(d, name);
    assert_true(down_fps(d, 0, 15, 60) > fps);
    assert_true(down_sound_share(d, 0) > 1 - loss - 0.04);
    down_end(d, name);
}

static void rfc_8888(void **state)
{
    down_and_back("room-ccfb-step", KR_LOAD_CCFB, &(struct least){.before_bps = 1400e3, .waited_s = 3, .sound = 0.97, .fps = 7.5, .back_s = 20});
    lossy("room-ccfb-loss-5", KR_LOAD_CCFB, 0.05, 20);
    lossy("room-ccfb-loss-10", KR_LOAD_CCFB, 0.10, 20);
}

static void remb(void **state)
{
    down_and_back("room-remb-step", KR_LOAD_REMB, &(struct least){.before_bps = 1100e3, .waited_s = 6, .sound = 0.9, .fps = 7.5, .back_s = 60});
    lossy("room-remb-loss-5", KR_LOAD_REMB, 0.05, 20);
}

static void receiver_reports_alone(void **state)
{
    down_and_back("room-rr-step", KR_LOAD_REPORTS, &(struct least){.before_bps = 1400e3, .waited_s = 8, .sound = 0.85, .fps = 7.5, .back_s = 60});
    lossy("room-rr-loss-5", KR_LOAD_REPORTS, 0.05, 20);
    lossy("room-rr-loss-15", KR_LOAD_REPORTS, 0.15, 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rfc_8888),
        cmocka_unit_test(remb),
        cmocka_unit_test(receiver_reports_alone),
    };
    return kr_crypto_init() ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
