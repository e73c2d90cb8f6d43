/* SPDX-License-Identifier: EUPL-1.2 */
#include "load/process.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The file's beginning, with a terminator; 0 bytes when the process is gone. */
static size_t read_proc(pid_t pid, const char *name, char *out, size_t size)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, name);
    FILE *f = fopen(path, "re");
    size_t n = f ? fread(out, 1, size - 1, f) : 0;
    if (f)
        fclose(f);
    out[n] = '\0';
    return n;
}

/* `kreide child media 0`: the second word and the third. */
static bool is_media(pid_t pid)
{
    char line[512];
    const char *words[3] = {"", "", ""};
    size_t n = read_proc(pid, "cmdline", line, sizeof line), at = 0;
    for (int i = 0; i < 3 && at < n; i++, at += strlen(line + at) + 1)
        words[i] = line + at;
    return strcmp(words[1], "child") == 0 && strcmp(words[2], "media") == 0;
}

size_t kr_load_media_processes(pid_t *out, size_t max)
{
    DIR *all = opendir("/proc");
    size_t n = 0;
    for (const struct dirent *d; all && n < max && (d = readdir(all));) {
        pid_t pid = (pid_t)strtol(d->d_name, NULL, 10);
        if (pid > 0 && is_media(pid))
            out[n++] = pid;
    }
    if (all)
        closedir(all);
    return n;
}

uint64_t kr_load_cpu_ns(pid_t pid)
{
    clockid_t clock;
    struct timespec t;
    if (clock_getcpuclockid(pid, &clock) || clock_gettime(clock, &t))
        return 0;
    return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

uint64_t kr_load_resident_kib(pid_t pid)
{
    char status[8192];
    read_proc(pid, "status", status, sizeof status);
    const char *rss = strstr(status, "VmRSS:");
    return rss ? strtoull(rss + strlen("VmRSS:"), NULL, 10) : 0;
}
