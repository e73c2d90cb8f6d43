/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What letters say: one text in German and one in English for each occasion (src/office/texts/mail-*), in the markup and
 * with the placeholders of all other texts (paper/fill.h), and whom they go to. Pure but for the local calendar.
 *
 * A letter's arguments are machine words, so that a waiting letter says nothing about anybody: "terms until_ms=1795...".
 * A word without a value is "yes"; NAME_ms=TIME becomes the date NAME in the letter's language; document=KIND the
 * document's title. Names and addresses come in when the letter is sent (kr_mail_facts).
 */
#ifndef KR_OFFICE_MAIL_TEMPLATE_H
#define KR_OFFICE_MAIL_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum kr_mail_kind {
    KR_MAIL_REGISTERED,    /* a registration arrived */
    KR_MAIL_STEP,          /* steps are open: information, terms, agreement, registration, contact; portal */
    KR_MAIL_PAPER,         /* a paper was not accepted: document=KIND */
    KR_MAIL_READY,         /* countersigned, credentials issued */
    KR_MAIL_DOCUMENT,      /* a version needs acceptance: document=KIND effective_ms=TIME [until_ms=TIME] */
    KR_MAIL_DEADLINE,      /* and was not accepted in time: document=KIND until_ms=TIME */
    KR_MAIL_EXPIRES,       /* accounts expire: handle=HANDLE or count=NUMBER, until_ms=TIME */
    KR_MAIL_SUSPENDED,     /* by itself, because a deadline passed: acceptance or contact; by the operator: nothing */
    KR_MAIL_BLOCKED,       /* by the operator after misuse: handle=HANDLE or count=NUMBER */
    KR_MAIL_ENDED,         /* delete_ms=TIME */
    KR_MAIL_ADMINISTRATOR, /* to the operator: this one can read what is sealed now, or again: handle=HANDLE */
    KR_MAIL_TEST,          /* to the operator */
    KR_MAIL_KINDS,
};

enum kr_mail_whom { KR_MAIL_TO_HEAD, KR_MAIL_TO_CONTACT, KR_MAIL_TO_OPERATOR };

/* The store's own words: never change one. */
const char *kr_mail_kind_name(enum kr_mail_kind kind);
KR_MUST_CHECK int kr_mail_kind_of(enum kr_mail_kind *out, const char *name);
enum kr_mail_whom kr_mail_kind_whom(enum kr_mail_kind kind);
/* True for letters that only remind: one that waited is not sent when its reason has gone. */
bool kr_mail_kind_reminds(enum kr_mail_kind kind);

struct kr_mail_text {
    const char *name, *lang, *source;
};
extern const struct kr_mail_text kr_mail_texts[]; /* generated */
extern const size_t kr_mail_texts_count;

/* What is known only when a letter is sent. Every text may be "". */
struct kr_mail_facts {
    const char *operator_name, *operator_mail, *operator_phone;
    const char *service_address; /* https://..., without a slash at its end */
    const char *school_name;
};

enum { KR_MAIL_ARGS_MAX = 300 };

/* KR_E_MALFORMED when args are no such words, or one is not of this kind of letter. */
KR_MUST_CHECK int kr_mail_args_check(enum kr_mail_kind kind, const char *args);

/* The value of an argument ("" for a word without one); false, and out "", when it is not there. */
bool kr_mail_arg(const char *args, const char *name, char *out, size_t out_size);

struct kr_mail_words {
    char *subject, *text; /* to be freed by kr_mail_words_free, which wipes them */
};

/* Writes the letter in "de" or "en". KR_E_MALFORMED (args), KR_E_INTERNAL (our own text is wrong), KR_E_NOMEM. */
KR_MUST_CHECK int kr_mail_write(struct kr_mail_words *out, enum kr_mail_kind kind, const char *lang, const char *args,
                                const struct kr_mail_facts *facts);
void kr_mail_words_free(struct kr_mail_words *w);

#endif
