/* SPDX-License-Identifier: EUPL-1.2 */
/* Recovery codes and six digits as people type them, and wraps as a database may hold them. */
#include "crypto/recovery.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "crypto/totp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char code[KR_RECOVERY_TEXT_SIZE], again[KR_RECOVERY_TEXT_SIZE], *text = malloc(size + 1);
    static const uint8_t secret[KR_TOTP_SECRET_BYTES] = {1};
    unsigned group;
    uint64_t step;
    kr_assert(text);
    if (size)
        memcpy(text, data, size);
    text[size] = '\0';
    if (kr_recovery_read(code, text, &group) == 0) {
        int err = kr_recovery_read(again, code, &group);
        kr_assert(!err && strcmp(code, again) == 0 && group == 0);
    }
    kr_assert(group <= 7);
    (void)!kr_totp_check(&step, secret, text, 1111111111000);
    free(text);

    struct kr_wrapped_key w;
    struct kr_wrap_params p;
    if (size >= sizeof w.bytes) {
        memcpy(w.bytes, data, sizeof w.bytes);
        if (kr_wrap_params_read(&p, &w) == 0)
            kr_assert(p.cost.passes <= KR_WRAP_PASSES_MAX && p.cost.memory_kib <= KR_WRAP_MEMORY_MAX_KIB);
    }
    return 0;
}
