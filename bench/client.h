/* SPDX-License-Identifier: EUPL-1.2 */
/* One synthetic client with a socket of its own: posts an offer, connects, sends datagrams and gives out media. */
#ifndef KR_BENCH_CLIENT_H
#define KR_BENCH_CLIENT_H

#include <netinet/in.h>

#include "inbox.h"
#include "load/offer.h"

enum { BENCH_AUDIO, BENCH_VIDEO, BENCH_STREAMS };
enum { BENCH_TWCC_ID = 3, BENCH_LEVEL_ID = 4, BENCH_HTTP_PORT = 8080 };

struct bench_client;
struct bench_room {
    char id[65], publish[129], play[129]; /* tokens */
    /* How offer and answer come about with another server; NULL: by WHIP and WHEP. */
    void (*exchange)(struct bench_client *c, const struct bench_room *room, bool sends);
};

struct bench_client {
    int fd;
    struct sockaddr_in server; /* of its media */
    struct kr_load_peer peer;
    struct kr_load_numbers numbers;
    struct kr_load_line lines[BENCH_STREAMS];
    uint64_t check_us;
    bool checked_by_server, answered_check;
};

/* RTP and RTCP. */
typedef bench_datagram_fn bench_media_fn;

/* Joins as the device or as a player of it. The connection comes about in the steps that follow. */
void bench_client_join(struct bench_client *c, int number, const struct bench_room *room, bool sends, bool twcc);

/* What the server said in SDP, as answer or offer. */
void bench_client_answered(struct bench_client *c, const char *sdp);

/* Keeps the connection: checks (RFC 7675), at first often. */
void bench_client_step(struct bench_client *c, uint64_t now_us);

/* Takes what has arrived off the socket; all or a sample of it whole (bench_inbox_read). */
void bench_client_read(struct bench_client *c, bool all, bench_media_fn *on_media, void *arg);

void bench_client_send(void *client, const uint8_t *p, size_t len);

/* Protects the compound packet in w, which needs room for it, and sends it. */
struct kr_writer;
void bench_client_send_rtcp(struct bench_client *c, struct kr_writer *w);

#endif
