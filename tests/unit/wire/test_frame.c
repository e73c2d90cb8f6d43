/* SPDX-License-Identifier: EUPL-1.2 */
/* What the payloads of the four codecs tell of a packet's place in its picture. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "wire/frame.h"
#include "wire/h264.h"

struct row {
    const char *what;
    enum kr_codec codec;
    size_t len;
    uint8_t payload[48];
    int err;
    bool start, end, key, discardable;
    uint8_t spatial, temporal;
    uint16_t width, height;
    kr_targets needs, not_needs, switches, not_switches; /* bits to be set, and not to be set */
};

#define T(s, t) ((kr_targets)1 << ((s) * 8 + (t)))

static const struct row rows[] = {
    {"VP8: key frame, 640x360", KR_CODEC_VP8, 12, {0x90, 0, 0x10, 0, 0, 0x9d, 1, 0x2a, 0x80, 2, 0x68, 1}, 0, true, false, true, false, 0, 0, 640, 360,
     T(0, 0) | T(3, 7), 0, T(0, 0) | T(0, 2), 0},
    {"VP8: temporal layer 1, synchronized", KR_CODEC_VP8, 4, {0x90, 0x20, 0x60, 1}, 0, true, false, false, false, 0, 1, 0, 0, T(0, 1) | T(0, 2), T(0, 0),
     T(0, 1), T(0, 0)},
    {"VP8: temporal layer 2, not synchronized, no reference", KR_CODEC_VP8, 4, {0xB0, 0x20, 0x80, 1}, 0, true, false, false, true, 0, 2, 0, 0, T(0, 2),
     T(0, 1), 0, T(0, 2)},
    {"VP9: key frame's first packet without layers, with a structure of one size", KR_CODEC_VP9, 9,
     {0x8A, 0x80, 1, 0x10, 0x05, 0x00, 0x02, 0xD0, 9}, 0, true, false, true, false, 0, 0, 1280, 720, T(0, 0) | T(2, 2), 0, T(0, 0) | T(2, 2), 0},
    {"VP9: key picture's second spatial layer, non-flexible", KR_CODEC_VP9, 6, {0xAC, 0x81, 0x02, 0x03, 0x09, 1}, 0, true, true, false, false, 1, 0, 0, 0,
     T(1, 0) | T(2, 2), T(0, 0) | T(0, 2), T(1, 0) | T(1, 2), T(2, 0)},
    {"VP9: temporal layer 2 of spatial layer 1, which no other spatial layer needs", KR_CODEC_VP9, 6, {0xED, 0x81, 0x02, 0x43, 0x09, 1}, 0, true, true,
     false, false, 1, 2, 0, 0, T(1, 2), T(1, 1) | T(2, 2) | T(0, 2), 0, T(1, 2)},
    {"VP9: temporal layer 0 where one may switch up", KR_CODEC_VP9, 6, {0xEC, 0x81, 0x02, 0x10, 0x09, 1}, 0, true, true, false, false, 0, 0, 0, 0,
     T(0, 0) | T(1, 1), 0, T(0, 0) | T(0, 2), T(1, 0)},
    {"VP9: flexible, two references", KR_CODEC_VP9, 7, {0xF8, 0x81, 0x02, 0x20, 0x03, 0x04, 1}, 0, true, false, false, false, 0, 1, 0, 0, T(0, 1), T(0, 0), 0,
     T(0, 1)},
    {"VP9: four references", KR_CODEC_VP9, 9, {0xF8, 0x81, 0x02, 0x20, 3, 3, 3, 2, 1}, KR_E_MALFORMED},
    {"VP9: flexible without picture id", KR_CODEC_VP9, 3, {0x18, 1, 1}, KR_E_MALFORMED},
    {"VP9: spatial layer 5", KR_CODEC_VP9, 6, {0xAC, 0x81, 0x02, 0x0A, 0x09, 1}, KR_E_MALFORMED},
    {"VP9: a structure longer than the packet", KR_CODEC_VP9, 5, {0x8A, 0x01, 0xF0, 1, 2}, KR_E_MALFORMED},
    {"VP9: a picture group of two, no sizes", KR_CODEC_VP9, 9, {0x8A, 0x01, 0x08, 2, 0x04, 1, 0x28, 2, 3}, KR_E_MALFORMED},
    {"VP9: no payload behind the descriptor", KR_CODEC_VP9, 2, {0x88, 0x01}, KR_E_MALFORMED},
    {"H.264: parameter sets in a STAP-A, 640x368", KR_CODEC_H264, 18,
     {0x78, 0x00, 0x09, 0x67, 0x42, 0xC0, 0x1F, 0xDA, 0x02, 0x80, 0xBE, 0x40, 0x00, 0x04, 0x68, 0xCE, 0x3C, 0x80}, 0, true, false, true, false, 0, 0, 640, 368,
     T(0, 0), 0, T(0, 0), 0},
    {"H.264: IDR slice, begun", KR_CODEC_H264, 5, {0x7C, 0x85, 0x88, 0x84, 0}, 0, true, false, false, false, 0, 0, 0, 0, T(0, 0), 0, 0, 0},
    {"H.264: IDR slice, gone on with", KR_CODEC_H264, 5, {0x7C, 0x05, 0x88, 0x84, 0}, 0, false, false, false, false, 0, 0, 0, 0, T(0, 0), 0, 0, 0},
    {"H.264: a slice in the middle of a picture", KR_CODEC_H264, 3, {0x61, 0x40, 1}, 0, false, false, false, false, 0, 0, 0, 0, T(0, 0), 0, 0, 0},
    {"H.264: nothing refers to it", KR_CODEC_H264, 3, {0x01, 0x9a, 1}, 0, true, false, false, true, 0, 1, 0, 0, T(0, 1), T(0, 0), T(0, 1), 0},
    {"H.264: interleaved", KR_CODEC_H264, 6, {0x79, 0, 1, 2, 3, 4}, KR_E_MALFORMED},
    {"H.264: STAP-A that says more than there is", KR_CODEC_H264, 5, {0x78, 0, 9, 0x67, 1}, KR_E_MALFORMED},
    {"AV1: key frame, sequence header of 640x360, frame", KR_CODEC_AV1, 16,
     {0x28, 0x0A, 0x08, 0x00, 0x00, 0x00, 0x24, 0xC4, 0xFF, 0x67, 0x00, 0x00, 0x30, 0x01, 0x02, 0x03}, 0, true, false, true, false, 0, 0, 640, 360,
     T(0, 0) | T(3, 7), 0, T(0, 0), 0},
    {"AV1: a frame goes on", KR_CODEC_AV1, 3, {0x90, 1, 2}, 0, false, false, false, false, 0, 0, 0, 0, T(0, 0), 0, 0, 0},
    {"AV1: a new sequence that goes on", KR_CODEC_AV1, 3, {0x98, 1, 2}, KR_E_MALFORMED},
    {"AV1: an element longer than the packet", KR_CODEC_AV1, 4, {0x20, 9, 1, 2}, KR_E_MALFORMED},
    {"AV1: an endless size", KR_CODEC_AV1, 12, {0x00, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1}, KR_E_MALFORMED},
    {"Opus is no picture", KR_CODEC_OPUS, 3, {1, 2, 3}, KR_E_UNSUPPORTED},
};

static void reads_each(void **state)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *r = &rows[i];
        struct kr_frame f = {0};
        int err = kr_frame_read(&f, r->codec, r->payload, r->len);
        if (err != r->err)
            fail_msg("%s: %d", r->what, err);
        if (err)
            continue;
        if (f.start != r->start || f.end != r->end || f.key != r->key || f.discardable != r->discardable)
            fail_msg("%s: start %d end %d key %d discardable %d", r->what, f.start, f.end, f.key, f.discardable);
        if (f.spatial != r->spatial || f.temporal != r->temporal || f.width != r->width || f.height != r->height)
            fail_msg("%s: layer %u.%u, %ux%u", r->what, f.spatial, f.temporal, f.width, f.height);
        if ((f.present & r->needs) != r->needs || f.present & r->not_needs || (f.switches & r->switches) != r->switches || f.switches & r->not_switches)
            fail_msg("%s: present %08x, switches %08x", r->what, f.present, f.switches);
    }
}

/* Cut anywhere, nothing is read beyond the end (ASan watches), and what is written over stays where it was read. */
static void survives_any_cut(void **state)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t n = 0; n <= rows[i].len; n++) {
            uint8_t *copy = test_malloc(n ? n : 1);
            struct kr_frame f, again;
            memcpy(copy, rows[i].payload, n);
            if (kr_frame_read(&f, rows[i].codec, copy, n) == 0) {
                kr_frame_renumber(copy, &f.numbers, 0x2345, 99);
                assert_int_equal(kr_frame_read(&again, rows[i].codec, copy, n), 0);
                if (f.numbers.has_picture_id)
                    assert_int_equal(again.numbers.picture_id, f.numbers.long_picture_id ? 0x2345 : 0x45);
                if (f.numbers.has_tl0)
                    assert_int_equal(again.numbers.tl0, 99);
                assert_true(again.spatial == f.spatial && again.temporal == f.temporal && again.start == f.start);
            }
            test_free(copy);
        }
}

static void reads_h264_formats(void **state)
{
    static const struct {
        const char *fmtp;
        int err;
        bool baseline, constrained;
        uint8_t level_idc, mode;
    } cases[] = {
        {"level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f", 0, true, true, 31, 1},
        {"level-asymmetry-allowed=1; packetization-mode=0; profile-level-id=42001f", 0, true, false, 31, 0},
        {"packetization-mode=1;profile-level-id=42E034", 0, true, true, 52, 1},
        {"packetization-mode=1;profile-level-id=4d001f", 0, false, false, 31, 1},   /* Main */
        {"packetization-mode=1;profile-level-id=4d801f", 0, true, true, 31, 1},     /* Main that keeps to Baseline, table 5 */
        {"packetization-mode=1;profile-level-id=58c01f", 0, true, true, 31, 1},     /* Extended that keeps to both */
        {"packetization-mode=1;profile-level-id=58801f", 0, true, false, 31, 1},    /* Extended that keeps to Baseline */
        {"packetization-mode=1;profile-level-id=64001f", 0, false, false, 31, 1},   /* High */
        {"packetization-mode=1;profile-level-id=42f00b", 0, true, true, 9, 1},      /* level 1b */
        {"packetization-mode=1;profile-level-id=42e00b", 0, true, true, 11, 1},
        {"packetization-mode=1", 0, true, false, 10, 1},
        {"", 0, true, false, 10, 0},
        {"packetization-mode=3", KR_E_MALFORMED},
        {"profile-level-id=42e0", KR_E_MALFORMED},
        {"profile-level-id=42e01x", KR_E_MALFORMED},
        {"profile-level-id=42e01f00", KR_E_MALFORMED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct kr_h264_format f;
        int err = kr_h264_format(&f, (struct kr_span){(const uint8_t *)cases[i].fmtp, strlen(cases[i].fmtp)});
        if (err != cases[i].err)
            fail_msg("%s: %d", cases[i].fmtp, err);
        if (!err && (f.baseline != cases[i].baseline || f.constrained != cases[i].constrained || f.level_idc != cases[i].level_idc ||
                     f.packetization_mode != cases[i].mode))
            fail_msg("%s: %d %d %u %u", cases[i].fmtp, f.baseline, f.constrained, f.level_idc, f.packetization_mode);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_each),
        cmocka_unit_test(survives_any_cut),
        cmocka_unit_test(reads_h264_formats),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
