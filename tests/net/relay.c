/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * kreide-impair: a UDP relay on 127.0.0.1 whose lines are as bad as a script says (net/impair.h).
 *
 *   kreide-impair [--listen [ADDRESS:]PORT] [--seed N] [--script FILE] [ADDRESS:]PORT
 *
 * Relays between whoever sends to it and the server's media port. Each client address has two lines of its own, up and down,
 * each with its own seed. Prints `port N` when it is ready. Script lines with a time come from FILE and hold from so many
 * seconds after the first datagram; lines on standard input hold at once. It ends with its standard input.
 */
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/impair.h"
#include "os/clock.h"

enum { CLIENTS = 128, STEPS = 1000, LINE = 400, UP = 0, DOWN = 1 };

struct client {
    struct sockaddr_in address;
    int fd; /* towards the server */
    struct impair_line lines[2];
};

struct step {
    uint64_t at_us;
    char text[LINE];
};

struct relay {
    int fd; /* towards the clients */
    struct sockaddr_in server;
    uint64_t seed, began_us;
    struct impair_way ways[2];
    struct client clients[CLIENTS];
    size_t n;
    struct step *steps;
    size_t n_steps, next_step;
    char line[LINE];
    size_t line_len;
};

static struct sockaddr_in address_of(const char *text)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const char *colon = strrchr(text, ':'), *port = colon ? colon + 1 : text;
    char host[64], *end;
    unsigned long number = strtoul(port, &end, 10);
    if (colon) {
        snprintf(host, sizeof host, "%.*s", (int)(colon - text), text);
        if (inet_pton(AF_INET, host, &a.sin_addr) != 1)
            errx(2, "%s: no IPv4 address", host);
    }
    if (end == port || *end || number > UINT16_MAX)
        errx(2, "%s: no port", port);
    a.sin_port = htons((uint16_t)number);
    return a;
}

static int open_socket(const struct sockaddr_in *bind_to, const struct sockaddr_in *connect_to)
{
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), bytes = 4 << 20;
    if (fd < 0)
        err(1, "socket");
    if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof bytes))
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
    if ((bind_to && bind(fd, (const struct sockaddr *)bind_to, sizeof *bind_to)) ||
        (connect_to && connect(fd, (const struct sockaddr *)connect_to, sizeof *connect_to)))
        err(1, "UDP port");
    return fd;
}

static void apply(struct relay *r)
{
    for (size_t i = 0; i < r->n; i++)
        for (int w = UP; w <= DOWN; w++)
            r->clients[i].lines[w].way = r->ways[w];
}

static void read_line(struct relay *r, const char *text)
{
    uint64_t at_us;
    if (impair_read(text, &r->ways[UP], &r->ways[DOWN], &at_us))
        apply(r);
    else if (text[strspn(text, " \t\r\n")])
        warnx("not understood: %s", text);
}

static void read_script(struct relay *r, const char *path)
{
    FILE *f = fopen(path, "re");
    char text[LINE];
    r->steps = calloc(STEPS, sizeof *r->steps);
    if (!f || !r->steps)
        err(2, "%s", path);
    while (r->n_steps < STEPS && fgets(text, sizeof text, f)) {
        struct impair_way up = {0}, down = {0};
        struct step *s = &r->steps[r->n_steps];
        if (text[0] == '#' || !text[strspn(text, " \t\r\n")])
            continue;
        if (!impair_read(text, &up, &down, &s->at_us))
            errx(2, "%s: not understood: %s", path, text);
        if (r->n_steps && s->at_us < r->steps[r->n_steps - 1].at_us)
            errx(2, "%s: goes back in time: %s", path, text);
        memcpy(s->text, text, sizeof s->text);
        r->n_steps++;
    }
    fclose(f);
}

static struct client *client_of(struct relay *r, const struct sockaddr_in *from)
{
    for (size_t i = 0; i < r->n; i++)
        if (r->clients[i].address.sin_port == from->sin_port && r->clients[i].address.sin_addr.s_addr == from->sin_addr.s_addr)
            return &r->clients[i];
    if (r->n == CLIENTS)
        return NULL;
    struct client *c = &r->clients[r->n];
    *c = (struct client){.address = *from, .fd = open_socket(NULL, &r->server)};
    for (int w = UP; w <= DOWN; w++) {
        impair_init(&c->lines[w], r->seed + 2 * r->n + (uint64_t)w);
        c->lines[w].way = r->ways[w];
    }
    r->n++;
    return c;
}

static void from_clients(struct relay *r, uint64_t now_us)
{
    uint8_t data[IMPAIR_DATAGRAM];
    struct sockaddr_in from;
    for (;;) {
        socklen_t len = sizeof from;
        ssize_t n = recvfrom(r->fd, data, sizeof data, 0, (struct sockaddr *)&from, &len);
        if (n < 0)
            return;
        struct client *c = client_of(r, &from);
        if (c)
            impair_put(&c->lines[UP], data, (size_t)n, now_us);
        if (!r->began_us)
            r->began_us = now_us;
    }
}

static void from_server(struct client *c, uint64_t now_us)
{
    uint8_t data[IMPAIR_DATAGRAM];
    ssize_t n;
    while ((n = recv(c->fd, data, sizeof data, 0)) >= 0)
        impair_put(&c->lines[DOWN], data, (size_t)n, now_us);
}

static void deliver(struct relay *r, uint64_t now_us)
{
    struct impair_datagram *d;
    for (size_t i = 0; i < r->n; i++) {
        struct client *c = &r->clients[i];
        while ((d = impair_take(&c->lines[UP], now_us))) {
            (void)!send(c->fd, d->data, d->len, 0);
            free(d);
        }
        while ((d = impair_take(&c->lines[DOWN], now_us))) {
            (void)!sendto(r->fd, d->data, d->len, 0, (struct sockaddr *)&c->address, sizeof c->address);
            free(d);
        }
    }
}

static uint64_t due_us(const struct relay *r)
{
    uint64_t due = UINT64_MAX;
    for (size_t i = 0; i < r->n; i++)
        for (int w = UP; w <= DOWN; w++)
            if (impair_due_us(&r->clients[i].lines[w]) < due)
                due = impair_due_us(&r->clients[i].lines[w]);
    if (r->began_us && r->next_step < r->n_steps && r->began_us + r->steps[r->next_step].at_us < due)
        due = r->began_us + r->steps[r->next_step].at_us;
    return due;
}

/* False when standard input is over. */
static bool from_input(struct relay *r)
{
    char c;
    ssize_t n;
    while ((n = read(STDIN_FILENO, &c, 1)) == 1) {
        if (c != '\n' && r->line_len < sizeof r->line - 1) {
            r->line[r->line_len++] = c;
            continue;
        }
        r->line[r->line_len] = '\0';
        r->line_len = 0;
        read_line(r, r->line);
    }
    return n < 0 && errno == EAGAIN;
}

static void wait_for(struct relay *r, struct pollfd *fds)
{
    uint64_t due = due_us(r), now_us = kr_clock_us();
    fds[0] = (struct pollfd){.fd = STDIN_FILENO, .events = POLLIN};
    fds[1] = (struct pollfd){.fd = r->fd, .events = POLLIN};
    for (size_t i = 0; i < r->n; i++)
        fds[2 + i] = (struct pollfd){.fd = r->clients[i].fd, .events = POLLIN};
    uint64_t wait_us = due > now_us ? due - now_us : 0;
    struct timespec wait = {.tv_sec = (time_t)(wait_us / 1000000), .tv_nsec = (long)(wait_us % 1000000) * 1000};
    ppoll(fds, 2 + r->n, due == UINT64_MAX ? NULL : &wait, NULL);
}

static void run(struct relay *r)
{
    struct pollfd fds[2 + CLIENTS];
    for (;;) {
        wait_for(r, fds);
        uint64_t now_us = kr_clock_us();
        size_t n = r->n;
        if (fds[0].revents && !from_input(r))
            return;
        while (r->began_us && r->next_step < r->n_steps && r->began_us + r->steps[r->next_step].at_us <= now_us)
            read_line(r, r->steps[r->next_step++].text);
        if (fds[1].revents)
            from_clients(r, now_us);
        for (size_t i = 0; i < n; i++)
            if (fds[2 + i].revents)
                from_server(&r->clients[i], now_us);
        deliver(r, kr_clock_us());
    }
}

int main(int argc, char **argv)
{
    static struct relay r = {.seed = 1};
    struct sockaddr_in listen_on = address_of("0");
    socklen_t len = sizeof listen_on;
    int i = 1;
    for (; i + 2 < argc; i += 2) {
        if (strcmp(argv[i], "--listen") == 0)
            listen_on = address_of(argv[i + 1]);
        else if (strcmp(argv[i], "--seed") == 0)
            r.seed = strtoull(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--script") == 0)
            read_script(&r, argv[i + 1]);
        else
            break;
    }
    if (i + 1 != argc)
        errx(2, "kreide-impair [--listen [ADDRESS:]PORT] [--seed N] [--script FILE] [ADDRESS:]PORT");
    r.server = address_of(argv[i]);
    r.fd = open_socket(&listen_on, NULL);
    if (getsockname(r.fd, (struct sockaddr *)&listen_on, &len))
        err(1, "port");
    fcntl(STDIN_FILENO, F_SETFL, fcntl(STDIN_FILENO, F_GETFL) | O_NONBLOCK);
    printf("port %u\n", ntohs(listen_on.sin_port));
    fflush(stdout);
    run(&r);
    for (size_t k = 0; k < r.n; k++)
        for (int w = UP; w <= DOWN; w++)
            impair_fini(&r.clients[k].lines[w]);
    free(r.steps);
    return 0;
}
