/* SPDX-License-Identifier: EUPL-1.2 */
/* A run as a small picture: rates above, the wait in the bottleneck below. */
#ifndef KR_SIM_BWE_PLOT_H
#define KR_SIM_BWE_PLOT_H

#include <stddef.h>
#include <stdint.h>

enum { PLOT_LINES = 12, PLOT_SAMPLES = 2000 };

struct plot {
    const char *name;
    uint64_t step_us;
    size_t n;                           /* samples */
    size_t n_lines;                     /* of rates */
    const char *labels[PLOT_LINES];
    const char *colours[PLOT_LINES];
    double values[PLOT_LINES][PLOT_SAMPLES]; /* bits a second */
    double wait_ms[PLOT_SAMPLES];
};

/* Into the folder that the environment's TRACES names; without it nothing is written. */
void plot_write(const struct plot *p);

#endif
