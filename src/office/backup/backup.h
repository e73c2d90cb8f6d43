/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Backups: one encrypted file with all rows of the database and office.key, of one moment, made beside a running office
 * by a process of its own. The same form for SQLite and PostgreSQL, so that reading one into the other is how to move.
 */
#ifndef KR_OFFICE_BACKUP_BACKUP_H
#define KR_OFFICE_BACKUP_BACKUP_H

#include <stdint.h>

#include "base/err.h"
#include "crypto/password.h"

enum { KR_BACKUP_PASSPHRASE_MIN = 12, KR_BACKUP_WHY = 240 };

struct kr_backup_place {
    const char *dir, *database; /* as in kr_store_open */
};

struct kr_backup_report {
    uint64_t rows, bytes;
    uint64_t deleted;        /* restoring: schools and accounts that had been deleted since, and are again */
    char why[KR_BACKUP_WHY]; /* what went wrong, in a sentence for the operator */
};

/*
 * Writes the backup to a new file (beside it first, then renamed; mode 0600), reads it back and compares. KR_E_EXISTS
 * when there is such a file. Nothing is left behind on failure.
 */
KR_MUST_CHECK int kr_backup_write(const struct kr_backup_place *place, const char *path, const char *passphrase,
                                  struct kr_password_cost cost, struct kr_backup_report *report);

/*
 * Reads a backup into an empty place: no office.key, nothing in the database; a file `deletions` may be there, and what it
 * names is deleted at once. The whole file is checked before anything is made; KR_E_EXISTS (not empty), KR_E_AUTH
 * (another pass phrase, or damaged), KR_E_TRUNCATED, KR_E_UNSUPPORTED (of a newer program, or no backup).
 */
KR_MUST_CHECK int kr_backup_restore(const struct kr_backup_place *place, const char *path, const char *passphrase,
                                    struct kr_backup_report *report);

/* What a backup costs to guess at: argon2id with 4 passes over 256 MiB. */
struct kr_password_cost kr_backup_cost_default(void);

#endif
