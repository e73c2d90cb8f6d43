/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Layers of a scalable stream, left out and taken up again at random: whatever is forwarded, a decoder has all that it refers
 * to; and after a key frame, or where the stream allows it before, the receiver has what it shall have. By the Dependency
 * Descriptor and by VP9's own payload descriptor.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/svc.h"
#include "media/svc.h"
#include "wire/dd.h"

enum { PICTURES = 3000, KEY_EVERY = 90, PACKETS = 2, SPATIAL_MAX = 3 };

static const struct sim_svc modes[] = {{1, 1, false, 0}, {1, 2, false, 5}, {1, 3, false, 9}, {2, 2, false, 7}, {3, 3, false, 50}, {3, 3, true, 33}, {2, 3, true, 1}};

static uint32_t dice(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33);
}

/* What a VP9 sender that says the same in its payload descriptor would write (RFC 9628 section 4.2). */
static void read_vp9(struct kr_frame *f, const struct sim_svc *m, unsigned picture, int spatial, bool first, bool last)
{
    int temporal = sim_svc_temporal(m, picture);
    bool key = picture == 0, unneeded = spatial + 1 < m->spatial && m->key_only && !key;
    bool last_spatial = spatial + 1 == m->spatial;
    uint8_t p[] = {(uint8_t)(0xA0 | (key ? 0 : 0x40) | (first ? 8 : 0) | (last ? 4 : 0) | (unneeded || last_spatial)), 0x81, (uint8_t)picture,
                   (uint8_t)(temporal << 5 | (temporal <= 1 ? 0x10 : 0) | spatial << 1 | (spatial && (key || !m->key_only))), 7, 1};
    assert_int_equal(kr_frame_read(f, KR_CODEC_VP9, p, sizeof p), 0);
}

struct decoder {
    bool has[1 << 16][SPATIAL_MAX]; /* frames by picture */
    uint64_t frames, highest_layer;
};

/* Whether all packets of the frames that this one refers to are there. */
static void check(const struct decoder *d, const struct sim_svc *m, unsigned at, unsigned picture, int spatial)
{
    unsigned back = sim_svc_reference(m, picture);
    if (back && !d->has[at - back][spatial])
        fail_msg("picture %u, spatial layer %d: the one %u before is not there", at, spatial, back);
    if (spatial && (!m->key_only || picture == 0) && !d->has[at][spatial - 1])
        fail_msg("picture %u, spatial layer %d: the layer below is not there", at, spatial);
}

static void run(const struct sim_svc *m, bool by_descriptor, uint64_t seed)
{
    struct decoder *d = calloc(1, sizeof *d);
    struct kr_dd dd = {0};
    struct kr_svc s;
    uint64_t state = seed, seq = 1000;
    uint16_t number = (uint16_t)seed;
    unsigned picture = 0, settled = 0;
    assert_non_null(d);
    kr_svc_init(&s);
    s.target = (struct kr_svc_layer){(uint8_t)(m->spatial - 1), (uint8_t)(m->temporal - 1)};
    for (unsigned at = 0; at < PICTURES; at++, picture++) {
        if (picture == KEY_EVERY || (kr_svc_wants_key(&s) && dice(&state) % 20 == 0))
            picture = 0;
        if (dice(&state) % 25 == 0) {
            s.target = (struct kr_svc_layer){(uint8_t)(dice(&state) % (unsigned)m->spatial), (uint8_t)(dice(&state) % (unsigned)m->temporal)};
            settled = 0;
        }
        bool key_came = picture == 0;
        for (int spatial = 0; spatial < m->spatial; spatial++, number++) {
            bool forwarded = false;
            for (int packet = 0; packet < PACKETS; packet++, seq++) {
                struct kr_frame f;
                uint8_t raw[255];
                struct sim_svc_packet p = {.picture = picture, .spatial = spatial, .start = packet == 0, .end = packet + 1 == PACKETS,
                                           .number = number, .structure = picture == 0 && spatial == 0 && packet == 0};
                if (by_descriptor)
                    assert_int_equal(kr_dd_read(&f, &dd, raw, sim_svc_write(m, &p, raw)), 0);
                else
                    read_vp9(&f, m, picture, spatial, p.start, p.end);
                bool now = kr_svc_packet(&s, &f, seq, at * 3000, false) == KR_SVC_FORWARD;
                if (packet) /* a frame goes whole or not at all */
                    assert_int_equal(now, forwarded);
                forwarded = now;
                if (forwarded && spatial == s.now.spatial)
                    assert_int_equal(kr_svc_ends_picture(&s, &f, seq), p.end);
            }
            if (!forwarded)
                continue;
            check(d, m, at, picture, spatial);
            d->has[at][spatial] = true;
            d->frames++;
        }
        settled = key_came ? 1 : settled;
        if (settled && picture) { /* since the key frame, the target's layers and no others */
            int temporal = sim_svc_temporal(m, picture);
            assert_true(s.now.spatial == s.target.spatial && s.now.temporal == s.target.temporal);
            assert_int_equal(d->has[at][s.target.spatial], temporal <= s.target.temporal);
            for (int above = s.target.spatial + 1; above < m->spatial; above++)
                assert_false(d->has[at][above]);
        }
    }
    assert_true(d->frames > PICTURES / 6);
    free(d);
}

static void decoders_are_content(void **state)
{
    for (size_t m = 0; m < sizeof modes / sizeof *modes; m++)
        for (uint64_t seed = 1; seed < 20; seed++) {
            run(&modes[m], true, seed * 4001);
            run(&modes[m], false, seed * 4001);
        }
}

/* Where the stream allows it a change takes no key frame. */
static void changes_without_a_key_frame(void **state)
{
    static const struct {
        struct sim_svc mode;
        struct kr_svc_layer from, to;
        unsigned within; /* pictures; 0: not before a key frame */
    } cases[] = {
        {{1, 3, false, 0}, {0, 2}, {0, 0}, 1}, {{1, 3, false, 0}, {0, 0}, {0, 2}, 4}, {{3, 3, false, 0}, {2, 2}, {0, 2}, 1},
        {{3, 3, false, 0}, {0, 2}, {2, 2}, 0}, {{3, 3, true, 0}, {2, 2}, {0, 2}, 0},  {{3, 3, true, 0}, {2, 0}, {2, 2}, 4},
        {{3, 3, true, 0}, {2, 2}, {2, 1}, 1},  {{3, 3, false, 0}, {2, 2}, {1, 0}, 1}, {{3, 3, false, 0}, {2, 1}, {1, 2}, 4}, {{3, 3, true, 0}, {2, 2}, {0, 0}, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int by_descriptor = 0; by_descriptor < 2; by_descriptor++) {
            const struct sim_svc *m = &cases[i].mode;
            struct kr_dd dd = {0};
            struct kr_svc s;
            uint16_t number = 0;
            unsigned took = 0;
            kr_svc_init(&s);
            s.target = cases[i].from;
            for (unsigned at = 0; at < 40; at++) {
                if (at == 17)
                    s.target = cases[i].to;
                for (int spatial = 0; spatial < m->spatial; spatial++, number++) {
                    struct sim_svc_packet p = {.picture = at, .spatial = spatial, .start = true, .end = true, .number = number, .structure = number == 0};
                    struct kr_frame f;
                    uint8_t raw[255];
                    if (by_descriptor)
                        assert_int_equal(kr_dd_read(&f, &dd, raw, sim_svc_write(m, &p, raw)), 0);
                    else
                        read_vp9(&f, m, at, spatial, true, true);
                    kr_svc_packet(&s, &f, number, at * 3000, false);
                }
                if (at >= 17 && !took && s.now.spatial == s.target.spatial && s.now.temporal == s.target.temporal)
                    took = at - 16;
            }
            /* what takes a key frame is asked for, and until it comes a smaller size is fewer frames */
            assert_int_equal(kr_svc_wants_key(&s), !cases[i].within && cases[i].from.spatial != cases[i].to.spatial);
            if (!cases[i].within && cases[i].to.spatial < cases[i].from.spatial)
                assert_int_equal(s.now.temporal, 0);
            if (cases[i].within ? !took || took > cases[i].within : took)
                fail_msg("case %zu, by descriptor %d: %u pictures", i, by_descriptor, took);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decoders_are_content),
        cmocka_unit_test(changes_without_a_key_frame),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
