/* SPDX-License-Identifier: EUPL-1.2 */
/* When a room meets, in words for paper. In Central European time, as calendar.h has it. Pure. */
#ifndef KR_OFFICE_ROOM_WORDS_H
#define KR_OFFICE_ROOM_WORDS_H

#include <stdbool.h>

#include "base/strbuf.h"
#include "office/store/date.h"

enum { KR_MOMENT_SIZE = 48 };

/*
 * Appends "Dienstag, 24. November 2026, 8:00 bis 9:30 Uhr" or "jeden Dienstag, 8:00 bis 9:30 Uhr, bis 29. Januar 2027",
 * or the same in English.
 */
void kr_date_words(struct kr_strbuf *out, const struct kr_store_date *d, bool german);

/* "24. November, 8:00 Uhr", "24 November, 8:00" */
void kr_moment_words(char out[KR_MOMENT_SIZE], uint64_t unix_ms, bool german);

#endif
