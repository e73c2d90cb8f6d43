/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/header.h"

#include <string.h>

#include "base/bytes.h"

enum { /* RFC 8285 sections 4.1.2 and 4.2 */
    EXT_ONE_BYTE = 0xBEDE,
    EXT_HEAD_BYTES = 4,
    ONE_BYTE_ID_MAX = 14,
};

static void add(struct kr_header *h, uint8_t id, uint8_t *at, uint8_t bytes)
{
    if (!id)
        return;
    h->ext[h->len++] = (uint8_t)(id << 4 | (bytes - 1));
    *at = h->len;
    h->len = (uint8_t)(h->len + bytes);
}

static void make(struct kr_header *h, struct kr_header_ids ids)
{
    *h = (struct kr_header){.ids = ids, .len = EXT_HEAD_BYTES};
    add(h, ids.transport_seq, &h->transport_seq_at, 2);
    add(h, ids.send_time, &h->send_time_at, 3);
    add(h, ids.level, &h->level_at, 1);
    h->len = (uint8_t)(h->len == EXT_HEAD_BYTES ? 0 : (h->len + 3) / 4 * 4);
    kr_put_be16(h->ext, EXT_ONE_BYTE);
    kr_put_be16(h->ext + 2, (uint16_t)(h->len ? (h->len - EXT_HEAD_BYTES) / 4 : 0));
}

size_t kr_header_write(struct kr_header *h, uint8_t *out, const struct kr_rtp_write *w, struct kr_header_ids ids,
                       const struct kr_header_values *values)
{
    if (ids.transport_seq > ONE_BYTE_ID_MAX || ids.send_time > ONE_BYTE_ID_MAX || ids.level > ONE_BYTE_ID_MAX)
        return 0;
    if (ids.transport_seq != h->ids.transport_seq || ids.send_time != h->ids.send_time || ids.level != h->ids.level)
        make(h, ids);
    out[0] = (uint8_t)(2 << 6 | w->padding << 5 | (h->len > 0) << 4); /* RFC 3550 section 5.1 */
    out[1] = (uint8_t)(w->marker << 7 | w->payload_type);
    kr_put_be16(out + 2, w->seq);
    kr_put_be32(out + 4, w->timestamp);
    kr_put_be32(out + 8, w->ssrc);
    uint8_t *ext = out + KR_RTP_HEADER_BYTES;
    memcpy(ext, h->ext, sizeof h->ext); /* all of it: a length that is known is copied at once */
    if (ids.transport_seq)
        kr_put_be16(ext + h->transport_seq_at, values->transport_seq);
    if (ids.send_time)
        kr_put_be24(ext + h->send_time_at, values->send_time);
    if (ids.level)
        ext[h->level_at] = values->level;
    return KR_RTP_HEADER_BYTES + h->len;
}
