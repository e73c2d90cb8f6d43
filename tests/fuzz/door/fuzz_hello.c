/* SPDX-License-Identifier: EUPL-1.2 */
/* A ClientHello: more bytes never take back what fewer have decided, and nobody is waited for without end. */
#include "base/assert.h"
#include "door/hello.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum kr_hello verdict = kr_hello_judge(data, size), half = kr_hello_judge(data, size / 2);
    kr_assert(verdict != KR_HELLO_MORE || size < KR_HELLO_BYTES);
    kr_assert(half == KR_HELLO_MORE || half == verdict);
    return 0;
}
