/* SPDX-License-Identifier: EUPL-1.2 */
/* What the media process knows of the asking client's own connection; a client names nobody, so it learns of nobody else. */
#include "front/handlers/handlers.h"

static void tell(struct kr_client *c, int64_t re, const struct kr_link_endpoint_figures *told)
{
    struct kr_signal_slot_figures slots[KR_LIMIT_VIDEO_SLOTS];
    struct kr_signal_source_figures sources[12]; /* as in proto/signal.json */
    struct kr_signal_msg msg = {.head.type = KR_SIGNAL_FIGURES};
    const struct kr_link_path_figures *p = &told->path;
    msg.u.figures = (struct kr_signal_figures){
        .path = {.estimate_bps = p->estimate_bps, .sent_bps = p->sent_bps, .rtt_ms = p->rtt_ms, .has_rtt_ms = p->has_rtt_ms,
                 .lost_permille = p->lost_permille, .resent = p->resent},
        .slots = slots, .slots_len = told->slots_len, .sources = sources, .sources_len = told->sources_len};
    for (size_t i = 0; i < told->slots_len; i++) {
        const struct kr_link_slot_figures *s = &told->slots[i];
        slots[i] = (struct kr_signal_slot_figures){.slot = s->slot, .layer = s->layer, .layers = s->layers, .height = s->height,
                                                   .sent_bps = s->sent_bps, .lost_permille = s->lost_permille};
    }
    for (size_t i = 0; i < told->sources_len; i++) {
        const struct kr_link_source_figures *s = &told->sources[i];
        sources[i] = (struct kr_signal_source_figures){
            .source = (enum kr_signal_source_figures_source)s->source, .layer = s->layer, .height = s->height,
            .received_bps = s->received_bps, .lost_permille = s->lost_permille, .receivers = s->receivers};
    }
    kr_client_send(c, &msg, re);
}

static void on_figures(struct kr_session *s, int64_t re, int err, const struct kr_link_endpoint_figures *told)
{
    if (s && err)
        kr_client_fail(s->client, re, err);
    else if (s)
        tell(s->client, re, told);
}

int kr_handle_statistics(struct kr_client *c, const struct kr_signal_msg *m)
{
    int err = kr_front_endpoint_statistics(c->session, m->head.id, on_figures);
    return err ? err : KR_ANSWERED;
}
