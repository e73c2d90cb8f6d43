/* SPDX-License-Identifier: EUPL-1.2 */
#include "http.h"

#include <arpa/inet.h>
#include <err.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/strbuf.h"

static int connect_to(uint16_t port)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to))
        err(1, "127.0.0.1:%u", port);
    return fd;
}

static void write_all(int fd, const char *text, size_t len)
{
    while (len) {
        ssize_t n = write(fd, text, len);
        if (n < 0)
            err(1, "request");
        text += n;
        len -= (size_t)n;
    }
}

/* Everything up to the end of the connection, which the request asked for. */
static char *read_all(int fd)
{
    char part[4096];
    ssize_t n;
    struct kr_strbuf b;
    kr_strbuf_init(&b, KR_LIMIT_SDP_BYTES);
    while ((n = read(fd, part, sizeof part)) > 0)
        kr_strbuf_add(&b, part, (size_t)n);
    char *text = n == 0 ? kr_strbuf_take(&b) : NULL;
    if (!text)
        errx(1, "no whole answer");
    return text;
}

char *bench_http(uint16_t port, const char *head, const char *type, const char *body, unsigned status)
{
    struct kr_strbuf b;
    int fd = connect_to(port);
    kr_strbuf_init(&b, KR_LIMIT_HTTP_BODY_BYTES);
    kr_strbuf_addf(&b, "%s\r\nHost: 127.0.0.1:%u\r\nConnection: close\r\n", head, port);
    if (type)
        kr_strbuf_addf(&b, "Content-Type: %s\r\nContent-Length: %zu\r\n", type, strlen(body));
    kr_strbuf_addf(&b, "\r\n%s", body);
    if (b.failed)
        errx(1, "the request is too long");
    write_all(fd, b.text, b.len);
    kr_strbuf_fini(&b);

    char *answer = read_all(fd), *end = strstr(answer, "\r\n\r\n");
    close(fd);
    unsigned got = 0;
    sscanf(answer, "HTTP/1.%*1[01] %3u", &got);
    if (got != status || !end)
        errx(1, "%.*s: %.*s", (int)strcspn(head, "\r"), head, (int)strcspn(answer, "\r\n"), answer);
    char *content = strdup(end + 4);
    free(answer);
    return content;
}

char *bench_http_offer(uint16_t port, const char *path, const char *token, const char *sdp)
{
    char head[400];
    snprintf(head, sizeof head, "POST %s HTTP/1.1\r\nAuthorization: Bearer %s", path, token);
    return bench_http(port, head, "application/sdp", sdp, 201);
}
