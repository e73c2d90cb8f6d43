/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Who may do what: one table of actions and roles, and nothing else decides. Every route of the API names its action
 * (proto/api); that an object belongs to the caller's own school is checked beside (kr_api_handle for {school} in the
 * path, each handler for other ids). What is not in the table is not allowed.
 */
#ifndef KR_OFFICE_RIGHTS_H
#define KR_OFFICE_RIGHTS_H

#include <stdbool.h>

/* What an account is. The store's own numbers: never change what a value means. */
enum kr_role {
    KR_ROLE_SCHOOL = 0,    /* the one account of a school that its teachers share; also accounts without a school */
    KR_ROLE_MODERATOR = 1, /* a sign-in of one person under it */
    KR_ROLE_EXTRA = 2,     /* for something tied to school work: a purpose, an expiry, a lower claim on capacity */
    KR_ROLE_HEAD = 3,      /* head of school */
    KR_ROLE_CONTACT = 4,   /* contact person */
    KR_ROLE_OPERATOR = 5,  /* administrator of the media centre */
    KR_ROLE_COUNT,
};

enum kr_action {
    KR_ACTION_PUBLIC, /* needs no session */
    KR_ACTION_SESSION, /* this and the next also while the second factor is open */
    KR_ACTION_FACTOR,
    KR_ACTION_PASSWORD, /* also while the password must be changed */
    KR_ACTION_ME,
    KR_ACTION_ME_FACTOR,
    KR_ACTION_ADMINISTRATORS,
    KR_ACTION_OPERATOR_KEY,
    KR_ACTION_SCHOOL_KEY,
    KR_ACTION_ROOM_LIST,
    KR_ACTION_ROOM_CREATE,
    KR_ACTION_ROOM_CHANGE,
    KR_ACTION_ROOM_CARD, /* the way into a room, on paper */
    KR_ACTION_ROOM_DEVICES,
    KR_ACTION_DOCUMENT_READ, /* papers of the own school */
    KR_ACTION_DOCUMENT_EDIT, /* texts of the operator */
    KR_ACTION_SETTINGS,      /* what the operator says about itself */
    KR_ACTION_UPLOAD,        /* to send a file for a later call */
    KR_ACTION_AUDIT,
    KR_ACTION_MAIL,
    KR_ACTION_TODAY,
    KR_ACTION_SCHOOL_TODAY,
    KR_ACTION_ROOM_OVERSEE, /* see all rooms of a school */
    KR_ACTION_BOUNDS_OPERATOR,
    KR_ACTION_BOUNDS_SCHOOL,
    KR_ACTION_CAPACITY_SEE,
    KR_ACTION_CAPACITY_SET,
    KR_ACTION_USAGE_SCHOOL,
    KR_ACTION_ACCOUNT_SEARCH,
    KR_ACTION_ACCOUNT_READ,
    KR_ACTION_ACCOUNT_CHANGE,
    KR_ACTION_ACCOUNT_CREATE,
    KR_ACTION_ACCOUNT_LOCK,
    KR_ACTION_ACCOUNT_LOCK_SCHOOL,
    KR_ACTION_ACCOUNT_DELETE,
    KR_ACTION_ACCOUNT_RENEW,
    KR_ACTION_ACCOUNT_ISSUE,
    KR_ACTION_ACCOUNT_SESSIONS_END,
    KR_ACTION_MODERATOR_CREATE,
    KR_ACTION_HOLDING_LIST,
    KR_ACTION_SCHOOL_LIST,
    KR_ACTION_SCHOOL_READ,
    KR_ACTION_SCHOOL_CREATE,
    KR_ACTION_SCHOOL_CHANGE,
    KR_ACTION_SCHOOL_DELETE,
    KR_ACTION_SCHOOL_EXPORT,
    KR_ACTION_SCHOOL_IMPORT,
    KR_ACTION_ENROLMENT_TAKE,
    KR_ACTION_ENROLMENT_VOID,
    KR_ACTION_ENROLMENT_SETTINGS,
    KR_ACTION_COUNT,
};

bool kr_role_may(enum kr_role role, enum kr_action action);

/* True for actions that a session may do whose second factor is open, and for those whose password must be changed. */
bool kr_action_before_factor(enum kr_action action);
bool kr_action_before_change(enum kr_action action);

/* "operator" and so on: in the API, in the audit log. */
const char *kr_role_name(enum kr_role role);

/* True for roles whose sign-in opens keys (office/vault): their sessions end with the process. */
bool kr_role_holds_keys(enum kr_role role);

#endif
