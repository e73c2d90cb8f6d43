/* SPDX-License-Identifier: EUPL-1.2 */
#include "rtc/ice.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/secret.h"

enum { SECOND_US = 1000000 };
static const uint8_t transaction[12] = "transaction";
static const struct kr_wire_address here = {.family = 4, .ip = {192, 0, 2, 1}, .port = 4000};
static const struct kr_wire_address there = {.family = 6, .ip = {0x20, 1, 0xd, 0xb8, [15] = 7}, .port = 5000};

struct exchange {
    uint8_t request[600], reply[600];
    size_t request_len;
    struct kr_stun_msg answer; /* the reply, parsed */
    struct kr_ice_result result;
};

static struct kr_ice ice_of(const char *remote)
{
    struct kr_ice ice;
    assert_int_equal(kr_ice_init(&ice, remote, strlen(remote)), 0);
    return ice;
}

/* A check as a browser sends it. */
static struct kr_stun_write check_of(const char *username)
{
    return (struct kr_stun_write){
        .class = KR_STUN_REQUEST, .method = KR_STUN_BINDING, .transaction = transaction, .has_priority = true, .priority = 1,
        .username = {(const uint8_t *)username, strlen(username)}, .controlling = true, .tie_breaker = 99,
    };
}

static int give(struct kr_ice *ice, struct exchange *x, const struct kr_wire_address *from, uint64_t now_us)
{
    struct kr_stun_msg m;
    assert_int_equal(kr_stun_parse(&m, x->request, x->request_len), 0);
    int err = kr_ice_input(ice, &m, x->request, x->request_len, from, now_us, x->reply, sizeof x->reply, &x->result);
    if (!err && x->result.reply_len)
        assert_int_equal(kr_stun_parse(&x->answer, x->reply, x->result.reply_len), 0);
    return err;
}

static int send_check(struct kr_ice *ice, struct exchange *x, const struct kr_stun_write *w, const char *pwd,
                      const struct kr_wire_address *from, uint64_t now_us)
{
    memset(x, 0, sizeof *x);
    assert_int_equal(kr_stun_write(x->request, sizeof x->request, &x->request_len, w, pwd, pwd ? strlen(pwd) : 0), 0);
    return give(ice, x, from, now_us);
}

static const char *username(const char *local, const char *remote)
{
    static char text[600];
    snprintf(text, sizeof text, "%s:%s", local, remote);
    return text;
}

static int send_usual(struct kr_ice *ice, struct exchange *x, bool nominate, const struct kr_wire_address *from, uint64_t now_us)
{
    struct kr_stun_write w = check_of(username(ice->ufrag, ice->remote_ufrag));
    w.use_candidate = nominate;
    return send_check(ice, x, &w, ice->pwd, from, now_us);
}

static void credentials_are_ice_chars_and_differ(void **state)
{
    char before[KR_ICE_PWD_CHARS + 1] = "";
    for (int i = 0; i < 1000; i++) {
        struct kr_ice ice = ice_of("abcd");
        static const char chars[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"; /* RFC 8839 5.4 */
        assert_int_equal(strspn(ice.ufrag, chars), KR_ICE_UFRAG_CHARS);
        assert_int_equal(strspn(ice.pwd, chars), KR_ICE_PWD_CHARS);
        assert_string_not_equal(ice.pwd, before);
        memcpy(before, ice.pwd, sizeof before);
    }
}

static void a_remote_ufrag_has_its_longest(void **state)
{
    char text[300];
    struct kr_ice ice = ice_of("abcd"), same = ice;
    memset(text, 'x', sizeof text);
    assert_int_equal(kr_ice_restart(&ice, text, 257), KR_E_MALFORMED);
    assert_memory_equal(&ice, &same, sizeof ice);
    assert_int_equal(kr_ice_init(&ice, text, 257), KR_E_MALFORMED);
    assert_int_equal(kr_ice_init(&ice, text, 256), 0);
}

static void answers_a_check_with_its_address(void **state)
{
    const struct kr_wire_address from[] = {here, there};
    for (size_t i = 0; i < 2; i++) {
        struct kr_ice ice = ice_of("abcd");
        struct exchange x;
        assert_int_equal(send_usual(&ice, &x, false, &from[i], 5), 0);
        assert_int_equal(x.answer.class, KR_STUN_SUCCESS);
        assert_true(kr_wire_address_equal(&x.answer.mapped, &from[i]));
        assert_memory_equal(x.answer.transaction, transaction, sizeof transaction);
        assert_true(x.answer.has_fingerprint);
        assert_int_equal(kr_stun_check(&x.answer, x.reply, ice.pwd, strlen(ice.pwd)), 0);
        assert_false(x.result.selected);
        assert_int_equal(ice.selected.family, 0);
        assert_int_equal(ice.last_check_us, 5);
        assert_int_equal(ice.checks, 1);
    }
}

static void the_latest_nomination_wins(void **state)
{
    struct kr_ice ice = ice_of("abcd");
    struct exchange x;
    assert_int_equal(send_usual(&ice, &x, true, &here, 1), 0);
    assert_true(x.result.selected && kr_wire_address_equal(&ice.selected, &here));
    assert_int_equal(send_usual(&ice, &x, true, &here, 2), 0);
    assert_false(x.result.selected);
    assert_int_equal(send_usual(&ice, &x, false, &there, 3), 0); /* a mere check of another path changes nothing */
    assert_true(!x.result.selected && kr_wire_address_equal(&ice.selected, &here));
    assert_int_equal(send_usual(&ice, &x, true, &there, 4), 0);
    assert_true(x.result.selected && kr_wire_address_equal(&ice.selected, &there));
}

/* Nothing is answered, and nothing changes but the counter. */
static void unauthenticated_checks_leave_no_trace(void **state)
{
    struct kr_ice ice = ice_of("abcd");
    char usual[64];
    snprintf(usual, sizeof usual, "%s:abcd", ice.ufrag);
    const struct {
        const char *username, *pwd;
    } rows[] = {
        {usual, "a wrong password of 24 c"},
        {usual, NULL}, /* no MESSAGE-INTEGRITY */
        {"nobody:abcd", ice.pwd},
        {"no colon", ice.pwd},
        {":abcd", ice.pwd},
        {"", ice.pwd},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct exchange x;
        struct kr_ice before = ice;
        struct kr_stun_write w = check_of(rows[i].username);
        w.use_candidate = true;
        before.failed_checks++;
        assert_int_equal(send_check(&ice, &x, &w, rows[i].pwd, &here, 9), KR_E_AUTH);
        assert_int_equal(x.result.reply_len, 0);
        assert_memory_equal(&ice, &before, sizeof ice);
    }
    struct exchange x;
    struct kr_stun_write w = check_of(username(ice.ufrag, "other")); /* meant for somebody else's session */
    assert_int_equal(send_check(&ice, &x, &w, ice.pwd, &here, 9), KR_E_AUTH);
    w = check_of(usual);
    w.username = (struct kr_span){0};
    assert_int_equal(send_check(&ice, &x, &w, ice.pwd, &here, 9), KR_E_AUTH);
}

/* Every bit counts up to the end of MESSAGE-INTEGRITY; what is behind it is not looked at (RFC 8489 section 14.5). */
static void every_flipped_bit_is_refused(void **state)
{
    struct kr_ice ice = ice_of("abcd");
    struct exchange x;
    assert_int_equal(send_usual(&ice, &x, true, &here, 1), 0);
    ice.selected = (struct kr_wire_address){0};
    struct kr_stun_msg m;
    size_t len = x.request_len;
    assert_int_equal(kr_stun_parse(&m, x.request, len), 0);
    for (size_t bit = 0, end = 8 * (m.integrity_at + 4 + KR_STUN_INTEGRITY_BYTES); bit < end; bit++) {
        uint8_t copy[600];
        struct kr_ice_result result = {0};
        memcpy(copy, x.request, len);
        copy[bit / 8] ^= (uint8_t)(1 << bit % 8);
        if (kr_stun_parse(&m, copy, len) == 0)
            assert_int_not_equal(kr_ice_input(&ice, &m, copy, len, &there, 2, x.reply, sizeof x.reply, &result), 0);
        assert_int_equal(ice.selected.family, 0);
        assert_int_equal(ice.last_check_us, 1);
    }
}

static void a_controlled_client_is_told_to_control(void **state)
{
    static const uint64_t tie_breakers[] = {0, UINT64_MAX};
    for (size_t i = 0; i < 2; i++) {
        struct kr_ice ice = ice_of("abcd");
        struct exchange x;
        struct kr_stun_write w = check_of(username(ice.ufrag, "abcd"));
        w.controlling = false;
        w.controlled = true;
        w.use_candidate = true;
        w.tie_breaker = tie_breakers[i];
        assert_int_equal(send_check(&ice, &x, &w, ice.pwd, &here, 1), 0);
        assert_int_equal(x.answer.class, KR_STUN_ERROR);
        assert_int_equal(x.answer.error_code, 487);
        assert_int_equal(kr_stun_check(&x.answer, x.reply, ice.pwd, strlen(ice.pwd)), 0);
        assert_true(!x.result.selected && !ice.selected.family);
    }
}

/* An attribute that must be understood and is not; put in by hand, and both checksums made anew. */
static void unknown_attributes_are_named(void **state)
{
    struct kr_ice ice = ice_of("abcd");
    struct exchange x;
    assert_int_equal(send_usual(&ice, &x, true, &here, 1), 0);
    struct kr_stun_msg m;
    assert_int_equal(kr_stun_parse(&m, x.request, x.request_len), 0);
    ice.selected = (struct kr_wire_address){0};
    m.unknown[0] = 0x7abc;
    m.n_unknown = 1;
    assert_int_equal(kr_ice_input(&ice, &m, x.request, x.request_len, &here, 2, x.reply, sizeof x.reply, &x.result), 0);
    assert_int_equal(kr_stun_parse(&x.answer, x.reply, x.result.reply_len), 0);
    assert_int_equal(x.answer.error_code, 420);
    assert_true(!x.result.selected && !ice.selected.family);
    bool named = false;
    for (size_t i = 0; i + 1 < x.result.reply_len; i++)
        named |= x.reply[i] == 0x7a && x.reply[i + 1] == 0xbc;
    assert_true(named);
}

static void only_binding_requests_are_spoken(void **state)
{
    struct kr_ice ice = ice_of("abcd"), before = ice;
    static const enum kr_stun_class classes[] = {KR_STUN_INDICATION, KR_STUN_SUCCESS, KR_STUN_ERROR, KR_STUN_REQUEST};
    for (size_t i = 0; i < 4; i++) {
        struct exchange x;
        struct kr_stun_write w = check_of(username(ice.ufrag, "abcd"));
        w.class = classes[i];
        w.method = classes[i] == KR_STUN_REQUEST ? 3 /* Allocate */ : KR_STUN_BINDING;
        assert_int_equal(send_check(&ice, &x, &w, ice.pwd, &here, 1), KR_E_UNSUPPORTED);
        assert_memory_equal(&ice, &before, sizeof ice);
    }
}

static void a_reply_that_does_not_fit_changes_nothing(void **state)
{
    struct kr_ice ice = ice_of("abcd");
    struct exchange x;
    assert_int_equal(send_usual(&ice, &x, true, &here, 1), 0);
    struct kr_ice before = ice;
    struct kr_stun_msg m;
    assert_int_equal(kr_stun_parse(&m, x.request, x.request_len), 0);
    assert_int_not_equal(kr_ice_input(&ice, &m, x.request, x.request_len, &there, 2, x.reply, 30, &x.result), 0);
    assert_memory_equal(&ice, &before, sizeof ice);
}

static void a_restart_bridges_the_old_credentials(void **state)
{
    struct kr_ice ice = ice_of("abcd"), old;
    struct exchange x;
    assert_int_equal(send_usual(&ice, &x, true, &here, 1), 0);
    old = ice;
    assert_int_equal(kr_ice_restart(&ice, "efgh", 4), 0);
    assert_string_not_equal(ice.ufrag, old.ufrag);
    assert_string_not_equal(ice.pwd, old.pwd);
    assert_true(kr_wire_address_equal(&ice.selected, &here)); /* media flows on */

    struct kr_stun_write before = check_of(username(old.ufrag, "abcd"));
    assert_int_equal(send_check(&ice, &x, &before, old.pwd, &here, 2), 0);
    assert_int_equal(kr_stun_check(&x.answer, x.reply, old.pwd, strlen(old.pwd)), 0);
    before = check_of(username(old.ufrag, "abcd"));
    assert_int_equal(send_check(&ice, &x, &before, ice.pwd, &here, 2), KR_E_AUTH); /* old name, new password */

    assert_int_equal(send_usual(&ice, &x, true, &there, 3), 0);
    assert_true(x.result.selected);
    assert_string_equal(ice.old_ufrag, "");
    before = check_of(username(old.ufrag, "abcd"));
    assert_int_equal(send_check(&ice, &x, &before, old.pwd, &here, 4), KR_E_AUTH);
}

static void consent_runs_out(void **state)
{
    static const struct {
        uint64_t created_us, check_us, now_us;
        bool expired;
    } rows[] = {
        {10, 0, 10, false},
        {10, 0, 10 + 30 * SECOND_US, false},
        {10, 0, 11 + 30 * SECOND_US, true},
        {10, 20 * SECOND_US, 50 * SECOND_US, false},
        {10, 20 * SECOND_US, 50 * SECOND_US + 1, true},
        {10, 20 * SECOND_US, 19 * SECOND_US, false}, /* a clock that was read a moment before */
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct kr_ice ice = ice_of("abcd");
        ice.last_check_us = rows[i].check_us;
        assert_int_equal(kr_ice_expired(&ice, rows[i].created_us, rows[i].now_us), rows[i].expired);
    }
}

static void a_check_tells_whom_it_is_for(void **state)
{
    static const struct {
        const char *username;
        size_t len;
    } rows[] = {{"ours:theirs", 4}, {"ours:", 4}, {"ours", 0}, {":theirs", 0}, {"a:b:c", 1}, {"", 0}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct kr_stun_msg m = {.username = {(const uint8_t *)rows[i].username, strlen(rows[i].username)}};
        struct kr_span local = kr_ice_local_ufrag(&m);
        assert_int_equal(local.len, rows[i].len);
        if (local.len)
            assert_memory_equal(local.data, rows[i].username, local.len);
    }
    struct kr_stun_msg none = {0};
    assert_int_equal(kr_ice_local_ufrag(&none).len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(credentials_are_ice_chars_and_differ),
        cmocka_unit_test(a_remote_ufrag_has_its_longest),
        cmocka_unit_test(answers_a_check_with_its_address),
        cmocka_unit_test(the_latest_nomination_wins),
        cmocka_unit_test(unauthenticated_checks_leave_no_trace),
        cmocka_unit_test(every_flipped_bit_is_refused),
        cmocka_unit_test(a_controlled_client_is_told_to_control),
        cmocka_unit_test(unknown_attributes_are_named),
        cmocka_unit_test(only_binding_requests_are_spoken),
        cmocka_unit_test(a_reply_that_does_not_fit_changes_nothing),
        cmocka_unit_test(a_restart_bridges_the_old_credentials),
        cmocka_unit_test(consent_runs_out),
        cmocka_unit_test(a_check_tells_whom_it_is_for),
    };
    return kr_crypto_init() ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
