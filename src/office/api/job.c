/* SPDX-License-Identifier: EUPL-1.2 */
/* How far a job is. */
#include "office/api/job.h"

void kr_api_answer_job(const struct kr_api_answer *a, int status, const struct kr_job *job)
{
    struct kr_api_msg msg = {
        .head.type = KR_API_JOB,
        .u.job.job = {.id = job->id, .kind = job->kind, .state = (enum kr_api_job_state_state)job->state,
                      .done = (int64_t)job->done, .total = (int64_t)job->total,
                      .error = job->state == KR_JOB_FAILED ? kr_err_id(job->err) : NULL},
    };
    kr_api_answer(a, status, &msg);
}

void kr_api_job_get(struct kr_api_call *c)
{
    const struct kr_job *job = kr_job_find(c->office, kr_api_part(c, "job"), c->session.account.id);
    if (job)
        kr_api_answer_job(&c->answer, 200, job);
    else
        kr_api_fail(&c->answer, KR_E_NOT_FOUND);
}
