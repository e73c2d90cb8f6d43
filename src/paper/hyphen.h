/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Where a word may be broken: German by Debian's TeX patterns (hyphen-de). Conservative: words of letters only, of eight
 * letters or more, three letters stay before and three behind. Other languages are not broken.
 */
#ifndef KR_PAPER_HYPHEN_H
#define KR_PAPER_HYPHEN_H

#include <stddef.h>

struct kr_hyphen;

/* NULL when there are no patterns for the language: nothing is broken then. */
struct kr_hyphen *kr_hyphen_open(const char *lang);
void kr_hyphen_close(struct kr_hyphen *h);

enum { KR_HYPHEN_WORD = 64 };

/*
 * Marks in points[i] (i < len) that the word may be broken behind its byte i. word is UTF-8 without spaces. h may be
 * NULL.
 */
void kr_hyphen_points(struct kr_hyphen *h, const char *word, size_t len, char points[KR_HYPHEN_WORD]);

#endif
