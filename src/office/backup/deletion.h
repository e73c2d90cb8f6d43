/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What was deleted stays deleted, even when an older backup is read in: the file `deletions` of the data directory holds
 * the time and a hash of the id of every school and account that was deleted for good. It is only ever added to, is in no
 * backup, and is kept when a backup is restored. The hashes tell nothing to whoever does not know the ids.
 *
 * The note is on the disk before the deletion is committed. So a crash between the two leaves a note of something that is
 * still there: the next start deletes it (kr_deletions_replay), as restoring does.
 */
#ifndef KR_OFFICE_BACKUP_DELETION_H
#define KR_OFFICE_BACKUP_DELETION_H

#include "office/store/store.h"

enum kr_deletion_kind { KR_DELETION_SCHOOL, KR_DELETION_ACCOUNT };

/* Notes a deletion that is about to be committed, and waits for the disk. KR_E_IO. */
KR_MUST_CHECK int kr_deletion_note(const char *dir, enum kr_deletion_kind kind, const char *id, uint64_t now_ms);
/* Takes a note back: the deletion was not committed. */
KR_MUST_CHECK int kr_deletion_revoke(const char *dir, enum kr_deletion_kind kind, const char *id, uint64_t now_ms);

/*
 * Deletes everything that is noted and there. In a transaction of its own, or the caller's. *n: how many. KR_E_MALFORMED
 * when the file is damaged (a last line that a crash cut off is not).
 */
KR_MUST_CHECK int kr_deletions_replay(struct kr_store *s, const char *dir, uint64_t *n);

#endif
