/* SPDX-License-Identifier: EUPL-1.2 */
/* From an offer to an endpoint and its answer, and from a new offer to the same endpoint changed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/secret.h"
#include "media/bind.h"
#include "media/core.h"

enum { ANSWER_MAX = KR_LIMIT_SDP_BYTES };

/* SSRCs of all slots of an endpoint differ: they share one SRTP key (RFC 3711 section 9.1). */
static bool ssrc_taken(const struct kr_endpoint *e, uint32_t ssrc)
{
    bool taken = ssrc == 0 || ssrc == e->own_ssrc;
    for (size_t i = 0; i < KR_LIMIT_AUDIO_SLOTS; i++)
        taken |= e->audio[i] && (e->audio[i]->ssrc.ssrc == ssrc || e->audio[i]->ssrc.rtx_ssrc == ssrc);
    for (size_t i = 0; i < KR_LIMIT_VIDEO_SLOTS; i++)
        taken |= e->video[i] && (e->video[i]->ssrc.ssrc == ssrc || e->video[i]->ssrc.rtx_ssrc == ssrc);
    return taken;
}

static uint32_t fresh_ssrc(const struct kr_endpoint *e, uint32_t other)
{
    uint32_t ssrc;
    do
        ssrc = kr_random_u32();
    while (ssrc_taken(e, ssrc) || ssrc == other);
    return ssrc;
}

static int make_slots(struct kr_endpoint *e, struct kr_slot **slots, size_t n, bool video)
{
    int err = 0;
    for (size_t i = 0; i < n && !err; i++) {
        if (slots[i])
            continue;
        struct kr_slot_ssrc ssrc = {.ssrc = fresh_ssrc(e, 0)};
        ssrc.rtx_ssrc = fresh_ssrc(e, ssrc.ssrc);
        err = kr_slot_new(&slots[i], e, video, (uint8_t)i, &ssrc);
    }
    return err;
}

/* The best feedback that any of the lines has: transport-wide, that of RFC 8888, or reports. */
static enum kr_bandwidth_how feedback_of(const struct kr_line *lines, size_t n, enum kr_bandwidth_how found)
{
    for (size_t i = 0; i < n; i++) {
        enum kr_bandwidth_how how = lines[i].ext_id[KR_EXT_TRANSPORT_CC] ? KR_BANDWIDTH_TRANSPORT
                                    : lines[i].ccfb                     ? KR_BANDWIDTH_CCFB
                                                                        : KR_BANDWIDTH_REPORTS;
        found = how < found ? how : found;
    }
    return found;
}

static int make_bandwidth(struct kr_endpoint *e, const struct kr_plan *plan)
{
    if (e->bandwidth || !(plan->n_audio + plan->n_video))
        return 0;
    enum kr_bandwidth_how how = feedback_of(plan->audio, plan->n_audio, KR_BANDWIDTH_REPORTS);
    return kr_bandwidth_new(&e->bandwidth, feedback_of(plan->video, plan->n_video, how));
}

/* Makes what the plan needs and is not there yet. What stays behind after a failure is empty and harms nobody. */
static int make_parts(struct kr_endpoint *e, const struct kr_plan *plan)
{
    int err = make_slots(e, e->audio, plan->n_audio, false);
    if (!err)
        err = make_slots(e, e->video, plan->n_video, true);
    if (!err)
        err = make_bandwidth(e, plan);
    for (int i = 0; i < KR_SOURCE_COUNT && !err; i++) {
        if (!plan->source[i].active)
            continue;
        if (!e->tracks[i])
            err = kr_track_new(&e->tracks[i], e, (enum kr_source)i, &e->media->stored);
        if (!err)
            err = kr_track_add_layers(e->tracks[i], plan->source[i].n_rids, &e->media->stored);
    }
    return err ? err : kr_inbound_make(&e->inbound, plan->source, KR_SOURCE_COUNT);
}

/* The plan that is in force, as far as the next one builds on it. */
static void recall(struct kr_plan *out, const struct kr_endpoint *e)
{
    *out = (struct kr_plan){.n_audio = e->plan.n_audio, .n_video = e->plan.n_video, .rtcp_rsize = e->plan.rtcp_rsize};
    memcpy(out->source, e->plan.source, sizeof out->source);
    for (size_t i = 0; i < out->n_audio; i++)
        out->audio[i] = e->audio[i]->line;
    for (size_t i = 0; i < out->n_video; i++)
        out->video[i] = e->video[i]->line;
}

/* Puts the plan into force; cannot fail. */
static void apply(struct kr_endpoint *e, const struct kr_plan *plan, uint64_t now_us)
{
    e->plan = (struct kr_agreed){.n_audio = plan->n_audio, .n_video = plan->n_video, .rtcp_rsize = plan->rtcp_rsize};
    memcpy(e->plan.source, plan->source, sizeof e->plan.source);
    for (size_t i = 0; i < plan->n_audio; i++)
        e->audio[i]->line = plan->audio[i];
    for (size_t i = 0; i < plan->n_video; i++)
        e->video[i]->line = plan->video[i];
    for (int i = 0; i < KR_SOURCE_COUNT; i++) {
        if (!e->tracks[i])
            continue;
        kr_track_set_line(e->tracks[i], &plan->source[i]);
        kr_track_allow(e->tracks[i], e->allow[i]);
    }
    kr_bind_offered(e, now_us);
}

static int write_answer(const struct kr_endpoint *e, const struct kr_sdp_offer *offer, const struct kr_plan *plan,
                        const struct kr_ice *ice, char **out)
{
    struct kr_slot_ssrc audio[KR_LIMIT_AUDIO_SLOTS], video[KR_LIMIT_VIDEO_SLOTS];
    struct kr_sdp_answer_media media[KR_LIMIT_SDP_MEDIA];
    struct kr_strbuf text;
    for (size_t i = 0; i < plan->n_audio; i++)
        audio[i] = e->audio[i]->ssrc;
    for (size_t i = 0; i < plan->n_video; i++)
        video[i] = e->video[i]->ssrc;
    kr_plan_answer(media, offer, plan, audio, video);
    struct kr_sdp_answer answer = {
        .ice_ufrag = ice->ufrag, .ice_pwd = ice->pwd, .fingerprint = kr_dtls_fingerprint(e->media->dtls), .cname = e->cname,
        .session_id = e->session_id, .session_version = e->session_version + 1,
        .candidates = e->media->candidates, .n_candidates = e->media->n_candidates, .media = media,
    };
    kr_strbuf_init(&text, ANSWER_MAX);
    int err = kr_sdp_write_answer(&text, offer, &answer);
    if (err) {
        kr_strbuf_fini(&text);
        return err;
    }
    *out = kr_strbuf_take(&text);
    return *out ? 0 : KR_E_NOMEM;
}

static int parse_offer(struct kr_sdp_offer **out, const char *sdp, struct kr_offer_fault *fault)
{
    struct kr_sdp_fault bad = {0};
    struct kr_sdp_offer *offer = malloc(sizeof *offer);
    if (!offer)
        return KR_E_NOMEM;
    int err = kr_sdp_parse(offer, sdp, strlen(sdp), &bad);
    if (err) {
        *fault = (struct kr_offer_fault){bad.error ? bad.error : kr_err_id(err), bad.line};
        free(offer);
        return err;
    }
    *out = offer;
    return 0;
}

static bool new_credentials(const struct kr_ice *ice, const struct kr_sdp_offer *offer)
{
    return strlen(ice->remote_ufrag) != offer->ice_ufrag.len ||
           memcmp(ice->remote_ufrag, offer->ice_ufrag.data, offer->ice_ufrag.len) != 0;
}

/* Negotiates an offer with an endpoint whose ICE and DTLS are there; changes it only when everything succeeded. */
static int negotiate(struct kr_endpoint *e, const struct kr_sdp_offer *offer, const struct kr_wish *wish,
                     const struct kr_plan *before, char **answer, struct kr_offer_fault *fault, uint64_t now_us)
{
    struct kr_plan plan;
    struct kr_ice ice = e->ice;
    int err = kr_negotiate(&plan, offer, wish, before, &fault->why);
    if (!err && new_credentials(&ice, offer))
        err = kr_ice_restart(&ice, (const char *)offer->ice_ufrag.data, offer->ice_ufrag.len);
    if (!err)
        err = make_parts(e, &plan);
    if (!err)
        err = write_answer(e, offer, &plan, &ice, answer);
    if (err)
        return err;
    e->ice = ice;
    e->session_version++;
    apply(e, &plan, now_us);
    return 0;
}

static struct kr_endpoint *allocate(struct kr_media *m, const struct kr_endpoint_config *config, uint64_t now_us)
{
    struct kr_endpoint *e = calloc(1, sizeof *e);
    if (!e)
        return NULL;
    *e = (struct kr_endpoint){.media = m, .mode = config->mode, .epoch = m->epoch, .created_us = now_us, .timer.owner = e};
    snprintf(e->id, sizeof e->id, "%s", config->id);
    memcpy(e->allow, config->allow, sizeof e->allow);
    kr_random_token(e->cname, sizeof e->cname, 12);
    kr_random_bytes(&e->session_id, sizeof e->session_id);
    e->session_id >>= 2; /* RFC 9429 5.2.1: fits a signed 64-bit number */
    e->own_ssrc = fresh_ssrc(e, 0);
    e->report_us = now_us + kr_random_u32() % KR_ENDPOINT_REPORT_US; /* so that not all report at once */
    return e;
}

/* A player's slots carry one endpoint's microphone and camera, whenever that is there. */
static void wish_played(struct kr_endpoint *e, const char *play)
{
    if (e->audio[0])
        kr_slot_set_wish(e->audio[0], play, KR_SOURCE_MICROPHONE);
    if (e->video[0])
        kr_slot_set_wish(e->video[0], play, KR_SOURCE_CAMERA);
}

int kr_endpoint_new(struct kr_endpoint **out, struct kr_media *m, const struct kr_endpoint_config *config, const char *sdp,
                    char **answer, struct kr_offer_fault *fault, uint64_t now_us)
{
    struct kr_sdp_offer *offer = NULL;
    struct kr_endpoint *e = NULL;
    *fault = (struct kr_offer_fault){0};
    int err = parse_offer(&offer, sdp, fault);
    if (err)
        goto out;
    err = KR_E_NOMEM;
    e = allocate(m, config, now_us);
    if (!e)
        goto out;
    err = kr_ice_init(&e->ice, (const char *)offer->ice_ufrag.data, offer->ice_ufrag.len);
    if (!err)
        err = kr_dtls_new(&e->dtls, m->dtls, offer->fingerprints, offer->n_fingerprints, now_us);
    if (!err)
        err = negotiate(e, offer, &config->wish, NULL, answer, fault, now_us);
    if (err)
        goto out;
    if (config->mode == KR_MODE_PLAY)
        wish_played(e, config->play);
    *out = e;
    e = NULL;

out:
    if (err && !fault->why)
        fault->why = kr_err_id(err);
    kr_endpoint_free(e);
    free(offer);
    return err;
}

int kr_endpoint_offer(struct kr_endpoint *e, const struct kr_wish *wish, const char *sdp, char **answer,
                      struct kr_offer_fault *fault, uint64_t now_us)
{
    struct kr_sdp_offer *offer = NULL;
    struct kr_plan before;
    *fault = (struct kr_offer_fault){0};
    recall(&before, e);
    int err = parse_offer(&offer, sdp, fault);
    if (!err)
        err = negotiate(e, offer, wish, &before, answer, fault, now_us);
    if (err && !fault->why)
        fault->why = kr_err_id(err);
    free(offer);
    return err;
}
