/* SPDX-License-Identifier: EUPL-1.2 */
#include "app/set.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/log.h"
#include "os/cage.h"
#include "paper/set.h"
#include "proto/print.h"

enum {
    JOB_BYTES = 4 * 1024 * 1024, /* the source with every character escaped, and a logo */
    CPU_S = 20,
    MEMORY_MIB = 1024,
    FILES = 64,
};

/* What reading, setting and writing need: memory, files that are read, and the two pipes. */
static const char *const calls[] = {
    "read",   "write",       "close",  "openat", "fstat",       "newfstatat", "stat",   "lseek",        "pread64",  "mmap",   "munmap",
    "mremap", "mprotect",    "brk",    "madvise", "futex",      "access",     "faccessat", "faccessat2", "readlink", "getdents64", "fcntl",
    "statfs", "fstatfs",     "ioctl",  "exit",   "exit_group",  "rt_sigreturn", "rt_sigaction", "rt_sigprocmask", "sigaltstack", "tgkill",
    "getpid", "gettid",      "getrandom", "clock_gettime", "clock_nanosleep", "restart_syscall", "sched_yield", "clone",  "set_robust_list", "rseq",
    "getuid", "geteuid",     "getgid", "getegid", "uname",      "sysinfo",    "sched_getaffinity", "prlimit64", "getcwd", "writev",
};

static void say_fault(const struct kr_paper_fault *fault)
{
    fprintf(stderr, "kreide set: %s", fault->reason);
    if (fault->line)
        fprintf(stderr, " line %u", fault->line);
    fprintf(stderr, "\n"); /* never a word of the text: this line may stand in a log */
}

/* Descriptors of our parent that nobody meant for us. */
static void close_others(void)
{
    if (close_range(3, ~0U, 0) == 0)
        return;
    for (int fd = 3; fd < 1024; fd++)
        close(fd);
}

static int enter_cage(void)
{
    struct kr_cage_limits limits = {.memory_bytes = (uint64_t)MEMORY_MIB << 20, .cpu_s = CPU_S, .files = FILES,
                                    .file_bytes = KR_PAPER_PDF_BYTES};
    int err = kr_cage_enter(&limits);
    return err ? err : kr_cage_calls(calls, sizeof calls / sizeof *calls);
}

static int read_job(struct kr_strbuf *job)
{
    char buf[16384];
    for (;;) {
        ssize_t n = read(STDIN_FILENO, buf, sizeof buf);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return KR_E_IO;
        if (n == 0)
            return 0;
        kr_strbuf_add(job, buf, (size_t)n);
        if (job->failed)
            return KR_E_TOO_LARGE;
    }
}

static int write_all(const char *data, size_t len)
{
    while (len > 0) {
        ssize_t n = write(STDOUT_FILENO, data, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return KR_E_IO;
        data += n;
        len -= (size_t)n;
    }
    return 0;
}

static int open_logo(const char *text, uint8_t **out, size_t *len)
{
    size_t n = strlen(text);
    uint8_t *bytes = malloc(n + 1);
    if (!bytes)
        return KR_E_NOMEM;
    if (sodium_base642bin(bytes, n + 1, text, n, NULL, len, NULL, sodium_base64_VARIANT_ORIGINAL)) {
        free(bytes);
        return KR_E_MALFORMED;
    }
    *out = bytes;
    return 0;
}

static const char *given(const char *text)
{
    return text ? text : "";
}

static int set_job(struct kr_paper_press *press, const struct kr_print_job *j, struct kr_strbuf *pdf, struct kr_paper_fault *fault)
{
    uint8_t *logo = NULL;
    size_t logo_len = 0;
    if (j->logo && open_logo(j->logo, &logo, &logo_len)) {
        *fault = (struct kr_paper_fault){.reason = "bad_logo"};
        return KR_E_MALFORMED;
    }
    struct kr_paper_job job = {
        .kind = (enum kr_paper_kind)j->kind, /* in the order of proto/print.json */
        .source = j->source,
        .source_len = strlen(j->source),
        .operator_name = j->operator_name,
        .operator_address = j->operator_address,
        .colour = (uint32_t)j->colour,
        .logo = logo,
        .logo_len = logo_len,
        .recipient = given(j->recipient),
        .date = given(j->date),
        .version = given(j->version),
        .hash = given(j->hash),
        .created_ms = (uint64_t)j->created_ms,
        .cards = j->has_cards ? (uint32_t)j->cards : 2,
    };
    int err = kr_paper_set(press, pdf, &job, fault);
    free(logo);
    return err;
}

static int run(struct kr_paper_press *press)
{
    struct kr_strbuf text, pdf;
    struct kr_print_msg *msg = NULL;
    struct kr_proto_fault wrong;
    struct kr_paper_fault fault = {.reason = "io"};
    kr_strbuf_init(&text, JOB_BYTES);
    kr_strbuf_init(&pdf, KR_PAPER_PDF_BYTES);
    int err = read_job(&text);
    if (err == KR_E_TOO_LARGE)
        fault.reason = "too_large";
    if (!err)
        err = kr_print_parse_as(KR_PRINT_JOB, &msg, text.text ? text.text : "", text.len, &wrong);
    if (err == KR_E_MALFORMED)
        fault.reason = wrong.error;
    if (!err)
        err = set_job(press, &msg->u.job, &pdf, &fault);
    if (!err)
        err = write_all(pdf.text, pdf.len);
    kr_print_free(msg);
    kr_strbuf_fini(&text);
    kr_strbuf_fini(&pdf);
    if (!err)
        return EX_OK;
    say_fault(&fault);
    return err == KR_E_NOMEM ? EX_TEMPFAIL : err == KR_E_INTERNAL || err == KR_E_IO ? EX_SOFTWARE : EX_DATAERR;
}

int kr_set_run(void)
{
    struct kr_paper_press *press;
    const char *missing = NULL;
    close_others();
    int err = kr_paper_press_open(&press, &missing);
    if (err) {
        fprintf(stderr, "kreide set: missing_font %s\n", missing ? missing : "");
        return err == KR_E_CONFIG ? EX_CONFIG : EX_TEMPFAIL;
    }
    if (enter_cage()) {
        fprintf(stderr, "kreide set: no_cage\n");
        return EX_CONFIG;
    }
    int status = run(press);
    kr_paper_press_close(press);
    return status;
}
