/* SPDX-License-Identifier: EUPL-1.2 */
/* What a meeting decides, carried out: messages to clients, rights to media, seats given up. */
#include <stdlib.h>

#include "base/log.h"
#include "front/inside.h"

static void on_tell(void *arg, void *const *users, size_t n, const struct kr_signal_msg *msg)
{
    size_t len;
    char *text = kr_signal_write(msg, &len);
    if (!text) {
        kr_error("a message of type %s could not be written", kr_proto_type_name(&kr_signal_protocol, msg->head.type));
        return;
    }
    for (size_t i = 0; i < n; i++) {
        struct kr_client *c = ((struct kr_session *)users[i])->client;
        if (c && !c->closing)
            (void)!kr_ws_send(c->ws, text, len); /* a client that does not read is closed by kr_ws_send itself */
    }
    kr_wipe(text, len);
    free(text);
}

static void on_admitted(void *arg, void *user)
{
    kr_front_admit(user, 0);
}

static void on_allow(void *arg, void *user, const struct kr_link_allow *allow)
{
    kr_front_endpoint_allow(user);
}

static void on_gone(void *arg, void *user)
{
    kr_session_free(user);
}

static void on_live(void *arg, const char *room, size_t members, bool moderator)
{
    kr_office_tell_live(arg, room, members, moderator);
}

const struct kr_meeting_effects kr_front_effects = {on_tell, on_admitted, on_allow, on_gone, on_live};
