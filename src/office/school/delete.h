/* SPDX-License-Identifier: EUPL-1.2 */
/* A school, with everything that is stored about it, deleted for good: also for backups that were made before. */
#ifndef KR_OFFICE_SCHOOL_DELETE_H
#define KR_OFFICE_SCHOOL_DELETE_H

#include "office/core.h"

/*
 * Deletes every row of every table that is the school's (office/store/table.h), in one transaction with the entry
 * "school.deleted" of the audit log, whose own entries stay: they hold ids alone. The deletion is noted for restored
 * backups first (office/backup/deletion.h). Its meetings end and the keys held for its people are wiped. `who` and `detail` are as
 * for kr_audit. Whether it may be deleted is the caller's to know (school.h). Never inside a transaction: what was noted is deleted, whatever the caller would decide afterwards.
 * KR_E_NOT_FOUND; the store's errors.
 */
KR_MUST_CHECK int kr_school_delete_everything(struct kr_office *o, const char *who, const char *school, const char *detail);

#endif
