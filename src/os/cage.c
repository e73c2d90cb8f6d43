/* SPDX-License-Identifier: EUPL-1.2 */
#include "os/cage.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"

/* A limit that is lower already stays: only root may raise it. */
static int limit(int resource, uint64_t most)
{
    struct rlimit r;
    if (getrlimit(resource, &r))
        return KR_E_IO;
    if (r.rlim_max == RLIM_INFINITY || r.rlim_max > most)
        r.rlim_max = most;
    if (r.rlim_cur == RLIM_INFINITY || r.rlim_cur > r.rlim_max)
        r.rlim_cur = r.rlim_max;
    return setrlimit(resource, &r) ? KR_E_IO : 0;
}

int kr_cage_enter(const struct kr_cage_limits *limits)
{
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_DUMPABLE, 0))
        return KR_E_IO;
    signal(SIGXFSZ, SIG_IGN); /* a write into a file fails instead of ending the process */
    int err = limit(RLIMIT_CORE, 0);
    if (!err)
        err = limit(RLIMIT_FSIZE, limits->file_bytes);
    if (!err)
        err = limit(RLIMIT_CPU, limits->cpu_s);
    if (!err)
        err = limit(RLIMIT_NOFILE, limits->files);
    if (!err && limits->memory_bytes && !KR_CAGE_SANITIZED)
        err = limit(RLIMIT_AS, limits->memory_bytes);
    return err;
}

int kr_cage_settle(uint64_t memory_bytes, uint32_t files)
{
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_DUMPABLE, 0))
        return KR_E_IO;
    int err = limit(RLIMIT_CORE, 0);
    if (!err)
        err = limit(RLIMIT_NOFILE, files);
    if (!err && memory_bytes && !KR_CAGE_SANITIZED)
        err = limit(RLIMIT_AS, memory_bytes);
    return err;
}

/* Flags of open that write or make something (open(2)). */
enum { WRITING = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND };

/* Those that put no words into anybody's mouth, as TIOCSTI would into a terminal's. */
static int allow_ioctl(scmp_filter_ctx filter, int call)
{
    static const unsigned long asked[] = {FIONBIO, FIOCLEX, FIONREAD, TIOCOUTQ, TCGETS};
    int rc = 0;
    for (size_t i = 0; i < sizeof asked / sizeof *asked && rc == 0; i++)
        rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1, SCMP_A1(SCMP_CMP_EQ, asked[i]));
    return rc;
}

/* UDP of IPv4 and IPv6: no other family, and nothing that a router or a neighbour would see raw. */
static int allow_datagrams(scmp_filter_ctx filter)
{
    static const int families[] = {AF_INET, AF_INET6};
    int rc = 0;
    for (size_t i = 0; i < 2 && rc == 0; i++)
        rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(socket), 3, SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)families[i]),
                              SCMP_A1(SCMP_CMP_MASKED_EQ, ~(scmp_datum_t)(SOCK_NONBLOCK | SOCK_CLOEXEC), SOCK_DGRAM), SCMP_A2(SCMP_CMP_EQ, 0));
    return rc;
}

static int allow(scmp_filter_ctx filter, const char *name)
{
    if (strcmp(name, "socket=datagrams") == 0)
        return allow_datagrams(filter);
    bool unlimited = *name == '+';
    name += unlimited;
    int call = seccomp_syscall_resolve_name(name);
    if (call == __NR_SCMP_ERROR)
        return 0; /* the library does not know it, so nobody here calls it */
    if (unlimited)
        return seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0);
    if (strcmp(name, "ioctl") == 0)
        return allow_ioctl(filter, call);
    if (strcmp(name, "tgkill") == 0)
        return seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1, SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid()));
    if (strcmp(name, "openat") == 0)
        return seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1, SCMP_A2(SCMP_CMP_MASKED_EQ, WRITING, 0));
    if (strcmp(name, "clone") == 0)
        return seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1, SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0);
}

int kr_cage_calls(const char *const *names, size_t n)
{
    if (KR_CAGE_SANITIZED)
        return 0;
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    if (!filter)
        return KR_E_INTERNAL;
    /* glibc asks for clone3, whose flags cannot be seen by a filter, and takes clone when there is none. */
    int rc = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
    for (size_t i = 0; i < n && rc == 0; i++)
        rc = allow(filter, names[i]);
    if (rc == 0)
        rc = seccomp_load(filter);
    seccomp_release(filter);
    return rc == 0 ? 0 : rc == -EINVAL || rc == -ECANCELED ? KR_E_UNSUPPORTED : KR_E_INTERNAL;
}

int kr_cage_stay(const struct kr_cage *cage)
{
    int err = kr_cage_settle(cage->memory_bytes, cage->files);
    if (err)
        kr_error("limits of the process cannot be set: %s", strerror(errno));
    if (!err)
        err = kr_cage_paths(cage->paths, cage->n_paths, cage->connects);
    if (err == KR_E_UNSUPPORTED) {
        kr_warn("this kernel has no Landlock: which files this process may open is left to its user's rights");
        err = 0;
    }
    if (!err)
        err = kr_cage_calls(cage->calls, cage->n_calls);
    if (err == KR_E_UNSUPPORTED) {
        kr_warn("this kernel filters no system calls: the process runs with all of them");
        err = 0;
    }
    if (err)
        kr_error("the cage cannot be closed (%s)", kr_err_id(err));
    return err;
}
