/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/account/credential.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/secret.h"
#include "office/account/roster.h"
#include "office/audit/audit.h"
#include "office/revocation.h"
#include "office/school/steps.h"
#include "office/store/key.h"

/* What the hasher made of a password. */
struct made {
    char verifier[KR_PASSWORD_VERIFIER_SIZE];
    struct kr_wrap_params params; /* of roles that hold keys */
    uint8_t key[KR_KEY_BYTES];
};

struct issue {
    struct kr_office *office;
    struct kr_session who;
    struct kr_job *job;
    struct kr_credentials *credentials;
    struct made *made; /* as many */
    size_t n_started, n_done;
    int err;           /* the first */
};

/* One password on its way through the hasher. */
struct one {
    struct issue *issue;
    size_t i;
};

static void free_credentials(void *result)
{
    struct kr_credentials *c = result;
    kr_wipe(c, sizeof *c + c->n * sizeof c->list[0]);
    free(c);
}

static void free_issue(struct issue *is)
{
    if (is->made)
        kr_wipe(is->made, is->credentials->n * sizeof is->made[0]);
    free(is->made);
    if (is->credentials)
        free_credentials(is->credentials);
    kr_wipe(is, sizeof *is);
    free(is);
}

/*
 * The keys of an account that holds some. The first of a school makes the school's; any other gets it from somebody of the
 * school, or by the code on paper, once its owner has a password that nobody else has seen.
 */
static int set_keys(struct issue *is, struct kr_credential *c, const struct made *m)
{
    struct kr_office *o = is->office;
    struct kr_hash_keys keys = {.fresh = &m->params, .fresh_key = m->key};
    struct kr_school_keys school;
    int err = kr_vault_account_key_new(o, c->row.id, &keys);
    if (!err)
        err = kr_store_school_keys(o->store, &school, c->row.school);
    if (err)
        return err;
    return school.has_public ? 0 : kr_vault_school_begin(o, &is->who, c->row.school, c->row.id, c->recovery);
}

static int set_one(struct issue *is, size_t i)
{
    struct kr_office *o = is->office;
    struct kr_credential *c = &is->credentials->list[i];
    int err = kr_reach_find(o, &c->row, &is->who, KR_REACH_ISSUE, c->row.id); /* as it is now */
    if (!err)
        err = kr_store_account_password(o->store, c->row.id, is->made[i].verifier);
    if (!err)
        err = kr_store_roster_password_at(o->store, c->row.id, kr_office_now_ms(o));
    if (!err && kr_role_holds_keys(c->row.role))
        err = kr_store_account_must_change(o->store, c->row.id, true); /* whoever prints it knows it */
    if (!err && kr_role_holds_keys(c->row.role))
        err = set_keys(is, c, &is->made[i]);
    if (!err)
        err = kr_revoke_holder(o, c->row.id); /* whoever had the old password goes; pupils' links and tickets stay */
    if (!err)
        err = kr_access_note(o, &c->row, KR_ACCESS_REISSUED, !c->row.locked);
    if (!err && c->row.school[0])
        err = kr_school_issued(o, &is->who, c->row.school);
    return err ? err : kr_audit(o, is->who.account.id, "account.issued", c->row.id, NULL);
}

static int set_all(struct issue *is)
{
    struct kr_office *o = is->office;
    int err = kr_store_begin(o->store);
    if (err)
        return err;
    for (size_t i = 0; i < is->credentials->n && !err; i++)
        err = set_one(is, i);
    return kr_store_finish(o->store, err);
}

static void end(struct issue *is)
{
    if (!is->err)
        is->err = set_all(is);
    if (!is->err) {
        for (size_t i = 0; i < is->credentials->n; i++) {
            kr_vault_leave_account(is->office, is->credentials->list[i].row.id, "");
            kr_revoke_holder_tell(is->office, is->credentials->list[i].row.id);
        }
        kr_wipe(is->made, is->credentials->n * sizeof is->made[0]);
        free(is->made);
        is->made = NULL;
        is->job->result = is->credentials;
        is->credentials = NULL;
    }
    kr_job_end(is->office, is->job, is->err);
    free_issue(is);
}

static void go_on(struct issue *is);

static void on_hashed(struct one *one, int err, const char *verifier, const struct kr_hash_keys *keys)
{
    struct issue *is = one->issue;
    struct made *m = &is->made[one->i];
    free(one);
    is->n_done++;
    is->job->done++;
    if (err && !is->err)
        is->err = err;
    if (!err)
        snprintf(m->verifier, sizeof m->verifier, "%s", verifier);
    if (!err && keys) {
        m->params = *keys->fresh;
        memcpy(m->key, keys->fresh_key, sizeof m->key);
    }
    go_on(is);
}

static void on_verifier(void *arg, int err, const char *verifier)
{
    on_hashed(arg, err, verifier, NULL);
}

static void on_keys(void *arg, int err, const char *verifier, const struct kr_hash_keys *keys)
{
    on_hashed(arg, err, verifier, keys);
}

static int hash_next(struct issue *is)
{
    struct one *one = malloc(sizeof *one);
    if (!one)
        return KR_E_NOMEM;
    *one = (struct one){is, is->n_started};
    struct kr_credential *c = &is->credentials->list[one->i];
    struct kr_hasher *h = &is->office->hasher;
    int err = kr_role_holds_keys(c->row.role) ? kr_hasher_make_key(h, "", c->password, on_keys, one)
                                              : kr_hasher_make(h, "", c->password, on_verifier, one);
    if (err)
        free(one);
    else
        is->n_started++;
    return err;
}

/* Two at once, so that sign-ins never wait for more than those. A full queue is other people's: fewer will do. */
static void go_on(struct issue *is)
{
    while (!is->err && is->n_started < is->credentials->n && is->n_started - is->n_done < KR_HASHER_AT_ONCE) {
        int err = hash_next(is);
        if (err == KR_E_FULL && is->n_started > is->n_done)
            return;
        is->err = err == KR_E_FULL ? KR_E_AGAIN : err;
    }
    if (is->n_started == is->n_done)
        end(is);
}

static int fill_in(struct issue *is, struct kr_credential *c, const char *id)
{
    struct kr_office *o = is->office;
    struct kr_label label;
    char note[KR_TITLE_SIZE];
    int err = kr_reach_find(o, &c->row, &is->who, KR_REACH_ISSUE, id);
    if (!err && c->row.school[0])
        err = kr_school_may_issue(o, c->row.school);
    if (err)
        return err;
    if (c->row.label.len && kr_vault_has_school(o, &is->who) &&
        !kr_label_open(o, &label, &is->who, c->row.id, &c->row.label))
        snprintf(c->label, sizeof c->label, "%s", label.text);
    kr_roster_texts(o, &is->who, &c->row, c->purpose, note);
    kr_password_make(c->password);
    kr_wipe(&label, sizeof label);
    kr_wipe(note, sizeof note);
    return 0;
}

static bool has_twice(const struct kr_credentials *c)
{
    for (size_t i = 0; i < c->n; i++)
        for (size_t j = 0; j < i; j++)
            if (strcmp(c->list[i].row.id, c->list[j].row.id) == 0)
                return true;
    return false;
}

int kr_credentials_issue(struct kr_office *o, const struct kr_session *who, const char *const *ids, size_t n, struct kr_job **out)
{
    struct issue *is = calloc(1, sizeof *is);
    if (!is)
        return KR_E_NOMEM;
    *is = (struct issue){.office = o, .who = *who, .made = calloc(n, sizeof *is->made)};
    is->credentials = calloc(1, sizeof *is->credentials + n * sizeof is->credentials->list[0]);
    int err = is->made && is->credentials ? 0 : KR_E_NOMEM;
    if (is->credentials)
        is->credentials->n = n;
    for (size_t i = 0; i < n && !err; i++)
        err = fill_in(is, &is->credentials->list[i], ids[i]);
    if (!err && has_twice(is->credentials))
        err = KR_E_MALFORMED;
    struct kr_job_plan plan = {.kind = KR_CREDENTIAL_JOB, .total = n, .free_result = free_credentials};
    if (!err)
        err = kr_job_start(o, &is->job, who->account.id, &plan);
    if (err) {
        free_issue(is);
        return err;
    }
    *out = is->job;
    go_on(is); /* at worst this ends the job at once; it stays to be asked about */
    return 0;
}

const struct kr_credentials *kr_credentials_find(struct kr_office *o, const char *id, const char *account)
{
    const struct kr_job *job = kr_job_find(o, id, account);
    bool found = job && strcmp(job->kind, KR_CREDENTIAL_JOB) == 0 && job->state == KR_JOB_DONE;
    return found ? job->result : NULL;
}
