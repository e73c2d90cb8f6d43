/* SPDX-License-Identifier: EUPL-1.2 */
#include "flow.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"

enum {
    SOUND_BYTES = 110, SOUND_US = 20000, SOUND_BPS = (SOUND_BYTES + KR_BWE_HEADER_BYTES) * 8 * 50,
    FRAME_US = 33333, PACKET_BYTES = 1150, PADDING_BYTES = 290, SERVICE_US = 5000,
    PICTURE_LEAST_BPS = 100000,
    TCP_BYTES = 1500, TCP_TAG = UINT32_MAX, TCP_FLOW = -1,
    SOUND_TAG = 0x10000, /* beside the number, so that sound can be counted */
};
#define LADDER_STEP 1.3

static void send(struct bwe_world *w, int flow, size_t len, uint32_t kind)
{
    struct flow *f = &w->flows[flow];
    uint32_t seq = kr_bwe_next_seq(&f->bwe);
    kr_bwe_sent(&f->bwe, len, w->now_us);
    f->sent_bytes += len + KR_BWE_HEADER_BYTES;
    f->sample_sent += len + KR_BWE_HEADER_BYTES;
    path_put(&w->path, flow, (uint16_t)(len + KR_BWE_HEADER_BYTES), seq | kind, w->now_us);
}

/* The highest step that fits; pictures of less than a tile are not sent at all. */
static uint64_t ladder(uint64_t budget_bps, uint64_t top_bps)
{
    double step = PICTURE_LEAST_BPS;
    if (budget_bps < PICTURE_LEAST_BPS)
        return 0;
    while (step * LADDER_STEP <= (double)budget_bps && step * LADDER_STEP < (double)top_bps)
        step *= LADDER_STEP;
    return budget_bps >= top_bps ? top_bps : (uint64_t)step;
}

static void send_frame(struct bwe_world *w, int flow)
{
    struct flow *f = &w->flows[flow];
    double noise = 0.8 + 0.4 * path_random(&w->path);
    size_t left = (size_t)((double)f->picture_bps * FRAME_US / 1e6 / 8 * noise);
    size_t packets = left / PACKET_BYTES + 1;
    for (size_t i = 0; i < packets && f->picture_bps && !kr_bwe_full(&f->bwe); i++)
        send(w, flow, left / packets > KR_BWE_HEADER_BYTES ? left / packets - KR_BWE_HEADER_BYTES : 1, 0);
}

static bool sends(const struct flow *f, uint64_t now_us)
{
    bool paused = f->config.pause_us && now_us >= f->config.pause_us && now_us < f->config.resume_us;
    return now_us >= f->config.start_us && !paused;
}

static void send_media(struct bwe_world *w, int flow)
{
    struct flow *f = &w->flows[flow];
    if (!sends(f, w->now_us)) {
        f->sound_us = w->now_us;
        f->frame_us = f->frame_us > w->now_us ? f->frame_us : w->now_us;
        return;
    }
    if (w->now_us >= f->sound_us) {
        f->sound_us += SOUND_US;
        f->sound_sent++;
        send(w, flow, SOUND_BYTES, SOUND_TAG);
    }
    if (w->now_us >= f->frame_us) {
        f->frame_us += FRAME_US;
        send_frame(w, flow);
    }
}

static void service(struct bwe_world *w, int flow)
{
    struct flow *f = &w->flows[flow];
    if (w->now_us < f->service_us)
        return;
    f->service_us = w->now_us + SERVICE_US;
    kr_bwe_want(&f->bwe, sends(f, w->now_us) ? f->config.top_bps + SOUND_BPS : 0);
    kr_bwe_service(&f->bwe, w->now_us);
    uint64_t rate = kr_bwe_rate_bps(&f->bwe);
    f->picture_bps = ladder(rate > SOUND_BPS ? rate - SOUND_BPS : 0, f->config.top_bps);
    while (sends(f, w->now_us) && kr_bwe_padding_bytes(&f->bwe, w->now_us) >= PADDING_BYTES) {
        f->padding_bytes += PADDING_BYTES;
        send(w, flow, PADDING_BYTES, 0);
    }
}

static void fly(struct bwe_world *w, struct flow *f, const struct path_packet *p)
{
    uint64_t at_us = w->now_us + f->config.delay_us + (uint64_t)(path_random(&w->path) * (double)f->config.jitter_us);
    kr_assert(f->n < FLIGHT);
    if (f->n && at_us < f->flight[(f->first + f->n - 1) % FLIGHT].at_us)
        at_us = f->flight[(f->first + f->n - 1) % FLIGHT].at_us; /* jitter without reordering */
    f->flight[(f->first + f->n++) % FLIGHT] = (struct flight){at_us, p->tag, p->bytes};
}

static void arrive(struct bwe_world *w, struct flow *f)
{
    while (f->n && f->flight[f->first].at_us <= w->now_us) {
        struct flight *p = &f->flight[f->first];
        f->first = (f->first + 1) % FLIGHT;
        f->n--;
        f->arrived_bytes += p->bytes;
        f->sample_arrived += p->bytes;
        f->sound_arrived += (p->tag & SOUND_TAG) != 0;
        kr_arrivals_packet(&f->arrivals, (uint16_t)p->tag, 1, p->at_us);
    }
}

/* The receiver's side. */
static void write_feedback(struct bwe_world *w, struct flow *f)
{
    if (kr_arrivals_due_us(&f->arrivals) > w->now_us || w->now_us - f->written_us < FEEDBACK_US)
        return;
    f->written_us = w->now_us;
    kr_assert(f->n_feedback < FEEDBACKS);
    struct feedback *b = &f->feedback[(f->first_feedback + f->n_feedback) % FEEDBACKS];
    struct kr_writer out = kr_writer_of(b->bytes, sizeof b->bytes);
    if (kr_arrivals_write(&f->arrivals, 2, &out, w->now_us) != 1 || path_random(&w->path) < f->config.back_loss)
        return;
    b->len = out.len;
    b->at_us = w->now_us + f->config.delay_us + (uint64_t)(path_random(&w->path) * (double)f->config.back_jitter_us);
    if (b->at_us < f->last_feedback_us)
        b->at_us = f->last_feedback_us;
    f->last_feedback_us = b->at_us;
    f->n_feedback++;
}

static void read_feedback(struct bwe_world *w, struct flow *f)
{
    struct kr_rtcp part;
    while (f->n_feedback && f->feedback[f->first_feedback].at_us <= w->now_us) {
        struct feedback *b = &f->feedback[f->first_feedback];
        struct kr_reader r = kr_reader_of(b->bytes, b->len);
        kr_assert(kr_rtcp_next(&part, &r) == 1);
        kr_assert(kr_bwe_feedback(&f->bwe, &part, w->now_us) == 0);
        f->first_feedback = (f->first_feedback + 1) % FEEDBACKS;
        f->n_feedback--;
    }
}

static void tcp_step(struct bwe_world *w)
{
    struct tcp *t = &w->tcp;
    while (t->n && t->acks[t->first].at_us <= w->now_us) {
        t->first = (t->first + 1) % FLIGHT;
        t->n--;
        t->flying--;
        t->window += 1 / t->window;
        t->arrived_bytes += TCP_BYTES;
    }
    if (!t->on || w->now_us < t->start_us || w->now_us >= t->stop_us)
        return;
    while (t->flying < (uint32_t)t->window) {
        if (path_put(&w->path, TCP_FLOW, TCP_BYTES, TCP_TAG, w->now_us)) {
            t->flying++;
        } else {
            if (w->now_us - t->cut_us > 2 * t->delay_us + path_wait_us(&w->path)) {
                t->window = t->window / 2 > 2 ? t->window / 2 : 2;
                t->cut_us = w->now_us;
            }
            return;
        }
    }
}

static void tcp_arrive(struct bwe_world *w)
{
    struct tcp *t = &w->tcp;
    kr_assert(t->n < FLIGHT);
    t->acks[(t->first + t->n++) % FLIGHT] = (struct flight){.at_us = w->now_us + 2 * t->delay_us};
}

static void sample(struct bwe_world *w)
{
    kr_assert(w->n_samples < PLOT_SAMPLES);
    size_t i = w->n_samples++;
    double per_s = 8e6 / SAMPLE_US;
    w->capacity_bps[i] = (double)w->path.rate_bps;
    w->wait_ms[i] = (double)path_wait_us(&w->path) / 1000;
    if (w->wait_ms[i] > w->worst_wait_ms)
        w->worst_wait_ms = w->wait_ms[i];
    for (int n = 0; n < w->n_flows; n++) {
        struct flow *f = &w->flows[n];
        f->samples[i].sent_bps = (double)f->sample_sent * per_s;
        f->samples[i].arrived_bps = (double)f->sample_arrived * per_s;
        f->samples[i].estimate_bps = (double)kr_bwe_rate_bps(&f->bwe);
        f->sample_sent = f->sample_arrived = 0;
    }
}

struct bwe_world *bwe_world_new(const struct step *steps, uint64_t queue_bytes, uint64_t seed)
{
    struct bwe_world *w = calloc(1, sizeof *w);
    kr_assert(w);
    w->now_us = UINT64_C(5000000000); /* anywhere: low words wrap soon after */
    w->steps = steps;
    path_init(&w->path, steps->rate_bps, queue_bytes, seed);
    w->tcp.window = 10;
    return w;
}

struct flow *bwe_world_add(struct bwe_world *w, const struct flow_config *config)
{
    struct flow *f = &w->flows[w->n_flows++];
    f->config = *config;
    f->config.start_us += w->now_us;
    if (f->config.pause_us) {
        f->config.pause_us += w->now_us;
        f->config.resume_us += w->now_us;
    }
    f->sound_us = w->now_us;
    f->frame_us = w->now_us + (uint64_t)(path_random(&w->path) * FRAME_US);
    kr_bwe_init(&f->bwe, KR_BWE_START_BPS);
    kr_arrivals_init(&f->arrivals);
    return f;
}

void bwe_world_run(struct bwe_world *w, unsigned run_s)
{
    uint64_t start_us = w->now_us, sample_us = w->now_us + SAMPLE_US;
    struct path_packet p;
    for (; w->now_us < start_us + (uint64_t)run_s * 1000000; w->now_us += PATH_STEP_US) {
        while (w->steps[1].at_us != UINT64_MAX && w->now_us - start_us >= w->steps[1].at_us)
            w->path.rate_bps = (++w->steps)->rate_bps;
        for (int i = 0; i < w->n_flows; i++) {
            service(w, i);
            send_media(w, i);
        }
        tcp_step(w);
        path_step(&w->path);
        while (path_take(&w->path, &p, w->now_us)) {
            if (p.flow == TCP_FLOW)
                tcp_arrive(w);
            else
                fly(w, &w->flows[p.flow], &p);
        }
        for (int i = 0; i < w->n_flows; i++) {
            arrive(w, &w->flows[i]);
            write_feedback(w, &w->flows[i]);
            read_feedback(w, &w->flows[i]);
        }
        if (w->now_us >= sample_us) {
            sample_us += SAMPLE_US;
            sample(w);
        }
    }
}

void bwe_world_end(struct bwe_world *w, const char *name)
{
    static const char *const colours[WORLD_FLOWS] = {"#1f5fa8", "#2f8f4e", "#c27a14", "#7b4fa3", "#1d8f96", "#888888"};
    struct plot *p = calloc(1, sizeof *p);
    kr_assert(p);
    *p = (struct plot){.name = name, .step_us = SAMPLE_US, .n = w->n_samples, .n_lines = 1,
                       .labels = {"capacity"}, .colours = {"#444444"}};
    memcpy(p->values[0], w->capacity_bps, sizeof p->values[0]);
    memcpy(p->wait_ms, w->wait_ms, sizeof p->wait_ms);
    for (int n = 0; n < w->n_flows; n++) {
        if (w->n_flows == 1) {
            p->labels[p->n_lines] = "estimate";
            p->colours[p->n_lines] = "#c27a14";
            for (size_t i = 0; i < p->n; i++)
                p->values[p->n_lines][i] = w->flows[n].samples[i].estimate_bps;
            p->n_lines++;
        }
        p->labels[p->n_lines] = "arrives";
        p->colours[p->n_lines] = colours[n];
        for (size_t i = 0; i < p->n; i++)
            p->values[p->n_lines][i] = w->flows[n].samples[i].arrived_bps;
        p->n_lines++;
    }
    plot_write(p);
    free(p);
    for (int n = 0; n < w->n_flows; n++)
        kr_bwe_fini(&w->flows[n].bwe);
    free(w);
}

double bwe_arrived_bps(const struct bwe_world *w, int flow, unsigned from_s, unsigned to_s)
{
    const size_t per_s = 1000000 / SAMPLE_US;
    double sum = 0;
    kr_assert(to_s * per_s <= w->n_samples + per_s && from_s < to_s);
    size_t to = to_s * per_s < w->n_samples ? to_s * per_s : w->n_samples;
    for (size_t i = from_s * per_s; i < to; i++)
        sum += w->flows[flow].samples[i].arrived_bps;
    return sum / (double)(to - from_s * per_s);
}

double bwe_utilisation(const struct bwe_world *w, unsigned from_s, unsigned to_s)
{
    const size_t per_s = 1000000 / SAMPLE_US;
    double arrived = 0, capacity = 0;
    for (size_t i = from_s * per_s; i < to_s * per_s && i < w->n_samples; i++)
        capacity += w->capacity_bps[i] / (double)((to_s - from_s) * per_s);
    for (int n = 0; n < w->n_flows; n++)
        arrived += bwe_arrived_bps(w, n, from_s, to_s);
    return arrived / capacity;
}

double bwe_waited_s(const struct bwe_world *w, double ms, unsigned from_s, unsigned to_s)
{
    const size_t per_s = 1000000 / SAMPLE_US;
    size_t n = 0;
    for (size_t i = from_s * per_s; i < to_s * per_s && i < w->n_samples; i++)
        n += w->wait_ms[i] > ms;
    return (double)n / (double)per_s;
}

void bwe_show(const struct bwe_world *w, const char *name)
{
    unsigned all_s = (unsigned)(w->n_samples * SAMPLE_US / 1000000);
    if (!getenv("TRACES_VERBOSE"))
        return;
    printf("%s: utilisation in steps of 5 s", name);
    for (unsigned s = 0; s + 5 <= all_s; s += 5)
        printf(" %.2f", bwe_utilisation(w, s, s + 5));
    printf("\n  worst wait %.0f ms, above 500 ms %.1f s, above 150 ms %.1f s, dropped %d\n", w->worst_wait_ms,
           bwe_waited_s(w, 500, 0, all_s), bwe_waited_s(w, 150, 0, all_s), (int)w->path.dropped);
    for (int i = 0; i < w->n_flows; i++) {
        const struct flow *f = &w->flows[i];
        printf("  %d: %.0f kbit/s, probes %d, decreases %d, padding %.1f %%, sound %.3f\n", i, bwe_arrived_bps(w, i, 0, all_s) / 1000,
               (int)f->bwe.n_probes, (int)f->bwe.n_decreases, 100.0 * (double)f->padding_bytes / (double)f->sent_bytes,
               (double)f->sound_arrived / (double)f->sound_sent);
    }
}
