/* SPDX-License-Identifier: EUPL-1.2 */
/* What is done to accounts that there are. */
#include "office/account/roster.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/secret.h"
#include "office/account/account.h"
#include "office/account/expiry.h"
#include "office/account/label.h"
#include "office/audit/audit.h"
#include "office/backup/deletion.h"
#include "office/mail/queue.h"
#include "office/revocation.h"
#include "office/store/key.h"

static const char *const reason_names[KR_LOCK_REASONS] = {"other", "misuse", "lost", "left", "school"};

/* The data key of an account's school. */
static int data_key(struct kr_office *o, struct kr_data_key *key, const struct kr_session *who, const char *school)
{
    struct kr_school_keys keys;
    int err = kr_store_school_keys(o->store, &keys, school);
    return err ? err : kr_vault_data_key(o, key, who, school, &keys);
}

static int seal_note(struct kr_office *o, struct kr_sealed *out, const struct kr_session *who,
                     const struct kr_store_roster_row *row, const char *typed)
{
    struct kr_data_key key;
    char note[KR_TITLE_SIZE];
    out->len = 0;
    if (!typed || !typed[strspn(typed, " \t\r\n")])
        return 0;
    int err = row->school[0] ? kr_title_clean(note, typed) : KR_E_SEALED;
    if (!err)
        err = data_key(o, &key, who, row->school);
    if (!err)
        err = kr_seal(out, key.bytes, "account.note", row->id, note);
    kr_wipe(&key, sizeof key);
    kr_wipe(note, sizeof note);
    return err;
}

/* Who acts: an id, or a word for the audit log; and as what. */
struct actor {
    const char *id;
    enum kr_role role;
};

static int lock(struct kr_office *o, struct actor by, const struct kr_store_roster_row *row, enum kr_lock_reason reason,
                const struct kr_sealed *note)
{
    char detail[32];
    snprintf(detail, sizeof detail, "reason=%s", reason_names[reason]);
    int err = kr_store_account_lock(o->store, row->id, true);
    if (!err)
        err = kr_store_roster_lock_reason(o->store, row->id, reason, by.role, note);
    if (!err)
        err = kr_revoke(o, row->id);
    if (!err)
        err = kr_access_note(o, row, KR_ACCESS_LOCKED, false);
    return err ? err : kr_audit(o, by.id, "account.locked", row->id, detail);
}

/* Accounts of one school that an administrator locked after a misuse, in one call. */
struct misused {
    struct kr_store_roster_row first;
    size_t n;
};

static void note_misuse(struct misused *list, size_t *n, const struct kr_store_roster_row *row)
{
    size_t i = 0;
    while (i < *n && strcmp(list[i].first.school, row->school) != 0)
        i++;
    if (i == *n) {
        list[i] = (struct misused){.first = *row};
        ++*n;
    }
    list[i].n++;
}

/* Each school hears of it once, whatever the number; from itself it knows already. */
static int tell_misuse(struct kr_office *o, const struct misused *list, size_t n)
{
    int err = 0;
    for (size_t i = 0; i < n && !err; i++) {
        char args[KR_MAIL_ARGS_MAX + 1];
        const struct kr_store_roster_row *row = &list[i].first;
        if (list[i].n == 1)
            snprintf(args, sizeof args, "handle=%s", row->handle);
        else
            snprintf(args, sizeof args, "count=%zu", list[i].n);
        err = row->school[0] ? kr_mail_queue(o, row->school, list[i].n == 1 ? row->id : NULL, KR_MAIL_BLOCKED, NULL, args) : 0;
        err = err == KR_E_FULL ? 0 : err; /* a letter less must not keep an account open */
    }
    return err;
}

/* What an administrator locked, the school cannot unlock. */
static int unlock(struct kr_office *o, struct actor by, const struct kr_store_roster_row *row)
{
    static const struct kr_sealed no_note;
    if (row->locked_by == KR_ROLE_OPERATOR && by.role != KR_ROLE_OPERATOR)
        return KR_E_FORBIDDEN;
    int err = kr_store_account_lock(o->store, row->id, false);
    if (!err)
        err = kr_store_roster_lock_reason(o->store, row->id, KR_LOCK_OTHER, KR_ROLE_SCHOOL, &no_note);
    if (!err && row->has_password)
        err = kr_access_note(o, row, KR_ACCESS_OPEN, true);
    return err ? err : kr_audit(o, by.id, "account.unlocked", row->id, NULL);
}

static int delete(struct kr_office *o, const char *who, const struct kr_store_roster_row *row)
{
    int err = kr_access_note(o, row, KR_ACCESS_DELETED, false);
    if (!err)
        err = kr_store_roster_delete(o->store, row->id);
    if (!err)
        err = kr_revoke(o, row->id);
    if (!err)
        err = kr_deletion_note(o->data_dir, KR_DELETION_ACCOUNT, row->id, kr_office_now_ms(o));
    return err ? err : kr_audit(o, who, "account.deleted", row->id, NULL);
}

static int renew(struct kr_office *o, const char *who, const struct kr_store_roster_row *row, uint64_t to_ms)
{
    int err = kr_store_roster_expires(o->store, row->id, to_ms);
    return err ? err : kr_audit(o, who, "account.renewed", row->id, NULL);
}

/* Whether there is anything to do; what is so already is left as it is. */
static bool applies(const struct kr_roster_order *order, const struct kr_store_roster_row *row, uint64_t to_ms)
{
    switch (order->act) {
    case KR_ACT_LOCK:
        return !row->locked || row->lock_reason != order->reason || order->note;
    case KR_ACT_UNLOCK:
        return row->locked;
    case KR_ACT_RENEW:
        return row->expires_ms && row->expires_ms < to_ms;
    default:
        return true;
    }
}

static int apply(struct kr_office *o, const struct kr_session *who, const struct kr_roster_order *order,
                 const struct kr_store_roster_row *row, uint64_t to_ms)
{
    struct kr_sealed note;
    struct actor by = {who->account.id, who->account.role};
    int err;
    switch (order->act) {
    case KR_ACT_LOCK:
        err = seal_note(o, &note, who, row, order->note);
        return err ? err : lock(o, by, row, order->reason, &note);
    case KR_ACT_UNLOCK:
        return unlock(o, by, row);
    case KR_ACT_DELETE:
        return delete(o, by.id, row);
    default:
        return renew(o, by.id, row, to_ms);
    }
}

static enum kr_reach reach_of(enum kr_roster_act act)
{
    return act == KR_ACT_DELETE ? KR_REACH_DELETE : act == KR_ACT_RENEW ? KR_REACH_RENEW : KR_REACH_LOCK;
}

int kr_roster_act(struct kr_office *o, const struct kr_session *who, const struct kr_roster_order *order, uint64_t *done)
{
    uint64_t n = 0, to_ms = kr_renewed_ms(o, kr_office_now_ms(o));
    bool misuse = order->act == KR_ACT_LOCK && order->reason == KR_LOCK_MISUSE && who->account.role == KR_ROLE_OPERATOR;
    struct misused *list = misuse ? calloc(order->n, sizeof *list) : NULL;
    size_t n_list = 0;
    int err = misuse && !list ? KR_E_NOMEM : kr_store_begin(o->store);
    if (err) {
        free(list);
        return err;
    }
    for (size_t i = 0; i < order->n && !err; i++) {
        struct kr_store_roster_row row;
        err = kr_reach_find(o, &row, who, reach_of(order->act), order->ids[i]);
        if (!err && applies(order, &row, to_ms)) {
            err = apply(o, who, order, &row, to_ms);
            n++;
            if (misuse)
                note_misuse(list, &n_list, &row);
        }
    }
    if (!err)
        err = tell_misuse(o, list, n_list);
    err = kr_store_finish(o->store, err);
    free(list);
    for (size_t i = 0; i < order->n && err && order->act == KR_ACT_DELETE; i++)
        (void)!kr_deletion_revoke(o->data_dir, KR_DELETION_ACCOUNT, order->ids[i], kr_office_now_ms(o)); /* says so itself */
    if (err)
        return err;
    if (order->act == KR_ACT_LOCK || order->act == KR_ACT_DELETE)
        for (size_t i = 0; i < order->n; i++)
            kr_account_tell_locked(o, order->ids[i]);
    *done = n;
    return 0;
}

/* ---- a whole school ---- */

struct all {
    char (*ids)[KR_LIMIT_ID_BYTES + 1];
    size_t n, room;
};

static int take_id(void *arg, const char *id)
{
    struct all *a = arg;
    if (a->n == a->room) {
        size_t room = a->room ? 2 * a->room : 64;
        void *more = realloc(a->ids, room * sizeof a->ids[0]);
        if (!more)
            return KR_E_NOMEM;
        a->ids = more;
        a->room = room;
    }
    snprintf(a->ids[a->n++], sizeof a->ids[0], "%s", id);
    return 0;
}

/* Leaves out of the list what is not changed. */
static int lock_all(struct kr_office *o, const char *who, struct all *a, bool locked, bool staff_too)
{
    static const struct kr_sealed no_note;
    struct actor by = {who, KR_ROLE_OPERATOR};
    size_t kept = 0;
    int err = 0;
    for (size_t i = 0; i < a->n && !err; i++) {
        struct kr_store_roster_row row;
        err = kr_store_roster_get(o->store, &row, a->ids[i]);
        if (err || (locked ? row.locked || (!staff_too && kr_role_holds_keys(row.role)) : !row.locked || row.lock_reason != KR_LOCK_SCHOOL))
            continue;
        err = locked ? lock(o, by, &row, KR_LOCK_SCHOOL, &no_note) : unlock(o, by, &row);
        memmove(a->ids[kept++], row.id, sizeof row.id);
    }
    a->n = kept;
    return err;
}

int kr_roster_lock_school(struct kr_office *o, const char *who, const char *school, bool locked, bool staff_too, uint64_t *done)
{
    struct all all = {0};
    int err = kr_store_begin(o->store);
    if (err)
        return err;
    err = kr_store_roster_ids(o->store, school, take_id, &all);
    if (!err)
        err = lock_all(o, who, &all, locked, staff_too);
    err = kr_store_finish(o->store, err);
    for (size_t i = 0; i < all.n && !err && locked; i++)
        kr_account_tell_locked(o, all.ids[i]);
    if (!err)
        *done = all.n;
    free(all.ids);
    return err;
}

/* ---- one ---- */

int kr_roster_label(struct kr_office *o, const struct kr_session *who, struct kr_store_roster_row *row, const char *typed)
{
    struct kr_school_keys keys;
    struct kr_store_roster_row changed = *row;
    char label[KR_TITLE_SIZE] = "";
    bool named = typed[strspn(typed, " \t\r\n")];
    int err = kr_vault_has_school(o, who) ? 0 : KR_E_SEALED;
    if (!err && named)
        err = kr_title_clean(label, typed);
    if (!err)
        err = kr_store_school_keys(o->store, &keys, row->school);
    changed.label.len = 0;
    if (!err && named)
        err = kr_label_seal(&changed.label, &keys, row->id, row->handle, label);
    kr_wipe(label, sizeof label);
    if (!err)
        err = kr_store_begin(o->store);
    if (err)
        return err;
    err = kr_store_roster_label(o->store, row->id, &changed.label);
    if (!err)
        err = kr_access_note(o, &changed, KR_ACCESS_PASSED_ON, row->has_password && !row->locked);
    if (!err)
        err = kr_audit(o, who->account.id, "account.labelled", row->id, NULL);
    err = kr_store_finish(o->store, err);
    if (!err)
        *row = changed;
    return err;
}

int kr_roster_expires(struct kr_office *o, const struct kr_session *who, struct kr_store_roster_row *row, uint64_t expires_ms)
{
    if (expires_ms <= kr_office_now_ms(o))
        return KR_E_STATE;
    int err = kr_store_begin(o->store);
    if (err)
        return err;
    err = kr_store_roster_expires(o->store, row->id, expires_ms);
    if (!err)
        err = kr_audit(o, who->account.id, "account.renewed", row->id, NULL);
    err = kr_store_finish(o->store, err);
    if (!err)
        row->expires_ms = expires_ms;
    return err;
}

void kr_roster_texts(struct kr_office *o, const struct kr_session *who, const struct kr_store_roster_row *row, char *purpose,
                     char *note)
{
    struct kr_data_key key;
    purpose[0] = note[0] = '\0';
    if (!row->school[0] || (!row->purpose.len && !row->note.len) || data_key(o, &key, who, row->school))
        return;
    if (row->purpose.len && kr_unseal(purpose, KR_TITLE_SIZE, key.bytes, "account.purpose", row->id, &row->purpose))
        purpose[0] = '\0';
    if (row->note.len && kr_unseal(note, KR_TITLE_SIZE, key.bytes, "account.note", row->id, &row->note))
        note[0] = '\0';
    kr_wipe(&key, sizeof key);
}
