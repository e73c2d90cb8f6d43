/* SPDX-License-Identifier: EUPL-1.2 */
/* Packets of pictures in every codec, as far as a server looks at them; behind that, what the simulation writes and reads. */
#ifndef KR_SIM_PAYLOAD_H
#define KR_SIM_PAYLOAD_H

#include "base/bytes.h"
#include "wire/sdp.h"

struct sim_picture { /* of which this is a packet */
    enum kr_codec codec;
    bool short_id;       /* picture ids of 7 bits */
    bool opaque;         /* the Dependency Descriptor tells, and the payload nothing: end-to-end encrypted */
    bool key, first, last, sync;
    uint16_t picture_id, width, height;
    uint8_t tl0, tid;
};

/* What stands before the body. */
void sim_payload_write(struct kr_writer *w, const struct sim_picture *p);

/* The same read back: where the body begins; SIZE_MAX: not as it was written. Numbers of the picture into those of p. */
size_t sim_payload_read(struct sim_picture *p, const uint8_t *data, size_t len);

/* As in a=rtpmap, and a=fmtp; fmtp NULL: none. */
const char *sim_payload_name(enum kr_codec codec, const char **fmtp);

#endif
