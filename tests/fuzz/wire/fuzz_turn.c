/* SPDX-License-Identifier: EUPL-1.2 */
/* TURN's messages and ChannelData: what parses lies within the input, and what of it can be written reads the same. */
#include "base/assert.h"
#include "wire/turn.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_within(struct kr_span s, const uint8_t *data, size_t size)
{
    return !s.data || (s.data >= data && s.len <= size && s.data + s.len <= data + size);
}

static void channel_data(const uint8_t *data, size_t size)
{
    struct kr_turn_channel_data m, again;
    uint8_t out[KR_TURN_MESSAGE_BYTES];
    if (kr_turn_channel_data_parse(&m, data, size))
        return;
    kr_assert(is_within(m.data, data, size) && m.channel >= KR_TURN_CHANNEL_FIRST && m.channel <= KR_TURN_CHANNEL_LAST);
    size_t len = kr_turn_channel_data_write(out, sizeof out, m.channel, m.data, true);
    kr_assert(len % 4 == 0 && (len || m.data.len > sizeof out - 7));
    kr_assert(!len || (kr_turn_channel_data_parse(&again, out, len) == 0 && again.channel == m.channel && again.data.len == m.data.len));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kr_turn_msg m, again;
    channel_data(data, size);
    if (kr_turn_parse(&m, data, size))
        return 0;
    kr_assert(m.n_peers <= KR_TURN_PEERS_MAX && m.stun.n_unknown <= KR_STUN_UNKNOWN_MAX);
    kr_assert(is_within(m.realm, data, size) && is_within(m.nonce, data, size) && is_within(m.data, data, size));
    struct kr_turn_write t = {.realm = m.realm, .nonce = m.nonce, .has_lifetime = m.has_lifetime, .lifetime_s = m.lifetime_s,
                              .transport = m.transport, .family = m.family, .channel = m.channel, .relayed = m.relayed};
    if (m.n_peers)
        t.peer = m.peers[0];
    if (m.data.len <= KR_TURN_MESSAGE_BYTES)
        t.data = m.data;
    const struct kr_stun_write w = {.class = m.stun.class, .method = m.stun.method, .transaction = m.stun.transaction, .turn = &t};
    uint8_t out[8192];
    size_t len;
    kr_assert(kr_stun_write(out, sizeof out, &len, &w, "key", 3) == 0);
    kr_assert(kr_turn_parse(&again, out, len) == 0 && kr_stun_check(&again.stun, out, "key", 3) == 0);
    kr_assert(again.realm.len == m.realm.len && again.nonce.len == m.nonce.len && again.lifetime_s == m.lifetime_s);
    kr_assert(again.transport == m.transport && again.family == m.family && again.channel == m.channel);
    kr_assert(kr_wire_address_equal(&again.relayed, &m.relayed));
    kr_assert(!m.n_peers || kr_wire_address_equal(&again.peers[0], &m.peers[0]));
    return 0;
}
