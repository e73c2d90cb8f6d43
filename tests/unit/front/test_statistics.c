/* SPDX-License-Identifier: EUPL-1.2 */
/* What a client is told of its own connection, and that it is told of no other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "rig.h"

static struct rig r;
static struct rig_ws teacher;

static int start(void **state)
{
    rig_start(&r);
    teacher.fd = -1;
    return 0;
}

static int stop(void **state)
{
    rig_ws_cut(&teacher);
    rig_stop(&r);
    return 0;
}

static void come_in(void)
{
    char fields[KR_LIMIT_TICKET_BYTES + 200];
    assert_int_equal(rig_ws_open(&r, &teacher, "bt", "Origin: http://school.test\r\n"), 101);
    snprintf(fields, sizeof fields, "\"ticket\":\"%s\",\"name\":\"Frau Weber\"", rig_ticket(&r, KR_TICKET_MODERATOR, "room", "bt"));
    assert_int_equal(rig_ws_ask(&teacher, "knock", fields)->head.type, KR_SIGNAL_ADMITTED);
}

static void every_figure_arrives(void **state)
{
    come_in();
    assert_int_equal(rig_ws_ask(&teacher, "join", "\"sdp\":\"offer\",\"senders\":{}")->head.type, KR_SIGNAL_JOINED);
    struct kr_signal_msg *m = rig_ws_ask(&teacher, "statistics", "");
    assert_int_equal(m->head.type, KR_SIGNAL_FIGURES);
    const struct kr_signal_figures *f = &m->u.figures;
    assert_true(f->path.has_rtt_ms);
    assert_int_equal(f->path.rtt_ms, 42);
    assert_int_equal(f->path.estimate_bps, 2000000);
    assert_int_equal(f->path.sent_bps, 500000);
    assert_int_equal(f->path.lost_permille, 9);
    assert_int_equal(f->path.resent, 11);
    assert_int_equal(f->slots_len, 1);
    assert_int_equal(f->slots[0].slot, 3);
    assert_int_equal(f->slots[0].layer, 1);
    assert_int_equal(f->slots[0].layers, 2);
    assert_int_equal(f->slots[0].height, 360);
    assert_int_equal(f->slots[0].sent_bps, 450000);
    assert_int_equal(f->slots[0].lost_permille, 7);
    assert_int_equal(f->sources_len, 1);
    assert_int_equal(f->sources[0].source, KR_SIGNAL_SOURCE_FIGURES_SOURCE_SCREEN);
    assert_int_equal(f->sources[0].layer, 2);
    assert_int_equal(f->sources[0].height, 1080);
    assert_int_equal(f->sources[0].received_bps, 900000);
    assert_int_equal(f->sources[0].lost_permille, 4);
    assert_int_equal(f->sources[0].receivers, 31);
}

static void expect_error(struct kr_signal_msg *m, const char *id)
{
    assert_int_equal(m->head.type, KR_SIGNAL_ERROR);
    assert_string_equal(m->u.error.error, id);
}

static void only_who_is_in_may_ask(void **state)
{
    assert_int_equal(rig_ws_open(&r, &teacher, "bt", "Origin: http://school.test\r\n"), 101);
    expect_error(rig_ws_ask(&teacher, "statistics", ""), "wrong_state");
    rig_ws_cut(&teacher);
    come_in();
    expect_error(rig_ws_ask(&teacher, "statistics", ""), "wrong_state");
}

static void without_its_media_process_there_is_nothing_to_tell(void **state)
{
    come_in();
    struct kr_signal_msg *m = rig_ws_ask(&teacher, "join", "\"sdp\":\"offer\",\"senders\":{}");
    assert_int_equal(m->head.type, KR_SIGNAL_JOINED);
    char self[65];
    snprintf(self, sizeof self, "%s", m->u.joined.snapshot.self);
    struct rig_media *media = rig_media_of(&r, self);
    rig_drop(&media->link);
    rig_ws_expect(&teacher, KR_SIGNAL_MEDIA_LOST);
    expect_error(rig_ws_ask(&teacher, "statistics", ""), "wrong_state");
}

int main(void)
{
#define RIGGED(f) cmocka_unit_test_setup_teardown(f, start, stop)
    const struct CMUnitTest tests[] = {
        RIGGED(every_figure_arrives),
        RIGGED(only_who_is_in_may_ask),
        RIGGED(without_its_media_process_there_is_nothing_to_tell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
