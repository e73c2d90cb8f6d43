/* SPDX-License-Identifier: EUPL-1.2 */
/* Documents as the API shows them. */
#ifndef KR_OFFICE_API_DOCUMENT_VIEW_H
#define KR_OFFICE_API_DOCUMENT_VIEW_H

#include "office/api/call.h"
#include "office/document/document.h"
#include "office/document/texts.h"

/* A version and the texts that its API form points into. */
struct kr_version_view {
    struct kr_store_document row;
    char hex[KR_DOCUMENT_HEX_SIZE];
    char author[KR_LIMIT_ID_BYTES + 1]; /* handle */
    enum kr_document_state state;
};

KR_MUST_CHECK int kr_version_view_make(struct kr_office *o, struct kr_version_view *out, const struct kr_store_document *row);
struct kr_version_view kr_version_view_of_text(const struct kr_document_text *text);
struct kr_api_document_version kr_version_view_api(const struct kr_version_view *view);

/* A kind in a language, with what there is of it. */
struct kr_document_entry {
    const struct kr_document_kind *kind;
    char lang[3];
    bool has_now, has_planned, has_draft;
    struct kr_version_view now, planned, draft;
    struct kr_document_title title; /* of the version in force, else of what there is */
    unsigned blanks;
};

struct kr_document_list {
    struct kr_document_entry *entries; /* owned */
    size_t n;
};

/* All documents, in the order of kinds; kind NULL: of every kind. `address` is where this Kreide is reached. */
KR_MUST_CHECK int kr_document_list_read(struct kr_office *o, struct kr_document_list *out, const char *kind, const char *address);
/* Those that everybody may read and that are in force; of versions only the rows are there, and no blanks are counted. */
KR_MUST_CHECK int kr_document_list_open(struct kr_office *o, struct kr_document_list *out, const char *address);
/* True for what everybody may download. */
bool kr_document_is_open(const struct kr_document_kind *kind);
void kr_document_list_fini(struct kr_document_list *l);

/* whole: with planned versions and drafts. */
struct kr_api_document kr_document_entry_view(const struct kr_document_entry *e, bool whole);

/* How many were written. */
size_t kr_document_faults_view(struct kr_api_document_fault out[KR_DOCUMENT_FAULTS], const struct kr_document_check *check);

#endif
