/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/hasher.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "crypto/secret.h"
#include "office/throttle.h"

enum { PASSWORD_MAX = 200 }; /* as in proto/api/session.json */

struct kr_hash_job {
    uv_work_t work;
    struct kr_hasher *hasher;
    struct kr_hash_job *next;
    bool running;
    bool make; /* a verifier, without checking */
    char address[KR_ADDRESS_KEY_SIZE];
    char password[PASSWORD_MAX + 1];
    char old[KR_PASSWORD_VERIFIER_SIZE], fresh[KR_PASSWORD_VERIFIER_SIZE];
    bool has_fresh;
    bool has_params, has_fresh_key; /* what wraps is derived, too */
    struct kr_wrap_params params, fresh_params;
    uint8_t key[KR_KEY_BYTES], fresh_key[KR_KEY_BYTES];
    int err;
    kr_hasher_fn *done; /* this one or the next */
    kr_hasher_key_fn *done_key;
    void *arg;
};

void kr_hasher_init(struct kr_hasher *h, uv_loop_t *loop, struct kr_password_cost cost)
{
    *h = (struct kr_hasher){.loop = loop, .cost = cost};
}

bool kr_hasher_is_busy(const struct kr_hasher *h)
{
    return h->jobs != NULL;
}

static int derive_fresh(struct kr_hash_job *j, struct kr_password_cost cost)
{
    kr_wrap_params_new(&j->fresh_params, cost);
    int err = kr_wrap_derive(j->fresh_key, j->password, &j->fresh_params);
    j->has_fresh_key = !err;
    return err;
}

static int make(struct kr_hash_job *j, struct kr_password_cost cost)
{
    int err = kr_password_hash(j->fresh, j->password, cost);
    j->has_fresh = !err;
    return err || !j->done_key ? err : derive_fresh(j, cost);
}

/* What cannot be made anew stays as it is: the password was right all the same. */
static int check(struct kr_hash_job *j, struct kr_password_cost cost)
{
    int err = kr_password_check(j->old, j->password);
    if (!err && j->has_params)
        err = kr_wrap_derive(j->key, j->password, &j->params);
    if (err)
        return err;
    if (j->has_params && (j->params.cost.passes != cost.passes || j->params.cost.memory_kib != cost.memory_kib))
        (void)!derive_fresh(j, cost);
    if (kr_password_is_outdated(j->old, cost))
        j->has_fresh = !kr_password_hash(j->fresh, j->password, cost);
    return 0;
}

/* On a worker thread: touches nothing but its job. */
static void work(uv_work_t *w)
{
    struct kr_hash_job *j = w->data;
    j->err = (j->make ? make : check)(j, j->hasher->cost);
}

static void tell(const struct kr_hash_job *j, int err)
{
    const char *verifier = j->has_fresh ? j->fresh : NULL;
    struct kr_hash_keys keys = {.key = j->has_params ? j->key : NULL};
    if (j->has_fresh_key) {
        keys.fresh = &j->fresh_params;
        keys.fresh_key = j->fresh_key;
    }
    if (j->done_key)
        j->done_key(j->arg, err, verifier, &keys);
    else
        j->done(j->arg, err, verifier);
}

static void run_next(struct kr_hasher *h);

static void after_work(uv_work_t *w, int status)
{
    struct kr_hash_job *j = w->data;
    struct kr_hasher *h = j->hasher;
    struct kr_hash_job **at = &h->jobs;
    while (*at != j)
        at = &(*at)->next;
    *at = j->next;
    h->n_running--;
    run_next(h);
    tell(j, status ? KR_E_INTERNAL : j->err);
    kr_wipe(j, sizeof *j);
    free(j);
}

static void run_next(struct kr_hasher *h)
{
    for (struct kr_hash_job *j = h->jobs; j && h->n_running < KR_HASHER_AT_ONCE; j = j->next) {
        if (j->running)
            continue;
        j->running = true;
        h->n_running++;
        int rc = uv_queue_work(h->loop, &j->work, work, after_work);
        kr_assert(rc == 0); /* fails only without a work function */
    }
}

/* What a job is asked to do; the texts are copied. */
struct order {
    const char *address, *verifier /* NULL: make one */, *password;
    const struct kr_wrap_params *params;
    kr_hasher_fn *done;
    kr_hasher_key_fn *done_key;
    void *arg;
};

static int submit(struct kr_hasher *h, const struct order *o)
{
    unsigned all = 0, mine = 0;
    struct kr_hash_job **tail = &h->jobs;
    for (; *tail; tail = &(*tail)->next) {
        all++;
        mine += strcmp((*tail)->address, o->address) == 0;
    }
    if (all >= KR_HASHER_QUEUE || mine >= KR_HASHER_PER_ADDRESS)
        return KR_E_FULL;
    if (strlen(o->password) > PASSWORD_MAX)
        return KR_E_TOO_LARGE;
    struct kr_hash_job *j = calloc(1, sizeof *j);
    if (!j)
        return KR_E_NOMEM;
    j->work.data = j;
    j->hasher = h;
    j->make = !o->verifier;
    j->done = o->done;
    j->done_key = o->done_key;
    j->arg = o->arg;
    snprintf(j->address, sizeof j->address, "%s", o->address);
    snprintf(j->password, sizeof j->password, "%s", o->password);
    if (o->verifier)
        snprintf(j->old, sizeof j->old, "%s", o->verifier);
    j->has_params = o->params != NULL;
    if (o->params)
        j->params = *o->params;
    *tail = j;
    run_next(h);
    return 0;
}

int kr_hasher_check(struct kr_hasher *h, const char *address, const char *verifier, const char *password, kr_hasher_fn *done,
                    void *arg)
{
    return submit(h, &(struct order){address, verifier, password, NULL, done, NULL, arg});
}

int kr_hasher_make(struct kr_hasher *h, const char *address, const char *password, kr_hasher_fn *done, void *arg)
{
    return submit(h, &(struct order){address, NULL, password, NULL, done, NULL, arg});
}

int kr_hasher_check_key(struct kr_hasher *h, const char *address, const char *verifier, const struct kr_wrap_params *params,
                        const char *password, kr_hasher_key_fn *done, void *arg)
{
    return submit(h, &(struct order){address, verifier, password, params, NULL, done, arg});
}

int kr_hasher_make_key(struct kr_hasher *h, const char *address, const char *password, kr_hasher_key_fn *done, void *arg)
{
    return submit(h, &(struct order){address, NULL, password, NULL, NULL, done, arg});
}
