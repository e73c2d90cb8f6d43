/* SPDX-License-Identifier: EUPL-1.2 */
/* How mail stands; letters that failed; trying it out. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "office/api/call.h"
#include "office/mail/message.h"
#include "office/mail/queue.h"
#include "office/setting.h"

enum { PAGE = 25, PAGE_MAX = 100, OFFSET_MAX = 1000000 };

static void answer_state(struct kr_api_call *c, int status)
{
    const struct kr_mailer *m = &c->office->mailer;
    uint64_t counts[KR_MAIL_STATES];
    char server[300];
    char *own = kr_setting_text(c->office, "operator.mail", "");
    int err = own ? kr_store_mail_count(c->office->store, counts) : KR_E_NOMEM;
    if (err) {
        kr_api_fail(&c->answer, err);
        free(own);
        return;
    }
    struct kr_api_mail_state out = {
        .waiting = (int64_t)(counts[KR_MAIL_WAITING] + counts[KR_MAIL_SENDING]), .sent = (int64_t)counts[KR_MAIL_SENT],
        .failed = (int64_t)counts[KR_MAIL_FAILED], .to = kr_mail_address_fits(own) ? own : ""};
    if (kr_mailer_has_server(c->office)) {
        snprintf(server, sizeof server, "%s:%u", m->server.host, m->server.port);
        out.server = server;
        out.sender = m->server.from;
        out.has_encryption = true;
        out.encryption = (enum kr_api_mail_state_encryption)m->server.tls;
        if (m->trouble[0]) {
            out.trouble = m->trouble;
            out.has_retry_ms = true;
            out.retry_ms = (int64_t)m->pause_until_ms;
        }
    }
    if (m->test.state != KR_MAILER_TEST_NONE) {
        out.has_test = true;
        out.test = (struct kr_api_mail_test_result){
            .state = m->test.state == KR_MAILER_TEST_RUNNING ? KR_API_MAIL_TEST_RESULT_STATE_RUNNING
                     : m->test.state == KR_MAILER_TEST_SENT  ? KR_API_MAIL_TEST_RESULT_STATE_SENT
                                                             : KR_API_MAIL_TEST_RESULT_STATE_FAILED,
            .error = m->test.error[0] ? m->test.error : NULL, .has_code = m->test.code > 0, .code = m->test.code,
            .text = m->test.text};
    }
    struct kr_api_msg msg = {.head.type = KR_API_MAIL_STATE, .u.mail_state = out};
    kr_api_answer(&c->answer, status, &msg);
    free(own);
}

void kr_api_mail_state(struct kr_api_call *c)
{
    answer_state(c, 200);
}

struct page {
    struct kr_office *office;
    size_t n;
    struct row {
        struct kr_store_mail m;
        char handle[KR_LIMIT_ID_BYTES + 1];
    } rows[PAGE_MAX];
    struct kr_api_mail_letter out[PAGE_MAX];
};

static int collect(void *arg, const struct kr_store_mail *m)
{
    struct page *p = arg;
    struct row *r = &p->rows[p->n];
    struct kr_store_account a;
    r->m = *m;
    int err = m->account[0] ? kr_store_account_by_id(p->office->store, &a, m->account) : KR_E_NOT_FOUND;
    snprintf(r->handle, sizeof r->handle, "%s", err ? "" : a.handle);
    p->out[p->n++] = (struct kr_api_mail_letter){
        .id = r->m.id, .kind = r->m.kind, .school = r->m.school[0] ? r->m.school : NULL, .handle = r->handle[0] ? r->handle : NULL,
        .lang = strcmp(r->m.lang, "en") == 0 ? KR_API_MAIL_LETTER_LANG_EN : KR_API_MAIL_LETTER_LANG_DE,
        .state = (enum kr_api_mail_letter_state)r->m.state, .created_ms = (int64_t)r->m.created_ms, .due_ms = (int64_t)r->m.due_ms,
        .tries = r->m.tries, .error = r->m.failure[0] ? r->m.failure : NULL, .has_code = r->m.code > 0, .code = r->m.code};
    return err == KR_E_NOT_FOUND ? 0 : err;
}

static enum kr_mail_state asked_state(struct kr_api_call *c)
{
    char state[12];
    kr_api_param(c, "state", state, sizeof state);
    return strcmp(state, "failed") == 0 ? KR_MAIL_FAILED : strcmp(state, "sent") == 0 ? KR_MAIL_SENT : KR_MAIL_WAITING;
}

void kr_api_mail_letters(struct kr_api_call *c)
{
    enum kr_mail_state state = asked_state(c);
    uint64_t counts[KR_MAIL_STATES], limit = kr_api_param_number(c, "limit", PAGE_MAX, PAGE);
    struct page *p = calloc(1, sizeof *p);
    int err = p ? kr_store_mail_count(c->office->store, counts) : KR_E_NOMEM;
    if (!err) {
        p->office = c->office;
        err = kr_store_mail_list(c->office->store, state, kr_api_param_number(c, "offset", OFFSET_MAX, 0), limit, collect, p);
    }
    if (err) {
        kr_api_fail(&c->answer, err);
    } else {
        struct kr_api_msg msg = {.head.type = KR_API_MAIL_LETTERS,
                                 .u.mail_letters = {.letters = p->out, .letters_len = p->n, .total = (int64_t)counts[state]}};
        kr_api_answer(&c->answer, 200, &msg);
    }
    free(p);
}

static void change(struct kr_api_call *c, int (*do_it)(struct kr_office *, const char *, const char *))
{
    int err = do_it(c->office, c->session.account.id, kr_api_part(c, "letter"));
    if (err == KR_E_STATE)
        kr_api_problem(&c->answer, 409, "gone", "The letter is on its way, or went.", NULL);
    else if (err)
        kr_api_fail(&c->answer, err);
    else
        kr_api_answer(&c->answer, 204, NULL);
}

void kr_api_mail_retry(struct kr_api_call *c)
{
    change(c, kr_mail_retry);
    kr_mailer_run_now(c->office);
}

void kr_api_mail_discard(struct kr_api_call *c)
{
    change(c, kr_mail_discard);
}

void kr_api_mail_test(struct kr_api_call *c)
{
    const struct kr_api_mail_test *body = &c->body->u.mail_test;
    int err = kr_mailer_test(c->office, body->to, body->lang == KR_API_MAIL_TEST_LANG_EN ? "en" : "de");
    if (err == KR_E_MALFORMED)
        kr_api_problem(&c->answer, 400, "bad_address", "This is no address that mail can be sent to.", "to");
    else if (err == KR_E_STATE)
        kr_api_problem(&c->answer, 409, "no_server", "No mail server is configured.", NULL);
    else if (err == KR_E_CONFIG)
        kr_api_problem(&c->answer, 409, "no_password", "The file with the password cannot be read.", NULL);
    else if (err)
        kr_api_fail(&c->answer, err);
    else
        answer_state(c, 202);
}
