/* SPDX-License-Identifier: EUPL-1.2 */
/* What all clients together write down. */
#ifndef KR_LOAD_TALLY_H
#define KR_LOAD_TALLY_H

#include "load/spread.h"

struct kr_load_tally {
    uint64_t packets, bytes;     /* media that arrived */
    uint64_t lost, recovered;    /* recovered: by RTX, after all; lost: never came */
    uint64_t dropped;            /* thrown away on purpose (--loss) */
    uint64_t sampled, undecipherable; /* one packet in some is decrypted */
    uint64_t sent;               /* media packets of all cameras and microphones */
    struct kr_spread delay_us;   /* of pictures: from the sender's hand to the receiver's socket */
    struct kr_spread connect_us, first_us; /* from the first request of a join to the connection, and to the first packet */
    uint64_t joins, failed, left, broken; /* broken: connections that ended by themselves */
    char why[200];               /* the first failure's reason */
};

#endif
