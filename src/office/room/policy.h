/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What holds in a room before anybody enters: a ready policy for each kind of room, what the room's own settings make
 * of it, and the bounds that operator and school have set. Bounds only tighten. Pure: values in, values out.
 *
 * Policies are kept as words, such as "lobby screen=no end=300 people=40": see kr_policy_read.
 */
#ifndef KR_OFFICE_ROOM_POLICY_H
#define KR_OFFICE_ROOM_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* The store keeps the name, not the number. */
enum kr_room_kind {
    KR_ROOM_LESSON,
    KR_ROOM_PRIMARY, /* primary school: little to click, nothing to write */
    KR_ROOM_TEST,    /* class test: seen, not heard, nothing shown or written to one another */
    KR_ROOM_PARENTS, /* parents' evening */
    KR_ROOM_STAFF,   /* staff meeting */
    KR_ROOM_KINDS,
};

struct kr_policy {
    bool lobby;           /* newcomers wait until they are admitted */
    bool microphone, camera, screen, chat; /* what participants may do by default */
    bool codes;           /* may have a short code beside its link */
    uint32_t end_after_s; /* the meeting ends so long after the last moderator left; 0: it does not */
    uint32_t people;      /* at most so many at once; 0: as many as there is place for */
};

enum { KR_POLICY_TEXT_SIZE = 128, KR_POLICY_END_MAX_S = 86400, KR_POLICY_PEOPLE_MAX = 256 };

/* "lesson" and so on; KR_E_NOT_FOUND for another word. */
const char *kr_room_kind_name(enum kr_room_kind kind);
KR_MUST_CHECK int kr_room_kind_read(enum kr_room_kind *out, const char *name);

/* The ready policy of a kind. */
struct kr_policy kr_policy_of(enum kr_room_kind kind);

/* The loosest there is: as a bound it binds nothing. */
struct kr_policy kr_policy_unbound(void);

/*
 * Changes *policy by words: `lobby`, `lobby=no`, `microphone=no`, `camera`, `screen`, `chat`, `codes` (alone: yes),
 * `end=SECONDS`, `people=N`. KR_E_MALFORMED, with *policy as it was, for any other word or number. "" changes nothing.
 */
KR_MUST_CHECK int kr_policy_read(struct kr_policy *policy, const char *words);

/* Writes all of a policy, so that reading it into any other gives this one. */
void kr_policy_write(char out[KR_POLICY_TEXT_SIZE], const struct kr_policy *policy);

/* The tighter of both in everything. */
struct kr_policy kr_policy_tighten(struct kr_policy policy, const struct kr_policy *bound);

bool kr_policy_equal(const struct kr_policy *a, const struct kr_policy *b);

#endif
