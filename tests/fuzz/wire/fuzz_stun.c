/* SPDX-License-Identifier: EUPL-1.2 */
/* STUN: what parses is checked with some key, and what of it can be written is written and parsed again. */
#include <string.h>

#include "base/assert.h"
#include "wire/stun.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kr_stun_msg m, again;
    if (kr_stun_parse(&m, data, size))
        return 0;
    kr_assert(kr_stun_is(data, size) && m.n_unknown <= KR_STUN_UNKNOWN_MAX);
    int verdict = kr_stun_check(&m, data, "key", 3);
    kr_assert(verdict == 0 || verdict == KR_E_AUTH);
    const struct kr_stun_write w = {
        .class = m.class,
        .method = m.method,
        .transaction = m.transaction,
        .username = m.username,
        .mapped = m.mapped,
        .error_code = m.error_code,
        .unknown = m.unknown,
        .n_unknown = m.n_unknown,
        .has_priority = m.has_priority,
        .use_candidate = m.use_candidate,
        .controlling = m.controlling,
        .controlled = m.controlled,
        .priority = m.priority,
        .tie_breaker = m.tie_breaker,
    };
    uint8_t out[1024];
    size_t len;
    kr_assert(kr_stun_write(out, sizeof out, &len, &w, "key", 3) == 0);
    kr_assert(kr_stun_parse(&again, out, len) == 0 && kr_stun_check(&again, out, "key", 3) == 0);
    kr_assert(again.has_fingerprint && again.class == m.class && again.method == m.method);
    kr_assert(again.username.len == m.username.len && again.error_code == m.error_code &&
              again.n_unknown == 0);
    kr_assert(kr_wire_address_equal(&again.mapped, &m.mapped) && again.tie_breaker == m.tie_breaker);
    kr_assert(again.priority == m.priority && again.use_candidate == m.use_candidate);
    return 0;
}
