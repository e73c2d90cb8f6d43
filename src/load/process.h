/* SPDX-License-Identifier: EUPL-1.2 */
/* What the system says about Kreide's media processes of this machine (proc(5)). */
#ifndef KR_LOAD_PROCESS_H
#define KR_LOAD_PROCESS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { KR_LOAD_PROCESSES = 64 };

/* All of this machine that may be seen: how many. */
size_t kr_load_media_processes(pid_t *out, size_t max);

/* CPU time of a process in nanoseconds, 0 when it is gone; and its resident memory in KiB. */
uint64_t kr_load_cpu_ns(pid_t pid);
uint64_t kr_load_resident_kib(pid_t pid);

#endif
