/* SPDX-License-Identifier: EUPL-1.2 */
#include "link/pulse.h"

static void on_timer(uv_timer_t *timer)
{
    struct kr_pulse *p = timer->data;
    struct kr_link_msg alive = {.head.type = KR_LINK_ALIVE};
    (void)!kr_link_send(p->link, &alive); /* whoever does not hear it is gone, and the link tells so */
}

void kr_pulse_start(struct kr_pulse *p, uv_loop_t *loop, struct kr_link *link)
{
    p->link = link;
    uv_timer_init(loop, &p->timer);
    p->timer.data = p;
    uv_timer_start(&p->timer, on_timer, KR_PULSE_MS, KR_PULSE_MS);
    uv_unref((uv_handle_t *)&p->timer);
}

void kr_pulse_stop(struct kr_pulse *p)
{
    if (p->link)
        uv_close((uv_handle_t *)&p->timer, NULL);
    p->link = NULL;
}
