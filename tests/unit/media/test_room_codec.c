/* SPDX-License-Identifier: EUPL-1.2 */
/* What a room sends, by who is in it; and when it changes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "media/room_codec.h"

enum { S = 1000000 };

/* Members by a letter: what they decode and encode. */
static struct kr_codec_member member(char who)
{
    enum { V8 = 1 << KR_CODEC_VP8, V9 = 1 << KR_CODEC_VP9, H = 1 << KR_CODEC_H264, A = 1 << KR_CODEC_AV1 };
    switch (who) {
    case 'c': /* Chromium */
        return (struct kr_codec_member){V8 | V9 | H | A, V8 | V9 | H | A, V8 | V9 | H | A};
    case 'f': /* Firefox without H.264 */
        return (struct kr_codec_member){V8 | V9 | A, V8 | V9 | A, V8 | V9 | A};
    case 's': /* decodes AV1, does not encode it */
        return (struct kr_codec_member){V8 | V9 | H | A, V8 | V9 | H, V8 | V9 | H};
    case 'o': /* an old browser */
        return (struct kr_codec_member){V8, V8, V8};
    case 'h': /* a player of H.264 */
        return (struct kr_codec_member){H, KR_CODECS_VIDEO, KR_CODECS_VIDEO};
    case 'd': /* a device: receives nothing, and sends what it sends */
        return (struct kr_codec_member){KR_CODECS_VIDEO, KR_CODECS_VIDEO, KR_CODECS_VIDEO};
    default:
        fail();
        return (struct kr_codec_member){0};
    }
}

static struct kr_codec_common room(const char *who)
{
    struct kr_codec_common c = kr_codec_nobody();
    for (; *who; who++) {
        struct kr_codec_member m = member(*who);
        kr_codec_add(&c, &m);
    }
    return c;
}

static void chooses_for_who_is_there(void **state)
{
    static const struct {
        const char *who;
        enum kr_codec camera, screen;
    } cases[] = {
        {"", KR_CODEC_VP9, KR_CODEC_AV1},        {"c", KR_CODEC_VP9, KR_CODEC_AV1},      {"cc", KR_CODEC_VP9, KR_CODEC_AV1},
        {"ccf", KR_CODEC_VP9, KR_CODEC_AV1},     {"cs", KR_CODEC_VP9, KR_CODEC_VP9},     {"cco", KR_CODEC_VP8, KR_CODEC_VP8},
        {"ccd", KR_CODEC_VP9, KR_CODEC_AV1},     {"cch", KR_CODEC_H264, KR_CODEC_H264},  {"ch", KR_CODEC_H264, KR_CODEC_H264},
        {"fh", KR_CODEC_VP8, KR_CODEC_VP8}, /* nothing in common */
        {"oh", KR_CODEC_VP8, KR_CODEC_VP8},      {"ccccccccc", KR_CODEC_VP9, KR_CODEC_AV1}, {"cccccccccc", KR_CODEC_VP8, KR_CODEC_AV1},
        {"ffffffffff", KR_CODEC_VP8, KR_CODEC_AV1}, {"cccccch", KR_CODEC_H264, KR_CODEC_H264},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct kr_codec_common c = room(cases[i].who);
        struct kr_codec_choice best = kr_codec_best(&c);
        if (best.camera != cases[i].camera || best.screen != cases[i].screen)
            fail_msg("%s: %s and %s", cases[i].who, kr_codec_name[best.camera], kr_codec_name[best.screen]);
    }
}

/* One story: at each second who is there, and what is to be sent from then on. */
static void is_lowered_at_once_and_lifted_after_a_calm_time(void **state)
{
    static const struct {
        unsigned at_s;
        const char *who;
        bool changes;
        enum kr_codec camera, screen;
    } story[] = {
        {0, "c", true, KR_CODEC_VP9, KR_CODEC_AV1},       {1, "cc", false, KR_CODEC_VP9, KR_CODEC_AV1},
        {2, "cco", true, KR_CODEC_VP8, KR_CODEC_VP8}, /* at once */
        {3, "cc", false, KR_CODEC_VP8, KR_CODEC_VP8},     {12, "cc", false, KR_CODEC_VP8, KR_CODEC_VP8},
        {13, "cc", true, KR_CODEC_VP9, KR_CODEC_AV1}, /* ten seconds after that one left */
        {20, "cco", true, KR_CODEC_VP8, KR_CODEC_VP8},    {21, "cc", false, KR_CODEC_VP8, KR_CODEC_VP8},
        {28, "cco", false, KR_CODEC_VP8, KR_CODEC_VP8},   {29, "cc", false, KR_CODEC_VP8, KR_CODEC_VP8}, /* comes and goes */
        {33, "cc", false, KR_CODEC_VP8, KR_CODEC_VP8},    {39, "cc", true, KR_CODEC_VP9, KR_CODEC_AV1},
        {40, "ccs", true, KR_CODEC_VP9, KR_CODEC_VP9},    {41, "ccsh", true, KR_CODEC_H264, KR_CODEC_H264},
        {60, "cccccccccc", false, KR_CODEC_H264, KR_CODEC_H264}, {70, "cccccccccc", true, KR_CODEC_VP8, KR_CODEC_AV1},
    };
    struct kr_room_codec r = {0};
    for (size_t i = 0; i < sizeof story / sizeof *story; i++) {
        struct kr_codec_common c = room(story[i].who);
        bool changed = kr_room_codec_update(&r, &c, (uint64_t)story[i].at_s * S + 1);
        if (changed != story[i].changes || r.now.camera != story[i].camera || r.now.screen != story[i].screen)
            fail_msg("second %u, %s: %d, %s and %s", story[i].at_s, story[i].who, changed, kr_codec_name[r.now.camera],
                     kr_codec_name[r.now.screen]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chooses_for_who_is_there),
        cmocka_unit_test(is_lowered_at_once_and_lifted_after_a_calm_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
