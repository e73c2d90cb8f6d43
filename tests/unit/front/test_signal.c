/* SPDX-License-Identifier: EUPL-1.2 */
/* Signalling end to end: real front process, real links, real WebSockets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rig.h"

static struct rig r;
static struct rig_ws teacher, mia, other;

static int start(void **state)
{
    rig_start(&r);
    teacher.fd = mia.fd = other.fd = -1;
    return 0;
}

static int stop(void **state)
{
    rig_ws_cut(&teacher);
    rig_ws_cut(&mia);
    rig_ws_cut(&other);
    rig_stop(&r);
    return 0;
}

static const char *const same_origin = "Origin: http://school.test\r\n";

static struct kr_signal_msg *knock(struct rig_ws *ws, enum kr_ticket_role role, const char *browser, const char *name)
{
    char fields[KR_LIMIT_TICKET_BYTES + 200];
    assert_int_equal(rig_ws_open(&r, ws, browser, same_origin), 101);
    snprintf(fields, sizeof fields, "\"ticket\":\"%s\",\"name\":\"%s\"", rig_ticket(&r, role, "room", browser), name);
    return rig_ws_ask(ws, "knock", fields);
}

static struct kr_signal_msg *join(struct rig_ws *ws, char self[65], char token[129])
{
    snprintf(token, 129, "%s", ws->msg->u.admitted.resume); /* of `admitted`, which was received last */
    struct kr_signal_msg *m = rig_ws_ask(ws, "join", "\"sdp\":\"offer\",\"senders\":{\"microphone\":\"0\"}");
    assert_int_equal(m->head.type, KR_SIGNAL_JOINED);
    snprintf(self, 65, "%s", m->u.joined.snapshot.self);
    return m;
}

static char teacher_id[65], mia_id[65], teacher_token[129], mia_token[129];

/* Frau Weber and Mia are in. */
static void open_class(void)
{
    assert_int_equal(knock(&teacher, KR_TICKET_MODERATOR, "bt", "Frau Weber")->head.type, KR_SIGNAL_ADMITTED);
    assert_true(teacher.msg->u.admitted.moderator);
    join(&teacher, teacher_id, teacher_token);
    assert_int_equal(knock(&mia, KR_TICKET_PARTICIPANT, "bm", "Mia")->head.type, KR_SIGNAL_ADMITTED);
    assert_false(mia.msg->u.admitted.moderator);
    join(&mia, mia_id, mia_token);
    rig_ws_expect(&teacher, KR_SIGNAL_MEMBER_CHANGED);
}

static void expect_error(struct kr_signal_msg *m, const char *id)
{
    assert_int_equal(m->head.type, KR_SIGNAL_ERROR);
    assert_string_equal(m->u.error.error, id);
    assert_true(*m->u.error.text);
}

static void a_class_meets(void **state)
{
    assert_int_equal(knock(&mia, KR_TICKET_PARTICIPANT, "bm", "Mia")->head.type, KR_SIGNAL_WAITING);
    assert_int_equal(knock(&teacher, KR_TICKET_MODERATOR, "bt", "Frau Weber")->head.type, KR_SIGNAL_ADMITTED);
    struct kr_signal_msg *m = join(&teacher, teacher_id, teacher_token);
    assert_string_equal(m->u.joined.sdp, "the answer");
    assert_int_equal(m->u.joined.snapshot.members_len, 1);
    assert_string_equal(m->u.joined.snapshot.room.title, "6a");
    rig_ws_expect(&mia, KR_SIGNAL_ADMITTED); /* the waiting room is off and the moderator is there */
    m = join(&mia, mia_id, mia_token);
    assert_int_equal(m->u.joined.snapshot.members_len, 2);
    assert_int_equal(m->u.joined.snapshot.waiting_len, 0);
    RIG_UNTIL(&r, r.live_members == 2 && r.live_moderator);
    assert_string_equal(rig_endpoint(&r, mia_id)->room, "room");
    assert_ptr_equal(rig_media_of(&r, mia_id), rig_media_of(&r, teacher_id)); /* a room is in one place */

    /* Switched on, muted, frozen: the media process knows before the others do. */
    assert_int_equal(rig_ws_ask(&mia, "state", "\"microphone\":true,\"camera\":true")->head.type, KR_SIGNAL_OK);
    RIG_UNTIL(&r, rig_endpoint(&r, mia_id)->allow.camera);
    char fields[200];
    snprintf(fields, sizeof fields, "\"member\":\"%s\",\"kind\":\"microphone\"", mia_id);
    expect_error(rig_ws_ask(&mia, "mute", fields), "forbidden");
    assert_int_equal(rig_ws_ask(&teacher, "mute", fields)->head.type, KR_SIGNAL_OK);
    rig_ws_expect(&mia, KR_SIGNAL_MUTED);
    RIG_UNTIL(&r, !rig_endpoint(&r, mia_id)->allow.microphone);

    snprintf(fields, sizeof fields, "\"gen\":1,\"slots\":[{\"slot\":0,\"member\":\"%s\",\"kind\":\"camera\"},"
             "{\"slot\":2,\"member\":\"nobody\",\"kind\":\"camera\"}]", mia_id);
    m = rig_ws_ask(&teacher, "watch", fields);
    assert_int_equal(m->head.type, KR_SIGNAL_SLOTS);
    assert_int_equal(m->u.slots.slots_len, 1); /* nobody is in no slot */
    assert_string_equal(m->u.slots.slots[0].member, mia_id);
    assert_int_equal(m->u.slots.slots[0].after, 4000000000);
    expect_error(rig_ws_ask(&teacher, "watch", fields), "replay");

    assert_int_equal(rig_ws_ask(&mia, "say", "\"text\":\"Hallo\"")->head.type, KR_SIGNAL_OK);
    m = rig_ws_expect(&teacher, KR_SIGNAL_SAID);
    assert_string_equal(m->u.said.line.name, "Mia");
    m = rig_ws_ask(&mia, "offer", "\"sdp\":\"more\",\"senders\":{}");
    assert_int_equal(m->head.type, KR_SIGNAL_ANSWER);

    struct kr_link_msg speak = {.head.type = KR_LINK_SPEAKERS};
    const char *loud[] = {mia_id, "nobody"};
    speak.u.speakers = (struct kr_link_speakers){"room", loud, 2};
    assert_int_equal(kr_link_send(rig_media_of(&r, mia_id)->link, &speak), 0);
    m = rig_ws_expect(&teacher, KR_SIGNAL_SPEAKERS);
    assert_int_equal(m->u.speakers.members_len, 1);

    assert_int_equal(rig_ws_ask(&mia, "leave", "")->head.type, KR_SIGNAL_OK);
    rig_ws_expect_close(&mia, 1000);
    assert_string_equal(rig_ws_expect(&teacher, KR_SIGNAL_LEFT)->u.left.member, mia_id);
    RIG_UNTIL(&r, !rig_endpoint(&r, mia_id));
    assert_int_equal(rig_ws_ask(&teacher, "end", "")->head.type, KR_SIGNAL_OK);
    assert_int_equal(rig_ws_expect(&teacher, KR_SIGNAL_ENDED)->u.ended.reason, KR_SIGNAL_ENDED_REASON_BY_MODERATOR);
    rig_ws_expect_close(&teacher, 1000);
    RIG_UNTIL(&r, !rig_endpoint(&r, teacher_id));
}

static void removed_is_removed(void **state)
{
    char fields[200];
    open_class();
    snprintf(fields, sizeof fields, "\"member\":\"%s\"", mia_id);
    assert_int_equal(rig_ws_ask(&teacher, "remove", fields)->head.type, KR_SIGNAL_OK);
    rig_ws_expect(&mia, KR_SIGNAL_REMOVED);
    rig_ws_expect_close(&mia, 1000);
    RIG_UNTIL(&r, !rig_endpoint(&r, mia_id));
    struct kr_signal_msg *m = knock(&mia, KR_TICKET_PARTICIPANT, "bm", "Unschuld");
    assert_int_equal(m->head.type, KR_SIGNAL_REFUSED);
    assert_int_equal(m->u.refused.reason, KR_SIGNAL_REFUSED_REASON_REMOVED);
    rig_ws_expect_close(&mia, 1000);
    assert_int_equal(knock(&other, KR_TICKET_PARTICIPANT, "bo", "Neu")->head.type, KR_SIGNAL_WAITING);
    m = rig_ws_expect(&teacher, KR_SIGNAL_WAITING_ROOM);
    while (m->u.waiting_room.waiting_len == 0)
        m = rig_ws_expect(&teacher, KR_SIGNAL_WAITING_ROOM);
    snprintf(fields, sizeof fields, "\"members\":[\"%s\"]", m->u.waiting_room.waiting[0].id);
    assert_int_equal(rig_ws_ask(&teacher, "admit", fields)->head.type, KR_SIGNAL_OK);
    rig_ws_expect(&other, KR_SIGNAL_ADMITTED);
}

#define WHIP(token) "Authorization: Bearer " token "\r\nContent-Type: application/sdp\r\n"

/* A device that is removed does not come back by another ticket of the same token. */
static void a_removed_device_stays_out(void **state)
{
    static const char offer[] = "v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=sendonly\r\n";
    char fields[200];
    open_class();
    snprintf(r.token_id, sizeof r.token_id, "token1");
    assert_int_equal(rig_http(&r, "POST", "/whip/room/cam", WHIP("publish-token"), offer).status, 201);
    struct kr_signal_msg *m = rig_ws_expect(&teacher, KR_SIGNAL_MEMBER_CHANGED);
    while (!m->u.member_changed.member.device)
        m = rig_ws_expect(&teacher, KR_SIGNAL_MEMBER_CHANGED);
    snprintf(fields, sizeof fields, "\"member\":\"%s\"", m->u.member_changed.member.id);
    assert_int_equal(rig_ws_ask(&teacher, "remove", fields)->head.type, KR_SIGNAL_OK);
    assert_int_equal(rig_http(&r, "POST", "/whip/room/cam", WHIP("publish-token"), offer).status, 403);
    assert_int_equal(rig_http(&r, "POST", "/whip/room/cam2", WHIP("publish-token"), offer).status, 403);
    snprintf(r.token_id, sizeof r.token_id, "token2");
    assert_int_equal(rig_http(&r, "POST", "/whip/room/cam", WHIP("publish-token"), offer).status, 201);
}

static const struct {
    const char *type, *fields;
} everything[] = {
    {"knock", "\"ticket\":\"x\",\"name\":\"x\""}, {"resume", "\"token\":\"x\""}, {"join", "\"sdp\":\"x\",\"senders\":{}"},
    {"offer", "\"sdp\":\"x\",\"senders\":{}"}, {"watch", "\"gen\":1,\"slots\":[]"}, {"state", "\"camera\":true"},
    {"say", "\"text\":\"x\""}, {"unsay", "\"number\":1"}, {"hand", "\"up\":true"}, {"grant", ""},
    {"mute", "\"kind\":\"camera\""}, {"admit", "\"members\":[]"}, {"deny", "\"members\":[]"}, {"remove", "\"member\":\"x\""},
    {"lock", "\"on\":true"}, {"lobby", "\"on\":true"}, {"freeze", "\"on\":true"}, {"screens", "\"several\":true"}, {"end", ""}, {"leave", ""},
};

static void wrong_moments_have_no_effect(void **state)
{
    /* Before knocking: everything but knock and resume. */
    assert_int_equal(rig_ws_open(&r, &other, "bo", same_origin), 101);
    for (size_t i = 2; i < sizeof everything / sizeof *everything; i++)
        expect_error(rig_ws_ask(&other, everything[i].type, everything[i].fields), "wrong_state");
    assert_int_equal(rig_ws_ask(&other, "ping", "")->head.type, KR_SIGNAL_PONG);
    rig_ws_cut(&other);
    /* While waiting: everything but leave, and no word about the room. */
    assert_int_equal(knock(&other, KR_TICKET_PARTICIPANT, "bo", "Neu")->head.type, KR_SIGNAL_WAITING);
    for (size_t i = 0; i + 1 < sizeof everything / sizeof *everything; i++)
        expect_error(rig_ws_ask(&other, everything[i].type, everything[i].fields), "wrong_state");
    /* Once in: no second knock. */
    open_class();
    expect_error(rig_ws_ask(&mia, "knock", "\"ticket\":\"x\",\"name\":\"x\""), "wrong_state");
    expect_error(rig_ws_ask(&mia, "resume", "\"token\":\"x\""), "wrong_state");
    for (size_t i = 9; i < 19; i++)
        expect_error(rig_ws_ask(&mia, everything[i].type, everything[i].fields), "forbidden");
    assert_int_equal(rig_ws_ask(&other, "leave", "")->head.type, KR_SIGNAL_OK);
}

static void nonsense_is_answered(void **state)
{
    static const struct {
        const char *json, *error;
    } cases[] = {
        {"", "not_json"}, {"{", "not_json"}, {"[]", "not_json"}, {"{\"type\":\"nothing\"}", "unknown_message"},
        {"{\"type\":\"ok\"}", "unknown_message"}, {"{\"type\":\"ended\",\"reason\":\"replaced\"}", "unknown_message"},
        {"{\"type\":\"say\"}", "missing_field"}, {"{\"type\":\"say\",\"text\":7}", "wrong_type"},
        {"{\"type\":\"say\",\"text\":\"\"}", "out_of_range"}, {"{\"type\":\"remove\",\"member\":\"a b\"}", "bad_text"},
        {"[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]", "too_deep"},
    };
    assert_int_equal(rig_ws_open(&r, &other, "bo", same_origin), 101);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rig_ws_send(&other, cases[i].json);
        struct kr_signal_msg *m = rig_ws_expect(&other, KR_SIGNAL_ERROR);
        expect_error(m, cases[i].error);
    }
    assert_int_equal(rig_ws_ask(&other, "ping", "")->head.type, KR_SIGNAL_PONG);
}

static void floods_cost_the_sender(void **state)
{
    open_class();
    struct kr_signal_msg *m;
    int said = 0;
    for (int i = 0; i < 30; i++) {
        m = rig_ws_ask(&mia, "say", "\"text\":\"x\"");
        said += m->head.type == KR_SIGNAL_OK;
        if (m->head.type != KR_SIGNAL_OK)
            expect_error(m, "rate_limited");
    }
    assert_in_range(said, 8, 29);
    assert_int_equal(rig_ws_ask(&teacher, "say", "\"text\":\"x\"")->head.type, KR_SIGNAL_OK);
    for (int i = 0; i < 5000 && !mia.closed; i++) {
        rig_ws_send(&mia, "{\"type\":\"say\",\"text\":\"x\"}");
        if (i % 50 == 0)
            rig_turn(&r);
    }
    rig_ws_expect_close(&mia, 1008);
    assert_int_equal(rig_ws_ask(&teacher, "ping", "")->head.type, KR_SIGNAL_PONG);
}

static void large_texts_are_for_offers(void **state)
{
    static char big[80001], fields[90000];
    memset(big, 'x', 80000);
    assert_int_equal(rig_ws_open(&r, &other, "bo", same_origin), 101);
    rig_ws_send(&other, big);
    rig_ws_expect_close(&other, 1009);
    open_class();
    snprintf(fields, sizeof fields, "\"text\":\"x\",\"more\":\"%s\"", big);
    expect_error(rig_ws_ask(&mia, "say", fields), "too_large");
    snprintf(fields, sizeof fields, "\"sdp\":\"%s\",\"senders\":{}", big);
    assert_int_equal(rig_ws_ask(&mia, "offer", fields)->head.type, KR_SIGNAL_ANSWER);
}

static void tickets_are_checked(void **state)
{
    char fields[KR_LIMIT_TICKET_BYTES + 200], ticket[KR_LIMIT_TICKET_BYTES + 1];
    struct {
        enum kr_ticket_role role;
        const char *given_to, *shown_by;
        bool spoilt;
    } cases[] = {
        {KR_TICKET_PARTICIPANT, "a", "b", false}, {KR_TICKET_MODERATOR, "a", "b", false}, {KR_TICKET_PARTICIPANT, "a", "a", true},
        {KR_TICKET_PUBLISH, NULL, "a", false},    {KR_TICKET_PLAY, NULL, "a", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        snprintf(ticket, sizeof ticket, "%s", rig_ticket(&r, cases[i].role, "room", cases[i].given_to));
        if (cases[i].spoilt)
            ticket[40] = ticket[40] == 'A' ? 'B' : 'A';
        assert_int_equal(rig_ws_open(&r, &other, cases[i].shown_by, same_origin), 101);
        snprintf(fields, sizeof fields, "\"ticket\":\"%s\",\"name\":\"x\"", ticket);
        struct kr_signal_msg *m = rig_ws_ask(&other, "knock", fields);
        assert_int_equal(m->head.type, KR_SIGNAL_REFUSED);
        assert_int_equal(m->u.refused.reason, KR_SIGNAL_REFUSED_REASON_TICKET);
        rig_ws_expect_close(&other, 1000);
    }
    /* A name without anything visible may be mended. */
    assert_int_equal(rig_ws_open(&r, &other, "bo", same_origin), 101);
    snprintf(fields, sizeof fields, "\"ticket\":\"%s\",\"name\":\" \"", rig_ticket(&r, KR_TICKET_MODERATOR, "room", "bo"));
    expect_error(rig_ws_ask(&other, "knock", fields), "malformed");
    snprintf(fields, sizeof fields, "\"ticket\":\"%s\",\"name\":\"A\"", rig_ticket(&r, KR_TICKET_MODERATOR, "room", "bo"));
    assert_int_equal(rig_ws_ask(&other, "knock", fields)->head.type, KR_SIGNAL_ADMITTED);
}

static void a_lost_websocket_is_resumed(void **state)
{
    char fields[200];
    open_class();
    assert_int_equal(rig_ws_ask(&mia, "hand", "\"up\":true")->head.type, KR_SIGNAL_OK);
    assert_int_equal(rig_ws_ask(&mia, "state", "\"camera\":true")->head.type, KR_SIGNAL_OK);
    rig_ws_cut(&mia);
    struct kr_signal_msg *m = rig_ws_expect(&teacher, KR_SIGNAL_MEMBER_CHANGED);
    while (!m->u.member_changed.member.away)
        m = rig_ws_expect(&teacher, KR_SIGNAL_MEMBER_CHANGED);
    RIG_UNTIL(&r, rig_endpoint(&r, mia_id)->allow.camera); /* the media goes on */

    char guessed[129];
    snprintf(guessed, sizeof guessed, "%s", mia_token); /* all but its last character */
    guessed[strlen(guessed) - 1] ^= 1;
    const struct {
        const char *token, *browser;
    } wrong[] = {{"x", "bm"}, {"x.y", "bm"}, {mia_id, "bm"}, {guessed, "bm"}, {mia_token, "bo"}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(rig_ws_open(&r, &other, wrong[i].browser, same_origin), 101);
        snprintf(fields, sizeof fields, "\"token\":\"%s\"", wrong[i].token);
        m = rig_ws_ask(&other, "resume", fields);
        assert_int_equal(m->head.type, KR_SIGNAL_REFUSED);
        assert_int_equal(m->u.refused.reason, KR_SIGNAL_REFUSED_REASON_NOT_RESUMABLE);
        rig_ws_expect_close(&other, 1000);
    }
    assert_int_equal(rig_ws_open(&r, &mia, "bm", same_origin), 101);
    snprintf(fields, sizeof fields, "\"token\":\"%s\"", mia_token);
    m = rig_ws_ask(&mia, "resume", fields);
    assert_int_equal(m->head.type, KR_SIGNAL_RESUMED);
    assert_true(m->u.resumed.media);
    assert_string_equal(m->u.resumed.snapshot.self, mia_id);
    for (size_t i = 0; i < m->u.resumed.snapshot.members_len; i++) {
        const struct kr_signal_member *member = &m->u.resumed.snapshot.members[i];
        if (strcmp(member->id, mia_id) == 0)
            assert_true(member->hand == 1 && member->camera && !member->away && strcmp(member->name, "Mia") == 0);
    }
    assert_int_equal(rig_endpoint(&r, mia_id)->opens, 1);
    /* A second resume takes the place of the first. */
    assert_int_equal(rig_ws_open(&r, &other, "bm", same_origin), 101);
    assert_int_equal(rig_ws_ask(&other, "resume", fields)->head.type, KR_SIGNAL_RESUMED);
    assert_int_equal(rig_ws_expect(&mia, KR_SIGNAL_ENDED)->u.ended.reason, KR_SIGNAL_ENDED_REASON_REPLACED);
    rig_ws_expect_close(&mia, 1000);
    assert_int_equal(rig_ws_ask(&other, "say", "\"text\":\"da\"")->head.type, KR_SIGNAL_OK);
    /* Who has left cannot be resumed. */
    assert_int_equal(rig_ws_ask(&other, "leave", "")->head.type, KR_SIGNAL_OK);
    rig_ws_expect_close(&other, 1000);
    assert_int_equal(rig_ws_open(&r, &mia, "bm", same_origin), 101);
    assert_int_equal(rig_ws_ask(&mia, "resume", fields)->head.type, KR_SIGNAL_REFUSED);
}

static void waiting_guests_resume(void **state)
{
    char fields[200];
    struct kr_signal_msg *m = knock(&mia, KR_TICKET_PARTICIPANT, "bm", "Mia");
    snprintf(fields, sizeof fields, "\"token\":\"%s\"", m->u.waiting.resume);
    rig_ws_cut(&mia);
    assert_int_equal(rig_ws_open(&r, &mia, "bm", same_origin), 101);
    assert_int_equal(rig_ws_ask(&mia, "resume", fields)->head.type, KR_SIGNAL_WAITING);
    rig_ws_cut(&mia);
    knock(&teacher, KR_TICKET_MODERATOR, "bt", "Frau Weber");
    join(&teacher, teacher_id, teacher_token);
    assert_int_equal(rig_ws_open(&r, &mia, "bm", same_origin), 101);
    assert_int_equal(rig_ws_ask(&mia, "resume", fields)->head.type, KR_SIGNAL_ADMITTED);
    join(&mia, mia_id, mia_token);
}

/* The client goes, or is sent away, while the media process thinks about its offer. */
static void late_answers_meet_nobody(void **state)
{
    enum { BY_LEAVING, BY_LOSS, BY_THE_END, WAYS };
    for (int i = 0; i < WAYS; i++) {
        knock(&teacher, KR_TICKET_MODERATOR, "bt", "Frau Weber");
        join(&teacher, teacher_id, teacher_token);
        knock(&mia, KR_TICKET_PARTICIPANT, "bm", "Mia");
        size_t before = r.media[0].n + r.media[1].n;
        rig_ws_send(&mia, "{\"type\":\"join\",\"id\":77,\"sdp\":\"hold\",\"senders\":{}}");
        RIG_UNTIL(&r, r.media[0].n + r.media[1].n > before);
        struct rig_media *m = rig_media_of(&r, teacher_id);
        struct rig_endpoint *e = &m->endpoints[m->n - 1];
        assert_true(e->held && e->open);
        unsigned closes = m->closes;
        expect_error(rig_ws_ask(&mia, "join", "\"sdp\":\"x\",\"senders\":{}"), "wrong_state"); /* one at a time */
        if (i == BY_LEAVING)
            rig_ws_ask(&mia, "leave", "");
        else if (i == BY_LOSS)
            rig_ws_cut(&mia);
        else
            rig_ws_ask(&teacher, "end", "");
        RIG_UNTIL(&r, m->closes > closes && !e->open);
        rig_answer_held(&r, e->id);
        rig_ws_cut(&mia);
        if (i != BY_THE_END) {
            assert_int_equal(rig_ws_ask(&teacher, "ping", "")->head.type, KR_SIGNAL_PONG);
            assert_int_equal(rig_ws_ask(&teacher, "end", "")->head.type, KR_SIGNAL_OK);
        }
        RIG_UNTIL(&r, !rig_endpoint(&r, teacher_id));
        rig_ws_cut(&teacher);
    }
}

static void bad_offers_are_refused(void **state)
{
    knock(&teacher, KR_TICKET_MODERATOR, "bt", "Frau Weber");
    expect_error(rig_ws_ask(&teacher, "join", "\"sdp\":\"bad\",\"senders\":{}"), "malformed");
    struct kr_signal_msg *m = rig_ws_ask(&teacher, "join", "\"sdp\":\"offer\",\"senders\":{}");
    assert_int_equal(m->head.type, KR_SIGNAL_JOINED);
}

static void rights_change_while_joining(void **state)
{
    knock(&teacher, KR_TICKET_MODERATOR, "bt", "Frau Weber");
    join(&teacher, teacher_id, teacher_token);
    knock(&mia, KR_TICKET_PARTICIPANT, "bm", "Mia");
    assert_int_equal(rig_ws_ask(&mia, "state", "\"camera\":true")->head.type, KR_SIGNAL_OK);
    struct rig_media *m = rig_media_of(&r, teacher_id);
    size_t n = m->n;
    rig_ws_send(&mia, "{\"type\":\"join\",\"id\":77,\"sdp\":\"hold\",\"senders\":{}}");
    RIG_UNTIL(&r, m->n > n);
    struct rig_endpoint *e = &m->endpoints[n];
    assert_true(e->allow.camera);
    assert_int_equal(rig_ws_ask(&teacher, "grant", "\"camera\":false")->head.type, KR_SIGNAL_OK);
    /* News of an endpoint that is not open yet is of an earlier one; news of another process's is nobody's. */
    struct kr_link_msg dead = {.head.type = KR_LINK_ENDPOINT_STATE,
                               .u.endpoint_state = {e->id, KR_LINK_ENDPOINT_STATE_STATE_CLOSED}};
    assert_int_equal(kr_link_send(m->link, &dead), 0);
    rig_answer_held(&r, e->id);
    rig_ws_expect(&mia, KR_SIGNAL_JOINED);
    RIG_UNTIL(&r, !e->allow.camera);
    assert_int_equal(kr_link_send(r.media[m == &r.media[0]].link, &dead), 0);
    for (int i = 0; i < 50; i++)
        rig_turn(&r);
    assert_int_equal(rig_ws_ask(&mia, "offer", "\"sdp\":\"more\",\"senders\":{}")->head.type, KR_SIGNAL_ANSWER);
}

static void media_dies_and_the_class_comes_back(void **state)
{
    open_class();
    struct rig_media *m = rig_media_of(&r, mia_id);
    rig_drop(&m->link);
    *m = (struct rig_media){0};
    rig_ws_expect(&mia, KR_SIGNAL_MEDIA_LOST);
    rig_ws_expect(&teacher, KR_SIGNAL_MEDIA_LOST);
    expect_error(rig_ws_ask(&mia, "watch", "\"gen\":1,\"slots\":[]"), "wrong_state");
    struct kr_signal_msg *back = rig_ws_ask(&mia, "join", "\"sdp\":\"offer\",\"senders\":{}");
    assert_int_equal(back->head.type, KR_SIGNAL_JOINED);
    assert_string_equal(back->u.joined.snapshot.self, mia_id);
    assert_int_equal(back->u.joined.snapshot.members_len, 2);
    assert_int_equal(rig_ws_ask(&teacher, "join", "\"sdp\":\"offer\",\"senders\":{}")->head.type, KR_SIGNAL_JOINED);
    struct rig_media *now = rig_media_of(&r, mia_id);
    assert_ptr_equal(rig_media_of(&r, teacher_id), now);
    assert_ptr_not_equal(now, m);
    assert_int_equal(rig_ws_drain(&mia), 0); /* nobody left, nobody came: the meeting went on */

    /* One endpoint's death is its own. */
    struct kr_link_msg dead = {.head.type = KR_LINK_ENDPOINT_STATE,
                               .u.endpoint_state = {mia_id, KR_LINK_ENDPOINT_STATE_STATE_CLOSED}};
    rig_endpoint(&r, mia_id)->open = false;
    assert_int_equal(kr_link_send(now->link, &dead), 0);
    rig_ws_expect(&mia, KR_SIGNAL_MEDIA_LOST);
    assert_int_equal(rig_ws_drain(&teacher), 0);
    /* None left at all: said so, and mended by the next one. */
    rig_drop(&now->link);
    *now = (struct rig_media){0};
    rig_ws_expect(&teacher, KR_SIGNAL_MEDIA_LOST);
    expect_error(rig_ws_ask(&teacher, "join", "\"sdp\":\"offer\",\"senders\":{}"), "try_again");
    rig_media(&r, 1);
    struct kr_signal_msg *again = rig_ws_ask(&teacher, "join", "\"sdp\":\"offer\",\"senders\":{}");
    for (int i = 0; again->head.type == KR_SIGNAL_ERROR && i < 3; i++)
        again = rig_ws_ask(&teacher, "join", "\"sdp\":\"offer\",\"senders\":{}");
    assert_int_equal(again->head.type, KR_SIGNAL_JOINED);
}

static void rooms_spread_over_media(void **state)
{
    char fields[KR_LIMIT_TICKET_BYTES + 200], id[65], token[129];
    open_class();
    assert_int_equal(rig_ws_open(&r, &other, "bo", same_origin), 101);
    snprintf(fields, sizeof fields, "\"ticket\":\"%s\",\"name\":\"x\"", rig_ticket(&r, KR_TICKET_MODERATOR, "second", "bo"));
    rig_ws_ask(&other, "knock", fields);
    join(&other, id, token);
    assert_ptr_not_equal(rig_media_of(&r, id), rig_media_of(&r, mia_id));
    /* And not into each other's slots. */
    snprintf(fields, sizeof fields, "\"gen\":1,\"slots\":[{\"slot\":0,\"member\":\"%s\",\"kind\":\"camera\"}]", mia_id);
    assert_int_equal(rig_ws_ask(&other, "watch", fields)->u.slots.slots_len, 0);
}

static bool told_of(const char *room, size_t members, bool moderator)
{
    for (size_t i = 0; i < r.n_live; i++)
        if (strcmp(r.live[i].room, room) == 0)
            return r.live[i].members == members && r.live[i].moderator == moderator;
    return false;
}

/* A new office knows nothing; it would let the codes of rooms run out that are live. */
static void a_new_office_learns_which_rooms_are_live(void **state)
{
    char fields[KR_LIMIT_TICKET_BYTES + 200], id[65], token[129];
    open_class();
    assert_int_equal(rig_ws_open(&r, &other, "bo", same_origin), 101);
    snprintf(fields, sizeof fields, "\"ticket\":\"%s\",\"name\":\"x\"", rig_ticket(&r, KR_TICKET_MODERATOR, "second", "bo"));
    rig_ws_ask(&other, "knock", fields);
    join(&other, id, token);
    RIG_UNTIL(&r, told_of("room", 2, true) && told_of("second", 1, true));
    rig_ws_ask(&teacher, "leave", "");
    RIG_UNTIL(&r, told_of("room", 1, false));
    rig_drop(&r.office);
    r.n_live = 0;
    rig_office(&r);
    RIG_UNTIL(&r, told_of("room", 1, false) && told_of("second", 1, true));
}

/* All tickets that the rig has made, and none that it makes with later_ms. */
static int64_t revoked_until(void)
{
    return (int64_t)rig_unix_ms() + 2 * RIG_TICKET_MS;
}

static void the_office_has_the_last_word(void **state)
{
    open_class();
    struct kr_link_msg change = {.head.type = KR_LINK_ROOM_CHANGED};
    change.u.room_changed = (struct kr_link_room_changed){.room = "room", .title = "6b", .end_after_s = 60};
    rig_office_says(&r, &change);
    assert_string_equal(rig_ws_expect(&mia, KR_SIGNAL_ROOM_CHANGED)->u.room_changed.room.title, "6b");

    struct kr_link_msg lock = {.head.type = KR_LINK_ACCOUNT_LOCKED, .u.account_locked = {"school", revoked_until()}};
    rig_office_says(&r, &lock);
    assert_int_equal(rig_ws_expect(&mia, KR_SIGNAL_ENDED)->u.ended.reason, KR_SIGNAL_ENDED_REASON_ACCOUNT_LOCKED);
    rig_ws_expect(&teacher, KR_SIGNAL_ENDED);
    rig_ws_cut(&mia);
    rig_ws_cut(&teacher);
    RIG_UNTIL(&r, r.live_members == 0);
    /* Tickets from before are void. */
    assert_int_equal(knock(&teacher, KR_TICKET_MODERATOR, "bt", "Frau Weber")->head.type, KR_SIGNAL_REFUSED);
}

/* A room may have moderators who are signed in with other accounts than the one it belongs to. */
static void a_locked_moderator_leaves_a_room_of_another(void **state)
{
    char fields[KR_LIMIT_TICKET_BYTES + 200], id[65], token[129];
    open_class();
    r.holder = "colleague";
    assert_int_equal(rig_ws_open(&r, &other, "bo", same_origin), 101);
    snprintf(fields, sizeof fields, "\"ticket\":\"%s\",\"name\":\"x\"", rig_ticket(&r, KR_TICKET_MODERATOR, "room", "bo"));
    rig_ws_ask(&other, "knock", fields);
    join(&other, id, token);
    RIG_UNTIL(&r, r.live_members == 3);

    struct kr_link_msg lock = {.head.type = KR_LINK_ACCOUNT_LOCKED, .u.account_locked = {"colleague", revoked_until()}};
    rig_office_says(&r, &lock);
    assert_int_equal(rig_ws_expect(&other, KR_SIGNAL_ENDED)->u.ended.reason, KR_SIGNAL_ENDED_REASON_ACCOUNT_LOCKED);
    RIG_UNTIL(&r, r.live_members == 2 && r.live_moderator); /* the others go on */
    assert_int_equal(rig_ws_ask(&teacher, "ping", "")->head.type, KR_SIGNAL_PONG);
    rig_ws_cut(&other);
    assert_int_equal(rig_ws_open(&r, &other, "bo", same_origin), 101);
    assert_int_equal(rig_ws_ask(&other, "knock", fields)->head.type, KR_SIGNAL_REFUSED); /* the ticket from before is void */
}

static void upgrades_are_same_origin(void **state)
{
    static const struct {
        const char *headers;
        int status;
    } cases[] = {
        {"Origin: http://school.test\r\n", 101},
        {"Origin: https://school.test\r\n", 101}, /* TLS taken off by a proxy */
        {"", 101},                                /* no browser */
        {"Origin: http://evil.test\r\n", 403},
        {"Origin: http://school.test.evil.test\r\n", 403},
        {"Origin: http://school.test:81\r\n", 403},
        {"Origin: null\r\n", 403},
        {"Sec-Fetch-Site: same-origin\r\n", 403}, /* a browser that hides its origin */
        {"Sec-Fetch-Site: cross-site\r\n", 403},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(rig_ws_open(&r, &other, "x", cases[i].headers), cases[i].status);
        rig_ws_cut(&other);
    }
}

int main(void)
{
#define RIGGED(f) cmocka_unit_test_setup_teardown(f, start, stop)
    const struct CMUnitTest tests[] = {
        RIGGED(a_class_meets),
        RIGGED(removed_is_removed),
        RIGGED(a_removed_device_stays_out),
        RIGGED(wrong_moments_have_no_effect),
        RIGGED(nonsense_is_answered),
        RIGGED(floods_cost_the_sender),
        RIGGED(large_texts_are_for_offers),
        RIGGED(tickets_are_checked),
        RIGGED(a_lost_websocket_is_resumed),
        RIGGED(waiting_guests_resume),
        RIGGED(late_answers_meet_nobody),
        RIGGED(bad_offers_are_refused),
        RIGGED(rights_change_while_joining),
        RIGGED(media_dies_and_the_class_comes_back),
        RIGGED(rooms_spread_over_media),
        RIGGED(a_new_office_learns_which_rooms_are_live),
        RIGGED(the_office_has_the_last_word),
        RIGGED(a_locked_moderator_leaves_a_room_of_another),
        RIGGED(upgrades_are_same_origin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
