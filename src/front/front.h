/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The front process: everything a client speaks to except media. It owns the meetings, passes API requests on to the
 * office unread, relays offers to the media processes, and answers WHIP (RFC 9725) and WHEP. It opens no database,
 * writes nothing down and parses no media packet.
 */
#ifndef KR_FRONT_FRONT_H
#define KR_FRONT_FRONT_H

#include <stdint.h>

#include "base/err.h"

struct kr_front_config {
    int control_fd;         /* link to the supervisor, owned from now on */
    const char *static_dir; /* the built web client */
    uint16_t turn_port;     /* of the relay, UDP and TCP; 0: none */
    uint16_t tls_port;      /* of HTTPS, where the relay takes TLS too; 0: none */
    uint32_t n_media;       /* media processes there will be */
    uint32_t room_endpoints; /* so many of a room are on one of them, more go to another; 0: a room stays on one */
    uint32_t camera_height; /* at which cameras are sent at most: told to every client */
    const char *metrics_token; /* whoever bears it may read GET /metrics; NULL or "": nobody */
};

/* Runs until the supervisor says stop or its link ends. 0, or why it could not start. */
KR_MUST_CHECK int kr_front_run(const struct kr_front_config *config);

#endif
