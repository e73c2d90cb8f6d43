/* SPDX-License-Identifier: EUPL-1.2 */
/* Characters of UTF-8 (RFC 3629 section 4): no surrogates, nothing overlong, at most U+10FFFF. */
#ifndef KR_PAPER_UTF8_H
#define KR_PAPER_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { KR_UTF8_MAX = 4 };

/* Length in bytes of the character at p (of len bytes), which goes to *out; 0 if there is none. */
size_t kr_utf8_read(const char *p, size_t len, uint32_t *out);

/* Writes c, which must be a character, and tells how many bytes it took. */
size_t kr_utf8_write(char out[KR_UTF8_MAX], uint32_t c);

/*
 * Characters that no document needs and that deceive a reader: controls (but tab and line feed), what turns the reading
 * direction round, and the byte order mark.
 */
bool kr_utf8_is_unwanted(uint32_t c);

#endif
