/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Planned meetings of a room. A date is for calendars and, with `people`, keeps places: it opens no door and closes none.
 * What repeats does so every seven days of Central European time: the lesson stays at eight when the clocks change.
 */
#ifndef KR_OFFICE_ROOM_DATE_H
#define KR_OFFICE_ROOM_DATE_H

#include "office/room/room.h"
#include "office/store/date.h"

enum {
    KR_DATES_PER_ROOM = 200,
    KR_DATE_LONGEST_MS = 12 * 60 * 60 * 1000,
    KR_DATE_EARLY_MS = 15 * 60 * 1000, /* places are kept from so long before the start */
};

/* Whether these times make a date: in order, at most KR_DATE_LONGEST_MS long, repeating for at most a year. */
bool kr_date_is_sound(const struct kr_store_date *d);

/* Whether it, or one of its repetitions, touches [from_ms, until_ms). */
bool kr_date_touches(const struct kr_store_date *d, uint64_t from_ms, uint64_t until_ms);

/* d->id is made here. KR_E_MALFORMED (unsound, or over already), KR_E_FULL. */
KR_MUST_CHECK int kr_date_add(struct kr_office *o, struct kr_store_date *d);

/* Forgets what was over for a day. */
KR_MUST_CHECK int kr_date_sweep(struct kr_office *o);

#endif
