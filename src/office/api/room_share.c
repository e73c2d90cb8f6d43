/* SPDX-License-Identifier: EUPL-1.2 */
/* Who may open a room, a school's rooms at a glance, and the bounds on all of them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "office/api/call.h"
#include "office/api/policy.h"
#include "office/audit/audit.h"
#include "office/room/bound.h"
#include "office/room/live.h"
#include "office/room/room.h"
#include "office/store/bound.h"

enum { OPENERS_MAX = 500 }; /* as in proto/api/room.json */

struct kr_api_policy kr_api_policy_view(const struct kr_policy *p)
{
    return (struct kr_api_policy){.lobby = p->lobby, .microphone = p->microphone, .camera = p->camera, .screen = p->screen,
                                  .chat = p->chat, .codes = p->codes, .end_after_s = p->end_after_s, .people = p->people};
}

struct kr_policy kr_api_policy_read(const struct kr_api_policy *b)
{
    return (struct kr_policy){.lobby = b->lobby, .microphone = b->microphone, .camera = b->camera, .screen = b->screen, .chat = b->chat,
                              .codes = b->codes, .end_after_s = (uint32_t)b->end_after_s, .people = (uint32_t)b->people};
}

struct openers {
    char ids[OPENERS_MAX][KR_LIMIT_ID_BYTES + 1];
    const char *list[OPENERS_MAX];
    size_t n;
};

static int add_opener(void *arg, const char *account)
{
    struct openers *o = arg;
    if (o->n == OPENERS_MAX)
        return KR_E_INTERNAL; /* the API takes no more */
    snprintf(o->ids[o->n], sizeof o->ids[o->n], "%s", account);
    o->list[o->n] = o->ids[o->n];
    o->n++;
    return 0;
}

static void answer_openers(struct kr_api_call *c, const struct kr_room *room)
{
    struct openers *found = calloc(1, sizeof *found);
    int err = found ? kr_store_room_openers(c->office->store, room->id, add_opener, found) : KR_E_NOMEM;
    if (err) {
        kr_api_fail(&c->answer, err);
    } else {
        struct kr_api_msg msg = {.head.type = KR_API_ROOM_OPENERS,
                                 .u.room_openers = {.open_to = (enum kr_api_room_openers_open_to)room->open_to,
                                                    .openers = found->list, .openers_len = found->n}};
        kr_api_answer(&c->answer, 200, &msg);
    }
    free(found);
}

/* The room in the path, if the caller may change it; otherwise the call has ended. */
static bool managed_room(struct kr_api_call *c, struct kr_room *room)
{
    int err = kr_room_get_for(c->office, room, &c->session.account, kr_api_part(c, "room"), KR_ROOM_RIGHT_MANAGE);
    if (err)
        kr_api_fail(&c->answer, err);
    return !err;
}

void kr_api_room_openers(struct kr_api_call *c)
{
    struct kr_room room;
    if (managed_room(c, &room))
        answer_openers(c, &room);
}

void kr_api_room_share(struct kr_api_call *c)
{
    const struct kr_api_room_share *body = &c->body->u.room_share;
    struct kr_room room;
    if (!managed_room(c, &room))
        return;
    int err = kr_room_share(c->office, &room, (enum kr_room_open_to)body->open_to, body->openers, body->openers_len);
    if (err == KR_E_NOT_FOUND)
        kr_api_problem(&c->answer, 400, "unknown_account", "One of the accounts is none of this school that holds meetings.", "openers");
    else if (err)
        kr_api_fail(&c->answer, err);
    else
        answer_openers(c, &room);
}

/* ---- a school's rooms ---- */

struct overview {
    struct kr_room rooms[KR_STORE_ROOMS_LISTED];
    struct kr_store_account owners[KR_STORE_ROOMS_LISTED];
    struct kr_api_room_overview views[KR_STORE_ROOMS_LISTED];
    size_t n;
};

static int collect(void *arg, const struct kr_room *room)
{
    struct overview *o = arg;
    if (o->n == KR_STORE_ROOMS_LISTED)
        return KR_E_INTERNAL;
    o->rooms[o->n++] = *room;
    return 0;
}

static int look_at(struct kr_office *o, struct overview *v, size_t i)
{
    const struct kr_room *r = &v->rooms[i];
    struct kr_live live = kr_live_get(o, r->id);
    int err = kr_store_account_by_id(o->store, &v->owners[i], r->account);
    v->views[i] = (struct kr_api_room_overview){
        .id = r->id, .title = r->title, .kind = (enum kr_api_room_overview_kind)r->kind, .account = r->account,
        .handle = v->owners[i].handle, .open_to = (enum kr_api_room_overview_open_to)r->open_to, .live = live.moderator,
        .members = live.members, .created_ms = (int64_t)r->created_ms,
    };
    return err;
}

void kr_api_room_overview(struct kr_api_call *c)
{
    struct overview *v = calloc(1, sizeof *v);
    int err = v ? kr_room_list_school(c->office, kr_api_part(c, "school"), collect, v) : KR_E_NOMEM;
    for (size_t i = 0; !err && i < v->n; i++)
        err = look_at(c->office, v, i);
    struct kr_api_msg msg = {.head.type = KR_API_ROOM_OVERVIEWS};
    if (err) {
        kr_api_fail(&c->answer, err);
    } else {
        msg.u.room_overviews.rooms = v->views;
        msg.u.room_overviews.rooms_len = v->n;
        kr_api_answer(&c->answer, 200, &msg);
    }
    free(v);
}

/* ---- bounds ---- */

static const char *school_of(const struct kr_api_call *c)
{
    return c->n_parts ? kr_api_part(c, "school") : NULL; /* /bounds has none: the operator's own */
}

void kr_api_bounds_get(struct kr_api_call *c)
{
    struct kr_policy own, outer;
    int err = kr_bound_own(c->office, &own, school_of(c));
    if (!err)
        err = kr_bound_own(c->office, &outer, NULL);
    if (err) {
        kr_api_fail(&c->answer, err);
        return;
    }
    struct kr_api_msg msg = {.head.type = KR_API_ROOM_BOUNDS,
                             .u.room_bounds = {.own = kr_api_policy_view(&own), .outer = kr_api_policy_view(&outer)}};
    kr_api_answer(&c->answer, 200, &msg);
}

/* For those who make rooms: they may not see the pages of the bounds, but must see why a switch does not move. */
void kr_api_room_rules(struct kr_api_call *c)
{
    const char *school = c->session.account.school;
    struct kr_policy operators, schools = kr_policy_unbound();
    struct kr_api_kind_policy kinds[KR_ROOM_KINDS];
    int err = kr_bound_own(c->office, &operators, NULL);
    if (!err && *school)
        err = kr_bound_own(c->office, &schools, school);
    if (err) {
        kr_api_fail(&c->answer, err);
        return;
    }
    for (int i = 0; i < KR_ROOM_KINDS; i++) {
        struct kr_policy policy = kr_policy_of((enum kr_room_kind)i);
        kinds[i] = (struct kr_api_kind_policy){.kind = (enum kr_api_kind_policy_kind)i, .policy = kr_api_policy_view(&policy)};
    }
    struct kr_api_msg msg = {.head.type = KR_API_ROOM_RULES,
                             .u.room_rules = {.operator = kr_api_policy_view(&operators), .school = kr_api_policy_view(&schools),
                                              .in_school = *school, .kinds = kinds, .kinds_len = KR_ROOM_KINDS}};
    kr_api_answer(&c->answer, 200, &msg);
}

void kr_api_bounds_set(struct kr_api_call *c)
{
    struct kr_office *o = c->office;
    const char *school = school_of(c);
    struct kr_policy own = kr_api_policy_read(&c->body->u.room_bounds_change.own);
    char words[KR_POLICY_TEXT_SIZE];
    kr_policy_write(words, &own);
    int err = kr_store_begin(o->store);
    if (!err) {
        err = kr_bound_set(o, school, &own);
        if (!err)
            err = kr_audit(o, c->session.account.id, "room.bounds_set", school, words);
        err = kr_store_finish(o->store, err);
    }
    if (!err)
        err = kr_room_bounds_changed(o, school);
    if (err)
        kr_api_fail(&c->answer, err);
    else
        kr_api_bounds_get(c);
}
