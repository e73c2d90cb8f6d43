/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/demux.h"

#include <string.h>

#include "crypto/secret.h"
#include "media/endpoint.h"

_Static_assert(KR_ICE_UFRAG_CHARS == sizeof(uint64_t), "a user name fragment is its own key");

void kr_demux_init(struct kr_demux *d)
{
    kr_map_init(&d->ufrags);
    kr_map_init(&d->paths);
    kr_random_bytes(d->secret, sizeof d->secret);
}

void kr_demux_fini(struct kr_demux *d)
{
    kr_map_fini(&d->ufrags);
    kr_map_fini(&d->paths);
}

static uint64_t ufrag_key(const char *ufrag)
{
    uint64_t key;
    memcpy(&key, ufrag, sizeof key);
    return key;
}

/* Keyed, since the addresses are chosen by those who send; a collision is told by comparing the address itself. */
static uint64_t path_key(const struct kr_demux *d, uint16_t socket, const struct kr_wire_address *a)
{
    uint64_t high, low, rest = (uint64_t)socket << 32 | (uint64_t)a->family << 16 | a->port;
    uint8_t ip[16] = {0};
    memcpy(ip, a->ip, a->family == 4 ? 4 : 16);
    memcpy(&high, ip, 8);
    memcpy(&low, ip + 8, 8);
    uint64_t key = kr_map_mix(high, d->secret[0]);
    key = kr_map_mix(key ^ low, d->secret[1]);
    return kr_map_mix(key ^ rest, d->secret[0]);
}

static void drop_ufrag(struct kr_demux *d, char *ufrag)
{
    if (ufrag[0])
        kr_map_remove(&d->ufrags, ufrag_key(ufrag));
    ufrag[0] = '\0';
}

static int add_ufrag(struct kr_demux *d, struct kr_endpoint *e, char *known, const char *ufrag)
{
    const struct kr_endpoint *other = kr_map_get(&d->ufrags, ufrag_key(ufrag));
    if (other && other != e)
        return KR_E_EXISTS;
    int err = kr_map_put(&d->ufrags, ufrag_key(ufrag), e);
    if (!err)
        memcpy(known, ufrag, KR_ICE_UFRAG_CHARS + 1);
    return err;
}

int kr_demux_update(struct kr_demux *d, struct kr_endpoint *e)
{
    const char *good[KR_UFRAGS] = {e->ice.ufrag, e->ice.old_ufrag};
    for (size_t i = 0; i < KR_UFRAGS; i++)
        if (strcmp(e->ufrags[i], good[0]) != 0 && strcmp(e->ufrags[i], good[1]) != 0)
            drop_ufrag(d, e->ufrags[i]);
    for (size_t g = 0; g < KR_UFRAGS; g++) {
        char *place = NULL;
        bool known = !good[g][0];
        for (size_t i = 0; i < KR_UFRAGS; i++) {
            known |= strcmp(e->ufrags[i], good[g]) == 0;
            place = e->ufrags[i][0] ? place : e->ufrags[i];
        }
        int err = known ? 0 : add_ufrag(d, e, place, good[g]);
        if (err)
            return err;
    }
    return 0;
}

static void drop_path(struct kr_demux *d, struct kr_path *p)
{
    if (p->endpoint->path == p)
        p->endpoint->path = NULL;
    kr_map_remove(&d->paths, p->key);
    p->endpoint = NULL;
}

void kr_demux_remove(struct kr_demux *d, struct kr_endpoint *e)
{
    for (size_t i = 0; i < KR_UFRAGS; i++)
        drop_ufrag(d, e->ufrags[i]);
    for (size_t i = 0; i < KR_PATHS; i++)
        if (e->paths[i].endpoint)
            drop_path(d, &e->paths[i]);
}

struct kr_endpoint *kr_demux_ufrag(const struct kr_demux *d, struct kr_span ufrag)
{
    return ufrag.len == KR_ICE_UFRAG_CHARS ? kr_map_get(&d->ufrags, ufrag_key((const char *)ufrag.data)) : NULL;
}

struct kr_path *kr_demux_path(const struct kr_demux *d, uint16_t socket, const struct kr_wire_address *from)
{
    struct kr_path *p = kr_map_get(&d->paths, path_key(d, socket, from));
    return p && p->socket == socket && kr_wire_address_equal(&p->address, from) ? p : NULL;
}

bool kr_demux_taken(const struct kr_demux *d, const struct kr_endpoint *e, uint16_t socket, const struct kr_wire_address *from,
                    uint64_t now_us)
{
    const struct kr_path *p = kr_map_get(&d->paths, path_key(d, socket, from));
    return p && p->endpoint != e && now_us - p->checked_us < KR_PATH_HELD_US;
}

/* A free place, or that of the address that was not checked for longest, but never the one in use. */
static struct kr_path *place_for(struct kr_demux *d, struct kr_endpoint *e)
{
    struct kr_path *oldest = NULL;
    for (size_t i = 0; i < KR_PATHS; i++) {
        struct kr_path *p = &e->paths[i];
        if (!p->endpoint)
            return p;
        if (p != e->path && (!oldest || p->checked_us < oldest->checked_us))
            oldest = p;
    }
    drop_path(d, oldest);
    return oldest;
}

struct kr_path *kr_demux_checked(struct kr_demux *d, struct kr_endpoint *e, uint16_t socket, const struct kr_wire_address *from,
                                 uint64_t now_us)
{
    uint64_t key = path_key(d, socket, from);
    struct kr_path *p = kr_map_get(&d->paths, key);
    if (p && p->endpoint != e) {
        drop_path(d, p); /* its owner has not been there for long */
        p = NULL;
    }
    if (!p) {
        p = place_for(d, e);
        *p = (struct kr_path){.endpoint = e, .address = *from, .socket = socket, .key = key};
        if (kr_map_put(&d->paths, key, p)) {
            p->endpoint = NULL;
            return NULL;
        }
    }
    p->checked_us = now_us;
    return p;
}
