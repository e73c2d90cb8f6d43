/* SPDX-License-Identifier: EUPL-1.2 */
/* What a room shall send (media/room_codec.h), by its members' offers; and telling front. */
#ifndef KR_MEDIA_TELL_CODEC_H
#define KR_MEDIA_TELL_CODEC_H

#include "media/room.h"

/* Somebody came, went or offered anew, or time has passed: decides again, and tells what has changed. */
void kr_tell_codec(struct kr_room *r, uint64_t now_us);

/* One endpoint as the decision sees it; a remote one as its own process sees it. */
struct kr_codec_member kr_tell_member(const struct kr_endpoint *e);

/* What is known of a room, for the offer of one who is in it or wants to be; NULL: the room is not there yet. */
void kr_tell_wish(struct kr_wish *wish, const struct kr_room *r);

#endif
