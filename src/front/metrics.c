/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * GET /metrics: what front and the media processes count, for Prometheus, by a token alone: a proxy that takes TLS off makes
 * everybody's requests look like this machine's. Rooms and people are numbers here and nothing else.
 */
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "base/strbuf.h"
#include "front/inside.h"
#include "front/metrics.h"
#include "front/prometheus.h"

enum { PAGE_MOST = 2 << 20, LABEL_BYTES = 16 };

void kr_metrics_take(struct kr_front *f, uint32_t index, struct kr_link_msg **msg)
{
    kr_metrics_forget(f, index);
    f->media[index].figures = *msg;
    *msg = NULL; /* it is ours now */
}

void kr_metrics_forget(struct kr_front *f, uint32_t index)
{
    kr_link_free(f->media[index].figures);
    f->media[index].figures = NULL;
}

static const struct kr_link_figure *find(const struct kr_front *f, uint32_t index, const char *name)
{
    const struct kr_link_msg *m = f->media[index].figures;
    for (size_t i = 0; m && i < m->u.figures.figures_len; i++)
        if (strcmp(m->u.figures.figures[i].name, name) == 0)
            return &m->u.figures.figures[i];
    return NULL;
}

/* Told by an earlier process already? Else this one begins the metric. */
static bool is_first(const struct kr_front *f, uint32_t index, size_t at)
{
    const struct kr_link_figures *all = &f->media[index].figures->u.figures;
    for (uint32_t i = 0; i < index; i++)
        if (find(f, i, all->figures[at].name))
            return false;
    return find(f, index, all->figures[at].name) == &all->figures[at]; /* a name twice counts once */
}

static void add_media(struct kr_strbuf *b, const struct kr_front *f)
{
    for (uint32_t i = 0; i < KR_FRONT_MEDIA_MAX; i++) {
        const struct kr_link_msg *m = f->media[i].figures;
        for (size_t k = 0; m && k < m->u.figures.figures_len; k++) {
            const struct kr_link_figure *head = &m->u.figures.figures[k];
            if (!is_first(f, i, k) || !kr_prometheus_begin(b, head->name, head->kind, head->help))
                continue;
            for (uint32_t j = i; j < KR_FRONT_MEDIA_MAX; j++) {
                char label[LABEL_BYTES];
                const struct kr_link_figure *figure = find(f, j, head->name);
                snprintf(label, sizeof label, "media-%u", (unsigned)j);
                if (figure && figure->kind == head->kind)
                    kr_prometheus_sample(b, figure, label);
            }
        }
    }
}

static void add(struct kr_strbuf *b, const char *name, enum kr_link_figure_kind kind, uint64_t value, int64_t per, const char *help)
{
    const struct kr_link_figure f = {.name = name, .kind = kind, .per = per, .value = (int64_t)value};
    if (kr_prometheus_begin(b, name, kind, help))
        kr_prometheus_sample(b, &f, NULL);
}

static void add_histogram(struct kr_strbuf *b, const char *name, const struct kr_histogram *h, int64_t per, const char *help)
{
    struct kr_link_bucket buckets[KR_HISTOGRAM_BOUNDS];
    struct kr_link_figure f = {.name = name, .kind = KR_LINK_FIGURE_KIND_HISTOGRAM, .per = per, .value = (int64_t)h->sum,
                               .count = (int64_t)h->n, .buckets = buckets, .buckets_len = h->n_bounds};
    for (size_t i = 0; i < h->n_bounds; i++)
        buckets[i] = (struct kr_link_bucket){.le = (int64_t)h->bounds[i], .count = (int64_t)h->count[i]};
    if (kr_prometheus_begin(b, name, f.kind, help))
        kr_prometheus_sample(b, &f, NULL);
}

static void add_front(struct kr_strbuf *b, const struct kr_front *f)
{
    size_t sockets = 0, members = 0, waiting = 0, devices = 0, players = 0, up = 0;
    struct rusage own;
    for (const struct kr_client *c = f->clients; c; c = c->next)
        sockets++;
    for (const struct kr_session *s = f->sessions; s; s = s->next) {
        bool in = s->person && kr_person_is_in(s->person);
        members += s->mode == KR_LINK_ENDPOINT_OPEN_MODE_MEET && in;
        waiting += s->mode == KR_LINK_ENDPOINT_OPEN_MODE_MEET && s->person && kr_person_waits(s->person);
        devices += s->mode == KR_LINK_ENDPOINT_OPEN_MODE_PUBLISH;
        players += s->mode == KR_LINK_ENDPOINT_OPEN_MODE_PLAY;
    }
    for (uint32_t i = 0; i < KR_FRONT_MEDIA_MAX; i++)
        up += f->media[i].link != NULL;
    getrusage(RUSAGE_SELF, &own);
    uint64_t cpu_us = (uint64_t)(own.ru_utime.tv_sec + own.ru_stime.tv_sec) * 1000000 + (uint64_t)(own.ru_utime.tv_usec + own.ru_stime.tv_usec);
    add(b, "front_websockets", KR_LINK_FIGURE_KIND_GAUGE, sockets, 1, "Open WebSockets.");
    add(b, "front_members", KR_LINK_FIGURE_KIND_GAUGE, members, 1, "People in meetings.");
    add(b, "front_waiting", KR_LINK_FIGURE_KIND_GAUGE, waiting, 1, "People in waiting rooms.");
    add(b, "front_devices", KR_LINK_FIGURE_KIND_GAUGE, devices, 1, "Devices that publish by WHIP.");
    add(b, "front_players", KR_LINK_FIGURE_KIND_GAUGE, players, 1, "Players that receive by WHEP.");
    add(b, "front_cpu_seconds_total", KR_LINK_FIGURE_KIND_COUNTER, cpu_us, 1000000, "CPU time of front.");
    add(b, "front_join_failed_total", KR_LINK_FIGURE_KIND_COUNTER, f->joins_failed, 1, "Offers that no media process answered.");
    add_histogram(b, "front_join_seconds", &f->join_ms, 1000, "From an offer to its answer.");
    add(b, "office_up", KR_LINK_FIGURE_KIND_GAUGE, f->office != NULL, 1, "1 while the office is there.");
    add(b, "media_processes_up", KR_LINK_FIGURE_KIND_GAUGE, up, 1, "Media processes that are there.");
    add(b, "media_processes_wanted", KR_LINK_FIGURE_KIND_GAUGE, f->n_media, 1, "Media processes there should be.");
}

static bool may_read(const struct kr_front *f, const struct kr_http_request *req)
{
    const char *token = kr_guard_bearer(req);
    uint8_t hash[32], wanted[32];
    if (!token)
        return false;
    kr_sha256(hash, token, strlen(token)); /* of equal length, so that comparing tells nothing */
    kr_sha256(wanted, f->metrics_token, strlen(f->metrics_token));
    return kr_secret_equal(hash, wanted, sizeof hash);
}

void kr_metrics_request(struct kr_front *f, struct kr_http_exchange *x, const struct kr_http_request *req)
{
    static const struct kr_http_header allow = {"allow", "GET, HEAD"}, who = {"www-authenticate", "Bearer"};
    struct kr_strbuf b;
    if (!f->metrics_token[0]) {
        kr_rest_problem(x, 404, "not_found", "There is nothing here.");
        return;
    }
    if (strcmp(req->method, "GET") != 0 && strcmp(req->method, "HEAD") != 0) {
        kr_http_reply(x, 405, NULL, &allow, 1, NULL, 0);
        return;
    }
    if (!may_read(f, req)) {
        kr_http_reply(x, 401, NULL, &who, 1, NULL, 0); /* RFC 6750 section 3 */
        return;
    }
    kr_strbuf_init(&b, PAGE_MOST);
    add_front(&b, f);
    add_media(&b, f);
    if (b.failed)
        kr_http_reply(x, 503, NULL, NULL, 0, NULL, 0);
    else
        kr_http_reply(x, 200, "text/plain; version=0.0.4; charset=utf-8", NULL, 0, b.text, b.len);
    kr_strbuf_fini(&b);
}
