/* SPDX-License-Identifier: EUPL-1.2 */
/* A hall of meetings whose effects are written down: what the tests of src/meeting look at. */
#ifndef KR_TESTS_MEETING_HALL_H
#define KR_TESTS_MEETING_HALL_H

#include "meeting/meeting.h"

enum { SEEN_TYPES = KR_SIGNAL_ENDED + 1 };

/* One client as the meeting sees it, and what it was told. */
struct seat {
    struct kr_person *person; /* NULL once gone */
    char id[KR_LIMIT_ID_BYTES + 1];
    unsigned told[SEEN_TYPES];
    int last;            /* type told last, or -1 */
    unsigned admitted, allows, gone;
    struct kr_link_allow allow;
    enum kr_signal_refused_reason refused;
    enum kr_signal_ended_reason ended;
    enum kr_signal_muted_kind muted;
    struct kr_signal_room room; /* of the last room_changed; its texts are not kept */
    struct kr_signal_member member; /* of the last member_changed */
    bool frozen_at_change; /* what was known of the freeze when it came */
    char member_name[201];
    size_t waiting; /* length of the last waiting_room */
    char waiting_name[201];
    int64_t said;
    char said_text[4001];
    char left[KR_LIMIT_ID_BYTES + 1];
};

struct hall {
    struct kr_meetings *all;
    uint64_t now_ms;
    int next_id;
    size_t live_members;
    bool live_moderator;
    unsigned live_told;
};

void hall_open(struct hall *h);
void hall_close(struct hall *h);
void hall_pass(struct hall *h, uint64_t ms); /* time passes; due things happen in steps of 250 ms */

struct kr_ticket hall_ticket(enum kr_ticket_role role, int browser); /* room "room", account "school", no lobby */

/* Knocks; the seat is cleared before. */
enum kr_knock hall_knock(struct hall *h, struct seat *s, const struct kr_ticket *t, const char *name);
/* Knocks as a moderator or participant and enters; asserts that it was not made to wait. */
void hall_join(struct hall *h, struct seat *s, enum kr_ticket_role role, const char *name, int browser);
void hall_enter(struct hall *h, struct seat *s);
struct kr_signal_snapshot hall_look(struct seat *s);

#endif
