/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * From an offer to a plan: which m-line of the client carries which source, and which is which of its slots. Pure; a
 * new offer of the same client keeps everything that was there (RFC 8829 section 5.2.2: m-lines never go away).
 */
#ifndef KR_MEDIA_NEGOTIATE_H
#define KR_MEDIA_NEGOTIATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/limits.h"
#include "wire/sdp.h"

enum kr_source { KR_SOURCE_MICROPHONE, KR_SOURCE_CAMERA, KR_SOURCE_SCREEN, KR_SOURCE_SCREEN_AUDIO, KR_SOURCE_COUNT };

static inline bool kr_source_is_video(enum kr_source s)
{
    return s == KR_SOURCE_CAMERA || s == KR_SOURCE_SCREEN;
}

enum { KR_RID_CHARS = 16 }; /* what the RTP extension holds (RFC 8852 section 3.1) */

enum kr_mode {
    KR_MODE_MEET,    /* a web client: sources by name, all slots */
    KR_MODE_PUBLISH, /* WHIP: sends its first audio as microphone and its first video as camera */
    KR_MODE_PLAY,    /* WHEP: one slot of each kind */
};

enum { KR_AUDIO_SLOT_SCREEN = 3, KR_VIDEO_SLOT_STAGE = 0, KR_VIDEO_SLOT_SCREEN = 1 };

/* How the client numbers things in one m-line. */
struct kr_line {
    bool active; /* media flows in the direction that the line has */
    enum kr_codec codec; /* the first of those accepted */
    struct {
        uint8_t payload_type, rtx; /* payload_type 0: not accepted; rtx 0: none */
    } of[KR_CODEC_COUNT];
    uint8_t red; /* of packets that carry Opus redundantly (RFC 2198); 0: none */
    bool nack, pli, fir, transport_cc, remb;
    bool ccfb; /* RFC 8888, where transport_cc is not negotiated */
    uint8_t ext_id[KR_EXT_COUNT]; /* 0: not negotiated */
    char mid[KR_LIMIT_ID_BYTES + 1];
    uint32_t ssrc, rtx_ssrc;      /* of a source, when the offer tells */
    char rids[KR_SDP_RIDS][KR_RID_CHARS + 1]; /* simulcast layers of a source, as offered: smallest first */
    size_t n_rids;                /* 0: no simulcast */
};

enum kr_line_use {
    KR_USE_REJECTED,
    KR_USE_IDLE, /* accepted, but nothing flows */
    KR_USE_SOURCE,
    KR_USE_AUDIO_SLOT,
    KR_USE_VIDEO_SLOT,
};

struct kr_plan {
    struct kr_line source[KR_SOURCE_COUNT];
    struct kr_line audio[KR_LIMIT_AUDIO_SLOTS], video[KR_LIMIT_VIDEO_SLOTS];
    size_t n_audio, n_video;
    bool rtcp_rsize;
    struct {
        enum kr_line_use use;
        uint8_t index; /* enum kr_source, or the slot's number */
    } media[KR_LIMIT_SDP_MEDIA];
    size_t n_media;
};

/* What is known besides the offer. */
struct kr_wish {
    enum kr_mode mode;
    const char *senders[KR_SOURCE_COUNT]; /* KR_MODE_MEET: mids of the sources, NULL: not sent */
    enum kr_codec camera, screen; /* KR_MODE_MEET: what the room sends now; KR_CODEC_OPUS: not known */
    uint8_t decoded; /* KR_MODE_PUBLISH: what all in the room decode, a bit for each codec; 0: nobody is there */
};

/*
 * Makes the plan; `before` is that of the client's last offer, or NULL. KR_E_MALFORMED when a sender's m-line does not
 * exist, is of the wrong kind or is named twice; KR_E_UNSUPPORTED when nothing at all can be accepted. *why is a
 * stable identifier then.
 */
KR_MUST_CHECK int kr_negotiate(struct kr_plan *out, const struct kr_sdp_offer *offer, const struct kr_wish *wish,
                               const struct kr_plan *before, const char **why);

/* The codec whose payload type, or whose RTX's, this is on the line; KR_CODEC_COUNT: none. */
enum kr_codec kr_line_codec(const struct kr_line *line, uint8_t payload_type, bool rtx);

/* SSRCs of the slots, which stay with an endpoint for its life. */
struct kr_slot_ssrc {
    uint32_t ssrc, rtx_ssrc;
};

/* The answer's m-lines (offer->n_media of them) for a plan. */
void kr_plan_answer(struct kr_sdp_answer_media *out, const struct kr_sdp_offer *offer, const struct kr_plan *plan,
                    const struct kr_slot_ssrc *audio, const struct kr_slot_ssrc *video);

#endif
