/* SPDX-License-Identifier: EUPL-1.2 */
/* Texts that people give to rooms and tokens, made fit to be shown: nothing invisible, no turned reading direction. */
#ifndef KR_OFFICE_TITLE_H
#define KR_OFFICE_TITLE_H

#include <stddef.h>

#include "base/err.h"
#include "base/limits.h"

enum { KR_TITLE_CHARS = 80, KR_TITLE_SIZE = KR_LIMIT_TITLE_BYTES + 1, KR_NOTE_SIZE = 200 + 1 };

/*
 * Control, zero-width and direction characters go; white space is folded to single spaces. KR_E_MALFORMED when the
 * text is not UTF-8 (RFC 3629) or nothing is left, KR_E_TOO_LARGE over KR_TITLE_CHARS characters.
 */
KR_MUST_CHECK int kr_title_clean(char out[KR_TITLE_SIZE], const char *raw);

/*
 * The same for any one line that may be empty: at most max_chars characters, and out_size bytes with the terminator.
 * out is "" after an error.
 */
KR_MUST_CHECK int kr_line_clean(char *out, size_t out_size, size_t max_chars, const char *raw);

/* The same for a token's note, which may be empty. */
KR_MUST_CHECK int kr_note_clean(char out[KR_NOTE_SIZE], const char *raw);

#endif
