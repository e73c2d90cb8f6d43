/* SPDX-License-Identifier: EUPL-1.2 */
/* Landlock, by its system calls: the C library has none of them (Linux, Documentation/userspace-api/landlock.rst). */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "os/cage.h"

/* Rights and structures of linux/landlock.h, of which older headers have only the first. */
enum {
    FS_EXECUTE = 1 << 0,
    FS_WRITE_FILE = 1 << 1,
    FS_READ_FILE = 1 << 2,
    FS_READ_DIR = 1 << 3,
    FS_ALL_1 = (1 << 13) - 1, /* version 1 of the interface */
    FS_REFER = 1 << 13,       /* 2 */
    FS_TRUNCATE = 1 << 14,    /* 3 */
    FS_IOCTL_DEV = 1 << 15,   /* 5 */
    NET_BIND_TCP = 1 << 0,    /* 4 */
    NET_CONNECT_TCP = 1 << 1,
    SCOPE_ABSTRACT_UNIX_SOCKET = 1 << 0, /* 6 */
    SCOPE_SIGNAL = 1 << 1,
    CREATE_VERSION = 1 << 0,
    RULE_PATH_BENEATH = 1,
};

struct ruleset {
    uint64_t fs, net, scoped;
};

struct path_rule {
    uint64_t rights;
    int32_t parent_fd;
} __attribute__((packed));

static uint64_t rights_of(enum kr_cage_use use, uint64_t known, bool directory)
{
    /* What is for directories alone is refused for a file. */
    const uint64_t of_files = FS_EXECUTE | FS_WRITE_FILE | FS_READ_FILE | FS_TRUNCATE | FS_IOCTL_DEV;
    uint64_t rights = FS_READ_FILE | FS_READ_DIR;
    if (use == KR_CAGE_RUN)
        rights |= FS_EXECUTE;
    if (use == KR_CAGE_WRITE)
        rights = known & ~(uint64_t)(FS_EXECUTE | FS_IOCTL_DEV);
    return rights & known & (directory ? ~UINT64_C(0) : of_files);
}

static int add(int ruleset, const struct kr_cage_path *p, uint64_t known)
{
    struct stat st;
    int fd = open(p->path, O_PATH | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT || errno == EACCES || errno == ENOTDIR ? 0 : KR_E_IO;
    int err = fstat(fd, &st) ? KR_E_IO : 0;
    struct path_rule rule = {.rights = rights_of(p->use, known, S_ISDIR(st.st_mode)), .parent_fd = fd};
    if (!err && syscall(SYS_landlock_add_rule, ruleset, RULE_PATH_BENEATH, &rule, 0))
        err = KR_E_IO;
    close(fd);
    return err;
}

int kr_cage_paths(const struct kr_cage_path *paths, size_t n, bool connects)
{
    if (KR_CAGE_SANITIZED)
        return 0;
    long version = syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, CREATE_VERSION);
    if (version < 1)
        return KR_E_UNSUPPORTED;
    struct ruleset all = {.fs = FS_ALL_1};
    if (version >= 2)
        all.fs |= FS_REFER;
    if (version >= 3)
        all.fs |= FS_TRUNCATE;
    if (version >= 5)
        all.fs |= FS_IOCTL_DEV;
    if (version >= 4)
        all.net = connects ? NET_BIND_TCP : NET_BIND_TCP | NET_CONNECT_TCP;
    if (version >= 6)
        all.scoped = SCOPE_ABSTRACT_UNIX_SOCKET | SCOPE_SIGNAL;
    size_t size = version >= 6 ? 24 : version >= 4 ? 16 : 8; /* an older kernel refuses a longer structure unless it is zero */
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &all, size, 0);
    if (ruleset < 0)
        return KR_E_IO;
    int err = 0;
    for (size_t i = 0; i < n && !err; i++)
        err = add(ruleset, &paths[i], all.fs);
    if (!err && syscall(SYS_landlock_restrict_self, ruleset, 0))
        err = KR_E_IO;
    close(ruleset);
    return err;
}
