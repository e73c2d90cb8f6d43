/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/rights.h"

#include "base/assert.h"

enum {
    SCHOOL = 1 << KR_ROLE_SCHOOL,
    MODERATOR = 1 << KR_ROLE_MODERATOR,
    EXTRA = 1 << KR_ROLE_EXTRA,
    HEAD = 1 << KR_ROLE_HEAD,
    CONTACT = 1 << KR_ROLE_CONTACT,
    OPERATOR = 1 << KR_ROLE_OPERATOR,

    TEACHERS = SCHOOL | MODERATOR | EXTRA, /* those who hold meetings */
    STAFF = HEAD | CONTACT,                /* those who look after a school */
    EVERYBODY = TEACHERS | STAFF | OPERATOR,
    PERSONS = EVERYBODY & ~SCHOOL, /* what one person alone has; the school's account is shared */
};

static const unsigned char allowed[KR_ACTION_COUNT] = {
    [KR_ACTION_PUBLIC] = EVERYBODY,
    [KR_ACTION_SESSION] = EVERYBODY,
    [KR_ACTION_FACTOR] = STAFF | OPERATOR,
    [KR_ACTION_PASSWORD] = PERSONS,
    [KR_ACTION_ME] = PERSONS,
    [KR_ACTION_ME_FACTOR] = STAFF | OPERATOR,
    [KR_ACTION_ADMINISTRATORS] = OPERATOR,
    [KR_ACTION_OPERATOR_KEY] = OPERATOR,
    [KR_ACTION_SCHOOL_KEY] = STAFF,
    [KR_ACTION_ROOM_LIST] = TEACHERS,
    [KR_ACTION_ROOM_CREATE] = TEACHERS,
    [KR_ACTION_ROOM_CHANGE] = TEACHERS | STAFF, /* staff: rooms of their school */
    [KR_ACTION_ROOM_CARD] = TEACHERS | STAFF,
    [KR_ACTION_ROOM_DEVICES] = TEACHERS,
    [KR_ACTION_DOCUMENT_READ] = STAFF | OPERATOR,
    [KR_ACTION_DOCUMENT_EDIT] = OPERATOR,
    [KR_ACTION_SETTINGS] = OPERATOR,
    [KR_ACTION_UPLOAD] = STAFF | OPERATOR,
    [KR_ACTION_AUDIT] = OPERATOR,
    [KR_ACTION_MAIL] = OPERATOR,
    [KR_ACTION_TODAY] = OPERATOR,
    [KR_ACTION_SCHOOL_TODAY] = STAFF | OPERATOR,
    [KR_ACTION_ROOM_OVERSEE] = STAFF,
    [KR_ACTION_BOUNDS_OPERATOR] = OPERATOR,
    [KR_ACTION_BOUNDS_SCHOOL] = STAFF | OPERATOR,
    [KR_ACTION_CAPACITY_SEE] = OPERATOR,
    [KR_ACTION_CAPACITY_SET] = OPERATOR,
    [KR_ACTION_USAGE_SCHOOL] = STAFF | OPERATOR,
    [KR_ACTION_ACCOUNT_SEARCH] = OPERATOR,
    [KR_ACTION_ACCOUNT_READ] = STAFF | OPERATOR,
    [KR_ACTION_ACCOUNT_CHANGE] = STAFF | OPERATOR,
    [KR_ACTION_ACCOUNT_CREATE] = OPERATOR,
    [KR_ACTION_ACCOUNT_LOCK] = STAFF | OPERATOR,
    [KR_ACTION_ACCOUNT_LOCK_SCHOOL] = OPERATOR,
    [KR_ACTION_ACCOUNT_DELETE] = STAFF | OPERATOR,
    [KR_ACTION_ACCOUNT_RENEW] = STAFF | OPERATOR,
    [KR_ACTION_ACCOUNT_ISSUE] = STAFF | OPERATOR,
    [KR_ACTION_ACCOUNT_SESSIONS_END] = STAFF | OPERATOR,
    [KR_ACTION_MODERATOR_CREATE] = STAFF | OPERATOR,
    [KR_ACTION_HOLDING_LIST] = STAFF,
    [KR_ACTION_SCHOOL_LIST] = OPERATOR,
    [KR_ACTION_SCHOOL_READ] = STAFF | OPERATOR,
    [KR_ACTION_SCHOOL_CREATE] = OPERATOR,
    [KR_ACTION_SCHOOL_CHANGE] = STAFF | OPERATOR,
    [KR_ACTION_SCHOOL_DELETE] = OPERATOR,
    [KR_ACTION_SCHOOL_EXPORT] = OPERATOR,
    [KR_ACTION_SCHOOL_IMPORT] = OPERATOR,
    [KR_ACTION_ENROLMENT_TAKE] = STAFF | OPERATOR,
    [KR_ACTION_ENROLMENT_VOID] = OPERATOR,
    [KR_ACTION_ENROLMENT_SETTINGS] = OPERATOR,
};

bool kr_role_may(enum kr_role role, enum kr_action action)
{
    kr_assert(role < KR_ROLE_COUNT && action < KR_ACTION_COUNT);
    return allowed[action] & 1u << role;
}

bool kr_action_before_factor(enum kr_action action)
{
    return action == KR_ACTION_SESSION || action == KR_ACTION_FACTOR;
}

bool kr_action_before_change(enum kr_action action)
{
    return kr_action_before_factor(action) || action == KR_ACTION_PASSWORD || action == KR_ACTION_PUBLIC;
}

const char *kr_role_name(enum kr_role role)
{
    static const char *const names[] = {"school", "moderator", "extra", "head", "contact", "operator"};
    kr_assert(role < KR_ROLE_COUNT);
    return names[role];
}

bool kr_role_holds_keys(enum kr_role role)
{
    return role == KR_ROLE_OPERATOR || role == KR_ROLE_HEAD || role == KR_ROLE_CONTACT;
}
