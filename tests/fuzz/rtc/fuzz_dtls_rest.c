/* SPDX-License-Identifier: EUPL-1.2 */
/* What comes after a handshake, in each suite (the first byte): nobody who has not the client's key is heard. */
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "rtc/dtls_int.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint16_t ids[] = {0xc02b, 0xc02c, 0xcca9};
    static struct kr_lean lean;
    if (size < 1)
        return 0;
    if (!lean.library && kr_lean_init(&lean))
        abort();
    struct kr_dtls_rest r = {.suite = kr_dtls_suite_find(ids[data[0] % 3]), .master = {1}};
    kr_assert(r.suite);
    uint8_t *copy = malloc(size);
    kr_assert(copy);
    memcpy(copy, data + 1, size - 1);
    kr_assert(kr_dtls_rest_input(&r, lean.library, copy, size - 1) == KR_DTLS_HEARD_NOTHING);
    const uint8_t *p = copy;
    size_t len = size - 1;
    struct kr_dtls_record record;
    while (kr_dtls_record_next(&record, &p, &len))
        kr_assert(record.fragment + record.len == p && p + len == copy + size - 1);
    free(copy);
    return 0;
}
