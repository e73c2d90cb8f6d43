/* SPDX-License-Identifier: EUPL-1.2 */
/* Dependency Descriptors, packet after packet (each with its length before it), and each written anew. */
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "wire/dd.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct kr_dd dd, at_receiver;
    memset(&dd, 0, sizeof dd);
    memset(&at_receiver, 0, sizeof at_receiver);
    for (size_t at = 0; at + 1 < size;) {
        size_t len = data[at++];
        len = len < size - at ? len : size - at;
        uint8_t *copy = malloc(len + 1), out[KR_DD_BYTES];
        struct kr_frame f = {0}, again = {0};
        kr_assert(copy);
        memcpy(copy, data + at, len);
        at += len;
        bool known = dd.known;
        if (kr_dd_read(&f, &dd, copy, len) == 0) {
            uint32_t active = kr_dd_active_for(&dd.structure, 1, 1);
            size_t out_len;
            kr_assert(f.n_refs <= KR_FRAME_REFS && f.n_targets == dd.structure.n_targets);
            if (kr_dd_write(out, sizeof out, &out_len, copy, len, &f, 7, true, active) == 0) {
                kr_assert(kr_dd_read(&again, &at_receiver, out, out_len) == 0 && at_receiver.active == active);
                kr_assert(again.present == f.present && again.switches == f.switches && again.number == 7 && again.n_refs == f.n_refs);
            } else { /* too long with the targets in it */
                kr_assert(kr_dd_read(&again, &at_receiver, copy, len) == 0);
            }
        } else {
            kr_assert(dd.known == known);
        }
        free(copy);
    }
    return 0;
}
