/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef KR_BASE_UTF8_H
#define KR_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* True for well-formed UTF-8 (RFC 3629 section 4: no surrogates, nothing overlong, at most U+10FFFF). */
bool kr_utf8_is_valid(const void *text, size_t len);

#endif
