/* SPDX-License-Identifier: EUPL-1.2 */
/* Where media is: the only places anything is relayed to. */
#include <string.h>

#include "door/turn_inside.h"

static bool same_ip(const struct kr_wire_address *a, const struct kr_wire_address *b)
{
    return a->family && a->family == b->family && memcmp(a->ip, b->ip, a->family == 4 ? 4 : 16) == 0;
}

/* Addresses are compared byte by byte and family by family: an IPv4 address mapped into IPv6 is not the IPv4 address. */
int kr_turn_host_of(const struct kr_turn *t, const struct kr_wire_address *peer)
{
    for (size_t i = 0; i < t->config.n_hosts; i++)
        if (same_ip(&t->config.hosts[i].announced, peer))
            return (int)i;
    return -1;
}

bool kr_turn_is_media_port(const struct kr_turn *t, uint16_t port)
{
    return port >= t->config.first_port && port - t->config.first_port < t->config.n_ports;
}

struct kr_wire_address kr_turn_real(const struct kr_turn *t, uint8_t host, uint16_t port)
{
    struct kr_wire_address a = t->config.hosts[host].real;
    a.port = port;
    return a;
}

struct kr_wire_address kr_turn_announced(const struct kr_turn *t, uint8_t host, uint16_t port)
{
    struct kr_wire_address a = t->config.hosts[host].announced;
    a.port = port;
    return a;
}

bool kr_turn_is_at(const struct kr_turn *t, uint8_t host, const struct kr_wire_address *real)
{
    return same_ip(&t->config.hosts[host].real, real);
}

/*
 * RFC 8656 section 7.2 gives IPv4 to whoever names no family. Where media has none, IPv6 is of use to them and 440 is
 * not: nobody else can be reached from here anyway.
 */
uint8_t kr_turn_family(const struct kr_turn *t, bool asked, uint8_t family)
{
    bool has4 = false, has6 = false;
    for (size_t i = 0; i < t->config.n_hosts; i++) {
        has4 |= t->config.hosts[i].announced.family == 4;
        has6 |= t->config.hosts[i].announced.family == 6;
    }
    if (asked)
        return (family == 4 && has4) || (family == 6 && has6) ? family : 0;
    return has4 ? 4 : has6 ? 6 : 0;
}
