/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Which child hangs. Pure: from when each was heard last (link/pulse.h) and what the kernel says of it.
 *
 * A child that is silent for too long is ended, and starts anew like any that died. Silence counts only while we could
 * have heard: a supervisor that was stopped itself, or a machine that stood still, gives everybody a fresh start. Front
 * and media do nothing that takes long. Office waits for its database, so while the kernel says that it works or waits,
 * it is given longer. Before a child is ready it may take its time: office as long as it likes (a migration of a large
 * database must not be cut off again and again), the others half a minute.
 */
#ifndef KR_APP_WATCHDOG_H
#define KR_APP_WATCHDOG_H

#include <stdbool.h>
#include <stdint.h>

#include "app/child.h"

enum {
    KR_WATCHDOG_EVERY_MS = 250,
    KR_WATCHDOG_LATE_MS = 500,      /* whoever looks so much later than it meant to has slept */
    KR_WATCHDOG_WAITING_MS = 30000, /* that office may wait for its database */
    KR_WATCHDOG_START_MS = 30000,
};

struct kr_watchdog {
    uint64_t limit_ms;  /* of silence; 0: nobody is watched */
    uint64_t looked_ms; /* last; 0: never */
    uint64_t fresh_ms;  /* silence from before this does not count */
};

/* What is known of a child that runs. */
struct kr_watchdog_child {
    enum kr_child_role role;
    bool ready;
    uint64_t heard_ms; /* last; when it was started, before it said anything */
    bool stopped, traced; /* as the kernel says (os/process.h) */
};

/* To be called every KR_WATCHDOG_EVERY_MS, before children are judged. */
void kr_watchdog_look(struct kr_watchdog *w, uint64_t now_ms);

/* How long the child may be silent, as far as can be said without asking the kernel: below it need not be asked. */
bool kr_watchdog_suspects(const struct kr_watchdog *w, const struct kr_watchdog_child *c, uint64_t now_ms);

/* True if it is to be ended. */
bool kr_watchdog_hangs(const struct kr_watchdog *w, const struct kr_watchdog_child *c, uint64_t now_ms);

#endif
