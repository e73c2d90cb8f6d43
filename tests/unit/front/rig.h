/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A real front process in a child, with the test as its supervisor, office and media processes over real links, and
 * small HTTP and WebSocket clients over TCP. Nothing waits longer than RIG_PATIENCE_MS: then the test fails.
 */
#ifndef KR_TESTS_FRONT_RIG_H
#define KR_TESTS_FRONT_RIG_H

#include <stdbool.h>
#include <sys/types.h>

#include "crypto/ticket.h"
#include "link/link.h"
#include "proto/signal.h"

enum { RIG_PATIENCE_MS = 20000, RIG_MEDIA = 2, RIG_ENDPOINTS = 64, RIG_TICKET_MS = 3600 * 1000, RIG_RELAY_PORT = 20000 };

#define RIG_METRICS_TOKEN "0123456789abcdef-metrics"

/* An endpoint as the media process was told of it. */
struct rig_endpoint {
    char id[65], room[65], play[65], sdp[400];
    enum kr_link_endpoint_open_mode mode;
    struct kr_link_allow allow;
    bool open;
    unsigned opens, allows, offers;
    int64_t held; /* an `open` that is not answered yet: its number */
};

/* One side of a relay as it was ordered. */
struct rig_relay {
    uint32_t number;
    bool out;
    char of[65], keys[113];
    int64_t port; /* of the other side */
};

struct rig_media {
    struct kr_link *link;
    struct rig_relay relays[RIG_ENDPOINTS]; /* that are open */
    size_t n_relays;
    int refuse_relays; /* with this; 0: none is refused */
    struct rig_endpoint endpoints[RIG_ENDPOINTS];
    size_t n;
    unsigned closes;
    char revoked[65]; /* what it heard of last */
    unsigned n_revoked;
};

struct rig {
    uv_loop_t loop;
    pid_t child;
    struct kr_link *control, *office;
    struct rig_media media[RIG_MEDIA];
    int port;
    bool ready;
    struct kr_ticket_signer signer;
    /* What the office was asked last, and what it answers. */
    unsigned api_requests;
    char api_path[401], api_body[1001], api_session[129], api_browser[129], api_origin[301];
    struct kr_link_http_response api_answer;
    int token_err;      /* what every token is refused with; 0: none is */
    uint64_t later_ms;  /* tickets last so much longer than RIG_TICKET_MS: as if made later */
    const char *holder; /* of moderators' tickets; NULL: "teacher" */
    char token_id[65];  /* of the tickets that devices get; "": each its own */
    unsigned live_told;
    size_t live_members;
    bool live_moderator;
    struct {
        char room[65];
        size_t members;
        bool moderator;
    } live[8]; /* of each room, what was told last */
    size_t n_live;
    char dir[64];
};

void rig_start(struct rig *r);
void rig_start_spread(struct rig *r, uint32_t room_endpoints); /* a room may be on both media processes */
void rig_start_before_office(struct rig *r); /* which has not told yet what was revoked */
void rig_stop(struct rig *r); /* asserts that the process ended cleanly */
void rig_turn(struct rig *r); /* lets links and the child work for a moment */
void rig_office(struct rig *r); /* one that has revoked nothing */
void rig_office_with(struct rig *r, struct kr_link_msg *first); /* says this first; NULL: nothing */
uint64_t rig_unix_ms(void);
void rig_media(struct rig *r, unsigned index);
void rig_drop(struct kr_link **link);
void rig_office_says(struct rig *r, struct kr_link_msg *msg);
struct rig_endpoint *rig_endpoint(struct rig *r, const char *id); /* wherever it is, or NULL */
struct rig_media *rig_media_of(struct rig *r, const char *id);
void rig_answer_held(struct rig *r, const char *id);
/* Ticket text, static storage; browser is the cookie's value or NULL. */
const char *rig_ticket(struct rig *r, enum kr_ticket_role role, const char *room, const char *browser);

/* Waits until the condition holds. */
#define RIG_UNTIL(r, condition)                                                                                        \
    do {                                                                                                               \
        uint64_t rig_end = uv_hrtime() / 1000000 + RIG_PATIENCE_MS;                                                    \
        while (!(condition)) {                                                                                         \
            if (uv_hrtime() / 1000000 > rig_end)                                                                       \
                fail_msg("waited in vain for %s", #condition);                                                         \
            rig_turn(r);                                                                                               \
        }                                                                                                              \
    } while (0)

/* ---- HTTP ---- */
struct rig_reply {
    int status;
    char head[4096], body[8192];
};
/* One request; `headers` are lines that end with CRLF. */
struct rig_reply rig_http(struct rig *r, const char *method, const char *path, const char *headers, const char *body);
int rig_connect(struct rig *r);
bool rig_has(const struct rig_reply *reply, const char *header_line); /* without case */

/* ---- WebSocket ---- */
struct rig_ws {
    struct rig *r;
    int fd;
    int64_t next_id;
    bool closed;
    int code; /* of the close frame */
    unsigned char buf[1 << 17];
    size_t len;
    struct kr_signal_msg *msg; /* the last one received; dies with the next */
};
/* 101, or the status that refused it. */
int rig_ws_open(struct rig *r, struct rig_ws *ws, const char *cookie, const char *more_headers);
void rig_ws_cut(struct rig_ws *ws); /* without a word */
/* Sends JSON as it is. */
void rig_ws_send(struct rig_ws *ws, const char *json);
/* Waits for the next message of this type and drops others. */
struct kr_signal_msg *rig_ws_expect(struct rig_ws *ws, enum kr_signal_type type);
/* Sends {"type":...,fields,"id":n} and waits for its reply, dropping everything else. */
struct kr_signal_msg *rig_ws_ask(struct rig_ws *ws, const char *type, const char *fields);
void rig_ws_expect_close(struct rig_ws *ws, int code);
/* Takes what is there; the number of messages dropped whose type is not pong. */
unsigned rig_ws_drain(struct rig_ws *ws);

#endif
