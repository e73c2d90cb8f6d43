/* SPDX-License-Identifier: EUPL-1.2 */
#include "os/cage.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

static int limit(int resource, uint64_t most)
{
    struct rlimit r = {most, most};
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

/* Flags of open that write or make something (open(2)). */
enum { WRITING = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND };

static int allow(scmp_filter_ctx filter, const char *name)
{
    int call = seccomp_syscall_resolve_name(name);
    if (call == __NR_SCMP_ERROR)
        return 0; /* the library does not know it, so nobody here calls it */
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
