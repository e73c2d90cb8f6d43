/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/bind.h"

#include <string.h>

enum { REPLACED_US = 1000000 };

static struct kr_binding *find(struct kr_endpoint *e, uint32_t ssrc)
{
    for (size_t i = 0; i < e->n_bindings; i++)
        if (e->bindings[i].ssrc == ssrc)
            return &e->bindings[i];
    return NULL;
}

static bool in_use(const struct kr_binding *b)
{
    return b->ssrc == (b->rtx ? b->track->rtx_ssrc : b->track->ssrc);
}

/* A free place, or that of a stream that another has replaced; NULL when all streams are in use. */
static struct kr_binding *place_for(struct kr_endpoint *e)
{
    if (e->n_bindings < KR_ENDPOINT_STREAMS)
        return &e->bindings[e->n_bindings++];
    for (size_t i = 0; i < e->n_bindings; i++)
        if (!in_use(&e->bindings[i]))
            return &e->bindings[i];
    return NULL;
}

/* From now on the track is this stream. */
static struct kr_binding *bind(struct kr_endpoint *e, struct kr_track *t, uint32_t ssrc, bool rtx, uint64_t now_us)
{
    struct kr_binding *b = place_for(e);
    if (!b)
        return NULL;
    *b = (struct kr_binding){.ssrc = ssrc, .rtx = rtx, .track = t};
    if (rtx)
        t->rtx_ssrc = ssrc;
    else
        kr_track_start(t, ssrc, now_us);
    return b;
}

static struct kr_track *track_of_mid(const struct kr_endpoint *e, const struct kr_rtp *rtp)
{
    char mid[17];
    for (int s = 0; s < KR_SOURCE_COUNT; s++) {
        struct kr_track *t = e->tracks[s];
        uint8_t id = t ? t->line.ext_id[KR_EXT_MID] : 0;
        const struct kr_rtp_ext *ext = id && t->line.active ? kr_rtp_ext_find(rtp, id) : NULL;
        if (ext && kr_ext_text(ext->data, ext->len, mid) == 0 && strcmp(mid, t->line.mid) == 0)
            return t;
    }
    return NULL;
}

/*
 * The layer that a packet of a simulcast source names (RFC 8852), which for a retransmission is that of what it repeats.
 * NULL: it names none of those negotiated.
 */
static struct kr_track *layer_of(struct kr_track *base, const struct kr_rtp *rtp, bool rtx)
{
    char rid[17];
    uint8_t id = base->line.ext_id[rtx ? KR_EXT_REPAIRED_RID : KR_EXT_RID];
    const struct kr_rtp_ext *ext = id ? kr_rtp_ext_find(rtp, id) : NULL;
    if (!base->line.n_rids)
        return base;
    if (!ext || kr_ext_text(ext->data, ext->len, rid))
        return NULL;
    for (size_t l = 0; l < base->line.n_rids; l++)
        if (strcmp(rid, base->line.rids[l]) == 0)
            return base->layers[l];
    return NULL;
}

static struct kr_track *track_of_payload_type(const struct kr_endpoint *e, uint8_t payload_type)
{
    struct kr_track *only = NULL;
    for (int s = 0; s < KR_SOURCE_COUNT; s++) {
        struct kr_track *t = e->tracks[s];
        if (!t || !t->line.active || (kr_line_codec(&t->line, payload_type, false) == KR_CODEC_COUNT && kr_line_codec(&t->line, payload_type, true) == KR_CODEC_COUNT))
            continue;
        if (only)
            return NULL;
        only = t;
    }
    return only;
}

/*
 * A stream that another has replaced: what still comes of it is late, and would confuse the numbers of the other. It may come
 * back when the other has been silent for a while.
 */
static bool is_late(const struct kr_track *t, uint64_t now_us)
{
    return now_us - t->packet_us < REPLACED_US;
}

const struct kr_binding *kr_bind(struct kr_endpoint *e, const struct kr_rtp *rtp, uint64_t now_us)
{
    struct kr_binding *b = find(e, rtp->ssrc);
    if (b && !in_use(b)) {
        if (is_late(b->track, now_us))
            return NULL;
        *b = e->bindings[--e->n_bindings];
        b = NULL;
    }
    if (!b) {
        struct kr_track *t = track_of_mid(e, rtp);
        if (!t)
            t = track_of_payload_type(e, rtp->payload_type);
        if (!t)
            return NULL;
        bool rtx = kr_line_codec(&t->line, rtp->payload_type, true) != KR_CODEC_COUNT;
        t = layer_of(t, rtp, rtx);
        if (!t)
            return NULL;
        b = bind(e, t, rtp->ssrc, rtx, now_us);
    }
    /* Anything but the codecs accepted (comfort noise, DTMF) was not. */
    if (!b || kr_line_codec(&b->track->line, rtp->payload_type, b->rtx) == KR_CODEC_COUNT)
        return NULL;
    b->track->packet_us = now_us;
    return b;
}

/* The client may give a line to another source; what was bound for the old one is then that one's no longer. */
static bool taken_over(const struct kr_endpoint *e, const struct kr_track *t)
{
    for (int s = 0; s < KR_SOURCE_COUNT; s++) {
        const struct kr_track *other = e->tracks[s];
        if (other && other != t && other->line.active && !t->line.active && strcmp(other->line.mid, t->line.mid) == 0)
            return true;
    }
    return false;
}

static void drop_taken_over(struct kr_endpoint *e)
{
    size_t n = 0;
    for (size_t i = 0; i < e->n_bindings; i++)
        if (!taken_over(e, e->bindings[i].track))
            e->bindings[n++] = e->bindings[i];
    e->n_bindings = n;
}

void kr_bind_offered(struct kr_endpoint *e, uint64_t now_us)
{
    drop_taken_over(e);
    for (int s = 0; s < KR_SOURCE_COUNT; s++) {
        struct kr_track *t = e->tracks[s];
        if (!t || !t->line.active)
            continue;
        if (t->line.ssrc && !find(e, t->line.ssrc))
            bind(e, t, t->line.ssrc, false, now_us);
        if (t->line.rtx_ssrc && !find(e, t->line.rtx_ssrc))
            bind(e, t, t->line.rtx_ssrc, true, now_us);
    }
}
