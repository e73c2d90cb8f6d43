/* SPDX-License-Identifier: EUPL-1.2 */
/* Tickets, and the tokens of a room. */
#include <stdlib.h>
#include <string.h>

#include "office/api/call.h"
#include "office/room/entry.h"
#include "office/room/room.h"
#include "office/room/token.h"

void kr_api_ticket_create(struct kr_api_call *c)
{
    const struct kr_api_ticket_create *body = &c->body->u.ticket_create;
    struct kr_entry entry = {0};
    struct kr_entry_request req = {
        .link = body->link, .code = body->code, .room = body->room, .browser = c->req->browser, .address = c->req->address,
        .who = c->signed_in ? &c->session.account : NULL,
    };
    if (!!req.link + !!req.code + !!req.room != 1) {
        kr_api_problem(&c->answer, 400, "missing_field", "Give exactly one of link, code and room.", NULL);
        return;
    }
    int err = req.room && !req.who ? KR_E_AUTH : kr_entry_for_browser(c->office, &entry, &req);
    if (err == KR_E_LIMITED) {
        kr_api_problem_later(&c->answer, 429, "rate_limited", "Too many wrong codes from here. Wait.", entry.retry_after_s);
        return;
    }
    if (err == KR_E_FULL) {
        kr_api_problem_later(&c->answer, 503, "capacity", "There is no room for another meeting now. Those that run go on.", 60);
        return;
    }
    if (err) {
        kr_api_fail(&c->answer, err);
        return;
    }
    struct kr_api_msg msg = {.head.type = KR_API_TICKET, .u.ticket = {.ticket = entry.ticket, .moderator = entry.moderator}};
    if (entry.browser[0])
        c->answer.head.browser = entry.browser;
    kr_api_answer(&c->answer, 200, &msg);
}

/* True if the room in the path is the account's own; otherwise the call has ended. */
static bool check_room(struct kr_api_call *c)
{
    struct kr_room room;
    int err = kr_room_get_for(c->office, &room, &c->session.account, kr_api_part(c, "room"), KR_ROOM_RIGHT_MANAGE);
    if (err)
        kr_api_fail(&c->answer, err);
    return !err;
}

static struct kr_api_token view_of(const struct kr_token *t)
{
    return (struct kr_api_token){
        .id = t->id, .note = t->note, .expires_ms = (int64_t)t->expires_ms,
        .action = t->action == KR_TOKEN_PLAY ? KR_API_TOKEN_ACTION_PLAY : KR_API_TOKEN_ACTION_PUBLISH,
    };
}

struct token_list {
    struct kr_token tokens[KR_OFFICE_TOKENS_PER_ROOM];
    struct kr_api_token views[KR_OFFICE_TOKENS_PER_ROOM];
    size_t n;
};

static int collect(void *arg, const struct kr_token *token)
{
    struct token_list *l = arg;
    if (l->n == KR_OFFICE_TOKENS_PER_ROOM)
        return KR_E_INTERNAL; /* kr_token_create keeps the limit */
    l->tokens[l->n++] = *token;
    return 0;
}

void kr_api_token_list(struct kr_api_call *c)
{
    struct token_list l = {.n = 0};
    if (!check_room(c))
        return;
    int err = kr_token_list(c->office, kr_api_part(c, "room"), collect, &l);
    if (err) {
        kr_api_fail(&c->answer, err);
        return;
    }
    for (size_t i = 0; i < l.n; i++)
        l.views[i] = view_of(&l.tokens[i]);
    struct kr_api_msg msg = {.head.type = KR_API_TOKENS, .u.tokens = {.tokens = l.views, .tokens_len = l.n}};
    kr_api_answer(&c->answer, 200, &msg);
}

void kr_api_token_create(struct kr_api_call *c)
{
    const struct kr_api_token_create *body = &c->body->u.token_create;
    char secret[KR_TOKEN_SECRET_SIZE];
    struct kr_token token;
    if (!check_room(c))
        return;
    enum kr_token_action action = body->action == KR_API_TOKEN_CREATE_ACTION_PLAY ? KR_TOKEN_PLAY : KR_TOKEN_PUBLISH;
    int err = kr_token_create(c->office, &token, secret, kr_api_part(c, "room"), action, body->note ? body->note : "",
                              (uint64_t)body->valid_s * 1000);
    if (err) {
        kr_api_fail_text(&c->answer, err, "note");
        return;
    }
    struct kr_api_msg msg = {.head.type = KR_API_TOKEN_CREATED,
                             .u.token_created = {.token = view_of(&token), .secret = secret}};
    kr_api_answer(&c->answer, 201, &msg);
    kr_wipe(secret, sizeof secret);
}

void kr_api_token_delete(struct kr_api_call *c)
{
    if (!check_room(c))
        return;
    int err = kr_token_delete(c->office, kr_api_part(c, "room"), kr_api_part(c, "token"));
    if (err)
        kr_api_fail(&c->answer, err);
    else
        kr_api_answer(&c->answer, 204, NULL);
}
