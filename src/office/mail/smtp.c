/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/mail/smtp.h"

#include <curl/curl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "crypto/secret.h"
#include "office/mail/message.h"
#include "os/cage.h"

/* How far the conversation got: the last command that was sent. */
enum stage { CONNECTING, GREETED, NAMED_SENDER, NAMED_RECIPIENT, SENT_LETTER };

struct talk {
    const struct kr_link_post *job;
    struct kr_strbuf letter;
    size_t read;      /* bytes of the letter that the library took */
    enum stage stage;
    bool refused;     /* the server's words about that are kept, and its goodbye is not */
    bool plain_lost;  /* a plain connection was asked for to somewhere else than loopback */
    struct kr_smtp_result *result;
};

static size_t on_read(char *to, size_t size, size_t n, void *arg)
{
    struct talk *t = arg;
    size_t len = t->letter.len - t->read;
    if (len > size * n)
        len = size * n;
    memcpy(to, t->letter.text + t->read, len);
    t->read += len;
    return len;
}

static bool is_loopback(const struct sockaddr *a)
{
    if (a->sa_family == AF_INET)
        return ntohl(((const struct sockaddr_in *)a)->sin_addr.s_addr) >> 24 == 127;
    return a->sa_family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)a)->sin6_addr);
}

/* By address, not by name: what a name leads to is decided by whoever answers for it. */
static curl_socket_t on_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *a)
{
    struct talk *t = arg;
    if (t->job->tls == KR_LINK_POST_TLS_PLAIN && !is_loopback(&a->addr)) {
        t->plain_lost = true;
        return CURL_SOCKET_BAD;
    }
    return socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}

static bool begins(const char *text, size_t len, const char *word)
{
    return len >= strlen(word) && strncasecmp(text, word, strlen(word)) == 0;
}

static void keep_text(struct kr_smtp_result *r, const char *text, size_t len)
{
    size_t n = 0;
    for (size_t i = 0; i < len && n + 1 < sizeof r->text; i++)
        if (text[i] >= ' ' && text[i] <= '~')
            r->text[n++] = text[i];
    r->text[n] = '\0';
}

static int on_debug(CURL *curl, curl_infotype type, char *text, size_t len, void *arg)
{
    struct talk *t = arg;
    if (type == CURLINFO_HEADER_IN) {
        if (!t->refused)
            keep_text(t->result, text, len);
        t->refused |= len > 0 && (text[0] == '4' || text[0] == '5');
        if (t->stage == CONNECTING)
            t->stage = GREETED;
    } else if (type == CURLINFO_HEADER_OUT) {
        if (begins(text, len, "MAIL FROM"))
            t->stage = NAMED_SENDER;
        else if (begins(text, len, "RCPT TO"))
            t->stage = NAMED_RECIPIENT;
        else if (begins(text, len, "DATA"))
            t->stage = SENT_LETTER;
    }
    return 0;
}

static void judge_refusal(struct talk *t)
{
    struct kr_smtp_result *r = t->result;
    bool about_letter = t->stage == NAMED_RECIPIENT || t->stage == SENT_LETTER;
    if (r->code < 400) { /* the last answer was a good one: nothing was refused, the line broke */
        r->error = "cut_off";
        return;
    }
    r->error = t->stage == NAMED_RECIPIENT ? "recipient_refused" : t->stage == SENT_LETTER ? "letter_refused" : "refused";
    if (about_letter && r->code >= 500)
        r->state = KR_LINK_POSTED_STATE_PERMANENT;
}

static void judge(struct talk *t, CURL *curl, CURLcode rc)
{
    struct kr_smtp_result *r = t->result;
    long code = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code);
    r->code = code >= 200 && code <= 599 ? (int)code : 0;
    if (!r->text[0])
        keep_text(r, curl_easy_strerror(rc), strlen(curl_easy_strerror(rc)));
    switch (rc) {
    case CURLE_OK:
        r->state = KR_LINK_POSTED_STATE_SENT;
        r->error = "ok";
        break;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
        r->error = t->plain_lost ? "not_loopback" : "unreachable";
        break;
    case CURLE_OPERATION_TIMEDOUT:
        r->error = t->stage == CONNECTING ? "unreachable" : t->stage == SENT_LETTER ? "cut_off" : "timeout";
        break;
    case CURLE_USE_SSL_FAILED:
        r->error = "not_encrypted";
        break;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
        r->error = "not_trusted";
        break;
    case CURLE_LOGIN_DENIED:
        r->error = "sign_in_failed";
        break;
    case CURLE_OUT_OF_MEMORY:
    case CURLE_FAILED_INIT:
        r->error = "internal";
        break;
    default:
        judge_refusal(t);
        break;
    }
    if (rc != CURLE_OK && (rc == CURLE_PEER_FAILED_VERIFICATION || rc == CURLE_SSL_CONNECT_ERROR || rc == CURLE_SSL_CACERT_BADFILE))
        keep_text(r, curl_easy_strerror(rc), strlen(curl_easy_strerror(rc)));
}

static int compose(struct talk *t)
{
    const struct kr_link_post *j = t->job;
    struct kr_mail_message m = {
        .from = j->sender, .from_name = j->sender_name, .to = j->to, .subject = j->subject, .text = j->text,
        .lang = j->lang == KR_LINK_POST_LANG_DE ? "de" : "en", .id = j->letter, .date_ms = (uint64_t)j->date_ms,
    };
    kr_strbuf_init(&t->letter, KR_MAIL_MESSAGE_MAX);
    return kr_mail_compose(&t->letter, &m);
}

/* A host name or address, and nothing that an URL would read as more than that. */
static bool host_fits(const char *host)
{
    return host[strspn(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:")] == '\0' && host[0] != '-';
}

/* smtp://host:port/name: the last part is what we call ourselves (EHLO); the sender's domain tells nothing new. */
static int url_of(char out[700], const struct kr_link_post *j)
{
    bool v6 = strchr(j->server, ':') != NULL;
    if (!host_fits(j->server))
        return KR_E_MALFORMED;
    int n = snprintf(out, 700, "%s://%s%s%s:%d/%s", j->tls == KR_LINK_POST_TLS_IMPLICIT ? "smtps" : "smtp", v6 ? "[" : "",
                     j->server, v6 ? "]" : "", (int)j->port, kr_mail_domain(j->sender));
    return n < 0 || n >= 700 ? KR_E_TOO_LARGE : 0;
}

#define SET(option, value) (rc = rc == CURLE_OK ? curl_easy_setopt(curl, option, value) : rc)

static CURLcode prepare(CURL *curl, struct talk *t, const char *url, struct curl_slist *to)
{
    const struct kr_link_post *j = t->job;
    CURLcode rc = CURLE_OK;
    SET(CURLOPT_URL, url);
    SET(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    SET(CURLOPT_PROXY, "");
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_CONNECTTIMEOUT, (long)KR_SMTP_CONNECT_S);
    SET(CURLOPT_TIMEOUT, (long)KR_SMTP_TOTAL_S);
    SET(CURLOPT_USE_SSL, j->tls == KR_LINK_POST_TLS_PLAIN ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL);
    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    SET(CURLOPT_SSL_VERIFYPEER, 1L);
    SET(CURLOPT_SSL_VERIFYHOST, 2L);
    if (j->ca && j->ca[0]) {
        SET(CURLOPT_CAINFO, j->ca);
        SET(CURLOPT_CAPATH, NULL);
    }
    if (j->user) {
        SET(CURLOPT_USERNAME, j->user);
        SET(CURLOPT_PASSWORD, j->password ? j->password : "");
    }
    SET(CURLOPT_MAIL_FROM, j->sender);
    SET(CURLOPT_MAIL_RCPT, to);
    SET(CURLOPT_UPLOAD, 1L);
    SET(CURLOPT_READFUNCTION, on_read);
    SET(CURLOPT_READDATA, t);
    SET(CURLOPT_INFILESIZE_LARGE, (curl_off_t)t->letter.len);
    SET(CURLOPT_OPENSOCKETFUNCTION, on_socket);
    SET(CURLOPT_OPENSOCKETDATA, t);
    SET(CURLOPT_VERBOSE, 1L);
    SET(CURLOPT_DEBUGFUNCTION, on_debug);
    SET(CURLOPT_DEBUGDATA, t);
    return rc;
}

void kr_smtp_send(struct kr_smtp_result *out, const struct kr_link_post *job)
{
    struct talk t = {.job = job, .result = out};
    char url[700];
    *out = (struct kr_smtp_result){.state = KR_LINK_POSTED_STATE_TEMPORARY, .error = "internal"};
    CURL *curl = curl_easy_init();
    struct curl_slist *to = curl_slist_append(NULL, job->to);
    if (compose(&t) || url_of(url, job)) {
        out->state = KR_LINK_POSTED_STATE_PERMANENT;
        out->error = "bad_letter";
    } else if (curl && to && prepare(curl, &t, url, to) == CURLE_OK) {
        judge(&t, curl, curl_easy_perform(curl));
    }
    curl_slist_free_all(to);
    if (curl)
        curl_easy_cleanup(curl);
    if (t.letter.text)
        kr_wipe(t.letter.text, t.letter.len);
    kr_strbuf_fini(&t.letter);
}

/* ---- the child ---- */

/* What libcurl, OpenSSL and glibc's resolver need to look up a name, connect, and talk. */
static const char *const calls[] = {
    "read", "readv", "pread64", "write", "writev", "close", "lseek", "fstat", "newfstatat", "statx", "stat", "access", "faccessat",
    "faccessat2", "readlink", "openat", "getdents64", "mmap", "munmap", "mprotect", "mremap", "brk", "madvise", "futex",
    "poll", "ppoll", "select", "pselect6", "epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait", "eventfd2", "pipe2",
    "socket", "socketpair", "connect", "bind", "sendto", "sendmsg", "sendmmsg", "recvfrom", "recvmsg", "recvmmsg", "shutdown", "getsockname",
    "getpeername", "getsockopt", "setsockopt", "fcntl", "ioctl", "clone", "set_robust_list", "rseq", "set_tid_address", "gettid",
    "getpid", "getuid", "geteuid", "getgid", "getegid", "uname", "sysinfo", "getrandom", "clock_gettime", "clock_getres",
    "clock_nanosleep", "nanosleep", "gettimeofday", "time", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack",
    "sched_yield", "sched_getaffinity", "restart_syscall", "exit", "exit_group",
};

static const struct kr_cage_limits limits = {.memory_bytes = 512u << 20, .cpu_s = 20, .files = 64};

/* Libraries load what they need (configuration, certificates' engines) before the doors close. */
static int enter_cage(void)
{
    if (clearenv() || curl_global_init(CURL_GLOBAL_DEFAULT))
        return KR_E_INTERNAL;
    CURL *warm = curl_easy_init();
    if (!warm)
        return KR_E_NOMEM;
    curl_easy_cleanup(warm);
    int err = kr_cage_enter(&limits);
    return err ? err : kr_cage_calls(calls, sizeof calls / sizeof calls[0]);
}

static size_t read_all(char *out, size_t cap)
{
    size_t len = 0;
    ssize_t n;
    while (len < cap && (n = read(STDIN_FILENO, out + len, cap - len)) > 0)
        len += (size_t)n;
    return len;
}

static int write_result(const struct kr_smtp_result *r)
{
    struct kr_link_msg msg = {.head.type = KR_LINK_POSTED,
                              .u.posted = {.state = r->state, .error = r->error, .code = r->code, .text = r->text}};
    size_t len, done = 0;
    ssize_t n;
    char *text = kr_link_write(&msg, &len);
    while (text && done < len && (n = write(STDOUT_FILENO, text + done, len - done)) > 0)
        done += (size_t)n;
    bool whole = text && done == len;
    free(text);
    return whole ? 0 : 1;
}

int kr_smtp_main(void)
{
    static char job[KR_SMTP_JOB_BYTES];
    struct kr_link_msg *msg = NULL;
    struct kr_smtp_result result = {.state = KR_LINK_POSTED_STATE_TEMPORARY, .error = "internal"};
    size_t len = read_all(job, sizeof job);
    int err = enter_cage(); /* before a byte of the letter is looked at */
    if (err)
        snprintf(result.text, sizeof result.text, "the cage cannot be entered (%s)", kr_err_id(err));
    else if (len == sizeof job || kr_link_parse(&msg, job, len, NULL) || msg->head.type != KR_LINK_POST)
        result = (struct kr_smtp_result){.state = KR_LINK_POSTED_STATE_PERMANENT, .error = "bad_letter"};
    else
        kr_smtp_send(&result, &msg->u.post);
    kr_wipe(job, sizeof job);
    kr_link_free(msg);
    return write_result(&result);
}
