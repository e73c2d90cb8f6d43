/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The steps that bring a database up to date, in order; the number of the first is 1. A step that was ever released
 * is never changed: a database records the SHA-256 of every step it went through, and the program refuses another.
 */
#ifndef KR_OFFICE_MIGRATIONS_H
#define KR_OFFICE_MIGRATIONS_H

#include <stddef.h>

struct kr_migration {
    const char *title;
    const char *sqlite; /* one or more statements */
};

extern const struct kr_migration kr_migrations[];
extern const size_t kr_migrations_count;

#endif
