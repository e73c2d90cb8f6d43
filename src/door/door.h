/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The door process: it owns the one TCP port for everything. Who wants pages is passed on to front as soon as a ClientHello says
 * so, with nothing read; who cannot reach the media ports finds a relay (TURN, RFC 8656) over TLS there, and over plain UDP and
 * TCP on a port of its own, which leads to Kreide's media ports and nowhere else. Front may die, and nobody's media are cut.
 * Door knows no room and no person; passwords come from front, which shares its secret.
 */
#ifndef KR_DOOR_DOOR_H
#define KR_DOOR_DOOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define KR_DOOR_REALM "kreide" /* RFC 8489 section 14.9; part of every key */

struct kr_door_config {
    int control_fd;              /* stream socket to the supervisor; owned from now on */
    uint16_t port;               /* of the relay, UDP; its TCP listeners come over the link. 0: none */
    uint16_t media_port, n_media; /* the first media process's UDP port, and how many follow */
    const char *const *announce; /* as media gets it */
    size_t n_announce;
};

/* Runs until the supervisor says `stop` or is gone. KR_E_CONFIG when the port cannot be bound. */
KR_MUST_CHECK int kr_door_run(const struct kr_door_config *config);

#endif
