/* SPDX-License-Identifier: EUPL-1.2 */
/* What the spatial layers of a stream take, in modes where larger ones always need smaller ones and where they do not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "lib/svc.h"
#include "media/spatial.h"
#include "wire/dd.h"

enum { SECOND_US = 1000000, PICTURE_US = 40000, PICTURES = 25 };

static const uint16_t none[KR_FRAME_SPATIAL], sizes[KR_FRAME_SPATIAL] = {180, 360, 720};
static const size_t bytes_of[3] = {100, 300, 1000}; /* of each layer's frames */

/* A second of a stream, without its key picture, by its descriptors. */
static void send(struct kr_spatial *s, const struct sim_svc *m, int layers, uint64_t from_us)
{
    struct kr_dd dd = {0};
    struct kr_frame f;
    uint8_t raw[255];
    uint16_t number = 0;
    struct sim_svc_packet key = {.start = true, .end = true, .structure = true};
    assert_int_equal(kr_dd_read(&f, &dd, raw, sim_svc_write(m, &key, raw)), 0);
    for (unsigned i = 1; i <= PICTURES; i++)
        for (int l = 0; l < layers; l++) {
            struct sim_svc_packet p = {.picture = i, .spatial = l, .start = true, .end = true, .number = ++number};
            assert_int_equal(kr_dd_read(&f, &dd, raw, sim_svc_write(m, &p, raw)), 0);
            kr_spatial_note(s, &f, bytes_of[l], from_us + i * PICTURE_US);
        }
}

static void rates_are_of_what_a_target_needs(void **state)
{
    static const struct {
        struct sim_svc mode;
        size_t bytes[3]; /* a picture, up to each layer */
    } cases[] = {{{3, 3, false, 0}, {100, 400, 1400}}, {{3, 3, true, 0}, {100, 300, 1000}}, {{2, 2, false, 0}, {100, 400}}, {{3, 1, true, 0}, {100, 300, 1000}}};
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        const struct sim_svc *m = &cases[c].mode;
        struct kr_spatial s = {0};
        assert_true(kr_spatial_told(&s, (uint8_t)m->spatial, none, SECOND_US));
        send(&s, m, m->spatial, SECOND_US);
        kr_spatial_conclude(&s, SECOND_US);
        for (int l = 0; l < m->spatial; l++) {
            uint64_t whole = cases[c].bytes[l] * PICTURES * 8;
            assert_int_equal(s.rates[l].n, m->temporal);
            assert_in_range(s.rates[l].bps[m->temporal - 1], whole, whole + 1);
            if (m->temporal == 3) /* every fourth picture, and every second */
                assert_true(s.rates[l].bps[0] < whole * 3 / 10 && s.rates[l].bps[1] < whole * 6 / 10 && s.rates[l].bps[1] > whole * 4 / 10);
        }
    }
}

static void a_layer_that_stays_out_is_gone(void **state)
{
    const struct sim_svc mode = {3, 3, true, 0};
    struct kr_spatial s = {0};
    kr_spatial_told(&s, 3, sizes, SECOND_US);
    assert_true(kr_spatial_comes(&s, 2, SECOND_US)); /* it has not had the time to come */
    send(&s, &mode, 3, SECOND_US);
    uint64_t newest_us = SECOND_US + PICTURES * PICTURE_US;
    assert_true(kr_spatial_comes(&s, 2, newest_us));
    send(&s, &mode, 2, newest_us);
    newest_us += PICTURES * PICTURE_US;
    assert_true(kr_spatial_comes(&s, 1, newest_us));
    assert_false(kr_spatial_comes(&s, 2, newest_us));
    assert_false(kr_spatial_comes(&s, 3, newest_us));
}

static void sizes_are_told_or_guessed(void **state)
{
    static const uint16_t odd[KR_FRAME_SPATIAL] = {240, 480, 720};
    struct kr_spatial s = {0};
    kr_spatial_told(&s, 3, none, SECOND_US);
    assert_int_equal(kr_spatial_lines(&s, 0, 720), 180);
    assert_int_equal(kr_spatial_lines(&s, 2, 720), 720);
    assert_false(kr_spatial_told(&s, 3, odd, SECOND_US));
    assert_int_equal(kr_spatial_lines(&s, 0, 720), 240);
    assert_int_equal(kr_spatial_lines(&s, 3, 720), 720); /* there is none */
}

/* A sender that changes its mind with every packet makes nobody choose anew with every packet. */
static void news_are_rare(void **state)
{
    struct kr_spatial s = {0};
    unsigned news = 0;
    for (uint64_t i = 0; i < 1000; i++)
        news += kr_spatial_told(&s, (uint8_t)(1 + i % 4), none, SECOND_US + i * 1000);
    assert_int_equal(news, 1);
    assert_int_equal(s.n, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rates_are_of_what_a_target_needs),
        cmocka_unit_test(a_layer_that_stays_out_is_gone),
        cmocka_unit_test(sizes_are_told_or_guessed),
        cmocka_unit_test(news_are_rare),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
