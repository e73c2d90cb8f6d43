/* SPDX-License-Identifier: EUPL-1.2 */
#include "os/clock.h"

#include <time.h>

#include "base/assert.h"

static struct timespec read_clock(clockid_t id)
{
    struct timespec ts;
    kr_assert(clock_gettime(id, &ts) == 0);
    return ts;
}

uint64_t kr_clock_us(void)
{
    struct timespec ts = read_clock(CLOCK_MONOTONIC);
    return (uint64_t)ts.tv_sec * 1000000 + (uint64_t)ts.tv_nsec / 1000;
}

uint64_t kr_clock_unix_ms(void)
{
    struct timespec ts = read_clock(CLOCK_REALTIME);
    return (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
}
