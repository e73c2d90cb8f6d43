/* SPDX-License-Identifier: EUPL-1.2 */
/* A real server on a real loop, and clients that speak bytes over real sockets, in one thread. */
#ifndef KR_TESTS_HTTP_HARNESS_H
#define KR_TESTS_HTTP_HARNESS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "http/server.h"

struct harness {
    uv_loop_t loop;
    struct kr_http *http;
    int port, tls_port;
    char cert_file[100], key_file[100];
    char dir[64]; /* of the static files */

    /* What the handlers saw and how they behave. */
    int requests, gone, opened, closed, messages;
    char method[16], path[600], query[600], host[300], cookie[300], kreide[60], fetch_site[60], address[60], type[100];
    char authorization[300], origin[300];
    bool secure;
    size_t body_len;
    uint32_t body_sum;
    bool hold;                       /* do not answer yet */
    struct kr_http_exchange *held;
    struct kr_http_header headers[4];
    size_t n_headers;
    int refuse;                      /* status for ws_open */
    struct kr_ws *ws;
    char *text;                      /* last message; owned */
    size_t text_len;
    bool echo;
};

extern struct harness t;

struct client {
    int fd;
    uint8_t *in; /* owned */
    size_t len, cap;
    bool eof;
};

int harness_setup(void **state);
int harness_setup_tls(void **state); /* the same, and HTTPS on tls_port */
int harness_certificate(const char *cert_file, const char *key_file); /* is served with from now on */
int harness_teardown(void **state);

void client_open(struct client *c);
void client_close(struct client *c);
void client_send(struct client *c, const void *data, size_t len);

/* Runs the loop until n bytes have come, or the end. Fails the test after some seconds. */
void client_expect(struct client *c, size_t n);
/* Runs the loop until the connection is ended by the server. */
void client_expect_end(struct client *c);
/* Runs the loop until a whole answer with Content-Length has come; returns its status and takes it out of `in`. */
int client_answer(struct client *c, char **head, char **body, size_t *body_len);
void client_drop(struct client *c, size_t n);

/* Sends one request on a connection of its own, and gives the status of the answer; head and body may be NULL. */
int ask(const char *request, char **head, char **body);

/* Lets the loop turn until cond is true. */
#define until(cond)                                                                                                    \
    do {                                                                                                               \
        for (int turns_ = 0; !(cond) && turns_ < 5000; turns_++)                                                       \
            harness_turn();                                                                                            \
        assert_true(cond);                                                                                             \
    } while (0)
void harness_turn(void);

#endif
