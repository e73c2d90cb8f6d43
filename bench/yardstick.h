/* SPDX-License-Identifier: EUPL-1.2 */
/* How fast this machine is just now. */
#ifndef KR_BENCH_YARDSTICK_H
#define KR_BENCH_YARDSTICK_H

/* CPU time of protecting one packet of a camera, in nanoseconds: Kreide's own code and nothing else's load in it. */
double bench_yardstick_ns(void);

#endif
