/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/relay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "media/core.h"
#include "media/ingest.h"
#include "media/relay_inside.h"
#include "wire/rtp.h"

enum {
    KEY_BYTES = 16, SALT_BYTES = 12,
    RTCP_SSRC_AT = 4, RTP_SSRC_AT = 8, /* RFC 3550 section 6.4.1, 5.1 */
    SSRC_BITS = 8,
    RTX = 0x80, SELF = 0x7f,           /* of the low bits: a stream's RTX; reports */
    PAYLOAD_TYPE = 96,                 /* RFC 3551 section 6: dynamic; a codec has two */
};

struct kr_endpoint *kr_relay_find(const struct kr_media *m, uint32_t number)
{
    return kr_map_get(&m->relays, number);
}

struct kr_slot_ssrc kr_relay_ssrc(uint32_t number, enum kr_source source, size_t layer)
{
    uint32_t ssrc = number << SSRC_BITS | ((uint32_t)source * KR_LAYERS + (uint32_t)layer);
    return (struct kr_slot_ssrc){.ssrc = ssrc, .rtx_ssrc = ssrc | RTX};
}

struct kr_line kr_relay_line(enum kr_source source, enum kr_codec codec, size_t n_layers, bool active)
{
    bool video = kr_source_is_video(source);
    struct kr_line line = {.active = active, .codec = codec, .nack = video, .pli = video};
    for (int c = 0; c < KR_CODEC_COUNT; c++) /* a sender may change its codec, which the payload type tells */
        if (video ? c != KR_CODEC_OPUS : c == KR_CODEC_OPUS) {
            line.of[c].payload_type = (uint8_t)(PAYLOAD_TYPE + 2 * c);
            line.of[c].rtx = (uint8_t)(video ? line.of[c].payload_type + 1 : 0);
        }
    /* Another codec is another m-line: what was begun with the old one ends. It is never sent. */
    snprintf(line.mid, sizeof line.mid, "%d.%d", (int)source, (int)codec);
    line.n_rids = n_layers > 1 ? n_layers : 0;
    for (size_t x = 0; x < KR_EXT_COUNT; x++)
        if (x != KR_EXT_MID && x != KR_EXT_RID && x != KR_EXT_REPAIRED_RID && x != KR_EXT_TRANSPORT_CC && x != KR_EXT_ABS_SEND_TIME)
            line.ext_id[x] = (uint8_t)(1 + x);
    return line;
}

struct kr_slot *kr_relay_slot(const struct kr_endpoint *e, enum kr_source source, size_t layer)
{
    switch (source) {
    case KR_SOURCE_MICROPHONE:
        return e->audio[0];
    case KR_SOURCE_SCREEN_AUDIO:
        return e->audio[1];
    case KR_SOURCE_CAMERA:
        return e->video[layer];
    case KR_SOURCE_SCREEN:
        return e->video[KR_LAYERS + layer];
    case KR_SOURCE_COUNT:
        break;
    }
    return NULL;
}

static int make_slots(struct kr_endpoint *e)
{
    int err = 0;
    for (int s = 0; s < KR_SOURCE_COUNT; s++) {
        bool video = kr_source_is_video((enum kr_source)s);
        for (size_t l = 0; l < (video ? KR_LAYERS : 1) && !err; l++) {
            struct kr_slot_ssrc ssrc = kr_relay_ssrc(e->relay->number, (enum kr_source)s, l);
            size_t *n = video ? &e->plan.n_video : &e->plan.n_audio;
            err = kr_slot_new(video ? &e->video[*n] : &e->audio[*n], e, video, (uint8_t)*n, &ssrc);
            *n += !err;
        }
    }
    return err;
}

static int make_keys(struct kr_endpoint *e, const struct kr_relay_config *config)
{
    const uint8_t *onward = config->keys, *back = onward + KEY_BYTES + SALT_BYTES;
    const uint8_t *ours = config->out ? onward : back, *theirs = config->out ? back : onward;
    int err = kr_srtp_sender_new(&e->sender, KR_SRTP_AEAD_AES_128_GCM, ours, ours + KEY_BYTES);
    return err ? err : kr_srtp_receiver_new(&e->receiver, KR_SRTP_AEAD_AES_128_GCM, theirs, theirs + KEY_BYTES);
}

static int make(struct kr_endpoint **out, struct kr_media *m, const struct kr_relay_config *config, uint64_t now_us)
{
    struct kr_endpoint *e = calloc(1, sizeof *e);
    struct kr_relay *relay = calloc(1, sizeof *relay);
    if (!e || !relay) {
        free(e);
        free(relay);
        return KR_E_NOMEM;
    }
    *e = (struct kr_endpoint){
        .media = m, .mode = KR_MODE_PUBLISH, .relay = relay, .epoch = m->epoch, .created_us = now_us, .timer.owner = e,
        .own_ssrc = config->number << SSRC_BITS | SELF, .report_us = now_us + kr_random_u32() % KR_ENDPOINT_REPORT_US,
        .plan.rtcp_rsize = true, .path = &e->paths[0],
    };
    e->paths[0] = (struct kr_path){.address = config->peer, .socket = m->relay_socket}; /* never found by its address */
    *relay = (struct kr_relay){.number = config->number, .out = config->out, .say_us = now_us};
    if (config->out) {
        snprintf(e->id, sizeof e->id, "/%06x", config->number); /* which no identifier begins with: nobody can name it */
        snprintf(relay->of, sizeof relay->of, "%s", config->endpoint);
    } else {
        snprintf(e->id, sizeof e->id, "%s", config->endpoint);
    }
    kr_random_token(e->cname, sizeof e->cname, 12);
    int err = make_keys(e, config);
    if (!err && config->out)
        err = make_slots(e);
    if (err)
        kr_endpoint_free(e);
    else
        *out = e;
    return err;
}

static bool is_loopback(const struct kr_wire_address *a)
{
    static const uint8_t v6[16] = {[15] = 1};
    return a->family == 4 ? a->ip[0] == 127 : memcmp(a->ip, v6, sizeof v6) == 0;
}

static int check(const struct kr_media *m, const struct kr_relay_config *config)
{
    const struct kr_endpoint *e = kr_media_endpoint(m, config->endpoint);
    if (!m->has_relay_socket)
        return KR_E_STATE;
    if (config->peer.family != m->relay_address.family || is_loopback(&config->peer) != is_loopback(&m->relay_address))
        return KR_E_FORBIDDEN;
    if (config->out)
        return e && !e->relay && e->mode != KR_MODE_PLAY && strcmp(e->room->id, config->room) == 0 ? 0 : KR_E_NOT_FOUND;
    return e && !e->relay ? KR_E_EXISTS : 0;
}

int kr_relay_open(struct kr_media *m, const struct kr_relay_config *config, const struct kr_grant *grant, uint64_t now_us)
{
    struct kr_endpoint *e = NULL, *before;
    int err = check(m, config);
    if (!err)
        err = make(&e, m, config, now_us);
    if (err)
        return err;
    e->grant = *grant;
    before = kr_relay_find(m, config->number);
    if (before)
        kr_media_close(m, before, false, now_us);
    before = kr_media_endpoint(m, e->id);
    if (before)
        kr_media_close(m, before, false, now_us);
    err = kr_map_put(&m->relays, config->number, e);
    if (!err)
        err = kr_media_add(m, e, config->room, now_us);
    if (err) {
        kr_relay_closed(e);
        kr_endpoint_free(e);
    }
    return err;
}

void kr_relay_closed(struct kr_endpoint *e)
{
    if (kr_relay_find(e->media, e->relay->number) == e)
        kr_map_remove(&e->media->relays, e->relay->number);
}

void kr_relay_input(struct kr_media *m, uint8_t *p, size_t len, const struct kr_wire_address *from, uint64_t now_us)
{
    bool rtcp = kr_rtcp_is(p, len);
    struct kr_endpoint *e = NULL;
    if (len >= KR_RTP_HEADER_BYTES && (rtcp || kr_rtp_is(p, len)))
        e = kr_relay_find(m, kr_get_be32(p + (rtcp ? RTCP_SSRC_AT : RTP_SSRC_AT)) >> SSRC_BITS);
    if (!e || !kr_wire_address_equal(&e->path->address, from))
        m->counters.drop_relay++;
    else if (rtcp)
        kr_ingest_rtcp(e, p, len, now_us);
    else
        kr_ingest_rtp(e, p, len, now_us);
}

static void say(struct kr_endpoint *e, bool always, uint64_t now_us)
{
    if (e->relay->out)
        kr_relay_fill(e, always, now_us);
    else
        kr_relay_ask(e, always, now_us);
}

void kr_relay_tick(struct kr_endpoint *e, uint64_t now_us)
{
    say(e, false, now_us);
}

void kr_relay_service(struct kr_endpoint *e, uint64_t now_us)
{
    if (now_us >= e->relay->say_us)
        say(e, true, now_us);
}

void kr_relay_said(struct kr_endpoint *e, bool news, uint64_t now_us)
{
    e->relay->say_us = now_us + (news ? KR_RELAY_AGAIN_US : KR_RELAY_SAY_US);
    kr_endpoint_hasten(e, e->relay->say_us);
}

void kr_relay_send(struct kr_endpoint *e, struct kr_writer *w)
{
    size_t len = w->len;
    if (w->failed || kr_srtcp_protect(e->sender, w->data, KR_TX_DATAGRAM_BYTES, &len)) {
        e->media->counters.drop_send++;
        return;
    }
    kr_tx_commit(&e->media->tx, e->path->socket, &e->path->address, len);
}

void kr_relay_told(struct kr_endpoint *e, const struct kr_rtcp *part, uint64_t now_us)
{
    struct kr_relay_state state;
    struct kr_relay_demand demand;
    int err = KR_E_MALFORMED;
    if (!e->relay->out && part->count == KR_RELAY_STATE && (err = kr_relay_read_state(&state, part->body)) == 0)
        kr_relay_take_state(e, &state, now_us);
    else if (e->relay->out && part->count == KR_RELAY_DEMAND && (err = kr_relay_read_demand(&demand, part->body)) == 0)
        kr_relay_take_demand(e, &demand, now_us);
    if (err)
        e->media->counters.drop_malformed++;
}
