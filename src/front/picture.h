/* SPDX-License-Identifier: EUPL-1.2 */
/* What the media process tells of pictures, on its way to the members and kept for those who come back. */
#ifndef KR_FRONT_PICTURE_H
#define KR_FRONT_PICTURE_H

#include "base/limits.h"
#include "proto/link.h"
#include "proto/signal.h"

struct kr_front;
struct kr_session;

/* What the media process said last of a member's pictures. */
struct kr_told {
    bool has_wanted, has_quality;
    struct kr_signal_wanted wanted;
    struct kr_signal_quality quality; /* .paused is paused below */
    struct kr_signal_paused_slot paused[KR_LIMIT_VIDEO_SLOTS];
};

/* Passed on to members who are there, and kept. */
void kr_picture_quality(struct kr_session *s, const struct kr_link_endpoint_quality *e);
void kr_picture_wanted(struct kr_session *s, const struct kr_link_endpoint_wanted *e);
void kr_picture_codec(struct kr_front *f, uint32_t index, const struct kr_link_room_codec *e);
/* Says again to a member what was said last. */
void kr_picture_tell(const struct kr_session *s);

#endif
