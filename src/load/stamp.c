/* SPDX-License-Identifier: EUPL-1.2 */
#include "load/stamp.h"

#include <string.h>
#include <time.h>

uint64_t kr_load_stamp_ns(struct msghdr *h)
{
    for (struct cmsghdr *m = CMSG_FIRSTHDR(h); m; m = CMSG_NXTHDR(h, m)) {
        struct timespec t;
        if (m->cmsg_level != SOL_SOCKET || m->cmsg_type != SCM_TIMESTAMPNS)
            continue;
        memcpy(&t, CMSG_DATA(m), sizeof t);
        return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
    }
    return 0;
}
