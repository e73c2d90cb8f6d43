/* SPDX-License-Identifier: EUPL-1.2 */
/* A media core or two, their clients, and the network between them, on one virtual clock. Front is played by the test. */
#ifndef KR_SIM_WORLD_H
#define KR_SIM_WORLD_H

#include "client.h"
#include "media/core.h"
#include "net.h"
#include "receive.h"

enum { WORLD_CLIENTS = 32 };

struct world_slot { /* what the last `endpoint_slots` said */
    char endpoint[KR_LIMIT_ID_BYTES + 1];
    bool filled, has_after;
    uint32_t after;
};

struct world {
    uint64_t now_us, tick_us, unix_ms;
    struct kr_media *media;
    struct kr_media *branch; /* after world_spread: another one, joined to the first by relays */
    struct sim_net net;
    struct kr_ticket_signer office;
    struct sim_client *clients[WORLD_CLIENTS];
    int n_clients;
    uint64_t messages; /* that the server sent: each one or more datagrams for one client */
    struct {
        uint64_t gen;
        struct world_slot slots[KR_LIMIT_VIDEO_SLOTS];
        int connected, closed;
        unsigned n_wanted; /* how often it was told what is wanted of it */
        int64_t camera, screen; /* what */
        struct kr_link_endpoint_quality quality; /* the last, without its list */
        unsigned n_quality;
    } told[WORLD_CLIENTS];
    char speakers[200]; /* of the last event of the first core: "room: id id" */
    char branch_speakers[200];
    unsigned n_speakers_events;
    struct kr_link_room_codec codec; /* of the last event, of whichever room */
    unsigned n_codec_events;
    char text[100];     /* of the last refusal */
};

struct world *world_new(uint64_t seed);
/* The same at another time of the monotonic clock. */
struct world *world_new_at(uint64_t seed, uint64_t now_us);
void world_free(struct world *w);

/* Runs for so long. */
void world_run(struct world *w, unsigned ms);

/*
 * So many seconds in which nobody sends anything but connectivity checks, in a moment: sampling clocks go on, and what is
 * switched on goes on sending afterwards.
 */
void world_sleep(struct world *w, uint64_t seconds);

/* Opens an endpoint with everything allowed and connects it. */
struct sim_client *world_join(struct world *w, const char *room, const char *id, const struct sim_config *config, const char *play);

/* The order itself; 0 or an error. The client is connected by the next world_run. */
int world_open(struct world *w, struct sim_client *c, enum kr_ticket_role role, const char *ticket_room, const char *play);
struct sim_client *world_client(struct world *w, const char *room, const char *id, const struct sim_config *config);

int world_offer(struct world *w, struct sim_client *c);
void world_allow(struct world *w, struct sim_client *c, bool microphone, bool camera, bool screen, bool screen_audio);

/* Watches cameras (ids) in slots 0, 1, ...; NULL leaves a slot empty. Ends with WORLD_END. */
extern const char WORLD_END[];
void world_watch(struct world *w, struct sim_client *c, uint64_t gen, const char *ids[], enum kr_link_slot_kind kind);
/* One camera in slot 0 at a height; id NULL: none; height below 0: as large as it comes. */
void world_watch_at(struct world *w, struct sim_client *c, uint64_t gen, const char *id, int height);
void world_close(struct world *w, struct sim_client *c);

/* Sends bytes to the media core as if they came from a client's address. */
void world_inject(struct world *w, int from, const uint8_t *p, size_t len);

/* ---- two cores ---- */

/* From now on there is a second core; clients with server = SIM_BRANCH are its. */
void world_spread(struct world *w);

/* Joins as world_join does, on one of the cores. */
struct sim_client *world_join_on(struct world *w, int server, const char *room, const char *id, const struct sim_config *config);

/* The order for one side of a relay of c; the keys are made of the number. 0 or an error. */
int world_relay_side(struct world *w, const struct sim_client *c, uint32_t number, bool out);

/* Both sides: c is seen on the other core. */
void world_relay(struct world *w, const struct sim_client *c, uint32_t number);
int world_relay_close(struct world *w, int server, uint32_t number);

/* Sends bytes from one core's socket for relays to the other's. */
void world_inject_relay(struct world *w, int to, const uint8_t *p, size_t len);

/* The last datagram that went over a relay to a core: where it is, and how long. */
struct world_tap {
    uint8_t data[1600];
    size_t len;
};
extern struct world_tap world_tap_rtp, world_tap_rtcp; /* of what went to the branch */

#endif
