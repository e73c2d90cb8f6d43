/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/account/expiry.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/log.h"
#include "office/audit/audit.h"
#include "office/rule.h"
#include "office/store/access.h"
#include "office/store/roster.h"

enum { NOON_H = 12, PURGE_AT_ONCE = 200 };

static void year_end_day(struct kr_office *o, int *month, int *day)
{
    char text[KR_RULE_VALUE_MAX + 1];
    *month = 7;
    *day = 31;
    if (kr_rule_text(o, text, KR_RULE_ACCOUNTS_YEAR_END) || sscanf(text, "%2d-%2d", month, day) != 2)
        kr_warn("the end of the school year cannot be read; it is taken to be 31 July");
}

static uint64_t noon_ms(int year, int month, int day)
{
    struct tm tm = {.tm_year = year, .tm_mon = month - 1, .tm_mday = day, .tm_hour = NOON_H};
    return (uint64_t)timegm(&tm) * 1000;
}

/* The end of the year after `after_ms`. */
static uint64_t next_end_ms(struct kr_office *o, uint64_t after_ms)
{
    int month, day;
    struct tm tm;
    time_t s = (time_t)(after_ms / 1000);
    gmtime_r(&s, &tm);
    year_end_day(o, &month, &day);
    uint64_t end_ms = noon_ms(tm.tm_year, month, day);
    return end_ms > after_ms ? end_ms : noon_ms(tm.tm_year + 1, month, day);
}

uint64_t kr_year_end_ms(struct kr_office *o, uint64_t now_ms)
{
    return next_end_ms(o, now_ms);
}

uint64_t kr_renewed_ms(struct kr_office *o, uint64_t now_ms)
{
    return next_end_ms(o, now_ms + (uint64_t)KR_RENEW_AHEAD_DAYS * KR_DAY_MS);
}

uint64_t kr_grace_ms(struct kr_office *o)
{
    return kr_rule_number(o, KR_RULE_ACCOUNTS_GRACE_DAYS) * KR_DAY_MS;
}

uint64_t kr_account_ends_ms(struct kr_office *o, enum kr_role role, uint64_t expires_ms)
{
    bool has_grace = role == KR_ROLE_SCHOOL || role == KR_ROLE_MODERATOR;
    return expires_ms && has_grace ? expires_ms + kr_grace_ms(o) : expires_ms;
}

bool kr_account_has_ended(struct kr_office *o, const struct kr_store_account *a)
{
    uint64_t now_ms = kr_office_now_ms(o);
    return a->expires_ms && a->expires_ms <= now_ms && kr_account_ends_ms(o, a->role, a->expires_ms) <= now_ms;
}

uint64_t kr_day_of(uint64_t unix_ms)
{
    return unix_ms / KR_DAY_MS;
}

struct unused {
    char ids[PURGE_AT_ONCE][KR_LIMIT_ID_BYTES + 1];
    size_t n;
};

static int take_unused(void *arg, const struct kr_store_roster_row *row)
{
    struct unused *u = arg;
    snprintf(u->ids[u->n++], sizeof u->ids[0], "%s", row->id);
    return 0;
}

static int delete_unused(struct kr_office *o, const struct unused *u, uint64_t now_ms)
{
    int err = kr_store_begin(o->store);
    if (err)
        return err;
    for (size_t i = 0; i < u->n && !err; i++) {
        err = kr_store_access_end(o->store, u->ids[i], now_ms, KR_ACCESS_DELETED);
        if (!err)
            err = kr_store_roster_delete(o->store, u->ids[i]);
        if (!err)
            err = kr_audit(o, KR_AUDIT_BY_OFFICE, "account.deleted", u->ids[i], "unused");
    }
    return kr_store_finish(o->store, err);
}

int kr_account_purge_unused(struct kr_office *o, uint64_t before_ms, uint64_t *n)
{
    static const enum kr_role roles[] = {KR_ROLE_MODERATOR, KR_ROLE_EXTRA};
    uint64_t now_ms = kr_office_now_ms(o), done = 0;
    struct unused *u = malloc(sizeof *u);
    int err = u ? 0 : KR_E_NOMEM;
    for (size_t i = 0; i < 2 && !err; i++) {
        struct kr_roster_filter filter = {.search = "", .school = "", .role = (int)roles[i], .state = KR_ROSTER_UNUSED,
                                          .now_ms = now_ms, .unused_day = kr_day_of(before_ms), .limit = PURGE_AT_ONCE};
        do {
            u->n = 0;
            err = kr_store_roster_list(o->store, &filter, take_unused, u);
            if (!err)
                err = delete_unused(o, u, now_ms);
            if (!err)
                done += u->n;
        } while (!err && u->n == PURGE_AT_ONCE);
    }
    free(u);
    if (!err)
        *n = done;
    return err;
}
