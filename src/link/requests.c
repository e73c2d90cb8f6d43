/* SPDX-License-Identifier: EUPL-1.2 */
#include "link/requests.h"

#include <stdlib.h>

void kr_requests_init(struct kr_requests *t)
{
    *t = (struct kr_requests){0};
    kr_map_init(&t->by_id);
}

void kr_requests_fini(struct kr_requests *t)
{
    struct kr_request *r;
    while ((r = kr_requests_take_oldest(t)))
        free(r);
    kr_map_fini(&t->by_id);
}

int kr_requests_add(struct kr_requests *t, int64_t *id, int reply_type, uint64_t now_ms, kr_requests_reply_fn *on_reply,
                    void *arg)
{
    if (t->by_id.len >= KR_REQUESTS_MAX)
        return KR_E_FULL;
    struct kr_request *r = malloc(sizeof *r);
    if (!r)
        return KR_E_NOMEM;
    *r = (struct kr_request){.id = t->last_id + 1, .reply_type = reply_type, .deadline_ms = now_ms + KR_REQUESTS_TIMEOUT_MS,
                             .on_reply = on_reply, .arg = arg, .prev = t->newest};
    int err = kr_map_put(&t->by_id, (uint64_t)r->id, r);
    if (err) {
        free(r);
        return err;
    }
    if (t->newest)
        t->newest->next = r;
    else
        t->oldest = r;
    t->newest = r;
    *id = ++t->last_id;
    return 0;
}

struct kr_request *kr_requests_take(struct kr_requests *t, int64_t id)
{
    struct kr_request *r = kr_map_remove(&t->by_id, (uint64_t)id);
    if (!r)
        return NULL;
    if (r->prev)
        r->prev->next = r->next;
    else
        t->oldest = r->next;
    if (r->next)
        r->next->prev = r->prev;
    else
        t->newest = r->prev;
    return r;
}

struct kr_request *kr_requests_take_oldest(struct kr_requests *t)
{
    return t->oldest ? kr_requests_take(t, t->oldest->id) : NULL;
}

struct kr_request *kr_requests_take_expired(struct kr_requests *t, uint64_t now_ms)
{
    return t->oldest && t->oldest->deadline_ms <= now_ms ? kr_requests_take_oldest(t) : NULL;
}
