/* SPDX-License-Identifier: EUPL-1.2 */
#include "door/batch.h"

#include <string.h>

static bool same_place(const union kr_udp_address *a, const union kr_udp_address *b)
{
    if (a->any.sa_family != b->any.sa_family)
        return false;
    if (a->any.sa_family == AF_INET)
        return a->v4.sin_port == b->v4.sin_port && a->v4.sin_addr.s_addr == b->v4.sin_addr.s_addr;
    return a->v6.sin6_port == b->v6.sin6_port && memcmp(&a->v6.sin6_addr, &b->v6.sin6_addr, sizeof a->v6.sin6_addr) == 0;
}

bool kr_batch_joins(const struct kr_udp_message *last, const union kr_udp_address *to, size_t len)
{
    return last->segment_bytes && len && len <= last->segment_bytes && last->len % last->segment_bytes == 0 &&
           last->len / last->segment_bytes < KR_UDP_SEGMENTS && last->len + len <= KR_BATCH_JOINED_BYTES && same_place(&last->to, to);
}

void kr_batch_add(struct kr_batch *b, const struct kr_udp_socket *socket, const union kr_udp_address *to, struct kr_span datagram)
{
    if (!datagram.len || datagram.len > UINT16_MAX)
        return;
    if (b->n && (b->socket != socket || b->used + datagram.len > sizeof b->data))
        kr_batch_flush(b);
    bool joins = b->n && kr_batch_joins(&b->messages[b->n - 1], to, datagram.len);
    if (!joins && b->n == KR_UDP_BATCH)
        kr_batch_flush(b);
    uint8_t *place = b->data + b->used;
    memcpy(place, datagram.data, datagram.len);
    if (joins)
        b->messages[b->n - 1].len += datagram.len;
    else
        b->messages[b->n++] = (struct kr_udp_message){.to = *to, .data = place, .len = datagram.len, .segment_bytes = (uint16_t)datagram.len};
    b->used += datagram.len;
    b->socket = socket;
}

void kr_batch_flush(struct kr_batch *b)
{
    if (b->n)
        b->lost += kr_udp_send(b->socket, b->messages, b->n);
    b->n = b->used = 0;
    b->socket = NULL;
}
