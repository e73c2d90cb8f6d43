/* SPDX-License-Identifier: EUPL-1.2 */
/* What WHIP (RFC 9725) and WHEP have in common: addresses, tokens, CORS, an offer in and an answer out. */
#ifndef KR_FRONT_DEVICE_H
#define KR_FRONT_DEVICE_H

#include "front/inside.h"

/* The parts of /whip/{room}/{participant} or /whep/{room}/{participant}/{session}. */
struct kr_device_path {
    char room[KR_LIMIT_ID_BYTES + 1];
    char participant[KR_LIMIT_ID_BYTES + 1];
    char session[KR_LIMIT_ID_BYTES + 1]; /* or empty */
};

/* One POST until its answer. */
struct kr_device_call {
    struct kr_pending pending;
    struct kr_device_path path;
    bool play;
    uint8_t bearer[32]; /* SHA-256 of the token */
    char *sdp;          /* owned */
};

/* Reads path behind `prefix`; KR_E_MALFORMED unless each part has 1 to 64 unreserved characters (RFC 3986, 2.3). */
KR_MUST_CHECK int kr_device_path(struct kr_device_path *out, const char *path, const char *prefix);

/* Answers without a body, with CORS headers; location may be NULL. */
void kr_device_reply(struct kr_http_exchange *x, int status, const char *location, const char *sdp);
/* Answers with a problem: the error the client did, or 503. */
void kr_device_refuse(struct kr_http_exchange *x, int status);
/* HTTP status of an error of the meeting or the media process. */
int kr_device_status(int err);
/* OPTIONS and wrong methods. */
void kr_device_options(struct kr_http_exchange *x);
void kr_device_not_allowed(struct kr_http_exchange *x, const char *allow);

/*
 * A POST: checks the request, exchanges the token for a ticket at the office, and calls `admit`, which makes a session
 * that has not been opened yet; then the offer goes to the media process.
 */
typedef int kr_device_admit_fn(struct kr_front *f, struct kr_device_call *call, const struct kr_ticket *ticket, const char *text,
                               struct kr_session **out);
void kr_device_post(struct kr_front *f, struct kr_http_exchange *x, const struct kr_http_request *req,
                    const struct kr_device_path *path, bool play);

/* Makes the sessions: whip.c, whep.c. */
kr_device_admit_fn kr_whip_admit, kr_whep_admit;

/* DELETE of a session that may be NULL: only with the token it was made with. */
void kr_device_delete(struct kr_http_exchange *x, const struct kr_http_request *req, struct kr_session *s);

#endif
