/* SPDX-License-Identifier: EUPL-1.2 */
/* How much a school, or an extra account, may have open at once. */
#include <stdio.h>

#include "office/api/call.h"
#include "office/audit/audit.h"
#include "office/store/usage.h"

typedef int get_fn(struct kr_store *s, const char *id, struct kr_store_limits *out);
typedef int set_fn(struct kr_store *s, const char *id, const struct kr_store_limits *limits);

static void answer(struct kr_api_call *c, get_fn *get, const char *id)
{
    struct kr_store_limits l;
    int err = get(c->office->store, id, &l);
    if (err) {
        kr_api_fail(&c->answer, err);
        return;
    }
    struct kr_api_msg msg = {.head.type = KR_API_SCHOOL_LIMITS, .u.school_limits = {l.max_rooms, l.max_people}};
    kr_api_answer(&c->answer, 200, &msg);
}

static void change(struct kr_api_call *c, get_fn *get, set_fn *set, const char *id, const char *word)
{
    struct kr_office *o = c->office;
    const struct kr_api_school_limits *body = &c->body->u.school_limits;
    struct kr_store_limits limits = {(uint32_t)body->max_rooms, (uint32_t)body->max_people};
    char detail[64];
    snprintf(detail, sizeof detail, "rooms=%u people=%u", limits.max_rooms, limits.max_people);
    int err = kr_store_begin(o->store);
    if (!err) {
        err = set(o->store, id, &limits);
        if (!err)
            err = kr_audit(o, c->session.account.id, word, id, detail);
        err = kr_store_finish(o->store, err);
    }
    if (err)
        kr_api_fail(&c->answer, err);
    else
        answer(c, get, id);
}

void kr_api_limits_get(struct kr_api_call *c)
{
    answer(c, kr_store_limits_get, kr_api_part(c, "school"));
}

void kr_api_limits_set(struct kr_api_call *c)
{
    change(c, kr_store_limits_get, kr_store_limits_set, kr_api_part(c, "school"), "school.limits_set");
}

void kr_api_account_limits_get(struct kr_api_call *c)
{
    answer(c, kr_store_account_limits_get, kr_api_part(c, "account"));
}

void kr_api_account_limits_set(struct kr_api_call *c)
{
    change(c, kr_store_account_limits_get, kr_store_account_limits_set, kr_api_part(c, "account"), "account.limits_set");
}
