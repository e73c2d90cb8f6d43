/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Room on the server: who may open a meeting when it gets tight, and places that are kept for planned ones. Counts only.
 *
 * The measure is people. The operator says how many the machines hold (`capacity.people`). A running meeting is never
 * touched; what is decided is whether another may begin: one whose places are kept always may, accounts with a full claim
 * may until the machines are full, accounts with a lower claim until KR_CAPACITY_LOWER_PERCENT of them are taken.
 */
#ifndef KR_OFFICE_CAPACITY_CAPACITY_H
#define KR_OFFICE_CAPACITY_CAPACITY_H

#include "office/core.h"
#include "office/room/room.h"
#include "office/store/date.h"

enum {
    KR_CAPACITY_PEOPLE = 250,       /* unless the operator says otherwise: a machine of two cores, cameras on */
    KR_CAPACITY_CLASS = 30,         /* a new meeting is expected to become so large */
    KR_CAPACITY_LOWER_PERCENT = 70,
    KR_CAPACITY_KEPT_PERCENT = 80,  /* of the places at most are kept for planned meetings */
    KR_CAPACITY_PEAK_DAYS = 30,
};

/* Whether there is time to think about another server. */
enum kr_capacity_advice {
    KR_CAPACITY_ENOUGH,
    KR_CAPACITY_SOON, /* in the last ten days three had a peak of 60 % or more */
    KR_CAPACITY_NOW,  /* three of 85 % or more, or somebody was refused */
};

struct kr_capacity_peak {
    uint32_t day; /* days since 1970, local time */
    uint32_t people;
};

struct kr_capacity_now {
    uint32_t rooms, people; /* with a meeting now */
    uint32_t limit;
    uint32_t kept; /* places of planned meetings of now that are not taken yet */
    enum kr_capacity_advice advice;
    struct kr_capacity_peak peaks[KR_CAPACITY_PEAK_DAYS]; /* oldest first */
    size_t n_peaks;
};

KR_MUST_CHECK int kr_capacity_look(struct kr_office *o, struct kr_capacity_now *out);

/* Whether somebody may begin a meeting in a room. KR_E_FULL: the machines are, or the limit of the school or the account is reached. */
KR_MUST_CHECK int kr_capacity_may_open(struct kr_office *o, const struct kr_room *room);

/* Whether so many places can be kept for this date, with all its repetitions. KR_E_FULL. */
KR_MUST_CHECK int kr_capacity_may_keep(struct kr_office *o, const struct kr_store_date *d);

/* A planned meeting whose places are kept. */
struct kr_capacity_planned {
    uint64_t starts_ms, ends_ms; /* the next time, or now */
    bool weekly;
    uint32_t people;
    char room[KR_LIMIT_ID_BYTES + 1];
};

enum { KR_CAPACITY_PLANNED = 100, KR_CAPACITY_AHEAD_DAYS = 14 };

/* Those of now and of the next days, the next first; at most KR_CAPACITY_PLANNED. */
KR_MUST_CHECK int kr_capacity_list_planned(struct kr_office *o, struct kr_capacity_planned out[KR_CAPACITY_PLANNED], size_t *n);

/* Adds up the figures of the month and the day's peak; call once a minute. */
KR_MUST_CHECK int kr_capacity_tick(struct kr_office *o);

#endif
