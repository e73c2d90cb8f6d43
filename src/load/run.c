/* SPDX-License-Identifier: EUPL-1.2 */
/* `kreide load`: lets clients come and go, and says what became of them. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "load/load.h"
#include "load/process.h"
#include "os/clock.h"

enum {
    SECOND_US = 1000000,
    LOOK_US = 2000,         /* how long nobody looks, at most */
    LOOK_CLOSELY_US = 300,  /* while somebody joins */
    LEAVE_US = 5 * SECOND_US,
    REST_US = 200,          /* and at least: what arrives meanwhile is taken together */
    SETTLE_US = 2 * SECOND_US,
    IN_FLIGHT = 64,         /* joins at once: a server that does not answer is not given more to do */
};

/* CPU and memory of the media processes. */
struct gauge {
    pid_t pids[KR_LOAD_PROCESSES];
    size_t n;
    uint64_t cpu_ns, at_us;
};

struct run {
    struct kr_load load;
    struct gauge gauge;
    uint64_t next_join_us, next_leave_us, line_us, begin_us;
    uint64_t packets_before; /* at the last line */
    size_t leaves_at;        /* who is next to leave */
    uint64_t started_us, cpu_before_ns, cpu_ns, resident_idle_kib, resident_before_kib, resident_kib;
    double passed_s;
    size_t n_up;
};

static uint64_t cpu_ns(const struct gauge *g)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < g->n; i++)
        sum += kr_load_cpu_ns(g->pids[i]);
    return sum;
}

static uint64_t resident_kib(const struct gauge *g)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < g->n; i++)
        sum += kr_load_resident_kib(g->pids[i]);
    return sum;
}

/* In percent of one core since the last look. */
static double cpu_percent(struct gauge *g)
{
    uint64_t ns = cpu_ns(g), now_us = kr_clock_us();
    double percent = now_us > g->at_us && ns > g->cpu_ns ? (double)(ns - g->cpu_ns) / (double)(now_us - g->at_us) / 10 : 0;
    g->cpu_ns = ns;
    g->at_us = now_us;
    return percent;
}

static size_t count(const struct kr_load *l, enum kr_load_stage from, enum kr_load_stage to)
{
    size_t n = 0;
    for (size_t i = 0; i < l->n_clients; i++)
        n += l->clients[i].stage >= from && l->clients[i].stage <= to;
    return n;
}

static bool classes(const struct kr_load *l)
{
    return *l->options->rooms[0].link;
}

/* Places: in each room the device or the teacher first, then the others. */
static size_t per_room(const struct kr_load_options *o, bool class)
{
    return class ? o->people : o->people + 1;
}

static void start(struct kr_load *l, size_t place)
{
    const struct kr_load_options *o = l->options;
    bool class = classes(l);
    size_t room = place % o->n_rooms, seat = place / o->n_rooms;
    struct kr_load_client *c = &l->clients[place];
    c->teacher = seat == 0;
    c->camera = class ? seat < o->cameras : seat == 0;
    c->speaks = class ? seat < o->speakers : seat == 0;
    kr_load_client_start(c, l, class ? KR_LOAD_MEMBER : seat == 0 ? KR_LOAD_DEVICE : KR_LOAD_PLAYER, l->next_number++, room);
}

static void join_due(struct run *r, uint64_t now_us)
{
    struct kr_load *l = &r->load;
    const struct kr_load_options *o = l->options;
    if (now_us < r->next_join_us || count(l, KR_LOAD_ASKING, KR_LOAD_ASKING) + count(l, KR_LOAD_CONNECTING, KR_LOAD_CONNECTING) >= IN_FLIGHT)
        return;
    if (o->joins && l->tally.joins >= o->joins)
        return;
    for (size_t i = 0; i < l->n_clients; i++) {
        if (l->clients[i].stage != KR_LOAD_FREE)
            continue;
        /* Teachers and devices first: without them nobody comes in. */
        if (i >= o->n_rooms && l->clients[i % o->n_rooms].stage != KR_LOAD_UP)
            continue;
        start(l, i);
        break;
    }
    double rate = r->begin_us ? (o->churn > 0 ? 2 * o->churn : o->ramp) : o->ramp;
    r->next_join_us = now_us + (rate > 0 ? (uint64_t)(SECOND_US / rate) : SECOND_US);
}

/* One after the other in turn, so that each stays about as long; never a teacher or a device. */
static void leave_due(struct run *r, uint64_t now_us)
{
    struct kr_load *l = &r->load;
    if (!r->begin_us || l->options->churn <= 0 || now_us < r->next_leave_us)
        return;
    r->next_leave_us = now_us + (uint64_t)(SECOND_US / l->options->churn);
    size_t rooms = l->options->n_rooms, others = l->n_clients - rooms;
    for (size_t i = 0; i < others; i++) {
        struct kr_load_client *c = &l->clients[rooms + (r->leaves_at + i) % others];
        if (c->stage != KR_LOAD_UP)
            continue;
        r->leaves_at = (r->leaves_at + i + 1) % others;
        kr_load_client_leave(c);
        return;
    }
}

static void tell(struct run *r, uint64_t now_us)
{
    const struct kr_load *l = &r->load;
    const struct kr_load_tally *t = &l->tally;
    if (!l->options->every || now_us < r->line_us)
        return;
    uint64_t packets = t->packets - r->packets_before;
    r->packets_before = t->packets;
    printf("at_s %.0f  clients %zu  joins %llu  failed %llu  packets_per_s %.0f", (double)(now_us - r->started_us) / SECOND_US,
           count(l, KR_LOAD_UP, KR_LOAD_UP), (unsigned long long)t->joins, (unsigned long long)(t->failed + t->broken),
           (double)packets / l->options->every);
    if (r->gauge.n)
        printf("  media_cpu_percent %.1f  media_rss_kib %llu", cpu_percent(&r->gauge), (unsigned long long)resident_kib(&r->gauge));
    printf("\n");
    fflush(stdout);
    r->line_us = now_us + l->options->every * (uint64_t)SECOND_US;
}

static void turn(struct run *r)
{
    struct kr_load *l = &r->load;
    uint64_t now_us = kr_clock_us(), due_us = now_us + LOOK_US;
    join_due(r, now_us);
    leave_due(r, now_us);
    tell(r, now_us);
    for (size_t i = 0; i < l->n_clients; i++) {
        kr_load_client_step(&l->clients[i], now_us);
        uint64_t next_us = kr_load_client_due_us(&l->clients[i]);
        due_us = next_us < due_us ? next_us : due_us;
    }
    if (count(l, KR_LOAD_ASKING, KR_LOAD_CONNECTING)) /* or a join would last as long as nobody looks */
        due_us = due_us < now_us + LOOK_CLOSELY_US ? due_us : now_us + LOOK_CLOSELY_US;
    now_us = kr_clock_us();
    struct timespec rest = {.tv_nsec = (long)(due_us > now_us + REST_US ? due_us - now_us : REST_US) * 1000};
    nanosleep(&rest, NULL);
    kr_load_loop_turn(&l->loop);
}

static bool ended(const struct run *r, uint64_t end_us)
{
    const struct kr_load *l = &r->load;
    uint64_t joins = l->options->joins;
    return joins ? l->tally.joins >= joins && !count(l, KR_LOAD_ASKING, KR_LOAD_CONNECTING) : kr_clock_us() >= end_us;
}

/* Until everybody is in, or it takes too long. */
static void come_in(struct run *r)
{
    struct kr_load *l = &r->load;
    const struct kr_load_options *o = l->options;
    double ramp_s = o->ramp > 0 ? (double)l->n_clients / o->ramp : 0;
    uint64_t end_us = kr_clock_us() + (uint64_t)(2 * ramp_s + 2.0 * o->join_s) * SECOND_US;
    while (count(l, KR_LOAD_UP, KR_LOAD_UP) < l->n_clients && kr_clock_us() < end_us)
        turn(r);
    for (end_us = kr_clock_us() + SETTLE_US; kr_clock_us() < end_us;)
        turn(r);
}

static void measure(struct run *r)
{
    struct kr_load *l = &r->load;
    struct kr_load_tally *t = &l->tally;
    for (size_t i = 0; i < l->n_clients; i++)
        kr_load_incoming_begin(&l->clients[i].in);
    t->packets = t->bytes = t->lost = t->recovered = t->dropped = t->sampled = t->undecipherable = t->sent = 0;
    t->delay_us = (struct kr_spread){0};
    r->packets_before = 0;
    r->begin_us = r->next_leave_us = kr_clock_us();
    (void)cpu_percent(&r->gauge);
    r->cpu_before_ns = r->gauge.cpu_ns;
    r->resident_before_kib = resident_kib(&r->gauge);
    for (uint64_t end_us = r->begin_us + l->options->seconds * (uint64_t)SECOND_US; !ended(r, end_us);)
        turn(r);
    r->passed_s = (double)(kr_clock_us() - r->begin_us) / SECOND_US;
    r->cpu_ns = cpu_ns(&r->gauge) - r->cpu_before_ns;
    r->resident_kib = resident_kib(&r->gauge);
    r->n_up = count(l, KR_LOAD_UP, KR_LOAD_UP);
    for (size_t i = 0; i < l->n_clients; i++)
        kr_load_incoming_end(&l->clients[i].in);
}

static void go_home(struct run *r)
{
    struct kr_load *l = &r->load;
    r->begin_us = 0;
    r->next_join_us = UINT64_MAX;
    for (size_t i = l->n_clients; i-- > 0;) /* teachers and devices last */
        kr_load_client_leave(&l->clients[i]);
    for (uint64_t end_us = kr_clock_us() + LEAVE_US; count(l, KR_LOAD_ASKING, KR_LOAD_LEAVING) && kr_clock_us() < end_us;)
        turn(r);
    for (size_t i = 0; i < l->n_clients; i++)
        kr_load_client_free(&l->clients[i]);
}

static double lost_permille(const struct kr_load_tally *t)
{
    uint64_t all = t->packets + t->recovered + t->lost;
    return all ? (double)t->lost * 1000 / (double)all : 0;
}

static void line(const char *name, double value, int digits)
{
    printf("%-26s %.*f\n", name, digits, value);
}

static void spread(const char *name, const struct kr_spread *s)
{
    static const struct {
        const char *name;
        double q;
    } rows[] = {{"p50", 0.5}, {"p95", 0.95}, {"p99", 0.99}, {"max", 1}};
    char text[64];
    for (size_t i = 0; s->n && i < sizeof rows / sizeof *rows; i++) {
        snprintf(text, sizeof text, "%s_%s_ms", name, rows[i].name);
        line(text, (double)kr_spread_quantile(s, rows[i].q) / 1000, 2);
    }
}

static void report(const struct run *r)
{
    const struct kr_load *l = &r->load;
    const struct kr_load_tally *t = &l->tally;
    struct rusage own;
    getrusage(RUSAGE_SELF, &own);
    printf("\n");
    line("clients", (double)r->n_up, 0);
    line("clients_wanted", (double)l->n_clients, 0);
    line("joins", (double)t->joins, 0);
    line("joins_failed", (double)t->failed, 0);
    line("left", (double)t->left, 0);
    line("broken", (double)t->broken, 0);
    spread("connect", &t->connect_us);
    spread("first_media", &t->first_us);
    line("measured_s", r->passed_s, 1);
    line("packets_sent_per_s", (double)t->sent / r->passed_s, 0);
    line("packets_per_s", (double)t->packets / r->passed_s, 0);
    line("mbit_per_s", (double)t->bytes * 8 / 1e6 / r->passed_s, 1);
    spread("delay", &t->delay_us);
    line("lost", (double)t->lost, 0);
    line("lost_permille", lost_permille(t), 3);
    line("recovered", (double)t->recovered, 0);
    line("thrown_away", (double)t->dropped, 0);
    line("undecipherable", (double)t->undecipherable, 0);
    if (r->gauge.n) {
        line("media_processes", (double)r->gauge.n, 0);
        line("media_cpu_percent", (double)r->cpu_ns / r->passed_s / 1e7, 1);
        line("media_ns_per_packet", t->packets ? (double)r->cpu_ns / (double)t->packets : 0, 0);
        line("media_rss_kib", (double)r->resident_kib, 0);
        line("media_rss_growth_kib", (double)r->resident_kib - (double)r->resident_before_kib, 0);
        line("media_kib_per_client", r->n_up ? ((double)r->resident_before_kib - (double)r->resident_idle_kib) / (double)r->n_up : 0, 0);
    }
    line("own_cpu_s", (double)(own.ru_utime.tv_sec + own.ru_stime.tv_sec) + (double)(own.ru_utime.tv_usec + own.ru_stime.tv_usec) / 1e6, 1);
    line("own_rss_kib", (double)own.ru_maxrss, 0);
}

static int judge(const struct run *r)
{
    const struct kr_load *l = &r->load;
    const struct kr_load_tally *t = &l->tally;
    uint64_t failed = t->failed + t->broken;
    int status = 0;
    if (t->why[0])
        fprintf(stderr, "kreide load: first failure: %s\n", t->why);
    if (failed > l->options->most_failed) {
        fprintf(stderr, "kreide load: %llu joins failed or connections broke, --max-failed allows %llu.\n", (unsigned long long)failed,
                (unsigned long long)l->options->most_failed);
        status = 1;
    }
    if (r->n_up < l->n_clients && l->options->churn <= 0) {
        fprintf(stderr, "kreide load: only %zu of %zu clients were in.\n", r->n_up, l->n_clients);
        status = 1;
    }
    if (lost_permille(t) > l->options->most_lost_permille) {
        fprintf(stderr, "kreide load: %.3f of 1000 packets were lost, --max-lost allows %.3f.\n", lost_permille(t),
                l->options->most_lost_permille);
        status = 1;
    }
    return status;
}

static void find_processes(struct run *r)
{
    const struct kr_load_options *o = r->load.options;
    for (size_t i = 0; i < o->n_pids; i++)
        r->gauge.pids[r->gauge.n++] = (pid_t)o->pids[i];
    if (!o->n_pids)
        r->gauge.n = kr_load_media_processes(r->gauge.pids, KR_LOAD_PROCESSES);
    r->gauge.at_us = kr_clock_us();
    r->gauge.cpu_ns = cpu_ns(&r->gauge);
    r->resident_idle_kib = resident_kib(&r->gauge);
}

static int run(const struct kr_load_options *o)
{
    static struct run r;
    struct kr_load *l = &r.load;
    r = (struct run){.load.options = o};
    if (kr_load_target(l) || kr_load_loop_init(&l->loop))
        return 2;
    kr_load_identity_init(&l->identity);
    l->n_clients = o->n_rooms * per_room(o, classes(l));
    l->clients = calloc(l->n_clients, sizeof *l->clients);
    if (!l->clients) {
        fprintf(stderr, "kreide load: no memory for %zu clients\n", l->n_clients);
        return 2;
    }
    for (size_t i = 0; i < l->n_clients; i++)
        l->clients[i] = (struct kr_load_client){.udp.fd = -1, .stream.watch.fd = -1};
    find_processes(&r);
    r.started_us = kr_clock_us();
    r.line_us = r.started_us + o->every * (uint64_t)SECOND_US;
    come_in(&r);
    measure(&r);
    report(&r);
    go_home(&r);
    int status = judge(&r);
    free(l->clients);
    kr_load_identity_fini(&l->identity);
    SSL_CTX_free(l->tls);
    kr_load_loop_fini(&l->loop);
    return status;
}

int kr_load_main(int argc, char **argv)
{
    static struct kr_load_options options;
    struct rlimit files;
    int err = kr_load_options_read(&options, argc, argv);
    if (err) {
        fputs(err > 0 ? kr_load_usage : "", stdout);
        return err > 0 ? 0 : 2;
    }
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) { /* two sockets a client */
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
    signal(SIGPIPE, SIG_IGN);
    int status = run(&options);
    explicit_bzero(options.password, sizeof options.password);
    return status;
}
