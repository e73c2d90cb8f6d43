/* SPDX-License-Identifier: EUPL-1.2 */
#include "door/cage.h"

#include "door/inside.h"
#include "os/cage.h"

/* Connections that are accepted, datagrams and a new socket of them for each allocation, links, the loop, memory, time, an end. */
static const char *const calls[] = {
    "accept4", "recvmmsg", "sendmmsg", "recvfrom", "sendto", "recvmsg", "sendmsg", "read", "readv", "write", "writev", "close", "shutdown",
    "socket=datagrams", "socketpair", "bind", "setsockopt", "getsockopt", "getsockname", "getpeername", "fcntl", "ioctl", "fstat",
    "poll", "epoll_wait", "epoll_pwait", "epoll_ctl", "clock_nanosleep", "clock_gettime", "gettimeofday", "time", "getrandom", "getpid", "gettid",
    "mmap", "munmap", "mremap", "mprotect", "brk", "madvise", "futex", "sched_yield", "restart_syscall",
    "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack", "tgkill", "exit", "exit_group",
};

int kr_door_cage(void)
{
    enum { MEMORY_GIB = 4 };
    static const struct kr_cage cage = {.memory_bytes = (uint64_t)MEMORY_GIB << 30, .files = KR_DOOR_FILES, .calls = calls,
                                        .n_calls = sizeof calls / sizeof *calls};
    return kr_cage_stay(&cage);
}
