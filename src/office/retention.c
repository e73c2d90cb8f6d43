/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/retention.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/assert.h"
#include "base/log.h"
#include "office/account/expiry.h"
#include "office/audit/audit.h"
#include "office/rule.h"
#include "office/school/school.h"
#include "office/store/access.h"
#include "office/store/mail.h"
#include "office/store/school.h"
#include "office/store/usage.h"

static const uint64_t day_ms = 24 * 60 * 60 * 1000;

static int purge_audit(struct kr_office *o, uint64_t before_ms, uint64_t *n)
{
    return kr_audit_purge(o, before_ms, n);
}

static int purge_sent(struct kr_office *o, uint64_t before_ms, uint64_t *n)
{
    return kr_store_mail_purge(o->store, KR_MAIL_SENT, before_ms, n);
}

static int purge_failed(struct kr_office *o, uint64_t before_ms, uint64_t *n)
{
    return kr_store_mail_purge(o->store, KR_MAIL_FAILED, before_ms, n);
}

static int purge_waiting(struct kr_office *o, uint64_t before_ms, uint64_t *n)
{
    return kr_store_mail_purge(o->store, KR_MAIL_WAITING, before_ms, n);
}

static int purge_reminders(struct kr_office *o, uint64_t before_ms, uint64_t *n)
{
    return kr_store_reminder_purge(o->store, before_ms, n);
}

static int purge_holdings(struct kr_office *o, uint64_t before_ms, uint64_t *n)
{
    return kr_store_access_purge(o->store, before_ms, n);
}

static int purge_papers(struct kr_office *o, uint64_t before_ms, uint64_t *n)
{
    return kr_store_paper_purge_voided(o->store, before_ms, n);
}

static int purge_usage(struct kr_office *o, uint64_t before_ms, uint64_t *n)
{
    struct tm tm;
    time_t before = (time_t)(before_ms / 1000);
    if (!localtime_r(&before, &tm))
        return KR_E_INTERNAL;
    return kr_store_usage_sweep(o->store, (uint32_t)((tm.tm_year + 1900) * 12 + tm.tm_mon), n);
}

const struct kr_retention_rule kr_retention_rules[] = {
    {"schools_ended", 30, 7, "the end of the agreement with a school, or its withdrawal", "to hand out a copy; then nothing of it is needed",
     kr_school_purge_ended, .alone = true},
    {"schools_unconfirmed", 30, 7, "the last change of a registration that got no further", "nobody went on with it, so nobody needs it",
     kr_school_purge_unconfirmed, .alone = true},
    {"papers_rejected", 90, 7, "rejecting a paper of a school (the record of it stays)", "to settle what was wrong with it", purge_papers},
    {"accounts_unused", 365, 90, "the last sign-in with a moderator's or an extra account", "nobody needs it; who has it may not be known any more", kr_account_purge_unused},
    {"holdings", 365, 30, "the end of somebody's having a sign-in (sealed to the school)", "misuse comes to light within a school year", purge_holdings},
    {"audit", 365, 90, "an act of administration", "to clear up misuse and to account for the service; not to watch staff", purge_audit},
    {"mail_sent", 30, 1, "sending a letter (its kind and its school, not its text)", "to answer whether it went out", purge_sent},
    {"mail_failed", 30, 7, "giving up on a letter", "the operator has had a month to reach the school otherwise", purge_failed},
    {"mail_waiting", 60, 14, "the time a letter was due", "what nobody was signed in to send for two months has lost its meaning", purge_waiting},
    {"reminders", 400, 400, "a reminder", "so that nobody is reminded twice of the same school year", purge_reminders},
    {"usage", 1095, 365, "the end of a month (counts of a school: meetings and minutes)", "for the funding body: the last three years", purge_usage},
};

const size_t kr_retention_rules_count = sizeof kr_retention_rules / sizeof kr_retention_rules[0];

uint32_t kr_retention_days(struct kr_office *o, const struct kr_retention_rule *rule)
{
    return (uint32_t)kr_rule_number(o, KR_RULE_FIRST_PERIOD + (size_t)(rule - kr_retention_rules));
}

uint32_t kr_retention_days_of(struct kr_office *o, const char *name)
{
    size_t i = 0;
    while (strcmp(kr_retention_rules[i].name, name) != 0)
        kr_assert(++i < kr_retention_rules_count);
    return kr_retention_days(o, &kr_retention_rules[i]);
}

/* What went is written down, in numbers; a log entry about the log itself is the first of the days to come. */
static int apply(struct kr_office *o, const struct kr_retention_rule *rule, uint64_t now_ms)
{
    uint64_t span_ms = kr_retention_days(o, rule) * day_ms, before_ms = now_ms > span_ms ? now_ms - span_ms : 0, n = 0;
    char detail[64];
    int err = rule->alone ? 0 : kr_store_begin(o->store);
    if (err)
        return err;
    err = rule->purge(o, before_ms, &n);
    if (rule->alone)
        return err;
    if (!err && n > 0) {
        snprintf(detail, sizeof detail, "rule=%s n=%" PRIu64, rule->name, n);
        err = kr_audit(o, KR_AUDIT_BY_OFFICE, "retention.deleted", NULL, detail);
    }
    return kr_store_finish(o->store, err);
}

void kr_retention_run(struct kr_office *o)
{
    uint64_t now_ms = kr_office_now_ms(o);
    for (size_t i = 0; i < kr_retention_rules_count; i++) {
        int err = apply(o, &kr_retention_rules[i], now_ms);
        if (err)
            kr_error("what has had its time could not be deleted: %s (%s)", kr_retention_rules[i].name, kr_err_id(err));
    }
}
