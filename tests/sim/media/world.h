/* SPDX-License-Identifier: EUPL-1.2 */
/* A media core, its clients, and the network between them, on one virtual clock. Front is played by the test. */
#ifndef KR_SIM_WORLD_H
#define KR_SIM_WORLD_H

#include "client.h"
#include "media/core.h"
#include "net.h"
#include "receive.h"

enum { WORLD_CLIENTS = 16 };

struct world_slot { /* what the last `endpoint_slots` said */
    char endpoint[KR_LIMIT_ID_BYTES + 1];
    bool filled, has_after;
    uint32_t after;
};

struct world {
    uint64_t now_us, tick_us, unix_ms;
    struct kr_media *media;
    struct sim_net net;
    struct kr_ticket_signer office;
    struct sim_client *clients[WORLD_CLIENTS];
    int n_clients;
    struct {
        uint64_t gen;
        struct world_slot slots[KR_LIMIT_VIDEO_SLOTS];
        int connected, closed;
    } told[WORLD_CLIENTS];
    char speakers[200]; /* of the last event: "room: id id" */
    unsigned n_speakers_events;
    char text[100];     /* of the last refusal */
};

struct world *world_new(uint64_t seed);
void world_free(struct world *w);

/* Runs for so long. */
void world_run(struct world *w, unsigned ms);

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
void world_close(struct world *w, struct sim_client *c);

/* Sends bytes to the media core as if they came from a client's address. */
void world_inject(struct world *w, int from, const uint8_t *p, size_t len);

#endif
