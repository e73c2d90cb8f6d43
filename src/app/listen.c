/* SPDX-License-Identifier: EUPL-1.2 */
#include "app/listen.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 1024 }; /* a whole school arrives at eight o'clock */

int kr_listen_parse(struct kr_listen_address *out, const char *text)
{
    char host[64], port[6];
    int used = 0;
    if ((sscanf(text, "[%63[0-9a-fA-F:.]]:%5[0-9]%n", host, port, &used) != 2 &&
         sscanf(text, "%63[0-9.]:%5[0-9]%n", host, port, &used) != 2) || text[used])
        return KR_E_MALFORMED;
    struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM}, *found;
    if (getaddrinfo(host, port, &hints, &found))
        return KR_E_MALFORMED;
    memcpy(&out->addr, found->ai_addr, found->ai_addrlen);
    out->len = found->ai_addrlen;
    freeaddrinfo(found);
    return 0;
}

bool kr_listen_is_loopback(const struct kr_listen_address *a)
{
    if (a->addr.ss_family == AF_INET)
        return ntohl(((const struct sockaddr_in *)&a->addr)->sin_addr.s_addr) >> 24 == 127;
    return IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)&a->addr)->sin6_addr);
}

bool kr_listen_is_ip(const char *text)
{
    unsigned char buf[16];
    return inet_pton(AF_INET, text, buf) == 1 || inet_pton(AF_INET6, text, buf) == 1;
}

int kr_listen_tcp(int *out_fd, const struct kr_listen_address *a)
{
    int fd = socket(a->addr.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), on = 1, off = 0;
    if (fd < 0)
        return KR_E_IO;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (a->addr.ss_family == AF_INET6) {
        bool any = IN6_IS_ADDR_UNSPECIFIED(&((const struct sockaddr_in6 *)&a->addr)->sin6_addr);
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, any ? &off : &on, sizeof on);
    }
    if (bind(fd, (const struct sockaddr *)&a->addr, a->len) || listen(fd, BACKLOG)) {
        close(fd);
        return KR_E_IO;
    }
    *out_fd = fd;
    return 0;
}

int kr_listen_unix(int *out_fd, const char *path)
{
    struct sockaddr_un addr = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof addr.sun_path)
        return KR_E_TOO_LARGE;
    strcpy(addr.sun_path, path);
    unlink(path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return KR_E_IO;
    mode_t old = umask(0177);
    int failed = bind(fd, (const struct sockaddr *)&addr, sizeof addr) || listen(fd, 16);
    umask(old);
    if (failed) {
        close(fd);
        return KR_E_IO;
    }
    *out_fd = fd;
    return 0;
}
