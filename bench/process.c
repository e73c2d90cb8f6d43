/* SPDX-License-Identifier: EUPL-1.2 */
#include "process.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The file's beginning, with a terminator. */
static size_t read_proc(pid_t pid, const char *name, char *out, size_t size)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, name);
    FILE *f = fopen(path, "re");
    if (!f)
        err(1, "%s", path);
    size_t n = fread(out, 1, size - 1, f);
    fclose(f);
    out[n] = '\0';
    return n;
}

/* `kreide child media 0`: is `media` the third word? */
static int is_media(pid_t pid)
{
    char line[4096];
    size_t n = read_proc(pid, "cmdline", line, sizeof line), at = 0;
    for (int word = 0; word < 2 && at < n; word++)
        at += strlen(line + at) + 1;
    return at < n && strcmp(line + at, "media") == 0;
}

void bench_server_find(struct bench_server *out, pid_t supervisor)
{
    char path[64], children[1024], *at = children, *end;
    *out = (struct bench_server){.all = {supervisor}, .n = 1};
    snprintf(path, sizeof path, "task/%d/children", (int)supervisor);
    read_proc(supervisor, path, children, sizeof children);
    for (long pid; out->n < BENCH_PROCESSES && (pid = strtol(at, &end, 10)) > 0; at = end) {
        out->all[out->n++] = (pid_t)pid;
        if (is_media((pid_t)pid))
            out->media = (pid_t)pid;
    }
    if (!out->media)
        errx(1, "process %d has no media process", (int)supervisor);
}

uint64_t bench_cpu_ns(pid_t pid)
{
    clockid_t clock;
    struct timespec t;
    if (clock_getcpuclockid(pid, &clock) || clock_gettime(clock, &t))
        errx(1, "process %d is gone", (int)pid);
    return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

uint64_t bench_server_cpu_ns(const struct bench_server *s)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < s->n; i++)
        sum += bench_cpu_ns(s->all[i]);
    return sum;
}

uint64_t bench_resident_kib(pid_t pid)
{
    char status[8192];
    read_proc(pid, "status", status, sizeof status);
    const char *rss = strstr(status, "VmRSS:");
    return rss ? strtoull(rss + strlen("VmRSS:"), NULL, 10) : 0;
}
