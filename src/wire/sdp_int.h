/* SPDX-License-Identifier: EUPL-1.2 */
/* What the files of the SDP reader share; internal to wire. */
#ifndef KR_WIRE_SDP_INT_H
#define KR_WIRE_SDP_INT_H

#include "wire/sdp.h"

enum {
    KR_SDP_PAYLOAD_TYPES = 128, /* RFC 3551 section 6: 7 bits */
    KR_SDP_MID_MAX = 64,        /* as our messages' identifiers; the RTP extension holds 16 */
    KR_SDP_RIDS_OFFERED = 8,    /* a=rid lines looked at in one section */
};

/* --- sdp_text.c: words --- */

/* The text before the first `sep`, which is taken off *rest together with it; all of it if there is none. */
struct kr_span kr_sdp_cut(struct kr_span *rest, char sep);
bool kr_sdp_is(struct kr_span s, const char *text);
bool kr_sdp_is_nocase(struct kr_span s, const char *text);
bool kr_sdp_same(struct kr_span a, struct kr_span b);
/* RFC 8866 section 9: token, of 1 to max characters. */
bool kr_sdp_is_token(struct kr_span s, size_t max);
/* Decimal digits only, at most max. */
bool kr_sdp_number(struct kr_span s, uint64_t max, uint64_t *out);

/* --- sdp_transport.c: ICE and DTLS --- */

/* The transport as one level (session or section) tells it. */
struct kr_sdp_transport {
    struct kr_span ufrag, pwd;
    struct kr_sdp_fingerprint fingerprints[KR_SDP_FINGERPRINTS];
    size_t n_fingerprints;
    bool has_setup;
    int setup; /* KR_SDP_ACTPASS, KR_SDP_ACTIVE */
};

/* True if the attribute is one of these; *error is then NULL or the identifier of what is wrong with it. */
bool kr_sdp_on_transport(struct kr_sdp_transport *t, struct kr_span name, struct kr_span value,
                         const char **error);

/* Fills what is still missing in the offer. */
void kr_sdp_adopt_transport(struct kr_sdp_offer *offer, const struct kr_sdp_transport *t, bool *has_setup);

/* --- sdp_media.c: one section --- */

struct kr_sdp_payload { /* what the lines of a section say about one payload type */
    bool known, rtx, red, has_apt;
    uint8_t apt; /* RFC 4588 section 8.1: the payload type that is retransmitted */
    enum kr_codec codec;
    bool nack, pli, fir, transport_cc, remb, ccfb;
    struct kr_span fmtp;
};

struct kr_sdp_section {
    struct kr_sdp_transport transport;
    struct kr_sdp_payload payload[KR_SDP_PAYLOAD_TYPES];
    struct kr_sdp_payload any;             /* feedback for "*" */
    uint8_t formats[KR_SDP_PAYLOAD_TYPES]; /* in the offer's order */
    size_t n_formats;
    uint64_t port;
    bool bundle_only, has_fid;
    struct kr_span rids[KR_SDP_RIDS_OFFERED]; /* a=rid:... send */
    size_t n_rids;
    struct kr_span simulcast; /* the send list */
};

/* Starts a section with the value of its m-line; NULL or an identifier. */
const char *kr_sdp_open_section(struct kr_sdp_section *s, struct kr_sdp_media *m, struct kr_span value,
                                enum kr_sdp_direction session_direction);

/* One attribute of a section; those that mean nothing to Kreide are read over. */
const char *kr_sdp_on_attribute(struct kr_sdp_section *s, struct kr_sdp_media *m, struct kr_span name,
                                struct kr_span value);

/* True if the parameters of a format are those of the codec as it is forwarded here (sdp_format.c). */
bool kr_sdp_is_forwarded(enum kr_codec codec, struct kr_span fmtp);

/* Draws the conclusions once all lines of a section are read. */
void kr_sdp_close_section(const struct kr_sdp_section *s, struct kr_sdp_media *m);

/* sendrecv, sendonly, recvonly, inactive; false for anything else. */
bool kr_sdp_direction_of(struct kr_span name, enum kr_sdp_direction *out);

#endif
