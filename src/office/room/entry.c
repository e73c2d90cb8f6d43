/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/room/entry.h"

#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "office/capacity/capacity.h"
#include "office/room/room.h"
#include "office/room/token.h"

enum { TICKET_ID_DIGITS = 26 };

static bool is_browser_cookie(const char *text)
{
    return text && strlen(text) == KR_BROWSER_SIZE - 1 &&
           strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") == KR_BROWSER_SIZE - 1;
}

static int find_by_code(struct kr_office *o, struct kr_room *room, struct kr_entry *out, const struct kr_entry_request *req)
{
    uint64_t steady_ms = kr_office_steady_ms(o);
    out->retry_after_s = kr_guesses_wait_s(&o->guesses, req->address, steady_ms);
    if (out->retry_after_s)
        return KR_E_LIMITED;
    int err = kr_room_by_code(o, room, req->code);
    if (err == KR_E_NOT_FOUND)
        kr_guesses_wrong(&o->guesses, req->address, steady_ms);
    return err;
}

static int find_room(struct kr_office *o, struct kr_room *room, struct kr_entry *out, const struct kr_entry_request *req)
{
    if (req->link)
        return kr_room_by_link(o, room, req->link);
    if (req->code)
        return find_by_code(o, room, out, req);
    kr_assert(req->room && req->who);
    if (!kr_role_may(req->who->role, KR_ACTION_ROOM_CREATE))
        return KR_E_FORBIDDEN; /* looks after rooms, and holds no meetings */
    return kr_room_get_for(o, room, req->who, req->room, KR_ROOM_RIGHT_OPEN);
}

static struct kr_ticket ticket_for(struct kr_office *o, const struct kr_room *room)
{
    struct kr_policy p = kr_room_policy(o, room);
    struct kr_ticket t = {
        .lobby = p.lobby,
        .end_after_s = p.end_after_s,
        .denied = {.microphone = !p.microphone, .camera = !p.camera, .screen = !p.screen, .chat = !p.chat},
        .max_people = (uint16_t)p.people,
        .expires_ms = kr_office_now_ms(o) + KR_ENTRY_VALID_MS,
    };
    snprintf(t.room, sizeof t.room, "%s", room->id);
    snprintf(t.account, sizeof t.account, "%s", room->account);
    snprintf(t.title, sizeof t.title, "%s", room->title);
    kr_random_code(t.id, sizeof t.id, TICKET_ID_DIGITS);
    return t;
}

int kr_entry_for_browser(struct kr_office *o, struct kr_entry *out, const struct kr_entry_request *req)
{
    struct kr_room room;
    struct kr_entry entry = {0};
    int err = find_room(o, &room, &entry, req);
    if (err) {
        out->retry_after_s = entry.retry_after_s;
        return err;
    }
    const char *browser = req->browser;
    if (!is_browser_cookie(browser)) {
        kr_random_token(entry.browser, sizeof entry.browser, KR_BROWSER_BYTES);
        browser = entry.browser;
    }
    struct kr_ticket t = ticket_for(o, &room);
    enum kr_room_right right = KR_ROOM_RIGHT_NONE;
    if (req->who && kr_role_may(req->who->role, KR_ACTION_ROOM_CREATE))
        err = kr_room_right(o, &right, req->who, &room);
    if (err)
        return err;
    entry.moderator = right >= KR_ROOM_RIGHT_OPEN;
    if (entry.moderator)
        err = kr_capacity_may_open(o, &room);
    if (err)
        return err;
    t.role = entry.moderator ? KR_TICKET_MODERATOR : KR_TICKET_PARTICIPANT;
    if (entry.moderator)
        snprintf(t.holder, sizeof t.holder, "%s", req->who->id);
    t.by_code = req->code != NULL;
    kr_sha256(t.browser, browser, strlen(browser));
    err = kr_ticket_write(entry.ticket, sizeof entry.ticket, &t, &o->keys.signer);
    if (!err)
        *out = entry;
    return err;
}

int kr_entry_for_device(struct kr_office *o, char ticket[KR_LIMIT_TICKET_BYTES + 1], const char *secret, const char *room,
                        bool play)
{
    struct kr_token token;
    struct kr_room found;
    int err = kr_token_use(o, &token, secret, room, play ? KR_TOKEN_PLAY : KR_TOKEN_PUBLISH);
    if (!err)
        err = kr_room_get(o, &found, token.room);
    if (err)
        return err;
    struct kr_ticket t = ticket_for(o, &found);
    t.role = play ? KR_TICKET_PLAY : KR_TICKET_PUBLISH;
    snprintf(t.id, sizeof t.id, "%s", token.id); /* a meeting that removes the device bars its token, not one ticket of many */
    if (token.expires_ms < t.expires_ms)
        t.expires_ms = token.expires_ms;
    return kr_ticket_write(ticket, KR_LIMIT_TICKET_BYTES + 1, &t, &o->keys.signer);
}
