/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/mail/mailer.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "crypto/secret.h"
#include "office/mail/message.h"
#include "office/mail/queue.h"
#include "office/mail/recipient.h"
#include "office/mail/reminder.h"
#include "office/mail/smtp.h"
#include "office/setting.h"
#include "os/child_job.h"

enum {
    CHILD_MS = (KR_SMTP_TOTAL_S + 10) * 1000,
    ANSWER_BYTES = 4096,
    PASSWORD_BYTES = 400, /* as in proto/link.json */
    PORT_SUBMISSION = 587, PORT_SUBMISSIONS = 465, PORT_SMTP = 25, /* RFC 6409, RFC 8314, RFC 5321 */
};

static bool is_set(const char *text)
{
    return text && text[0];
}

int kr_mailer_init(struct kr_office *o, uv_loop_t *loop, const struct kr_mail_server *server)
{
    struct kr_mailer *m = &o->mailer;
    *m = (struct kr_mailer){.server = *server, .loop = loop};
    if (is_set(server->host) && !kr_mail_address_fits(server->from)) {
        kr_error("mail.from is not an address that letters can come from");
        return KR_E_CONFIG;
    }
    if (m->server.port == 0)
        m->server.port = server->tls == KR_LINK_POST_TLS_STARTTLS   ? PORT_SUBMISSION
                         : server->tls == KR_LINK_POST_TLS_IMPLICIT ? PORT_SUBMISSIONS
                                                                    : PORT_SMTP;
    return kr_store_mail_recover(o->store, kr_office_now_ms(o) + KR_MAIL_RECOVER_MS);
}

bool kr_mailer_has_server(const struct kr_office *o)
{
    return is_set(o->mailer.server.host);
}

bool kr_mailer_is_busy(const struct kr_office *o)
{
    return o->mailer.job != NULL;
}

void kr_mailer_stop(struct kr_office *o)
{
    o->mailer.stopping = true;
    if (o->mailer.job)
        kr_child_job_cancel(o->mailer.job);
}

/* ---- the letter ---- */

static int read_password(char out[PASSWORD_BYTES + 1], const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return KR_E_IO;
    ssize_t n = read(fd, out, PASSWORD_BYTES);
    close(fd);
    if (n < 0)
        return KR_E_IO;
    out[n] = '\0';
    out[strcspn(out, "\r\n")] = '\0';
    return 0;
}

/* Texts that a letter's facts point into. */
struct facts {
    struct kr_mail_recipient to;
    char *name, *mail, *phone;
};

static void free_facts(struct facts *f)
{
    kr_wipe(&f->to, sizeof f->to);
    free(f->name);
    free(f->mail);
    free(f->phone);
}

static int find_facts(struct kr_office *o, struct facts *f)
{
    f->name = kr_setting_text(o, "operator.name", "Kreismedienzentrum Musterkreis");
    f->mail = kr_setting_text(o, "operator.mail", "");
    f->phone = kr_setting_text(o, "operator.phone", "");
    return f->name && f->mail && f->phone ? 0 : KR_E_NOMEM;
}

/* Everything that the child needs to know, as one message; to be wiped and freed. */
static int write_job(struct kr_office *o, char **job, size_t *len, const struct facts *f, const struct kr_mail_words *words,
                     const char *letter, const char *lang)
{
    const struct kr_mail_server *s = &o->mailer.server;
    char password[PASSWORD_BYTES + 1] = "", sender_name[KR_MAIL_NAME_MAX + 1];
    if (is_set(s->user) && is_set(s->password_file) && read_password(password, s->password_file)) {
        kr_error("mail.password_file cannot be read");
        return KR_E_CONFIG;
    }
    size_t cut = strlen(f->name) < KR_MAIL_NAME_MAX ? strlen(f->name) : KR_MAIL_NAME_MAX;
    while (cut && f->name[cut] && ((unsigned char)f->name[cut] & 0xc0) == 0x80)
        cut--; /* whole characters */
    snprintf(sender_name, sizeof sender_name, "%.*s", (int)cut, f->name);
    struct kr_link_msg msg = {
        .head.type = KR_LINK_POST,
        .u.post = {.server = s->host, .port = s->port, .tls = s->tls, .ca = is_set(s->authorities) ? s->authorities : NULL,
                   .user = is_set(s->user) ? s->user : NULL, .password = is_set(s->user) ? password : NULL, .sender = s->from,
                   .sender_name = sender_name, .to = f->to.address, .subject = words->subject, .text = words->text,
                   .lang = strcmp(lang, "en") == 0 ? KR_LINK_POST_LANG_EN : KR_LINK_POST_LANG_DE, .letter = letter,
                   .date_ms = (int64_t)kr_office_now_ms(o)},
    };
    *job = kr_link_write(&msg, len);
    kr_wipe(password, sizeof password);
    return *job ? 0 : KR_E_MALFORMED;
}

static int start(struct kr_office *o, const char *job, size_t len, kr_child_job_fn *done)
{
    struct kr_child_job_config config = {
        .words = {"post"}, .input = job, .input_len = len, .output_max = ANSWER_BYTES, .timeout_ms = CHILD_MS};
    return kr_child_job_start(&o->mailer.job, o->mailer.loop, &config, done, o);
}

static int write_and_start(struct kr_office *o, struct facts *f, enum kr_mail_kind kind, const char *letter, const char *lang,
                           const char *args, kr_child_job_fn *done)
{
    struct kr_mail_words words = {0};
    char *job = NULL;
    size_t len = 0;
    struct kr_mail_facts facts = {
        .operator_name = f->name, .operator_mail = f->mail, .operator_phone = f->phone,
        .service_address = o->origin ? o->origin : "", .school_name = f->to.school_name};
    int err = kr_mail_write(&words, kind, lang, args, &facts);
    if (!err)
        err = write_job(o, &job, &len, f, &words, letter, lang);
    if (!err)
        err = start(o, job, len, done);
    if (job)
        kr_wipe(job, len);
    free(job);
    kr_mail_words_free(&words);
    return err;
}

/* ---- what became of it ---- */

/* Troubles of the server or of the way to it, not of this letter: the others would fare no better now. */
static bool is_general(const char *error)
{
    static const char *const general[] = {"unreachable",  "timeout", "not_encrypted", "not_trusted", "sign_in_failed",
                                          "refused",      "internal", "not_loopback"};
    for (size_t i = 0; i < sizeof general / sizeof general[0]; i++)
        if (strcmp(general[i], error) == 0)
            return true;
    return false;
}

static void note_trouble(struct kr_office *o, const char *error)
{
    struct kr_mailer *m = &o->mailer;
    if (!is_general(error)) {
        m->troubles = 0;
        m->trouble[0] = '\0';
        return;
    }
    m->troubles++;
    m->pause_until_ms = kr_office_now_ms(o) + kr_mail_pause_ms(m->troubles < 4 ? m->troubles : 4, kr_random_u32());
    if (strcmp(m->trouble, error) != 0)
        kr_warn("mail cannot be sent: %s", error);
    snprintf(m->trouble, sizeof m->trouble, "%s", error);
}

static int settle(struct kr_office *o, const struct kr_link_posted *p)
{
    struct kr_store_mail m;
    uint64_t now_ms = kr_office_now_ms(o);
    int err = kr_store_mail_by_id(o->store, &m, o->mailer.letter);
    if (err)
        return err == KR_E_NOT_FOUND ? 0 : err; /* its school was deleted meanwhile */
    snprintf(m.failure, sizeof m.failure, "%.*s", KR_MAIL_FAILURE_MAX, p->state == KR_LINK_POSTED_STATE_SENT ? "" : p->error);
    m.code = (unsigned)p->code;
    m.due_ms = now_ms;
    if (p->state == KR_LINK_POSTED_STATE_SENT) {
        m.state = KR_MAIL_SENT;
    } else if (p->state == KR_LINK_POSTED_STATE_PERMANENT || now_ms >= m.first_ms + KR_MAIL_GIVE_UP_MS) {
        m.state = KR_MAIL_FAILED;
        kr_warn("a letter could not be delivered: %s", m.failure);
    } else {
        m.state = KR_MAIL_WAITING;
        m.due_ms = now_ms + kr_mail_pause_ms(m.tries, kr_random_u32());
    }
    return kr_store_mail_move(o->store, m.id, KR_MAIL_SENDING, &m);
}

static struct kr_link_posted failure_of(const char *error, bool for_ever)
{
    return (struct kr_link_posted){
        .state = for_ever ? KR_LINK_POSTED_STATE_PERMANENT : KR_LINK_POSTED_STATE_TEMPORARY, .error = error, .text = ""};
}

/* Reads what the child said. *msg is to be freed. */
static struct kr_link_posted read_answer(struct kr_link_msg **msg, int err, const char *output, size_t len)
{
    *msg = NULL;
    if (err)
        return failure_of(err == KR_E_EXPIRED ? "timeout" : "internal", false);
    if (kr_link_parse(msg, output, len, NULL) || (*msg)->head.type != KR_LINK_POSTED)
        return failure_of("internal", false);
    return (*msg)->u.posted;
}

static void on_sent(void *arg, int err, const char *output, size_t len)
{
    struct kr_office *o = arg;
    struct kr_link_msg *msg;
    struct kr_link_posted posted = read_answer(&msg, err, output, len);
    o->mailer.job = NULL;
    if (err != KR_E_CLOSED) { /* cancelled: it stays marked, and waits again after the next start */
        note_trouble(o, posted.error);
        int stored = settle(o, &posted);
        if (stored) {
            /* Still marked as being sent: not sent twice in this run, and again after the next start. */
            kr_error("what became of a letter could not be written down (%s)", kr_err_id(stored));
        }
    }
    kr_link_free(msg);
    kr_mailer_run(o);
}

/* ---- the next one ---- */

/* 0 when a child was started; else the letter is settled and the next one may be looked at. */
static int send_one(struct kr_office *o, const struct kr_store_mail *m)
{
    struct facts f = {0};
    char args[KR_MAIL_ARGS_MAX + 1];
    enum kr_mail_kind kind;
    bool holds = true;
    int err = kr_mail_kind_of(&kind, m->kind);
    snprintf(o->mailer.letter, sizeof o->mailer.letter, "%s", m->id);
    if (!err)
        err = kr_mail_args_open(o, args, m);
    if (!err)
        err = kr_reminder_holds(o, m, args, &holds);
    if (!err && !holds) /* what it reminds of is done: nobody hears of it any more */
        return kr_store_mail_delete(o->store, m->id) ? KR_E_IO : KR_E_EXPIRED;
    if (!err)
        err = kr_mail_recipient_find(o, &f.to, m->school[0] ? m->school : NULL, kr_mail_kind_whom(kind));
    if (!err)
        err = find_facts(o, &f);
    if (!err)
        err = write_and_start(o, &f, kind, m->id, m->lang, args, on_sent);
    free_facts(&f);
    if (err) {
        bool sealed = err == KR_E_SEALED, config = err == KR_E_CONFIG, lasting = err == KR_E_NOT_FOUND || err == KR_E_MALFORMED;
        struct kr_link_posted p = failure_of(sealed ? "sealed" : config ? "sign_in_failed" : lasting ? "no_address" : "internal", lasting);
        note_trouble(o, p.error);
        int stored = settle(o, &p);
        if (stored)
            kr_error("a letter could not be put back (%s)", kr_err_id(stored));
    }
    return err;
}

void kr_mailer_run(struct kr_office *o)
{
    struct kr_mailer *m = &o->mailer;
    struct kr_store_mail next;
    uint64_t now_ms = kr_office_now_ms(o);
    while (kr_mailer_has_server(o) && !m->job && !m->stopping && now_ms >= m->pause_until_ms) {
        int err = kr_store_mail_next(o->store, &next, now_ms, !kr_mail_schools_are_open(o));
        if (!err)
            err = kr_store_mail_claim(o->store, next.id, now_ms); /* on the disk before anything leaves the house */
        if (err) {
            if (err != KR_E_NOT_FOUND)
                kr_warn("the queue of letters cannot be read (%s)", kr_err_id(err));
            return;
        }
        if (!send_one(o, &next))
            return;
    }
}

void kr_mailer_run_now(struct kr_office *o)
{
    o->mailer.pause_until_ms = 0;
    kr_mailer_run(o);
}

/* ---- trying it out ---- */

static void on_tested(void *arg, int err, const char *output, size_t len)
{
    struct kr_office *o = arg;
    struct kr_mailer *m = &o->mailer;
    struct kr_link_msg *msg;
    struct kr_link_posted posted = read_answer(&msg, err, output, len);
    m->job = NULL;
    if (posted.state == KR_LINK_POSTED_STATE_SENT) {
        m->pause_until_ms = 0; /* what waited for a server that was not well goes on at once */
        m->troubles = 0;
        m->trouble[0] = '\0';
    }
    m->test = (struct kr_mailer_test){
        .state = posted.state == KR_LINK_POSTED_STATE_SENT ? KR_MAILER_TEST_SENT : KR_MAILER_TEST_FAILED, .code = (int)posted.code};
    snprintf(m->test.error, sizeof m->test.error, "%.32s", posted.state == KR_LINK_POSTED_STATE_SENT ? "" : posted.error);
    snprintf(m->test.text, sizeof m->test.text, "%s", posted.text);
    kr_link_free(msg);
    kr_mailer_run(o);
}

int kr_mailer_test(struct kr_office *o, const char *to, const char *lang)
{
    struct kr_mailer *m = &o->mailer;
    struct facts f = {0};
    char letter[KR_TOKEN_TEXT_SIZE(KR_MAIL_ID_BYTES)];
    if (!kr_mailer_has_server(o))
        return KR_E_STATE;
    if (m->job || m->stopping)
        return KR_E_AGAIN;
    if (!kr_mail_address_fits(to))
        return KR_E_MALFORMED;
    kr_random_token(letter, sizeof letter, KR_MAIL_ID_BYTES);
    snprintf(f.to.address, sizeof f.to.address, "%s", to);
    int err = find_facts(o, &f);
    if (!err)
        err = write_and_start(o, &f, KR_MAIL_TEST, letter, lang, "", on_tested);
    if (!err)
        m->test = (struct kr_mailer_test){.state = KR_MAILER_TEST_RUNNING};
    free_facts(&f);
    return err;
}
