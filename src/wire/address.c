/* SPDX-License-Identifier: EUPL-1.2 */
#include "wire/stun.h"

#include <string.h>

bool kr_wire_address_equal(const struct kr_wire_address *a, const struct kr_wire_address *b)
{
    if (a->family != b->family || a->port != b->port)
        return false;
    size_t len = a->family == 4 ? 4 : a->family == 6 ? 16 : 0;
    return memcmp(a->ip, b->ip, len) == 0;
}
