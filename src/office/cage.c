/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/cage.h"

#include <libgen.h>
#include <stdlib.h>
#include <string.h>

#include "os/cage.h"

/*
 * Links, the loop and its threads (argon2id), SQLite's files, libpq's connection; and all that starting the two children and
 * they themselves need, which cannot have more than their parent.
 */
static const char *const calls[] = {
    "read", "readv", "pread64", "write", "writev", "pwrite64", "+openat", "close", "close_range", "fstat", "newfstatat", "statx", "stat", "lstat",
    "statfs", "fstatfs", "lseek", "access", "faccessat", "faccessat2", "readlink", "getdents64", "getcwd", "fcntl", "flock", "ioctl",
    "fsync", "fdatasync", "ftruncate", "fallocate", "rename", "renameat", "unlink", "unlinkat", "mkdir", "rmdir", "chmod", "fchmod", "umask",
    "socket", "socketpair", "connect", "bind", "accept4", "sendto", "sendmsg", "sendmmsg", "recvfrom", "recvmsg", "recvmmsg", "shutdown", "getsockname",
    "getpeername", "getsockopt", "setsockopt", "poll", "ppoll", "select", "pselect6", "epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait",
    "eventfd2", "pipe2", "dup", "dup2", "dup3",
    "mmap", "munmap", "mremap", "mprotect", "brk", "madvise", "mlock", "munlock", "futex",
    "+clone", "vfork", "fork", "execve", "wait4", "kill", "tgkill", "setsid", "prctl", "seccomp", "prlimit64", "setrlimit", "getrlimit", "arch_prctl",
    "set_tid_address", "set_robust_list", "rseq", "gettid", "getpid", "getppid", "getuid", "geteuid", "getgid", "getegid", "getrusage",
    "uname", "sysinfo", "sched_getaffinity", "sched_yield", "getrandom", "clock_gettime", "clock_getres", "clock_nanosleep", "nanosleep",
    "gettimeofday", "time", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack", "restart_syscall", "exit", "exit_group",
};

enum { MEMORY_GIB = 8, FILES = 1024, PATHS = 32 };

struct plan {
    struct kr_cage_path paths[PATHS];
    size_t n;
    char *owned[PATHS];
    size_t n_owned;
};

static void add(struct plan *p, const char *path, enum kr_cage_use use)
{
    if (path && *path && p->n < PATHS)
        p->paths[p->n++] = (struct kr_cage_path){path, use};
}

/* The folder of a file: SQLite keeps its log beside the database, and a password is replaced by a new file. */
static void add_folder_of(struct plan *p, const char *file, size_t len, enum kr_cage_use use)
{
    char *copy = p->n_owned < PATHS ? strndup(file, len) : NULL;
    if (!copy)
        return;
    p->owned[p->n_owned++] = copy;
    add(p, dirname(copy), use);
}

/* What a PostgreSQL address names of files: passfile=/..., sslrootcert=/... */
static void add_files_of_address(struct plan *p, const char *address)
{
    for (const char *at = strchr(address, '?'); at && (at = strstr(at, "=/")); at++)
        add_folder_of(p, at + 1, strcspn(at + 1, "& "), KR_CAGE_READ);
}

int kr_office_cage(const struct kr_office_config *config)
{
    static const char *const system_programs[] = {"/usr", "/lib", "/lib64", "/bin", "/proc/self/exe"};
    static const char *const system_files[] = {"/etc", "/run/systemd/resolve", "/run/resolvconf", "/var/cache/fontconfig", "/dev/urandom",
                                               "/proc/self", "/proc/sys", "/sys/devices/system/cpu"};
    struct plan p = {0};
    const char *database = config->database ? config->database : "";
    bool is_address = strstr(database, "://") != NULL;
    for (size_t i = 0; i < sizeof system_programs / sizeof *system_programs; i++)
        add(&p, system_programs[i], KR_CAGE_RUN);
    for (size_t i = 0; i < sizeof system_files / sizeof *system_files; i++)
        add(&p, system_files[i], KR_CAGE_READ);
    add(&p, "/dev/null", KR_CAGE_WRITE);
    add(&p, config->data_dir, KR_CAGE_WRITE);
    if (is_address)
        add_files_of_address(&p, database);
    else if (*database)
        add_folder_of(&p, database, strlen(database), KR_CAGE_WRITE);
    if (config->mail.password_file && *config->mail.password_file)
        add_folder_of(&p, config->mail.password_file, strlen(config->mail.password_file), KR_CAGE_READ);
    if (config->mail.authorities && *config->mail.authorities)
        add_folder_of(&p, config->mail.authorities, strlen(config->mail.authorities), KR_CAGE_READ);
    bool mails = config->mail.host && *config->mail.host;
    struct kr_cage cage = {.memory_bytes = (uint64_t)MEMORY_GIB << 30, .files = FILES, .paths = p.paths, .n_paths = p.n,
                           .connects = is_address || mails, .calls = calls, .n_calls = sizeof calls / sizeof *calls};
    int err = kr_cage_stay(&cage);
    for (size_t i = 0; i < p.n_owned; i++)
        free(p.owned[i]);
    return err;
}
