/* SPDX-License-Identifier: EUPL-1.2 */
/* Versions of documents: their texts are public and stored as they are. Number 0 is a draft. */
#ifndef KR_OFFICE_STORE_DOCUMENT_H
#define KR_OFFICE_STORE_DOCUMENT_H

#include "office/store/store.h"

enum {
    KR_DOCUMENT_KIND_MAX = 40,
    KR_DOCUMENT_HASH_BYTES = 32, /* SHA-256 (FIPS 180-4) of the source */
};

struct kr_store_document {
    char id[KR_LIMIT_ID_BYTES + 1];
    char kind[KR_DOCUMENT_KIND_MAX + 1];
    char lang[3];
    uint32_t number;
    uint8_t sha256[KR_DOCUMENT_HASH_BYTES];
    char author[KR_LIMIT_ID_BYTES + 1]; /* id of an account, "": the program */
    uint64_t created_ms;
    uint64_t effective_ms;    /* in force from then on, until the next version is; 0 of a draft */
    uint64_t accept_until_ms; /* 0: needs no new acceptance */
};

KR_MUST_CHECK int kr_store_document_add(struct kr_store *s, const struct kr_store_document *row, const char *source);
/* Writes source, sha256, author and created_ms of the draft of that kind and lang, or adds it under row->id. */
KR_MUST_CHECK int kr_store_document_put_draft(struct kr_store *s, const struct kr_store_document *row, const char *source);
KR_MUST_CHECK int kr_store_document_get(struct kr_store *s, struct kr_store_document *out, const char *id);
KR_MUST_CHECK int kr_store_document_by_number(struct kr_store *s, struct kr_store_document *out, const char *kind, const char *lang,
                                              uint32_t number);
/* The version in force at now_ms: the newest number among those whose day has come. */
KR_MUST_CHECK int kr_store_document_in_force(struct kr_store *s, struct kr_store_document *out, const char *kind, const char *lang,
                                             uint64_t now_ms);
/* The source, to be freed. */
KR_MUST_CHECK int kr_store_document_source(struct kr_store *s, char **out, const char *id);
/* Whether some school's record of a step is about this version: then it cannot be deleted. */
KR_MUST_CHECK int kr_store_document_is_taken(struct kr_store *s, bool *out, const char *id);
/* No error if there is none. */
KR_MUST_CHECK int kr_store_document_delete(struct kr_store *s, const char *id);

/* All versions and drafts by kind, lang and number; kind NULL: of all kinds. */
typedef int kr_store_document_fn(void *arg, const struct kr_store_document *row);
KR_MUST_CHECK int kr_store_document_list(struct kr_store *s, const char *kind, kr_store_document_fn *each, void *arg);

/* News of the operator. */
struct kr_store_news {
    char id[KR_LIMIT_ID_BYTES + 1];
    char lang[3];
    uint64_t at_ms; /* shown from then on */
};

KR_MUST_CHECK int kr_store_news_add(struct kr_store *s, const struct kr_store_news *row, const char *source);
/* Writes lang, at_ms and source. */
KR_MUST_CHECK int kr_store_news_change(struct kr_store *s, const struct kr_store_news *row, const char *source);
KR_MUST_CHECK int kr_store_news_delete(struct kr_store *s, const char *id);
KR_MUST_CHECK int kr_store_news_count(struct kr_store *s, uint64_t *out);

/* Newest first, at most `most`, with at_ms at or before until_ms; lang NULL: of every language. */
typedef int kr_store_news_fn(void *arg, const struct kr_store_news *row, const char *source);
KR_MUST_CHECK int kr_store_news_list(struct kr_store *s, const char *lang, uint64_t until_ms, unsigned most,
                                     kr_store_news_fn *each, void *arg);

#endif
