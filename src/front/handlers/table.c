/* SPDX-License-Identifier: EUPL-1.2 */
#include "front/handlers/handlers.h"

enum {
    NEW = 1u << KR_STAGE_NEW,
    WAITING = 1u << KR_STAGE_WAITING,
    ADMITTED = 1u << KR_STAGE_ADMITTED,
    IN = 1u << KR_STAGE_IN,
};

const struct kr_handler kr_handlers[KR_SIGNAL_ENDED + 1] = {
    [KR_SIGNAL_KNOCK] = {NEW, kr_handle_knock},
    [KR_SIGNAL_RESUME] = {NEW, kr_handle_resume},
    [KR_SIGNAL_JOIN] = {ADMITTED | IN, kr_handle_join},
    [KR_SIGNAL_OFFER] = {IN, kr_handle_offer},
    [KR_SIGNAL_WATCH] = {IN, kr_handle_watch},
    [KR_SIGNAL_STATE] = {ADMITTED | IN, kr_handle_state},
    [KR_SIGNAL_SAY] = {IN, kr_handle_say},
    [KR_SIGNAL_UNSAY] = {IN, kr_handle_unsay},
    [KR_SIGNAL_HAND] = {IN, kr_handle_hand},
    [KR_SIGNAL_GRANT] = {IN, kr_handle_grant},
    [KR_SIGNAL_MUTE] = {IN, kr_handle_mute},
    [KR_SIGNAL_ADMIT] = {IN, kr_handle_admit},
    [KR_SIGNAL_DENY] = {IN, kr_handle_deny},
    [KR_SIGNAL_REMOVE] = {IN, kr_handle_remove},
    [KR_SIGNAL_LOCK] = {IN, kr_handle_lock},
    [KR_SIGNAL_LOBBY] = {IN, kr_handle_lobby},
    [KR_SIGNAL_FREEZE] = {IN, kr_handle_freeze},
    [KR_SIGNAL_SCREENS] = {IN, kr_handle_screens},
    [KR_SIGNAL_END] = {IN, kr_handle_end},
    [KR_SIGNAL_LEAVE] = {WAITING | ADMITTED | IN, kr_handle_leave},
    [KR_SIGNAL_STATISTICS] = {IN, kr_handle_statistics},
    [KR_SIGNAL_PING] = {NEW | WAITING | ADMITTED | IN, kr_handle_ping},
};
