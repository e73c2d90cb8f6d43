/* SPDX-License-Identifier: EUPL-1.2 */
/* What the kernel says of another process (proc(5), /proc/PID/status). */
#ifndef KR_OS_PROCESS_H
#define KR_OS_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/err.h"

struct kr_process_sight {
    bool stopped; /* by a signal: it does nothing until it is continued */
    bool traced;  /* a debugger is attached */
};

/* KR_E_NOT_FOUND if there is no such process (any more). */
KR_MUST_CHECK int kr_process_look(struct kr_process_sight *out, pid_t pid);

#endif
