/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/tx.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/assert.h"

int kr_tx_init(struct kr_tx *tx, kr_tx_send_fn *send, void *arg, uint64_t *datagrams, uint64_t *bytes)
{
    *tx = (struct kr_tx){.send = send, .arg = arg, .datagrams = datagrams, .bytes = bytes, .data = malloc(KR_TX_BYTES)};
    return tx->data ? 0 : KR_E_NOMEM;
}

void kr_tx_fini(struct kr_tx *tx)
{
    free(tx->data);
    tx->data = NULL;
}

void kr_tx_make_room(struct kr_tx *tx, size_t bytes)
{
    if (tx->len >= KR_TX_SOON_BYTES || KR_TX_BYTES - tx->len < bytes + KR_TX_DATAGRAM_BYTES)
        kr_tx_flush(tx);
}

uint8_t *kr_tx_space(struct kr_tx *tx)
{
    if (tx->n_messages == KR_TX_MESSAGES || KR_TX_BYTES - tx->len < KR_TX_DATAGRAM_BYTES)
        kr_tx_flush(tx);
    return tx->data + tx->len;
}

/* A message takes another datagram while all before it have the full size and the new one is no larger. */
static bool joins(const struct kr_tx_message *m, uint16_t socket, const struct kr_wire_address *to, size_t len)
{
    return m->len % m->segment_bytes == 0 && len <= m->segment_bytes && m->len / m->segment_bytes < KR_TX_SEGMENTS &&
           m->len + len <= KR_TX_MESSAGE_BYTES && m->socket == socket && kr_wire_address_equal(&m->to, to);
}

void kr_tx_commit(struct kr_tx *tx, uint16_t socket, const struct kr_wire_address *to, size_t len)
{
    kr_assert(len > 0 && len <= KR_TX_DATAGRAM_BYTES);
    struct kr_tx_message *last = tx->n_messages ? &tx->messages[tx->n_messages - 1] : NULL;
    if (last && joins(last, socket, to, len))
        last->len += len;
    else
        tx->messages[tx->n_messages++] =
            (struct kr_tx_message){.to = *to, .socket = socket, .segment_bytes = (uint16_t)len, .at = tx->len, .len = len};
    tx->len += len;
    *tx->datagrams += 1;
    *tx->bytes += len;
}

void kr_tx_flush(struct kr_tx *tx)
{
    if (tx->n_messages)
        tx->send(tx->arg, tx);
    tx->n_messages = 0;
    tx->len = 0;
}
