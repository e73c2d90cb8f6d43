/* SPDX-License-Identifier: EUPL-1.2 */
/* One handler per message a client may send, and the moments at which it may. */
#ifndef KR_FRONT_HANDLERS_HANDLERS_H
#define KR_FRONT_HANDLERS_HANDLERS_H

#include "front/inside.h"

enum kr_stage { KR_STAGE_NEW, KR_STAGE_WAITING, KR_STAGE_ADMITTED, KR_STAGE_IN };

enum {
    KR_ANSWERED = 1, /* instead of 0: the answer was sent, or comes later */
};

/*
 * 0: `ok` is the answer; KR_ANSWERED; or an error that had no effect. The client's session may be gone when it
 * returns.
 */
typedef int kr_handler_fn(struct kr_client *c, const struct kr_signal_msg *m);

struct kr_handler {
    unsigned stages; /* bits of enum kr_stage */
    kr_handler_fn *handle; /* NULL: not a client's message */
};

/* By enum kr_signal_type. */
extern const struct kr_handler kr_handlers[KR_SIGNAL_ENDED + 1];

kr_handler_fn kr_handle_knock, kr_handle_resume, kr_handle_join, kr_handle_offer, kr_handle_watch, kr_handle_state, kr_handle_say,
    kr_handle_unsay, kr_handle_hand, kr_handle_grant, kr_handle_mute, kr_handle_admit, kr_handle_deny, kr_handle_remove,
    kr_handle_lock, kr_handle_lobby, kr_handle_freeze, kr_handle_screens, kr_handle_end, kr_handle_leave, kr_handle_ping,
    kr_handle_statistics;

#endif
