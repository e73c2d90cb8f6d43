/* SPDX-License-Identifier: EUPL-1.2 */
#include "door/turn.h"

#include <string.h>

#include "door/turn_inside.h"

static void to_media(struct kr_turn *t, struct kr_turn_allocation *a, uint8_t host, uint16_t port, struct kr_span data, uint64_t now_us,
                     struct kr_turn_out *out)
{
    if (now_us >= a->permitted_until_us[host] || data.len > KR_TURN_DATAGRAM_BYTES || !data.len) {
        t->counters.dropped++;
        return;
    }
    a->last_host = host;
    t->counters.to_media++;
    *out = (struct kr_turn_out){KR_TURN_TO_MEDIA, data, a, kr_turn_real(t, host, port), true};
}

/* RFC 8656 section 12.6. */
static void on_channel_data(struct kr_turn *t, const struct kr_turn_tuple *from, const uint8_t *p, size_t len, uint64_t now_us,
                            struct kr_turn_out *out)
{
    struct kr_turn_channel_data m;
    struct kr_turn_allocation *a = kr_turn_find(t, from);
    struct kr_turn_channel *c = a && !kr_turn_channel_data_parse(&m, p, len) ? kr_turn_channel_find(a, m.channel) : NULL;
    if (c && now_us < c->until_us && now_us < a->until_us)
        to_media(t, a, c->host, c->port, m.data, now_us, out);
    else
        t->counters.dropped++;
}

/* RFC 8656 section 11.2. An indication is never answered: whom it may not reach, it does not reach. */
static void on_send(struct kr_turn *t, const struct kr_turn_tuple *from, const struct kr_turn_msg *m, uint64_t now_us, struct kr_turn_out *out)
{
    struct kr_turn_allocation *a = kr_turn_find(t, from);
    int host = m->n_peers == 1 ? kr_turn_host_of(t, &m->peers[0]) : -1;
    if (a && now_us < a->until_us && m->has_data && !m->stun.n_unknown && host >= 0 && m->peers[0].family == a->family &&
        kr_turn_is_media_port(t, m->peers[0].port))
        to_media(t, a, (uint8_t)host, m->peers[0].port, m->data, now_us, out);
    else
        t->counters.dropped++;
}

static void answer(struct kr_turn *t, const struct kr_stun_write *w, const uint8_t *key, struct kr_turn_out *out)
{
    size_t len;
    if (kr_stun_write(t->answer, sizeof t->answer, &len, w, key, key ? KR_TURN_KEY_BYTES : 0))
        return;
    *out = (struct kr_turn_out){.verdict = KR_TURN_TO_CLIENT, .data = {t->answer, len}, .proven = key};
}

static bool is_ours(uint16_t method)
{
    return method == KR_TURN_ALLOCATE || method == KR_TURN_REFRESH || method == KR_TURN_CREATE_PERMISSION || method == KR_TURN_CHANNEL_BIND;
}

/* Refusals before the password is proven are not signed, and say how to prove it (RFC 8489 section 9.2.4). */
static void on_request(struct kr_turn *t, struct kr_turn_request *r, struct kr_turn_out *out)
{
    char nonce[KR_TURN_NONCE_CHARS + 1];
    const struct kr_span address = {r->from->address.ip, r->from->address.family == 4 ? 4 : 16};
    struct kr_turn_write turn = {0};
    struct kr_stun_write w = {.class = KR_STUN_SUCCESS, .method = r->msg->stun.method, .transaction = r->msg->stun.transaction, .turn = &turn};
    t->counters.requests++;
    uint16_t code = is_ours(w.method) ? kr_turn_handle(t, r, &turn) : KR_TURN_BAD_REQUEST;
    bool proven = is_ours(w.method) && code != KR_TURN_STALE_NONCE && code != KR_TURN_UNAUTHENTICATED &&
                  r->msg->stun.integrity_at && r->until_s;
    if (code) {
        turn = (struct kr_turn_write){0};
        w.class = KR_STUN_ERROR;
        w.error_code = code;
        t->counters.refused++;
        t->counters.unauthenticated += code == KR_TURN_UNAUTHENTICATED;
        t->counters.forbidden += code == KR_TURN_FORBIDDEN;
    } else if (w.method == KR_TURN_ALLOCATE) {
        w.mapped = r->from->address;
    }
    if (code == KR_TURN_UNKNOWN_ATTRIBUTE) {
        w.unknown = r->msg->stun.unknown;
        w.n_unknown = r->msg->stun.n_unknown;
    }
    if (code == KR_TURN_UNAUTHENTICATED || code == KR_TURN_STALE_NONCE) {
        if (kr_turn_nonce_make(nonce, t->config.secret, address, r->unix_s))
            return;
        turn.realm = (struct kr_span){(const uint8_t *)t->config.realm, strlen(t->config.realm)};
        turn.nonce = (struct kr_span){(const uint8_t *)nonce, KR_TURN_NONCE_CHARS};
    }
    answer(t, &w, proven ? r->key : NULL, out);
}

/* STUN's own request (RFC 8489 section 12): what address do I come from? Browsers ask their TURN servers that too. */
static void on_binding(struct kr_turn *t, const struct kr_turn_tuple *from, const struct kr_turn_msg *m, struct kr_turn_out *out)
{
    struct kr_stun_write w = {.class = KR_STUN_SUCCESS, .method = KR_STUN_BINDING, .transaction = m->stun.transaction, .mapped = from->address};
    if (m->stun.n_unknown)
        w = (struct kr_stun_write){.class = KR_STUN_ERROR, .method = KR_STUN_BINDING, .transaction = m->stun.transaction,
                                   .error_code = KR_TURN_UNKNOWN_ATTRIBUTE, .unknown = m->stun.unknown, .n_unknown = m->stun.n_unknown};
    answer(t, &w, NULL, out);
}

void kr_turn_input(struct kr_turn *t, const struct kr_turn_tuple *from, const uint8_t *p, size_t len, uint64_t now_us, uint64_t unix_s,
                   struct kr_turn_out *out)
{
    struct kr_turn_msg m;
    *out = (struct kr_turn_out){.verdict = KR_TURN_NOTHING};
    if (kr_turn_is_channel_data(p, len)) {
        on_channel_data(t, from, p, len, now_us, out);
        return;
    }
    if (kr_turn_parse(&m, p, len)) {
        t->counters.malformed++;
        return;
    }
    if (m.stun.class == KR_STUN_INDICATION && m.stun.method == KR_TURN_SEND) {
        on_send(t, from, &m, now_us, out);
    } else if (m.stun.class == KR_STUN_REQUEST && m.stun.method == KR_STUN_BINDING) {
        on_binding(t, from, &m, out);
    } else if (m.stun.class == KR_STUN_REQUEST) {
        struct kr_turn_request r = {.from = from, .msg = &m, .bytes = p, .now_us = now_us, .unix_s = unix_s, .allocation = kr_turn_find(t, from)};
        if (r.allocation && now_us >= r.allocation->until_us) {
            kr_turn_allocation_end(t, r.allocation);
            r.allocation = NULL;
        }
        on_request(t, &r, out);
    }
}

/* The channel that leads to where a datagram came from; of two names of one place, the one that was used last. */
static const struct kr_turn_channel *channel_from(const struct kr_turn *t, const struct kr_turn_allocation *a, const struct kr_wire_address *from,
                                                  uint64_t now_us)
{
    const struct kr_turn_channel *found = NULL;
    for (size_t i = 0; i < KR_TURN_CHANNELS; i++) {
        const struct kr_turn_channel *c = &a->channels[i];
        if (c->number && c->port == from->port && now_us < c->until_us && kr_turn_is_at(t, c->host, from) && (!found || c->host == a->last_host))
            found = c;
    }
    return found;
}

static int host_from(const struct kr_turn *t, const struct kr_turn_allocation *a, const struct kr_wire_address *from, uint64_t now_us)
{
    int found = -1;
    for (size_t i = 0; i < t->config.n_hosts; i++)
        if (now_us < a->permitted_until_us[i] && kr_turn_is_at(t, (uint8_t)i, from) && (found < 0 || i == a->last_host))
            found = (int)i;
    return found;
}

/* RFC 8656 section 11.3; no integrity in an indication. */
static size_t write_data(struct kr_turn *t, const struct kr_wire_address *peer, struct kr_span data)
{
    uint8_t transaction[KR_STUN_TRANSACTION_BYTES] = {0};
    struct kr_turn_write turn = {.peer = *peer, .data = data};
    kr_put_be64(transaction, t->counters.to_client);
    const struct kr_stun_write w = {.class = KR_STUN_INDICATION, .method = KR_TURN_DATA, .transaction = transaction, .turn = &turn};
    size_t len;
    return kr_stun_write(t->answer, sizeof t->answer, &len, &w, NULL, 0) ? 0 : len;
}

void kr_turn_from_media(struct kr_turn *t, struct kr_turn_allocation *a, const struct kr_wire_address *from, const uint8_t *p, size_t len,
                        uint64_t now_us, struct kr_turn_out *out)
{
    const struct kr_span data = {p, len};
    size_t n = 0;
    *out = (struct kr_turn_out){.verdict = KR_TURN_NOTHING};
    int host = kr_turn_is_media_port(t, from->port) && len && len <= KR_TURN_DATAGRAM_BYTES && now_us < a->until_us ? host_from(t, a, from, now_us) : -1;
    const struct kr_turn_channel *c = host >= 0 ? channel_from(t, a, from, now_us) : NULL;
    if (c && now_us < a->permitted_until_us[c->host]) {
        n = kr_turn_channel_data_write(t->answer, sizeof t->answer, c->number, data, a->tuple.stream);
    } else if (host >= 0) {
        struct kr_wire_address peer = kr_turn_announced(t, (uint8_t)host, from->port);
        n = write_data(t, &peer, data);
    }
    if (!n) {
        t->counters.dropped++;
        return;
    }
    t->counters.to_client++;
    *out = (struct kr_turn_out){.verdict = KR_TURN_TO_CLIENT, .data = {t->answer, n}, .allocation = a, .proven = true};
}
