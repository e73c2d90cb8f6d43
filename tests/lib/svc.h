/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A scalable stream as a sender describes it: which picture has which temporal layer and refers to which, and the
 * Dependency Descriptor (AV1 RTP specification, appendix A) of each of its frames; written by the bits, for tests.
 */
#ifndef KR_TESTS_SVC_H
#define KR_TESTS_SVC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* LxTy, or LxTy_KEY: larger spatial layers refer to smaller ones in key pictures only. x and y are 1 to 3. */
struct sim_svc {
    int spatial, temporal;
    bool key_only;
    int id_offset; /* of its templates */
};

/* The temporal layer of a picture, counted from the key picture on. */
int sim_svc_temporal(const struct sim_svc *s, unsigned picture);

/* How many pictures before it is the one that it refers to; 0: a key picture. */
unsigned sim_svc_reference(const struct sim_svc *s, unsigned picture);

/* What one packet's descriptor says. */
struct sim_svc_packet {
    unsigned picture; /* since the key picture */
    int spatial;
    bool start, end;
    uint16_t number;  /* of the frame */
    bool structure;   /* the templates come with it */
    bool has_active;  /* and which decode targets (spatial * temporal + temporal id) are made */
    uint32_t active;
    bool custom;      /* says all of it itself instead of by its template */
};

/* Writes the descriptor; returns its length. */
size_t sim_svc_write(const struct sim_svc *s, const struct sim_svc_packet *p, uint8_t out[255]);

#endif
