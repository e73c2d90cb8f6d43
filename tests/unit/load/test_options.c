/* SPDX-License-Identifier: EUPL-1.2 */
/* A mistake on the command line is said before anybody is spoken to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "load/options.h"

enum { WORDS = 12 };

static struct kr_load_options o;

static int read_words(const char *const words[WORDS])
{
    int n = 0;
    while (n < WORDS && words[n])
        n++;
    return kr_load_options_read(&o, n, (char **)words);
}

static void classes_and_players(void **state)
{
    const char *class[WORDS] = {"https://meet.example.org/r/abc", "--people", "20", "https://meet.example.org/r/def", "--loss", "2.5"};
    assert_int_equal(read_words(class), 0);
    assert_int_equal(o.n_rooms, 2);
    assert_string_equal(o.rooms[1].link, "def");
    assert_int_equal(o.people, 20);
    assert_int_equal(o.cameras, 20);
    assert_int_equal(o.loss_per_million, 25000);
    const char *players[WORDS] = {"--url", "http://localhost:8080", "--room", "r1:pub:play", "--churn", "5", "--joins", "1000"};
    assert_int_equal(read_words(players), 0);
    assert_string_equal(o.rooms[0].id, "r1");
    assert_string_equal(o.rooms[0].publish, "pub");
    assert_string_equal(o.rooms[0].play, "play");
    assert_int_equal(o.joins, 1000);
    const char *help[WORDS] = {"--help"};
    assert_int_equal(read_words(help), 1);
}

static void mistakes_are_refused(void **state)
{
    static const char *const cases[][WORDS] = {
        {NULL}, /* no server: there is no default */
        {"--people", "10"},
        {"--url", "https://meet.example.org"},                                     /* no room */
        {"--room", "r:p:q"},                                                       /* no server */
        {"https://meet.example.org"},                                              /* no link */
        {"https://meet.example.org/r/a/b"},
        {"https://meet.example.org/r/a", "https://other.example.org/r/b"},         /* two servers */
        {"https://meet.example.org/r/a", "http://meet.example.org/r/b"},
        {"https://meet.example.org/r/a", "--room", "r:p:q"},                       /* both kinds */
        {"--url", "https://a", "--room", "r:p"},
        {"--url", "https://a", "--room", "r:p:q:s"},
        {"https://a/r/b", "--people"},
        {"https://a/r/b", "--people", "0"},
        {"https://a/r/b", "--people", "257"},
        {"https://a/r/b", "--people", "ten"},
        {"https://a/r/b", "--people", "-1"},
        {"https://a/r/b", "--tiles", "26"},
        {"https://a/r/b", "--loss", "101"},
        {"https://a/r/b", "--loss", "nan"},
        {"https://a/r/b", "--joins", "100"},                                       /* without --churn */
        {"https://a/r/b", "--handle", "mk-1"},                                     /* without its password */
        {"https://a/r/b", "--password-file", "/nowhere"},
        {"https://a/r/b", "--frobnicate", "1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(read_words(cases[i]), KR_E_CONFIG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(classes_and_players), cmocka_unit_test(mistakes_are_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
