/* SPDX-License-Identifier: EUPL-1.2 */
/* Inside src/paper: text with bold, italic, links and breaks, read into runs. Linear in its length. */
#ifndef KR_PAPER_INLINE_H
#define KR_PAPER_INLINE_H

#include "paper/arena.h"
#include "paper/source.h"

/* Runs of raw (which may hold line feeds: a space, or a break after a backslash). KR_E_NOMEM. */
KR_MUST_CHECK int kr_inline_parse(struct kr_arena *a, struct kr_inline **out, const char *raw, size_t len);

/* Plain text of raw: backslashes gone, trimmed; NULL without memory. */
char *kr_inline_plain(struct kr_arena *a, const char *raw, size_t len);

#endif
