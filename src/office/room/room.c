/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/room/room.h"

#include <stdio.h>
#include <string.h>

#include "office/revocation.h"
#include "office/room/live.h"

static void hash_of(const struct kr_office *o, uint8_t out[KR_LOOKUP_BYTES], const char *kind, const char *secret)
{
    kr_lookup_hash(out, o->keys.lookup, kind, secret);
}

static int seal_room(const struct kr_office *o, struct kr_store_room *out, const struct kr_room *r)
{
    *out = (struct kr_store_room){.has_code = r->has_code, .code_expires_ms = r->code_expires_ms, .open_to = r->open_to,
                                  .created_ms = r->created_ms};
    snprintf(out->id, sizeof out->id, "%s", r->id);
    snprintf(out->account, sizeof out->account, "%s", r->account);
    snprintf(out->school, sizeof out->school, "%s", r->school);
    snprintf(out->kind, sizeof out->kind, "%s", kr_room_kind_name(r->kind));
    kr_policy_write(out->policy, &r->own);
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
    struct kr_room r = {.has_code = row->has_code, .code_expires_ms = row->code_expires_ms, .created_ms = row->created_ms};
    snprintf(r.id, sizeof r.id, "%s", row->id);
    snprintf(r.account, sizeof r.account, "%s", row->account);
    snprintf(r.school, sizeof r.school, "%s", row->school);
    if (kr_room_kind_read(&r.kind, row->kind) || row->open_to > KR_ROOM_OPEN_TO_SOME)
        return KR_E_IO;
    r.open_to = (enum kr_room_open_to)row->open_to;
    r.own = kr_policy_of(r.kind);
    if (kr_policy_read(&r.own, row->policy))
        return KR_E_IO;
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

/* Takes the settings over; *room stays as it was on failure. */
static int apply(struct kr_room *room, const struct kr_room_settings *settings)
{
    struct kr_room r = *room;
    int err = settings->title ? kr_title_clean(r.title, settings->title) : 0;
    if (settings->has_kind) {
        r.kind = settings->kind;
        r.own = kr_policy_of(r.kind);
    }
    if (!err && settings->policy)
        err = kr_policy_read(&r.own, settings->policy);
    if (!err)
        *room = r;
    return err;
}

int kr_room_create(struct kr_office *o, struct kr_room *out, const struct kr_store_account *who,
                   const struct kr_room_settings *settings)
{
    struct kr_store_room row;
    struct kr_room r = {.own = kr_policy_of(KR_ROOM_LESSON), .created_ms = kr_office_now_ms(o)};
    uint64_t n;
    int err = apply(&r, settings);
    if (!err)
        err = kr_store_room_count(o->store, &n, who->id);
    if (!err && n >= KR_OFFICE_ROOMS_PER_ACCOUNT)
        err = KR_E_FULL;
    if (err)
        return err;
    snprintf(r.account, sizeof r.account, "%s", who->id);
    snprintf(r.school, sizeof r.school, "%s", who->school);
    kr_random_code(r.id, sizeof r.id, KR_ROOM_ID_DIGITS);
    make_link(r.link);
    err = seal_room(o, &row, &r);
    if (!err)
        err = kr_store_room_add(o->store, &row);
    if (!err)
        *out = r;
    return err;
}

int kr_room_get(struct kr_office *o, struct kr_room *out, const char *id)
{
    struct kr_store_room row;
    int err = kr_store_room_by_id(o->store, &row, id);
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

int kr_room_list(struct kr_office *o, const struct kr_store_account *who, kr_room_fn *each, void *arg)
{
    struct listing l = {o, each, arg};
    return kr_store_room_list(o->store, who->id, who->school, list_one, &l);
}

int kr_room_list_school(struct kr_office *o, const char *school, kr_room_fn *each, void *arg)
{
    struct listing l = {o, each, arg};
    return kr_store_room_list_school(o->store, school, list_one, &l);
}

int kr_room_save(struct kr_office *o, struct kr_room *room, const struct kr_room *changed)
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
    struct kr_policy p = kr_room_policy(o, r);
    struct kr_link_msg msg = {
        .head.type = KR_LINK_ROOM_CHANGED,
        .u.room_changed =
            {
                .room = r->id,
                .title = r->title,
                .lobby = p.lobby,
                .end_after_s = p.end_after_s,
                .rights = {.microphone = p.microphone, .camera = p.camera, .screen = p.screen, .chat = p.chat},
                .max_people = p.people,
                .new_link = new_link,
            },
    };
    o->env.event(o->env.arg, &msg);
}

static void clear_code(struct kr_room *r)
{
    r->has_code = false;
    r->code_expires_ms = 0;
    memset(r->code, 0, sizeof r->code);
}

int kr_room_bounds_changed(struct kr_office *o, const char *school)
{
    int err = 0;
    size_t pos = 0;
    for (const struct kr_live *l; !err && (l = kr_live_next(o, &pos));) {
        struct kr_room room;
        err = kr_room_get(o, &room, l->room);
        if (!err && (!school || strcmp(room.school, school) == 0))
            tell_changed(o, &room, false);
        else if (err == KR_E_NOT_FOUND)
            err = 0; /* deleted; front knows */
    }
    return err;
}

int kr_room_change(struct kr_office *o, struct kr_room *room, const struct kr_room_settings *settings)
{
    struct kr_room changed = *room;
    int err = apply(&changed, settings);
    if (!err && !kr_room_policy(o, &changed).codes)
        clear_code(&changed);
    if (!err)
        err = kr_room_save(o, room, &changed);
    if (!err)
        tell_changed(o, room, false);
    return err;
}

int kr_room_new_link(struct kr_office *o, struct kr_room *room)
{
    struct kr_room changed = *room;
    make_link(changed.link);
    clear_code(&changed);
    int err = kr_room_save(o, room, &changed);
    if (!err)
        tell_changed(o, room, true);
    return err;
}

int kr_room_delete(struct kr_office *o, const struct kr_room *room)
{
    int err = kr_store_begin(o->store);
    if (err)
        return err;
    err = kr_store_room_delete(o->store, room->id);
    if (!err)
        err = kr_revoke(o, room->id);
    err = kr_store_finish(o->store, err);
    if (!err) {
        struct kr_link_msg msg = {.head.type = KR_LINK_ROOM_DELETED, .u.room_deleted = {room->id, (int64_t)kr_revoked_until_ms(o)}};
        o->env.event(o->env.arg, &msg);
    }
    return err;
}

int kr_room_new_code(struct kr_office *o, struct kr_room *room)
{
    struct kr_room changed = *room;
    if (!kr_room_policy(o, room).codes)
        return KR_E_FORBIDDEN;
    changed.has_code = true;
    changed.code_expires_ms = kr_office_now_ms(o) + KR_CODE_VALID_MS;
    kr_random_code(changed.code, sizeof changed.code, KR_CODE_DIGITS);
    return kr_room_save(o, room, &changed);
}

int kr_room_drop_code(struct kr_office *o, struct kr_room *room)
{
    struct kr_room changed = *room;
    clear_code(&changed);
    return kr_room_save(o, room, &changed);
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
