/* SPDX-License-Identifier: EUPL-1.2 */
/* A server's answer: what is read of it lies within it, and more bytes behind it do not change it. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "load/reply.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kr_load_reply r, more;
    char *exact = malloc(size + 1);
    memcpy(exact, data, size);
    exact[size] = 'x';
    if (kr_load_reply_parse(&r, exact, size) == 1) {
        kr_assert(r.head_len + r.body_len <= size && r.body == exact + r.head_len);
        kr_assert(strlen(r.location) < sizeof r.location && strlen(r.cookies) < sizeof r.cookies);
        kr_assert(!strpbrk(r.location, "\r\n") && !strpbrk(r.cookies, "\r\n")); /* they go into later requests */
        kr_assert(kr_load_reply_parse(&more, exact, size + 1) == 1 && more.status == r.status);
        kr_assert(more.body_len == r.body_len || r.status == 101);
    }
    free(exact);
    return 0;
}
