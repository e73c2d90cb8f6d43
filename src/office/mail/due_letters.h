/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What schools are reminded of: steps of taking part that are theirs and stay open, versions of documents that ask for
 * their acceptance, deadlines. Pure: from where a school stands to the letters that are due, so that a letter that waited
 * can be asked again whether it still is.
 */
#ifndef KR_OFFICE_MAIL_DUE_LETTERS_H
#define KR_OFFICE_MAIL_DUE_LETTERS_H

#include "office/mail/reminder.h"
#include "office/mail/template.h"
#include "office/school/due.h"

/* Where a school stands, as far as letters go. */
struct kr_due_school {
    struct kr_standing standing;
    struct kr_waiting waiting;
    uint64_t moved_ms; /* the last record, or when it was added */
    bool has_portal;   /* somebody of it can sign in */
};

struct kr_due_letter {
    enum kr_mail_kind kind;
    char what[64];                    /* noted, so that it is written once */
    char args[KR_MAIL_ARGS_MAX + 1];
    bool silent;                      /* noted without a letter: a later one says it too */
};

enum { KR_DUE_LETTERS_MAX = KR_REMINDER_DAYS_MAX + 3 * KR_DUE_KINDS };

/* The letters that are due at now_ms, those written before among them; how many. `days`: of setting reminder.days. */
size_t kr_due_letters(struct kr_due_letter out[KR_DUE_LETTERS_MAX], const struct kr_due_school *s, const struct kr_due_versions *versions,
                      const uint32_t *days, size_t n_days, uint64_t now_ms);

/* Whether what such a letter says is still so. */
bool kr_due_letter_holds(enum kr_mail_kind kind, const char *args, const struct kr_due_school *s, const struct kr_due_versions *versions);

#endif
