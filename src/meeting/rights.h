/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Who may do what: one table, role by action. A role comes from the ticket and never changes. Moderators may do
 * everything; a participant's own rights and the freeze decide where the table says so.
 */
#ifndef KR_MEETING_RIGHTS_H
#define KR_MEETING_RIGHTS_H

#include <stdbool.h>

#include "proto/link.h"
#include "proto/signal.h"

enum kr_role {
    KR_ROLE_MODERATOR,
    KR_ROLE_PARTICIPANT,
    KR_ROLE_DEVICE, /* publishes by WHIP and does nothing else */
    KR_ROLES
};

enum kr_action {
    KR_ACT_MICROPHONE,
    KR_ACT_CAMERA,
    KR_ACT_SCREEN,
    KR_ACT_SAY,
    KR_ACT_UNSAY_OWN,
    KR_ACT_UNSAY_ANY,
    KR_ACT_HAND_OWN,
    KR_ACT_HAND_OTHERS,
    KR_ACT_SEE_WAITING,
    KR_ACT_GRANT,
    KR_ACT_MUTE,
    KR_ACT_ADMIT,
    KR_ACT_DENY,
    KR_ACT_REMOVE,
    KR_ACT_LOCK,
    KR_ACT_LOBBY,
    KR_ACT_FREEZE,
    KR_ACT_SCREENS, /* how many show at a time, and to take the place of whoever does */
    KR_ACT_END,
    KR_ACTIONS
};

/* `rights` are the person's own; `frozen` is the room's state. */
bool kr_may(enum kr_role role, enum kr_action action, const struct kr_signal_rights *rights, bool frozen);

/* Moderators cannot be muted, removed or restricted by anybody but, where it makes sense, themselves. */
bool kr_may_touch(enum kr_role target, bool self);

/* The four rights as they stand now, freeze included. */
struct kr_signal_rights kr_rights_effective(enum kr_role role, const struct kr_signal_rights *own, bool frozen);

/* What the media process forwards: switched on by its owner, and within the effective rights. */
struct kr_link_allow kr_rights_allow(const struct kr_link_allow *on, const struct kr_signal_rights *effective);

#endif
