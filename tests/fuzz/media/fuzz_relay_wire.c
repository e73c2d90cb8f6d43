/* SPDX-License-Identifier: EUPL-1.2 */
/* RTCP as it comes over a relay, whole. What is read of it is written again as the same bytes, so nothing was read into it. */
#include <string.h>

#include "base/assert.h"
#include "media/relay_wire.h"
#include "wire/rtcp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct kr_rtcp *part)
{
    uint8_t out[400];
    struct kr_writer w = kr_writer_of(out, sizeof out);
    struct kr_relay_state state;
    struct kr_relay_demand demand;
    uint32_t ssrc = part->body.len >= 4 ? kr_get_be32(part->body.data) : 0;
    if (part->count == KR_RELAY_STATE && kr_relay_read_state(&state, part->body) == 0)
        kr_relay_write_state(&w, ssrc, &state);
    else if (part->count == KR_RELAY_DEMAND && kr_relay_read_demand(&demand, part->body) == 0)
        kr_relay_write_demand(&w, ssrc, &demand);
    else
        return;
    kr_assert(!w.failed && w.len == part->body.len + 4 && memcmp(out + 4, part->body.data, part->body.len) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kr_reader r = kr_reader_of(data, size);
    struct kr_rtcp part;
    while (kr_rtcp_next(&part, &r) == 1)
        if (part.type == KR_RTCP_APP)
            check(&part);
    return 0;
}
