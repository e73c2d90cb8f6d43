/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What one receiver is sent through a bottleneck, as by a forwarding server: sound always, pictures in steps of a ladder
 * (layers and numbers of tiles) as the estimate allows, padding when the estimator probes. Feedback goes through the real
 * writer and the real parser.
 */
#ifndef KR_SIM_BWE_FLOW_H
#define KR_SIM_BWE_FLOW_H

#include "path.h"
#include "plot.h"
#include "rtc/arrivals.h"
#include "rtc/bwe.h"

enum { WORLD_FLOWS = 6, FLIGHT = 8192, FEEDBACKS = 256, FEEDBACK_BYTES = 1200, FEEDBACK_US = 100000 /* browsers take 50 to 250 ms */, SAMPLE_US = 100000 };

struct flight {       /* behind the bottleneck */
    uint64_t at_us;
    uint32_t tag;
    uint16_t bytes;
};

struct feedback {
    uint64_t at_us;
    size_t len;
    uint8_t bytes[FEEDBACK_BYTES];
};

struct flow_config {
    uint64_t delay_us;          /* one way */
    uint64_t jitter_us;
    uint64_t top_bps;           /* of the pictures; 0: none */
    uint64_t start_us, pause_us, resume_us; /* pause_us 0: never */
    uint64_t back_jitter_us;    /* of feedback */
    double back_loss;
};

struct flow {
    struct flow_config config;
    struct kr_bwe bwe;
    struct kr_arrivals arrivals;
    uint64_t sound_us, frame_us, service_us;
    uint64_t picture_bps;       /* step of the ladder in use */
    struct flight flight[FLIGHT];
    size_t first, n;
    struct feedback feedback[FEEDBACKS];
    size_t first_feedback, n_feedback;
    uint64_t last_feedback_us, written_us;
    /* Counted since the last sample, and in all. */
    uint64_t sample_sent, sample_arrived, sound_sent, sound_arrived, sent_bytes, arrived_bytes, padding_bytes;
    struct { double sent_bps, arrived_bps, estimate_bps; } samples[PLOT_SAMPLES];
};

struct tcp {                    /* a long transfer: additive increase, halved at a loss (RFC 5681) */
    bool on;
    uint64_t start_us, stop_us, delay_us;
    double window;              /* packets */
    uint32_t flying;
    uint64_t cut_us;
    struct flight acks[FLIGHT];
    size_t first, n;
    uint64_t arrived_bytes;
};

struct step {
    uint64_t at_us, rate_bps;
};

struct bwe_world {
    uint64_t now_us;
    struct path path;
    const struct step *steps;   /* of the capacity, ends with at_us UINT64_MAX */
    struct flow flows[WORLD_FLOWS];
    int n_flows;
    struct tcp tcp;
    size_t n_samples;
    double capacity_bps[PLOT_SAMPLES], wait_ms[PLOT_SAMPLES];
    double worst_wait_ms;
};

struct bwe_world *bwe_world_new(const struct step *steps, uint64_t queue_bytes, uint64_t seed);
struct flow *bwe_world_add(struct bwe_world *w, const struct flow_config *config);
void bwe_world_run(struct bwe_world *w, unsigned seconds);

/* Writes the trace and frees everything. */
void bwe_world_end(struct bwe_world *w, const char *name);

/* With TRACES_VERBOSE set the run says what it measured. */
void bwe_show(const struct bwe_world *w, const char *name);

/* Means over the seconds [from, to): of what arrived, over the capacity; and bits a second of one flow. */
double bwe_utilisation(const struct bwe_world *w, unsigned from_s, unsigned to_s);
double bwe_arrived_bps(const struct bwe_world *w, int flow, unsigned from_s, unsigned to_s);

/* Seconds within [from, to) in which the bottleneck made packets wait longer. */
double bwe_waited_s(const struct bwe_world *w, double ms, unsigned from_s, unsigned to_s);

#endif
