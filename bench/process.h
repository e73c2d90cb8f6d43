/* SPDX-License-Identifier: EUPL-1.2 */
/* What the system says about the server's processes. */
#ifndef KR_BENCH_PROCESS_H
#define KR_BENCH_PROCESS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { BENCH_PROCESSES = 16 };

struct bench_server {
    pid_t all[BENCH_PROCESSES]; /* the supervisor and its children */
    size_t n;
    pid_t media;
};

/* Finds the children of a `kreide serve` that runs one media process; ends the program if they are not there. */
void bench_server_find(struct bench_server *out, pid_t supervisor);

/* CPU time of a process, in user and in kernel mode: utime + stime of proc(5), but in nanoseconds. */
uint64_t bench_cpu_ns(pid_t pid);
uint64_t bench_server_cpu_ns(const struct bench_server *s);

uint64_t bench_resident_kib(pid_t pid);

#endif
