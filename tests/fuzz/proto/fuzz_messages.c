/* SPDX-License-Identifier: EUPL-1.2 */
/* Every message codec: whatever parses must be written and parsed again to the same text. First byte: the protocol. */
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "proto/api.h"
#include "proto/link.h"
#include "proto/signal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct kr_proto_protocol *const protocols[] = {&kr_signal_protocol, &kr_link_protocol, &kr_api_protocol};
    if (size < 1)
        return 0;
    const struct kr_proto_protocol *p = protocols[data[0] % 3];
    struct kr_proto_fault fault;
    struct kr_proto_head *msg, *again;
    if (kr_proto_parse(p, &msg, (const char *)data + 1, size - 1, &fault)) {
        kr_assert(fault.error);
        return 0;
    }
    size_t len, len_again;
    char *text = kr_proto_write(p, msg, &len);
    kr_assert(text);
    int err = kr_proto_parse(p, &again, text, len, NULL);
    kr_assert(!err);
    char *text_again = kr_proto_write(p, again, &len_again);
    kr_assert(text_again && len == len_again && memcmp(text, text_again, len) == 0);
    free(text);
    free(text_again);
    kr_proto_free(msg);
    kr_proto_free(again);
    return 0;
}
