/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * How long what is kept: one table. Its periods are maxima; the operator may set shorter ones (settings retention.NAME,
 * in days, office/rule.h), never longer. What lives for less than a day (sessions, codes, tokens of devices) is swept every minute
 * (kr_office_sweep). Nothing of a meeting is in the table: it was never written.
 */
#ifndef KR_OFFICE_RETENTION_H
#define KR_OFFICE_RETENTION_H

#include "office/core.h"

struct kr_retention_rule {
    const char *name; /* setting retention.NAME, and in the audit log */
    uint32_t days;    /* at most, after the event that `what` names */
    uint32_t least_days; /* nor may the operator set fewer; the same: it cannot be changed */
    const char *what, *why; /* for the operator's record of processing, English */
    /* Deletes what the event of was before this time; *n: how many. */
    int (*purge)(struct kr_office *o, uint64_t before_ms, uint64_t *n);
    bool alone; /* it makes transactions of its own, and an entry in the log for each thing it deletes */
};

extern const struct kr_retention_rule kr_retention_rules[];
extern const size_t kr_retention_rules_count;

/* The days in force for a rule of the table: the operator's, if they are fewer. */
uint32_t kr_retention_days(struct kr_office *o, const struct kr_retention_rule *rule);

/* The same by its name, which is in the table. */
uint32_t kr_retention_days_of(struct kr_office *o, const char *name);

/* Deletes what has had its time, rule by rule; a rule that fails is logged and does not stop the others. */
void kr_retention_run(struct kr_office *o);

#endif
