/* SPDX-License-Identifier: EUPL-1.2 */
/* A relay under a virtual clock, and clients that speak to it as a browser does. */
#ifndef KR_TESTS_DOOR_CLIENT_H
#define KR_TESTS_DOOR_CLIENT_H

#include "door/turn.h"

enum { WORLD_MEDIA_PORT = 10000, WORLD_MEDIA_PORTS = 2, WORLD_UNIX_S = 1900000000 };

struct world {
    struct kr_turn turn;
    uint64_t now_us;
    uint32_t opened, closed;
    bool no_sockets; /* none can be opened */
};

/*
 * Media is announced at 203.0.113.7 (an outer address; really 10.0.0.5), 192.0.2.8 and 2001:db8::8, on the ports above.
 */
void world_init(struct world *w);
uint64_t world_unix_s(const struct world *w);
void world_pass(struct world *w, uint64_t seconds); /* time passes, and the relay's tick comes every second */

struct kr_wire_address at4(uint8_t a, uint8_t b, uint8_t c, uint8_t d, uint16_t port);
struct kr_wire_address at6(const uint8_t ip[16], uint16_t port);

struct client {
    struct world *world;
    struct kr_turn_tuple tuple;
    struct kr_turn_pass pass;
    char nonce[64]; /* as the server gave it; "" before */
    uint32_t transactions;
    struct kr_turn_out out; /* of the last message */
    struct kr_turn_msg answer; /* views of the relay's buffer */
    uint8_t bytes[2048];       /* the last message */
    size_t len;
};

/* A client behind 198.51.100.`host` with a fresh user name that is good for an hour. */
void client_init(struct client *c, struct world *w, uint8_t host);

/* One request with credentials as they stand (none without a nonce). Returns the error code, 0 for success, -1 for no answer. */
int client_ask(struct client *c, uint16_t method, const struct kr_turn_write *turn);

/* As a browser does it: what answers 401 or 438 is asked again with the nonce that came. */
int client_request(struct client *c, uint16_t method, const struct kr_turn_write *turn);

int client_allocate(struct client *c, uint8_t family); /* 0: names none */
int client_permit(struct client *c, const struct kr_wire_address *peer);
int client_bind(struct client *c, uint16_t channel, const struct kr_wire_address *peer);
int client_refresh(struct client *c, uint32_t lifetime_s);

/* Data to a peer; what comes of it is in c->out. */
void client_send(struct client *c, const struct kr_wire_address *peer, const char *data);
void client_channel(struct client *c, uint16_t channel, const char *data);

/* Something from media to the client's allocation; what comes of it is in c->out. */
void client_hears(struct client *c, const struct kr_wire_address *from, const char *data);

#endif
