/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/mail/reminder.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "office/mail/queue.h"
#include "office/setting.h"
#include "office/store/mail.h"

static const uint64_t day_ms = 24 * 60 * 60 * 1000;

size_t kr_reminder_days(const char *text, uint32_t out[KR_REMINDER_DAYS_MAX])
{
    size_t n = 0;
    while (*(text += strspn(text, " ,;"))) {
        size_t len = strcspn(text, " ,;"), digits = strspn(text, "0123456789");
        unsigned long days = digits == len && len <= 3 ? strtoul(text, NULL, 10) : 0;
        size_t at = n;
        text += len;
        while (at > 0 && out[at - 1] > days)
            at--;
        if (days < 1 || days > 365 || n == KR_REMINDER_DAYS_MAX || (at > 0 && out[at - 1] == days))
            continue;
        memmove(out + at + 1, out + at, (n - at) * sizeof *out);
        out[at] = (uint32_t)days;
        n++;
    }
    return n;
}

static size_t days_of(struct kr_office *o, const char *setting, const char *otherwise, uint32_t out[KR_REMINDER_DAYS_MAX])
{
    char *text = kr_setting_text(o, setting, otherwise);
    size_t n = text ? kr_reminder_days(text, out) : 0;
    free(text);
    return n;
}

/* Queues a letter once for each `what` of a school. 0 also when it was queued before. */
static int remind(struct kr_office *o, const char *school, const char *account, const char *what, enum kr_mail_kind kind, const char *args)
{
    int err = kr_store_begin(o->store);
    if (err)
        return err;
    err = kr_store_reminder_add(o->store, school, what, kr_office_now_ms(o));
    bool before = err == KR_E_EXISTS;
    if (!err)
        err = kr_mail_queue(o, school, account, kind, NULL, args);
    return kr_store_finish(o->store, before ? 0 : err);
}

/* ---- accounts that expire ---- */

struct expiring {
    struct kr_store_expiring *rows;
    size_t n, cap;
};

static int collect(void *arg, const struct kr_store_expiring *row)
{
    struct expiring *e = arg;
    if (e->n == e->cap) {
        size_t cap = e->cap ? 2 * e->cap : 64;
        struct kr_store_expiring *grown = realloc(e->rows, cap * sizeof *grown);
        if (!grown)
            return KR_E_NOMEM;
        e->rows = grown;
        e->cap = cap;
    }
    e->rows[e->n++] = *row;
    return 0;
}

/* Accounts of one school that end at one time are one letter. */
static int remind_expiring(struct kr_office *o, const struct kr_store_expiring *row, uint32_t days)
{
    char what[64], args[KR_MAIL_ARGS_MAX + 1];
    snprintf(what, sizeof what, "expires.%" PRIu64 ".%" PRIu32, row->expires_ms / day_ms, days);
    if (row->n == 1)
        snprintf(args, sizeof args, "handle=%s until_ms=%" PRIu64, row->handle, row->expires_ms);
    else
        snprintf(args, sizeof args, "count=%" PRIu64 " until_ms=%" PRIu64, row->n, row->expires_ms);
    return remind(o, row->school, row->n == 1 ? row->account : NULL, what, KR_MAIL_EXPIRES, args);
}

/* Each account is in the window of one of the days: what is found late is not reminded of twice at once. */
static int run_expiring(struct kr_office *o)
{
    uint32_t days[KR_REMINDER_DAYS_MAX];
    size_t n_days = days_of(o, "reminder.expiry_days", "30, 7", days);
    uint64_t now_ms = kr_office_now_ms(o), from_ms = now_ms;
    int err = 0;
    for (size_t i = 0; i < n_days && !err; i++) {
        struct expiring e = {0};
        uint64_t to_ms = now_ms + days[i] * day_ms;
        err = kr_store_mail_expiring(o->store, from_ms, to_ms, collect, &e);
        for (size_t k = 0; k < e.n && !err; k++)
            err = remind_expiring(o, &e.rows[k], days[i]);
        free(e.rows);
        from_ms = to_ms;
    }
    return err;
}

void kr_reminder_run(struct kr_office *o)
{
    static int (*const jobs[])(struct kr_office *) = {run_expiring};
    for (size_t i = 0; i < sizeof jobs / sizeof jobs[0]; i++) {
        int err = jobs[i](o);
        if (err)
            kr_error("not everybody could be reminded (%s)", kr_err_id(err));
    }
}
