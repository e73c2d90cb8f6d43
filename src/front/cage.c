/* SPDX-License-Identifier: EUPL-1.2 */
#include "front/cage.h"

#include <stdlib.h>
#include <string.h>
#include <libgen.h>

#include "os/cage.h"

/* Connections that are accepted, links, the loop, memory, time, the certificate anew, and an orderly end. */
static const char *const calls[] = {
    "accept4", "recvfrom", "sendto", "recvmsg", "sendmsg", "read", "readv", "write", "writev", "close", "shutdown", "fcntl", "ioctl",
    "setsockopt", "getsockopt", "getsockname", "getpeername", "poll", "ppoll", "epoll_wait", "epoll_pwait", "epoll_ctl",
    "openat", "fstat", "newfstatat", "stat", "lseek", "pread64", "access", "readlink",
    "clock_nanosleep", "clock_gettime", "gettimeofday", "time", "getrusage", "getrandom", "getpid", "gettid",
    "mmap", "munmap", "mremap", "mprotect", "brk", "madvise", "futex", "sched_yield", "restart_syscall",
    "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack", "tgkill", "exit", "exit_group",
};

enum { MEMORY_GIB = 8, FILES = 65536, PATHS = 4 };

/* A renewed certificate is a new file, often behind a link from one folder into another (certbot), so the folders count. */
static size_t add_folders(struct kr_cage_path *paths, char *const *names)
{
    size_t n = 0;
    for (size_t i = 0; i < PATHS; i++)
        if (names[i])
            paths[n++] = (struct kr_cage_path){dirname(names[i]), KR_CAGE_READ};
    return n;
}

int kr_front_cage(const char *cert_file, const char *key_file)
{
    struct kr_cage_path paths[PATHS];
    char *names[PATHS] = {cert_file ? strdup(cert_file) : NULL, key_file ? strdup(key_file) : NULL,
                          cert_file ? realpath(cert_file, NULL) : NULL, key_file ? realpath(key_file, NULL) : NULL};
    struct kr_cage cage = {.memory_bytes = (uint64_t)MEMORY_GIB << 30, .files = FILES, .paths = paths, .n_paths = add_folders(paths, names),
                           .calls = calls, .n_calls = sizeof calls / sizeof *calls};
    int err = kr_cage_stay(&cage);
    for (size_t i = 0; i < PATHS; i++)
        free(names[i]);
    return err;
}
