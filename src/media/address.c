/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/address.h"

#include <arpa/inet.h>

int kr_address_read(struct kr_wire_address *out, const char *text, uint16_t port)
{
    struct kr_wire_address a = {.port = port};
    if (inet_pton(AF_INET, text, a.ip) == 1)
        a.family = 4;
    else if (inet_pton(AF_INET6, text, a.ip) == 1)
        a.family = 6;
    else
        return KR_E_MALFORMED;
    *out = a;
    return 0;
}

void kr_address_text(char out[KR_ADDRESS_TEXT], const struct kr_wire_address *a)
{
    if (!inet_ntop(a->family == 4 ? AF_INET : AF_INET6, a->ip, out, KR_ADDRESS_TEXT))
        out[0] = '\0';
}
