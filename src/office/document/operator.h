/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What the operator says about itself: name, address, people, colours, status. One table of settings; what documents
 * name is among them. Until the operator has said anything, it is a placeholder.
 */
#ifndef KR_OFFICE_DOCUMENT_OPERATOR_H
#define KR_OFFICE_DOCUMENT_OPERATOR_H

#include "office/core.h"

enum {
    KR_OPERATOR_TEXT_MAX = 1000,
    KR_LOGO_BYTES = 128 * 1024,
    KR_LOGO_PIXELS = 1024, /* wide, high */
};

enum kr_operator_form {
    KR_FORM_LINE,   /* one line of text */
    KR_FORM_LINES,  /* several */
    KR_FORM_MAIL,   /* an address, or empty */
    KR_FORM_SITE,   /* http or https, or empty */
    KR_FORM_COLOUR, /* #rrggbb, or empty */
    KR_FORM_STATUS, /* good, notice, trouble */
};

struct kr_operator_fact {
    const char *setting;     /* name in office/setting.h */
    const char *field;       /* name in the API */
    enum kr_operator_form form;
    size_t max;              /* bytes */
    const char *otherwise;   /* before anybody has set it */
    const char *placeholder; /* in documents, or NULL */
    const char *lang;        /* NULL: of documents in every language */
    const char *missing_de, *missing_en; /* what documents say while it is empty; NULL: nothing */
};

extern const struct kr_operator_fact kr_operator_facts[];
extern const size_t kr_operator_facts_count;

/* The value of a setting of the table; to be freed. NULL when out of memory or the store fails. */
char *kr_operator_text(struct kr_office *o, const char *setting);

/* KR_E_MALFORMED or KR_E_TOO_LARGE when the text does not fit its form. */
KR_MUST_CHECK int kr_operator_check(const struct kr_operator_fact *fact, const char *text);

/* The lines of an address in one, with commas; to be freed. NULL when out of memory. */
char *kr_operator_joined(const char *text);

/* ---- logo ---- */

/*
 * True for a whole PNG (RFC 2083) of at most KR_LOGO_BYTES and KR_LOGO_PIXELS wide and high: signature, chunks with
 * their checksums, IHDR first and IEND last with nothing behind. What the picture shows is not decoded.
 */
bool kr_png_fits(const uint8_t *bytes, size_t len);

/* Keeps the logo, given in base64 (RFC 4648 section 4). KR_E_MALFORMED: no PNG that fits. data NULL: none any more. */
KR_MUST_CHECK int kr_logo_set(struct kr_office *o, const char *data);
/* The logo's bytes, to be freed; KR_E_NOT_FOUND. */
KR_MUST_CHECK int kr_logo_get(struct kr_office *o, uint8_t **bytes, size_t *len);
/* Hash by which a browser tells an old logo from a new one; "" without a logo. */
enum { KR_LOGO_HASH_SIZE = 17 };
KR_MUST_CHECK int kr_logo_hash(struct kr_office *o, char out[KR_LOGO_HASH_SIZE]);

#endif
