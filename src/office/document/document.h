/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The operator's documents: kinds (kind.h) in versions. A version never changes once it is published; it is in force
 * from its day on until the next one's day comes. At most one version waits for its day. Each kind and language has at
 * most one draft. The delivered texts are version 1.
 */
#ifndef KR_OFFICE_DOCUMENT_DOCUMENT_H
#define KR_OFFICE_DOCUMENT_DOCUMENT_H

#include "office/core.h"
#include "office/document/check.h"
#include "office/document/kind.h"
#include "office/store/document.h"
#include "paper/fill.h"

enum {
    KR_DOCUMENT_SOURCE_BYTES = 64000,          /* as in proto/api/document.json */
    KR_DOCUMENT_DATE_SIZE = 40,
    KR_DOCUMENT_SOON_MS = 60 * 1000,           /* "now" by the operator's clock */
    KR_DOCUMENT_AHEAD_DAYS = 366,              /* how far ahead a version may be planned */
};

/* Makes the delivered texts the first versions of what has none; once, at the start. */
KR_MUST_CHECK int kr_document_install(struct kr_office *o);

/*
 * The version in force now_ms. Where there is none in the language, the German one. KR_E_NOT_FOUND: no such kind, or
 * nothing in force yet.
 */
KR_MUST_CHECK int kr_document_in_force(struct kr_office *o, const char *kind, const char *lang, uint64_t now_ms,
                                       struct kr_store_document *out);
KR_MUST_CHECK int kr_document_version_get(struct kr_office *o, const char *id, struct kr_store_document *out);

/* Whether a version is in force now, waits for its day, or has been followed by another. */
enum kr_document_state { KR_DOCUMENT_DRAFT, KR_DOCUMENT_PLANNED, KR_DOCUMENT_IN_FORCE, KR_DOCUMENT_PAST };
KR_MUST_CHECK int kr_document_state_of(struct kr_office *o, const struct kr_store_document *v, enum kr_document_state *out);

/* SHA-256 of the source in hex, as records of acceptance name it. */
enum { KR_DOCUMENT_HEX_SIZE = 2 * KR_DOCUMENT_HASH_BYTES + 1 };
void kr_document_hex(char out[KR_DOCUMENT_HEX_SIZE], const struct kr_store_document *v);

/* ---- texts ---- */

/*
 * Checks a source as kr_document_check does, with the texts in force for what it includes.
 */
KR_MUST_CHECK int kr_document_try(struct kr_office *o, const struct kr_document_kind *kind, const char *lang, const char *source,
                                  struct kr_document_check *out);

/*
 * Puts a source together: with the texts that it includes as they are in force now, and with values. *out is the
 * caller's, to be freed. KR_E_MALFORMED or KR_E_TOO_LARGE with *fault (may be NULL).
 */
KR_MUST_CHECK int kr_document_make(struct kr_office *o, const char *lang, const char *source, const struct kr_paper_values *values,
                                   char **out, size_t *out_len, struct kr_paper_fault *fault);

/* The same for a version; sets `effective` among the values. */
KR_MUST_CHECK int kr_document_make_version(struct kr_office *o, const struct kr_store_document *v, struct kr_paper_values *values,
                                           char **out, size_t *out_len);

/*
 * Sets the values that every document may name: operator, service, date, effective (as if it were today). `address` is
 * where this Kreide is reached. Adding more before or after is the caller's.
 */
void kr_document_values(struct kr_office *o, struct kr_paper_values *v, const char *lang, const char *address);

/* What a school is, on its papers. NULL or "": a line to write on. */
struct kr_document_school {
    const char *name, *number, *address, *mail, *head, *contact, *dsb;
};
void kr_document_school_values(struct kr_paper_values *v, const struct kr_document_school *school);

/* "23. November 2026", "23 November 2026": the day in local time. */
void kr_document_date(char out[KR_DOCUMENT_DATE_SIZE], const char *lang, uint64_t unix_ms);

/* The header's title and subtitle with values put in; to be freed. */
struct kr_document_title {
    char *title, *subtitle, *short_title;
};
KR_MUST_CHECK int kr_document_title_of(struct kr_document_title *out, const char *text, size_t len);
void kr_document_title_fini(struct kr_document_title *t);

/* ---- what operators do; `who` is the id of their account; each is in the audit log ---- */

/*
 * Keeps a draft. `base`: hex of the draft that was changed, "" if there was none; KR_E_STATE if it is another by now.
 * KR_E_TOO_LARGE, KR_E_NOT_FOUND (no such kind).
 */
KR_MUST_CHECK int kr_document_save(struct kr_office *o, const char *who, const char *kind, const char *lang, const char *source,
                                   const char *base, struct kr_store_document *out);
/* No error if there is none. */
KR_MUST_CHECK int kr_document_drop(struct kr_office *o, const char *who, const char *kind, const char *lang);

struct kr_document_publication {
    const char *sha256;       /* of the draft, hex: what was read is what is published */
    uint64_t effective_ms;    /* 0: now; not before now, at most a year ahead */
    uint64_t accept_until_ms; /* 0, or after effective_ms and only of a kind that is accepted */
};

/*
 * Makes the draft the next version; office->on_document_published hears of it in the same transaction. KR_E_NOT_FOUND:
 * no draft; KR_E_STATE: another draft than that; KR_E_EXISTS: a version waits for its day already and can be
 * withdrawn; KR_E_MALFORMED: it
 * has faults; KR_E_EXPIRED: dates do not fit.
 */
KR_MUST_CHECK int kr_document_publish(struct kr_office *o, const char *who, const char *kind, const char *lang,
                                      const struct kr_document_publication *p, struct kr_store_document *out);

/*
 * Takes back a version that waits for its day; its text becomes the draft if there is none. KR_E_STATE: it does not wait;
 * KR_E_EXISTS: a school accepted it, and what a school accepted stays.
 */
KR_MUST_CHECK int kr_document_withdraw(struct kr_office *o, const char *who, const char *kind, const char *id);

#endif
