/* SPDX-License-Identifier: EUPL-1.2 */
/* Inside backups: what writing and restoring share. */
#ifndef KR_OFFICE_BACKUP_INSIDE_H
#define KR_OFFICE_BACKUP_INSIDE_H

#include "office/backup/backup.h"
#include "office/backup/dump.h"

struct kr_backup_seen {
    char why[KR_BACKUP_WHY];
    uint64_t rows;
    size_t steps; /* of the migrations that its database went through */
};

/* Reads the open file from its beginning to its end. Writes to `why` what is wrong, unless an event did. */
KR_MUST_CHECK int kr_backup_scan(int fd, const char *passphrase, const struct kr_dump_events *events, void *arg, uint64_t *rows,
                                 char why[KR_BACKUP_WHY]);

/* Reads all of it and keeps nothing. */
KR_MUST_CHECK int kr_backup_look(int fd, const char *passphrase, struct kr_backup_seen *seen);

KR_MUST_CHECK int kr_backup_check_steps(const uint8_t (*hashes)[KR_DUMP_HASH], size_t n, char why[KR_BACKUP_WHY]);

#endif
