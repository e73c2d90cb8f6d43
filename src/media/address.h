/* SPDX-License-Identifier: EUPL-1.2 */
/* Numeric addresses as text. */
#ifndef KR_MEDIA_ADDRESS_H
#define KR_MEDIA_ADDRESS_H

#include "wire/stun.h"

enum { KR_ADDRESS_TEXT = 46 };

/* An address without a port, which is given. KR_E_MALFORMED. */
KR_MUST_CHECK int kr_address_read(struct kr_wire_address *out, const char *text, uint16_t port);
void kr_address_text(char out[KR_ADDRESS_TEXT], const struct kr_wire_address *a); /* without the port */

#endif
