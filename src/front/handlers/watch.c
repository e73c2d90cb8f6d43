/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "front/handlers/handlers.h"

/* Answered by `slots`, when the media process has switched (media.c). */
int kr_handle_watch(struct kr_client *c, const struct kr_signal_msg *m)
{
    struct kr_session *s = c->session;
    if (m->u.watch.gen <= s->watch_gen)
        return KR_E_REPLAY;
    if (s->n_watches == KR_FRONT_WATCHES_MAX)
        return KR_E_LIMITED;
    int err = kr_front_endpoint_watch(s, &m->u.watch);
    if (err)
        return err;
    s->watch_gen = m->u.watch.gen;
    if (m->head.id)
        s->watches[s->n_watches++] = (struct kr_watch){m->u.watch.gen, m->head.id};
    return KR_ANSWERED;
}
