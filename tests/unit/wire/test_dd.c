/* SPDX-License-Identifier: EUPL-1.2 */
/* The Dependency Descriptor: read, refused, written anew for a receiver. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "lib/svc.h"
#include "wire/dd.h"

static const struct sim_svc modes[] = {
    {1, 1, false, 0}, {1, 2, false, 5}, {1, 3, false, 63}, {2, 1, false, 7}, {2, 2, true, 60}, {3, 3, false, 50}, {3, 3, true, 33},
};

/* Every frame of two rounds, from its template and from its own words, is what the sender meant. */
static void reads_every_frame_of_every_mode(void **state)
{
    for (size_t m = 0; m < sizeof modes / sizeof *modes; m++) {
        const struct sim_svc *s = &modes[m];
        struct kr_dd dd = {0};
        uint16_t number = 65530;
        for (unsigned picture = 0; picture < 9; picture++)
            for (int spatial = 0; spatial < s->spatial; spatial++, number++) {
                struct sim_svc_packet p = {.picture = picture, .spatial = spatial, .start = true, .end = picture % 2, .number = number,
                                           .structure = picture == 0 && spatial == 0, .custom = picture > 4};
                uint8_t raw[255];
                struct kr_frame f;
                int temporal = sim_svc_temporal(s, picture);
                assert_int_equal(kr_dd_read(&f, &dd, raw, sim_svc_write(s, &p, raw)), 0);
                assert_true(f.start && f.end == (picture % 2) && f.has_number && f.number == number);
                assert_true(f.spatial == spatial && f.temporal == temporal);
                assert_int_equal(f.key, picture == 0 && spatial == 0);
                assert_int_equal(f.height, f.key ? 180 << (s->spatial - 1) : 0);
                unsigned below = spatial && (!s->key_only || picture == 0), back = sim_svc_reference(s, picture);
                assert_int_equal(f.n_refs, below + (back > 0));
                if (back)
                    assert_int_equal(f.refs[below], back * (unsigned)s->spatial);
                for (int i = 0; i < s->spatial; i++)
                    for (int t = 0; t < s->temporal; t++) {
                        bool needs = i >= spatial && t >= temporal && (i == spatial || !s->key_only || picture == 0);
                        assert_int_equal(!!(f.present & kr_target((unsigned)i, (unsigned)t)), needs);
                        if (i == spatial && t >= temporal)
                            assert_int_equal(!!(f.switches & kr_target((unsigned)i, (unsigned)t)), t > temporal || temporal == 0);
                    }
                assert_int_equal(f.discardable, temporal > 0 && temporal == s->temporal - 1 && (s->key_only || spatial == s->spatial - 1));
            }
    }
}

/* A receiver who asks for more than there is has all of it: every layer has a decode target. */
static void targets_beyond_the_stream_are_its_largest(void **state)
{
    struct kr_dd dd = {0};
    struct kr_frame f;
    uint8_t raw[255];
    struct sim_svc_packet p = {.start = true, .structure = true};
    assert_int_equal(kr_dd_read(&f, &dd, raw, sim_svc_write(&modes[4], &p, raw)), 0);
    assert_true(f.present & kr_target(3, 7));
    p = (struct sim_svc_packet){.picture = 1, .spatial = 1, .start = true};
    assert_int_equal(kr_dd_read(&f, &dd, raw, sim_svc_write(&modes[4], &p, raw)), 0);
    assert_true(f.present & kr_target(3, 7));
    assert_false(f.present & kr_target(3, 0));
    assert_false(f.present & kr_target(0, 7));
}

static void nothing_changes_when_anything_is_wrong(void **state)
{
    const struct sim_svc *s = &modes[5];
    struct kr_dd dd = {0}, before;
    struct kr_frame f;
    uint8_t raw[255];
    struct sim_svc_packet p = {.picture = 1, .start = true};
    assert_int_equal(kr_dd_read(&f, &dd, raw, sim_svc_write(s, &p, raw)), KR_E_STATE); /* no structure yet */
    p = (struct sim_svc_packet){.start = true, .structure = true, .custom = true};
    size_t len = sim_svc_write(s, &p, raw);
    for (size_t n = 0; n + 1 < len; n++) {
        assert_true(kr_dd_read(&f, &dd, raw, n) < 0);
        assert_false(dd.known);
    }
    assert_int_equal(kr_dd_read(&f, &dd, raw, len), 0);
    before = dd;
    struct sim_svc other = *s;
    other.id_offset = 20;
    p = (struct sim_svc_packet){.picture = 1, .start = true};
    assert_int_equal(kr_dd_read(&f, &dd, raw, sim_svc_write(&other, &p, raw)), KR_E_STATE); /* a template of another structure */
    assert_memory_equal(&dd, &before, sizeof dd);
    memset(raw, 0xff, sizeof raw); /* more spatial layers than there can be */
    assert_true(kr_dd_read(&f, &dd, raw, sizeof raw) < 0);
    assert_memory_equal(&dd, &before, sizeof dd);
    memset(raw, 0x80, sizeof raw);
    raw[3] = 0x80; /* a structure, all of whose templates have the same layer */
    memset(raw + 4, 0, sizeof raw - 4);
    assert_true(kr_dd_read(&f, &dd, raw, sizeof raw) < 0);
    assert_memory_equal(&dd, &before, sizeof dd);
}

/* Short and long, with a structure or not: number and decode targets are new, all else is as it was. */
static void is_written_anew_for_a_receiver(void **state)
{
    for (size_t m = 0; m < sizeof modes / sizeof *modes; m++)
        for (int form = 0; form < 8; form++) {
            struct kr_dd dd = {0}, at_receiver = {0};
            struct kr_frame f, got;
            uint8_t raw[255], out[255];
            size_t out_len;
            struct sim_svc_packet p = {.start = true, .structure = true};
            size_t len = sim_svc_write(&modes[m], &p, raw);
            assert_int_equal(kr_dd_read(&f, &dd, raw, len), 0);
            at_receiver = dd;
            uint32_t all = dd.active, mask = kr_dd_active_for(&dd.structure, 0, 7);
            p = (struct sim_svc_packet){.picture = form & 1 ? 0 : 1, .start = true, .number = 77, .structure = form & 1, .custom = form & 2,
                                        .has_active = form & 4, .active = all};
            len = sim_svc_write(&modes[m], &p, raw);
            assert_int_equal(kr_dd_read(&f, &dd, raw, len), 0);
            assert_int_equal(kr_dd_write(out, sizeof out, &out_len, raw, len, &f, 0xabcd, true, mask), 0);
            assert_int_equal(kr_dd_read(&got, &at_receiver, out, out_len), 0);
            assert_int_equal(at_receiver.active, mask);
            assert_int_equal(got.number, 0xabcd);
            got.number = f.number;
            assert_memory_equal(&got, &f, sizeof f);
            assert_int_equal(kr_dd_write(out, sizeof out, &out_len, raw, len, &f, 78, false, 0), 0);
            assert_int_equal(out_len, len);
            assert_int_equal(kr_get_be16(out + 1), 78);
            assert_memory_equal(out + 3, raw + 3, len - 3);
            assert_int_equal(kr_dd_write(out, 2, &out_len, raw, len, &f, 78, false, 0), KR_E_TOO_LARGE);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_frame_of_every_mode),
        cmocka_unit_test(targets_beyond_the_stream_are_its_largest),
        cmocka_unit_test(nothing_changes_when_anything_is_wrong),
        cmocka_unit_test(is_written_anew_for_a_receiver),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
