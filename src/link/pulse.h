/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A process shows the supervisor that its event loop runs: `alive` over its link, a few times a second. The supervisor
 * ends whoever was silent for too long (app/watchdog.h).
 */
#ifndef KR_LINK_PULSE_H
#define KR_LINK_PULSE_H

#include <uv.h>

#include "link/link.h"

enum { KR_PULSE_MS = 250 };

struct kr_pulse {
    uv_timer_t timer;
    struct kr_link *link;
};

/* The link must outlive the pulse. The timer keeps no loop running. */
void kr_pulse_start(struct kr_pulse *p, uv_loop_t *loop, struct kr_link *link);

/* Call before the link is closed; the loop must run once more. Nothing happens if it was never started (all zero). */
void kr_pulse_stop(struct kr_pulse *p);

#endif
