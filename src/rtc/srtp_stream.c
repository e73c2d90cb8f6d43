/* SPDX-License-Identifier: EUPL-1.2 */
/* The SSRCs of one sender. Few, so they are searched in a row. */
#include <stdlib.h>

#include "base/assert.h"
#include "rtc/srtp_int.h"

/* A stream is unused, and gives way to a new one, when so many authenticated packets came since its last. */
enum { UNUSED_PACKETS = 1000, STREAMS_FIRST = 2 };

struct kr_srtp_stream *kr_srtp_stream_find(struct kr_srtp_receiver *r, uint32_t ssrc)
{
    for (size_t i = 0; i < r->n_streams; i++)
        if (r->streams[i].ssrc == ssrc)
            return &r->streams[i];
    return NULL;
}

static size_t longest_unused(const struct kr_srtp_receiver *r)
{
    size_t oldest = 0;
    for (size_t i = 1; i < r->n_streams; i++)
        if (r->streams[i].last_used < r->streams[oldest].last_used)
            oldest = i;
    return oldest;
}

bool kr_srtp_stream_room(const struct kr_srtp_receiver *r)
{
    return r->n_streams < KR_SRTP_STREAMS || r->packets - r->streams[longest_unused(r)].last_used >= UNUSED_PACKETS;
}

/* Doubles the room. Without memory for that it stays as it is. */
static void grow(struct kr_srtp_receiver *r)
{
    size_t room = r->room ? 2 * r->room : STREAMS_FIRST;
    if (room > KR_SRTP_STREAMS)
        room = KR_SRTP_STREAMS;
    struct kr_srtp_stream *streams = realloc(r->streams, room * sizeof *streams);
    if (!streams)
        return;
    r->streams = streams;
    r->room = room;
}

struct kr_srtp_stream *kr_srtp_stream_make(struct kr_srtp_receiver *r, uint32_t ssrc)
{
    kr_assert(kr_srtp_stream_room(r));
    if (r->n_streams == r->room && r->room < KR_SRTP_STREAMS)
        grow(r);
    if (!r->room)
        return NULL;
    size_t i = r->n_streams < r->room ? r->n_streams++ : longest_unused(r);
    r->streams[i] = (struct kr_srtp_stream){.ssrc = ssrc};
    return &r->streams[i];
}
