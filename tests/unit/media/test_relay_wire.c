/* SPDX-License-Identifier: EUPL-1.2 */
/* What two media processes tell each other: read as it was written, and nothing else is read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "media/relay_wire.h"
#include "wire/rtcp.h"

enum { SSRC = 0x00abcd7f };

static const struct kr_relay_state full = {
    .serial = 7,
    .codecs = {KR_CODECS_VIDEO, 1 << KR_CODEC_VP8, 1 << KR_CODEC_VP8 | 1 << KR_CODEC_AV1},
    .sources = {
        [KR_SOURCE_MICROPHONE] = {.active = true, .allowed = true, .heard = true, .codec = KR_CODEC_OPUS, .n_layers = 1, .loudness = 30000},
        [KR_SOURCE_CAMERA] = {.active = true, .allowed = true, .codec = KR_CODEC_VP8, .n_layers = 3,
                              .layers = {{180, 150}, {360, 500}, {720, 1700}}},
        [KR_SOURCE_SCREEN] = {.active = true, .codec = KR_CODEC_AV1, .n_layers = 1, .layers = {{1080, UINT32_MAX}}},
        [KR_SOURCE_SCREEN_AUDIO] = {.codec = KR_CODEC_OPUS, .n_layers = 1},
    },
};
static const struct kr_relay_demand wanted = {
    .serial = UINT32_MAX, .layers = {0, 5, 1, 1}, .height = {0, 720, 65535, 0}};

/* The one part of a packet. */
static struct kr_rtcp part_of(const struct kr_writer *w)
{
    struct kr_rtcp part;
    struct kr_reader r = kr_reader_of(w->data, w->len);
    assert_false(w->failed);
    assert_int_equal(kr_rtcp_next(&part, &r), 1);
    assert_int_equal(kr_reader_left(&r), 0);
    assert_int_equal(part.type, KR_RTCP_APP);
    return part;
}

static void a_state_is_read_as_it_was_written(void **state)
{
    uint8_t out[300];
    struct kr_writer w = kr_writer_of(out, sizeof out);
    struct kr_relay_state got;
    kr_relay_write_state(&w, SSRC, &full);
    struct kr_rtcp part = part_of(&w);
    assert_int_equal(part.count, KR_RELAY_STATE);
    assert_int_equal(kr_relay_read_state(&got, part.body), 0);
    assert_int_equal(got.serial, full.serial);
    assert_int_equal(got.codecs.encodes_screen, full.codecs.encodes_screen);
    for (int i = 0; i < KR_SOURCE_COUNT; i++) {
        const struct kr_relay_source *a = &got.sources[i], *b = &full.sources[i];
        assert_true(a->active == b->active && a->allowed == b->allowed && a->heard == b->heard && a->codec == b->codec &&
                    a->n_layers == b->n_layers && a->loudness == b->loudness);
        for (size_t l = 0; l < KR_LAYERS; l++)
            assert_true(a->layers[l].lines == b->layers[l].lines && a->layers[l].kbps == b->layers[l].kbps);
    }
}

static void a_demand_is_read_as_it_was_written(void **state)
{
    uint8_t out[300];
    struct kr_writer w = kr_writer_of(out, sizeof out);
    struct kr_relay_demand got;
    kr_relay_write_demand(&w, SSRC, &wanted);
    struct kr_rtcp part = part_of(&w);
    assert_int_equal(part.count, KR_RELAY_DEMAND);
    assert_int_equal(kr_relay_read_demand(&got, part.body), 0);
    assert_memory_equal(&got, &wanted, sizeof got);
}

/* Places in the body, from the SSRC on, and what must not stand there. */
static const struct {
    bool demand;
    size_t at;
    uint8_t value;
} wrong[] = {
    {false, 4, 'k'}, {false, 11, 2},        /* name, version */
    {false, 16, 1}, {false, 17, 0x80}, {false, 19, 1}, /* sets of codecs: Opus is none; one that is not; zero */
    {false, 20, 8}, {false, 21, KR_CODEC_VP8}, {false, 21, 200}, {false, 22, 0}, {false, 22, 2}, {false, 23, 1}, {false, 26, 1},
    {false, 30, 1},
    {false, 37, KR_CODEC_OPUS}, {false, 38, 0}, {false, 38, 2}, {false, 38, 4}, {false, 46, 1}, /* the camera */
    {true, 4, 'k'}, {true, 11, 0},
    {true, 16, 2}, {true, 17, 1}, {true, 20, 8}, {true, 21, 1}, {true, 28, 2},
};

static void nothing_else_is_read(void **state)
{
    uint8_t out[300], bad[300];
    for (int demand = 0; demand < 2; demand++) {
        struct kr_writer w = kr_writer_of(out, sizeof out);
        if (demand)
            kr_relay_write_demand(&w, SSRC, &wanted);
        else
            kr_relay_write_state(&w, SSRC, &full);
        struct kr_span body = part_of(&w).body;
        struct kr_relay_state s = {.serial = 1};
        struct kr_relay_demand d = {.serial = 1};
        for (size_t len = 0; len <= body.len + 4; len += 1) {
            struct kr_span cut = {bad, len};
            memset(bad, 0, sizeof bad);
            memcpy(bad, body.data, body.len);
            int err = demand ? kr_relay_read_demand(&d, cut) : kr_relay_read_state(&s, cut);
            assert_int_equal(err, len == body.len ? 0 : KR_E_MALFORMED);
        }
        s.serial = d.serial = 1;
        for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
            if (wrong[i].demand != demand)
                continue;
            struct kr_span whole = {bad, body.len};
            memcpy(bad, body.data, body.len);
            bad[wrong[i].at] = wrong[i].value;
            int err = demand ? kr_relay_read_demand(&d, whole) : kr_relay_read_state(&s, whole);
            if (err != KR_E_MALFORMED)
                fail_msg("%s: byte %zu as %u is taken", demand ? "demand" : "state", wrong[i].at, wrong[i].value);
            assert_true(s.serial == 1 && d.serial == 1);
        }
    }
}

static void a_packet_that_does_not_fit_is_not_half_written(void **state)
{
    uint8_t out[300];
    for (size_t cap = 0; cap < 60; cap++) {
        struct kr_writer w = kr_writer_of(out, cap);
        kr_relay_write_state(&w, SSRC, &full);
        assert_true(w.failed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_state_is_read_as_it_was_written),
        cmocka_unit_test(a_demand_is_read_as_it_was_written),
        cmocka_unit_test(nothing_else_is_read),
        cmocka_unit_test(a_packet_that_does_not_fit_is_not_half_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
