/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * From an offer to a plan and its answer, and from a second offer to the plan changed. Input: the mode; for each source
 * which m-line sends it; then the offers, a NUL between them. Whatever was offered, each source and slot has exactly
 * one m-line, the answer parses, the same offer again gives the same plan, and a slot's m-line stays its own.
 */
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "media/negotiate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { HEAD_BYTES = 1 + KR_SOURCE_COUNT, MODES = 3, NO_LINE = 0xff };

struct wish {
    struct kr_wish wish;
    char mids[KR_SOURCE_COUNT][KR_LIMIT_ID_BYTES + 1];
};

static void read_wish(struct wish *w, const uint8_t head[HEAD_BYTES], const struct kr_sdp_offer *offer)
{
    *w = (struct wish){.wish.mode = (enum kr_mode)(head[0] % MODES)};
    for (int s = 0; s < KR_SOURCE_COUNT; s++) {
        if (head[1 + s] == NO_LINE)
            continue;
        w->wish.senders[s] = w->mids[s]; /* a mid that does not exist, when there is no such line */
        if (head[1 + s] < offer->n_media) {
            struct kr_span mid = offer->media[head[1 + s]].mid;
            size_t len = mid.len < KR_LIMIT_ID_BYTES ? mid.len : KR_LIMIT_ID_BYTES;
            memcpy(w->mids[s], mid.data, len);
        }
    }
}

static size_t lines_of(const struct kr_plan *p, enum kr_line_use use, size_t index)
{
    size_t n = 0;
    for (size_t i = 0; i < p->n_media; i++)
        n += p->media[i].use == use && p->media[i].index == index;
    return n;
}

static void check_plan(const struct kr_plan *p, const struct kr_sdp_offer *offer, const struct wish *w)
{
    kr_assert(p->n_media == offer->n_media && p->n_audio <= KR_LIMIT_AUDIO_SLOTS && p->n_video <= KR_LIMIT_VIDEO_SLOTS);
    kr_assert(w->wish.mode != KR_MODE_PLAY || (p->n_audio <= 1 && p->n_video <= 1));
    kr_assert(w->wish.mode != KR_MODE_PUBLISH || (p->n_audio == 0 && p->n_video == 0));
    for (size_t i = 0; i < KR_SOURCE_COUNT; i++)
        kr_assert(lines_of(p, KR_USE_SOURCE, i) == p->source[i].active);
    for (size_t i = 0; i < p->n_audio; i++)
        kr_assert(lines_of(p, KR_USE_AUDIO_SLOT, i) == p->audio[i].active);
    for (size_t i = 0; i < p->n_video; i++)
        kr_assert(lines_of(p, KR_USE_VIDEO_SLOT, i) == p->video[i].active);
    for (size_t i = 0; i < p->n_media; i++) {
        const struct kr_sdp_media *m = &offer->media[i];
        kr_assert(p->media[i].use == KR_USE_REJECTED || (!m->rejected && m->bundled && m->rtcp_mux));
        kr_assert(p->media[i].use != KR_USE_SOURCE || m->direction & KR_SDP_SENDONLY);
    }
}

static void check_answer(const struct kr_plan *p, const struct kr_sdp_offer *offer)
{
    static struct kr_sdp_answer_media media[KR_LIMIT_SDP_MEDIA];
    struct kr_slot_ssrc audio[KR_LIMIT_AUDIO_SLOTS], video[KR_LIMIT_VIDEO_SLOTS];
    for (uint32_t i = 0; i < KR_LIMIT_VIDEO_SLOTS; i++) {
        video[i] = (struct kr_slot_ssrc){1000 + i, 2000 + i};
        audio[i % KR_LIMIT_AUDIO_SLOTS] = (struct kr_slot_ssrc){3000 + i, 4000 + i};
    }
    kr_plan_answer(media, offer, p, audio, video);
    const struct kr_sdp_answer answer = {
        .ice_ufrag = "ufrag", .ice_pwd = "0123456789012345678901", .cname = "c", .session_id = 1, .session_version = 1,
        .fingerprint =
            "sha-256 "
            "00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13:14:15:16:17:18:19:1A:1B:1C:1D:1E:1F",
        .media = media,
    };
    struct kr_strbuf out;
    kr_strbuf_init(&out, 4 * KR_LIMIT_SDP_BYTES);
    kr_assert(kr_sdp_write_answer(&out, offer, &answer) == 0);
    size_t sections = 0;
    for (const char *at = out.text; (at = strstr(at, "\r\nm=")); at++)
        sections++;
    kr_assert(sections == offer->n_media);
    kr_strbuf_fini(&out);
}

/* What was a slot's m-line before is no other slot's now. */
static void check_kept(const struct kr_line *before, size_t n_before, const struct kr_line *after, size_t n_after)
{
    kr_assert(n_after >= n_before);
    for (size_t i = 0; i < n_before; i++)
        kr_assert(strcmp(before[i].mid, after[i].mid) == 0);
}

static bool negotiate(struct kr_plan *out, const char *text, size_t len, const uint8_t *head, const struct kr_plan *before)
{
    struct kr_sdp_offer *offer = malloc(sizeof *offer);
    struct kr_sdp_fault fault;
    struct wish w;
    const char *why = NULL;
    kr_assert(offer);
    int err = kr_sdp_parse(offer, text, len, &fault);
    if (!err) {
        read_wish(&w, head, offer);
        err = kr_negotiate(out, offer, &w.wish, before, &why);
        kr_assert(!err == !why);
    }
    if (!err) {
        struct kr_plan again;
        check_plan(out, offer, &w);
        check_answer(out, offer);
        kr_assert(!kr_negotiate(&again, offer, &w.wish, out, &why));
        check_plan(&again, offer, &w);
        for (size_t i = 0; i < out->n_media; i++)
            kr_assert(again.media[i].use == out->media[i].use && again.media[i].index == out->media[i].index);
    }
    if (!err && before) {
        check_kept(before->audio, before->n_audio, out->audio, out->n_audio);
        check_kept(before->video, before->n_video, out->video, out->n_video);
    }
    free(offer);
    return !err;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kr_plan first, second;
    if (size <= HEAD_BYTES)
        return 0;
    const char *text = (const char *)data + HEAD_BYTES;
    size_t len = size - HEAD_BYTES, first_len = strnlen(text, len);
    if (negotiate(&first, text, first_len, data, NULL) && first_len < len)
        (void)negotiate(&second, text + first_len + 1, len - first_len - 1, data, &first);
    return 0;
}
