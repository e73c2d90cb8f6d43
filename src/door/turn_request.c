/* SPDX-License-Identifier: EUPL-1.2 */
/* The four requests of RFC 8656, of clients that have proven who they are. */
#include <string.h>

#include "door/turn_inside.h"

#define S_US UINT64_C(1000000)

/* RFC 8656 section 7.2: what is asked for within bounds, the default for whoever asks for nothing. */
static uint32_t lifetime_of(const struct kr_turn_msg *m)
{
    if (!m->has_lifetime || m->lifetime_s < KR_TURN_LIFETIME_S)
        return KR_TURN_LIFETIME_S;
    return m->lifetime_s < KR_TURN_LIFETIME_MAX_S ? m->lifetime_s : KR_TURN_LIFETIME_MAX_S;
}

static uint32_t left_s(const struct kr_turn_allocation *a, uint64_t now_us)
{
    return a->until_us > now_us ? (uint32_t)((a->until_us - now_us) / S_US) : 0;
}

static void tell_allocation(const struct kr_turn_allocation *a, uint32_t lifetime_s, struct kr_turn_write *answer)
{
    answer->relayed = a->relayed;
    answer->has_lifetime = true;
    answer->lifetime_s = lifetime_s;
}

/* RFC 8656 section 7.2. */
static uint16_t allocate(struct kr_turn *t, struct kr_turn_request *r, struct kr_turn_write *answer)
{
    const struct kr_turn_msg *m = r->msg;
    struct kr_turn_allocation *a = r->allocation;
    if (a && memcmp(a->transaction, m->stun.transaction, sizeof a->transaction) == 0) {
        tell_allocation(a, left_s(a, r->now_us), answer); /* the answer to the first was lost */
        return 0;
    }
    if (a)
        return KR_TURN_ALLOCATION_MISMATCH;
    if (r->unix_s >= r->until_s)
        return KR_TURN_UNAUTHENTICATED; /* of a name that ran out, what is there may go on, but nothing new begins */
    if (!m->has_transport)
        return KR_TURN_BAD_REQUEST;
    if (m->transport != KR_TURN_TRANSPORT_UDP)
        return KR_TURN_TRANSPORT_NOT_SUPPORTED;
    uint8_t family = kr_turn_family(t, m->has_family, m->family);
    if (!family)
        return KR_TURN_FAMILY_NOT_SUPPORTED;
    int err = t->n_allocations >= t->config.allocations ? KR_E_FULL : kr_turn_allocation_new(t, r, family, &a);
    if (err)
        return err == KR_E_LIMITED ? KR_TURN_QUOTA_REACHED : KR_TURN_NO_CAPACITY;
    uint32_t lifetime_s = lifetime_of(m);
    a->until_us = r->now_us + lifetime_s * S_US;
    tell_allocation(a, lifetime_s, answer);
    return 0;
}

/* RFC 8656 section 8.2. */
static uint16_t refresh(struct kr_turn *t, struct kr_turn_request *r, struct kr_turn_write *answer)
{
    const struct kr_turn_msg *m = r->msg;
    if (m->has_family && m->family != r->allocation->family)
        return KR_TURN_FAMILY_MISMATCH;
    answer->has_lifetime = true;
    if (m->has_lifetime && m->lifetime_s == 0) {
        kr_turn_allocation_end(t, r->allocation);
        r->allocation = NULL;
        return 0;
    }
    answer->lifetime_s = lifetime_of(m);
    r->allocation->until_us = r->now_us + answer->lifetime_s * S_US;
    return 0;
}

/* RFC 8656 section 10.2: all of them, or none. */
static uint16_t create_permission(struct kr_turn *t, struct kr_turn_request *r, struct kr_turn_write *answer)
{
    const struct kr_turn_msg *m = r->msg;
    if (!m->n_peers)
        return KR_TURN_BAD_REQUEST;
    for (size_t i = 0; i < m->n_peers; i++) {
        if (kr_turn_host_of(t, &m->peers[i]) < 0)
            return KR_TURN_FORBIDDEN;
        if (m->peers[i].family != r->allocation->family)
            return KR_TURN_FAMILY_MISMATCH;
    }
    for (size_t i = 0; i < m->n_peers; i++)
        r->allocation->permitted_until_us[kr_turn_host_of(t, &m->peers[i])] = r->now_us + KR_TURN_PERMISSION_S * S_US;
    return 0;
}

/* The place for a channel: the one it has, or a free one. NULL: none is left; *taken: number or peer is bound otherwise. */
static struct kr_turn_channel *place_for(struct kr_turn_allocation *a, uint16_t number, uint8_t host, uint16_t port, uint64_t now_us, bool *taken)
{
    struct kr_turn_channel *place = NULL;
    *taken = false;
    for (size_t i = 0; i < KR_TURN_CHANNELS; i++) {
        struct kr_turn_channel *c = &a->channels[i];
        bool live = c->number && now_us < c->until_us, same_peer = c->host == host && c->port == port;
        if (live && c->number == number && same_peer)
            return c;
        *taken |= live && (c->number == number || same_peer);
        if (!live && !place)
            place = c;
    }
    return place;
}

/* RFC 8656 section 12.2. */
static uint16_t channel_bind(struct kr_turn *t, struct kr_turn_request *r, struct kr_turn_write *answer)
{
    const struct kr_turn_msg *m = r->msg;
    bool taken;
    if (!m->has_channel || m->channel < KR_TURN_CHANNEL_FIRST || m->channel > KR_TURN_CHANNEL_LAST || m->n_peers != 1)
        return KR_TURN_BAD_REQUEST;
    int host = kr_turn_host_of(t, &m->peers[0]);
    if (host < 0 || !kr_turn_is_media_port(t, m->peers[0].port))
        return KR_TURN_FORBIDDEN;
    if (m->peers[0].family != r->allocation->family)
        return KR_TURN_FAMILY_MISMATCH;
    struct kr_turn_channel *c = place_for(r->allocation, m->channel, (uint8_t)host, m->peers[0].port, r->now_us, &taken);
    if (taken)
        return KR_TURN_BAD_REQUEST;
    if (!c)
        return KR_TURN_NO_CAPACITY;
    *c = (struct kr_turn_channel){m->channel, (uint8_t)host, m->peers[0].port, r->now_us + KR_TURN_CHANNEL_S * S_US};
    r->allocation->permitted_until_us[host] = r->now_us + KR_TURN_PERMISSION_S * S_US;
    return 0;
}

static bool is_own(const struct kr_turn_allocation *a, struct kr_span name)
{
    return strlen(a->name) == name.len && memcmp(a->name, name.data, name.len) == 0;
}

uint16_t kr_turn_handle(struct kr_turn *t, struct kr_turn_request *r, struct kr_turn_write *answer)
{
    uint16_t refused = kr_turn_authenticate(t, r);
    if (refused)
        return refused;
    if (r->msg->stun.n_unknown)
        return KR_TURN_UNKNOWN_ATTRIBUTE;
    if (r->allocation && !is_own(r->allocation, r->msg->stun.username))
        return KR_TURN_WRONG_CREDENTIALS;
    if (r->msg->stun.method == KR_TURN_ALLOCATE)
        return allocate(t, r, answer);
    if (!r->allocation)
        return KR_TURN_ALLOCATION_MISMATCH;
    switch (r->msg->stun.method) {
    case KR_TURN_REFRESH:
        return refresh(t, r, answer);
    case KR_TURN_CREATE_PERMISSION:
        return create_permission(t, r, answer);
    default:
        return channel_bind(t, r, answer);
    }
}
