/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/negotiate.h"

#include <string.h>

/* A sender starts here rather than at its own 300 kbit/s; the feedback corrects it within a second. */
enum { START_BITRATE_KBPS = 1000 };

static const enum kr_ext audio_exts[] = {KR_EXT_MID, KR_EXT_AUDIO_LEVEL, KR_EXT_TRANSPORT_CC, KR_EXT_ABS_SEND_TIME};
static const enum kr_ext video_exts[] = {KR_EXT_MID, KR_EXT_TRANSPORT_CC, KR_EXT_ABS_SEND_TIME, KR_EXT_VIDEO_ORIENTATION};

/* The floor first: what every browser encodes cheaply and decodes. */
static const enum kr_codec video_codecs[] = {KR_CODEC_VP8, KR_CODEC_H264, KR_CODEC_VP9, KR_CODEC_AV1};
enum { VIDEO_CODECS = sizeof video_codecs / sizeof *video_codecs };

/*
 * Streams tie a picture to the sound it is played in step with: the stage's, and the shared screen's. All other slots
 * stand alone.
 */
static const char *const audio_streams[KR_LIMIT_AUDIO_SLOTS] = {"stage", "a1", "a2", "screen", "a4", "a5", "a6", "a7"};
static const char *const audio_tracks[KR_LIMIT_AUDIO_SLOTS] = {"audio0", "audio1", "audio2", "audio3",
                                                               "audio4", "audio5", "audio6", "audio7"};
static const char *const video_streams[KR_LIMIT_VIDEO_SLOTS] = {
    "stage", "screen", "v2",  "v3",  "v4",  "v5",  "v6",  "v7",  "v8",  "v9",  "v10", "v11", "v12",
    "v13",   "v14",    "v15", "v16", "v17", "v18", "v19", "v20", "v21", "v22", "v23", "v24",
};
static const char *const video_tracks[KR_LIMIT_VIDEO_SLOTS] = {
    "video0",  "video1",  "video2",  "video3",  "video4",  "video5",  "video6",  "video7",  "video8",
    "video9",  "video10", "video11", "video12", "video13", "video14", "video15", "video16", "video17",
    "video18", "video19", "video20", "video21", "video22", "video23", "video24",
};

static bool same_mid(const struct kr_sdp_media *m, const char *mid)
{
    return mid && strlen(mid) == m->mid.len && memcmp(mid, m->mid.data, m->mid.len) == 0;
}

/* The codec that stands first in the answer; KR_CODEC_COUNT when none is acceptable. `wanted` comes first where it is offered. */
static enum kr_codec codec_for(const struct kr_sdp_media *m, enum kr_codec wanted)
{
    if (m->kind == KR_SDP_AUDIO)
        return m->codec[KR_CODEC_OPUS].present ? KR_CODEC_OPUS : KR_CODEC_COUNT;
    if (wanted != KR_CODEC_OPUS && m->codec[wanted].present)
        return wanted;
    for (size_t i = 0; i < VIDEO_CODECS; i++)
        if (m->codec[video_codecs[i]].present)
            return video_codecs[i];
    return KR_CODEC_COUNT;
}

/*
 * A device is asked for one codec and cannot be told another while it sends: the first that all decode who are there, in the
 * order in which those decode it who may come.
 */
static enum kr_codec codec_of_device(const struct kr_sdp_media *m, uint8_t decoded)
{
    for (size_t i = 0; i < VIDEO_CODECS; i++)
        if (m->codec[video_codecs[i]].present && decoded >> video_codecs[i] & 1)
            return video_codecs[i];
    return KR_CODEC_OPUS;
}

static bool acceptable(const struct kr_sdp_media *m)
{
    return !m->rejected && m->bundled && m->rtcp_mux && m->kind != KR_SDP_OTHER && codec_for(m, KR_CODEC_OPUS) != KR_CODEC_COUNT &&
           m->mid.len <= KR_LIMIT_ID_BYTES;
}

enum kr_codec kr_line_codec(const struct kr_line *line, uint8_t payload_type, bool rtx)
{
    for (int c = 0; c < KR_CODEC_COUNT; c++)
        if (payload_type && (rtx ? line->of[c].rtx : line->of[c].payload_type) == payload_type)
            return (enum kr_codec)c;
    return payload_type && !rtx && payload_type == line->red ? KR_CODEC_OPUS : KR_CODEC_COUNT;
}

/* `only`: the wanted codec and no other, for senders who choose by themselves among what they are given. */
static void fill_line(struct kr_line *line, const struct kr_sdp_media *m, enum kr_codec wanted, bool only)
{
    const enum kr_ext *exts = m->kind == KR_SDP_AUDIO ? audio_exts : video_exts;
    size_t n_exts = m->kind == KR_SDP_AUDIO ? sizeof audio_exts / sizeof *exts : sizeof video_exts / sizeof *exts;
    enum kr_codec first = codec_for(m, wanted);
    const struct kr_sdp_codec *c = &m->codec[first];
    *line = (struct kr_line){
        .active = true, .codec = first,
        .nack = c->nack, .pli = c->pli, .fir = c->fir, .transport_cc = c->transport_cc, .remb = c->remb,
        .ssrc = m->ssrc, .rtx_ssrc = m->rtx_ssrc,
    };
    line->ccfb = c->ccfb && !(c->transport_cc && m->ext_id[KR_EXT_TRANSPORT_CC]);
    line->red = first == KR_CODEC_OPUS ? c->red_payload_type : 0;
    memcpy(line->mid, m->mid.data, m->mid.len);
    for (size_t i = 0; i < n_exts; i++)
        line->ext_id[exts[i]] = m->ext_id[exts[i]];
    if (m->kind == KR_SDP_VIDEO && !c->transport_cc)
        line->ext_id[KR_EXT_TRANSPORT_CC] = 0; /* numbers without feedback about them tell nobody anything */
    for (int i = 0; i < KR_CODEC_COUNT; i++) {
        if (!m->codec[i].present || (i != (int)first && (only || m->kind == KR_SDP_AUDIO)))
            continue;
        line->of[i].payload_type = m->codec[i].payload_type;
        line->of[i].rtx = m->codec[i].rtx_payload_type;
    }
}

/*
 * The Dependency Descriptor is longer than the one-byte form of extensions holds (RFC 8285 section 4.2), so both forms must
 * be allowed in one stream; and it goes one way.
 */
static void take_descriptor(struct kr_line *line, const struct kr_sdp_offer *offer, const struct kr_sdp_media *m, enum kr_sdp_direction way)
{
    enum kr_ext e = KR_EXT_DEPENDENCY_DESCRIPTOR;
    if (m->kind == KR_SDP_VIDEO && offer->extmap_allow_mixed && m->ext_direction[e] & way)
        line->ext_id[e] = m->ext_id[e];
}

/* Which source the m-line carries, or KR_SOURCE_COUNT. */
static enum kr_source source_of(const struct kr_plan *plan, const struct kr_sdp_media *m, const struct kr_wish *wish,
                                const struct kr_plan *before)
{
    if (wish->mode == KR_MODE_MEET) {
        for (int s = 0; s < KR_SOURCE_COUNT; s++)
            if (same_mid(m, wish->senders[s]))
                return (enum kr_source)s;
        return KR_SOURCE_COUNT;
    }
    enum kr_source s = m->kind == KR_SDP_AUDIO ? KR_SOURCE_MICROPHONE : KR_SOURCE_CAMERA;
    if (wish->mode == KR_MODE_PLAY || !(m->direction & KR_SDP_SENDONLY) || plan->source[s].active)
        return KR_SOURCE_COUNT;
    if (before && before->source[s].mid[0] && !same_mid(m, before->source[s].mid))
        return KR_SOURCE_COUNT;
    return s;
}

/* The number of the slot that had this m-line before, or the next free one; at least max when there is none left. */
static size_t slot_of(const struct kr_sdp_media *m, const struct kr_line *lines, size_t *n, size_t max)
{
    for (size_t i = 0; i < *n; i++)
        if (same_mid(m, lines[i].mid))
            return i;
    return *n < max ? (*n)++ : max;
}

static void plan_slot(struct kr_plan *plan, size_t at, const struct kr_sdp_offer *offer, enum kr_mode mode)
{
    const struct kr_sdp_media *m = &offer->media[at];
    bool audio = m->kind == KR_SDP_AUDIO;
    size_t max = mode == KR_MODE_PLAY ? 1 : audio ? KR_LIMIT_AUDIO_SLOTS : KR_LIMIT_VIDEO_SLOTS;
    struct kr_line *lines = audio ? plan->audio : plan->video;
    size_t slot = slot_of(m, lines, audio ? &plan->n_audio : &plan->n_video, max);
    plan->media[at].use = KR_USE_IDLE;
    if (slot >= max)
        return;
    fill_line(&lines[slot], m, KR_CODEC_OPUS, false);
    take_descriptor(&lines[slot], offer, m, KR_SDP_RECVONLY);
    plan->media[at].use = audio ? KR_USE_AUDIO_SLOT : KR_USE_VIDEO_SLOT;
    plan->media[at].index = (uint8_t)slot;
}

/*
 * Simulcast (RFC 8853) is taken when packets can tell their layer (RFC 8852). The SSRCs that an offer may tell are those
 * of some layer then, nobody knows which.
 */
static void fill_layers(struct kr_line *line, const struct kr_sdp_media *m)
{
    if (m->kind != KR_SDP_VIDEO || m->n_rids < 2 || !m->ext_id[KR_EXT_RID] || !m->ext_id[KR_EXT_MID])
        return;
    for (size_t i = 0; i < m->n_rids; i++) {
        if (m->rids[i].len > KR_RID_CHARS)
            return;
        memcpy(line->rids[i], m->rids[i].data, m->rids[i].len);
    }
    line->n_rids = m->n_rids;
    line->ext_id[KR_EXT_RID] = m->ext_id[KR_EXT_RID];
    line->ext_id[KR_EXT_REPAIRED_RID] = m->ext_id[KR_EXT_REPAIRED_RID];
    line->ssrc = line->rtx_ssrc = 0;
}

static int plan_source(struct kr_plan *plan, size_t at, const struct kr_sdp_offer *offer, enum kr_source source, const struct kr_wish *wish,
                       const char **why)
{
    const struct kr_sdp_media *m = &offer->media[at];
    if (kr_source_is_video(source) != (m->kind == KR_SDP_VIDEO)) {
        *why = "sender_of_wrong_kind";
        return KR_E_MALFORMED;
    }
    plan->media[at].use = KR_USE_IDLE;
    if (!(m->direction & KR_SDP_SENDONLY))
        return 0;
    enum kr_codec wanted = source == KR_SOURCE_SCREEN ? wish->screen : wish->camera;
    bool device = wish->mode == KR_MODE_PUBLISH;
    fill_line(&plan->source[source], m, device ? codec_of_device(m, wish->decoded) : wanted, device);
    take_descriptor(&plan->source[source], offer, m, KR_SDP_SENDONLY);
    fill_layers(&plan->source[source], m);
    plan->media[at].use = KR_USE_SOURCE;
    plan->media[at].index = (uint8_t)source;
    return 0;
}

/* Every sender must name an m-line of the offer, and no two the same. */
static int check_senders(const struct kr_sdp_offer *offer, const struct kr_wish *wish, const char **why)
{
    for (int s = 0; s < KR_SOURCE_COUNT; s++) {
        bool found = !wish->senders[s];
        for (size_t i = 0; i < offer->n_media && !found; i++)
            found = same_mid(&offer->media[i], wish->senders[s]);
        for (int t = 0; t < s; t++)
            found = found && !(wish->senders[s] && wish->senders[t] && strcmp(wish->senders[s], wish->senders[t]) == 0);
        if (!found) {
            *why = "bad_sender";
            return KR_E_MALFORMED;
        }
    }
    return 0;
}

/* What was there stays known; whether it is active, the new offer says. */
static void keep(struct kr_plan *plan, const struct kr_plan *before)
{
    memcpy(plan->source, before->source, sizeof plan->source);
    for (size_t i = 0; i < KR_SOURCE_COUNT; i++)
        plan->source[i].active = false;
    plan->n_audio = before->n_audio;
    plan->n_video = before->n_video;
    memcpy(plan->audio, before->audio, sizeof plan->audio);
    memcpy(plan->video, before->video, sizeof plan->video);
    for (size_t i = 0; i < plan->n_audio; i++)
        plan->audio[i].active = false;
    for (size_t i = 0; i < plan->n_video; i++)
        plan->video[i].active = false;
}

int kr_negotiate(struct kr_plan *out, const struct kr_sdp_offer *offer, const struct kr_wish *wish, const struct kr_plan *before,
                 const char **why)
{
    struct kr_plan plan = {.n_media = offer->n_media, .rtcp_rsize = true};
    size_t accepted = 0;
    int err = wish->mode == KR_MODE_MEET ? check_senders(offer, wish, why) : 0;
    if (before)
        keep(&plan, before);
    for (size_t i = 0; i < offer->n_media && !err; i++) {
        const struct kr_sdp_media *m = &offer->media[i];
        if (!acceptable(m))
            continue;
        enum kr_source source = source_of(&plan, m, wish, before);
        plan.media[i].use = KR_USE_IDLE;
        if (source != KR_SOURCE_COUNT)
            err = plan_source(&plan, i, offer, source, wish, why);
        else if (wish->mode != KR_MODE_PUBLISH && m->direction & KR_SDP_RECVONLY)
            plan_slot(&plan, i, offer, wish->mode);
        plan.rtcp_rsize &= m->rtcp_rsize;
        accepted++;
    }
    if (err)
        return err;
    if (!accepted) {
        *why = "nothing_acceptable";
        return KR_E_UNSUPPORTED;
    }
    *out = plan;
    return 0;
}

static void answer_line(struct kr_sdp_answer_media *out, const struct kr_line *line, enum kr_sdp_direction direction)
{
    out->direction = direction;
    out->codec = line->codec;
    out->red = line->red != 0;
    out->ccfb = line->ccfb;
    for (int c = 0; c < KR_CODEC_COUNT; c++)
        out->extra_codecs[c] = line->of[c].payload_type && c != (int)line->codec;
    for (int e = 0; e < KR_EXT_COUNT; e++)
        out->ext[e] = line->ext_id[e] != 0;
}

static void answer_slot(struct kr_sdp_answer_media *out, const struct kr_line *line, const struct kr_slot_ssrc *ssrc,
                        const char *stream, const char *track)
{
    answer_line(out, line, KR_SDP_SENDONLY);
    out->ssrc = ssrc->ssrc;
    out->rtx_ssrc = line->of[line->codec].rtx ? ssrc->rtx_ssrc : 0;
    out->stream = stream;
    out->track = track;
}

void kr_plan_answer(struct kr_sdp_answer_media *out, const struct kr_sdp_offer *offer, const struct kr_plan *plan,
                    const struct kr_slot_ssrc *audio, const struct kr_slot_ssrc *video)
{
    for (size_t i = 0; i < plan->n_media; i++) {
        size_t at = plan->media[i].index;
        out[i] = (struct kr_sdp_answer_media){.accepted = plan->media[i].use != KR_USE_REJECTED};
        switch (plan->media[i].use) {
        case KR_USE_REJECTED:
            break;
        case KR_USE_IDLE:
            out[i].codec = codec_for(&offer->media[i], KR_CODEC_OPUS);
            break;
        case KR_USE_SOURCE:
            answer_line(&out[i], &plan->source[at], KR_SDP_RECVONLY);
            out[i].simulcast = plan->source[at].n_rids > 0;
            out[i].start_bitrate_kbps = kr_source_is_video((enum kr_source)at) ? START_BITRATE_KBPS : 0;
            break;
        case KR_USE_AUDIO_SLOT:
            answer_slot(&out[i], &plan->audio[at], &audio[at], audio_streams[at], audio_tracks[at]);
            break;
        case KR_USE_VIDEO_SLOT:
            answer_slot(&out[i], &plan->video[at], &video[at], video_streams[at], video_tracks[at]);
            break;
        }
    }
}
