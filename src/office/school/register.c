/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/school/register.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "crypto/secret.h"
#include "office/account/password.h"
#include "office/audit/audit.h"
#include "office/mail/queue.h"
#include "office/school/index.h"

/* A registration whose password is being hashed. */
struct pending {
    struct kr_office *office;
    struct kr_school school;
    struct kr_registered out;
    kr_register_fn *done;
    void *arg;
};

/* ---- how often ---- */

static struct kr_register_line *line_of(struct kr_office *o, const char *address)
{
    char line[KR_ADDRESS_KEY_SIZE];
    uint64_t now_ms = kr_office_steady_ms(o);
    kr_address_key(line, address);
    if (!o->register_lines)
        o->register_lines = calloc(KR_REGISTER_LINES, sizeof *o->register_lines);
    struct kr_register_line *oldest = o->register_lines;
    for (size_t i = 0; oldest && i < KR_REGISTER_LINES; i++) {
        struct kr_register_line *l = &o->register_lines[i];
        if (l->line[0] && now_ms >= l->since_ms + KR_REGISTER_SPAN_MS)
            *l = (struct kr_register_line){0};
        if (strcmp(l->line, line) == 0)
            return l;
        if (!l->line[0] || (oldest->line[0] && l->since_ms < oldest->since_ms))
            oldest = l;
    }
    if (oldest) {
        *oldest = (struct kr_register_line){.since_ms = now_ms};
        memcpy(oldest->line, line, sizeof line);
    }
    return oldest;
}

void kr_register_fini(struct kr_office *o)
{
    free(o->register_lines);
    o->register_lines = NULL;
}

/* ---- making it ---- */

/* The head's account, and the school's keys: with the password, in one transaction. */
static int within(void *arg, const struct kr_store_account *account)
{
    struct pending *p = arg;
    struct kr_office *o = p->office;
    int err = kr_store_account_must_change(o->store, account->id, false); /* it is their own */
    if (!err)
        err = kr_vault_school_begin_with(o, &p->school.key, KR_AUDIT_BY_PUBLIC, p->school.row.id, account->id, p->out.recovery);
    if (!err)
        err = kr_mail_queue(o, p->school.row.id, account->id, KR_MAIL_REGISTERED, NULL, NULL);
    return err == KR_E_FULL ? 0 : err; /* a letter less */
}

static void free_pending(struct pending *p)
{
    kr_wipe(p, sizeof *p);
    free(p);
}

static void on_password(void *arg, int err, const struct kr_store_account *account, const char *password)
{
    struct pending *p = arg;
    if (err && kr_school_delete(p->office, KR_AUDIT_BY_OFFICE, p->school.row.id))
        kr_warn("a registration that failed could not be taken back; it goes with the unconfirmed ones");
    if (!err)
        kr_index_touch(p->office, p->school.row.id);
    p->done(p->arg, err, err ? NULL : &p->out);
    free_pending(p);
}

static int add_head(struct kr_office *o, struct pending *p, struct kr_store_account *head)
{
    *head = (struct kr_store_account){.created_ms = kr_office_now_ms(o), .role = KR_ROLE_HEAD};
    kr_random_code(head->id, sizeof head->id, KR_ACCOUNT_ID_DIGITS);
    snprintf(head->school, sizeof head->school, "%s", p->school.row.id);
    int err = kr_handle_make(o, head->handle);
    if (!err)
        err = kr_store_account_add(o->store, head);
    if (!err)
        err = kr_audit(o, KR_AUDIT_BY_PUBLIC, "account.created", head->id, "role=head");
    if (!err) {
        snprintf(p->out.school, sizeof p->out.school, "%s", p->school.row.id);
        snprintf(p->out.handle, sizeof p->out.handle, "%s", head->handle);
    }
    return err;
}

static int make(struct kr_office *o, struct pending *p, const struct kr_profile *profile, const char *password, const char *line)
{
    struct kr_store_account head;
    int err = kr_store_begin(o->store);
    if (err)
        return err;
    err = kr_school_create(o, &p->school, KR_AUDIT_BY_PUBLIC, profile, true);
    if (!err)
        err = add_head(o, p, &head);
    err = kr_store_finish(o->store, err);
    if (err)
        return err;
    struct kr_password_order order = {.account = head.id, .password = password, .address = line, .by = KR_AUDIT_BY_PUBLIC,
                                      .within = within, .done = on_password, .arg = p};
    err = kr_password_give(o, &order);
    if (err && kr_school_delete(o, KR_AUDIT_BY_OFFICE, p->school.row.id))
        kr_warn("a registration that failed could not be taken back; it goes with the unconfirmed ones");
    return err;
}

int kr_register(struct kr_office *o, const struct kr_profile *profile, const char *password, const char *address, uint32_t *wait_s,
                kr_register_fn *done, void *arg)
{
    uint64_t n_open = 0;
    if (strlen(password) < KR_PASSWORD_LEAST_BYTES)
        return KR_E_MALFORMED;
    struct kr_enrolment_settings settings = kr_enrolment_settings_get(o);
    struct kr_register_line *line = line_of(o, address);
    int err = !settings.open ? KR_E_STATE : line ? kr_store_school_count_open(o->store, &n_open) : KR_E_NOMEM;
    if (err)
        return err;
    if (n_open >= KR_REGISTER_OPEN)
        return KR_E_FULL;
    if (line->n >= KR_REGISTER_PER_LINE) {
        *wait_s = (uint32_t)((line->since_ms + KR_REGISTER_SPAN_MS - kr_office_steady_ms(o)) / 1000 + 1);
        return KR_E_LIMITED;
    }
    struct pending *p = calloc(1, sizeof *p);
    if (!p)
        return KR_E_NOMEM;
    *p = (struct pending){.office = o, .done = done, .arg = arg};
    line->n++;
    err = make(o, p, profile, password, line->line);
    if (err)
        free_pending(p);
    return err;
}
