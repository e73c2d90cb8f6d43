/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Calendar files (iCalendar, RFC 5545) and the local time they speak: Central European, by the rule of directive
 * 2000/84/EC (summer time from the last Sunday of March to the last of October, both at 01:00 UTC). Pure.
 */
#ifndef KR_OFFICE_ROOM_CALENDAR_H
#define KR_OFFICE_ROOM_CALENDAR_H

#include <stddef.h>
#include <stdint.h>

#include "base/strbuf.h"

struct kr_local_time {
    int year, month, day;     /* month and day from 1 */
    int hour, minute, second;
};

/* The local time of a moment. */
struct kr_local_time kr_local_of(uint64_t unix_ms);

/* The moment seven days later at the same local time. */
uint64_t kr_week_later_ms(uint64_t unix_ms);

struct kr_calendar_event {
    const char *id;           /* unique in the world together with `host` */
    const char *host;         /* "meet.example.org" */
    const char *title, *link; /* UTF-8; control characters become spaces */
    const char *note;         /* a sentence below the link, or "" */
    uint64_t starts_ms, ends_ms, weekly_until_ms; /* 0: once */
    uint64_t made_ms;
};

void kr_calendar_begin(struct kr_strbuf *out);
void kr_calendar_add(struct kr_strbuf *out, const struct kr_calendar_event *e);
void kr_calendar_end(struct kr_strbuf *out);

#endif
