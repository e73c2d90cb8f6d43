/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * One piece of work in a child process: this program started again (`kreide WORDS...`), its input written to the child's
 * standard input, what it writes to standard output read until it ends. Bounded in bytes and in time; the child is killed
 * when it passes either. What the child may do is its own affair (os/cage.h).
 */
#ifndef KR_OS_CHILD_JOB_H
#define KR_OS_CHILD_JOB_H

#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "base/err.h"

enum { KR_CHILD_JOB_WORDS = 8 };

struct kr_child_job;

struct kr_child_job_config {
    const char *words[KR_CHILD_JOB_WORDS + 1]; /* up to the first NULL; {"post"} */
    const void *input;                         /* copied; the copy is wiped when it is written */
    size_t input_len;
    size_t output_max;
    uint32_t timeout_ms; /* from the start to the end */
};

/*
 * How it ended. 0: with exit status 0; output (NUL after its end) dies on return, and is wiped. Without output:
 * KR_E_MALFORMED, KR_E_AGAIN, KR_E_CONFIG (status 65, 75, 78 of sysexits.h), KR_E_INTERNAL (another, or a signal), KR_E_TOO_LARGE, KR_E_EXPIRED (time), KR_E_CLOSED (cancelled), KR_E_NOMEM,
 * KR_E_IO.
 */
typedef void kr_child_job_fn(void *arg, int err, const char *output, size_t len);

/* Starts it. `done` is called exactly once, later, if this returns 0; else never: KR_E_IO, KR_E_NOMEM. */
KR_MUST_CHECK int kr_child_job_start(struct kr_child_job **out, uv_loop_t *loop, const struct kr_child_job_config *config,
                                     kr_child_job_fn *done, void *arg);

/* Kills the child; `done` still follows. */
void kr_child_job_cancel(struct kr_child_job *job);

#endif
