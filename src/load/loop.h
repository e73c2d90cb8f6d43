/* SPDX-License-Identifier: EUPL-1.2 */
/* The descriptors that are waited for (epoll). One thread; whoever is called may close any of them. */
#ifndef KR_LOAD_LOOP_H
#define KR_LOAD_LOOP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct kr_load_loop {
    int fd;
};

struct kr_load_watch {
    int fd; /* -1: none */
    void (*ready)(void *arg, bool readable, bool writable);
    void *arg;
    bool wants_to_write;
};

KR_MUST_CHECK int kr_load_loop_init(struct kr_load_loop *l);
void kr_load_loop_fini(struct kr_load_loop *l);

/* w must live until kr_load_loop_close, which also closes its descriptor. */
KR_MUST_CHECK int kr_load_loop_add(struct kr_load_loop *l, struct kr_load_watch *w);
void kr_load_loop_want(struct kr_load_loop *l, struct kr_load_watch *w, bool to_write);
void kr_load_loop_close(struct kr_load_loop *l, struct kr_load_watch *w);

/* Calls those that are ready, once. */
void kr_load_loop_turn(struct kr_load_loop *l);

#endif
