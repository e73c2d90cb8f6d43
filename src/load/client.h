/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * One synthetic client with sockets of its own: a device (WHIP), a player (WHEP) or a member (the web client's way). It
 * joins step by step without waiting, connects, sends, receives and leaves.
 */
#ifndef KR_LOAD_CLIENT_H
#define KR_LOAD_CLIENT_H

#include <netinet/in.h>

#include "load/incoming.h"
#include "load/outgoing.h"
#include "load/reply.h"
#include "load/stream.h"

struct kr_load;
struct kr_signal_msg;

#define KR_LOAD_NAME "Load " /* of members, with their number */

enum kr_load_kind { KR_LOAD_DEVICE, KR_LOAD_PLAYER, KR_LOAD_MEMBER };
enum kr_load_stage {
    KR_LOAD_FREE,
    KR_LOAD_ASKING,     /* over HTTP or the WebSocket */
    KR_LOAD_WAITING,    /* in the waiting room */
    KR_LOAD_CONNECTING, /* ICE and DTLS */
    KR_LOAD_UP,
    KR_LOAD_LEAVING,
};

enum { KR_LOAD_LINES = 4 + KR_LOAD_STREAMS, KR_LOAD_MEMBERS = KR_LIMIT_MEMBERS };

/* Whom a member knows to be there. */
struct kr_load_other {
    char id[KR_LIMIT_ID_BYTES + 1];
    bool camera, moderator;
};

struct kr_load_client {
    struct kr_load *load;
    enum kr_load_kind kind;
    enum kr_load_stage stage;
    int number;
    size_t room;
    bool camera, speaks, teacher;
    uint64_t begin_us, deadline_us, check_us, tick_us;

    struct kr_load_stream stream;
    void (*on_reply)(struct kr_load_client *c, const struct kr_load_reply *r); /* of the request that is open */
    char cookies[KR_LOAD_COOKIES_BYTES], location[512];
    char *ticket; /* owned */

    struct kr_load_watch udp;
    bool has_peer;
    struct kr_load_peer peer;
    struct kr_load_line lines[KR_LOAD_LINES];
    size_t n_lines;
    struct kr_load_incoming in;
    struct kr_load_outgoing out;

    bool upgraded; /* the stream is a WebSocket */
    int64_t next_id, join_id;
    char self[KR_LIMIT_ID_BYTES + 1];
    struct kr_load_other *others; /* KR_LOAD_MEMBERS, owned */
    size_t n_others;
    int64_t gen;
    bool watch_due;
    uint64_t watch_us, ping_us;
};

/* c is free. The join begins; its outcome is in the tally. */
void kr_load_client_start(struct kr_load_client *c, struct kr_load *load, enum kr_load_kind kind, int number, size_t room);
void kr_load_client_step(struct kr_load_client *c, uint64_t now_us);
uint64_t kr_load_client_due_us(const struct kr_load_client *c);

/* Says goodbye; it is free some steps later. */
void kr_load_client_leave(struct kr_load_client *c);

/* At once, without a word. */
void kr_load_client_free(struct kr_load_client *c);

/* ---- inner parts ---- */
/* The join has failed, or what was there has ended. */
void kr_load_client_fail(struct kr_load_client *c, const char *why, const char *detail);

/* ask.c: one request; on_reply is called at most once, a failure is the client's. headers end with CRLF each. */
void kr_load_ask(struct kr_load_client *c, const char *method, const char *path, const char *headers, const char *body,
                 void (*on_reply)(struct kr_load_client *c, const struct kr_load_reply *r));

/* device.c, member.c: how the kinds join, what they do beside media, and how they leave. */
void kr_load_device_join(struct kr_load_client *c);
void kr_load_device_leave(struct kr_load_client *c);
void kr_load_member_join(struct kr_load_client *c);
void kr_load_member_step(struct kr_load_client *c, uint64_t now_us);
void kr_load_member_up(struct kr_load_client *c);
void kr_load_member_leave(struct kr_load_client *c);
/* member_events.c: a message that arrived. */
void kr_load_member_message(struct kr_load_client *c, const struct kr_signal_msg *m);
void kr_load_member_say(struct kr_load_client *c, struct kr_signal_msg *m);

/* Makes the peer and the lines; the offer, to be freed by the caller. */
char *kr_load_client_offer(struct kr_load_client *c);

/* The answer came: checks begin. */
void kr_load_client_answer(struct kr_load_client *c, const char *sdp);

#endif
