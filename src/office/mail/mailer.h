/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Sends what waits in the queue (queue.h), one letter at a time, each in a child process of its own (smtp.h). It runs on
 * the office's loop; kr_mailer_run looks whether there is something to do, and after each letter it looks by itself.
 */
#ifndef KR_OFFICE_MAIL_MAILER_H
#define KR_OFFICE_MAIL_MAILER_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "base/err.h"
#include "base/limits.h"
#include "proto/link.h"

struct kr_child_job;
struct kr_office;

/* The operator's mail server, from the configuration. The texts must outlive the office. */
struct kr_mail_server {
    const char *host;          /* NULL or "": no mail */
    uint16_t port;             /* 0: what is usual for tls */
    enum kr_link_post_tls tls;
    const char *authorities;   /* PEM file; NULL or "": the system's */
    const char *user;          /* NULL or "": does not sign in */
    const char *password_file; /* its first line is the password; read anew for each letter */
    const char *from;          /* address */
};

enum kr_mailer_test_state { KR_MAILER_TEST_NONE, KR_MAILER_TEST_RUNNING, KR_MAILER_TEST_SENT, KR_MAILER_TEST_FAILED };

/* The last test letter since the start. */
struct kr_mailer_test {
    enum kr_mailer_test_state state;
    char error[33]; /* "" when sent */
    int code;       /* the mail server's last answer, or 0 */
    char text[401]; /* its own words; in memory only, since they may show an address */
};

struct kr_mailer {
    struct kr_mail_server server;
    uv_loop_t *loop;
    struct kr_child_job *job; /* the letter on its way, or NULL */
    char letter[KR_LIMIT_ID_BYTES + 1];
    bool stopping;
    uint64_t pause_until_ms;  /* the server is not well: Unix time of the next try of anything */
    uint32_t troubles;        /* in a row */
    char trouble[33];         /* the last of them, or "": shown to the operator */
    struct kr_mailer_test test;
};

/* What the queue left unfinished waits again. KR_E_CONFIG after saying why: mail.from is no address. */
KR_MUST_CHECK int kr_mailer_init(struct kr_office *o, uv_loop_t *loop, const struct kr_mail_server *server);

bool kr_mailer_has_server(const struct kr_office *o);

/* Starts sending the next letter that is due, if none is on its way. */
void kr_mailer_run(struct kr_office *o);

/* The same for somebody who asks for it: also while a server that was not well is spared. */
void kr_mailer_run_now(struct kr_office *o);

/* Ends the letter on its way, and starts no other; the loop must run until kr_mailer_is_busy is false. */
void kr_mailer_stop(struct kr_office *o);
bool kr_mailer_is_busy(const struct kr_office *o);

/*
 * Sends a test letter now, past the queue, to this address; its result will be in `test`. KR_E_STATE without a server,
 * KR_E_AGAIN while a letter is on its way, KR_E_MALFORMED (address), KR_E_CONFIG (the file with the password).
 */
KR_MUST_CHECK int kr_mailer_test(struct kr_office *o, const char *to, const char *lang);

#endif
