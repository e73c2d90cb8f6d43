/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What waits for the operator, gathered from all areas. An area adds what it knows by one function of the table in
 * today.c; nothing here is stored.
 */
#ifndef KR_OFFICE_TODAY_H
#define KR_OFFICE_TODAY_H

#include "office/capacity/capacity.h"
#include "office/core.h"
#include "office/school/index.h"

/* Most urgent first; the order of the API's enumeration. */
enum kr_today_kind {
    KR_TODAY_COUNTERSIGN,
    KR_TODAY_ISSUE,
    KR_TODAY_OVERDUE,
    KR_TODAY_DUE,
    KR_TODAY_ACCOUNTS,
    KR_TODAY_EXTRAS,
    KR_TODAY_LETTERS,
    KR_TODAY_CAPACITY_SOON,
    KR_TODAY_CAPACITY_NOW,
    KR_TODAY_KINDS,
};

enum { KR_TODAY_SCHOOLS = 12, KR_TODAY_AHEAD_DAYS = 30 };

struct kr_today_school {
    char id[KR_LIMIT_ID_BYTES + 1];
    char name[KR_PROFILE_TEXT_SIZE], town[KR_PROFILE_TEXT_SIZE];
    enum kr_school_state state;
    unsigned done;
    struct kr_waiting waiting;
    uint64_t changed_ms;
};

struct kr_today {
    struct {
        uint64_t count, until_ms; /* the earliest deadline, or 0 */
    } tasks[KR_TODAY_KINDS];
    bool sealed; /* no key of the operator is open: schools are not known */
    uint64_t n_active, n_enrolling;
    struct kr_today_school schools[KR_TODAY_SCHOOLS];
    size_t n_schools;
    struct kr_capacity_now capacity;
};

/* Gathers all of it. The names in *out are to be wiped. */
KR_MUST_CHECK int kr_today_gather(struct kr_office *o, struct kr_today *out);

struct kr_today_of_school {
    struct kr_today_school school;
    uint64_t n_accounts, n_expiring, expires_ms, n_locked, n_rooms, n_live;
};

/* What a school has to do, for one of its own sessions or an administrator's. KR_E_NOT_FOUND, KR_E_SEALED. To be wiped. */
KR_MUST_CHECK int kr_today_of_school(struct kr_office *o, struct kr_today_of_school *out, const struct kr_session *who, const char *school);

#endif
