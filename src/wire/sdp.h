/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * SDP offers of WebRTC clients (RFC 8866, 8829, 8843, 9429), read in one pass into a bounded structure, and the
 * answers to them, written. Only what Kreide negotiates is kept: BUNDLE on one transport, rtcp-mux, the first of each
 * codec known here. Foreign candidates are ignored (ICE-lite). All texts are views into the offer.
 */
#ifndef KR_WIRE_SDP_H
#define KR_WIRE_SDP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/strbuf.h"
#include "wire/ext.h"
#include "wire/stun.h"

enum kr_sdp_kind { KR_SDP_AUDIO, KR_SDP_VIDEO, KR_SDP_OTHER };

enum kr_sdp_direction { KR_SDP_INACTIVE = 0, KR_SDP_SENDONLY = 1, KR_SDP_RECVONLY = 2, KR_SDP_SENDRECV = 3 };

enum kr_codec { KR_CODEC_OPUS, KR_CODEC_VP8, KR_CODEC_VP9, KR_CODEC_H264, KR_CODEC_AV1, KR_CODEC_COUNT };

extern const char *const kr_codec_name[KR_CODEC_COUNT];
extern const uint32_t kr_codec_clock_hz[KR_CODEC_COUNT];

enum { KR_SDP_RIDS = 3, KR_SDP_FINGERPRINTS = 4 };

struct kr_sdp_codec { /* how the client numbers one codec of ours */
    bool present;
    uint8_t payload_type;
    uint8_t rtx_payload_type;      /* 0: none */
    uint8_t red_payload_type;      /* Opus: of packets that carry it redundantly (RFC 2198), 0: none */
    bool red_first;                /* and the client would rather send those */
    bool nack, pli, fir, transport_cc, remb, ccfb;
    struct kr_span fmtp;           /* parameters as offered */
};

struct kr_sdp_media {
    enum kr_sdp_kind kind;
    struct kr_span name, protocol, format; /* as offered, for a rejected section: audio UDP/TLS/RTP/SAVPF 111 */
    struct kr_span mid;
    enum kr_sdp_direction direction;
    bool rejected;                 /* port 0 and not bundle-only, unknown kind or protocol, or no codec of ours */
    bool bundled;                  /* its mid is in the first BUNDLE group */
    bool rtcp_mux, rtcp_rsize;
    struct kr_sdp_codec codec[KR_CODEC_COUNT];
    uint8_t ext_id[KR_EXT_COUNT];  /* 0: not offered */
    enum kr_sdp_direction ext_direction[KR_EXT_COUNT]; /* from the client's side, RFC 8285 section 5 */
    uint32_t ssrc, rtx_ssrc;       /* first FID pair or first ssrc; 0: not told */
    struct kr_span rids[KR_SDP_RIDS]; /* simulcast layers to be sent, lowest first as listed */
    size_t n_rids;
    uint8_t first_payload_type;    /* for answering a rejected section */
};

struct kr_sdp_fingerprint {
    struct kr_span algorithm;      /* sha-256, sha-384, sha-512; others are not kept */
    uint8_t digest[64];
    size_t digest_len;
};

struct kr_sdp_offer {
    struct kr_span ice_ufrag, ice_pwd; /* RFC 8839 5.4: 4..256 and 22..256 characters */
    bool ice_lite;
    struct kr_sdp_fingerprint fingerprints[KR_SDP_FINGERPRINTS];
    size_t n_fingerprints;
    enum { KR_SDP_ACTPASS, KR_SDP_ACTIVE, KR_SDP_PASSIVE } setup;
    bool extmap_allow_mixed;
    struct kr_sdp_media media[KR_LIMIT_SDP_MEDIA];
    size_t n_media;
};

/* What was wrong with an offer: stable identifier and line number. */
struct kr_sdp_fault {
    const char *error; /* no_version, bad_line, too_many_media, no_ice, no_fingerprint, no_bundle, no_rtcp_mux, bad_mid, ... */
    size_t line;
};

/* Parses an offer. out is large (about 20 KiB): allocate it. KR_E_MALFORMED, KR_E_TOO_LARGE or KR_E_UNSUPPORTED. */
KR_MUST_CHECK int kr_sdp_parse(struct kr_sdp_offer *out, const char *text, size_t len, struct kr_sdp_fault *fault);

struct kr_sdp_candidate {
    struct kr_wire_address address;
    uint32_t priority;
};

struct kr_sdp_answer_media { /* one per media of the offer, in order */
    bool accepted;
    enum kr_sdp_direction direction; /* from Kreide's side */
    enum kr_codec codec;             /* the one codec accepted, numbered as offered */
    bool extra_codecs[KR_CODEC_COUNT]; /* others accepted too */
    bool ccfb;                       /* accept feedback of RFC 8888, where transport-wide feedback is not accepted */
    bool ext[KR_EXT_COUNT];          /* accepted extensions, numbered as offered */
    bool red;                        /* accept redundant sound; what the client prefers stands first */
    bool simulcast;                  /* accept all offered rids */
    uint32_t ssrc, rtx_ssrc;         /* when sending; rtx 0: none */
    const char *stream, *track;      /* msid when sending */
    uint32_t start_bitrate_kbps;     /* x-google-start-bitrate when receiving video; 0: none */
};

struct kr_sdp_answer {
    const char *ice_ufrag, *ice_pwd;
    const char *fingerprint;         /* "sha-256 AB:CD:..." */
    const char *cname;
    uint64_t session_id, session_version;
    const struct kr_sdp_candidate *candidates;
    size_t n_candidates;
    const struct kr_sdp_answer_media *media; /* offer->n_media of them */
};

/*
 * Writes the answer into out (empty, its own maximum set). A section, codec, extension or direction that the offer does
 * not allow is not accepted. KR_E_TOO_LARGE when out failed.
 */
KR_MUST_CHECK int kr_sdp_write_answer(struct kr_strbuf *out, const struct kr_sdp_offer *offer, const struct kr_sdp_answer *answer);

#endif
