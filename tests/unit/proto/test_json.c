/* SPDX-License-Identifier: EUPL-1.2 */
#include "proto/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

static const struct {
    const char *what, *text;
    int expected;
} cases[] = {
    {"nothing", "", KR_E_MALFORMED},
    {"spaces", " \t\r\n", KR_E_MALFORMED},
    {"an empty object", "{}", 0},
    {"an empty array among spaces", " [ \n] ", 0},
    {"a bare number", "1", KR_E_MALFORMED},
    {"a bare string", "\"a\"", KR_E_MALFORMED},
    {"something behind it", "{}x", KR_E_MALFORMED},
    {"not closed", "[1", KR_E_MALFORMED},
    {"closed by the other", "[1}", KR_E_MALFORMED},
    {"a comma at the end", "[1,]", KR_E_MALFORMED},
    {"a comma first", "[,1]", KR_E_MALFORMED},
    {"no comma", "[1 2]", KR_E_MALFORMED},
    {"a comma at an object's end", "{\"a\":1,}", KR_E_MALFORMED},
    {"no colon", "{\"a\" 1}", KR_E_MALFORMED},
    {"no value", "{\"a\":}", KR_E_MALFORMED},
    {"a name that is none", "{a:1}", KR_E_MALFORMED},
    {"the same name twice", "{\"a\":1,\"a\":2}", KR_E_MALFORMED},
    {"the same name twice, one escaped", "{\"a\":1,\"\\u0061\":2}", KR_E_MALFORMED},
    {"the same name in another object", "{\"a\":{\"a\":1},\"b\":{\"a\":1}}", 0},
    {"names that begin alike", "{\"a\":1,\"ab\":2,\"\":3}", 0},
    {"words", "[true,false,null]", 0},
    {"half a word", "[tru]", KR_E_MALFORMED},
    {"a word too long", "[nullx]", KR_E_MALFORMED},
    {"numbers", "[0,-0,7,-12,1.5,-0.25,1e3,2E-2,3.0e+1]", 0},
    {"a zero in front", "[01]", KR_E_MALFORMED},
    {"a plus", "[+1]", KR_E_MALFORMED},
    {"a sign alone", "[-]", KR_E_MALFORMED},
    {"a point at the end", "[1.]", KR_E_MALFORMED},
    {"a point first", "[.5]", KR_E_MALFORMED},
    {"an exponent without digits", "[1e]", KR_E_MALFORMED},
    {"hexadecimal", "[0x10]", KR_E_MALFORMED},
    {"the largest integer", "[9223372036854775807]", 0},
    {"one more", "[9223372036854775808]", KR_E_MALFORMED},
    {"the smallest integer", "[-9223372036854775808]", 0},
    {"one less", "[-9223372036854775809]", KR_E_MALFORMED},
    {"far more", "[99999999999999999999999]", KR_E_MALFORMED},
    {"more than a double holds", "[1e999]", KR_E_MALFORMED},
    {"less than a double tells from zero", "[1e-999]", 0},
    {"all escapes", "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]", 0},
    {"an escape that is none", "[\"\\x\"]", KR_E_MALFORMED},
    {"an escape cut off", "[\"\\", KR_E_MALFORMED},
    {"a quote that is escaped", "[\"\\\"]", KR_E_MALFORMED},
    {"a number of two, three and four bytes", "[\"\\u00e4\\u20AC\\ud83d\\ude00\"]", 0},
    {"a number cut off", "[\"\\u00e\"]", KR_E_MALFORMED},
    {"the first half of a pair alone", "[\"\\ud83d\"]", KR_E_MALFORMED},
    {"the first half and something else", "[\"\\ud83d\\n\"]", KR_E_MALFORMED},
    {"the first half twice", "[\"\\ud83d\\ud83d\"]", KR_E_MALFORMED},
    {"the second half alone", "[\"\\ude00\"]", KR_E_MALFORMED},
    {"a NUL", "[\"\\u0000\"]", KR_E_MALFORMED},
    {"a control character as it is", "[\"a\nb\"]", KR_E_MALFORMED},
    {"UTF-8", "[\"\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\x7f\"]", 0},
    {"half a character", "[\"\xc3\"]", KR_E_MALFORMED},
    {"a surrogate in UTF-8", "[\"\xed\xa0\x80\"]", KR_E_MALFORMED},
    {"half a character before an escape", "[\"\xc3\\u00a4\"]", KR_E_MALFORMED},
    {"a byte order mark", "\xef\xbb\xbf[]", KR_E_MALFORMED},
    {"16 deep", "[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]", 0},
    {"17 deep", "[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]", KR_E_TOO_LARGE},
    {"17 deep by turns", "[{\"a\":[{\"a\":[{\"a\":[{\"a\":[{\"a\":[{\"a\":[{\"a\":[{\"a\":[1]}]}]}]}]}]}]}]}]", KR_E_TOO_LARGE},
};

/* In memory of just that size, so that reading further is noticed. */
static int parse(struct kr_json **out, char **copy, const char *text)
{
    *copy = strdup(text);
    assert_non_null(*copy);
    return kr_json_parse(out, *copy, strlen(text));
}

static void takes_what_is_json_and_nothing_else(void **state)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct kr_json *values = NULL;
        char *copy;
        int got = parse(&values, &copy, cases[i].text);
        if (got != cases[i].expected)
            fail_msg("%s: %s", cases[i].what, kr_err_id(got));
        kr_json_free(values);
        free(copy);
    }
}

/* The table itself against another reader: all but the depth, which that one does not mind. */
static void another_reader_agrees(void **state)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *theirs = json_loadb(cases[i].text, strlen(cases[i].text), JSON_REJECT_DUPLICATES, NULL);
        if ((theirs != NULL) != (cases[i].expected != KR_E_MALFORMED))
            fail_msg("%s", cases[i].what);
        json_decref(theirs);
    }
}

static void gives_what_was_written(void **state)
{
    static const char text[] = "{\"a\":-7, \"list\":[1,[2,3],{\"x\":\"\\u00e4\\n\\ud83d\\ude00\"}], \"end\":true}";
    const struct kr_json *near = NULL;
    struct kr_json *v = NULL;
    char *copy;
    assert_int_equal(parse(&v, &copy, text), 0);
    assert_int_equal(v->kind, KR_JSON_OBJECT);
    assert_int_equal(v->n, 3);
    assert_int_equal(kr_json_member(v, "a", &near)->number, -7);
    const struct kr_json *list = kr_json_member(v, "list", &near);
    assert_int_equal(list->n, 3);
    const struct kr_json *inner = kr_json_next(kr_json_first(list)), *object = kr_json_next(inner), *none = NULL;
    assert_int_equal(inner->n, 2);
    assert_int_equal(kr_json_next(kr_json_first(inner))->number, 3);
    const struct kr_json *x = kr_json_member(object, "x", &none);
    assert_string_equal(x->text, "\xc3\xa4\n\xf0\x9f\x98\x80");
    assert_int_equal(x->len, strlen(x->text));
    assert_int_equal(kr_json_member(v, "end", &near)->kind, KR_JSON_TRUE);
    assert_null(kr_json_member(v, "x", &near));
    assert_int_equal(kr_json_member(v, "a", &near)->number, -7); /* round the corner */
    kr_json_free(v);
    free(copy);
}

/* `names` members of one object, each with a list of numbers, so that the array of values has to grow. */
static char *many(int names)
{
    size_t size = (size_t)names * 40 + 3, at = 0;
    char *text = malloc(size);
    assert_non_null(text);
    for (int i = 0; i < names; i++)
        at += (size_t)snprintf(text + at, size - at, "%c\"n%d\":[%d,%d]", i ? ',' : '{', i, i, -i);
    snprintf(text + at, size - at, "}");
    return text;
}

static void holds_many_and_no_more_names_than_allowed(void **state)
{
    struct kr_json *v = NULL;
    const struct kr_json *near = NULL;
    char name[16], *text = many(KR_JSON_NAMES);
    assert_int_equal(kr_json_parse(&v, text, strlen(text)), 0);
    for (int i = 0; i < KR_JSON_NAMES; i++) {
        snprintf(name, sizeof name, "n%d", i);
        const struct kr_json *list = kr_json_member(v, name, &near);
        assert_int_equal(list->n, 2);
        assert_int_equal(kr_json_next(kr_json_first(list))->number, -i);
    }
    kr_json_free(v);
    free(text);
    text = many(KR_JSON_NAMES + 1);
    assert_int_equal(kr_json_parse(&v, text, strlen(text)), KR_E_MALFORMED);
    free(text);
}

/* Every byte of ASCII and some of more: quoted by us, both readers get it back. */
static void quotes_what_readers_get_back(void **state)
{
    char text[200], *out;
    for (int i = 1; i < 0x80; i++)
        text[i - 1] = (char)i;
    snprintf(text + 0x7f, sizeof text - 0x7f, "%s", "\xc3\xa4\xf0\x9f\x98\x80\"\\");
    size_t len = strlen(text), n = kr_json_quoted_bytes(text, len);
    assert_true(n > len + 2);
    assert_non_null(out = malloc(n + 3));
    out[0] = '[';
    kr_json_quote(out + 1, text, len);
    memcpy(out + 1 + n, "]", 2);
    json_t *theirs = json_loads(out, 0, NULL);
    assert_string_equal(json_string_value(json_array_get(theirs, 0)), text);
    json_decref(theirs);
    struct kr_json *v = NULL;
    assert_int_equal(kr_json_parse(&v, out, n + 2), 0);
    assert_string_equal(kr_json_first(v)->text, text);
    kr_json_free(v);
    free(out);
    assert_int_equal(kr_json_quoted_bytes("", 0), 2);
    assert_int_equal(kr_json_quoted_bytes("\xff", 1), 0);
    assert_int_equal(kr_json_quoted_bytes("a\xc3", 2), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_what_is_json_and_nothing_else),
        cmocka_unit_test(another_reader_agrees),
        cmocka_unit_test(gives_what_was_written),
        cmocka_unit_test(holds_many_and_no_more_names_than_allowed),
        cmocka_unit_test(quotes_what_readers_get_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
