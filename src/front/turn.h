/* SPDX-License-Identifier: EUPL-1.2 */
/* Names and passwords for the relay that door keeps. Nobody is remembered: door checks them by the secret they were made with. */
#ifndef KR_FRONT_TURN_H
#define KR_FRONT_TURN_H

#include <stdbool.h>
#include <stdint.h>

#include "crypto/turn_pass.h"
#include "proto/link.h"
#include "proto/signal.h"

struct kr_front;
struct kr_session;

enum { KR_FRONT_TURN_S = 12 * 60 * 60 }; /* a school day; whoever comes back after a loss gets a new one */

struct kr_front_turn {
    bool has_secret;
    uint8_t secret[KR_TURN_SECRET_BYTES];
    uint16_t port, tls_port; /* of the relay; 0: none */
};

void kr_front_turn_secret(struct kr_front *f, const struct kr_link_relay_secret *m);

/* A fresh name and password for a client; *out points into *pass. False while there is no relay. */
bool kr_front_turn_give(const struct kr_front *f, struct kr_signal_relay *out, struct kr_turn_pass *pass);

/* Says `admitted` to whoever has the session. */
void kr_front_admit(struct kr_session *s, int64_t re);

#endif
