/* SPDX-License-Identifier: EUPL-1.2 */
/* A room that is spread over two media processes: who is put where, which relays are ordered, and what remains of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/secret.h"
#include "rig.h"

static struct rig r;
static struct rig_ws teacher, mia, tom;
static char teacher_id[65], mia_id[65];

static int start(void **state)
{
    rig_start_spread(&r, 1);
    teacher.fd = mia.fd = tom.fd = -1;
    return 0;
}

static int stop(void **state)
{
    rig_ws_cut(&teacher);
    rig_ws_cut(&mia);
    rig_ws_cut(&tom);
    rig_stop(&r);
    return 0;
}

static void join(struct rig_ws *ws, char id[65])
{
    struct kr_signal_msg *m = rig_ws_ask(ws, "join", "\"sdp\":\"offer\",\"senders\":{\"microphone\":\"0\"}");
    assert_int_equal(m->head.type, KR_SIGNAL_JOINED);
    if (id)
        snprintf(id, 65, "%s", m->u.joined.snapshot.self);
}

static void enter(struct rig_ws *ws, enum kr_ticket_role role, const char *browser, char id[65])
{
    char fields[KR_LIMIT_TICKET_BYTES + 200];
    assert_int_equal(rig_ws_open(&r, ws, browser, "Origin: http://school.test\r\n"), 101);
    snprintf(fields, sizeof fields, "\"ticket\":\"%s\",\"name\":\"x\"", rig_ticket(&r, role, "room", browser));
    assert_int_equal(rig_ws_ask(ws, "knock", fields)->head.type, KR_SIGNAL_ADMITTED);
    join(ws, id);
}

static size_t index_of(const char *id)
{
    return (size_t)(rig_media_of(&r, id) - r.media);
}

static const struct rig_relay *relay(size_t media, const char *of, bool out)
{
    for (size_t i = 0; i < r.media[media].n_relays; i++)
        if (r.media[media].relays[i].out == out && strcmp(r.media[media].relays[i].of, of) == 0)
            return &r.media[media].relays[i];
    return NULL;
}

/* Two, one on each process. */
static void two(void)
{
    enter(&teacher, KR_TICKET_MODERATOR, "bt", teacher_id);
    enter(&mia, KR_TICKET_PARTICIPANT, "bm", mia_id);
    RIG_UNTIL(&r, r.media[0].n_relays == 2 && r.media[1].n_relays == 2);
}

static void each_is_relayed_to_the_other_process(void **state)
{
    two();
    size_t home = index_of(teacher_id), branch = index_of(mia_id);
    assert_int_not_equal(home, branch);
    for (int i = 0; i < 2; i++) {
        const char *id = i ? mia_id : teacher_id;
        size_t from = i ? branch : home;
        const struct rig_relay *out = relay(from, id, true), *in = relay(1 - from, id, false);
        assert_true(out && in);
        assert_int_equal(out->number, in->number);
        assert_string_equal(out->keys, in->keys);
        assert_int_equal(out->port, RIG_RELAY_PORT + 1 - (int64_t)from);
        assert_int_equal(in->port, RIG_RELAY_PORT + (int64_t)from);
    }
    assert_string_not_equal(relay(home, teacher_id, true)->keys, relay(branch, mia_id, true)->keys);
}

/* Whoever watches names people, wherever those are; who is heard is what the first process says. */
static void they_are_one_room(void **state)
{
    char fields[200];
    two();
    size_t home = index_of(teacher_id);
    snprintf(fields, sizeof fields, "\"gen\":1,\"slots\":[{\"slot\":0,\"member\":\"%s\",\"kind\":\"camera\"}]", mia_id);
    struct kr_signal_msg *m = rig_ws_ask(&teacher, "watch", fields);
    assert_int_equal(m->head.type, KR_SIGNAL_SLOTS);
    assert_string_equal(m->u.slots.slots[0].member, mia_id);
    const char *heard[] = {mia_id, teacher_id};
    struct kr_link_msg speakers = {.head.type = KR_LINK_SPEAKERS, .u.speakers = {"room", heard, 2}}, other = speakers;
    other.u.speakers.endpoints_len = 1;
    assert_int_equal(kr_link_send(r.media[1 - home].link, &other), 0);
    assert_int_equal(kr_link_send(r.media[home].link, &speakers), 0);
    m = rig_ws_expect(&mia, KR_SIGNAL_SPEAKERS);
    assert_int_equal(m->u.speakers.members_len, 2);
    assert_string_equal(m->u.speakers.members[0], mia_id);
    /* An event of the process that she is not on is not of her endpoint. */
    struct kr_link_msg closed = {.head.type = KR_LINK_ENDPOINT_STATE,
                                 .u.endpoint_state = {mia_id, KR_LINK_ENDPOINT_STATE_STATE_CLOSED}};
    assert_int_equal(kr_link_send(r.media[home].link, &closed), 0);
    assert_int_equal(rig_ws_ask(&mia, "watch", "\"gen\":1,\"slots\":[]")->head.type, KR_SIGNAL_SLOTS);
}

static void relays_go_with_those_they_are_for(void **state)
{
    two();
    enter(&tom, KR_TICKET_PARTICIPANT, "bo", NULL); /* on either: both have enough */
    RIG_UNTIL(&r, r.media[0].n_relays == 3 && r.media[1].n_relays == 3);
    rig_ws_send(&tom, "{\"type\":\"leave\"}");
    RIG_UNTIL(&r, r.media[0].n_relays == 2 && r.media[1].n_relays == 2);
    rig_ws_send(&mia, "{\"type\":\"leave\"}"); /* the branch is empty: nothing is relayed there any more */
    RIG_UNTIL(&r, r.media[0].n_relays == 0 && r.media[1].n_relays == 0);
    rig_ws_cut(&mia);
    enter(&mia, KR_TICKET_PARTICIPANT, "bm", mia_id);
    RIG_UNTIL(&r, r.media[0].n_relays == 2 && r.media[1].n_relays == 2);
}

static void a_process_dies(void **state)
{
    two();
    size_t branch = index_of(mia_id);
    uint32_t number = relay(branch, mia_id, true)->number;
    (void)rig_ws_ask(&teacher, "ping", "");
    (void)rig_ws_drain(&teacher);
    rig_drop(&r.media[branch].link);
    rig_ws_expect(&mia, KR_SIGNAL_MEDIA_LOST);
    RIG_UNTIL(&r, r.media[1 - branch].n_relays == 0);
    assert_int_equal(rig_ws_drain(&teacher), 0); /* nobody has told her anything */
    rig_media(&r, (unsigned)branch);
    RIG_UNTIL(&r, strstr(rig_http(&r, "GET", "/api/v1/health", "", NULL).body, "\"up\",\"up\"")); /* otherwise she would be put at home */
    join(&mia, NULL);
    RIG_UNTIL(&r, r.media[0].n_relays == 2 && r.media[1].n_relays == 2);
    assert_int_equal(index_of(mia_id), branch);
    assert_int_not_equal(relay(branch, mia_id, true)->number, number);
}

/* One side alone is of no use: it is closed, and tried again, whether the room changes or not. */
static void a_relay_that_is_refused(void **state)
{
    r.media[1].refuse_relays = KR_E_NOMEM;
    enter(&teacher, KR_TICKET_MODERATOR, "bt", teacher_id);
    enter(&mia, KR_TICKET_PARTICIPANT, "bm", mia_id);
    /* Answered behind the refusals, on either link. */
    assert_int_equal(rig_ws_ask(&teacher, "watch", "\"gen\":1,\"slots\":[]")->head.type, KR_SIGNAL_SLOTS);
    assert_int_equal(rig_ws_ask(&mia, "watch", "\"gen\":1,\"slots\":[]")->head.type, KR_SIGNAL_SLOTS);
    RIG_UNTIL(&r, r.media[0].n_relays == 0);
    r.media[1].refuse_relays = 0;
    RIG_UNTIL(&r, r.media[0].n_relays == 2 && r.media[1].n_relays == 2);
    assert_non_null(relay(index_of(teacher_id), teacher_id, true));
    enter(&tom, KR_TICKET_PARTICIPANT, "bo", NULL);
    RIG_UNTIL(&r, r.media[0].n_relays == 3 && r.media[1].n_relays == 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_is_relayed_to_the_other_process, start, stop),
        cmocka_unit_test_setup_teardown(they_are_one_room, start, stop),
        cmocka_unit_test_setup_teardown(relays_go_with_those_they_are_for, start, stop),
        cmocka_unit_test_setup_teardown(a_process_dies, start, stop),
        cmocka_unit_test_setup_teardown(a_relay_that_is_refused, start, stop),
    };
    if (kr_crypto_init())
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
