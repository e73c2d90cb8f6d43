/* SPDX-License-Identifier: EUPL-1.2 */
/* Real offers of browsers, in every mode. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "media/negotiate.h"

struct text {
    char *bytes;
    size_t len;
};

static struct text load(const char *name)
{
    char path[500];
    struct text t = {.bytes = malloc(200000)};
    snprintf(path, sizeof path, "%s/sdp/%s", getenv("VECTORS"), name);
    FILE *f = fopen(path, "rb");
    assert_true(f && t.bytes);
    t.len = fread(t.bytes, 1, 199999, f);
    t.bytes[t.len] = '\0';
    fclose(f);
    return t;
}

static struct kr_sdp_offer *parse(const struct text *t)
{
    struct kr_sdp_offer *offer = malloc(sizeof *offer);
    struct kr_sdp_fault fault;
    assert_non_null(offer);
    assert_int_equal(kr_sdp_parse(offer, t->bytes, t->len, &fault), 0);
    return offer;
}

struct offer_case {
    const char *file;
    struct kr_wish wish;
    const char *why;                 /* refused for; NULL: accepted */
    size_t n_audio, n_video;
    uint8_t payload_type[KR_SOURCE_COUNT]; /* of the sources; 0: not sent */
    uint32_t camera_ssrc, camera_rtx;
    const char *rids;                /* of the camera's layers; NULL: no simulcast */
};

static const struct offer_case offers[] = {
    {"chromium.sdp", {KR_MODE_MEET, {"0", "1", "2", "3"}}, NULL, 4, 9, {111, 96, 96, 111}, 134282183, 1349140905},
    {"firefox.sdp", {KR_MODE_MEET, {"0", "1", "2", "3"}}, NULL, 4, 9, {109, 120, 120, 109}, 2701765310, 2106670227},
    {"chromium.sdp", {KR_MODE_MEET, {"0", "1", NULL, NULL}}, NULL, 4, 9, {111, 96, 0, 0}, 134282183, 1349140905},
    {"chromium.sdp", {KR_MODE_MEET, {NULL}}, NULL, 4, 9, {0, 0, 0, 0}, 0, 0},
    {"chromium.sdp", {KR_MODE_PUBLISH, {NULL}}, NULL, 0, 0, {111, 96, 0, 0}, 134282183, 1349140905},
    {"firefox.sdp", {KR_MODE_PUBLISH, {NULL}}, NULL, 0, 0, {109, 120, 0, 0}, 2701765310, 2106670227},
    {"chromium.sdp", {KR_MODE_PLAY, {NULL}}, NULL, 1, 1, {0, 0, 0, 0}, 0, 0},
    {"libwebrtc.sdp", {KR_MODE_MEET, {"0", "1", NULL, NULL}}, NULL, 1, 1, {111, 96, 0, 0}, 2734951804, 4201036712},
    {"libwebrtc.sdp", {KR_MODE_PLAY, {NULL}}, NULL, 1, 1, {0, 0, 0, 0}, 0, 0},
    {"firefox-simulcast.sdp", {KR_MODE_PUBLISH, {NULL}}, NULL, 0, 0, {109, 120, 0, 0}, 0, 0, "qhf"},
    {"chromium-simulcast.sdp", {KR_MODE_PUBLISH, {NULL}}, NULL, 0, 0, {111, 96, 0, 0}, 0, 0, "qhf"},
    {"chromium.sdp", {KR_MODE_MEET, {"0", "0", NULL, NULL}}, "bad_sender", 0, 0, {0}, 0, 0},
    {"chromium.sdp", {KR_MODE_MEET, {"99", NULL, NULL, NULL}}, "bad_sender", 0, 0, {0}, 0, 0},
    {"chromium.sdp", {KR_MODE_MEET, {"1", NULL, NULL, NULL}}, "sender_of_wrong_kind", 0, 0, {0}, 0, 0},
};

static void check_answer(const struct kr_sdp_offer *offer, const struct kr_plan *plan)
{
    struct kr_sdp_answer_media media[KR_LIMIT_SDP_MEDIA];
    struct kr_slot_ssrc audio[KR_LIMIT_AUDIO_SLOTS], video[KR_LIMIT_VIDEO_SLOTS];
    size_t sending = 0, receiving = 0, sources = 0;
    for (uint32_t i = 0; i < KR_LIMIT_AUDIO_SLOTS; i++)
        audio[i] = (struct kr_slot_ssrc){100 + i, 200 + i};
    for (uint32_t i = 0; i < KR_LIMIT_VIDEO_SLOTS; i++)
        video[i] = (struct kr_slot_ssrc){300 + i, 400 + i};
    kr_plan_answer(media, offer, plan, audio, video);
    for (size_t i = 0; i < offer->n_media; i++) {
        assert_true(media[i].accepted);
        bool camera = plan->media[i].use == KR_USE_SOURCE && plan->media[i].index == KR_SOURCE_CAMERA;
        assert_int_equal(media[i].simulcast, camera && plan->source[KR_SOURCE_CAMERA].n_rids > 0);
        assert_int_equal(media[i].ext[KR_EXT_RID], media[i].simulcast);
        sending += media[i].direction == KR_SDP_SENDONLY;
        receiving += media[i].direction == KR_SDP_RECVONLY;
        if (media[i].direction == KR_SDP_SENDONLY) {
            bool is_video = offer->media[i].kind == KR_SDP_VIDEO;
            assert_true(media[i].ssrc >= (is_video ? 300 : 100) && media[i].ssrc < (is_video ? 325 : 104));
            assert_int_equal(media[i].rtx_ssrc, is_video ? media[i].ssrc + 100 : 0);
            assert_non_null(media[i].stream);
        }
    }
    for (int s = 0; s < KR_SOURCE_COUNT; s++)
        sources += plan->source[s].active;
    assert_int_equal(sending, plan->n_audio + plan->n_video);
    assert_int_equal(receiving, sources);
}

static void plans_real_offers(void **state)
{
    for (size_t i = 0; i < sizeof offers / sizeof *offers; i++) {
        const struct offer_case *c = &offers[i];
        struct text text = load(c->file);
        struct kr_sdp_offer *offer = parse(&text);
        struct kr_plan plan;
        const char *why = NULL;
        print_message("    %s %d %s\n", c->file, c->wish.mode, c->why ? c->why : "");
        int err = kr_negotiate(&plan, offer, &c->wish, NULL, &why);
        assert_int_equal(err, c->why ? KR_E_MALFORMED : 0);
        if (c->why)
            assert_string_equal(why, c->why);
        if (!err) {
            assert_int_equal(plan.n_audio, c->n_audio);
            assert_int_equal(plan.n_video, c->n_video);
            for (int s = 0; s < KR_SOURCE_COUNT; s++) {
                assert_int_equal(plan.source[s].active, c->payload_type[s] != 0);
                assert_int_equal(plan.source[s].of[plan.source[s].codec].payload_type, c->payload_type[s]);
            }
            assert_int_equal(plan.source[KR_SOURCE_CAMERA].ssrc, c->camera_ssrc);
            assert_int_equal(plan.source[KR_SOURCE_CAMERA].rtx_ssrc, c->camera_rtx);
            const struct kr_line *camera = &plan.source[KR_SOURCE_CAMERA];
            assert_int_equal(camera->n_rids, c->rids ? strlen(c->rids) : 0);
            for (size_t l = 0; l < camera->n_rids; l++)
                assert_true(camera->rids[l][0] == c->rids[l] && !camera->rids[l][1]);
            check_answer(offer, &plan);
        }
        free(offer);
        free(text.bytes);
    }
}

static void carries_what_a_line_says(void **state)
{
    struct text text = load("chromium.sdp");
    struct kr_sdp_offer *offer = parse(&text);
    struct kr_plan plan;
    const char *why;
    const struct kr_wish wish = {KR_MODE_MEET, {"0", "1", "2", "3"}};
    assert_int_equal(kr_negotiate(&plan, offer, &wish, NULL, &why), 0);
    const struct kr_line *camera = &plan.source[KR_SOURCE_CAMERA], *voice = &plan.source[KR_SOURCE_MICROPHONE];
    assert_true(camera->nack && camera->pli && camera->of[KR_CODEC_VP8].rtx == 97);
    assert_string_equal(camera->mid, "1");
    assert_true(camera->ext_id[KR_EXT_TRANSPORT_CC] && camera->ext_id[KR_EXT_MID] && camera->ext_id[KR_EXT_VIDEO_ORIENTATION]);
    assert_true(voice->ext_id[KR_EXT_AUDIO_LEVEL] && voice->ext_id[KR_EXT_TRANSPORT_CC]);
    assert_int_equal(camera->ext_id[KR_EXT_AUDIO_LEVEL], 0);
    assert_int_equal(camera->ext_id[KR_EXT_DEPENDENCY_DESCRIPTOR], 0);
    assert_true(plan.rtcp_rsize);
    assert_string_equal(plan.audio[0].mid, "4");
    assert_string_equal(plan.video[8].mid, "16");
    free(offer);
    free(text.bytes);
}

/* A second offer: slots keep their numbers by their mids, more come behind, a line turned off keeps its place. */
static void a_later_offer_keeps_the_slots(void **state)
{
    struct text text = load("chromium.sdp");
    struct kr_sdp_offer *offer = parse(&text);
    struct kr_plan first, second, third;
    const char *why;
    const struct kr_wish wish = {KR_MODE_MEET, {"0", "1", NULL, NULL}};
    size_t all = offer->n_media;
    offer->n_media = all - 5;
    assert_int_equal(kr_negotiate(&first, offer, &wish, NULL, &why), 0);
    assert_int_equal(first.n_video, 4);
    offer->n_media = all;
    assert_int_equal(kr_negotiate(&second, offer, &wish, &first, &why), 0);
    assert_int_equal(second.n_video, 9);
    assert_int_equal(second.n_audio, 4);
    for (size_t i = 0; i < first.n_video; i++)
        assert_string_equal(second.video[i].mid, first.video[i].mid);
    offer->media[8].direction = KR_SDP_INACTIVE; /* video slot 0 */
    assert_int_equal(kr_negotiate(&third, offer, &wish, &second, &why), 0);
    assert_int_equal(third.n_video, 9);
    assert_false(third.video[0].active);
    assert_true(third.video[1].active);
    assert_string_equal(third.video[1].mid, second.video[1].mid);
    assert_int_equal(third.media[9].index, 1);
    free(offer);
    free(text.bytes);
}

static void refuses_what_nothing_can_be_done_with(void **state)
{
    struct text text = load("chromium.sdp");
    struct kr_sdp_offer *offer = parse(&text);
    struct kr_plan plan;
    const char *why = NULL;
    const struct kr_wish wish = {KR_MODE_PLAY, {NULL}};
    for (size_t i = 0; i < offer->n_media; i++)
        offer->media[i].codec[KR_CODEC_OPUS].present = offer->media[i].codec[KR_CODEC_VP8].present = false;
    assert_int_equal(kr_negotiate(&plan, offer, &wish, NULL, &why), KR_E_UNSUPPORTED);
    assert_string_equal(why, "nothing_acceptable");
    free(offer);
    free(text.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plans_real_offers),
        cmocka_unit_test(carries_what_a_line_says),
        cmocka_unit_test(a_later_offer_keeps_the_slots),
        cmocka_unit_test(refuses_what_nothing_can_be_done_with),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
