/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The control socket: `kreide admin` connects to it and asks with `admin` messages. Only the user that the office runs
 * as, and root, are heard.
 */
#ifndef KR_OFFICE_CONTROL_H
#define KR_OFFICE_CONTROL_H

#include <uv.h>

#include "link/link.h"
#include "office/core.h"

enum { KR_CONTROL_CLIENTS = 16 };

struct kr_control_client;

struct kr_control {
    struct kr_office *office;
    uv_loop_t *loop;
    int fd; /* listening, owned; -1: none */
    uv_poll_t poll;
    struct kr_control_client *clients[KR_CONTROL_CLIENTS];
};

void kr_control_init(struct kr_control *c, uv_loop_t *loop, struct kr_office *office);

/* Takes over a listening Unix socket; only once. fd is owned from the call on, also on failure. */
KR_MUST_CHECK int kr_control_listen(struct kr_control *c, int fd);

/* Stops; what is left closes on the loop's next turns. Answers still owed are dropped. */
void kr_control_close(struct kr_control *c);

#endif
