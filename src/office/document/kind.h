/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The kinds of documents: one table, which says who sees a kind, whether a school has to accept it, and which
 * placeholders its text may name. The kinds are the file names of src/office/texts.
 */
#ifndef KR_OFFICE_DOCUMENT_KIND_H
#define KR_OFFICE_DOCUMENT_KIND_H

#include <stdbool.h>
#include <stddef.h>

enum kr_document_group {
    KR_DOCUMENT_CONTRACT, /* what a school knows, accepts and signs */
    KR_DOCUMENT_PRIVACY,  /* records, notices and templates */
    KR_DOCUMENT_LETTER,   /* printed for one school, person or class */
    KR_DOCUMENT_PAGE,     /* a public page */
    KR_DOCUMENT_BLOCK,    /* included by others */
};

/* What a school does with it (enrolment). A new version of such a kind has to be accepted again, by a deadline. */
enum kr_document_accept {
    KR_DOCUMENT_NONE,
    KR_DOCUMENT_KNOWN,    /* step 1 */
    KR_DOCUMENT_ACCEPTED, /* step 2 */
    KR_DOCUMENT_SIGNED,   /* step 3 */
    KR_DOCUMENT_RECEIVED, /* step 4 */
};

/* Who may read it, besides the operator. */
enum kr_document_audience {
    KR_DOCUMENT_FOR_OPERATOR, /* nobody else */
    KR_DOCUMENT_FOR_SCHOOL,   /* made by the program for a school */
    KR_DOCUMENT_FOR_ALL,      /* everybody; schools get theirs filled in if it names the school */
};

/* Which values it may name besides operator, service and dates. */
enum kr_document_values {
    KR_DOCUMENT_VALUES_SCHOOL = 1,
    KR_DOCUMENT_VALUES_ACCOUNTS = 2,
    KR_DOCUMENT_VALUES_RECOVERY = 4,
    KR_DOCUMENT_VALUES_PROOF = 8,
    KR_DOCUMENT_VALUES_ROOM = 16,
    KR_DOCUMENT_VALUES_HOLDINGS = 32,
};

struct kr_document_kind {
    const char *id;
    enum kr_document_group group;
    enum kr_document_accept accept;
    enum kr_document_audience audience;
    unsigned values; /* of enum kr_document_values */
    bool own;        /* the school's own paper, for which the operator only gives a template: it has the school's head */
};

extern const struct kr_document_kind kr_document_kinds[];
extern const size_t kr_document_kinds_count;

/* NULL if there is none of that id. */
const struct kr_document_kind *kr_document_kind(const char *id);

/* "contract", "known" and so on: in the API. */
const char *kr_document_group_name(enum kr_document_group group);
const char *kr_document_accept_name(enum kr_document_accept accept);

/* True for "de" and "en". */
bool kr_document_lang_is_known(const char *lang);

/*
 * True if a document of this kind may name the placeholder (as kr_paper_keys tells it: fields of lists with their dot).
 */
bool kr_document_may_name(const struct kr_document_kind *kind, const char *key);

#endif
