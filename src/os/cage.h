/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Cages: what a process gives up for good before it touches bytes from outside. The kernel enforces it from then on.
 */
#ifndef KR_OS_CAGE_H
#define KR_OS_CAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct kr_cage_limits {
    uint64_t memory_bytes; /* address space; 0 under sanitizers, which reserve terabytes: not limited */
    uint32_t cpu_s;
    uint32_t files;        /* open descriptors */
    uint64_t file_bytes;   /* into regular files that are open already */
};

/*
 * The limits of a short-lived child: no core dump, nobody may look into its memory (not dumpable), few or no bytes into
 * regular files, no more rights by exec, and it dies with its parent. KR_E_IO, with errno.
 */
KR_MUST_CHECK int kr_cage_enter(const struct kr_cage_limits *limits);

/*
 * The same for a process that stays: no core dump, nobody may look into its memory, no more rights by exec, at most so
 * much address space (0: no limit) and so many descriptors. KR_E_IO, with errno.
 */
KR_MUST_CHECK int kr_cage_settle(uint64_t memory_bytes, uint32_t files);

/* What a path and everything below it may still be used for. */
enum kr_cage_use { KR_CAGE_READ, KR_CAGE_RUN /* and read */, KR_CAGE_WRITE /* and read, make and delete */ };

struct kr_cage_path {
    const char *path; /* one that is not there is left out */
    enum kr_cage_use use;
};

/*
 * From here on no file but these can be opened, made or run, by this process and its children: Landlock. Descriptors that
 * are open stay so. Where the kernel knows how, TCP connections out are denied too unless `connects`. Does nothing under
 * sanitizers. KR_E_UNSUPPORTED when the kernel has no Landlock, KR_E_IO with errno.
 */
KR_MUST_CHECK int kr_cage_paths(const struct kr_cage_path *paths, size_t n, bool connects);

/* Address space is not limited and system calls are not filtered in a build with sanitizers, which need both. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define KR_CAGE_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) || __has_feature(thread_sanitizer)
#define KR_CAGE_SANITIZED 1
#endif
#endif
#ifndef KR_CAGE_SANITIZED
#define KR_CAGE_SANITIZED 0
#endif

/*
 * From here on only the system calls of this list do anything, by their names ("read"); openat only for reading, clone
 * only for threads, ioctl only for what sockets and streams are asked, tgkill only to oneself, unless a '+' before the name
 * says without such limits; "socket=datagrams" is socket for UDP alone; every other fails with EPERM, so that a library that tries gives up instead of dying. Threads made
 * later are bound too. Does nothing under sanitizers. KR_E_UNSUPPORTED when the kernel cannot, KR_E_INTERNAL.
 */
KR_MUST_CHECK int kr_cage_calls(const char *const *names, size_t n);

/* The cage of a process that stays. */
struct kr_cage {
    uint64_t memory_bytes;
    uint32_t files;
    const struct kr_cage_path *paths;
    size_t n_paths;
    bool connects;
    const char *const *calls;
    size_t n_calls;
};

/*
 * All of the above at once, for good; to be called when everything that needs more is open. What the kernel does not know is
 * said in the log and left out. KR_E_IO, KR_E_INTERNAL: something else failed, and the process must not go on.
 */
KR_MUST_CHECK int kr_cage_stay(const struct kr_cage *cage);

#endif
