/* SPDX-License-Identifier: EUPL-1.2 */
/* Where everything goes: the host that was named on the command line, and nobody else. */
#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>

#include "load/load.h"

static void allow(struct kr_load *l, const struct sockaddr *a, socklen_t len)
{
    if (l->n_allowed < sizeof l->allowed / sizeof *l->allowed && len <= sizeof *l->allowed)
        memcpy(&l->allowed[l->n_allowed++], a, len);
}

static int resolve(struct kr_load *l, const char *host, const char *port, bool pages)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = pages ? 0 : AI_NUMERICHOST}, *found = NULL;
    int err = getaddrinfo(host, port, &hints, &found);
    if (err) {
        fprintf(stderr, "kreide load: %s: %s.%s\n", host, gai_strerror(err), pages ? "" : " --media wants an IP address.");
        return KR_E_CONFIG;
    }
    for (const struct addrinfo *a = found; a; a = a->ai_next) {
        allow(l, a->ai_addr, a->ai_addrlen);
        /* IPv4 first: a name like localhost often has both, and a server often listens on one. */
        if (pages && (!l->host_len || (l->host.ss_family != AF_INET && a->ai_family == AF_INET))) {
            memcpy(&l->host, a->ai_addr, a->ai_addrlen);
            l->host_len = a->ai_addrlen;
        }
    }
    freeaddrinfo(found);
    return 0;
}

static int open_tls(struct kr_load *l)
{
    const char *ca = l->options->ca;
    l->tls = SSL_CTX_new(TLS_client_method());
    if (!l->tls)
        return KR_E_NOMEM;
    SSL_CTX_set_mode(l->tls, SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_ENABLE_PARTIAL_WRITE);
    SSL_CTX_set_verify(l->tls, SSL_VERIFY_PEER, NULL);
    if (ca ? SSL_CTX_load_verify_locations(l->tls, ca, NULL) == 1 : SSL_CTX_set_default_verify_paths(l->tls) == 1)
        return 0;
    fprintf(stderr, "kreide load: %s cannot be read as certificates (PEM).\n", ca ? ca : "the system's store");
    return KR_E_CONFIG;
}

int kr_load_target(struct kr_load *l)
{
    char port[8];
    snprintf(port, sizeof port, "%u", l->options->url.port);
    int err = resolve(l, l->options->url.host, port, true);
    for (size_t i = 0; i < l->options->n_media && !err; i++)
        err = resolve(l, l->options->media[i], NULL, false);
    return !err && l->options->url.tls ? open_tls(l) : err;
}

bool kr_load_allows(const struct kr_load *l, const struct sockaddr *a)
{
    for (size_t i = 0; i < l->n_allowed; i++) {
        const struct sockaddr *b = (const struct sockaddr *)&l->allowed[i];
        if (a->sa_family != b->sa_family)
            continue;
        if (a->sa_family == AF_INET && ((const struct sockaddr_in *)a)->sin_addr.s_addr == ((const struct sockaddr_in *)b)->sin_addr.s_addr)
            return true;
        if (a->sa_family == AF_INET6 &&
            memcmp(&((const struct sockaddr_in6 *)a)->sin6_addr, &((const struct sockaddr_in6 *)b)->sin6_addr, sizeof(struct in6_addr)) == 0)
            return true;
    }
    return false;
}
