/* SPDX-License-Identifier: EUPL-1.2 */
/* What the processes count, kept for whoever may read it (GET /metrics). */
#ifndef KR_FRONT_METRICS_H
#define KR_FRONT_METRICS_H

#include "front/inside.h"

/* A media process told its figures; the message is kept until the next. */
void kr_metrics_take(struct kr_front *f, uint32_t index, struct kr_link_msg **msg);

/* The process is gone. */
void kr_metrics_forget(struct kr_front *f, uint32_t index);

void kr_metrics_request(struct kr_front *f, struct kr_http_exchange *x, const struct kr_http_request *req);

#endif
