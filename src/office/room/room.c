/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/room/room.h"

#include <stdio.h>
#include <string.h>

#include "office/room/live.h"

static void hash_of(const struct kr_office *o, uint8_t out[KR_LOOKUP_BYTES], const char *kind, const char *secret)
{
    kr_lookup_hash(out, o->keys.lookup, kind, secret);
}

static int seal_room(const struct kr_office *o, struct kr_store_room *out, const struct kr_room *r)
{
    *out = (struct kr_store_room){.has_code = r->has_code, .code_expires_ms = r->code_expires_ms, .lobby = r->lobby,
                                  .end_after_s = r->end_after_s, .created_ms = r->created_ms};
    snprintf(out->id, sizeof out->id, "%s", r->id);
    snprintf(out->account, sizeof out->account, "%s", r->account);
    hash_of(o, out->link_hash, "link", r->link);
    int err = kr_seal(&out->title, o->keys.seal, "room.title", r->id, r->title);
    if (!err)
        err = kr_seal(&out->link, o->keys.seal, "room.link", r->id, r->link);
    if (!err && r->has_code) {
        hash_of(o, out->code_hash, "code", r->code);
        err = kr_seal(&out->code, o->keys.seal, "room.code", r->id, r->code);
    }
    return err;
}

static int unseal_room(const struct kr_office *o, struct kr_room *out, const struct kr_store_room *row)
{
    struct kr_room r = {.has_code = row->has_code, .code_expires_ms = row->code_expires_ms, .lobby = row->lobby,
                        .end_after_s = row->end_after_s, .created_ms = row->created_ms};
    snprintf(r.id, sizeof r.id, "%s", row->id);
    snprintf(r.account, sizeof r.account, "%s", row->account);
    int err = kr_unseal(r.title, sizeof r.title, o->keys.seal, "room.title", row->id, &row->title);
    if (!err)
        err = kr_unseal(r.link, sizeof r.link, o->keys.seal, "room.link", row->id, &row->link);
    if (!err && row->has_code)
        err = kr_unseal(r.code, sizeof r.code, o->keys.seal, "room.code", row->id, &row->code);
    if (err)
        return KR_E_IO; /* the row was tampered with */
    *out = r;
    return 0;
}

/* A link never ends in a sign of punctuation: mail and chat programs leave that out of what they make clickable. */
static void make_link(char out[KR_LINK_SIZE])
{
    do
        kr_random_token(out, KR_LINK_SIZE, KR_LINK_BYTES);
    while (strchr("-_", out[KR_LINK_SIZE - 2]));
}

int kr_room_create(struct kr_office *o, struct kr_room *out, const char *account, const char *title, bool lobby)
{
    struct kr_store_room row;
    struct kr_room r = {.lobby = lobby, .end_after_s = KR_ROOM_END_AFTER_S, .created_ms = kr_office_now_ms(o)};
    uint64_t n;
    int err = kr_title_clean(r.title, title);
    if (!err)
        err = kr_store_room_count(o->store, &n, account);
    if (!err && n >= KR_OFFICE_ROOMS_PER_ACCOUNT)
        err = KR_E_FULL;
    if (err)
        return err;
    snprintf(r.account, sizeof r.account, "%s", account);
    kr_random_code(r.id, sizeof r.id, KR_ROOM_ID_DIGITS);
    make_link(r.link);
    err = seal_room(o, &row, &r);
    if (!err)
        err = kr_store_room_add(o->store, &row);
    if (!err)
        *out = r;
    return err;
}

int kr_room_get(struct kr_office *o, struct kr_room *out, const char *account, const char *id)
{
    struct kr_store_room row;
    int err = kr_store_room_by_id(o->store, &row, id);
    if (!err && account && strcmp(row.account, account) != 0)
        err = KR_E_NOT_FOUND;
    return err ? err : unseal_room(o, out, &row);
}

int kr_room_by_link(struct kr_office *o, struct kr_room *out, const char *link)
{
    struct kr_store_room row;
    uint8_t hash[KR_LOOKUP_BYTES];
    hash_of(o, hash, "link", link);
    int err = kr_store_room_by_link(o->store, &row, hash);
    return err ? err : unseal_room(o, out, &row);
}

int kr_room_by_code(struct kr_office *o, struct kr_room *out, const char *typed)
{
    struct kr_store_room row;
    struct kr_room r;
    uint8_t hash[KR_LOOKUP_BYTES];
    char code[KR_CODE_SIZE];
    if (kr_code_read(code, typed))
        return KR_E_NOT_FOUND;
    hash_of(o, hash, "code", code);
    int err = kr_store_room_by_code(o->store, &row, hash);
    if (!err)
        err = unseal_room(o, &r, &row);
    if (!err && !kr_room_code_is_valid(o, &r))
        err = KR_E_NOT_FOUND;
    if (!err)
        *out = r;
    return err;
}

struct listing {
    const struct kr_office *office;
    kr_room_fn *each;
    void *arg;
};

static int list_one(void *arg, const struct kr_store_room *row)
{
    const struct listing *l = arg;
    struct kr_room r;
    int err = unseal_room(l->office, &r, row);
    return err ? err : l->each(l->arg, &r);
}

int kr_room_list(struct kr_office *o, const char *account, kr_room_fn *each, void *arg)
{
    struct listing l = {o, each, arg};
    return kr_store_room_list(o->store, account, list_one, &l);
}

static int save(struct kr_office *o, struct kr_room *room, const struct kr_room *changed)
{
    struct kr_store_room row;
    int err = seal_room(o, &row, changed);
    if (!err)
        err = kr_store_room_change(o->store, &row);
    if (!err)
        *room = *changed;
    return err;
}

static void tell_changed(struct kr_office *o, const struct kr_room *r, bool new_link)
{
    struct kr_link_msg msg = {
        .head.type = KR_LINK_ROOM_CHANGED,
        .u.room_changed =
            {.room = r->id, .title = r->title, .lobby = r->lobby, .end_after_s = r->end_after_s, .new_link = new_link,
             .rights = {.microphone = true, .camera = true, .screen = true, .chat = true}},
    };
    o->env.event(o->env.arg, &msg);
}

int kr_room_change(struct kr_office *o, struct kr_room *room, const struct kr_room_settings *settings)
{
    struct kr_room changed = *room;
    int err = settings->title ? kr_title_clean(changed.title, settings->title) : 0;
    if (settings->has_lobby)
        changed.lobby = settings->lobby;
    if (settings->has_end_after_s)
        changed.end_after_s = settings->end_after_s;
    if (!err)
        err = save(o, room, &changed);
    if (!err)
        tell_changed(o, room, false);
    return err;
}

static void clear_code(struct kr_room *r)
{
    r->has_code = false;
    r->code_expires_ms = 0;
    memset(r->code, 0, sizeof r->code);
}

int kr_room_new_link(struct kr_office *o, struct kr_room *room)
{
    struct kr_room changed = *room;
    make_link(changed.link);
    clear_code(&changed);
    int err = save(o, room, &changed);
    if (!err)
        tell_changed(o, room, true);
    return err;
}

int kr_room_delete(struct kr_office *o, const struct kr_room *room)
{
    int err = kr_store_room_delete(o->store, room->id);
    if (!err) {
        struct kr_link_msg msg = {.head.type = KR_LINK_ROOM_DELETED, .u.room_deleted.room = room->id};
        o->env.event(o->env.arg, &msg);
    }
    return err;
}

int kr_room_new_code(struct kr_office *o, struct kr_room *room)
{
    struct kr_room changed = *room;
    changed.has_code = true;
    changed.code_expires_ms = kr_office_now_ms(o) + KR_CODE_VALID_MS;
    kr_random_code(changed.code, sizeof changed.code, KR_CODE_DIGITS);
    return save(o, room, &changed);
}

int kr_room_drop_code(struct kr_office *o, struct kr_room *room)
{
    struct kr_room changed = *room;
    clear_code(&changed);
    return save(o, room, &changed);
}

bool kr_room_code_is_valid(const struct kr_office *o, const struct kr_room *room)
{
    return room->has_code && (kr_office_now_ms(o) < room->code_expires_ms || kr_live_get(o, room->id).moderator);
}

/* Statements do not nest: what a list finds is changed after it. */
struct sweep {
    struct kr_office *office;
    struct kr_room rooms[32];
    size_t n;
};

static int collect_expired(void *arg, const struct kr_store_room *row)
{
    struct sweep *s = arg;
    struct kr_room r;
    int err = unseal_room(s->office, &r, row);
    if (!err && !kr_room_code_is_valid(s->office, &r) && s->n < sizeof s->rooms / sizeof s->rooms[0])
        s->rooms[s->n++] = r;
    return err;
}

int kr_room_sweep_codes(struct kr_office *o)
{
    struct sweep s = {.office = o};
    int err = kr_store_room_list_expired_codes(o->store, kr_office_now_ms(o), collect_expired, &s);
    for (size_t i = 0; i < s.n && !err; i++)
        err = kr_room_drop_code(o, &s.rooms[i]);
    return err;
}
