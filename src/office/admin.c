/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/admin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/strbuf.h"
#include "crypto/secret.h"
#include "office/account/account.h"
#include "office/audit/audit.h"
#include "office/room/room.h"
#include "office/room/token.h"

enum { TEXT_MAX = 390000 }; /* below admin_result's limit in proto/link.json */

struct admin {
    struct kr_office *office;
    struct kr_admin_command command;
    const char *secret;
    kr_admin_reply_fn *reply;
    void *arg;
};

static void answer(const struct admin *a, int exit, const char *text)
{
    a->reply(a->arg, exit, text);
}

/* Answers with what was gathered, which may show a password and is wiped. */
static void answer_buffer(const struct admin *a, struct kr_strbuf *b)
{
    if (b->failed)
        answer(a, KR_ADMIN_FAILED, "The list is too long to be shown.\n");
    else
        answer(a, KR_ADMIN_OK, b->text ? b->text : "");
    if (b->text)
        kr_wipe(b->text, b->len);
    kr_strbuf_fini(b);
}

static void answer_err(const struct admin *a, int err)
{
    const char *text;
    switch (err) {
    case KR_E_NOT_FOUND:
        text = "There is none of that name. `account list`, `room list HANDLE` and `token list ROOM` show what there is.\n";
        break;
    case KR_E_EXISTS:
        text = "An account of that handle exists already.\n";
        break;
    case KR_E_MALFORMED:
        text = "That does not fit: a handle has 3 to 32 of a-z, 0-9 and -, a password at least 12 characters, "
               "a title at least one.\n";
        break;
    case KR_E_TOO_LARGE:
        text = "That is too long: a title has at most 80 characters, a password at most 200.\n";
        break;
    case KR_E_FULL:
        text = "There are as many as there may be (200 rooms an account, 50 tokens a room), "
               "or too much is being done at once.\n";
        break;
    case KR_E_AGAIN:
        text = "The database is in use by another program. Try again.\n";
        break;
    default:
        text = "It failed; the log says why.\n";
        break;
    }
    answer(a, KR_ADMIN_FAILED, text);
}

static void add_time(struct kr_strbuf *b, uint64_t unix_ms)
{
    time_t s = (time_t)(unix_ms / 1000);
    struct tm tm;
    char text[32];
    localtime_r(&s, &tm);
    strftime(text, sizeof text, "%Y-%m-%d %H:%M", &tm);
    kr_strbuf_addf(b, "%s", text);
}

/* ---- accounts ---- */

static void answer_not_first(const struct admin *a)
{
    answer(a, KR_ADMIN_OK, "There is an account already: sign in with its handle and password.\n");
}

static void on_account(void *arg, int err, const struct kr_store_account *account, const char *password)
{
    struct admin *a = arg;
    if (err == KR_E_EXISTS && a->command.verb == KR_ADMIN_ACCOUNT_FIRST) {
        answer_not_first(a); /* somebody else was making it at the same moment */
    } else if (err) {
        answer_err(a, err);
    } else {
        struct kr_strbuf b;
        kr_strbuf_init(&b, TEXT_MAX);
        kr_strbuf_addf(&b, "Handle:   %s\n", account->handle);
        if (password[0])
            kr_strbuf_addf(&b, "Password: %s\n\nWrite the password down now; it is not shown again.\n", password);
        else
            kr_strbuf_addf(&b, "The password is set.\n");
        answer_buffer(a, &b);
    }
    free(a);
}

/* The words and the secret end with the call that brought them; nothing here needs them afterwards. */
static int begin_account(struct admin *a)
{
    switch (a->command.verb) {
    case KR_ADMIN_ACCOUNT_FIRST:
        return kr_account_create_first(a->office, a->secret, on_account, a);
    case KR_ADMIN_ACCOUNT_CREATE:
        return kr_account_create(a->office, a->command.handle, a->secret, on_account, a);
    default:
        return kr_account_set_password(a->office, a->command.args[0], a->secret, on_account, a);
    }
}

/* Runs one of the commands that hash a password and so end later. */
static void start_account(const struct admin *a)
{
    struct admin *kept = malloc(sizeof *kept);
    int err = KR_E_NOMEM;
    if (kept) {
        *kept = *a;
        err = begin_account(kept);
    }
    if (err) {
        free(kept);
        answer_err(a, err);
    }
}

static void account_first(const struct admin *a)
{
    uint64_t n;
    int err = kr_store_account_count(a->office->store, &n);
    if (err)
        answer_err(a, err);
    else if (n > 0)
        answer_not_first(a);
    else
        start_account(a);
}

static int list_account(void *arg, const struct kr_store_account *row)
{
    struct kr_strbuf *b = arg;
    kr_strbuf_addf(b, "%-32s  %-6s  made ", row->handle, row->locked ? "locked" : "open");
    add_time(b, row->created_ms);
    kr_strbuf_add(b, "\n", 1);
    return 0;
}

static void account_list(const struct admin *a)
{
    struct kr_strbuf b;
    kr_strbuf_init(&b, TEXT_MAX);
    int err = kr_store_account_list(a->office->store, list_account, &b);
    if (!err && b.len == 0)
        kr_strbuf_addf(&b, "There is no account yet: `account create` makes one.\n");
    if (!err) {
        answer_buffer(a, &b);
        return;
    }
    kr_strbuf_fini(&b);
    answer_err(a, err);
}

static void account_lock(const struct admin *a, bool locked)
{
    int err = kr_account_lock(a->office, a->command.args[0], locked);
    if (err)
        answer_err(a, err);
    else
        answer(a, KR_ADMIN_OK, locked ? "Locked: its sessions have ended, its meetings are ending.\n" : "Unlocked.\n");
}

/* ---- rooms ---- */

static int account_of(const struct admin *a, struct kr_store_account *out, const char *handle)
{
    char normal[KR_LIMIT_ID_BYTES + 1];
    kr_handle_normalize(normal, handle);
    return kr_store_account_by_handle(a->office->store, out, normal);
}

static void add_room(struct kr_strbuf *b, const struct kr_office *o, const struct kr_room *r)
{
    kr_strbuf_addf(b, "Room:  %s\nTitle: %s\nLink:  %s/r/%s\n", r->id, r->title, o->origin ? o->origin : "", r->link);
}

static void answer_room(const struct admin *a, int err, const struct kr_room *room)
{
    struct kr_strbuf b;
    if (err) {
        answer_err(a, err);
        return;
    }
    kr_strbuf_init(&b, TEXT_MAX);
    add_room(&b, a->office, room);
    answer_buffer(a, &b);
}

static void room_create(const struct admin *a)
{
    struct kr_store_account account;
    struct kr_room room;
    int err = account_of(a, &account, a->command.args[0]);
    if (!err)
        err = kr_room_create(a->office, &room, &account, &(struct kr_room_settings){.title = a->command.args[1]});
    answer_room(a, err, &room);
}

static void room_link(const struct admin *a)
{
    struct kr_room room;
    int err = kr_room_get(a->office, &room, a->command.args[0]);
    if (!err)
        err = kr_room_new_link(a->office, &room);
    answer_room(a, err, &room);
}

static void room_delete(const struct admin *a)
{
    struct kr_room room;
    int err = kr_room_get(a->office, &room, a->command.args[0]);
    if (!err)
        err = kr_room_delete(a->office, &room);
    if (err)
        answer_err(a, err);
    else
        answer(a, KR_ADMIN_OK, "Deleted.\n");
}

struct listing {
    const struct admin *admin;
    struct kr_strbuf text;
};

static int list_room(void *arg, const struct kr_room *room)
{
    struct listing *l = arg;
    if (l->text.len)
        kr_strbuf_add(&l->text, "\n", 1);
    add_room(&l->text, l->admin->office, room);
    return 0;
}

static void room_list(const struct admin *a)
{
    struct kr_store_account account;
    struct listing l = {.admin = a};
    kr_strbuf_init(&l.text, TEXT_MAX);
    int err = account_of(a, &account, a->command.args[0]);
    if (!err)
        err = kr_room_list(a->office, &account, list_room, &l);
    if (!err && l.text.len == 0)
        kr_strbuf_addf(&l.text, "The account has no room yet.\n");
    if (!err) {
        answer_buffer(a, &l.text);
        return;
    }
    kr_strbuf_fini(&l.text);
    answer_err(a, err);
}

/* ---- tokens ---- */

static const char *action_name(enum kr_token_action action)
{
    return action == KR_TOKEN_PLAY ? "play" : "publish";
}

static void token_create(const struct admin *a)
{
    const struct kr_admin_command *c = &a->command;
    char secret[KR_TOKEN_SECRET_SIZE];
    struct kr_token token;
    struct kr_room room;
    struct kr_strbuf b;
    bool play = strcmp(c->args[1], "play") == 0;
    if (!play && strcmp(c->args[1], "publish") != 0) {
        answer(a, KR_ADMIN_USAGE, "A token is made for `publish` (WHIP) or for `play` (WHEP).\n");
        return;
    }
    int err = kr_room_get(a->office, &room, c->args[0]);
    if (!err)
        err = kr_token_create(a->office, &token, secret, room.id, play ? KR_TOKEN_PLAY : KR_TOKEN_PUBLISH,
                              c->note ? c->note : "", (uint64_t)c->hours * 60 * 60 * 1000);
    if (err) {
        answer_err(a, err);
        return;
    }
    kr_strbuf_init(&b, TEXT_MAX);
    kr_strbuf_addf(&b, "Token:   %s\nSecret:  %s\nAddress: %s/%s/%s/NAME\nExpires: ", token.id, secret,
                   a->office->origin ? a->office->origin : "", play ? "whep" : "whip", room.id);
    add_time(&b, token.expires_ms);
    kr_strbuf_addf(&b, "\n\nThe device sends the secret as bearer token. Keep it now; it is not shown again.\n");
    kr_wipe(secret, sizeof secret);
    answer_buffer(a, &b);
}

static int list_token(void *arg, const struct kr_token *t)
{
    struct listing *l = arg;
    kr_strbuf_addf(&l->text, "%s  %-7s  until ", t->id, action_name(t->action));
    add_time(&l->text, t->expires_ms);
    kr_strbuf_addf(&l->text, "%s%s\n", t->note[0] ? "  " : "", t->note);
    return 0;
}

static void token_list(const struct admin *a)
{
    struct kr_room room;
    struct listing l = {.admin = a};
    kr_strbuf_init(&l.text, TEXT_MAX);
    int err = kr_room_get(a->office, &room, a->command.args[0]);
    if (!err)
        err = kr_token_list(a->office, room.id, list_token, &l);
    if (!err && l.text.len == 0)
        kr_strbuf_addf(&l.text, "The room has no token.\n");
    if (!err) {
        answer_buffer(a, &l.text);
        return;
    }
    kr_strbuf_fini(&l.text);
    answer_err(a, err);
}

static void token_delete(const struct admin *a)
{
    int err = kr_token_delete(a->office, NULL, a->command.args[0]);
    if (err)
        answer_err(a, err);
    else
        answer(a, KR_ADMIN_OK, "Deleted.\n");
}

/* ---- the log of administrative acts ---- */

static void audit_verify(const struct admin *a)
{
    struct kr_audit_report r;
    char text[128];
    int err = kr_audit_verify(a->office, &r);
    if (err) {
        answer_err(a, err);
        return;
    }
    if (r.broken_at)
        snprintf(text, sizeof text, "The log was changed: entry %llu is wrong, missing or too many.\n", (unsigned long long)r.broken_at);
    else
        snprintf(text, sizeof text, "The log is whole: %llu entries, number %llu to %llu.\n", (unsigned long long)r.n_entries,
                 (unsigned long long)r.first, (unsigned long long)r.last);
    answer(a, r.broken_at ? KR_ADMIN_FAILED : KR_ADMIN_OK, text);
}

static void run(const struct admin *a)
{
    switch (a->command.verb) {
    case KR_ADMIN_HELP:
        answer(a, KR_ADMIN_OK, kr_admin_usage);
        break;
    case KR_ADMIN_ADMINISTRATOR_FIRST:
    case KR_ADMIN_ADMINISTRATOR_CREATE:
    case KR_ADMIN_ADMINISTRATOR_LIST:
    case KR_ADMIN_ADMINISTRATOR_LOCK:
    case KR_ADMIN_ADMINISTRATOR_UNLOCK:
    case KR_ADMIN_ADMINISTRATOR_RESET:
        kr_admin_administrator(a->office, &a->command, a->reply, a->arg);
        break;
    case KR_ADMIN_ACCOUNT_FIRST:
        account_first(a);
        break;
    case KR_ADMIN_ACCOUNT_CREATE:
        start_account(a);
        break;
    case KR_ADMIN_ACCOUNT_LIST:
        account_list(a);
        break;
    case KR_ADMIN_ACCOUNT_LOCK:
    case KR_ADMIN_ACCOUNT_UNLOCK:
        account_lock(a, a->command.verb == KR_ADMIN_ACCOUNT_LOCK);
        break;
    case KR_ADMIN_ACCOUNT_PASSWORD:
        start_account(a);
        break;
    case KR_ADMIN_ROOM_CREATE:
        room_create(a);
        break;
    case KR_ADMIN_ROOM_LIST:
        room_list(a);
        break;
    case KR_ADMIN_ROOM_DELETE:
        room_delete(a);
        break;
    case KR_ADMIN_ROOM_LINK:
        room_link(a);
        break;
    case KR_ADMIN_TOKEN_CREATE:
        token_create(a);
        break;
    case KR_ADMIN_TOKEN_LIST:
        token_list(a);
        break;
    case KR_ADMIN_TOKEN_DELETE:
        token_delete(a);
        break;
    case KR_ADMIN_AUDIT_VERIFY:
        audit_verify(a);
        break;
    }
}

void kr_admin_handle(struct kr_office *o, const char *const *words, size_t n, const char *secret, kr_admin_reply_fn *reply,
                     void *arg)
{
    struct admin a = {.office = o, .secret = secret, .reply = reply, .arg = arg};
    if (kr_admin_parse(&a.command, words, n))
        answer(&a, KR_ADMIN_USAGE, kr_admin_usage);
    else
        run(&a);
}
