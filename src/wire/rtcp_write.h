/* SPDX-License-Identifier: EUPL-1.2 */
/* The frame of every RTCP part that is written; internal to wire. */
#ifndef KR_WIRE_RTCP_WRITE_H
#define KR_WIRE_RTCP_WRITE_H

#include "wire/rtcp.h"

struct kr_rtcp_begun {
    size_t at; /* where the part starts in the writer */
};

/* The header, its length still open. */
struct kr_rtcp_begun kr_rtcp_begin(struct kr_writer *w, uint8_t type, size_t count);

/* Fills the length in; what was written since must be whole words. */
void kr_rtcp_end(struct kr_writer *w, struct kr_rtcp_begun part);

#endif
