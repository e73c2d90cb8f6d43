/* SPDX-License-Identifier: EUPL-1.2 */
/* The requests of a link that have no reply yet: found by number, given up in the order they were made. Pure. */
#ifndef KR_LINK_REQUESTS_H
#define KR_LINK_REQUESTS_H

#include <stdint.h>

#include "base/err.h"
#include "base/map.h"

struct kr_link_msg;

enum {
    KR_REQUESTS_TIMEOUT_MS = 10 * 1000,
    KR_REQUESTS_MAX = 16 * 1024, /* unanswered ones; a peer that owes more is beyond help */
};

typedef void kr_requests_reply_fn(void *arg, int err, const struct kr_link_msg *msg);

struct kr_request {
    struct kr_request *prev, *next;
    int64_t id;
    int reply_type; /* of enum kr_link_type */
    uint64_t deadline_ms;
    kr_requests_reply_fn *on_reply;
    void *arg;
};

struct kr_requests {
    struct kr_map by_id;
    struct kr_request *oldest, *newest; /* owned */
    int64_t last_id;
};

void kr_requests_init(struct kr_requests *t);
void kr_requests_fini(struct kr_requests *t); /* calls nobody */

/* Adds a request and tells its number (from 1 up, never again). KR_E_FULL, KR_E_NOMEM. */
KR_MUST_CHECK int kr_requests_add(struct kr_requests *t, int64_t *id, int reply_type, uint64_t now_ms,
                                  kr_requests_reply_fn *on_reply, void *arg);

/* Takes out the request of that number, or NULL. Free it with free. */
struct kr_request *kr_requests_take(struct kr_requests *t, int64_t id);

/* Takes out the oldest request if its time is over, or NULL. */
struct kr_request *kr_requests_take_expired(struct kr_requests *t, uint64_t now_ms);

/* Takes out the oldest request, or NULL. */
struct kr_request *kr_requests_take_oldest(struct kr_requests *t);

#endif
