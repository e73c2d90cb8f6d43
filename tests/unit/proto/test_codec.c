/* SPDX-License-Identifier: EUPL-1.2 */
#include "proto/api.h"
#include "proto/link.h"
#include "proto/signal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void reads_a_message(void **state)
{
    static const char text[] = "{\"type\":\"watch\",\"id\":7,\"gen\":3,\"unknown\":[1],\"slots\":["
                               "{\"slot\":0,\"member\":\"a1\",\"kind\":\"screen\"},{\"slot\":24,\"member\":\"b\",\"kind\":\"camera\"}]}";
    struct kr_signal_msg *msg;
    assert_int_equal(kr_signal_parse(&msg, text, strlen(text), NULL), 0);
    assert_int_equal(msg->head.type, KR_SIGNAL_WATCH);
    assert_int_equal(msg->head.id, 7);
    assert_int_equal(msg->u.watch.slots_len, 2);
    assert_string_equal(msg->u.watch.slots[0].member, "a1");
    assert_int_equal(msg->u.watch.slots[0].kind, KR_SIGNAL_WATCHED_SLOT_KIND_SCREEN);
    assert_int_equal(msg->u.watch.slots[1].slot, 24);
    kr_signal_free(msg);
}

static void tells_absent_from_false(void **state)
{
    static const char text[] = "{\"type\":\"state\",\"microphone\":false,\"screen\":null}";
    struct kr_signal_msg *msg;
    assert_int_equal(kr_signal_parse(&msg, text, strlen(text), NULL), 0);
    assert_true(msg->u.state.has_microphone);
    assert_false(msg->u.state.microphone);
    assert_false(msg->u.state.has_camera);
    assert_false(msg->u.state.has_screen);
    kr_signal_free(msg);
}

/* Each wrong text, the identifier it gets, and the field that is blamed. */
static const struct {
    const char *text, *error, *field;
} wrong[] = {
    {"", "not_json", ""},
    {"[]", "not_json", ""},
    {"{", "not_json", ""},
    {"{} {}", "not_json", ""},
    {"{\"type\":\"knock\",\"type\":\"ping\"}", "not_json", ""},
    {"{\"type\":\"knock\",\"ticket\":\"t\",\"name\":\"a\\u0000b\"}", "not_json", ""},
    {"{\"type\":\"knock\",\"ticket\":\"t\",\"name\":\"\xff\"}", "not_json", ""},
    {"{\"type\":\"knock\",\"ticket\":\"t\",\"name\":\"\\ud800\"}", "not_json", ""},
    {"{\"type\":\"ping\",\"id\":1e999}", "not_json", ""},
    {"{}", "unknown_message", "type"},
    {"{\"type\":7}", "unknown_message", "type"},
    {"{\"type\":\"knocks\"}", "unknown_message", "type"},
    {"{\"type\":\"knock\",\"ticket\":\"t\"}", "missing_field", "name"},
    {"{\"type\":\"knock\",\"ticket\":\"t\",\"name\":7}", "wrong_type", "name"},
    {"{\"type\":\"knock\",\"ticket\":\"t\",\"name\":\"\"}", "out_of_range", "name"},
    {"{\"type\":\"hand\",\"up\":\"yes\"}", "wrong_type", "up"},
    {"{\"type\":\"hand\",\"up\":true,\"member\":\"a b\"}", "bad_text", "member"},
    {"{\"type\":\"hand\",\"up\":true,\"member\":\"../x\"}", "bad_text", "member"},
    {"{\"type\":\"unsay\",\"number\":0}", "out_of_range", "number"},
    {"{\"type\":\"unsay\",\"number\":1.5}", "wrong_type", "number"},
    {"{\"type\":\"unsay\",\"number\":9007199254740993}", "out_of_range", "number"},
    {"{\"type\":\"mute\",\"kind\":\"soul\"}", "out_of_range", "kind"},
    {"{\"type\":\"mute\",\"kind\":0}", "wrong_type", "kind"},
    {"{\"type\":\"deny\",\"members\":{}}", "wrong_type", "members"},
    {"{\"type\":\"deny\",\"members\":[1]}", "wrong_type", "members"},
    {"{\"type\":\"watch\",\"gen\":1,\"slots\":[{\"slot\":25,\"member\":\"a\",\"kind\":\"camera\"}]}", "out_of_range", "slot"},
    {"{\"type\":\"watch\",\"gen\":1,\"slots\":[[]]}", "wrong_type", "watched_slot"},
    {"[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]", "too_deep", ""},
};

static void says_what_is_wrong(void **state)
{
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct kr_signal_msg *msg = (struct kr_signal_msg *)&wrong;
        struct kr_proto_fault fault;
        assert_int_equal(kr_signal_parse(&msg, wrong[i].text, strlen(wrong[i].text), &fault), KR_E_MALFORMED);
        assert_string_equal(fault.error, wrong[i].error);
        assert_string_equal(fault.field, wrong[i].field);
        assert_ptr_equal(msg, &wrong); /* written on success only */
    }
}

static void a_fault_keeps_the_number_of_the_request(void **state)
{
    static const char text[] = "{\"type\":\"hand\",\"id\":12}";
    struct kr_signal_msg *msg;
    struct kr_proto_fault fault;
    assert_int_equal(kr_signal_parse(&msg, text, strlen(text), &fault), KR_E_MALFORMED);
    assert_int_equal(fault.id, 12);
}

static void nesting_and_size_are_bounded(void **state)
{
    enum { DEEP = 10000 };
    char *text = malloc(DEEP);
    struct kr_signal_msg *msg;
    struct kr_proto_fault fault;
    memset(text, '[', DEEP);
    assert_int_equal(kr_signal_parse(&msg, text, DEEP, &fault), KR_E_MALFORMED);
    assert_string_equal(fault.error, "too_deep");
    free(text);

    char say[4200] = "{\"type\":\"say\",\"text\":\"";
    size_t n = strlen(say);
    memset(say + n, 'x', 4001);
    memcpy(say + n + 4001, "\"}", 3);
    assert_int_equal(kr_signal_parse(&msg, say, strlen(say), &fault), KR_E_MALFORMED);
    assert_string_equal(fault.error, "out_of_range");
}

static void writes_what_it_reads(void **state)
{
    const char *ids[] = {"m1", "m2"};
    struct kr_link_slot slots[] = {{.slot = 1, .endpoint = "e", .kind = KR_LINK_SLOT_KIND_SCREEN, .has_after = true, .after = 4294967295},
                                   {.slot = 2, .endpoint = "f", .kind = KR_LINK_SLOT_KIND_CAMERA}};
    struct kr_link_msg out = {.head = {.type = KR_LINK_ENDPOINT_SLOTS, .re = 3},
                              .u.endpoint_slots = {.endpoint = "x", .gen = 9, .slots = slots, .slots_len = 2}};
    struct kr_link_msg *in;
    size_t len;
    char *text = kr_link_write(&out, &len);
    assert_non_null(text);
    assert_int_equal(kr_link_parse(&in, text, len, NULL), 0);
    assert_int_equal(in->head.re, 3);
    assert_true(in->u.endpoint_slots.slots[0].has_after);
    assert_true(in->u.endpoint_slots.slots[0].after == 4294967295);
    assert_false(in->u.endpoint_slots.slots[1].has_after);
    kr_link_free(in);
    free(text);

    struct kr_link_msg speakers = {.head.type = KR_LINK_SPEAKERS, .u.speakers = {.room = "r", .endpoints = ids, .endpoints_len = 2}};
    text = kr_link_write(&speakers, &len);
    assert_non_null(strstr(text, "[\"m1\",\"m2\"]"));
    free(text);
}

static void bodies_have_no_type(void **state)
{
    static const char text[] = "{\"handle\":\"mk-7k3m9\",\"password\":\"secret\"}";
    struct kr_api_msg *msg;
    assert_int_equal(kr_api_parse_as(KR_API_SESSION_CREATE, &msg, text, strlen(text), NULL), 0);
    assert_string_equal(msg->u.session_create.handle, "mk-7k3m9");
    kr_api_free(msg);
    assert_int_equal(kr_api_parse_as(KR_API_ROOM_CREATE, &msg, text, strlen(text), NULL), KR_E_MALFORMED);

    struct kr_api_msg problem = {.head.type = KR_API_PROBLEM, .u.problem = {.error = "not_found", .text = "There is no such room."}};
    size_t len;
    char *body = kr_api_write_body(&problem, &len);
    assert_null(strstr(body, "type"));
    free(body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_a_message),
        cmocka_unit_test(tells_absent_from_false),
        cmocka_unit_test(says_what_is_wrong),
        cmocka_unit_test(a_fault_keeps_the_number_of_the_request),
        cmocka_unit_test(nesting_and_size_are_bounded),
        cmocka_unit_test(writes_what_it_reads),
        cmocka_unit_test(bodies_have_no_type),
    };
    kr_proto_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
