/* SPDX-License-Identifier: EUPL-1.2 */
/* An account's rooms, their links, codes and policies. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "office/api/call.h"
#include "office/api/policy.h"
#include "office/room/live.h"
#include "office/room/room.h"

enum { LINK_TEXT_SIZE = 401 }; /* as in proto/api/room.json */

/* A room and the texts that its API form points into. */
struct room_view {
    struct kr_room room;
    bool mine;
    char link[LINK_TEXT_SIZE], code[KR_CODE_SHOWN_SIZE];
};

static struct kr_api_room view_of(const struct kr_api_call *c, struct room_view *v)
{
    const struct kr_room *r = &v->room;
    struct kr_live live = kr_live_get(c->office, r->id);
    struct kr_policy policy = kr_room_policy(c->office, r);
    snprintf(v->link, sizeof v->link, "%s/r/%s", c->req->origin, r->link);
    struct kr_api_room out = {
        .id = r->id, .title = r->title, .link = v->link, .lobby = policy.lobby, .end_after_s = policy.end_after_s,
        .created_ms = (int64_t)r->created_ms, .members = live.members, .live = live.moderator,
        .kind = (enum kr_api_room_kind)r->kind, .own = kr_api_policy_view(&r->own), .policy = kr_api_policy_view(&policy),
        .open_to = (enum kr_api_room_open_to)r->open_to, .mine = v->mine,
    };
    if (kr_room_code_is_valid(c->office, r)) {
        kr_code_show(v->code, r->code);
        out.code = v->code;
        out.has_code_expires_ms = true;
        out.code_expires_ms = (int64_t)r->code_expires_ms;
    }
    return out;
}

static void answer_room(struct kr_api_call *c, int status, const struct kr_room *room)
{
    struct room_view view = {.room = *room, .mine = true};
    struct kr_api_msg msg = {.head.type = KR_API_ROOM_ONE, .u.room_one.room = view_of(c, &view)};
    kr_api_answer(&c->answer, status, &msg);
}

/* The room in the path, if the caller may change it; otherwise the call has ended. */
static bool own_room(struct kr_api_call *c, struct kr_room *room)
{
    int err = kr_room_get_for(c->office, room, &c->session.account, kr_api_part(c, "room"), KR_ROOM_RIGHT_MANAGE);
    if (err)
        kr_api_fail(&c->answer, err);
    return !err;
}

struct room_list {
    struct room_view views[KR_STORE_ROOMS_LISTED];
    struct kr_api_room rooms[KR_STORE_ROOMS_LISTED];
    size_t n;
    const char *account;
};

static int collect(void *arg, const struct kr_room *room)
{
    struct room_list *l = arg;
    if (l->n == KR_STORE_ROOMS_LISTED)
        return KR_E_INTERNAL; /* the store lists no more */
    l->views[l->n++] = (struct room_view){.room = *room, .mine = strcmp(room->account, l->account) == 0};
    return 0;
}

void kr_api_room_list(struct kr_api_call *c)
{
    struct room_list *l = calloc(1, sizeof *l);
    if (l)
        l->account = c->session.account.id;
    int err = l ? kr_room_list(c->office, &c->session.account, collect, l) : KR_E_NOMEM;
    if (err) {
        kr_api_fail(&c->answer, err);
    } else {
        for (size_t i = 0; i < l->n; i++)
            l->rooms[i] = view_of(c, &l->views[i]);
        struct kr_api_msg msg = {.head.type = KR_API_ROOMS, .u.rooms = {.rooms = l->rooms, .rooms_len = l->n}};
        kr_api_answer(&c->answer, 200, &msg);
    }
    free(l);
}

void kr_api_room_create(struct kr_api_call *c)
{
    const struct kr_api_room_create *body = &c->body->u.room_create;
    struct kr_room room;
    struct kr_room_settings settings = {
        .title = body->title, .has_kind = body->has_kind, .kind = (enum kr_room_kind)body->kind,
        .policy = body->has_lobby ? (body->lobby ? "lobby" : "lobby=no") : NULL,
    };
    int err = kr_room_create(c->office, &room, &c->session.account, &settings);
    if (err)
        kr_api_fail_text(&c->answer, err, "title");
    else
        answer_room(c, 201, &room);
}

void kr_api_room_change(struct kr_api_call *c)
{
    const struct kr_api_room_change *body = &c->body->u.room_change;
    struct kr_room room;
    char words[KR_POLICY_TEXT_SIZE];
    struct kr_room_settings settings = {
        .title = body->title, .has_kind = body->has_kind, .kind = (enum kr_room_kind)body->kind, .policy = words,
    };
    if (!own_room(c, &room))
        return;
    struct kr_policy own = body->has_kind ? kr_policy_of(settings.kind) : room.own;
    if (body->has_own)
        own = kr_api_policy_read(&body->own);
    if (body->has_lobby)
        own.lobby = body->lobby;
    if (body->has_end_after_s)
        own.end_after_s = (uint32_t)body->end_after_s;
    kr_policy_write(words, &own);
    int err = kr_room_change(c->office, &room, &settings);
    if (err)
        kr_api_fail_text(&c->answer, err, "title");
    else
        answer_room(c, 200, &room);
}

void kr_api_room_delete(struct kr_api_call *c)
{
    struct kr_room room;
    if (!own_room(c, &room))
        return;
    int err = kr_room_delete(c->office, &room);
    if (err)
        kr_api_fail(&c->answer, err);
    else
        kr_api_answer(&c->answer, 204, NULL);
}

static void alter(struct kr_api_call *c, int (*change)(struct kr_office *, struct kr_room *))
{
    struct kr_room room;
    if (!own_room(c, &room))
        return;
    int err = change(c->office, &room);
    if (err == KR_E_FORBIDDEN)
        kr_api_problem(&c->answer, 403, "codes_off", "Short codes are switched off for this room.", NULL);
    else if (err)
        kr_api_fail(&c->answer, err);
    else
        answer_room(c, 200, &room);
}

void kr_api_room_link(struct kr_api_call *c)
{
    alter(c, kr_room_new_link);
}

void kr_api_code_create(struct kr_api_call *c)
{
    alter(c, kr_room_new_code);
}

void kr_api_code_delete(struct kr_api_call *c)
{
    alter(c, kr_room_drop_code);
}
