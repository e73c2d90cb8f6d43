/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The numbers and words by which the office works and which the operator may change: one table of settings, each with
 * its form, its bounds and what holds until somebody decides otherwise. Periods of retention (office/retention.h) are
 * among them, behind the others. What the operator says about itself is in document/operator.h; what it decided about
 * enrolment in school/due.h, about rooms in room/bound.h, about capacity in capacity/capacity.h.
 */
#ifndef KR_OFFICE_RULE_H
#define KR_OFFICE_RULE_H

#include "office/core.h"

enum kr_rule_form {
    KR_RULE_NUMBER, /* least to most */
    KR_RULE_PERIOD, /* likewise: days that something is kept */
    KR_RULE_PREFIX, /* of handles */
    KR_RULE_DAY,    /* of a year, "MM-DD", in every year */
    KR_RULE_DAYS,   /* at most KR_REMINDER_DAYS_MAX numbers from least to most, "14,28"; none: "" */
    KR_RULE_LANG,   /* de, en */
};

enum { KR_RULE_VALUE_MAX = 40 };

struct kr_rule {
    char setting[40]; /* its name in office/setting.h */
    enum kr_rule_form form;
    uint32_t least, most; /* the same: nobody can change it */
    char otherwise[KR_RULE_VALUE_MAX + 1];
};

enum kr_rule_id {
    KR_RULE_ACCOUNTS_PREFIX,
    KR_RULE_ACCOUNTS_YEAR_END,
    KR_RULE_ACCOUNTS_GRACE_DAYS,
    KR_RULE_ACCOUNTS_MAX_MODERATORS,
    KR_RULE_ACCOUNTS_MAX_EXTRAS,
    KR_RULE_ACCOUNTS_MAX_HEADS,
    KR_RULE_ACCOUNTS_MAX_CONTACTS,
    KR_RULE_MAIL_LANG,
    KR_RULE_REMINDER_DAYS,
    KR_RULE_REMINDER_EXPIRY_DAYS,
    KR_RULE_FIRST_PERIOD, /* from here on kr_retention_rules, in their order */
};

size_t kr_rule_count(void);
/* i: enum kr_rule_id, or any other below kr_rule_count(). */
struct kr_rule kr_rule_at(const struct kr_office *o, size_t i);

/* What holds: as it was set, or `otherwise`, also when what was set does not fit (any more). KR_E_NOMEM, the store's errors. */
KR_MUST_CHECK int kr_rule_text(struct kr_office *o, char out[KR_RULE_VALUE_MAX + 1], size_t i);
/* The same of a number or a period; `otherwise` also when the store cannot be read. */
uint64_t kr_rule_number(struct kr_office *o, size_t i);

/* A value as it is kept, from what somebody typed. KR_E_MALFORMED when it does not fit the rule. */
KR_MUST_CHECK int kr_rule_clean(char out[KR_RULE_VALUE_MAX + 1], const struct kr_rule *rule, const char *typed);

/* Sets a rule and writes that to the log; value NULL: `otherwise` again. kr_rule_clean's errors, KR_E_NOMEM, the store's. */
KR_MUST_CHECK int kr_rule_set(struct kr_office *o, const char *who, size_t i, const char *value);

#endif
