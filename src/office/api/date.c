/* SPDX-License-Identifier: EUPL-1.2 */
/* Planned meetings, and the calendar file of them. */
#include <stdio.h>
#include <string.h>

#include "office/api/call.h"
#include "office/capacity/capacity.h"
#include "office/room/calendar.h"
#include "office/room/date.h"

/* The room in the path, if the caller may open it; otherwise the call has ended. */
static bool open_room(struct kr_api_call *c, struct kr_room *room)
{
    int err = kr_room_get_for(c->office, room, &c->session.account, kr_api_part(c, "room"), KR_ROOM_RIGHT_OPEN);
    if (err)
        kr_api_fail(&c->answer, err);
    return !err;
}

static struct kr_api_room_date view_of(const struct kr_store_date *d)
{
    return (struct kr_api_room_date){.id = d->id, .starts_ms = (int64_t)d->starts_ms, .ends_ms = (int64_t)d->ends_ms,
                                     .weekly_until_ms = (int64_t)d->weekly_until_ms, .people = d->people};
}

struct date_list {
    struct kr_store_date dates[KR_DATES_PER_ROOM];
    struct kr_api_room_date views[KR_DATES_PER_ROOM];
    size_t n;
};

static int collect(void *arg, const struct kr_store_date *d)
{
    struct date_list *l = arg;
    if (l->n == KR_DATES_PER_ROOM)
        return KR_E_INTERNAL; /* kr_date_add keeps the limit */
    l->dates[l->n++] = *d;
    return 0;
}

void kr_api_date_list(struct kr_api_call *c)
{
    struct date_list l = {.n = 0};
    struct kr_room room;
    if (!open_room(c, &room))
        return;
    int err = kr_store_date_list(c->office->store, room.id, collect, &l);
    if (err) {
        kr_api_fail(&c->answer, err);
        return;
    }
    for (size_t i = 0; i < l.n; i++)
        l.views[i] = view_of(&l.dates[i]);
    struct kr_api_msg msg = {.head.type = KR_API_ROOM_DATES, .u.room_dates = {.dates = l.views, .dates_len = l.n}};
    kr_api_answer(&c->answer, 200, &msg);
}

void kr_api_date_create(struct kr_api_call *c)
{
    const struct kr_api_room_date_create *body = &c->body->u.room_date_create;
    struct kr_room room;
    struct kr_store_date d = {.starts_ms = (uint64_t)body->starts_ms, .ends_ms = (uint64_t)body->ends_ms,
                              .weekly_until_ms = (uint64_t)body->weekly_until_ms, .people = (uint32_t)body->people};
    if (!open_room(c, &room))
        return;
    snprintf(d.room, sizeof d.room, "%s", room.id);
    if (!kr_date_is_sound(&d)) {
        kr_api_problem(&c->answer, 400, "bad_time", "It must end after it begins, within 12 hours, and repeat for a year at most.",
                       "ends_ms");
        return;
    }
    int err = d.people ? kr_capacity_may_keep(c->office, &d) : 0;
    if (err == KR_E_FULL) {
        kr_api_problem(&c->answer, 409, "capacity", "There are not so many places left at that time.", "people");
        return;
    }
    if (!err)
        err = kr_date_add(c->office, &d);
    if (err == KR_E_MALFORMED) {
        kr_api_problem(&c->answer, 400, "bad_time", "It is over already.", "ends_ms");
    } else if (err) {
        kr_api_fail(&c->answer, err);
    } else {
        struct kr_api_msg msg = {.head.type = KR_API_ROOM_DATE_ONE, .u.room_date_one.date = view_of(&d)};
        kr_api_answer(&c->answer, 201, &msg);
    }
}

void kr_api_date_delete(struct kr_api_call *c)
{
    struct kr_room room;
    if (!open_room(c, &room))
        return;
    int err = kr_store_date_delete(c->office->store, room.id, kr_api_part(c, "date"));
    if (err)
        kr_api_fail(&c->answer, err);
    else
        kr_api_answer(&c->answer, 204, NULL);
}

static const char *host_of(const char *origin)
{
    const char *at = strstr(origin, "://");
    return at ? at + 3 : origin;
}

void kr_api_date_calendar(struct kr_api_call *c)
{
    struct date_list l = {.n = 0};
    struct kr_room room;
    struct kr_strbuf out;
    char link[401];
    if (!open_room(c, &room))
        return;
    int err = kr_store_date_list(c->office->store, room.id, collect, &l);
    if (err) {
        kr_api_fail(&c->answer, err);
        return;
    }
    snprintf(link, sizeof link, "%s/r/%s", c->req->origin, room.link);
    kr_strbuf_init(&out, KR_API_FILE_MAX);
    kr_calendar_begin(&out);
    for (size_t i = 0; i < l.n; i++) {
        struct kr_calendar_event e = {
            .id = l.dates[i].id, .host = host_of(c->req->origin), .title = room.title, .link = link, .note = "",
            .starts_ms = l.dates[i].starts_ms, .ends_ms = l.dates[i].ends_ms, .weekly_until_ms = l.dates[i].weekly_until_ms,
            .made_ms = kr_office_now_ms(c->office),
        };
        kr_calendar_add(&out, &e);
    }
    kr_calendar_end(&out);
    if (out.failed)
        kr_api_fail(&c->answer, KR_E_NOMEM);
    else
        kr_api_answer_file(&c->answer, KR_LINK_HTTP_RESPONSE_FILE_CALENDAR, "kreide.ics", out.text, out.len);
    kr_strbuf_fini(&out);
}
