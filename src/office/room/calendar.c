/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/room/calendar.h"

#include <string.h>

enum { DAY_S = 86400, LINE_BYTES = 75 };

/* Days since 1970-01-01 of a day of the Gregorian calendar: years begin in March, so that the leap day comes last. */
static int64_t day_number(int year, int month, int day)
{
    int64_t y = month > 2 ? year : year - 1, era = (y >= 0 ? y : y - 399) / 400, in_era = y - era * 400;
    int64_t in_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return era * 146097 + in_era * 365 + in_era / 4 - in_era / 100 + in_year - 719468;
}

static void date_of(int64_t days, int *year, int *month, int *day)
{
    int64_t z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097, in_era = z - era * 146097;
    int64_t y = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    int64_t in_year = in_era - (365 * y + y / 4 - y / 100), m = (5 * in_year + 2) / 153;
    *day = (int)(in_year - (153 * m + 2) / 5 + 1);
    *month = (int)(m < 10 ? m + 3 : m - 9);
    *year = (int)(y + era * 400 + (*month <= 2));
}

/* The moment at which summer time begins (month 3) or ends (month 10): 01:00 UTC of the month's last Sunday. */
static int64_t change_s(int year, int month)
{
    int64_t last = day_number(year, month, 31);
    int64_t weekday = (last + 4) % 7; /* 1970-01-01 was a Thursday; Sunday is 0 */
    return (last - weekday) * DAY_S + 3600;
}

static int64_t offset_s(int64_t utc_s)
{
    int year, month, day;
    date_of(utc_s / DAY_S, &year, &month, &day);
    return utc_s >= change_s(year, 3) && utc_s < change_s(year, 10) ? 7200 : 3600;
}

struct kr_local_time kr_local_of(uint64_t unix_ms)
{
    int64_t utc_s = (int64_t)(unix_ms / 1000), local_s = utc_s + offset_s(utc_s);
    struct kr_local_time t = {.hour = (int)(local_s % DAY_S / 3600), .minute = (int)(local_s % 3600 / 60), .second = (int)(local_s % 60)};
    date_of(local_s / DAY_S, &t.year, &t.month, &t.day);
    return t;
}

uint64_t kr_week_later_ms(uint64_t unix_ms)
{
    int64_t utc_s = (int64_t)(unix_ms / 1000), later_s = utc_s + 7 * DAY_S;
    return unix_ms + (uint64_t)(7 * DAY_S + offset_s(utc_s) - offset_s(later_s)) * 1000;
}

/* Folds content lines (RFC 5545 section 3.1), never inside a character. */
static void put_line(struct kr_strbuf *out, const char *line)
{
    size_t left = strlen(line), room = LINE_BYTES;
    while (left > room) {
        size_t n = room;
        while (n && ((unsigned char)line[n] & 0xc0) == 0x80)
            n--;
        kr_strbuf_add(out, line, n);
        kr_strbuf_add(out, "\r\n ", 3);
        line += n;
        left -= n;
        room = LINE_BYTES - 1;
    }
    kr_strbuf_add(out, line, left);
    kr_strbuf_add(out, "\r\n", 2);
}

/* Section 3.3.11: what may stand in a TEXT. */
static void put_text(struct kr_strbuf *line, const char *text)
{
    for (; *text; text++) {
        if (*text == '\n')
            kr_strbuf_add(line, "\\n", 2);
        else if (strchr("\\;,", *text))
            kr_strbuf_addf(line, "\\%c", *text);
        else
            kr_strbuf_addf(line, "%c", (unsigned char)*text < 0x20 || *text == 0x7f ? ' ' : *text);
    }
}

static void put_property(struct kr_strbuf *out, const char *name, const char *text)
{
    struct kr_strbuf line;
    kr_strbuf_init(&line, 8192);
    kr_strbuf_addf(&line, "%s:", name);
    put_text(&line, text);
    if (line.failed)
        out->failed = true;
    else
        put_line(out, line.text);
    kr_strbuf_fini(&line);
}

static void put_local(struct kr_strbuf *out, const char *name, uint64_t unix_ms)
{
    struct kr_local_time t = kr_local_of(unix_ms);
    kr_strbuf_addf(out, "%s;TZID=Europe/Berlin:%04d%02d%02dT%02d%02d%02d\r\n", name, t.year, t.month, t.day, t.hour, t.minute, t.second);
}

static void put_utc(struct kr_strbuf *out, const char *before, uint64_t unix_ms)
{
    int year, month, day;
    int64_t s = (int64_t)(unix_ms / 1000);
    date_of(s / DAY_S, &year, &month, &day);
    kr_strbuf_addf(out, "%s%04d%02d%02dT%02d%02d%02dZ\r\n", before, year, month, day, (int)(s % DAY_S / 3600), (int)(s % 3600 / 60),
                   (int)(s % 60));
}

void kr_calendar_begin(struct kr_strbuf *out)
{
    static const char head[] = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Kreide//DE\r\nCALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n"
                               "BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\n"
                               "BEGIN:DAYLIGHT\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nTZNAME:CEST\r\n"
                               "DTSTART:19960331T020000\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\nEND:DAYLIGHT\r\n"
                               "BEGIN:STANDARD\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nTZNAME:CET\r\n"
                               "DTSTART:19961027T030000\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nEND:STANDARD\r\n"
                               "END:VTIMEZONE\r\n";
    kr_strbuf_add(out, head, sizeof head - 1);
}

void kr_calendar_add(struct kr_strbuf *out, const struct kr_calendar_event *e)
{
    struct kr_strbuf text;
    kr_strbuf_add(out, "BEGIN:VEVENT\r\n", 14);
    kr_strbuf_init(&text, 8192);
    kr_strbuf_addf(&text, "%s@%s", e->id, e->host);
    put_property(out, "UID", text.text ? text.text : "");
    put_utc(out, "DTSTAMP:", e->made_ms);
    put_local(out, "DTSTART", e->starts_ms);
    put_local(out, "DTEND", e->ends_ms);
    if (e->weekly_until_ms)
        put_utc(out, "RRULE:FREQ=WEEKLY;UNTIL=", e->weekly_until_ms);
    put_property(out, "SUMMARY", e->title);
    put_property(out, "LOCATION", e->link);
    kr_strbuf_fini(&text);
    kr_strbuf_init(&text, 8192);
    kr_strbuf_addf(&text, "%s%s%s", e->link, *e->note ? "\n\n" : "", e->note);
    put_property(out, "DESCRIPTION", text.text ? text.text : "");
    /* URL is a URI, not a TEXT: nothing is escaped in it, and links of ours have nothing to escape. */
    kr_strbuf_fini(&text);
    kr_strbuf_init(&text, 8192);
    kr_strbuf_addf(&text, "URL:%s", e->link);
    put_line(out, text.text ? text.text : "");
    out->failed |= text.failed;
    kr_strbuf_fini(&text);
    kr_strbuf_add(out, "END:VEVENT\r\n", 12);
}

void kr_calendar_end(struct kr_strbuf *out)
{
    kr_strbuf_add(out, "END:VCALENDAR\r\n", 15);
}
