/* SPDX-License-Identifier: EUPL-1.2 */
/* Who may do what with a room, and what holds in it. */
#include <string.h>

#include "office/room/bound.h"
#include "office/room/room.h"
#include "office/store/bound.h"

static bool holds_meetings(enum kr_role role)
{
    return kr_role_may(role, KR_ACTION_ROOM_CREATE);
}

int kr_room_right(struct kr_office *o, enum kr_room_right *out, const struct kr_store_account *who, const struct kr_room *room)
{
    bool same_school = *room->school && strcmp(who->school, room->school) == 0, listed = false;
    int err = 0;
    if (strcmp(who->id, room->account) == 0 || (same_school && (who->role == KR_ROLE_HEAD || who->role == KR_ROLE_CONTACT))) {
        *out = KR_ROOM_RIGHT_MANAGE;
        return 0;
    }
    bool may = same_school && holds_meetings(who->role);
    if (may && room->open_to == KR_ROOM_OPEN_TO_SOME)
        err = kr_store_room_opener_has(o->store, &listed, room->id, who->id);
    if (!err)
        *out = may && (room->open_to == KR_ROOM_OPEN_TO_SCHOOL || listed) ? KR_ROOM_RIGHT_OPEN : KR_ROOM_RIGHT_NONE;
    return err;
}

int kr_room_get_for(struct kr_office *o, struct kr_room *out, const struct kr_store_account *who, const char *id,
                    enum kr_room_right right)
{
    struct kr_room room;
    enum kr_room_right has;
    int err = kr_room_get(o, &room, id);
    if (!err)
        err = kr_room_right(o, &has, who, &room);
    if (!err && has < right)
        err = KR_E_NOT_FOUND;
    if (!err)
        *out = room;
    return err;
}

struct kr_policy kr_room_policy(struct kr_office *o, const struct kr_room *room)
{
    struct kr_policy bound = kr_bound_get(o, room->school);
    return kr_policy_tighten(room->own, &bound);
}

/* Only accounts of the room's school that hold meetings can be given it. */
static int check_openers(struct kr_office *o, const struct kr_room *room, const char *const *accounts, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct kr_store_account a;
        int err = kr_store_account_by_id(o->store, &a, accounts[i]);
        if (err)
            return err;
        if (!*room->school || strcmp(a.school, room->school) != 0 || !holds_meetings(a.role))
            return KR_E_NOT_FOUND;
    }
    return 0;
}

int kr_room_share(struct kr_office *o, struct kr_room *room, enum kr_room_open_to open_to, const char *const *accounts, size_t n)
{
    struct kr_room changed = *room;
    int err = check_openers(o, room, accounts, n);
    if (!err)
        err = kr_store_begin(o->store);
    if (err)
        return err;
    changed.open_to = open_to;
    err = kr_store_room_openers_set(o->store, room->id, accounts, open_to == KR_ROOM_OPEN_TO_SOME ? n : 0);
    if (!err)
        err = kr_room_save(o, room, &changed);
    return kr_store_finish(o->store, err);
}
