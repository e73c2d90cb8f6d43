/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/rule.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "office/account/handle.h"
#include "office/account/roster.h"
#include "office/audit/audit.h"
#include "office/mail/reminder.h"
#include "office/retention.h"
#include "office/setting.h"

static const struct kr_rule fixed[KR_RULE_FIRST_PERIOD] = {
    [KR_RULE_ACCOUNTS_PREFIX] = {"accounts.prefix", KR_RULE_PREFIX, 0, KR_HANDLE_PREFIX_MAX, ""}, /* the configuration's */
    [KR_RULE_ACCOUNTS_YEAR_END] = {"accounts.year_end", KR_RULE_DAY, 0, 0, "07-31"},
    [KR_RULE_ACCOUNTS_GRACE_DAYS] = {"accounts.grace_days", KR_RULE_NUMBER, 0, 120, "45"},
    [KR_RULE_ACCOUNTS_MAX_MODERATORS] = {"accounts.max_moderators", KR_RULE_NUMBER, 1, KR_ROSTER_MODERATORS_MAX, "200"},
    [KR_RULE_ACCOUNTS_MAX_EXTRAS] = {"accounts.max_extras", KR_RULE_NUMBER, 0, 100, "10"},
    [KR_RULE_ACCOUNTS_MAX_HEADS] = {"accounts.max_heads", KR_RULE_NUMBER, 1, 10, "3"},
    [KR_RULE_ACCOUNTS_MAX_CONTACTS] = {"accounts.max_contacts", KR_RULE_NUMBER, 1, 20, "5"},
    [KR_RULE_MAIL_LANG] = {"mail.lang", KR_RULE_LANG, 0, 0, "de"},
    [KR_RULE_REMINDER_DAYS] = {"reminder.days", KR_RULE_DAYS, 1, 365, "14,28"},
    [KR_RULE_REMINDER_EXPIRY_DAYS] = {"reminder.expiry_days", KR_RULE_DAYS, 1, 90, "7,30"},
};

size_t kr_rule_count(void)
{
    return KR_RULE_FIRST_PERIOD + kr_retention_rules_count;
}

struct kr_rule kr_rule_at(const struct kr_office *o, size_t i)
{
    kr_assert(i < kr_rule_count());
    struct kr_rule rule = {.form = KR_RULE_PERIOD};
    if (i >= KR_RULE_FIRST_PERIOD) {
        const struct kr_retention_rule *r = &kr_retention_rules[i - KR_RULE_FIRST_PERIOD];
        snprintf(rule.setting, sizeof rule.setting, "retention.%s", r->name);
        snprintf(rule.otherwise, sizeof rule.otherwise, "%" PRIu32, r->days);
        rule.least = r->least_days;
        rule.most = r->days;
        return rule;
    }
    rule = fixed[i];
    if (i == KR_RULE_ACCOUNTS_PREFIX)
        snprintf(rule.otherwise, sizeof rule.otherwise, "%s", o->handle_prefix);
    return rule;
}

/* ---- what fits ---- */

static int clean_number(char out[KR_RULE_VALUE_MAX + 1], const struct kr_rule *rule, const char *typed)
{
    size_t digits = strspn(typed, "0123456789");
    unsigned long n = digits > 0 && digits <= 6 && typed[digits] == '\0' ? strtoul(typed, NULL, 10) : ULONG_MAX;
    if (n < rule->least || n > rule->most)
        return KR_E_MALFORMED;
    snprintf(out, KR_RULE_VALUE_MAX + 1, "%lu", n);
    return 0;
}

static int two_digits(const char *text)
{
    return (text[0] - '0') * 10 + text[1] - '0';
}

static int clean_day(char out[KR_RULE_VALUE_MAX + 1], const char *typed)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}; /* the 29 February is not in every year */
    bool form = strlen(typed) == 5 && strspn(typed, "0123456789") == 2 && typed[2] == '-' && strspn(typed + 3, "0123456789") == 2;
    int month = form ? two_digits(typed) : 0, day = form ? two_digits(typed + 3) : 0;
    if (month < 1 || month > 12 || day < 1 || day > days[month - 1])
        return KR_E_MALFORMED;
    snprintf(out, KR_RULE_VALUE_MAX + 1, "%02d-%02d", month, day);
    return 0;
}

static int clean_days(char out[KR_RULE_VALUE_MAX + 1], const struct kr_rule *rule, const char *typed)
{
    uint32_t days[KR_REMINDER_DAYS_MAX];
    size_t words = 0, len = 0;
    for (const char *p = typed; *(p += strspn(p, " ,;")); p += strcspn(p, " ,;"))
        words++;
    size_t n = kr_reminder_days(typed, days);
    if (n != words || (n > 0 && (days[0] < rule->least || days[n - 1] > rule->most)))
        return KR_E_MALFORMED;
    out[0] = '\0';
    for (size_t i = 0; i < n; i++)
        len += (size_t)snprintf(out + len, KR_RULE_VALUE_MAX + 1 - len, "%s%" PRIu32, i ? "," : "", days[i]);
    return 0;
}

int kr_rule_clean(char out[KR_RULE_VALUE_MAX + 1], const struct kr_rule *rule, const char *typed)
{
    char cleaned[KR_RULE_VALUE_MAX + 1] = "";
    int err = KR_E_MALFORMED;
    if (strlen(typed) > KR_RULE_VALUE_MAX)
        return err;
    snprintf(cleaned, sizeof cleaned, "%s", typed);
    switch (rule->form) {
    case KR_RULE_NUMBER:
    case KR_RULE_PERIOD:
        err = clean_number(cleaned, rule, typed);
        break;
    case KR_RULE_PREFIX:
        err = kr_handle_prefix_fits(typed) ? 0 : KR_E_MALFORMED;
        break;
    case KR_RULE_DAY:
        err = clean_day(cleaned, typed);
        break;
    case KR_RULE_DAYS:
        err = clean_days(cleaned, rule, typed);
        break;
    case KR_RULE_LANG:
        err = strcmp(typed, "de") == 0 || strcmp(typed, "en") == 0 ? 0 : KR_E_MALFORMED;
        break;
    }
    if (!err)
        memcpy(out, cleaned, sizeof cleaned);
    return err;
}

/* ---- what holds ---- */

int kr_rule_text(struct kr_office *o, char out[KR_RULE_VALUE_MAX + 1], size_t i)
{
    struct kr_rule rule = kr_rule_at(o, i);
    char *set = kr_setting_text(o, rule.setting, rule.otherwise);
    if (!set)
        return KR_E_NOMEM;
    if (kr_rule_clean(out, &rule, set))
        snprintf(out, KR_RULE_VALUE_MAX + 1, "%s", rule.otherwise);
    free(set);
    return 0;
}

uint64_t kr_rule_number(struct kr_office *o, size_t i)
{
    char text[KR_RULE_VALUE_MAX + 1];
    if (kr_rule_text(o, text, i))
        snprintf(text, sizeof text, "%s", kr_rule_at(o, i).otherwise);
    return strtoull(text, NULL, 10);
}

int kr_rule_set(struct kr_office *o, const char *who, size_t i, const char *value)
{
    struct kr_rule rule = kr_rule_at(o, i);
    char before[KR_RULE_VALUE_MAX + 1], after[KR_RULE_VALUE_MAX + 1], detail[KR_AUDIT_DETAIL_MAX + 1];
    int err = kr_rule_clean(after, &rule, value ? value : rule.otherwise);
    if (!err)
        err = kr_rule_text(o, before, i);
    if (err || (value && strcmp(before, after) == 0))
        return err; /* nothing changes */
    err = kr_store_begin(o->store);
    if (err)
        return err;
    err = kr_setting_set(o, rule.setting, value ? after : NULL);
    snprintf(detail, sizeof detail, "rule=%s before=%s after=%s", rule.setting, before, after);
    if (!err && strcmp(before, after) != 0)
        err = kr_audit(o, who, "settings.rule", NULL, detail);
    return kr_store_finish(o->store, err);
}
