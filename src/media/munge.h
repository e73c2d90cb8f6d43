/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * One continuous outgoing stream made of several incoming ones: sequence numbers, timestamps and VP8 picture numbers
 * as a receiver sees them in its slot. A slot's stream is a row of segments; within a segment numbers are the source's
 * plus a constant, at a switch the next segment goes on behind the highest number sent.
 *
 * No two packets ever get the same number: within a segment the map is strictly increasing (numbers left out close up
 * behind them, and that is remembered for packets that come late), and segments do not overlap. SRTP depends on it.
 * Incoming sequence numbers are widened to 64 bits.
 *
 * A receiver widens numbers as well (RFC 3711 3.3.1), so one that is 2^15 ahead of the last it got would be taken for another,
 * and nothing in the slot could be decrypted any more, whoever is in it. And a timestamp 2^31 ahead is one behind: after hours
 * in which nobody was in the slot, or its source was silent, its clock has stood still for all but an hour of them.
 */
#ifndef KR_MEDIA_MUNGE_H
#define KR_MEDIA_MUNGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "wire/frame.h"

enum {
    KR_MUNGE_OMITTED = 32,  /* runs of left-out packets remembered of a segment: two seconds of every other picture */
    KR_MUNGE_PICTURES = 32, /* pictures left out */
    KR_MUNGE_JUMP = 0x2000, /* numbers that may be missing at once */
    KR_MUNGE_PAUSE_S = 3600, /* a longer pause is told as one of so long */
};

struct kr_munge_run {
    uint64_t first; /* incoming number */
    uint32_t n;
};

struct kr_munge {
    uint32_t clock_hz;
    bool started;    /* something was sent in some segment */
    bool in_segment; /* since the last switch */
    uint64_t first_in, highest_in;        /* of this segment */
    uint64_t offset;                      /* out = in + offset (mod 2^64), for what is newer than all left-out packets */
    uint64_t highest_out;
    uint32_t ts_offset, last_ts;          /* last_ts: the newest sent */
    uint64_t last_ts_us;                  /* when it was */
    uint16_t picture_offset, last_picture;
    uint8_t tl0_offset, last_tl0;
    uint16_t frame_offset, last_frame;    /* of the Dependency Descriptor */
    bool frame_pending;                   /* as picture_pending */
    bool picture_pending;                 /* the segment's first frame has not been numbered yet */
    size_t n_omitted, n_skipped;          /* of the lists, which most packets need nothing of */
    struct kr_munge_run omitted[KR_MUNGE_OMITTED]; /* ascending: what was left out */
    uint16_t skipped[KR_MUNGE_PICTURES];  /* incoming picture ids left out, oldest first */
};

/* The first packet gets first_seq and first_ts. */
void kr_munge_init(struct kr_munge *m, uint32_t clock_hz, uint64_t first_seq, uint32_t first_ts);

/* What comes next begins a new segment. */
void kr_munge_switch(struct kr_munge *m);

/* True if so much is missing before this packet that it has to begin a new segment. */
static inline bool kr_munge_jumps(const struct kr_munge *m, uint64_t seq)
{
    return m->in_segment && (int64_t)(seq + m->offset - m->highest_out) > KR_MUNGE_JUMP;
}

struct kr_munged {
    uint64_t seq; /* widened: the SRTP index */
    uint32_t timestamp;
};

/* Numbers of one packet. KR_E_REPLAY when it is older than the segment or than what is remembered of it. */
KR_MUST_CHECK int kr_munge_packet(struct kr_munge *m, struct kr_munged *out, uint64_t seq, uint32_t timestamp, uint64_t now_us);

/* A packet of the source is left out: what follows closes up. No effect on a packet that comes late. */
void kr_munge_omit(struct kr_munge *m, uint64_t seq);

/* A picture of the source is left out, as n of any of its packets tells: the ids of those behind it close up. */
void kr_munge_skip_picture(struct kr_munge *m, const struct kr_frame_numbers *n);

/* The incoming number that was sent as `seq` in this segment; KR_E_NOT_FOUND. */
KR_MUST_CHECK int kr_munge_source(const struct kr_munge *m, uint64_t *out, uint16_t seq);

/* A frame number of the Dependency Descriptor for a packet that kr_munge_packet has numbered, also once more. */
uint16_t kr_munge_frame(struct kr_munge *m, uint16_t number);

/* Picture id (of the width parsed) and TL0PICIDX for a packet that kr_munge_packet has numbered, also once more. */
void kr_munge_picture(struct kr_munge *m, const struct kr_frame_numbers *n, uint16_t *picture_id, uint8_t *tl0);

#endif
