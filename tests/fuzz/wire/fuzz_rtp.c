/* SPDX-License-Identifier: EUPL-1.2 */
/* RTP: the parts of a packet add up, and its header is the same once written and parsed again. */
#include <string.h>

#include "base/assert.h"
#include "wire/rtp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_again(const struct kr_rtp *h)
{
    const struct kr_rtp_write w = {
        .marker = h->marker,
        .payload_type = h->payload_type,
        .seq = h->seq,
        .timestamp = h->timestamp,
        .ssrc = h->ssrc,
        .ext = h->ext,
        .n_ext = h->n_ext,
    };
    uint8_t out[KR_RTP_HEADER_BYTES + 8 + KR_RTP_EXT_MAX * 257];
    size_t len;
    struct kr_rtp again;
    kr_assert(kr_rtp_write_header(out, sizeof out, &len, &w) == 0);
    kr_assert(kr_rtp_parse(&again, out, len, false) == 0 && again.header_len == len &&
              again.payload_len == 0);
    kr_assert(again.seq == h->seq && again.timestamp == h->timestamp && again.ssrc == h->ssrc &&
              again.marker == h->marker);
    kr_assert(again.payload_type == h->payload_type && again.n_ext == h->n_ext);
    for (size_t i = 0; i < h->n_ext; i++) {
        kr_assert(again.ext[i].id == h->ext[i].id && again.ext[i].len == h->ext[i].len);
        kr_assert(again.ext[i].len == 0 || memcmp(again.ext[i].data, h->ext[i].data, h->ext[i].len) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    kr_assert(!(kr_rtp_is(data, size) && kr_rtcp_is(data, size)));
    struct kr_rtp h;
    if (kr_rtp_parse(&h, data, size, true) == 0)
        kr_assert(h.header_len + h.payload_len == size && h.padding_len == 0);
    if (kr_rtp_parse(&h, data, size, false))
        return 0;
    kr_assert(h.header_len + h.payload_len + h.padding_len == size && h.payload == data + h.header_len);
    for (size_t i = 0; i < h.n_ext; i++)
        kr_assert(h.ext[i].id != 0 && h.ext[i].data >= data && h.ext[i].data + h.ext[i].len <= h.payload);
    write_again(&h);
    return 0;
}
