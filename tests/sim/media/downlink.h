/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A room as it is: a teacher sends sound and a simulcast camera (three layers of three temporal layers each), several
 * receivers watch, each behind a bottleneck of its own or a shared one, with estimator, pacer and allocator in the loop.
 * One more receiver has a path without limits: whatever happens to the others, it must not notice.
 */
#ifndef KR_SIM_DOWNLINK_H
#define KR_SIM_DOWNLINK_H

#include "decode.h"
#include "world.h"

enum { DOWN_PATHS = 4, DOWN_RECEIVERS = 6, DOWN_SAMPLE_US = 100000, DOWN_SAMPLES = 2000, DOWN_TCPS = 12 };

struct down_step { /* of a path's rate; ends with at_s 0 and rate 0 */
    double at_s;
    uint64_t rate_bps;
};

struct down_receiver {
    struct sim_client *client;
    int path;
    double start_s, pause_s, resume_s; /* when it watches; pause_s 0: never pauses */
    bool watches;
    uint64_t seen_bytes;
    struct {
        double arrived_bps, estimate_bps;
        uint64_t frames;
    } samples[DOWN_SAMPLES];
};

struct down_tcp { /* a transfer beside: additive increase, halved at a loss (RFC 5681) */
    int path;
    double start_s, stop_s, window; /* packets */
    uint64_t rtt_us, left, cut_us;  /* left: packets to be sent; UINT64_MAX: endless */
    uint64_t acks_us[512];
    size_t first, flying;
};

struct downlink {
    struct world *world;
    struct sim_client *teacher, *near; /* near: without limits */
    struct sim_pipe paths[DOWN_PATHS];
    const struct down_step *steps[DOWN_PATHS];
    struct down_receiver receivers[DOWN_RECEIVERS];
    int n_receivers;
    struct down_tcp tcps[DOWN_TCPS];
    int n_tcps;
    uint64_t seed, began_us;
    size_t n_samples;
    double capacity_bps[DOWN_SAMPLES], wait_ms[DOWN_SAMPLES]; /* of the first path */
};

struct downlink *down_new(uint64_t seed);

/* A path with its rate over time, its queue in bytes, and one way's delay in addition to 5 ms. */
struct sim_pipe *down_path(struct downlink *d, const struct down_step *steps, uint64_t queue_bytes);
struct down_receiver *down_add(struct downlink *d, int path, uint64_t far_us, double start_s);
struct down_receiver *down_add_as(struct downlink *d, int path, uint64_t far_us, double start_s, enum kr_load_feedback feedback);
struct down_tcp *down_tcp(struct downlink *d, int path, double start_s, double stop_s, uint64_t packets);
void down_run(struct downlink *d, double seconds);

/* Writes the trace, checks that `near` noticed nothing, frees everything. */
void down_end(struct downlink *d, const char *name);
void down_show(const struct downlink *d, const char *name);

/* Means over the seconds [from, to): bits a second that arrived, and pictures. */
double down_arrived_bps(const struct downlink *d, int receiver, double from_s, double to_s);
double down_fps(const struct downlink *d, int receiver, double from_s, double to_s);

/* Seconds within [from, to) in which the first path made packets wait longer. */
double down_waited_s(const struct downlink *d, double ms, double from_s, double to_s);

/* Seconds from `from` on until as much arrived as in bps, over a second; 1e9: never. */
double down_until(const struct downlink *d, int receiver, double from_s, double bps);

/* The share of the sound that came, and the longest time without any within [from, to). */
double down_sound_share(const struct downlink *d, int receiver);
double down_sound_gap_s(const struct downlink *d, int receiver, double from_s, double to_s);

#endif
