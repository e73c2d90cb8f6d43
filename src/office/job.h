/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Work that takes longer than a request may: it goes on in small steps between other work, and whoever started it asks
 * how far it is (GET /jobs/{job}). In memory only: a restart ends it, so each step leaves a whole state behind. A job
 * that is over stays to be asked about for KR_JOB_KEPT_MS; its result, wiped by its owner's function, goes with it.
 */
#ifndef KR_OFFICE_JOB_H
#define KR_OFFICE_JOB_H

#include "office/core.h"

enum {
    KR_JOBS = 64,             /* running and over, of everybody */
    KR_JOBS_PER_ACCOUNT = 8,
    KR_JOB_ID_DIGITS = 20,
    KR_JOB_KEPT_MS = 10 * 60 * 1000,
    KR_JOB_STEP_DONE = 1,
};

enum kr_job_state { KR_JOB_RUNNING, KR_JOB_DONE, KR_JOB_FAILED };

struct kr_job {
    char id[KR_JOB_ID_DIGITS + 1];
    char account[KR_LIMIT_ID_BYTES + 1]; /* whose it is; nobody else finds it */
    const char *kind;                    /* such as "accounts.issue"; static */
    enum kr_job_state state;
    int err;                             /* why it failed */
    uint64_t done, total;                /* in whatever it counts */
    uint64_t ended_ms;                   /* 0 while it runs */
    void *result;                        /* the owner's; NULL: none */
};

/*
 * One step, of a few milliseconds: KR_JOB_STEP_DONE when it was the last, 0 to be called again, or an error, which
 * ends the job. Counts in job->done.
 */
typedef int kr_job_step_fn(void *arg, struct kr_job *job);

struct kr_job_plan {
    const char *kind;
    uint64_t total;
    kr_job_step_fn *step;       /* NULL: the owner counts and calls kr_job_end itself */
    void (*over)(void *arg);    /* `step` is called no more: frees arg; or NULL */
    void *arg;
    void (*free_result)(void *result);
};

/*
 * Starts a job of an account. KR_E_FULL; then nothing of the plan is called. The job lives until some time after its
 * end; keep its id, not its pointer, across the loop - unless it has no step, then the pointer is good until kr_job_end.
 */
KR_MUST_CHECK int kr_job_start(struct kr_office *o, struct kr_job **out, const char *account, const struct kr_job_plan *plan);

/* Ends a job without a step: err 0 is done. */
void kr_job_end(struct kr_office *o, struct kr_job *job, int err);

/* The account's job of that id, or NULL. */
struct kr_job *kr_job_find(struct kr_office *o, const char *id, const char *account);

/* Forgets a job that is over, its result first. */
void kr_job_forget(struct kr_office *o, struct kr_job *job);

/* Forgets what has been over for long enough. */
void kr_jobs_sweep(struct kr_office *o);

/* Ends all that run (KR_E_CLOSED) and forgets all. The loop must run once more afterwards if one ran. */
void kr_jobs_fini(struct kr_office *o);

#endif
