/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Names and texts that people type, made fit to be shown to others: nothing invisible, nothing that turns the
 * reading direction round, no heaps of accents. Bytes that are not UTF-8 (RFC 3629) are dropped.
 */
#ifndef KR_MEETING_NAME_H
#define KR_MEETING_NAME_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/limits.h"

enum { KR_NAME_SIZE = KR_LIMIT_NAME_BYTES + 1 };

/*
 * Cleans a name: control, zero-width and direction characters go, white space is folded to single spaces, at most
 * KR_LIMIT_NAME_CHARS characters stay. KR_E_MALFORMED when nothing visible is left.
 */
KR_MUST_CHECK int kr_name_clean(char out[KR_NAME_SIZE], const char *raw);

/* Answers whether a name is in use by somebody else. */
typedef bool kr_name_taken_fn(void *arg, const char *name);

/* Appends " (2)", " (3)" ... until nobody has the name, shortening it where needed. */
void kr_name_make_unique(char name[KR_NAME_SIZE], kr_name_taken_fn *taken, void *arg);

/* Two names that people would take for the same: equal but for the case of ASCII letters. */
bool kr_name_equal(const char *a, const char *b);

/*
 * Cleans a chat text: keeps line breaks and joiners (scripts and emoji need them), drops other control characters and
 * those that turn the reading direction. out has room for strlen(raw) + 1. KR_E_MALFORMED when it is blank.
 */
KR_MUST_CHECK int kr_text_clean(char *out, const char *raw);

#endif
