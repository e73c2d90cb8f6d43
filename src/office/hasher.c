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
    int err;
    kr_hasher_fn *done;
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

/* On a worker thread: touches nothing but its job. */
static void work(uv_work_t *w)
{
    struct kr_hash_job *j = w->data;
    struct kr_password_cost cost = j->hasher->cost;
    if (!j->make) {
        j->err = kr_password_check(j->old, j->password);
        if (j->err || !kr_password_is_outdated(j->old, cost))
            return;
    }
    int err = kr_password_hash(j->fresh, j->password, cost);
    j->has_fresh = !err;
    if (j->make)
        j->err = err;
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
    j->done(j->arg, status ? KR_E_INTERNAL : j->err, j->has_fresh ? j->fresh : NULL);
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

static int submit(struct kr_hasher *h, const char *address, const char *verifier, const char *password, kr_hasher_fn *done,
                  void *arg)
{
    unsigned all = 0, mine = 0;
    struct kr_hash_job **tail = &h->jobs;
    for (; *tail; tail = &(*tail)->next) {
        all++;
        mine += strcmp((*tail)->address, address) == 0;
    }
    if (all >= KR_HASHER_QUEUE || mine >= KR_HASHER_PER_ADDRESS)
        return KR_E_FULL;
    if (strlen(password) > PASSWORD_MAX)
        return KR_E_TOO_LARGE;
    struct kr_hash_job *j = calloc(1, sizeof *j);
    if (!j)
        return KR_E_NOMEM;
    j->work.data = j;
    j->hasher = h;
    j->make = !verifier;
    j->done = done;
    j->arg = arg;
    snprintf(j->address, sizeof j->address, "%s", address);
    snprintf(j->password, sizeof j->password, "%s", password);
    if (verifier)
        snprintf(j->old, sizeof j->old, "%s", verifier);
    *tail = j;
    run_next(h);
    return 0;
}

int kr_hasher_check(struct kr_hasher *h, const char *address, const char *verifier, const char *password, kr_hasher_fn *done,
                    void *arg)
{
    return submit(h, address, verifier, password, done, arg);
}

int kr_hasher_make(struct kr_hasher *h, const char *address, const char *password, kr_hasher_fn *done, void *arg)
{
    return submit(h, address, NULL, password, done, arg);
}
