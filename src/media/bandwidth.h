/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What a receiver's path carries: ties the estimator (rtc/bwe.h) to an endpoint. What is sent to it is entered, its feedback
 * read, whichever it has, and probes are filled with RTX padding.
 */
#ifndef KR_MEDIA_BANDWIDTH_H
#define KR_MEDIA_BANDWIDTH_H

#include <stddef.h>
#include <stdint.h>

#include "media/quality.h"
#include "rtc/bwe.h"
#include "wire/rtcp.h"

struct kr_endpoint;

enum {
    KR_BANDWIDTH_US = 100000,      /* between looks at an endpoint; while a probe is sent, every tick of the wheel */
    KR_BANDWIDTH_PADDING_MOST = 64, /* packets of padding at once, whatever is asked for */
};

/* What a receiver tells, the best first. */
enum kr_bandwidth_how {
    KR_BANDWIDTH_TRANSPORT, /* transport-wide feedback */
    KR_BANDWIDTH_CCFB,      /* RFC 8888 */
    KR_BANDWIDTH_REPORTS,   /* receiver reports, and perhaps REMB */
};

struct kr_bandwidth {
    uint64_t woken_us;   /* when sending began */
    uint64_t metered_us;
    uint64_t sound_bytes, sound_bps; /* sent until metered_us; of late */
    uint64_t resent, resent_bps;     /* bytes of retransmissions since metered_us; of late */
    struct kr_quality quality;       /* what front was told */
    bool holds_back;     /* a picture is paused */
    uint64_t wanted_bps; /* for the layers that would be sent if the path allowed it */
    struct kr_bwe_streams *streams; /* owned; KR_BANDWIDTH_CCFB alone */
    enum kr_bandwidth_how how;
    uint64_t due_us;     /* of kr_bandwidth_service; 0: as soon as something is sent */
    uint64_t forwarded;  /* bytes of media since metered_us */
    struct kr_bwe bwe;
};

/* Makes the estimator of an endpoint that has none. KR_E_NOMEM. */
KR_MUST_CHECK int kr_bandwidth_new(struct kr_bandwidth **out, enum kr_bandwidth_how how);
void kr_bandwidth_free(struct kr_bandwidth *b);

/* A datagram with the number kr_bwe_next_seq went out. padding: it carried nothing else. */
void kr_bandwidth_sent(struct kr_endpoint *e, size_t len, bool padding, uint64_t now_us);

/* The same for one without such a number: it is known by its stream's, or only counted. */
void kr_bandwidth_sent_as(struct kr_endpoint *e, uint32_t ssrc, uint16_t seq, size_t len, bool padding, uint64_t now_us);

/* Receiver reports about e's slots, and its REMB: heeded where there is no feedback about packets. */
void kr_bandwidth_report(struct kr_endpoint *e, const struct kr_bwe_report *report, uint64_t now_us);
void kr_bandwidth_remb(struct kr_endpoint *e, const struct kr_rtcp *part, uint64_t now_us);

/* Transport-wide feedback or that of RFC 8888; what is wrong with it is counted. */
void kr_bandwidth_feedback(struct kr_endpoint *e, const struct kr_rtcp *part, uint64_t now_us);

/* True while less is sent than would be if the path allowed it. The endpoint must have bandwidth. */
bool kr_bandwidth_limits(const struct kr_endpoint *e, uint64_t now_us);

/* True if there is a stream that can carry the padding of probes. */
bool kr_bandwidth_probes(const struct kr_endpoint *e);

/* Probes and silence, if due. */
void kr_bandwidth_service(struct kr_endpoint *e, uint64_t now_us);

/* When kr_bandwidth_service has something to do; UINT64_MAX: not before something is sent. */
uint64_t kr_bandwidth_due_us(const struct kr_endpoint *e);

#endif
