/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/account/reach.h"

#include <string.h>

#include "base/assert.h"

enum {
    SCHOOL = 1 << KR_ROLE_SCHOOL,
    MODERATOR = 1 << KR_ROLE_MODERATOR,
    EXTRA = 1 << KR_ROLE_EXTRA,
    HEAD = 1 << KR_ROLE_HEAD,
    CONTACT = 1 << KR_ROLE_CONTACT,
    OPERATOR = 1 << KR_ROLE_OPERATOR,

    TEACHERS = SCHOOL | MODERATOR | EXTRA,
    OF_A_SCHOOL = TEACHERS | HEAD | CONTACT,
};

/* The first of each row is the contact person's, then the head's, then the administrator's. */
static const unsigned char allowed[KR_REACHES][3] = {
    [KR_REACH_READ] = {OF_A_SCHOOL, OF_A_SCHOOL, OF_A_SCHOOL | OPERATOR},
    [KR_REACH_SESSIONS] = {TEACHERS, TEACHERS | CONTACT, OF_A_SCHOOL | OPERATOR},
    [KR_REACH_LOCK] = {TEACHERS, TEACHERS | CONTACT, OF_A_SCHOOL | OPERATOR},
    [KR_REACH_DELETE] = {MODERATOR, MODERATOR, OF_A_SCHOOL},
    [KR_REACH_RENEW] = {SCHOOL | MODERATOR, SCHOOL | MODERATOR, SCHOOL | MODERATOR},
    [KR_REACH_ISSUE] = {SCHOOL | MODERATOR, SCHOOL | MODERATOR, OF_A_SCHOOL},
    [KR_REACH_LABEL] = {TEACHERS, TEACHERS, 0},
    [KR_REACH_EXPIRES] = {0, 0, EXTRA},
};

bool kr_reach_allows(enum kr_reach what, enum kr_role actor, enum kr_role target)
{
    kr_assert(what < KR_REACHES && target < KR_ROLE_COUNT);
    unsigned mask = 0;
    if (actor == KR_ROLE_CONTACT || actor == KR_ROLE_HEAD || actor == KR_ROLE_OPERATOR)
        mask = allowed[what][actor == KR_ROLE_CONTACT ? 0 : actor == KR_ROLE_HEAD ? 1 : 2];
    return mask & 1u << target;
}

int kr_reach_find(struct kr_office *o, struct kr_store_roster_row *out, const struct kr_session *who, enum kr_reach what,
                  const char *id)
{
    struct kr_store_roster_row row;
    const struct kr_store_account *actor = &who->account;
    int err = kr_store_roster_get(o->store, &row, id);
    if (err)
        return err;
    if (actor->role != KR_ROLE_OPERATOR && (!actor->school[0] || strcmp(actor->school, row.school) != 0))
        return KR_E_NOT_FOUND;
    bool self = strcmp(actor->id, row.id) == 0 && (what == KR_REACH_LOCK || what == KR_REACH_DELETE);
    if (self || !kr_reach_allows(what, actor->role, row.role))
        return KR_E_FORBIDDEN;
    *out = row;
    return 0;
}
