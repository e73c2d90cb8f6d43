/* SPDX-License-Identifier: EUPL-1.2 */
#include "front/cage.h"

#include "os/cage.h"

/* Connections that are accepted, links, the loop, memory, time, and an orderly end. */
static const char *const calls[] = {
    "accept4", "recvfrom", "sendto", "recvmsg", "sendmsg", "read", "readv", "write", "writev", "close", "shutdown", "fcntl", "ioctl", "fstat",
    "setsockopt", "getsockopt", "getsockname", "getpeername", "poll", "ppoll", "epoll_wait", "epoll_pwait", "epoll_ctl",
    "clock_nanosleep", "clock_gettime", "gettimeofday", "time", "getrusage", "getrandom", "getpid", "gettid",
    "mmap", "munmap", "mremap", "mprotect", "brk", "madvise", "futex", "sched_yield", "restart_syscall",
    "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack", "tgkill", "exit", "exit_group",
};

int kr_front_cage(void)
{
    enum { MEMORY_GIB = 8, FILES = 65536 };
    static const struct kr_cage cage = {.memory_bytes = (uint64_t)MEMORY_GIB << 30, .files = FILES, .calls = calls,
                                        .n_calls = sizeof calls / sizeof *calls};
    return kr_cage_stay(&cage);
}
