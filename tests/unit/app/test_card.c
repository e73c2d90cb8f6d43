/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The way into a room, on paper: set by a real child, rendered by poppler, and its codes read from the picture as a camera
 * would find them.
 */
#include <qrencode.h>
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/set.h"
#include "office/room/words.h"
#include "unit/office/desk.h"

static struct desk d;
static struct desk_school here, there;
static char operator_session[129];

/* Monday 2026-11-23 08:00 in Germany. */
static const uint64_t monday_ms = 1795417200000;
static const uint64_t day_ms = 86400000;

static int set_up(void **state)
{
    desk_open(&d);
    d.now_ms = monday_ms;
    desk_add_operator(&d, operator_session);
    desk_add_school(&d, &here);
    desk_add_school(&d, &there);
    return 0;
}

static int tear_down(void **state)
{
    desk_close(&d);
    return 0;
}

/* ---- a card, as a stranger's reader has it ---- */

struct card {
    char path[64];
    char *info, *text;
};

static char *listen_to(const char *command)
{
    struct kr_strbuf out;
    char buf[4096];
    size_t n;
    kr_strbuf_init(&out, 32 << 20);
    FILE *f = popen(command, "r");
    assert_non_null(f);
    while ((n = fread(buf, 1, sizeof buf, f)) > 0)
        kr_strbuf_add(&out, buf, n);
    assert_int_equal(pclose(f), 0);
    kr_strbuf_add(&out, "", 0);
    assert_false(out.failed);
    return kr_strbuf_take(&out);
}

static struct card print_card(const char *room, const char *session, const char *query)
{
    struct card card;
    char path[120], command[160];
    size_t len;
    snprintf(path, sizeof path, "/rooms/%s/card", room);
    struct desk_answer a = desk_ask(&d, &(struct desk_request){.method = "GET", .path = path, .query = query, .session = session});
    if (a.status != 200)
        fail_msg("%s?%s: %d %s", path, query, a.status, a.body);
    unsigned char *bytes = malloc(strlen(a.body));
    assert_int_equal(sodium_base642bin(bytes, strlen(a.body), a.body, strlen(a.body), NULL, &len, NULL, sodium_base64_VARIANT_ORIGINAL), 0);
    desk_free_answer(&a);
    snprintf(card.path, sizeof card.path, "/tmp/kreide-card-XXXXXX");
    int fd = mkstemp(card.path);
    assert_int_equal(write(fd, bytes, len), (ssize_t)len);
    close(fd);
    free(bytes);
    snprintf(command, sizeof command, "pdfinfo %s", card.path);
    card.info = listen_to(command);
    snprintf(command, sizeof command, "pdftotext %s -", card.path);
    card.text = listen_to(command);
    assert_non_null(strstr(card.info, "Tagged:          yes"));
    assert_non_null(strstr(card.info, "(A4)"));
    assert_non_null(strstr(card.info, "Pages:           1\n"));
    return card;
}

static void forget_card(struct card *card)
{
    unlink(card->path);
    free(card->info);
    free(card->text);
}

static unsigned count(const char *text, const char *what)
{
    unsigned n = 0;
    for (const char *at = text; (at = strstr(at, what)); at += strlen(what))
        n++;
    return n;
}

/* The text with every run of white space as one space. */
static void expect_words(const struct card *card, const char *what, bool there_is)
{
    char *flat = malloc(strlen(card->text) + 1), *to = flat;
    for (const char *at = card->text; *at; at++)
        if (!strchr(" \n\f", *at) || (to > flat && to[-1] != ' '))
            *to++ = strchr(" \n\f", *at) ? ' ' : *at;
    *to = '\0';
    if (!strstr(flat, what) == there_is)
        fail_msg("\"%s\" is %s in: %s", what, there_is ? "not" : "", flat);
    free(flat);
}

/* ---- codes in a picture ---- */

struct picture {
    int width, height;
    char *all;            /* owned: the file */
    const uint8_t *light; /* in it: a byte for each pixel */
};

static struct picture render(const struct card *card)
{
    struct picture p;
    char command[160];
    int header = 0, max;
    snprintf(command, sizeof command, "pdftoppm -r 200 -gray %s", card->path);
    p.all = listen_to(command);
    assert_int_equal(sscanf(p.all, "P5 %d %d %d%n", &p.width, &p.height, &max, &header), 3);
    p.light = (const uint8_t *)p.all + header + 1;
    return p;
}

static bool dark(const struct picture *p, double x, double y)
{
    if (x < 0 || y < 0 || x >= p->width || y >= p->height)
        return false;
    return p->light[(size_t)y * (size_t)p->width + (size_t)x] < 128;
}

/* A finder pattern (ISO/IEC 18004 section 6.3.3) around a point: dark, light, dark, light, dark as 1 1 3 1 1, both ways. */
static bool is_finder(const struct picture *p, double x, double y, double module)
{
    static const bool wanted[9] = {false, true, false, true, true, true, false, true, false};
    for (int i = 0; i < 9; i++)
        if (dark(p, x + (i - 4) * module, y) != wanted[i] || dark(p, x, y + (i - 4) * module) != wanted[i])
            return false;
    return true;
}

/* Whether a code stands with its upper left finder's middle here. */
static bool is_code(const struct picture *p, const QRcode *code, double x, double y, double module)
{
    for (int row = 0; row < code->width; row++)
        for (int col = 0; col < code->width; col++)
            if (dark(p, x + (col - 3) * module, y + (row - 3) * module) != (code->data[row * code->width + col] & 1))
                return false;
    return true;
}

/* A code of which this run of dark pixels, in row y, is the upper edge of the first finder's middle. */
static bool begins_here(const struct picture *p, const QRcode *code, int from, int until, int y)
{
    double module = (until - from) / 3.0, x = (from + until) / 2.0;
    int below = y;
    if (module < 2.6 || module > 40 || dark(p, x, y - 1))
        return false;
    while (dark(p, x, below + 1))
        below++;
    double middle_y = (y + below + 1) / 2.0;
    if (!is_finder(p, x, middle_y, module))
        return false;
    for (double size = module * 0.96; size < module * 1.04; size += 0.01) {
        if (!is_code(p, code, x, middle_y, size))
            continue;
        for (int i = -7; i <= code->width; i++) { /* four modules of nothing around it, clause 9.1 */
            double far = code->width * size;
            assert_false(dark(p, x - 7 * size, middle_y + i * size) || dark(p, x + far, middle_y + i * size));
            assert_false(dark(p, x + i * size, middle_y - 7 * size) || dark(p, x + i * size, middle_y + far));
        }
        return true;
    }
    return false;
}

/* How many codes of this text are on the page. */
static unsigned codes_of(const struct card *card, const char *text)
{
    struct picture p = render(card);
    QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    unsigned n = 0;
    assert_non_null(code);
    for (int y = 0; y < p.height; y++)
        for (int x = 0; x < p.width; x++) {
            int from = x;
            while (dark(&p, x, y))
                x++;
            if (x > from)
                n += begins_here(&p, code, from, x, y);
        }
    QRcode_free(code);
    free(p.all);
    return n;
}

/* ---- rooms ---- */

static void make_room(const char *session, const char *title, const char *kind, char id[65], char link[400])
{
    char body[400];
    snprintf(body, sizeof body, "{\"title\":\"%s\",\"kind\":\"%s\"}", title, kind);
    struct desk_answer a = desk_call(&d, "POST", "/rooms", session, body);
    assert_int_equal(a.status, 201);
    char *got = desk_field(a.body, "room.id"), *address = desk_field(a.body, "room.link");
    snprintf(id, 65, "%s", got);
    snprintf(link, 400, "%s", address);
    free(got);
    free(address);
    desk_free_answer(&a);
}

static void make_date(const char *room, const char *session, uint64_t starts_ms, uint64_t ends_ms, uint64_t weekly_until_ms)
{
    char path[120], body[200];
    snprintf(path, sizeof path, "/rooms/%s/dates", room);
    snprintf(body, sizeof body, "{\"starts_ms\":%llu,\"ends_ms\":%llu,\"weekly_until_ms\":%llu}", (unsigned long long)starts_ms,
             (unsigned long long)ends_ms, (unsigned long long)weekly_until_ms);
    desk_expect(&d, 201, "POST", path, session, body);
}

static void a_class_gets_cards(void **state)
{
    static const struct {
        const char *query;
        unsigned cards;
    } pages[] = {{"lang=de&cards=1", 1}, {"lang=de", 2}, {"lang=de&cards=4", 4}, {"lang=de&cards=8", 8}, {"lang=de&cards=7", 2}};
    char id[65], link[400];
    make_room(here.moderator_session, "Maß & Größe", "lesson", id, link);
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        struct card card = print_card(id, here.moderator_session, pages[i].query);
        assert_int_equal(count(card.text, "Maß & Größe"), pages[i].cards);
        assert_int_equal(codes_of(&card, link), pages[i].cards);
        assert_int_equal(codes_of(&card, "http://kreide.example/r/another"), 0);
        expect_words(&card, "Scanne den Code", true);
        forget_card(&card);
    }
}

static void adults_are_spoken_to_as_such(void **state)
{
    char id[65], link[400], path[120];
    make_room(here.moderator_session, "Elternabend 7b", "parents", id, link);
    struct card card = print_card(id, here.moderator_session, "cards=1");
    expect_words(&card, "So kommen Sie in unsere Videokonferenz", true);
    expect_words(&card, "Klopfen Sie an. Wer das Treffen leitet", true);
    expect_words(&card, "Scanne den", false);
    forget_card(&card);
    card = print_card(id, here.moderator_session, "cards=1&lang=en");
    expect_words(&card, "How to get into our video conference", true);
    expect_words(&card, "Enter your name.", true);
    forget_card(&card);
    snprintf(path, sizeof path, "/rooms/%s", id);
    desk_expect(&d, 200, "PATCH", path, here.moderator_session, "{\"lobby\":false}");
    card = print_card(id, here.moderator_session, "cards=1");
    expect_words(&card, "Betreten Sie den Raum.", true);
    expect_words(&card, "Klopfen", false);
    forget_card(&card);
}

static void when_it_meets_and_a_code_that_is_valid(void **state)
{
    const uint64_t tuesday_ms = monday_ms + day_ms;
    char id[65], link[400], path[120], shown[64];
    make_room(here.moderator_session, "Physik 9c", "lesson", id, link);
    snprintf(path, sizeof path, "/rooms/%s/code", id);
    struct desk_answer a = desk_call(&d, "POST", path, here.moderator_session, NULL);
    char *code = desk_field(a.body, "room.code");
    snprintf(shown, sizeof shown, "%s", code);
    free(code);
    desk_free_answer(&a);
    make_date(id, here.moderator_session, tuesday_ms, tuesday_ms + 5400000, monday_ms + 67 * day_ms);
    struct card card = print_card(id, here.moderator_session, "cards=1");
    expect_words(&card, "Wann: jeden Dienstag, 8:00 bis 9:30 Uhr, bis 29. Januar 2027", true);
    expect_words(&card, shown, false); /* dead tomorrow: only for who asks for it */
    forget_card(&card);
    card = print_card(id, here.moderator_session, "cards=1&code=1");
    expect_words(&card, "gültig bis 24. November, 8:00 Uhr", true);
    expect_words(&card, shown, true);
    forget_card(&card);
    make_date(id, here.moderator_session, tuesday_ms + 3600000, tuesday_ms + 7200000, 0);
    desk_pass(&d, day_ms + 1);
    desk_sign_in(&d, here.moderator_session, here.moderator);
    card = print_card(id, here.moderator_session, "cards=1&code=1&lang=en");
    expect_words(&card, "every Tuesday, 8:00 to 9:30, until 29 January 2027 Tuesday, 24 November 2026, 9:00 to 10:00", true);
    expect_words(&card, shown, false); /* over */
    forget_card(&card);
    make_date(id, here.moderator_session, tuesday_ms + day_ms, tuesday_ms + day_ms + 3600000, 0);
    make_date(id, here.moderator_session, tuesday_ms + 2 * day_ms, tuesday_ms + 2 * day_ms + 3600000, 0);
    card = print_card(id, here.moderator_session, "cards=1");
    expect_words(&card, "Wann", false); /* not some of many */
    forget_card(&card);
}

static void for_whoever_may_use_the_room(void **state)
{
    char id[65], link[400], path[120];
    make_room(here.moderator_session, "Kunst 5a", "lesson", id, link);
    snprintf(path, sizeof path, "/rooms/%s/card", id);
    desk_expect(&d, 404, "GET", path, here.school_session, NULL);
    desk_expect(&d, 404, "GET", path, there.contact_session, NULL);
    desk_expect(&d, 403, "GET", path, operator_session, NULL); /* titles are the school's */
    desk_expect(&d, 401, "GET", path, NULL, NULL);
    struct card card = print_card(id, here.contact_session, NULL);
    assert_int_equal(codes_of(&card, link), 2);
    forget_card(&card);
    snprintf(path, sizeof path, "/rooms/%s/openers", id);
    desk_expect(&d, 200, "PUT", path, here.moderator_session, "{\"open_to\":\"school\",\"openers\":[]}");
    card = print_card(id, here.school_session, NULL);
    assert_int_equal(codes_of(&card, link), 2);
    forget_card(&card);
}

static void words_of(const struct kr_store_date *date, bool german, const char *expected)
{
    struct kr_strbuf out;
    kr_strbuf_init(&out, 400);
    kr_date_words(&out, date, german);
    kr_strbuf_add(&out, "", 0);
    assert_string_equal(out.text, expected);
    kr_strbuf_fini(&out);
}

static void days_are_those_of_the_clock_on_the_wall(void **state)
{
    /* 22:30 UTC on Wednesday 30 June is half past midnight on Thursday in Germany; in January it is still Wednesday. */
    struct kr_store_date summer = {.starts_ms = UINT64_C(1814394600000), .ends_ms = UINT64_C(1814398200000)};
    words_of(&summer, true, "Donnerstag, 1. Juli 2027, 0:30 bis 1:30 Uhr");
    words_of(&summer, false, "Thursday, 1 July 2027, 0:30 to 1:30");
    struct kr_store_date winter = {.starts_ms = UINT64_C(1799879400000), .ends_ms = UINT64_C(1799881200000)};
    words_of(&winter, true, "Mittwoch, 13. Januar 2027, 23:30 bis 0:00 Uhr");
    char moment[KR_MOMENT_SIZE];
    kr_moment_words(moment, winter.starts_ms, true);
    assert_string_equal(moment, "13. Januar, 23:30 Uhr");
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "set") == 0)
        _exit(kr_set_run()); /* without the search for leaks, as in test_press.c */
#define AT_DESK(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        AT_DESK(a_class_gets_cards),
        AT_DESK(adults_are_spoken_to_as_such),
        AT_DESK(when_it_meets_and_a_code_that_is_valid),
        AT_DESK(for_whoever_may_use_the_room),
        cmocka_unit_test(days_are_those_of_the_clock_on_the_wall),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
