/* SPDX-License-Identifier: EUPL-1.2 */
#include "harness.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "crypto/pair.h"
#include "crypto/selfsigned.h"

struct harness t;

static void on_request(void *arg, struct kr_http_exchange *x, const struct kr_http_request *r)
{
    t.requests++;
    snprintf(t.method, sizeof t.method, "%s", r->method);
    snprintf(t.path, sizeof t.path, "%s", r->path);
    snprintf(t.query, sizeof t.query, "%s", r->query);
    snprintf(t.host, sizeof t.host, "%s", r->host);
    snprintf(t.cookie, sizeof t.cookie, "%s", r->cookie);
    snprintf(t.kreide, sizeof t.kreide, "%s", r->kreide);
    snprintf(t.fetch_site, sizeof t.fetch_site, "%s", r->fetch_site);
    snprintf(t.address, sizeof t.address, "%s", r->address);
    snprintf(t.type, sizeof t.type, "%s", r->content_type);
    snprintf(t.authorization, sizeof t.authorization, "%s", r->authorization);
    snprintf(t.origin, sizeof t.origin, "%s", r->origin);
    t.secure = r->secure;
    t.body_len = r->body_len;
    t.body_sum = 0;
    for (size_t i = 0; i < r->body_len; i++)
        t.body_sum = t.body_sum * 31 + r->body[i];
    kr_http_set_user(x, &t);
    assert_ptr_equal(kr_http_user(x), &t);
    if (t.hold)
        t.held = x;
    else
        kr_http_reply(x, 200, "application/json", t.headers, t.n_headers, "{\"answer\":1}", 12);
}

static void on_gone(void *arg, struct kr_http_exchange *x)
{
    t.gone++;
    if (t.held == x)
        t.held = NULL;
}

static int on_ws_open(void *arg, struct kr_ws *ws, const struct kr_http_request *r, void **user)
{
    snprintf(t.path, sizeof t.path, "%s", r->path);
    snprintf(t.origin, sizeof t.origin, "%s", r->origin);
    if (t.refuse)
        return t.refuse;
    t.opened++;
    t.ws = ws;
    *user = &t;
    return 0;
}

static void on_ws_message(void *user, const char *text, size_t len)
{
    assert_ptr_equal(user, &t);
    t.messages++;
    free(t.text);
    t.text = malloc(len + 1);
    memcpy(t.text, text, len);
    t.text[len] = '\0';
    t.text_len = len;
    if (t.echo)
        assert_int_equal(kr_ws_send(t.ws, text, len), 0);
}

static void on_ws_closed(void *user)
{
    assert_ptr_equal(user, &t);
    t.closed++;
    t.ws = NULL;
}

static const struct kr_http_handlers handlers = {on_request, on_gone, on_ws_open, on_ws_message, on_ws_closed};

static void put(const char *name, const char *text)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", t.dir, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static int listen_on_loopback(int *port)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof at;
    if (bind(fd, (struct sockaddr *)&at, sizeof at) || listen(fd, 64) || getsockname(fd, (struct sockaddr *)&at, &len))
        return -1;
    *port = ntohs(at.sin_port);
    return fd;
}

int harness_certificate(const char *cert_file, const char *key_file)
{
    struct kr_pair pair;
    char why[KR_PAIR_WHY_BYTES];
    int err = kr_pair_read(&pair, cert_file, key_file, (uint64_t)time(NULL), why);
    if (err)
        return err;
    err = kr_http_certificate(t.http, pair.chain, pair.key);
    kr_pair_free(&pair);
    return err;
}

static int setup(bool tls)
{
    static const char *const names[] = {"localhost"}, *const ips[] = {"127.0.0.1"};
    t = (struct harness){0};
    snprintf(t.dir, sizeof t.dir, "/tmp/kreide-test-XXXXXX");
    if (!mkdtemp(t.dir) || uv_loop_init(&t.loop))
        return -1;
    char sub[100];
    snprintf(sub, sizeof sub, "%s/assets", t.dir);
    mkdir(sub, 0700);
    put("index.html", "<!doctype html><title>app</title>");
    put("robots.txt", "User-agent: *\n");
    put("assets/app-1a2b3c.js", "let a = 1\n");
    put("assets/app-1a2b3c.js.gz", "compressed");
    snprintf(t.cert_file, sizeof t.cert_file, "%s/.cert.pem", t.dir);
    snprintf(t.key_file, sizeof t.key_file, "%s/.key.pem", t.dir);
    if (tls && kr_selfsigned_ensure(t.cert_file, t.key_file, names, 1, ips, 1))
        return -1;
    struct kr_http_config config = {
        .static_dir = t.dir, .tls = tls};
    if (kr_http_new(&t.http, &t.loop, &config, &handlers, &t) || (tls && harness_certificate(t.cert_file, t.key_file)) || kr_http_listen(t.http, listen_on_loopback(&t.port), false))
        return -1;
    return tls ? kr_http_listen(t.http, listen_on_loopback(&t.tls_port), true) : 0;
}

int harness_setup(void **state)
{
    return setup(false);
}

int harness_setup_tls(void **state)
{
    return setup(true);
}

int harness_teardown(void **state)
{
    static const char *const names[] = {"index.html", "robots.txt", "assets/app-1a2b3c.js", "assets/app-1a2b3c.js.gz", "assets"};
    kr_http_free(t.http);
    uv_run(&t.loop, UV_RUN_DEFAULT);
    int err = uv_loop_close(&t.loop);
    free(t.text);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[200];
        snprintf(path, sizeof path, "%s/%s", t.dir, names[i]);
        if (remove(path))
            err = -1;
    }
    remove(t.cert_file);
    remove(t.key_file);
    return remove(t.dir) ? -1 : err;
}

void harness_turn(void)
{
    if (!uv_run(&t.loop, UV_RUN_NOWAIT))
        return;
    usleep(1000);
}

void client_open(struct client *c)
{
    *c = (struct client){.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)t.port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    assert_int_equal(connect(c->fd, (struct sockaddr *)&at, sizeof at), 0);
    fcntl(c->fd, F_SETFL, fcntl(c->fd, F_GETFL) | O_NONBLOCK);
}

void client_close(struct client *c)
{
    close(c->fd);
    free(c->in);
    *c = (struct client){.fd = -1};
}

static void client_read(struct client *c)
{
    while (!c->eof) {
        if (c->cap - c->len < 65536) {
            c->cap = 2 * c->cap + 65536;
            c->in = realloc(c->in, c->cap + 1);
        }
        ssize_t n = recv(c->fd, c->in + c->len, c->cap - c->len, 0);
        if (n < 0 && errno == EAGAIN)
            return;
        if (n <= 0)
            c->eof = true;
        else
            c->len += (size_t)n;
        c->in[c->len] = '\0';
    }
}

void client_send(struct client *c, const void *data, size_t len)
{
    const uint8_t *p = data;
    for (int turns = 0; len && turns < 5000; turns++) {
        ssize_t n = send(c->fd, p, len, MSG_NOSIGNAL);
        if (n < 0 && errno != EAGAIN)
            return; /* the server has ended the connection; the test sees that by itself */
        if (n > 0) {
            p += n;
            len -= (size_t)n;
        }
        harness_turn();
        client_read(c);
    }
}

void client_expect(struct client *c, size_t n)
{
    until((client_read(c), c->len >= n || c->eof));
    assert_true(c->len >= n);
}

void client_expect_end(struct client *c)
{
    until((client_read(c), c->eof));
}

void client_drop(struct client *c, size_t n)
{
    assert_true(n <= c->len);
    memmove(c->in, c->in + n, c->len - n);
    c->len -= n;
    c->in[c->len] = '\0';
}

static char *copy(const void *from, size_t len)
{
    char *p = malloc(len + 1);
    memcpy(p, from, len);
    p[len] = '\0';
    return p;
}

int client_answer(struct client *c, char **head, char **body, size_t *body_len)
{
    char *end = NULL;
    until((client_read(c), c->eof || (c->len && (end = strstr((char *)c->in, "\r\n\r\n")))));
    if (!c->len || !(end = strstr((char *)c->in, "\r\n\r\n")))
        return 0;
    size_t head_len = (size_t)(end - (char *)c->in) + 4, n = 0;
    char *h = copy(c->in, head_len);
    char *l = strstr(h, "\r\ncontent-length: ");
    if (l && strncmp(h, "HTTP/1.1 304", 12) != 0)
        n = strtoul(l + 18, NULL, 10);
    client_expect(c, head_len + n);
    int status = (int)strtol(h + 9, NULL, 10);
    if (body)
        *body = copy(c->in + head_len, n);
    if (body_len)
        *body_len = n;
    client_drop(c, head_len + n);
    if (head)
        *head = h;
    else
        free(h);
    return status;
}

int ask(const char *request, char **head, char **body)
{
    struct client c;
    client_open(&c);
    client_send(&c, request, strlen(request));
    int status = client_answer(&c, head, body, NULL);
    client_close(&c);
    return status;
}
