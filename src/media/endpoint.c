/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/endpoint.h"

#include <stdlib.h>
#include <string.h>

#include "media/core.h"
#include "media/pace.h"
#include "media/relay.h"
#include "media/report.h"

void kr_endpoint_free(struct kr_endpoint *e)
{
    if (!e)
        return;
    for (size_t i = 0; i < KR_LIMIT_AUDIO_SLOTS; i++)
        kr_slot_free(e->audio[i]);
    for (size_t i = 0; i < KR_LIMIT_VIDEO_SLOTS; i++)
        kr_slot_free(e->video[i]);
    for (size_t i = 0; i < KR_SOURCE_COUNT; i++)
        kr_track_free(e->tracks[i]);
    kr_dtls_free(e->dtls);
    kr_srtp_sender_free(e->sender);
    kr_srtp_receiver_free(e->receiver);
    kr_inbound_fini(&e->inbound);
    kr_pace_free(e);
    kr_bandwidth_free(e->bandwidth);
    kr_wipe(&e->ice, sizeof e->ice);
    free(e->relay);
    free(e);
}

void kr_endpoint_hasten(struct kr_endpoint *e, uint64_t due_us)
{
    if (due_us != UINT64_MAX && !e->closed)
        kr_wheel_hasten(&e->media->wheel, &e->timer, due_us);
}

void kr_endpoint_allow(struct kr_endpoint *e, const bool allow[KR_SOURCE_COUNT], uint64_t now_us)
{
    for (int i = 0; i < KR_SOURCE_COUNT; i++) {
        e->allow[i] = allow[i];
        if (!e->tracks[i])
            continue;
        kr_track_allow(e->tracks[i], allow[i]);
        for (size_t l = 0; l < KR_LAYERS; l++)
            if (e->tracks[i]->layers[l] && e->tracks[i]->layers[l]->slots)
                kr_track_want_keyframe(e->tracks[i]->layers[l], now_us);
    }
}

static void send_handshake(struct kr_endpoint *e, const struct kr_path *path)
{
    struct kr_tx *tx = &e->media->tx;
    size_t len;
    while (path && (len = kr_dtls_output(e->dtls, kr_tx_space(tx), KR_TX_DATAGRAM_BYTES)) > 0)
        kr_tx_commit(tx, path->socket, &path->address, len);
}

void kr_endpoint_bye(struct kr_endpoint *e)
{
    if (!e->dtls)
        return;
    kr_dtls_close(e->dtls);
    send_handshake(e, e->path);
}

/* RFC 5764 4.2: we are the server, so we send with the server's key. */
static int start_srtp(struct kr_endpoint *e)
{
    struct kr_dtls_keys keys;
    int err = kr_dtls_export(e->dtls, &keys);
    if (err)
        return err;
    err = kr_srtp_sender_new(&e->sender, keys.profile, keys.server_key, keys.server_salt);
    if (!err)
        err = kr_srtp_receiver_new(&e->receiver, keys.profile, keys.client_key, keys.client_salt);
    kr_wipe(&keys, sizeof keys);
    return err;
}

static void on_handshake_state(struct kr_endpoint *e, enum kr_dtls_state state, uint64_t now_us)
{
    struct kr_media *m = e->media;
    if (state == KR_DTLS_CONNECTED && !e->receiver) {
        if (start_srtp(e)) {
            state = KR_DTLS_CLOSED;
        } else {
            m->counters.endpoint_connected++;
            kr_histogram_add(&m->gauges.connect_seconds, (now_us - e->created_us) / 1000);
            kr_media_emit_state(m, e, KR_LINK_ENDPOINT_STATE_STATE_CONNECTED);
        }
    }
    if (state == KR_DTLS_CLOSED) {
        if (!e->receiver)
            m->counters.endpoint_failed++;
        kr_media_close(m, e, true, now_us);
    }
}

void kr_endpoint_dtls(struct kr_endpoint *e, struct kr_path *path, const uint8_t *p, size_t len, uint64_t now_us)
{
    enum kr_dtls_state state = kr_dtls_input(e->dtls, p, len, now_us);
    send_handshake(e, e->path ? e->path : path);
    kr_endpoint_hasten(e, kr_dtls_due_us(e->dtls));
    on_handshake_state(e, state, now_us);
}

static void service_track(struct kr_track *t, uint64_t now_us)
{
    struct kr_track_video *v = t->video;
    if (!v)
        return;
    if (t->line.nack && kr_track_forwards(t) && kr_track_used(t) && kr_nack_next_us(&v->nack) <= now_us)
        kr_report_nack(t, now_us);
    if (kr_track_used(t) && kr_track_forwards(t) && kr_keyframe_due(&v->keyframe, now_us))
        kr_report_keyframe(t);
}

static void service_reports(struct kr_endpoint *e, uint64_t now_us)
{
    if (now_us < e->report_us)
        return;
    e->report_us = now_us + KR_ENDPOINT_REPORT_US;
    kr_report_all(e, now_us);
    kr_figures_sample(e, now_us);
    kr_gauges_endpoint(&e->media->gauges, e, now_us);
    for (size_t i = 0; i < KR_ENDPOINT_TRACKS; i++) {
        struct kr_track *t = kr_endpoint_track(e, i);
        if (t && t->video)
            kr_history_age(&t->video->history, now_us);
    }
}

static uint64_t next_due_us(const struct kr_endpoint *e)
{
    uint64_t due = e->report_us, other = e->relay ? e->relay->say_us : kr_dtls_due_us(e->dtls);
    due = other < due ? other : due;
    other = e->sender ? kr_inbound_due_us(&e->inbound) : UINT64_MAX;
    due = other < due ? other : due;
    other = e->sender ? kr_bandwidth_due_us(e) : UINT64_MAX;
    due = other < due ? other : due;
    other = kr_pace_due_us(e);
    due = other < due ? other : due;
    for (size_t i = 0; i < KR_ENDPOINT_TRACKS; i++) {
        const struct kr_track *t = kr_endpoint_track(e, i);
        other = t ? kr_track_due_us(t) : UINT64_MAX;
        due = other < due ? other : due;
    }
    return due;
}

static void service_transport(struct kr_endpoint *e, uint64_t now_us)
{
    if (kr_ice_expired(&e->ice, e->created_us, now_us)) {
        e->media->counters.endpoint_expired++;
        kr_media_close(e->media, e, true, now_us);
        return;
    }
    if (kr_dtls_due_us(e->dtls) <= now_us) {
        enum kr_dtls_state state = kr_dtls_tick(e->dtls, now_us);
        send_handshake(e, e->path);
        on_handshake_state(e, state, now_us);
    }
}

void kr_endpoint_service(struct kr_endpoint *e, uint64_t now_us)
{
    struct kr_media *m = e->media;
    if (e->relay)
        kr_relay_service(e, now_us);
    else
        service_transport(e, now_us);
    if (e->closed)
        return;
    for (size_t i = 0; i < KR_ENDPOINT_TRACKS; i++)
        if (kr_endpoint_track(e, i))
            service_track(kr_endpoint_track(e, i), now_us);
    kr_report_arrivals(e, now_us);
    kr_pace_service(e, now_us);
    kr_bandwidth_service(e, now_us);
    service_reports(e, now_us);
    kr_wheel_set(&m->wheel, &e->timer, next_due_us(e));
}
