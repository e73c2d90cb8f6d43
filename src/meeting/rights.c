/* SPDX-License-Identifier: EUPL-1.2 */
#include "meeting/rights.h"

enum may {
    NO,
    YES,
    GRANTED, /* with the right of that name, and not while the room is frozen */
};

static const enum may matrix[KR_ACTIONS][KR_ROLES] = {
    /*                        moderator participant device */
    [KR_ACT_MICROPHONE]  = {   YES,      GRANTED,    GRANTED },
    [KR_ACT_CAMERA]      = {   YES,      GRANTED,    GRANTED },
    [KR_ACT_SCREEN]      = {   YES,      GRANTED,    NO },
    [KR_ACT_SAY]         = {   YES,      GRANTED,    NO },
    [KR_ACT_UNSAY_OWN]   = {   YES,      YES,        NO },
    [KR_ACT_UNSAY_ANY]   = {   YES,      NO,         NO },
    [KR_ACT_HAND_OWN]    = {   YES,      YES,        NO },
    [KR_ACT_HAND_OTHERS] = {   YES,      NO,         NO },
    [KR_ACT_SEE_WAITING] = {   YES,      NO,         NO },
    [KR_ACT_GRANT]       = {   YES,      NO,         NO },
    [KR_ACT_MUTE]        = {   YES,      NO,         NO },
    [KR_ACT_ADMIT]       = {   YES,      NO,         NO },
    [KR_ACT_DENY]        = {   YES,      NO,         NO },
    [KR_ACT_REMOVE]      = {   YES,      NO,         NO },
    [KR_ACT_LOCK]        = {   YES,      NO,         NO },
    [KR_ACT_LOBBY]       = {   YES,      NO,         NO },
    [KR_ACT_FREEZE]      = {   YES,      NO,         NO },
    [KR_ACT_SCREENS]     = {   YES,      NO,         NO },
    [KR_ACT_END]         = {   YES,      NO,         NO },
};

static bool granted(enum kr_action action, const struct kr_signal_rights *rights)
{
    switch (action) {
    case KR_ACT_MICROPHONE: return rights->microphone;
    case KR_ACT_CAMERA: return rights->camera;
    case KR_ACT_SCREEN: return rights->screen;
    case KR_ACT_SAY: return rights->chat;
    default: return false;
    }
}

bool kr_may(enum kr_role role, enum kr_action action, const struct kr_signal_rights *rights, bool frozen)
{
    enum may may = matrix[action][role];
    return may == YES || (may == GRANTED && !frozen && granted(action, rights));
}

bool kr_may_touch(enum kr_role target, bool self)
{
    return target != KR_ROLE_MODERATOR || self;
}

struct kr_signal_rights kr_rights_effective(enum kr_role role, const struct kr_signal_rights *own, bool frozen)
{
    return (struct kr_signal_rights){
        .microphone = kr_may(role, KR_ACT_MICROPHONE, own, frozen),
        .camera = kr_may(role, KR_ACT_CAMERA, own, frozen),
        .screen = kr_may(role, KR_ACT_SCREEN, own, frozen),
        .chat = kr_may(role, KR_ACT_SAY, own, frozen),
    };
}

struct kr_link_allow kr_rights_allow(const struct kr_link_allow *on, const struct kr_signal_rights *effective)
{
    return (struct kr_link_allow){
        .microphone = on->microphone && effective->microphone,
        .camera = on->camera && effective->camera,
        .screen = on->screen && effective->screen,
        .screen_audio = on->screen_audio && effective->screen,
    };
}
