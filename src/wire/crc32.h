/* SPDX-License-Identifier: EUPL-1.2 */
/* CRC-32 as of ITU-T V.42 section 8.1.1.6.2, which STUN's FINGERPRINT is made of (RFC 8489 section 14.7). */
#ifndef KR_WIRE_CRC32_H
#define KR_WIRE_CRC32_H

#include <stddef.h>
#include <stdint.h>

uint32_t kr_crc32(const uint8_t *p, size_t len);

#endif
