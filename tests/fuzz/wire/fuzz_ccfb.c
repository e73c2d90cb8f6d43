/* SPDX-License-Identifier: EUPL-1.2 */
/* RTCP that may be congestion control feedback (RFC 8888) or REMB: no more statuses than promised, and none when refused. */
#include "base/assert.h"
#include "wire/ccfb.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void count(void *arg, const struct kr_ccfb_status *s)
{
    kr_assert(s->arrived || !s->timed);
    kr_assert(s->before_us < 8000000);
    kr_assert(++*(size_t *)arg <= KR_CCFB_STATUSES);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kr_reader r = kr_reader_of(data, size);
    struct kr_rtcp part;
    while (kr_rtcp_next(&part, &r) == 1) {
        size_t n = 0;
        uint32_t time;
        uint64_t rate_bps;
        if (kr_ccfb_each(&part, &time, count, &n))
            kr_assert(n == 0);
        (void)!kr_rtcp_read_remb(&part, &rate_bps);
    }
    return 0;
}
