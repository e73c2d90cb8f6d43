/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Where a word may be broken: Liang's patterns (F. M. Liang, Word Hy-phen-a-tion by Com-put-er, 1983) as Debian's
 * hyphen-de delivers them, in two levels: first where a compound has its seams, then inside of its parts. Conservative:
 * words of letters only, of eight letters or more, three letters stay before and three behind. libhyphen reads the same
 * file in two seconds and never gives all of it back; this takes some milliseconds.
 */
#ifndef KR_PAPER_HYPHEN_H
#define KR_PAPER_HYPHEN_H

#include <stddef.h>

#include "base/err.h"

#define KR_HYPHEN_GERMAN "/usr/share/hyphen/hyph_de_DE.dic"

struct kr_hyphen;

/* Reads patterns in ISO 8859-1. KR_E_NOT_FOUND, KR_E_MALFORMED (another encoding), KR_E_TOO_LARGE, KR_E_NOMEM. */
KR_MUST_CHECK int kr_hyphen_open(struct kr_hyphen **out, const char *path);
void kr_hyphen_close(struct kr_hyphen *h);

enum { KR_HYPHEN_WORD = 64 };

/*
 * Marks in points[i] (i < len) that the word may be broken behind its byte i. word is UTF-8 without spaces; one of
 * KR_HYPHEN_WORD bytes or more is left whole. h may be NULL: nothing is broken.
 */
void kr_hyphen_points(const struct kr_hyphen *h, const char *word, size_t len, char points[KR_HYPHEN_WORD]);

#endif
