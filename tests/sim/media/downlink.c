/* SPDX-License-Identifier: EUPL-1.2 */
#include "downlink.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/assert.h"
#include "sim/bwe/plot.h"

enum { FRAME_US = 40000, RUN_MS = 5, TCP_BYTES = 1472, S = 1000000 };
static const uint64_t layer_bps[SIM_LAYERS] = {150000, 500000, 1600000};

static double now_s(const struct downlink *d)
{
    return (double)(d->world->now_us - d->began_us) / 1e6;
}

static void watch(struct downlink *d, struct sim_client *c, bool on)
{
    static uint64_t gen;
    const char *want[] = {on ? "teacher" : NULL, WORLD_END};
    world_watch(d->world, c, ++gen, want, KR_LINK_SLOT_KIND_CAMERA);
}

struct downlink *down_new(uint64_t seed)
{
    static const struct sim_config sender = {.mode = KR_MODE_MEET, .n_video = 1, .rids = "q;h;f", .reports = true};
    static const struct sim_config viewer = {.mode = KR_MODE_MEET, .n_video = 1, .reports = true, .plays = true};
    struct downlink *d = calloc(1, sizeof *d);
    kr_assert(d);
    d->seed = seed;
    d->world = world_new(seed);
    d->teacher = world_join(d->world, "room", "teacher", &sender, NULL);
    d->near = world_join(d->world, "room", "near", &viewer, NULL);
    for (int l = 0; l < SIM_LAYERS; l++)
        d->teacher->pace_bps += layer_bps[l] * 5 / 2; /* as browsers do */
    for (int l = 0; l < SIM_LAYERS; l++) {
        struct sim_source *s = l ? &d->teacher->higher[l - 1] : &d->teacher->sources[KR_SOURCE_CAMERA];
        s->bps = layer_bps[l];
        s->temporal = true;
        s->interval_us = FRAME_US;
        if (l)
            sim_client_send_layer(d->teacher, l, true, d->world->now_us);
        else
            sim_client_send(d->teacher, KR_SOURCE_CAMERA, true, d->world->now_us);
    }
    sim_client_send(d->teacher, KR_SOURCE_MICROPHONE, true, d->world->now_us);
    watch(d, d->near, true);
    world_run(d->world, 3000); /* what begins is over */
    sim_decode_count_anew(&d->near->video[0], d->world->now_us);
    d->began_us = d->world->now_us;
    return d;
}

struct sim_pipe *down_path(struct downlink *d, const struct down_step *steps, uint64_t queue_bytes)
{
    int n = 0;
    while (d->steps[n])
        n++;
    kr_assert(n < DOWN_PATHS);
    d->steps[n] = steps;
    d->paths[n] = (struct sim_pipe){.rate_bps = steps->rate_bps, .queue_bytes = queue_bytes, .random.state = 1000 * d->seed + (uint64_t)n};
    return &d->paths[n];
}

struct down_receiver *down_add(struct downlink *d, int path, uint64_t far_us, double start_s)
{
    return down_add_as(d, path, far_us, start_s, KR_LOAD_TRANSPORT_CC);
}

struct down_receiver *down_add_as(struct downlink *d, int path, uint64_t far_us, double start_s, enum kr_load_feedback feedback)
{
    const struct sim_config viewer = {.mode = KR_MODE_MEET, .n_video = 1, .reports = true, .plays = true, .feedback = feedback};
    struct down_receiver *r = &d->receivers[d->n_receivers];
    char name[16];
    kr_assert(d->n_receivers < DOWN_RECEIVERS);
    snprintf(name, sizeof name, "far%d", d->n_receivers++);
    *r = (struct down_receiver){.path = path, .start_s = start_s, .client = world_join(d->world, "room", name, &viewer, NULL)};
    d->world->net.down[r->client->number] = &d->paths[path];
    d->world->net.far_us[r->client->number] = far_us;
    return r;
}

struct down_tcp *down_tcp(struct downlink *d, int path, double start_s, double stop_s, uint64_t packets)
{
    kr_assert(d->n_tcps < DOWN_TCPS);
    struct down_tcp *t = &d->tcps[d->n_tcps++];
    *t = (struct down_tcp){.path = path, .start_s = start_s, .stop_s = stop_s, .window = 10, .rtt_us = 100000, .left = packets};
    return t;
}

static void tcp_step(struct downlink *d, struct down_tcp *t)
{
    uint64_t now_us = d->world->now_us, wait_us;
    for (; t->flying && t->acks_us[t->first] <= now_us; t->flying--) {
        t->first = (t->first + 1) % 512;
        t->window += 1 / t->window;
    }
    if (now_s(d) < t->start_s || now_s(d) >= t->stop_s)
        return;
    while (t->left && t->flying < (size_t)t->window && t->flying < 512) {
        if (!sim_pipe_pass(&d->paths[t->path], TCP_BYTES, false, now_us, &wait_us)) {
            if (now_us - t->cut_us > t->rtt_us + sim_pipe_wait_us(&d->paths[t->path], now_us)) {
                t->window = t->window / 2 > 2 ? t->window / 2 : 2;
                t->cut_us = now_us;
            }
            return;
        }
        t->acks_us[(t->first + t->flying++) % 512] = now_us + wait_us + t->rtt_us;
        t->left -= t->left != UINT64_MAX;
    }
}

static void direct(struct downlink *d)
{
    for (int p = 0; p < DOWN_PATHS && d->steps[p]; p++) {
        while (d->steps[p][1].rate_bps && now_s(d) >= d->steps[p][1].at_s)
            d->steps[p]++;
        d->paths[p].rate_bps = d->steps[p]->rate_bps; /* what waits already leaves as it would have */
    }
    for (int i = 0; i < d->n_receivers; i++) {
        struct down_receiver *r = &d->receivers[i];
        double s = now_s(d);
        bool on = s >= r->start_s && !(r->pause_s > 0 && s >= r->pause_s && s < r->resume_s);
        if (on != r->watches)
            watch(d, r->client, on);
        r->watches = on;
    }
    for (int i = 0; i < d->n_tcps; i++)
        tcp_step(d, &d->tcps[i]);
}

static void sample(struct downlink *d)
{
    size_t n = d->n_samples++;
    kr_assert(n < DOWN_SAMPLES);
    d->capacity_bps[n] = (double)d->paths[0].rate_bps;
    d->wait_ms[n] = (double)sim_pipe_wait_us(&d->paths[0], d->world->now_us) / 1000;
    for (int i = 0; i < d->n_receivers; i++) {
        struct down_receiver *r = &d->receivers[i];
        const struct kr_endpoint *e = kr_media_endpoint(d->world->media, r->client->id);
        r->samples[n].arrived_bps = (double)(r->client->media_bytes - r->seen_bytes) * 8e6 / DOWN_SAMPLE_US;
        r->seen_bytes = r->client->media_bytes;
        r->samples[n].estimate_bps = (double)kr_bwe_estimate_bps(&e->bandwidth->bwe);
        r->samples[n].frames = r->client->video[0].decoder.frames;
    }
}

void down_run(struct downlink *d, double seconds)
{
    for (double end_s = now_s(d) + seconds; now_s(d) < end_s;) {
        direct(d);
        world_run(d->world, RUN_MS);
        if ((d->world->now_us - d->began_us) / DOWN_SAMPLE_US > d->n_samples)
            sample(d);
    }
}

static void draw(const struct downlink *d, const char *name)
{
    static const char *const colours[DOWN_RECEIVERS] = {"#1f5fa8", "#2f8f4e", "#c27a14", "#7b4fa3", "#1d8f96", "#888888"};
    struct plot *p = calloc(1, sizeof *p);
    kr_assert(p);
    *p = (struct plot){.name = name, .step_us = DOWN_SAMPLE_US, .n = d->n_samples, .n_lines = 1, .labels = {"capacity"}, .colours = {"#444444"}};
    memcpy(p->values[0], d->capacity_bps, sizeof p->values[0]);
    memcpy(p->wait_ms, d->wait_ms, sizeof p->wait_ms);
    for (int r = 0; r < d->n_receivers; r++)
        for (int line = d->n_receivers == 1 ? 0 : 1; line < 2; line++) {
            size_t l = p->n_lines++;
            p->labels[l] = line ? "arrives" : "estimate";
            p->colours[l] = line ? colours[r] : "#c27a14";
            for (size_t i = 0; i < p->n; i++)
                p->values[l][i] = line ? d->receivers[r].samples[i].arrived_bps : d->receivers[r].samples[i].estimate_bps;
        }
    plot_write(p);
    free(p);
}

void down_end(struct downlink *d, const char *name)
{
    draw(d, name);
    const struct sim_decoder *near = &d->near->video[0].decoder;
    assert_true((double)near->frames > 0.96 * now_s(d) * S / FRAME_US);
    assert_true(near->longest_us < 500000);
    assert_int_equal(near->broken, 0);
    assert_int_equal(near->layer, SIM_LAYERS - 1);
    for (int r = 0; r < d->n_receivers; r++)
        assert_int_equal(d->receivers[r].client->garbled, 0);
    world_free(d->world);
    free(d);
}

static size_t sample_at(const struct downlink *d, double s)
{
    size_t i = (size_t)(s * S / DOWN_SAMPLE_US);
    return i < d->n_samples ? i : d->n_samples;
}

double down_arrived_bps(const struct downlink *d, int receiver, double from_s, double to_s)
{
    size_t from = sample_at(d, from_s), to = sample_at(d, to_s);
    double sum = 0;
    for (size_t i = from; i < to; i++)
        sum += d->receivers[receiver].samples[i].arrived_bps;
    return to > from ? sum / (double)(to - from) : 0;
}

double down_fps(const struct downlink *d, int receiver, double from_s, double to_s)
{
    size_t from = sample_at(d, from_s), to = sample_at(d, to_s);
    if (to <= from)
        return 0;
    uint64_t frames = d->receivers[receiver].samples[to - 1].frames - (from ? d->receivers[receiver].samples[from - 1].frames : 0);
    return (double)frames / (to_s - from_s);
}

double down_waited_s(const struct downlink *d, double ms, double from_s, double to_s)
{
    size_t n = 0;
    for (size_t i = sample_at(d, from_s); i < sample_at(d, to_s); i++)
        n += d->wait_ms[i] > ms;
    return (double)n * DOWN_SAMPLE_US / S;
}

double down_until(const struct downlink *d, int receiver, double from_s, double bps)
{
    for (double s = from_s; s + 1 <= (double)d->n_samples * DOWN_SAMPLE_US / S; s += 0.1)
        if (down_arrived_bps(d, receiver, s, s + 1) >= bps)
            return s - from_s;
    return 1e9;
}

/* The slot that the teacher is heard in. */
static const struct sim_slot *sound_of(const struct downlink *d, int receiver)
{
    const struct sim_client *c = d->receivers[receiver].client;
    const struct sim_slot *most = &c->audio[0];
    for (int i = 1; i < KR_LIMIT_AUDIO_SLOTS; i++)
        most = c->audio[i].received > most->received ? &c->audio[i] : most;
    return most;
}

double down_sound_share(const struct downlink *d, int receiver)
{
    const struct sim_client *c = d->receivers[receiver].client;
    uint64_t received = 0, duplicates = 0;
    for (int i = 0; i < KR_LIMIT_AUDIO_SLOTS; i++) {
        received += c->audio[i].received;
        duplicates += c->audio[i].duplicates;
    }
    return (double)(received - duplicates) / (now_s(d) * 50);
}

double down_sound_gap_s(const struct downlink *d, int receiver, double from_s, double to_s)
{
    const struct sim_slot *s = sound_of(d, receiver);
    uint64_t last_us = d->began_us + (uint64_t)(from_s * S), end_us = d->began_us + (uint64_t)(to_s * S), longest = 0;
    for (size_t i = 0; i < s->n; i++) {
        const struct sim_record *r = &s->records[i];
        if (!r->have || r->at_us < last_us)
            continue;
        uint64_t at_us = r->at_us < end_us ? r->at_us : end_us;
        longest = at_us - last_us > longest ? at_us - last_us : longest;
        if (r->at_us >= end_us)
            break;
        last_us = r->at_us;
    }
    return (double)longest / S;
}

void down_show(const struct downlink *d, const char *name)
{
    double all_s = (double)d->n_samples * DOWN_SAMPLE_US / S;
    if (!getenv("TRACES_VERBOSE"))
        return;
    printf("%s: above 500 ms %.1f s, above 150 ms %.1f s, dropped %d, paced %d, given up %d, key frames asked %d\n", name,
           down_waited_s(d, 500, 0, all_s), down_waited_s(d, 150, 0, all_s), (int)d->paths[0].dropped,
           (int)d->world->media->counters.paced, (int)d->world->media->counters.pace_dropped,
           (int)d->world->media->counters.keyframe_out);
    for (int r = 0; r < d->n_receivers; r++) {
        const struct sim_decoder *v = &d->receivers[r].client->video[0].decoder;
        printf("  %d: kbit/s", r);
        for (double s = 0; s + 5 <= all_s; s += 5)
            printf(" %.0f", down_arrived_bps(d, r, s, s + 5) / 1000);
        printf("\n     estim.");
        for (double s = 0; s + 5 <= all_s; s += 5)
            printf(" %.0f", d->receivers[r].samples[(size_t)(s * 10 + 49)].estimate_bps / 1000);
        printf("\n     fps   ");
        for (double s = 0; s + 5 <= all_s; s += 5)
            printf(" %.0f", down_fps(d, r, s, s + 5));
        printf("\n     longest %d ms, broken %d, keys %d, layers %d/%d/%d, tids %d/%d/%d, sound %.3f, rtx %d\n", (int)(v->longest_us / 1000),
               (int)v->broken, (int)v->keys, (int)v->by_layer[0], (int)v->by_layer[1], (int)v->by_layer[2], (int)v->by_tid[0],
               (int)v->by_tid[1], (int)v->by_tid[2], down_sound_share(d, r), (int)d->receivers[r].client->video[0].rtx_received);
    }
}
