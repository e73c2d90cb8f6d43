/* SPDX-License-Identifier: EUPL-1.2 */
/* Passwords handed out: made by a job, shown and printed once. */
#include "office/account/credential.h"

#include <stdlib.h>

#include "crypto/secret.h"
#include "office/account/roster.h"
#include "office/api/account_view.h"
#include "office/api/job.h"

void kr_api_account_issue(struct kr_api_call *c)
{
    const struct kr_api_accounts_named *body = &c->body->u.accounts_named;
    struct kr_job *job;
    int err = body->accounts_len ? kr_credentials_issue(c->office, &c->session, body->accounts, body->accounts_len, &job)
                                 : KR_E_MALFORMED;
    if (err == KR_E_MALFORMED)
        kr_api_problem(&c->answer, 400, "malformed", "Name each account once.", "accounts");
    else if (err)
        kr_account_fail(c, err, NULL);
    else
        kr_api_answer_job(&c->answer, 202, job);
}

static const struct kr_credentials *find(struct kr_api_call *c)
{
    const struct kr_credentials *all = kr_credentials_find(c->office, kr_api_part(c, "job"), c->session.account.id);
    if (!all)
        kr_api_fail(&c->answer, KR_E_NOT_FOUND);
    return all;
}

void kr_api_credentials_get(struct kr_api_call *c)
{
    const struct kr_credentials *all = find(c);
    if (!all)
        return;
    const struct kr_job *job = kr_job_find(c->office, kr_api_part(c, "job"), c->session.account.id);
    struct kr_api_account_credential *out = calloc(all->n, sizeof *out);
    if (!out) {
        kr_api_fail(&c->answer, KR_E_NOMEM);
        return;
    }
    for (size_t i = 0; i < all->n; i++) {
        const struct kr_credential *one = &all->list[i];
        out[i] = (struct kr_api_account_credential){
            .account = one->row.id, .handle = one->row.handle, .role = (enum kr_api_account_credential_role)one->row.role,
            .label = one->label[0] ? one->label : NULL, .password = one->password,
            .recovery = one->recovery[0] ? one->recovery : NULL};
    }
    struct kr_api_msg msg = {.head.type = KR_API_CREDENTIALS,
                             .u.credentials = {.credentials = out, .credentials_len = all->n,
                                               .expires_ms = (int64_t)(job->ended_ms + KR_JOB_KEPT_MS)}};
    kr_api_answer(&c->answer, 200, &msg);
    free(out);
}

void kr_api_credentials_forget(struct kr_api_call *c)
{
    if (!find(c))
        return;
    kr_job_forget(c->office, kr_job_find(c->office, kr_api_part(c, "job"), c->session.account.id));
    kr_api_answer(&c->answer, 204, NULL);
}
