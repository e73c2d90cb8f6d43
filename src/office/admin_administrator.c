/* SPDX-License-Identifier: EUPL-1.2 */
/* `kreide admin create` and what else is about administrators of the portal. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "office/account/administrator.h"
#include "office/account/factor.h"
#include "office/account/handle.h"
#include "office/admin.h"
#include "office/audit/audit.h"
#include "office/store/administrator.h"
#include "office/vault/vault.h"

enum { TEXT_MAX = 100000 };

struct owed {
    struct kr_office *office;
    enum kr_admin_verb verb;
    kr_admin_reply_fn *reply;
    void *arg;
};

static void answer_err(const struct owed *w, int err)
{
    const char *text = "It failed; the log says why.\n";
    if (err == KR_E_NOT_FOUND)
        text = "There is no administrator of that handle. `list` shows them.\n";
    else if (err == KR_E_STATE)
        text = "That is the last administrator who can open the keys: make or grant another one first.\n";
    else if (err == KR_E_FULL)
        text = "Too much is being done at once. Try again.\n";
    w->reply(w->arg, KR_ADMIN_FAILED, text);
}

/* The text shows secrets and is wiped. */
static void answer_buffer(const struct owed *w, struct kr_strbuf *b)
{
    w->reply(w->arg, b->failed ? KR_ADMIN_FAILED : KR_ADMIN_OK, b->failed || !b->text ? "The list is too long.\n" : b->text);
    if (b->text)
        kr_wipe(b->text, b->len);
    kr_strbuf_fini(b);
}

static void on_done(void *arg, int err, const struct kr_store_account *account, const char *password, const char *code)
{
    struct owed *w = arg;
    struct kr_strbuf b;
    if (err) {
        answer_err(w, err);
        free(w);
        return;
    }
    kr_strbuf_init(&b, TEXT_MAX);
    kr_strbuf_addf(&b, "Handle:   %s\nPassword: %s\n", account->handle, password);
    if (code[0])
        kr_strbuf_addf(&b,
                       "Recovery: %s\n\n"
                       "Keep the recovery code on paper in a safe place: it alone opens the schools' names when all\n"
                       "administrators have lost their passwords.\n",
                       code);
    kr_strbuf_addf(&b, "\nSign in at %s/portal/ once; a second factor and a password of your own are chosen there.\n"
                       "Write this down now; it is not shown again.\n",
                   w->office->origin ? w->office->origin : "");
    if (!code[0])
        kr_strbuf_addf(&b, "The schools' names open when another administrator grants it in the portal, or by the recovery code.\n");
    answer_buffer(w, &b);
    free(w);
}

static int find(struct kr_office *o, struct kr_store_account *out, const char *handle)
{
    char normal[KR_LIMIT_ID_BYTES + 1];
    struct kr_store_account a;
    kr_handle_normalize(normal, handle);
    int err = kr_store_account_by_handle(o->store, &a, normal);
    if (!err && a.role != KR_ROLE_OPERATOR)
        err = KR_E_NOT_FOUND;
    if (!err)
        *out = a;
    return err;
}

static int add_line(void *arg, const struct kr_store_account *a)
{
    kr_strbuf_addf(arg, "%-32s  %s%s\n", a->handle, a->locked ? "locked" : "open", a->must_change ? ", has not signed in yet" : "");
    return 0;
}

static void list(const struct owed *w)
{
    struct kr_strbuf b;
    kr_strbuf_init(&b, TEXT_MAX);
    int err = kr_store_account_list_of(w->office->store, KR_ROLE_OPERATOR, NULL, add_line, &b);
    if (!err && b.len == 0)
        kr_strbuf_addf(&b, "There is no administrator yet: `create` makes one.\n");
    if (!err) {
        answer_buffer(w, &b);
        return;
    }
    kr_strbuf_fini(&b);
    answer_err(w, err);
}

static void lock(const struct owed *w, const char *handle, bool locked)
{
    struct kr_store_account a;
    int err = find(w->office, &a, handle);
    if (!err)
        err = kr_administrator_lock(w->office, a.id, locked, KR_AUDIT_BY_CONSOLE);
    if (err)
        answer_err(w, err);
    else
        w->reply(w->arg, KR_ADMIN_OK, locked ? "Locked: its sessions have ended.\n" : "Unlocked.\n");
}

/* Those that hash a password and so end later. */
static void start(const struct owed *w, const char *handle)
{
    struct kr_store_account a;
    struct owed *kept = malloc(sizeof *kept);
    int err = kept ? 0 : KR_E_NOMEM;
    if (!err)
        *kept = *w;
    if (!err && w->verb == KR_ADMIN_ADMINISTRATOR_RESET) {
        err = find(w->office, &a, handle);
        if (!err)
            err = kr_administrator_reset(w->office, NULL, a.id, "", on_done, kept);
    } else if (!err) {
        err = kr_administrator_create(w->office, NULL, "", w->verb == KR_ADMIN_ADMINISTRATOR_FIRST, on_done, kept);
    }
    if (!err)
        return;
    free(kept);
    if (err == KR_E_EXISTS)
        w->reply(w->arg, KR_ADMIN_OK, "There is an administrator already: sign in with its handle and password.\n");
    else
        answer_err(w, err);
}

void kr_admin_administrator(struct kr_office *o, const struct kr_admin_command *c, kr_admin_reply_fn *reply, void *arg)
{
    struct owed w = {o, c->verb, reply, arg};
    if (c->verb == KR_ADMIN_ADMINISTRATOR_LIST)
        list(&w);
    else if (c->verb == KR_ADMIN_ADMINISTRATOR_LOCK || c->verb == KR_ADMIN_ADMINISTRATOR_UNLOCK)
        lock(&w, c->args[0], c->verb == KR_ADMIN_ADMINISTRATOR_LOCK);
    else
        start(&w, c->args[0]);
}
