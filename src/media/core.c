/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/core.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "media/ingest.h"
#include "media/layer.h"
#include "media/pace.h"
#include "media/relay.h"
#include "wire/red.h"
#include "wire/rtp.h"

enum {
    STORED_SLAB = 256,
    STORED_MAX = 65536, /* 100 MiB: the last second of 300 cameras at 1.5 Mbit/s, and more than one process forwards */
};

/* RFC 8445 5.1.2.1: host candidates, the first address preferred. */
static uint32_t candidate_priority(size_t index)
{
    enum { TYPE_HOST = 126, LOCAL_MAX = 65535, COMPONENT = 1 };
    return (uint32_t)TYPE_HOST << 24 | (uint32_t)(LOCAL_MAX - index) << 8 | (256 - COMPONENT);
}

int kr_media_new(struct kr_media **out, const struct kr_wire_address *addresses, size_t n_addresses, kr_tx_send_fn *send,
                 kr_media_emit_fn *emit, void *arg, uint64_t now_us)
{
    struct kr_media *m = calloc(1, sizeof *m);
    if (!m || n_addresses > KR_MEDIA_ADDRESSES) {
        free(m);
        return m ? KR_E_FULL : KR_E_NOMEM;
    }
    kr_gauges_init(&m->gauges);
    m->emit = emit;
    m->arg = arg;
    m->epoch = 1;
    m->voices = KR_SELECT_VOICES;
    m->camera_height = KR_DEMAND_ANY;
    m->reap_us = UINT64_MAX;
    m->pending_end = &m->pending;
    kr_random_bytes(&m->id_secret, sizeof m->id_secret);
    kr_demux_init(&m->demux);
    kr_map_init(&m->by_id);
    kr_map_init(&m->relays);
    kr_wheel_init(&m->wheel, now_us);
    kr_pool_init(&m->stored, sizeof(struct kr_stored), STORED_SLAB, STORED_MAX);
    for (size_t i = 0; i < n_addresses; i++)
        m->candidates[m->n_candidates++] =
            (struct kr_sdp_candidate){.address = addresses[i], .priority = candidate_priority(i)};
    m->batch = calloc(KR_MEDIA_BATCH + KR_RED_BLOCKS, sizeof *m->batch);
    int err = m->batch ? kr_tx_init(&m->tx, send, arg, &m->counters.packets_out, &m->counters.bytes_out) : KR_E_NOMEM;
    if (!err)
        err = kr_dtls_context_new(&m->dtls);
    if (err)
        kr_media_free(m);
    else
        *out = m;
    return err;
}

static void free_dead(struct kr_media *m)
{
    while (m->dead) {
        struct kr_endpoint *e = m->dead;
        m->dead = e->next_dead;
        kr_endpoint_free(e);
    }
}

void kr_media_free(struct kr_media *m)
{
    if (!m)
        return;
    while (m->rooms)
        kr_media_close(m, m->rooms->endpoints, false, 0);
    if (m->tx.data)
        kr_media_flush(m, 0);
    free_dead(m);
    kr_dtls_context_free(m->dtls);
    kr_tx_fini(&m->tx);
    kr_demux_fini(&m->demux);
    kr_map_fini(&m->by_id);
    kr_map_fini(&m->relays);
    kr_pool_fini(&m->stored);
    kr_wipe(&m->keys, sizeof m->keys);
    free(m->batch);
    free(m);
}

/* Identifiers come from front alone, but are mixed all the same: they may have come from further. */
static uint64_t id_key(const struct kr_media *m, const char *id)
{
    uint64_t key = m->id_secret, part;
    size_t len = strlen(id);
    for (size_t at = 0; at < len; at += sizeof part) {
        part = 0;
        memcpy(&part, id + at, len - at < sizeof part ? len - at : sizeof part);
        key = kr_map_mix(key ^ part, m->id_secret);
    }
    return kr_map_mix(key ^ len, m->id_secret);
}

struct kr_endpoint *kr_media_endpoint(const struct kr_media *m, const char *id)
{
    struct kr_endpoint *e = kr_map_get(&m->by_id, id_key(m, id));
    return e && strcmp(e->id, id) == 0 ? e : NULL;
}

struct kr_room *kr_media_room(const struct kr_media *m, const char *id)
{
    struct kr_room *r = m->rooms;
    while (r && strcmp(r->id, id) != 0)
        r = r->next;
    return r;
}

int kr_media_add(struct kr_media *m, struct kr_endpoint *e, const char *room, uint64_t now_us)
{
    struct kr_room *r = kr_media_room(m, room);
    if (kr_map_get(&m->by_id, id_key(m, e->id)))
        return KR_E_EXISTS;
    int err = r ? 0 : kr_room_new(&r, m, room);
    if (err)
        return err;
    err = kr_map_put(&m->by_id, id_key(m, e->id), e);
    if (!err && !e->relay)
        err = kr_demux_update(&m->demux, e);
    if (!err)
        err = kr_room_join(r, e, now_us);
    if (err) {
        kr_demux_remove(&m->demux, e);
        if (kr_media_endpoint(m, e->id) == e)
            kr_map_remove(&m->by_id, id_key(m, e->id));
        if (!r->endpoints)
            kr_room_free(r);
        return err;
    }
    m->n_endpoints++;
    m->counters.endpoint_opened++;
    kr_wheel_set(&m->wheel, &e->timer, now_us);
    return 0;
}

void kr_media_close(struct kr_media *m, struct kr_endpoint *e, bool tell, uint64_t now_us)
{
    struct kr_room *r = e->room;
    if (e->closed)
        return;
    kr_endpoint_bye(e);
    e->closed = true;
    kr_demux_remove(&m->demux, e);
    if (e->relay)
        kr_relay_closed(e);
    kr_map_remove(&m->by_id, id_key(m, e->id));
    kr_wheel_set(&m->wheel, &e->timer, UINT64_MAX);
    kr_room_leave(r, e, now_us);
    if (!r->endpoints)
        kr_room_free(r);
    m->n_endpoints--;
    e->next_dead = m->dead;
    m->dead = e;
    if (tell && !e->relay)
        kr_media_emit_state(m, e, KR_LINK_ENDPOINT_STATE_STATE_CLOSED);
}

void kr_media_emit_state(struct kr_media *m, const struct kr_endpoint *e, enum kr_link_endpoint_state_state state)
{
    struct kr_link_msg msg = {.head.type = KR_LINK_ENDPOINT_STATE, .u.endpoint_state = {.endpoint = e->id, .state = state}};
    m->emit(m->arg, &msg);
}

static void input_stun(struct kr_media *m, const uint8_t *p, size_t len, uint16_t socket, const struct kr_wire_address *from,
                       uint64_t now_us)
{
    struct kr_stun_msg msg;
    struct kr_ice_result result;
    if (kr_stun_parse(&msg, p, len)) {
        m->counters.drop_stun++;
        return;
    }
    struct kr_endpoint *e = kr_demux_ufrag(&m->demux, kr_ice_local_ufrag(&msg));
    if (!e) {
        m->counters.drop_ufrag++;
        return;
    }
    if (kr_demux_taken(&m->demux, e, socket, from, now_us)) {
        m->counters.drop_taken++;
        return;
    }
    int err = kr_ice_input(&e->ice, &msg, p, len, from, now_us, kr_tx_space(&m->tx), KR_TX_DATAGRAM_BYTES, &result);
    if (err) {
        if (err == KR_E_AUTH)
            m->counters.drop_integrity++;
        else
            m->counters.drop_stun++;
        return;
    }
    if (result.reply_len)
        kr_tx_commit(&m->tx, socket, from, result.reply_len);
    struct kr_path *path = kr_demux_checked(&m->demux, e, socket, from, now_us);
    /* The latest nomination wins (RFC 8445 7.3.1.5), on whichever of our addresses it came to. */
    if (path && msg.use_candidate && kr_wire_address_equal(&e->ice.selected, from))
        e->path = path;
    if (kr_demux_update(&m->demux, e)) /* an old user name may have run out; nothing is added, so nothing can fail */
        m->counters.drop_stun++;
}

/* RFC 7983 section 7: the first byte tells protocols apart. */
enum { DTLS_FIRST = 20, DTLS_LAST = 63 };

static void input_known(struct kr_media *m, struct kr_path *path, uint8_t *p, size_t len, uint64_t now_us)
{
    struct kr_endpoint *e = path->endpoint;
    if (p[0] >= DTLS_FIRST && p[0] <= DTLS_LAST)
        kr_endpoint_dtls(e, path, p, len, now_us);
    else if (kr_rtcp_is(p, len))
        kr_ingest_rtcp(e, p, len, now_us);
    else if (kr_rtp_is(p, len))
        kr_ingest_rtp(e, p, len, now_us);
    else
        m->counters.drop_kind++;
}

void kr_media_input(struct kr_media *m, uint8_t *p, size_t len, uint16_t socket, const struct kr_wire_address *from,
                    uint64_t now_us)
{
    m->counters.packets_in++;
    m->counters.bytes_in += len;
    if (len == 0 || len > KR_LIMIT_DATAGRAM_BYTES) {
        m->counters.drop_oversize++;
        return;
    }
    if (m->n_batch >= KR_MEDIA_BATCH)
        kr_media_flush(m, now_us);
    if (m->has_relay_socket && socket == m->relay_socket) {
        kr_relay_input(m, p, len, from, now_us);
        return;
    }
    if (kr_stun_is(p, len)) {
        input_stun(m, p, len, socket, from, now_us);
        return;
    }
    struct kr_path *path = kr_demux_path(&m->demux, socket, from);
    if (path)
        input_known(m, path, p, len, now_us);
    else
        m->counters.drop_unknown++;
}

/* Who gets something of the track. */
static void announce(struct kr_media *m, struct kr_track *t, uint64_t now_us)
{
    if (t->begins) {
        if (t->waiting)
            (void)kr_bundle_send(&m->bundle, SIZE_MAX, now_us); /* who gets another layer now has had the packets of the one before */
        kr_layer_begins(t);
        kr_pace_key(t, now_us);
    }
    t->begins = false;
    if (!t->endpoint->closed && kr_track_forwards(t))
        for (struct kr_slot *s = t->slots; s; s = s->next)
            kr_bundle_add(&m->bundle, s);
}

static void forget_batch(struct kr_media *m)
{
    for (struct kr_track *t; (t = m->pending);) {
        m->pending = t->next_pending;
        t->first = t->last = NULL;
        t->pending = false;
    }
    m->pending_end = &m->pending;
    m->n_batch = 0;
    m->forwarding = false;
    kr_tx_flush(&m->tx);
    free_dead(m);
}

static bool flush(struct kr_media *m, size_t most, uint64_t now_us)
{
    for (struct kr_track *t = m->forwarding ? NULL : m->pending; t; t = t->next_pending)
        announce(m, t, now_us);
    m->forwarding = true;
    if (!kr_bundle_send(&m->bundle, most, now_us))
        return false;
    forget_batch(m);
    return true;
}

void kr_media_flush(struct kr_media *m, uint64_t now_us)
{
    flush(m, SIZE_MAX, now_us);
}

bool kr_media_flush_some(struct kr_media *m, uint64_t now_us)
{
    return flush(m, KR_MEDIA_FLUSH_RECEIVERS, now_us);
}

void kr_media_set_relay_socket(struct kr_media *m, uint16_t socket, const struct kr_wire_address *address)
{
    m->has_relay_socket = true;
    m->relay_socket = socket;
    m->relay_address = *address;
}

static void on_due(void *owner, uint64_t now_us)
{
    kr_endpoint_service(owner, now_us);
}

/* Endpoints that front, started anew, has not named are nobody's any more. */
static void reap(struct kr_media *m, uint64_t now_us)
{
    m->reap_us = UINT64_MAX;
    for (size_t pos = 0;;) {
        struct kr_endpoint *e = kr_map_next(&m->by_id, &pos);
        if (!e)
            return;
        if (e->epoch != m->epoch) {
            kr_media_close(m, e, false, now_us);
            pos = 0; /* the map has changed */
        }
    }
}

void kr_media_tick(struct kr_media *m, uint64_t now_us)
{
    kr_wheel_advance(&m->wheel, now_us, on_due);
    if (now_us >= m->reap_us)
        reap(m, now_us);
    if (now_us >= m->rooms_us) {
        m->rooms_us = now_us + KR_ROOM_SELECT_US;
        for (struct kr_room *r = m->rooms; r; r = r->next)
            kr_room_tick(r, now_us);
    }
    kr_media_flush(m, now_us);
}

bool kr_media_busy(const struct kr_media *m)
{
    return m->n_endpoints > 0;
}

void kr_media_set_keys(struct kr_media *m, const struct kr_ticket_keys *keys)
{
    m->keys = *keys;
    m->has_keys = true;
    memset(m->tickets, 0, sizeof m->tickets);
}

void kr_media_new_front(struct kr_media *m, uint64_t now_us)
{
    m->epoch++;
    m->reap_us = now_us + KR_MEDIA_FRONT_GRACE_US;
}
