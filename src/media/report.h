/* SPDX-License-Identifier: EUPL-1.2 */
/* RTCP on its way out: what an endpoint is told about what it sends, and about what it receives. */
#ifndef KR_MEDIA_REPORT_H
#define KR_MEDIA_REPORT_H

#include <stdint.h>

#include "media/track.h"

/* Asks the sender of a track for a key frame, by PLI or, where only that was negotiated, FIR. */
void kr_report_keyframe(struct kr_track *t);

/* Asks for what is missing of a track and due. */
void kr_report_nack(struct kr_track *t, uint64_t now_us);

/* Transport-wide feedback or that of RFC 8888, if it is due. */
void kr_report_arrivals(struct kr_endpoint *e, uint64_t now_us);

/* Sender reports of the slots, receiver reports about the tracks, and REMB where it has to be. */
void kr_report_all(struct kr_endpoint *e, uint64_t now_us);

#endif
