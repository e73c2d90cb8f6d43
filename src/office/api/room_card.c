/* SPDX-License-Identifier: EUPL-1.2 */
/* The way into a room, on paper: cards for a class, or one sheet for the door. */
#include <stdio.h>
#include <string.h>

#include "office/api/document_file.h"
#include "office/room/date.h"
#include "office/room/room.h"
#include "office/room/words.h"

enum {
    LINK_TEXT_SIZE = 401, /* as in proto/api/room.json */
    WHEN_MAX = 3,         /* more dates than these do not fit on a card, and some of them would mislead */
};

struct when {
    struct kr_strbuf words;
    uint64_t now_ms;
    unsigned n;
    bool german;
};

static int add_date(void *arg, const struct kr_store_date *d)
{
    struct when *w = arg;
    uint64_t last_ms = d->weekly_until_ms > d->ends_ms ? d->weekly_until_ms : d->ends_ms;
    if (last_ms <= w->now_ms)
        return 0;
    if (w->n++)
        kr_strbuf_addf(&w->words, "\n");
    kr_date_words(&w->words, d, w->german);
    return 0;
}

static int set_when(struct kr_office *o, struct kr_paper_values *values, const struct kr_room *room, bool german)
{
    struct when w = {.now_ms = kr_office_now_ms(o), .german = german};
    kr_strbuf_init(&w.words, KR_DATES_PER_ROOM * 200);
    kr_strbuf_add(&w.words, "", 0);
    int err = kr_store_date_list(o->store, room->id, add_date, &w);
    if (!err && w.words.failed)
        err = KR_E_NOMEM;
    if (!err)
        kr_paper_value_set(values, "room.when", w.n <= WHEN_MAX ? w.words.text : "");
    kr_strbuf_fini(&w.words);
    return err;
}

/* A code is good for a day: it is printed only on request, and then with its end. */
static void set_code(struct kr_office *o, struct kr_paper_values *values, const struct kr_room *room, bool wanted, bool german)
{
    char code[KR_CODE_SHOWN_SIZE] = "", until[KR_MOMENT_SIZE] = "";
    if (wanted && room->has_code && room->code_expires_ms > kr_office_now_ms(o)) {
        kr_code_show(code, room->code);
        kr_moment_words(until, room->code_expires_ms, german);
    }
    kr_paper_value_set(values, "room.code", code);
    kr_paper_value_set(values, "room.until", until);
}

static void set_room(struct kr_api_call *c, struct kr_paper_values *values, const struct kr_room *room)
{
    char link[LINK_TEXT_SIZE];
    snprintf(link, sizeof link, "%s/r/%s", c->req->origin, room->link);
    kr_paper_value_set(values, "room.title", room->title);
    kr_paper_value_set_address(values, "room.link", link);
    kr_paper_value_set(values, "room.lobby", kr_room_policy(c->office, room).lobby ? "1" : "");
    kr_paper_value_set(values, "room.adults", room->kind == KR_ROOM_PARENTS || room->kind == KR_ROOM_STAFF ? "1" : "");
}

void kr_api_room_card(struct kr_api_call *c)
{
    char lang[3], code[2];
    bool english = kr_api_param(c, "lang", lang, sizeof lang) && strcmp(lang, "en") == 0;
    bool with_code = kr_api_param(c, "code", code, sizeof code) && strcmp(code, "1") == 0;
    uint64_t cards = kr_api_param_number(c, "cards", 8, 2);
    struct kr_room room;
    struct kr_store_document v;
    struct kr_paper_values values;
    int err = kr_room_get_for(c->office, &room, &c->session.account, kr_api_part(c, "room"), KR_ROOM_RIGHT_OPEN);
    if (!err)
        err = kr_document_in_force(c->office, "karte", english ? "en" : "de", kr_office_now_ms(c->office), &v);
    if (err) {
        kr_api_fail(&c->answer, err);
        return;
    }
    bool german = strcmp(v.lang, "de") == 0;
    kr_paper_values_init(&values);
    set_room(c, &values, &room);
    set_code(c->office, &values, &room, with_code, german);
    err = set_when(c->office, &values, &room, german);
    kr_document_values(c->office, &values, v.lang, c->req->origin);
    if (err)
        kr_api_fail(&c->answer, err);
    else
        kr_api_answer_print(c, &(struct kr_document_print){.version = &v, .values = &values,
                                                           .cards = cards == 1 || cards == 4 || cards == 8 ? (unsigned)cards : 2});
    kr_paper_values_fini(&values);
}
