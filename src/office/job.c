/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/log.h"
#include "crypto/secret.h"

/* A job with what its owner does not see. The handle may outlive the job's place in the list: it frees the memory. */
struct held {
    struct kr_job job;
    struct kr_job_plan plan;
    struct kr_office *office;
    struct held *next;
    uv_idle_t idle;
    bool has_handle, forgotten;
};

static struct held *held_of(struct kr_job *job)
{
    return (struct held *)job; /* its first member */
}

static void free_when_unused(struct held *h)
{
    if (h->has_handle || !h->forgotten)
        return;
    kr_wipe(h, sizeof *h);
    free(h);
}

static void on_closed(uv_handle_t *handle)
{
    struct held *h = handle->data;
    h->has_handle = false;
    free_when_unused(h);
}

static void end(struct held *h, int err)
{
    kr_assert(h->job.state == KR_JOB_RUNNING);
    h->job.state = err ? KR_JOB_FAILED : KR_JOB_DONE;
    h->job.err = err;
    h->job.ended_ms = kr_office_now_ms(h->office);
    if (err)
        kr_warn("job %s ended: %s", h->job.kind, kr_err_id(err));
    if (h->has_handle)
        uv_close((uv_handle_t *)&h->idle, on_closed);
    if (h->plan.over)
        h->plan.over(h->plan.arg);
}

static void on_idle(uv_idle_t *idle)
{
    struct held *h = idle->data;
    int result = h->plan.step(h->plan.arg, &h->job);
    if (result)
        end(h, result == KR_JOB_STEP_DONE ? 0 : result);
}

static int make_place(struct kr_office *o, const char *account)
{
    size_t all = 0, own = 0;
    kr_jobs_sweep(o);
    for (const struct held *h = o->jobs; h; h = h->next) {
        all++;
        own += strcmp(h->job.account, account) == 0;
    }
    return all >= KR_JOBS || own >= KR_JOBS_PER_ACCOUNT ? KR_E_FULL : 0;
}

int kr_job_start(struct kr_office *o, struct kr_job **out, const char *account, const struct kr_job_plan *plan)
{
    int err = make_place(o, account);
    if (err)
        return err;
    struct held *h = calloc(1, sizeof *h);
    if (!h)
        return KR_E_NOMEM;
    h->office = o;
    h->plan = *plan;
    h->job.kind = plan->kind;
    h->job.total = plan->total;
    kr_random_code(h->job.id, sizeof h->job.id, KR_JOB_ID_DIGITS);
    snprintf(h->job.account, sizeof h->job.account, "%s", account);
    if (plan->step) {
        int rc = uv_idle_init(o->hasher.loop, &h->idle);
        kr_assert(rc == 0);
        h->idle.data = h;
        h->has_handle = true;
        uv_idle_start(&h->idle, on_idle);
    }
    h->next = o->jobs;
    o->jobs = h;
    *out = &h->job;
    return 0;
}

void kr_job_end(struct kr_office *o, struct kr_job *job, int err)
{
    kr_assert(!held_of(job)->plan.step);
    end(held_of(job), err);
}

struct kr_job *kr_job_find(struct kr_office *o, const char *id, const char *account)
{
    for (struct held *h = o->jobs; h; h = h->next)
        if (strcmp(h->job.id, id) == 0)
            return strcmp(h->job.account, account) == 0 ? &h->job : NULL;
    return NULL;
}

static void forget(struct kr_office *o, struct held *h)
{
    struct held **at = (struct held **)&o->jobs;
    while (*at != h)
        at = &(*at)->next;
    *at = h->next;
    if (h->job.result && h->plan.free_result)
        h->plan.free_result(h->job.result);
    h->job.result = NULL;
    h->forgotten = true;
    free_when_unused(h);
}

void kr_job_forget(struct kr_office *o, struct kr_job *job)
{
    kr_assert(job->state != KR_JOB_RUNNING);
    forget(o, held_of(job));
}

void kr_jobs_sweep(struct kr_office *o)
{
    uint64_t now_ms = kr_office_now_ms(o);
    for (struct held *h = o->jobs, *next; h; h = next) {
        next = h->next;
        if (h->job.state != KR_JOB_RUNNING && now_ms >= h->job.ended_ms + KR_JOB_KEPT_MS)
            forget(o, h);
    }
}

void kr_jobs_fini(struct kr_office *o)
{
    while (o->jobs) {
        struct held *h = o->jobs;
        if (h->job.state == KR_JOB_RUNNING)
            end(h, KR_E_CLOSED);
        forget(o, h);
    }
}
