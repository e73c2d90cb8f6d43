/* SPDX-License-Identifier: EUPL-1.2 */
/* Schools, the records of their enrolment, their papers. Who they are is sealed; the store has no key. */
#ifndef KR_OFFICE_STORE_SCHOOL_H
#define KR_OFFICE_STORE_SCHOOL_H

#include "office/filetype.h"
#include "office/school/enrolment.h"
#include "office/store/document.h"
#include "office/vault/vault.h"

struct kr_store_school {
    char id[KR_LIMIT_ID_BYTES + 1];
    enum kr_school_state state;
    uint64_t created_ms, changed_ms;
    uint64_t ended_ms; /* when it ended or withdrew, or is to end; 0 */
    bool online;       /* registered itself */
    struct kr_school_keys keys;
};

KR_MUST_CHECK int kr_store_school_add(struct kr_store *s, const struct kr_store_school *row, const void *profile, size_t len);
KR_MUST_CHECK int kr_store_school_get(struct kr_store *s, struct kr_store_school *out, const char *id);
/* The sealed profile, to be freed. */
KR_MUST_CHECK int kr_store_school_profile(struct kr_store *s, uint8_t **out, size_t *len, const char *id);
KR_MUST_CHECK int kr_store_school_set_profile(struct kr_store *s, const char *id, const void *profile, size_t len, uint64_t now_ms);
/* Writes state, ended_ms and changed_ms. */
KR_MUST_CHECK int kr_store_school_set_state(struct kr_store *s, const struct kr_store_school *row);

/* All of them, in the order of their ids; the callback must not use the store. */
typedef int kr_store_school_fn(void *arg, const struct kr_store_school *row, const uint8_t *profile, size_t len);
KR_MUST_CHECK int kr_store_school_list(struct kr_store *s, kr_store_school_fn *each, void *arg);

/* How many registered themselves and have not got to a signed agreement yet: each costs the operator a look. */
KR_MUST_CHECK int kr_store_school_count_open(struct kr_store *s, uint64_t *out);
/* The id of one of these on which nothing happened since before_ms; KR_E_NOT_FOUND. */
KR_MUST_CHECK int kr_store_school_idle(struct kr_store *s, char out[KR_LIMIT_ID_BYTES + 1], uint64_t before_ms);
/* The id of one that ended or withdrew before that; KR_E_NOT_FOUND. */
KR_MUST_CHECK int kr_store_school_ended(struct kr_store *s, char out[KR_LIMIT_ID_BYTES + 1], uint64_t before_ms);
/* The id of one whose set end has come; KR_E_NOT_FOUND. */
KR_MUST_CHECK int kr_store_school_ending(struct kr_store *s, char out[KR_LIMIT_ID_BYTES + 1], uint64_t now_ms);

/* ---- records ---- */

enum { KR_STORE_STEP_DOCUMENTS = 4 };

struct kr_store_step {
    char id[KR_LIMIT_ID_BYTES + 1];
    char school[KR_LIMIT_ID_BYTES + 1];
    uint64_t n; /* counts up within the school, from 1 */
    enum kr_step step;
    enum kr_party party;
    enum kr_way way;
    uint64_t at_ms, recorded_ms, ends_ms;
    char account[KR_LIMIT_ID_BYTES + 1]; /* who recorded it, or "office" */
    char paper[KR_LIMIT_ID_BYTES + 1];   /* "" if none */
    uint64_t voided_ms;                  /* 0: counts */
    char voided_by[KR_LIMIT_ID_BYTES + 1];
    struct kr_sealed signer, note, why;  /* who signed, a remark, why it was voided; len 0: none */
};

/* What a record is about. */
struct kr_store_step_document {
    char step[KR_LIMIT_ID_BYTES + 1]; /* the record */
    enum kr_step what;
    char school[KR_LIMIT_ID_BYTES + 1];
    bool voided;
    char document[KR_LIMIT_ID_BYTES + 1];
    char kind[KR_DOCUMENT_KIND_MAX + 1];
    uint32_t number;
    uint8_t sha256[KR_DOCUMENT_HASH_BYTES];
};

/* Sets n. */
KR_MUST_CHECK int kr_store_step_add(struct kr_store *s, struct kr_store_step *row);
KR_MUST_CHECK int kr_store_step_document(struct kr_store *s, const char *step, const char *document,
                                         const uint8_t sha256[KR_DOCUMENT_HASH_BYTES]);
KR_MUST_CHECK int kr_store_step_void(struct kr_store *s, const struct kr_store_step *row);
/* In the order of n; school NULL: of all schools, in the order of their ids. */
typedef int kr_store_step_fn(void *arg, const struct kr_store_step *row);
KR_MUST_CHECK int kr_store_step_list(struct kr_store *s, const char *school, kr_store_step_fn *each, void *arg);
typedef int kr_store_step_document_fn(void *arg, const struct kr_store_step_document *row);
KR_MUST_CHECK int kr_store_step_documents(struct kr_store *s, const char *school, kr_store_step_document_fn *each, void *arg);

/* ---- papers ---- */

struct kr_store_paper {
    char id[KR_LIMIT_ID_BYTES + 1];
    char school[KR_LIMIT_ID_BYTES + 1];
    enum kr_step step;
    enum kr_filetype type;
    uint64_t size; /* bytes of the file itself */
    uint8_t sha256[32];
    char account[KR_LIMIT_ID_BYTES + 1];
    uint64_t created_ms;
};

KR_MUST_CHECK int kr_store_paper_add(struct kr_store *s, const struct kr_store_paper *row);
KR_MUST_CHECK int kr_store_paper_add_part(struct kr_store *s, const char *paper, uint64_t number, const void *sealed, size_t len);
/* KR_E_NOT_FOUND also for one of another school. */
KR_MUST_CHECK int kr_store_paper_get(struct kr_store *s, struct kr_store_paper *out, const char *school, const char *id);
/* To be freed. */
KR_MUST_CHECK int kr_store_paper_part(struct kr_store *s, uint8_t **out, size_t *len, const char *paper, uint64_t number);
typedef int kr_store_paper_fn(void *arg, const struct kr_store_paper *row);
KR_MUST_CHECK int kr_store_paper_list(struct kr_store *s, const char *school, kr_store_paper_fn *each, void *arg);
KR_MUST_CHECK int kr_store_paper_count(struct kr_store *s, uint64_t *out, const char *school);
/* Deletes papers of records that were voided before this time; the records stay. *n: how many. In a transaction. */
KR_MUST_CHECK int kr_store_paper_purge_voided(struct kr_store *s, uint64_t before_ms, uint64_t *n);

#endif
