/* SPDX-License-Identifier: EUPL-1.2 */
/* What the files of the door process share. */
#ifndef KR_DOOR_INSIDE_H
#define KR_DOOR_INSIDE_H

#include <openssl/ssl.h>
#include <uv.h>

#include "door/batch.h"
#include "door/door.h"
#include "door/tally.h"
#include "door/turn.h"
#include "link/link.h"
#include "link/pulse.h"

enum {
    /* A school of a thousand behind one address, of whom each may have several interfaces, hits none of these. */
    KR_DOOR_ALLOCATIONS = 16384,
    KR_DOOR_ALLOCATIONS_PER_USER = 24, /* interfaces, families and transports of one browser, and those of an ICE restart */
    KR_DOOR_ALLOCATIONS_PER_ADDRESS = 8192,
    KR_DOOR_CONNECTIONS = 8192,
    KR_DOOR_CONNECTIONS_PER_ADDRESS = 4096,
    KR_DOOR_FILES = KR_DOOR_ALLOCATIONS + KR_DOOR_CONNECTIONS + 256,
    KR_DOOR_PORTS = 16,                /* addresses with a UDP socket of the relay's */
    KR_DOOR_LISTENERS = 16,
    /* Answers over UDP to whoever has proven nothing, for each address: a forged one gets little, a school all it needs. */
    KR_DOOR_STRANGER_BURST = 4096,
    KR_DOOR_STRANGER_PER_S = 200,

    KR_DOOR_TICK_MS = 1000,
    KR_DOOR_HELLO_MS = 15 * 1000,  /* from the connection to the end of its TLS handshake, or until front has it */
    KR_DOOR_UNUSED_MS = 30 * 1000, /* of a connection of the relay's without an allocation */
    KR_DOOR_READ_BYTES = 16 * 1024, /* at once: a record of TLS (RFC 8446 section 5.1) */
    /* TLS handshakes, for each address: each costs a signature. */
    KR_DOOR_SHAKE_BURST = 4096,
    KR_DOOR_SHAKE_PER_S = 100,
    KR_DOOR_QUEUE_BYTES = 96 * 1024, /* towards one client by stream; more is lost, as on any line that is too narrow */
};

struct kr_door;

/* A UDP socket that clients of the relay speak to. */
struct kr_door_port {
    struct kr_door *door;
    uv_poll_t poll;
    struct kr_udp_socket socket;
    uint32_t index; /* `via` of its tuples */
};

/* The socket towards media of one allocation; on the heap until its poll is closed. */
struct kr_door_leg {
    struct kr_door *door;
    struct kr_turn_allocation *allocation; /* NULL once it is over */
    struct kr_door_conn *conn;             /* of its client; NULL: it comes by UDP */
    struct kr_udp_socket socket;
    uv_poll_t poll;
};

struct kr_door_listener {
    struct kr_door *door;
    uv_poll_t poll;
    int fd;
    bool web;    /* the port for everything; else the relay's own */
    bool paused; /* out of descriptors, until the next tick */
};

enum kr_door_phase {
    KR_DOOR_LOOK,  /* its first bytes are looked at, and stay where they are */
    KR_DOOR_WEB,   /* it is front's, which is not there just now */
    KR_DOOR_SHAKE, /* TLS handshake */
    KR_DOOR_FIRST, /* its first byte behind TLS is awaited */
    KR_DOOR_RELAY, /* messages of TURN */
    KR_DOOR_PIPE,  /* HTTP behind our TLS, on its way to front */
};

/* A connection, from accept until it is passed on or has ended. */
struct kr_door_conn {
    struct kr_door *door;
    struct kr_door_conn *prev, *next;
    uv_poll_t poll;
    int fd; /* -1: it has ended and is freed when its poll is closed */
    int events;
    enum kr_door_phase phase;
    SSL *ssl;           /* owned; NULL: plain */
    bool read_wants_to_write;
    size_t place;       /* where its address is counted */
    size_t looked;      /* bytes that were there at the last look */
    struct kr_turn_tuple tuple;
    uint64_t since_us;  /* accepted; of a relay's, when it last had an allocation */
    struct kr_door_pipe *pipe; /* owned */
    uint8_t *out;       /* towards the client; owned; KR_DOOR_QUEUE_BYTES, made with the first thing to say */
    size_t out_len;
    size_t in_len;
    uint8_t in[KR_TURN_MESSAGE_BYTES]; /* the beginning of a message */
};

struct kr_door {
    uv_loop_t loop;
    uv_timer_t tick;
    struct kr_link *control, *front;
    SSL_CTX *tls;
    bool has_certificate;
    struct kr_pulse pulse;
    const struct kr_door_config *config;
    struct kr_turn turn;
    bool has_secret; /* and so `turn` may be used */
    struct kr_turn_config relay;
    uint64_t now_us, unix_s; /* of the turn of the loop that runs */
    struct kr_udp_receiver *receiver;
    struct kr_door_port ports[KR_DOOR_PORTS];
    size_t n_ports;
    struct kr_door_listener listeners[KR_DOOR_LISTENERS];
    size_t n_listeners;
    struct kr_door_conn *conns; /* owned */
    size_t n_conns;
    uint32_t next_via;
    struct kr_door_conn *speaking; /* whose bytes are with the relay just now; NULL: a datagram's */
    struct kr_tally connections;   /* by address */
    struct kr_buckets strangers, shakes;
    struct kr_batch to_media, to_clients;
};

/* Asks for the time, once for everything that is handled now. */
void kr_door_now(struct kr_door *d);
/* Sends what the turn has gathered. */
void kr_door_flush(struct kr_door *d);

/* ---- relay.c: between clients and media ---- */
extern const struct kr_turn_effects kr_door_effects; /* arg: the door */
KR_MUST_CHECK int kr_door_ports_open(struct kr_door *d, const struct kr_wire_address *addresses, size_t n);
KR_MUST_CHECK int kr_door_ports_start(struct kr_door *d);
void kr_door_ports_stop(struct kr_door *d); /* the loop must run once more before they are freed */
/* One message of a client by stream. Its answer is queued with the connection. */
void kr_door_message(struct kr_door *d, struct kr_door_conn *c, const struct kr_turn_tuple *from, const uint8_t *p, size_t len);

/* ---- listen.c ---- */
/* Takes over a listening socket. */
KR_MUST_CHECK int kr_door_listen(struct kr_door *d, int fd, bool web);
void kr_door_listen_again(struct kr_door *d);
void kr_door_listen_stop(struct kr_door *d);

/* ---- conn.c: connections ---- */
/* Takes over a socket that was accepted. */
void kr_door_conn_new(struct kr_door *d, int fd, const struct kr_wire_address *peer, bool web);
void kr_door_conn_end(struct kr_door_conn *c);
/* It ends here, but the socket does not: the caller owns that from now on. */
int kr_door_conn_release(struct kr_door_conn *c);
/* Asks the loop for what the connection waits for. */
void kr_door_conn_arm(struct kr_door_conn *c);
/* Those whose time is over end. */
void kr_door_conns_tick(struct kr_door *d);
void kr_door_conns_end(struct kr_door *d);

/* ---- look.c ---- */
void kr_door_look(struct kr_door_conn *c);

/* ---- tls.c ---- */
KR_MUST_CHECK int kr_door_tls_new(SSL_CTX **out);
/* Reads and writes, through TLS where it is: how many bytes, 0 if none can be now, -1 if it is over. */
ssize_t kr_door_read(struct kr_door_conn *c, void *out, size_t cap);
ssize_t kr_door_write(struct kr_door_conn *c, const void *data, size_t len);
void kr_door_shake(struct kr_door_conn *c); /* begins or goes on with the handshake */

/* ---- stream.c: what is sent to clients, and the messages of TURN in what comes ---- */
/* Queues bytes for the client, or loses them all; they go out with kr_door_conn_flush. */
void kr_door_conn_say(struct kr_door_conn *c, struct kr_span bytes);
void kr_door_conn_flush(struct kr_door_conn *c);
/* A connection has become the relay's. */
void kr_door_relay_begin(struct kr_door_conn *c);
void kr_door_relay_read(struct kr_door_conn *c);
/* The first bytes behind TLS say whose it is. */
void kr_door_first(struct kr_door_conn *c);

/* ---- pipe.c: HTTP whose TLS ended here ---- */
void kr_door_pipe_begin(struct kr_door_conn *c, const uint8_t *first, size_t len);
bool kr_door_pipe_wants_input(const struct kr_door_conn *c);
void kr_door_pipe_read(struct kr_door_conn *c);
void kr_door_pipe_sent(struct kr_door_conn *c); /* the queue towards the client is shorter */
void kr_door_pipe_end(struct kr_door_conn *c);

/* ---- front.c: the link to front ---- */
void kr_door_front_open(struct kr_door *d, int fd);
/* Hands it a socket, which is its own from then on; false, and the socket is closed, if front is not there. */
bool kr_door_front_take(struct kr_door *d, int fd, bool tls, const struct kr_wire_address *peer);

#endif
