/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * How well the receivers and senders of this process do, as histograms: each endpoint is looked at once a second, so a
 * bucket counts seconds of endpoints. Nothing in them says who or where.
 */
#ifndef KR_MEDIA_GAUGES_H
#define KR_MEDIA_GAUGES_H

#include "base/histogram.h"
#include "proto/link.h"

struct kr_endpoint;
struct kr_media;

/* X(field, bounds, per, help): the field is the metric's name without prefix; per: its unit, as `per` of proto/link.json. */
#define KR_MEDIA_GAUGE_TABLE(X)                                                                                        \
    X(receiver_estimate_bits_per_second, rates, 1, "What the path to a receiver carries, as estimated.")               \
    X(receiver_sent_bits_per_second, rates, 1, "What a receiver is sent: sound and pictures, without headers.")        \
    X(receiver_lost_ratio, shares, 1000, "Share of packets a receiver reports as lost: the worst of its slots.")       \
    X(receiver_rtt_seconds, times_ms, 1000, "Round trip between an endpoint and this process.")                        \
    X(receiver_picture_lines, lines, 1, "Height of the pictures that receivers are sent, one value a picture.")        \
    X(sender_received_bits_per_second, rates, 1, "What comes of one stream: a source, or one layer of it.")            \
    X(sender_lost_ratio, shares, 1000, "Share of a stream's packets lost on the way here, before they come again.")    \
    X(room_endpoints, sizes, 1, "Endpoints in a room.")                                                                \
    X(connect_seconds, times_ms, 1000, "From the order to open an endpoint to the end of its handshake.")

struct kr_media_gauges {
#define X(field, bounds, per, help) struct kr_histogram field;
    KR_MEDIA_GAUGE_TABLE(X)
#undef X
};

void kr_gauges_init(struct kr_media_gauges *g);

/* A second of an endpoint has passed, and its sample was taken. */
void kr_gauges_endpoint(struct kr_media_gauges *g, const struct kr_endpoint *e, uint64_t now_us);

/* A second has passed. */
void kr_gauges_rooms(struct kr_media_gauges *g, const struct kr_media *m);

/* The process beside its counters. */
struct kr_media_process {
    uint64_t cpu_us, resident_bytes;
};

/* Writes all counters, gauges and histograms through the media's emit. */
void kr_gauges_tell(const struct kr_media *m, const struct kr_media_process *process);

#endif
