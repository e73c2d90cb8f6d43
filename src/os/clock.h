/* SPDX-License-Identifier: EUPL-1.2 */
/* The two clocks. Everything below the processes takes the time as an argument instead of asking for it. */
#ifndef KR_OS_CLOCK_H
#define KR_OS_CLOCK_H

#include <stdint.h>

/* Microseconds on a clock that never goes back and has no meaning outside this machine. */
uint64_t kr_clock_us(void);

/* Milliseconds of Unix time, for what expires at a date. */
uint64_t kr_clock_unix_ms(void);

#endif
