/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/school/delete.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/log.h"
#include "office/account/account.h"
#include "office/audit/audit.h"
#include "office/backup/deletion.h"
#include "office/revocation.h"
#include "office/store/table.h"
#include "office/vault/vault.h"

struct accounts {
    char (*ids)[KR_LIMIT_ID_BYTES + 1];
    size_t n;
};

/* Who is to be told afterwards; they are not there to be asked for then. */
static int find_accounts(struct kr_store *s, struct accounts *out, const char *school)
{
    static const char count[] = "SELECT count(*) FROM account WHERE school = $1";
    static const char list[] = "SELECT id FROM account WHERE school = $1";
    uint64_t n = 0;
    struct kr_query q = kr_query_begin(s, count);
    kr_bind_text(&q, school);
    int err = kr_query_number(&q, &n);
    if (err || !n)
        return err;
    out->ids = calloc(n, sizeof *out->ids);
    if (!out->ids)
        return KR_E_NOMEM;
    q = kr_query_begin(s, list);
    kr_bind_text(&q, school);
    while (out->n < n && kr_query_row(&q))
        kr_read_text(&q, out->ids[out->n++], sizeof out->ids[0]);
    return kr_query_end(&q);
}

static int check_there(struct kr_store *s, const char *school)
{
    static const char sql[] = "SELECT count(*) FROM school WHERE id = $1";
    uint64_t n = 0;
    struct kr_query q = kr_query_begin(s, sql);
    kr_bind_text(&q, school);
    int err = kr_query_number(&q, &n);
    return err ? err : n ? 0 : KR_E_NOT_FOUND;
}

static int delete_rows(struct kr_office *o, const char *who, const char *school, const struct accounts *accounts, const char *detail)
{
    int err = kr_store_begin(o->store);
    if (err)
        return err;
    err = kr_store_school_delete(o->store, school);
    for (size_t i = 0; i < accounts->n && !err; i++)
        err = kr_revoke(o, accounts->ids[i]);
    if (!err)
        err = kr_audit(o, who, "school.deleted", school, detail);
    return kr_store_finish(o->store, err);
}

int kr_school_delete_everything(struct kr_office *o, const char *who, const char *school, const char *detail)
{
    struct accounts accounts = {0};
    kr_assert(!kr_store_in_transaction(o->store));
    int err = check_there(o->store, school);
    if (!err)
        err = find_accounts(o->store, &accounts, school);
    if (!err)
        err = kr_deletion_note(o->data_dir, KR_DELETION_SCHOOL, school, kr_office_now_ms(o));
    if (!err) {
        err = delete_rows(o, who, school, &accounts, detail);
        if (err && kr_deletion_revoke(o->data_dir, KR_DELETION_SCHOOL, school, kr_office_now_ms(o)))
            kr_error("a deletion that failed is noted, and will be done at the next start");
    }
    for (size_t i = 0; i < accounts.n && !err; i++) {
        kr_vault_leave_account(o, accounts.ids[i], "");
        kr_account_tell_locked(o, accounts.ids[i]);
    }
    if (!err)
        kr_store_tidy(o->store);
    free(accounts.ids);
    return err;
}
