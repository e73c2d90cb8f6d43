/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Messages cut from a stream: always forward, never beyond the bound, and the same however the bytes come in. The first
 * byte says in what pieces.
 */
#include "base/assert.h"
#include "wire/turn.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t step = size ? data[0] % 16 + 1 : 1, at = 1;
    while (at < size) {
        size_t bytes = 0, whole = 0, have = 0;
        int err = KR_E_AGAIN;
        while (err == KR_E_AGAIN && at + have < size) {
            have = size - at - have < step ? size - at : have + step;
            err = kr_turn_frame(&bytes, data + at, have);
        }
        int at_once = kr_turn_frame(&whole, data + at, size - at);
        kr_assert(at_once == err && whole == bytes);
        if (err)
            break;
        kr_assert(bytes >= KR_TURN_CHANNEL_HEADER_BYTES && bytes <= KR_TURN_MESSAGE_BYTES && bytes % 4 == 0);
        at += bytes;
    }
    return 0;
}
