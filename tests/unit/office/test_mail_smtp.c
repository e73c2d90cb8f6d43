/* SPDX-License-Identifier: EUPL-1.2 */
/* Letters on their whole way: the child process, libcurl, TLS, and a mail server that is one (tests/lib/smtp_server.py). */
#include "office/mail/smtp.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "os/cage.h"
#include "unit/office/smtp_server.h"

static struct kr_link_post job_for(const struct smtp_server *s)
{
    return (struct kr_link_post){
        .server = "localhost", .port = s->port, .tls = KR_LINK_POST_TLS_STARTTLS, .ca = smtp_server_cert(), .sender = "dienst@kmz.example",
        .sender_name = "Kreismedienzentrum Musterkreis", .to = "linde@schule.example", .subject = "Zugang für Sie",
        .text = "Guten Tag,\n\nGrüße\n.\n", .lang = KR_LINK_POST_LANG_DE, .letter = "letter-1", .date_ms = 1795425014000,
    };
}

/* Runs the child as the office does, but forked: the same function, pipes, cage. */
static struct kr_link_posted run_bytes(const char *text, size_t len)
{
    static char answer[2000], error[65], said[401];
    int in[2], out[2], status;
    assert_int_equal(pipe(in) | pipe(out), 0);
    pid_t pid = fork();
    if (pid == 0) {
        dup2(in[0], STDIN_FILENO);
        dup2(out[1], STDOUT_FILENO);
        for (int fd = 3; fd < 64; fd++)
            close(fd);
        _exit(kr_smtp_main());
    }
    close(in[0]);
    close(out[1]);
    for (size_t done = 0; done < len;) {
        ssize_t n = write(in[1], text + done, len - done);
        assert_true(n > 0);
        done += (size_t)n;
    }
    close(in[1]);
    size_t got = 0;
    for (ssize_t n; (n = read(out[0], answer + got, sizeof answer - 1 - got)) > 0;)
        got += (size_t)n;
    close(out[0]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    struct kr_link_msg *msg;
    assert_int_equal(kr_link_parse(&msg, answer, got, NULL), 0);
    assert_int_equal(msg->head.type, KR_LINK_POSTED);
    struct kr_link_posted posted = msg->u.posted;
    snprintf(error, sizeof error, "%s", posted.error);
    snprintf(said, sizeof said, "%s", posted.text);
    posted.error = error;
    posted.text = said;
    kr_link_free(msg);
    return posted;
}

static struct kr_link_posted run(const struct kr_link_post *job)
{
    size_t len;
    struct kr_link_msg msg = {.head.type = KR_LINK_POST, .u.post = *job};
    char *text = kr_link_write(&msg, &len);
    assert_non_null(text);
    struct kr_link_posted posted = run_bytes(text, len);
    free(text);
    return posted;
}

static void expect(const struct kr_link_post *job, int state, const char *error, int code)
{
    struct kr_link_posted p = run(job);
    if ((int)p.state != state || strcmp(p.error, error) != 0 || p.code != code)
        fail_msg("%d %s %d: %s", (int)p.state, p.error, (int)p.code, p.text);
}

enum { SENT = KR_LINK_POSTED_STATE_SENT, TEMPORARY = KR_LINK_POSTED_STATE_TEMPORARY, PERMANENT = KR_LINK_POSTED_STATE_PERMANENT };

static void sends_encrypted(void **state)
{
    static const char *const ways[] = {NULL, "implicit"};
    for (size_t i = 0; i < 2; i++) {
        struct smtp_server s = smtp_server_start(ways[i], NULL);
        struct kr_link_post job = job_for(&s);
        job.tls = i ? KR_LINK_POST_TLS_IMPLICIT : KR_LINK_POST_TLS_STARTTLS;
        expect(&job, SENT, "ok", 250);
        json_t *letter = smtp_server_letter(&s);
        assert_true(json_is_true(json_object_get(letter, "tls")));
        assert_string_equal(smtp_letter_text(letter, "from"), "dienst@kmz.example");
        assert_string_equal(smtp_letter_text(letter, "helo"), "kmz.example"); /* not this machine's name */
        assert_int_equal(json_array_size(json_object_get(letter, "to")), 1);
        assert_string_equal(json_string_value(json_array_get(json_object_get(letter, "to"), 0)), "linde@schule.example");
        const char *data = smtp_letter_text(letter, "data");
        assert_non_null(strstr(data, "Message-ID:\r\n <letter-1@kmz.example>\r\n"));
        assert_non_null(strstr(data, "\r\n\r\nGuten Tag,\r\n\r\nGr=C3=BC=C3=9Fe\r\n=2E\r\n"));
        assert_null(strstr(data, "curl"));
        json_decref(letter);
        smtp_server_stop(&s);
    }
}

static void signs_in(void **state)
{
    struct smtp_server s = smtp_server_start("auth=dienst:geheim", NULL);
    struct kr_link_post job = job_for(&s);
    expect(&job, TEMPORARY, "refused", 530);
    job.user = "dienst";
    job.password = "falsch";
    expect(&job, TEMPORARY, "sign_in_failed", 535);
    job.password = "geheim";
    expect(&job, SENT, "ok", 250);
    json_t *letter = smtp_server_letter(&s);
    assert_string_equal(smtp_letter_text(letter, "user"), "dienst");
    json_decref(letter);
    smtp_server_stop(&s);
}

static void sends_in_clear_to_this_machine_only(void **state)
{
    struct smtp_server s = smtp_server_start("plain", NULL);
    struct kr_link_post job = job_for(&s);
    expect(&job, TEMPORARY, "not_encrypted", 250); /* and nothing was sent */
    job.tls = KR_LINK_POST_TLS_PLAIN;
    job.server = "127.0.0.1";
    expect(&job, SENT, "ok", 250);
    json_t *letter = smtp_server_letter(&s);
    assert_true(json_is_false(json_object_get(letter, "tls")));
    json_decref(letter);
    job.server = "192.0.2.1";
    expect(&job, TEMPORARY, "not_loopback", 0);
    job.server = "::ffff:192.0.2.1";
    expect(&job, TEMPORARY, "not_loopback", 0);
    smtp_server_stop(&s);
}

static void trusts_nobody_unproven(void **state)
{
    struct smtp_server s = smtp_server_start(NULL, NULL);
    struct kr_link_post job = job_for(&s);
    job.ca = NULL; /* the system's authorities do not know the certificate */
    expect(&job, TEMPORARY, "not_trusted", 220);
    job = job_for(&s);
    job.server = "127.0.0.2"; /* the certificate is for other names */
    struct kr_link_posted p = run(&job);
    assert_int_equal(p.state, TEMPORARY);
    job = job_for(&s);
    job.ca = "/nonexistent/ca.pem";
    expect(&job, TEMPORARY, "not_trusted", 220);
    smtp_server_stop(&s);
}

static void tells_refusals_apart(void **state)
{
    static const struct {
        const char *trait;
        int state;
        const char *error;
        int code;
    } cases[] = {
        {"no_recipient", PERMANENT, "recipient_refused", 550}, {"no_letter", PERMANENT, "letter_refused", 554},
        {"no_sender", TEMPORARY, "refused", 550},              {"busy", TEMPORARY, "refused", 421},
        {"cut", TEMPORARY, "cut_off", 354},                    {"mute", TEMPORARY, "cut_off", 354},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct smtp_server s = smtp_server_start(cases[i].trait, NULL);
        struct kr_link_post job = job_for(&s);
        expect(&job, cases[i].state, cases[i].error, cases[i].code);
        smtp_server_stop(&s);
    }
}

static void comes_again_after_greylisting(void **state)
{
    struct smtp_server s = smtp_server_start("greylist", NULL);
    struct kr_link_post job = job_for(&s);
    expect(&job, TEMPORARY, "recipient_refused", 451);
    expect(&job, SENT, "ok", 250);
    job.to = "ahorn@schule.example";
    assert_string_equal(run(&job).text, "451 4.7.1 come back later"); /* not its goodbye */
    json_decref(smtp_server_letter(&s));
    smtp_server_stop(&s);
}

static void reports_what_is_not_there(void **state)
{
    struct smtp_server s = smtp_server_start(NULL, NULL);
    struct kr_link_post job = job_for(&s);
    smtp_server_stop(&s);
    expect(&job, TEMPORARY, "unreachable", 0);
    job.server = "mail.invalid"; /* RFC 6761 section 6.4: never resolves */
    expect(&job, TEMPORARY, "unreachable", 0);
}

static void refuses_what_is_no_letter(void **state)
{
    struct smtp_server s = smtp_server_start(NULL, NULL);
    struct kr_link_post job = job_for(&s);
    job.to = "linde@schule.example\r\nRCPT TO:<birke@schule.example>";
    expect(&job, PERMANENT, "bad_letter", 0);
    job = job_for(&s);
    job.subject = "a\r\nBcc: birke@schule.example";
    expect(&job, PERMANENT, "bad_letter", 0);
    job = job_for(&s);
    job.server = "localhost/x?y=";
    expect(&job, PERMANENT, "bad_letter", 0);
    smtp_server_stop(&s);
    assert_string_equal(run_bytes("", 0).error, "bad_letter");
    assert_string_equal(run_bytes("{}", 2).error, "bad_letter");
    assert_string_equal(run_bytes("{\"type\":\"ready\"}", 16).error, "bad_letter");
    char *huge = calloc(1, KR_SMTP_JOB_BYTES);
    assert_non_null(huge);
    memset(huge, ' ', KR_SMTP_JOB_BYTES);
    assert_string_equal(run_bytes(huge, KR_SMTP_JOB_BYTES).error, "bad_letter");
    free(huge);
}

/* What somebody who took over the child could still do. */
static void is_caged(void **state)
{
    static const char *const calls[] = {"read", "write", "close", "openat", "exit_group", "rt_sigprocmask", "mmap", "munmap", "brk"};
    int status;
    pid_t pid = fork();
    if (pid == 0) {
        char path[128];
        snprintf(path, sizeof path, "%s/written", smtp_server_dir());
        if (kr_cage_enter(&(struct kr_cage_limits){.cpu_s = 5, .files = 32}) || kr_cage_calls(calls, sizeof calls / sizeof calls[0]))
            _exit(1);
        FILE *f = fopen(path, "w");
        if (f && (fputs("x", f) == EOF || fflush(f)))
            fclose(f), f = NULL; /* opened under sanitizers, and yet nothing can be written */
        if (f)
            _exit(2);
        if (!KR_CAGE_SANITIZED) {
            if (fork() >= 0 || execlp("true", "true", (char *)NULL) == 0 || !fopen("/etc/passwd", "r"))
                _exit(3);
        }
        _exit(0);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sends_encrypted),
        cmocka_unit_test(signs_in),
        cmocka_unit_test(sends_in_clear_to_this_machine_only),
        cmocka_unit_test(trusts_nobody_unproven),
        cmocka_unit_test(tells_refusals_apart),
        cmocka_unit_test(comes_again_after_greylisting),
        cmocka_unit_test(reports_what_is_not_there),
        cmocka_unit_test(refuses_what_is_no_letter),
        cmocka_unit_test(is_caged),
    };
    return cmocka_run_group_tests(tests, smtp_server_set_up, smtp_server_tear_down);
}
