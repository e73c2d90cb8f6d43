/* SPDX-License-Identifier: EUPL-1.2 */
/* Papers set for a test and looked at with poppler's tools, as a stranger's reader would. */
#ifndef KR_TEST_POPPLER_H
#define KR_TEST_POPPLER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "paper/set.h"

/* Of the whole program: opened and closed by these two, as setup and teardown of a group. */
extern struct kr_paper_press *press;
int open_press(void **state);
int close_press(void **state);

struct kr_paper_job job_of(enum kr_paper_kind kind, const char *source, size_t len);

struct set {
    char path[64];
    struct kr_strbuf info, fonts, text;
};

/* What a command says of a file; fails when it fails. "pdftotext ..." writes to its output. */
void listen_to(struct kr_strbuf *out, const char *command, const char *path);
void set_opened(struct set *s, const struct kr_paper_job *job);
void set_closed(struct set *s);
/* The same for a source, which must come out sound. */
void set_source(struct set *s, enum kr_paper_kind kind, const char *source);

unsigned pages(const struct set *s);
unsigned count(const char *text, const char *what);
void expect_text(const struct set *s, const char *what);
/* What holds for every paper: tagged, A4, a title and an author, all fonts embedded with their letters' meaning. */
void expect_sound(const struct set *s);

#endif
