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

static void print_url(FILE *out, const char *ip, unsigned port)
{
    fprintf(out, strchr(ip, ':') ? "  https://[%s]:%u" : "  https://%s:%u", ip, port);
}

static void print_https(FILE *out, const struct kr_config *config, const char *listen)
{
    struct kr_listen_address a;
    struct kr_config_list own;
    char ip[INET6_ADDRSTRLEN];
    const char *note = config->certificate[0] ? "" : "   (self-made certificate: the browser will ask)";
    if (kr_listen_parse(&a, listen))
        return;
    const struct sockaddr_in *v4 = (const struct sockaddr_in *)&a.addr;
    const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)&a.addr;
    bool is_v4 = a.addr.ss_family == AF_INET;
    unsigned port = ntohs(is_v4 ? v4->sin_port : v6->sin6_port);
    if (is_v4 ? v4->sin_addr.s_addr != INADDR_ANY : !IN6_IS_ADDR_UNSPECIFIED(&v6->sin6_addr)) {
        inet_ntop(a.addr.ss_family, is_v4 ? (const void *)&v4->sin_addr : &v6->sin6_addr, ip, sizeof ip);
        print_url(out, ip, port);
        fprintf(out, "%s\n", note);
        return;
    }
    kr_addresses_own(&own);
    for (size_t i = 0; i < own.n; i++) {
        if (strncmp(own.items[i], "127.", 4) == 0 || strcmp(own.items[i], "::1") == 0)
            continue;
        print_url(out, own.items[i], port);
        fprintf(out, "%s\n", note);
    }
}

void kr_addresses_print(const struct kr_config *config, FILE *out)
{
    struct kr_listen_address a;
    for (size_t i = 0; i < config->http_listen.n; i++) {
        if (kr_listen_parse(&a, config->http_listen.items[i]) == 0 && a.addr.ss_family == AF_INET) {
            fprintf(out, "  http://localhost:%u   (on this machine)\n", ntohs(((const struct sockaddr_in *)&a.addr)->sin_port));
            break;
        }
    }
    for (size_t i = 0; i < config->https_listen.n; i++)
        print_https(out, config, config->https_listen.items[i]);
}
