/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/announce.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <string.h>

#include "media/address.h"

struct own {
    struct kr_wire_address addresses[KR_MEDIA_ADDRESSES];
    size_t n;
};

union kr_udp_address kr_announce_to_socket(const struct kr_wire_address *a)
{
    union kr_udp_address s;
    memset(&s, 0, sizeof s);
    if (a->family == 4) {
        s.v4.sin_family = AF_INET;
        s.v4.sin_port = htons(a->port);
        memcpy(&s.v4.sin_addr, a->ip, 4);
    } else {
        s.v6.sin6_family = AF_INET6;
        s.v6.sin6_port = htons(a->port);
        memcpy(&s.v6.sin6_addr, a->ip, 16);
    }
    return s;
}

struct kr_wire_address kr_announce_from_socket(const union kr_udp_address *s)
{
    struct kr_wire_address a = {.family = s->any.sa_family == AF_INET ? 4 : 6};
    if (a.family == 4) {
        a.port = ntohs(s->v4.sin_port);
        memcpy(a.ip, &s->v4.sin_addr, 4);
    } else {
        a.port = ntohs(s->v6.sin6_port);
        memcpy(a.ip, &s->v6.sin6_addr, 16);
    }
    return a;
}

static void add(struct kr_wire_address *list, size_t *n, const struct kr_wire_address *a)
{
    for (size_t i = 0; i < *n; i++)
        if (kr_wire_address_equal(&list[i], a))
            return;
    if (*n < KR_MEDIA_ADDRESSES)
        list[(*n)++] = *a;
}

static bool usable(const struct ifaddrs *i)
{
    if (!i->ifa_addr || !(i->ifa_flags & IFF_UP))
        return false;
    if (i->ifa_addr->sa_family == AF_INET)
        return true;
    /* A link-local address means something only together with an interface of the client's. */
    return i->ifa_addr->sa_family == AF_INET6 && !IN6_IS_ADDR_LINKLOCAL(&((struct sockaddr_in6 *)i->ifa_addr)->sin6_addr);
}

static int find_own(struct own *out, uint16_t port, bool loopback)
{
    struct ifaddrs *all;
    if (getifaddrs(&all))
        return KR_E_IO;
    for (const struct ifaddrs *i = all; i; i = i->ifa_next) {
        union kr_udp_address s;
        if (!usable(i) || !!(i->ifa_flags & IFF_LOOPBACK) != loopback)
            continue;
        memset(&s, 0, sizeof s);
        memcpy(&s, i->ifa_addr, i->ifa_addr->sa_family == AF_INET ? sizeof s.v4 : sizeof s.v6);
        struct kr_wire_address a = kr_announce_from_socket(&s);
        a.port = port;
        add(out->addresses, &out->n, &a);
    }
    freeifaddrs(all);
    return 0;
}

static bool is_own(const struct own *own, const struct own *loopback, const struct kr_wire_address *a)
{
    for (size_t i = 0; i < own->n; i++)
        if (kr_wire_address_equal(&own->addresses[i], a))
            return true;
    for (size_t i = 0; i < loopback->n; i++)
        if (kr_wire_address_equal(&loopback->addresses[i], a))
            return true;
    return false;
}

/* Binds what it takes for announced address number n, and finds out where that is on this machine. */
static void bind_for(struct kr_announce *out, const struct own *own, const struct own *loopback, size_t n)
{
    const struct kr_wire_address *a = &out->announced[n];
    if (is_own(own, loopback, a)) {
        add(out->bound, &out->n_bound, a);
        out->local[n] = *a;
        return;
    }
    for (size_t i = 0; i < own->n; i++) {
        if (own->addresses[i].family != a->family)
            continue;
        add(out->bound, &out->n_bound, &own->addresses[i]);
        if (!out->local[n].family)
            out->local[n] = own->addresses[i];
    }
}

int kr_announce_choose(struct kr_announce *out, const struct kr_media_config *config)
{
    struct own own = {0}, loopback = {0};
    struct kr_announce chosen = {0};
    int err = find_own(&own, config->port, false);
    if (!err)
        err = find_own(&loopback, config->port, true);
    for (size_t i = 0; i < config->n_announce && !err; i++) {
        struct kr_wire_address a;
        err = kr_address_read(&a, config->announce[i], config->port) ? KR_E_CONFIG : 0;
        if (!err)
            add(chosen.announced, &chosen.n_announced, &a);
    }
    if (err)
        return err;
    for (size_t i = 0; i < own.n && !config->n_announce; i++)
        add(chosen.announced, &chosen.n_announced, &own.addresses[i]);
    for (size_t i = 0; i < loopback.n && (config->loopback || !chosen.n_announced); i++)
        add(chosen.announced, &chosen.n_announced, &loopback.addresses[i]);
    for (size_t i = 0; i < chosen.n_announced; i++)
        bind_for(&chosen, &own, &loopback, i);
    *out = chosen;
    return 0;
}
