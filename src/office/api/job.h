/* SPDX-License-Identifier: EUPL-1.2 */
/* Answers that tell of a job (office/job.h): 202 from the call that started it, 200 when asked. */
#ifndef KR_OFFICE_API_JOB_H
#define KR_OFFICE_API_JOB_H

#include "office/api/call.h"
#include "office/job.h"

void kr_api_answer_job(const struct kr_api_answer *a, int status, const struct kr_job *job);

#endif
