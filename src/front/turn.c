/* SPDX-License-Identifier: EUPL-1.2 */
#include "front/turn.h"

#include "base/log.h"
#include "front/inside.h"
#include "os/clock.h"

void kr_front_turn_secret(struct kr_front *f, const struct kr_link_relay_secret *m)
{
    f->turn.has_secret = kr_hex_read(f->turn.secret, sizeof f->turn.secret, m->secret) == 0;
    if (!f->turn.has_secret)
        kr_warn("the supervisor sent a secret for the relay that is none");
}

bool kr_front_turn_give(const struct kr_front *f, struct kr_signal_relay *out, struct kr_turn_pass *pass)
{
    if (!f->turn.has_secret || (!f->turn.port && !f->turn.tls_port))
        return false;
    if (kr_turn_pass_make(pass, f->turn.secret, kr_clock_unix_ms() / 1000 + KR_FRONT_TURN_S))
        return false;
    *out = (struct kr_signal_relay){pass->name, pass->password, f->turn.port, f->turn.tls_port};
    return true;
}

void kr_front_admit(struct kr_session *s, int64_t re)
{
    struct kr_turn_pass pass;
    struct kr_signal_msg msg = {.head.type = KR_SIGNAL_ADMITTED};
    struct kr_signal_admitted *m = &msg.u.admitted;
    m->resume = s->resume;
    m->moderator = kr_person_role(s->person) == KR_ROLE_MODERATOR;
    m->has_relay = kr_front_turn_give(s->front, &m->relay, &pass);
    kr_client_send(s->client, &msg, re);
    kr_wipe(&pass, sizeof pass);
}
