/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The same clients at Janus: its video room over its HTTP API (janus.conf.meetecho.com/docs/rest and /videoroom). There
 * the server offers to those who receive, and the client answers.
 */
#ifndef KR_BENCH_JANUS_H
#define KR_BENCH_JANUS_H

#include "client.h"

enum { BENCH_JANUS_PORT = 8088 };

/* Makes the video room `number` (from 1) and fills in `room`. Ends the program when Janus does not do as asked. */
void bench_janus_room(struct bench_room *room, int number);

#endif
