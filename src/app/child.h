/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * One process under the supervisor: started as `kreide child ROLE INDEX`, spoken to over a link on its descriptor 3,
 * restarted with back-off when it dies. It dies with the supervisor.
 */
#ifndef KR_APP_CHILD_H
#define KR_APP_CHILD_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "link/link.h"

enum kr_child_role { KR_CHILD_OFFICE, KR_CHILD_FRONT, KR_CHILD_MEDIA, KR_CHILD_DOOR, KR_CHILD_COUNT };

extern const char *const kr_child_name[KR_CHILD_COUNT];

enum {
    KR_CHILD_CONTROL_FD = 3,
    KR_CHILD_EXIT_CONFIG = 78, /* EX_CONFIG of sysexits.h: restarting would not help */
    KR_CHILD_BACKOFF_MIN_MS = 200, /* after a death that follows another; the first costs no wait */
    KR_CHILD_BACKOFF_MAX_MS = 10000,
    KR_CHILD_LINGER_MS = 2000,  /* from closing its link to its end */
    KR_CHILD_STABLE_MS = 60000, /* after so long the back-off starts anew */
};

struct kr_child;

struct kr_child_events {
    /* It was started; its link is there, though it may not have read anything yet. */
    void (*started)(void *arg, struct kr_child *child);
    void (*message)(void *arg, struct kr_child *child, struct kr_link_msg **msg);
    /* It ended; its link is gone. `fatal`: it will not be started again. */
    void (*ended)(void *arg, struct kr_child *child, bool fatal);
};

struct kr_child {
    enum kr_child_role role;
    uint32_t index;
    struct kr_link *link; /* NULL while it does not run */
    bool ready;
    /* private */
    uv_loop_t *loop;
    char *const *options;
    const struct kr_child_events *events;
    void *arg;
    uv_process_t process;
    uv_timer_t timer;
    bool running, stopping;
    uint64_t started_ms, backoff_ms;
    uint64_t heard_ms; /* its last message; when it was started, before the first */
};

/* options: NULL-terminated words that follow `child ROLE INDEX`; they must outlive the child, as must events. */
void kr_child_init(struct kr_child *c, enum kr_child_role role, uint32_t index, uv_loop_t *loop, char *const *options,
                   const struct kr_child_events *events, void *arg);

/* Starts it; tries again with back-off when that fails. */
void kr_child_start(struct kr_child *c);

/* Ends it at once; it starts again as after any other death. */
void kr_child_kill(struct kr_child *c);

/* Asks it to end and does not start it again; `ended` follows. Kills it when asked twice. */
void kr_child_stop(struct kr_child *c);

#endif
