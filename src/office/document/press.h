/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * From a filled source to a PDF: `kreide set` in a caged child (os/child_job.h), at most KR_PRESS_AT_ONCE at a time; the
 * rest waits in memory, in order. The head of each page is the operator's, as the settings say when the job is given.
 */
#ifndef KR_OFFICE_DOCUMENT_PRESS_H
#define KR_OFFICE_DOCUMENT_PRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "base/err.h"
#include "proto/print.h"

struct kr_office;

enum {
    KR_PRESS_AT_ONCE = 2,
    KR_PRESS_WAITING = 20,       /* jobs, without those that run */
    KR_PRESS_TIME_MS = 30 * 1000, /* for one job; the child has 20 s of CPU */
};

/* What is to be set. Texts are UTF-8; NULL counts as "". Nothing is kept after the call. */
struct kr_press_job {
    enum kr_print_job_kind kind;
    const char *source; /* filled, without placeholders (kr_document_make) */
    size_t source_len;
    const char *lang;      /* "de" or "en": words of the head */
    const char *head_name, *head_address; /* of who speaks, if it is not the operator: without logo and colour; or NULL */
    const char *recipient; /* of a letter: lines for the window */
    const char *date;      /* of a letter, as printed */
    const char *version;   /* for the foot: "Fassung 3, gültig ab 1. August 2026" */
    const char *hash;      /* for the foot: hex of the text */
    unsigned cards;        /* KR_PRINT_JOB_KIND_CARD: on one page, 1, 2, 4 or 8; 0: 2 */
};

/*
 * How it ended. 0: pdf, which dies on return and is wiped. KR_E_MALFORMED: the source is at fault, or it has more than 200
 * pages; KR_E_TOO_LARGE, KR_E_EXPIRED (time), KR_E_CLOSED (the office ends), KR_E_CONFIG (a font is missing), KR_E_AGAIN,
 * KR_E_INTERNAL.
 */
typedef void kr_press_fn(void *arg, int err, const char *pdf, size_t len);

struct kr_press_work;

struct kr_press {
    struct kr_office *office;
    uv_loop_t *loop;
    struct kr_press_work *works; /* in order; those that run are among them */
    unsigned n_running, n_waiting;
    bool stopping;
};

void kr_press_init(struct kr_office *o, uv_loop_t *loop);

/* `done` is called exactly once, later, if this returns 0. KR_E_FULL, KR_E_CLOSED, KR_E_TOO_LARGE, KR_E_NOMEM, KR_E_IO. */
KR_MUST_CHECK int kr_press_set(struct kr_office *o, const struct kr_press_job *job, kr_press_fn *done, void *arg);

/* Ends all (KR_E_CLOSED) and takes no more; the loop must run until kr_press_is_busy is false. */
void kr_press_stop(struct kr_office *o);
bool kr_press_is_busy(const struct kr_office *o);

#endif
