/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What the files of this folder share and nobody else sees.
 *
 * A client is one WebSocket. A session is one seat: somebody who waits or is in, a WHIP device, or a WHEP player. It
 * outlives its client, which may be lost and come back (resume). Whatever waits for another process keeps a session's
 * id and attempt, never its pointer: the session may be gone, or on to something else, when the answer comes.
 */
#ifndef KR_FRONT_INSIDE_H
#define KR_FRONT_INSIDE_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "base/histogram.h"
#include "base/limits.h"
#include "base/map.h"
#include "crypto/secret.h"
#include "crypto/ticket.h"
#include "front/front.h"
#include "front/picture.h"
#include "front/placement.h"
#include "front/turn.h"
#include "http/http.h"
#include "link/pulse.h"
#include "meeting/meeting.h"
#include "meeting/rate.h"

enum {
    KR_FRONT_MEDIA_MAX = KR_PLACE_MAX, /* `index` of proto/link.json */
    KR_FRONT_TICK_MS = 250,
    KR_FRONT_SWEEP_MS = 60 * 1000,
    KR_FRONT_KNOCK_MS = 30 * 1000, /* a WebSocket that has not knocked by then is closed */
    KR_FRONT_WATCHES_MAX = 16,   /* `watch` requests of one client without their `slots` */
    KR_FRONT_REVOKED_MAX = 500000, /* remembered: every account of a large district, its rooms and devices */
    KR_FRONT_PLAYERS_MAX = 1024,  /* WHEP players of one room */
    KR_SESSION_ID_BYTES = 12,
    KR_SESSION_SECRET_BYTES = 24, /* 192 bits of a resume token are secret */
    KR_RESUME_SIZE = KR_TOKEN_TEXT_SIZE(KR_SESSION_ID_BYTES) + KR_TOKEN_TEXT_SIZE(KR_SESSION_SECRET_BYTES),
};

/* RFC 6455 section 7.4.1. */
enum { KR_CLOSE_NORMAL = 1000, KR_CLOSE_POLICY = 1008, KR_CLOSE_TOO_BIG = 1009 };

enum kr_endpoint { KR_ENDPOINT_NONE, KR_ENDPOINT_OPENING, KR_ENDPOINT_OPEN };

struct kr_front;
struct kr_session;

struct kr_client {
    struct kr_front *front;
    struct kr_client *prev, *next;
    struct kr_ws *ws;
    uint64_t opened_ms;
    struct kr_session *session; /* NULL before it knocked, and after it was sent away */
    struct kr_rate rate;        /* before there is a session */
    uint8_t browser[32];        /* SHA-256 of the browser cookie; zero: none */
    bool closing;
};

struct kr_watch {
    int64_t gen, re;
};

struct kr_session {
    struct kr_front *front;
    struct kr_session *prev, *next;
    enum kr_link_endpoint_open_mode mode; /* meet, publish, play */
    char id[KR_TOKEN_TEXT_SIZE(KR_SESSION_ID_BYTES)]; /* of the member and of the endpoint */
    char resume[KR_RESUME_SIZE];
    char room[KR_LIMIT_ID_BYTES + 1];
    char holder[KR_LIMIT_ID_BYTES + 1];  /* account of a moderator, "" for others */
    char token[KR_LIMIT_ID_BYTES + 1];   /* of a device or a player, else "" */
    char *ticket;             /* its text, for the media process; owned, wiped */
    uint8_t browser[32];
    uint8_t bearer[32];       /* SHA-256 of the WHIP or WHEP token */
    struct kr_person *person; /* NULL for a player */
    struct kr_client *client; /* NULL while away, and for devices and players */
    struct kr_rate rate;
    enum kr_endpoint endpoint;
    uint32_t media;           /* index of the media process, while there is an endpoint */
    uint32_t attempt;         /* counts endpoints: tells the answer to this one from that to an earlier one */
    bool offering;            /* an offer's answer is awaited */
    struct kr_link_allow told_allow;
    struct kr_watch watches[KR_FRONT_WATCHES_MAX];
    size_t n_watches;
    int64_t watch_gen;
    struct kr_told told;      /* of its pictures, for a client that comes back */
    char target[KR_TOKEN_TEXT_SIZE(KR_SESSION_ID_BYTES)]; /* whom a player receives */
};

/* An account that was locked, a room or a token that was deleted: tickets that expire until then are void; later ones are newer. */
struct kr_revoked {
    struct kr_revoked *next;
    char id[KR_LIMIT_ID_BYTES + 1];
    uint64_t until_ms;        /* of all tickets for it; 0: none */
    uint64_t holder_until_ms; /* of moderators who are signed in with it */
};

struct kr_front {
    uv_loop_t loop;
    uv_timer_t ticker;
    uint64_t unix_minus_steady_ms; /* fixed at start: meetings' time never goes back */
    struct kr_link *control, *office, *door;
    struct kr_pulse pulse;
    struct kr_media_peer media[KR_FRONT_MEDIA_MAX];
    struct kr_place_load loads[KR_FRONT_MEDIA_MAX]; /* of the same processes */
    uint32_t n_media;
    struct kr_placement *placements;
    uint32_t room_endpoints, camera_height; /* as configured */
    struct kr_relays *relays; /* list, owned */
    struct kr_http *http;
    struct kr_meetings *meetings;
    struct kr_front_turn turn;
    bool has_keys;
    struct kr_ticket_keys keys;
    struct kr_client *clients;
    struct kr_map sessions_by_id;
    struct kr_session *sessions;
    struct kr_map revoked_by_id;
    struct kr_revoked *revoked; /* list, owned */
    size_t n_revoked;
    bool has_revoked;           /* the office has told all there are */
    uint64_t sweep_ms;
    const char *metrics_token; /* "": nobody reads metrics */
    struct kr_histogram join_ms; /* from an offer to its answer */
    uint64_t joins_failed;
    int result;
};

/* ---- front.c ---- */
uint64_t kr_front_now_ms(const struct kr_front *f);

/* ---- ticket.c ---- */
/*
 * Opens a ticket for a role or two. KR_E_AUTH, KR_E_EXPIRED; KR_E_AGAIN while the keys, or what was revoked, have not
 * come; KR_E_FORBIDDEN for another browser's ticket, a locked account's or a deleted room's.
 */
KR_MUST_CHECK int kr_front_ticket(struct kr_front *f, struct kr_ticket *out, const char *text, const uint8_t browser[32]);
/* The same for a device's, as office gives it in answer to a token: it belongs to no browser. */
KR_MUST_CHECK int kr_front_ticket_of_token(struct kr_front *f, struct kr_ticket *out, const char *text);

/* ---- revoked.c ---- */
/* Tickets for it are void, here and in media. False if that is known already: who is there now came with a newer one. */
bool kr_front_revoke(struct kr_front *f, const struct kr_link_revocation *r);
bool kr_front_is_revoked(const struct kr_front *f, const struct kr_ticket *t);
/* Tells a media process all of it: it may have endpoints of a former front. */
void kr_front_tell_revoked(struct kr_front *f, uint32_t media);
/* Forgets what every ticket has outlived. */
void kr_front_sweep_revoked(struct kr_front *f, uint64_t unix_ms);
void kr_front_free_revoked(struct kr_front *f);
/* An account is locked or signed out: nobody is in a meeting as its moderator any more, wherever that is. */
void kr_front_end_holder(struct kr_front *f, const char *account, enum kr_signal_ended_reason reason);
/* A token is withdrawn: what came in with it goes. */
void kr_front_end_token(struct kr_front *f, const char *token);

/* ---- session.c ---- */
KR_MUST_CHECK int kr_session_new(struct kr_session **out, struct kr_front *f, enum kr_link_endpoint_open_mode mode,
                                 const struct kr_ticket *ticket, const char *text);
struct kr_session *kr_session_find(struct kr_front *f, const char *id);
/* The session a resume token belongs to, or NULL; compared in constant time. */
struct kr_session *kr_session_of_token(struct kr_front *f, const char *token, const uint8_t browser[32]);
/* It goes for good: out of the meeting, endpoint closed, WebSocket closed, memory freed. */
void kr_session_end(struct kr_session *s);
/* Its part when the meeting has let it go; called by kr_session_end and by the meeting's effects only. */
void kr_session_free(struct kr_session *s);
void kr_session_attach(struct kr_session *s, struct kr_client *c);
/* Players whose target's endpoint goes, go. */
void kr_session_end_players_of(struct kr_session *target);
size_t kr_session_count_players(struct kr_front *f, const char *room);

/* ---- signal.c: WebSockets ---- */
int kr_signal_open(void *arg, struct kr_ws *ws, const struct kr_http_request *req, void **user);
void kr_signal_message(void *user, const char *text, size_t len);
void kr_signal_closed(void *user);
/* Closes those that only hold a place. */
void kr_signal_tick(struct kr_front *f, uint64_t now_ms);
/* Sends to a client, if there is one; `re` 0 for an event. */
void kr_client_send(struct kr_client *c, struct kr_signal_msg *msg, int64_t re);
void kr_client_ok(struct kr_client *c, int64_t re);
void kr_client_error(struct kr_client *c, int64_t re, const char *id, const char *text);
void kr_client_fail(struct kr_client *c, int64_t re, int err);
/* Closes after what was sent; the client takes part in nothing any more. */
void kr_client_close(struct kr_client *c, int code);

/* ---- effects.c ---- */
extern const struct kr_meeting_effects kr_front_effects; /* arg: the front; user: the session */

/* ---- office.c ---- */
void kr_office_open(struct kr_front *f, int fd);
/* KR_E_CLOSED while the office is away; then, as with any failure, on_reply is not called. */
KR_MUST_CHECK int kr_office_request(struct kr_front *f, struct kr_link_msg *msg, kr_link_reply_fn *on_reply, void *arg);
void kr_office_tell_live(struct kr_front *f, const char *room, size_t members, bool moderator);

/* ---- endpoint.c ---- */
/*
 * The answer to an offer: called exactly once unless the asking function failed. s is NULL when the session is gone or
 * has a newer endpoint; err is 0 or why there is no sdp.
 */
typedef void kr_answer_fn(struct kr_front *f, struct kr_session *s, void *arg, int err, const char *sdp);

/* Opens the session's endpoint, closing a former one. `play` is for players. */
KR_MUST_CHECK int kr_front_endpoint_open(struct kr_session *s, const char *sdp, const struct kr_link_senders *senders,
                                   kr_answer_fn *on_answer, void *arg);
KR_MUST_CHECK int kr_front_endpoint_offer(struct kr_session *s, const char *sdp, const struct kr_link_senders *senders,
                                    kr_answer_fn *on_answer, void *arg);
KR_MUST_CHECK int kr_front_endpoint_watch(struct kr_session *s, const struct kr_signal_watch *watch);
/*
 * What media knows of the session's connection. on_figures is called exactly once unless the asking failed; s is NULL as
 * above, told is NULL when err says why.
 */
typedef void kr_figures_fn(struct kr_session *s, int64_t re, int err, const struct kr_link_endpoint_figures *told);
KR_MUST_CHECK int kr_front_endpoint_statistics(struct kr_session *s, int64_t re, kr_figures_fn *on_figures);
/* Tells media what is forwarded now, if it does not know yet. */
void kr_front_endpoint_allow(struct kr_session *s);
/* Closes it, if there is one; answers that are still to come find a newer attempt. */
void kr_front_endpoint_close(struct kr_session *s);
/* It is gone on the other side. */
void kr_front_endpoint_forget(struct kr_session *s);

/* ---- guard.c: who may ask ---- */
/* True if the Origin is the Host's own, or absent with nothing that says another site. */
bool kr_guard_same_origin(const struct kr_http_request *req);
/* 0, or the status to refuse an unsafe API request with (CSRF). */
int kr_guard_unsafe(const struct kr_http_request *req);
/* Scheme and host as the client used them, into out; false if they do not fit. */
bool kr_guard_origin_text(const struct kr_http_request *req, char *out, size_t out_size);
/* A cookie's value (RFC 6265 section 5.4), at most out_size - 1 bytes; false if absent. */
bool kr_guard_cookie(const char *header, const char *name, char *out, size_t out_size);
/* The token of "Authorization: Bearer x" (RFC 6750 section 2.1), or NULL. Points into the header. */
const char *kr_guard_bearer(const struct kr_http_request *req);

/* ---- rest.c, health.c, whip.c, whep.c: HTTP ---- */
void kr_rest_request(struct kr_front *f, struct kr_http_exchange *x, const struct kr_http_request *req);
void kr_rest_problem(struct kr_http_exchange *x, int status, const char *id, const char *text);
void kr_health_request(struct kr_front *f, struct kr_http_exchange *x, const struct kr_http_request *req);
void kr_whip_request(struct kr_front *f, struct kr_http_exchange *x, const struct kr_http_request *req);
void kr_whep_request(struct kr_front *f, struct kr_http_exchange *x, const struct kr_http_request *req);

/*
 * What an exchange waits for has this at its start and is the exchange's user: when the client goes away, `x` becomes
 * NULL and whoever has the answer then keeps it to itself.
 */
struct kr_pending {
    struct kr_front *front;
    struct kr_http_exchange *x;
};

#endif
