/* SPDX-License-Identifier: EUPL-1.2 */
#include "app/addresses.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>

#include "app/listen.h"

static void add(struct kr_config_list *list, const struct sockaddr *addr)
{
    const void *ip = NULL;
    if (list->n == KR_CONFIG_ANNOUNCE_MAX)
        return;
    if (addr->sa_family == AF_INET) {
        ip = &((const struct sockaddr_in *)addr)->sin_addr;
    } else if (addr->sa_family == AF_INET6) {
        const struct in6_addr *ip6 = &((const struct sockaddr_in6 *)addr)->sin6_addr;
        ip = IN6_IS_ADDR_LINKLOCAL(ip6) ? NULL : ip6;
    }
    if (ip && inet_ntop(addr->sa_family, ip, list->items[list->n], KR_CONFIG_ADDRESS_BYTES))
        list->n++;
}

void kr_addresses_own(struct kr_config_list *out)
{
    struct ifaddrs *all;
    *out = (struct kr_config_list){0};
    if (getifaddrs(&all))
        return;
    for (int loopback = 0; loopback <= 1; loopback++)
        for (const struct ifaddrs *i = all; i; i = i->ifa_next)
            if (i->ifa_addr && (i->ifa_flags & IFF_UP) && !(i->ifa_flags & IFF_LOOPBACK) == !loopback)
                add(out, i->ifa_addr);
    freeifaddrs(all);
}

static unsigned port_of(const struct kr_listen_address *a)
{
    return ntohs(a->addr.ss_family == AF_INET ? ((const struct sockaddr_in *)&a->addr)->sin_port
                                              : ((const struct sockaddr_in6 *)&a->addr)->sin6_port);
}

static bool is_any(const struct kr_listen_address *a)
{
    if (a->addr.ss_family == AF_INET)
        return ((const struct sockaddr_in *)&a->addr)->sin_addr.s_addr == INADDR_ANY;
    return IN6_IS_ADDR_UNSPECIFIED(&((const struct sockaddr_in6 *)&a->addr)->sin6_addr);
}

static void print_url(FILE *out, const char *ip, unsigned port, const char *note)
{
    fprintf(out, strchr(ip, ':') ? "  https://[%s]:%u%s\n" : "  https://%s:%u%s\n", ip, port, note);
}

static void print_https(FILE *out, const struct kr_config *config, const char *listen)
{
    struct kr_listen_address a;
    struct kr_config_list own;
    const char *note = config->certificate[0] ? "" : "   (self-made certificate: the browser will ask)";
    if (kr_listen_parse(&a, listen))
        return;
    if (!is_any(&a)) {
        own = (struct kr_config_list){0};
        add(&own, (const struct sockaddr *)&a.addr);
    } else {
        kr_addresses_own(&own);
    }
    for (size_t i = 0; i < own.n; i++)
        if (!is_any(&a) || (strncmp(own.items[i], "127.", 4) != 0 && strcmp(own.items[i], "::1") != 0))
            print_url(out, own.items[i], port_of(&a), note);
}

/* The first address for plain HTTP: this machine's own. */
static bool local_origin(const struct kr_config *config, char out[KR_ADDRESSES_ORIGIN_BYTES])
{
    struct kr_listen_address a;
    if (!config->http_listen.n || kr_listen_parse(&a, config->http_listen.items[0]))
        return false;
    snprintf(out, KR_ADDRESSES_ORIGIN_BYTES, "http://localhost:%u", port_of(&a));
    return true;
}

bool kr_addresses_origin(const struct kr_config *config, char out[KR_ADDRESSES_ORIGIN_BYTES])
{
    struct kr_listen_address a;
    if (local_origin(config, out))
        return true;
    if (!config->https_listen.n || kr_listen_parse(&a, config->https_listen.items[0]))
        return false;
    snprintf(out, KR_ADDRESSES_ORIGIN_BYTES, "https://localhost:%u", port_of(&a));
    return true;
}

uint16_t kr_addresses_https_port(const struct kr_config *config)
{
    struct kr_listen_address a;
    return config->https_listen.n && kr_listen_parse(&a, config->https_listen.items[0]) == 0 ? (uint16_t)port_of(&a) : 0;
}

void kr_addresses_print(const struct kr_config *config, FILE *out)
{
    char origin[KR_ADDRESSES_ORIGIN_BYTES];
    if (local_origin(config, origin))
        fprintf(out, "  %s   (on this machine)\n", origin);
    for (size_t i = 0; i < config->https_listen.n; i++)
        print_https(out, config, config->https_listen.items[i]);
}
