/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/gauges.h"

#include "base/assert.h"
#include "media/core.h"
#include "media/figures.h"

enum { FIGURES_MOST = 160, HISTOGRAMS_MOST = 16 };
#define WHOLE_MOST (UINT64_C(9007199254740991)) /* 2^53 - 1, RFC 8259 6; a counter that begins anew is nothing special */

static const uint64_t rates[] = {50000, 100000, 200000, 400000, 700000, 1000000, 1500000, 2500000, 4000000, 8000000, 16000000};
static const uint64_t shares[] = {0, 5, 10, 20, 50, 100, 200, 400};
static const uint64_t times_ms[] = {5, 10, 20, 50, 100, 150, 200, 300, 500, 1000, 3000};
static const uint64_t lines[] = {90, 180, 270, 360, 540, 720, 1080};
static const uint64_t sizes[] = {1, 2, 4, 8, 16, 24, 32, 48, 64, 128};

void kr_gauges_init(struct kr_media_gauges *g)
{
#define X(field, bounds, per, help) g->field = (struct kr_histogram)KR_HISTOGRAM_OF(bounds);
    KR_MEDIA_GAUGE_TABLE(X)
#undef X
}

static void receiver(struct kr_media_gauges *g, const struct kr_figures *f)
{
    const struct kr_link_path_figures *p = &f->told.path;
    if (p->has_rtt_ms)
        kr_histogram_add(&g->receiver_rtt_seconds, (uint64_t)p->rtt_ms);
    if (!p->sent_bps)
        return;
    if (p->estimate_bps)
        kr_histogram_add(&g->receiver_estimate_bits_per_second, (uint64_t)p->estimate_bps);
    kr_histogram_add(&g->receiver_sent_bits_per_second, (uint64_t)p->sent_bps);
    kr_histogram_add(&g->receiver_lost_ratio, (uint64_t)p->lost_permille);
    for (size_t i = 0; i < f->told.slots_len; i++)
        if (f->slots[i].sent_bps && f->slots[i].height)
            kr_histogram_add(&g->receiver_picture_lines, (uint64_t)f->slots[i].height);
}

void kr_gauges_endpoint(struct kr_media_gauges *g, const struct kr_endpoint *e, uint64_t now_us)
{
    struct kr_figures f;
    if (!e->sender) /* not connected yet */
        return;
    kr_figures_tell(&f, e, now_us);
    receiver(g, &f);
    for (size_t i = 0; i < f.told.sources_len; i++) {
        if (!f.sources[i].received_bps)
            continue;
        kr_histogram_add(&g->sender_received_bits_per_second, (uint64_t)f.sources[i].received_bps);
        kr_histogram_add(&g->sender_lost_ratio, (uint64_t)f.sources[i].lost_permille);
    }
}

void kr_gauges_rooms(struct kr_media_gauges *g, const struct kr_media *m)
{
    for (const struct kr_room *r = m->rooms; r; r = r->next)
        kr_histogram_add(&g->room_endpoints, r->n_endpoints);
}

/* A message while it is put together. */
struct page {
    struct kr_link_figure figures[FIGURES_MOST];
    struct kr_link_bucket buckets[HISTOGRAMS_MOST][KR_HISTOGRAM_BOUNDS];
    size_t n, n_histograms;
};

static struct kr_link_figure *add(struct page *p, const char *name, enum kr_link_figure_kind kind, int64_t per, uint64_t value,
                                  const char *help)
{
    kr_assert(p->n < FIGURES_MOST);
    struct kr_link_figure *f = &p->figures[p->n++];
    *f = (struct kr_link_figure){.name = name, .kind = kind, .help = help, .per = per, .value = (int64_t)(value & WHOLE_MOST)};
    return f;
}

static void add_histogram(struct page *p, const char *name, const struct kr_histogram *h, int64_t per, const char *help)
{
    kr_assert(p->n_histograms < HISTOGRAMS_MOST);
    struct kr_link_bucket *b = p->buckets[p->n_histograms++];
    struct kr_link_figure *f = add(p, name, KR_LINK_FIGURE_KIND_HISTOGRAM, per, h->sum, help);
    for (size_t i = 0; i < h->n_bounds; i++)
        b[i] = (struct kr_link_bucket){.le = (int64_t)h->bounds[i], .count = (int64_t)h->count[i]};
    f->count = (int64_t)h->n;
    f->buckets = b;
    f->buckets_len = h->n_bounds;
}

void kr_gauges_tell(const struct kr_media *m, const struct kr_media_process *process)
{
    static struct page p; /* one thread; too large for the stack */
    p.n = p.n_histograms = 0;
    add(&p, "media_cpu_seconds_total", KR_LINK_FIGURE_KIND_COUNTER, 1000000, process->cpu_us, "CPU time of the process.");
    add(&p, "media_resident_bytes", KR_LINK_FIGURE_KIND_GAUGE, 1, process->resident_bytes, "Resident memory of the process.");
    add(&p, "media_rooms", KR_LINK_FIGURE_KIND_GAUGE, 1, m->n_rooms, "Rooms with endpoints here.");
    add(&p, "media_endpoints", KR_LINK_FIGURE_KIND_GAUGE, 1, m->n_endpoints, "Connections of members, devices and players.");
    for (size_t i = 0; i < kr_media_counter_rows_len; i++)
        add(&p, kr_media_counter_rows[i].name, KR_LINK_FIGURE_KIND_COUNTER, 1, kr_counter_value(&m->counters, &kr_media_counter_rows[i]),
            kr_media_counter_rows[i].help);
#define X(field, bounds, per, help) add_histogram(&p, "media_" #field, &m->gauges.field, per, help);
    KR_MEDIA_GAUGE_TABLE(X)
#undef X
    const struct kr_link_msg msg = {.head.type = KR_LINK_FIGURES, .u.figures = {.figures = p.figures, .figures_len = p.n}};
    m->emit(m->arg, &msg);
}
