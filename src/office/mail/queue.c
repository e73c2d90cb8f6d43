/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/mail/queue.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/secret.h"
#include "office/audit/audit.h"
#include "office/mail/mailer.h"
#include "office/rule.h"
#include "office/setting.h"

enum { ID_BYTES = 16 };

_Static_assert((int)KR_MAIL_ARGS_MAX <= (int)KR_SEAL_TEXT_MAX, "arguments fit a sealed text");

static int check_room(struct kr_office *o)
{
    uint64_t counts[KR_MAIL_STATES];
    int err = kr_store_mail_count(o->store, counts);
    if (!err && counts[KR_MAIL_WAITING] + counts[KR_MAIL_SENDING] >= KR_MAIL_QUEUE_MAX)
        err = KR_E_FULL;
    return err;
}

static int take_lang(struct kr_office *o, char out[KR_MAIL_LANG_MAX + 1], const char *lang)
{
    char set[KR_RULE_VALUE_MAX + 1] = "";
    int err = lang ? 0 : kr_rule_text(o, set, KR_RULE_MAIL_LANG);
    bool en = strcmp(lang ? lang : set, "en") == 0;
    snprintf(out, KR_MAIL_LANG_MAX + 1, "%s", en ? "en" : "de");
    return err;
}

int kr_mail_queue(struct kr_office *o, const char *school, const char *account, enum kr_mail_kind kind, const char *lang,
                  const char *args)
{
    struct kr_store_mail m = {.created_ms = kr_office_now_ms(o), .state = KR_MAIL_WAITING};
    bool to_operator = kr_mail_kind_whom(kind) == KR_MAIL_TO_OPERATOR;
    if (to_operator != !school || kr_mail_args_check(kind, args ? args : ""))
        return KR_E_MALFORMED;
    if (!kr_mailer_has_server(o))
        return 0;
    m.due_ms = m.created_ms;
    kr_random_token(m.id, sizeof m.id, ID_BYTES);
    snprintf(m.school, sizeof m.school, "%s", school ? school : "");
    snprintf(m.account, sizeof m.account, "%s", account ? account : "");
    snprintf(m.kind, sizeof m.kind, "%s", kr_mail_kind_name(kind));
    int err = take_lang(o, m.lang, lang);
    if (!err)
        err = check_room(o);
    if (!err)
        err = kr_seal(&m.args, o->keys.seal, "mail.args", m.id, args ? args : "");
    return err ? err : kr_store_mail_add(o->store, &m);
}

int kr_mail_tell_administrator(struct kr_office *o, const struct kr_store_account *administrator)
{
    char args[KR_MAIL_ARGS_MAX + 1];
    char *own = kr_setting_text(o, "operator.mail", "");
    bool known = own && own[0];
    int err = own ? 0 : KR_E_NOMEM;
    free(own);
    if (err || !known)
        return err; /* nobody has an address yet: the portal says so */
    snprintf(args, sizeof args, "handle=%s", administrator->handle);
    err = kr_mail_queue(o, NULL, administrator->id, KR_MAIL_ADMINISTRATOR, NULL, args);
    return err == KR_E_FULL ? 0 : err;
}

int kr_mail_args_open(struct kr_office *o, char args[KR_MAIL_ARGS_MAX + 1], const struct kr_store_mail *m)
{
    return kr_unseal(args, KR_MAIL_ARGS_MAX + 1, o->keys.seal, "mail.args", m->id, &m->args);
}

static int get_unsent(struct kr_office *o, struct kr_store_mail *out, const char *id)
{
    struct kr_store_mail m;
    int err = kr_store_mail_by_id(o->store, &m, id);
    if (!err && m.state != KR_MAIL_FAILED && m.state != KR_MAIL_WAITING)
        err = KR_E_STATE;
    if (!err)
        *out = m;
    return err;
}

static int note(struct kr_office *o, const char *who, const char *action, const struct kr_store_mail *m)
{
    char detail[64];
    snprintf(detail, sizeof detail, "letter=%s", m->kind);
    return kr_audit(o, who, action, m->school[0] ? m->school : NULL, detail);
}

int kr_mail_retry(struct kr_office *o, const char *who, const char *id)
{
    struct kr_store_mail m;
    int err = kr_store_begin(o->store);
    if (err)
        return err;
    err = get_unsent(o, &m, id);
    if (!err) {
        enum kr_mail_state from = m.state;
        m.state = KR_MAIL_WAITING;
        m.due_ms = kr_office_now_ms(o);
        m.first_ms = from == KR_MAIL_FAILED ? 0 : m.first_ms;
        m.tries = from == KR_MAIL_FAILED ? 0 : m.tries;
        err = kr_store_mail_move(o->store, id, from, &m);
    }
    if (!err)
        err = note(o, who, "mail.retried", &m);
    return kr_store_finish(o->store, err);
}

int kr_mail_discard(struct kr_office *o, const char *who, const char *id)
{
    struct kr_store_mail m;
    int err = kr_store_begin(o->store);
    if (err)
        return err;
    err = get_unsent(o, &m, id);
    if (!err)
        err = kr_store_mail_delete(o->store, id);
    if (!err)
        err = note(o, who, "mail.discarded", &m);
    return kr_store_finish(o->store, err);
}

uint64_t kr_mail_pause_ms(uint32_t tries, uint32_t random)
{
    static const uint32_t minutes[] = {1, 5, 15, 30, 60, 120, 240, 480, 720};
    const uint32_t n = sizeof minutes / sizeof minutes[0];
    uint64_t pause_ms = minutes[tries == 0 ? 0 : tries < n ? tries - 1 : n - 1] * UINT64_C(60000);
    return pause_ms + pause_ms / 5 * (random % 1001) / 1000; /* a server that comes back is not met by all at once */
}
