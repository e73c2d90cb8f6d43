/* SPDX-License-Identifier: EUPL-1.2 */
/* Records of enrolments, and papers. */
#include <stdlib.h>

#include "office/store/query.h"
#include "office/store/school.h"

#define STEP_COLUMNS "id, school, n, step, party, way, at_ms, recorded_ms, ends_ms, account, paper, voided_ms, voided_by, " \
                     "signer_sealed, note_sealed, void_sealed"
static const char sql_step_next[] = "SELECT coalesce(max(n), 0) + 1 FROM enrolment_step WHERE school = $1";
static const char sql_step_add[] = "INSERT INTO enrolment_step (" STEP_COLUMNS ")"
                                   " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, '', $12, $13, NULL)";
static const char sql_step_document[] = "INSERT INTO enrolment_document (step, document, sha256) VALUES ($1, $2, $3)";
static const char sql_step_void[] = "UPDATE enrolment_step SET voided_ms = $1, voided_by = $2, void_sealed = $3"
                                    " WHERE id = $4 AND voided_ms = 0";
static const char sql_step_list[] = "SELECT " STEP_COLUMNS " FROM enrolment_step WHERE school = $1 ORDER BY n";
static const char sql_step_list_all[] = "SELECT " STEP_COLUMNS " FROM enrolment_step ORDER BY school, n";
#define DOCUMENTS "SELECT d.step, e.step, e.school, e.voided_ms, d.document, v.kind, v.number, d.sha256 FROM enrolment_document d" \
                  " JOIN enrolment_step e ON e.id = d.step JOIN document_version v ON v.id = d.document"
static const char sql_documents[] = DOCUMENTS " WHERE e.school = $1 ORDER BY e.n, v.kind";
static const char sql_documents_all[] = DOCUMENTS " ORDER BY e.school, e.n, v.kind";
#define PAPER_COLUMNS "id, school, step, type, size, sha256, account, created_ms"
static const char sql_paper_add[] = "INSERT INTO paper (" PAPER_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
static const char sql_paper_add_part[] = "INSERT INTO paper_part (paper, number, sealed) VALUES ($1, $2, $3)";
static const char sql_paper_get[] = "SELECT " PAPER_COLUMNS " FROM paper WHERE id = $1 AND school = $2";
static const char sql_paper_part[] = "SELECT sealed FROM paper_part WHERE paper = $1 AND number = $2";
static const char sql_paper_list[] = "SELECT " PAPER_COLUMNS " FROM paper WHERE school = $1 ORDER BY created_ms, id";
#define OF_VOIDED "voided_ms > 0 AND voided_ms < $1 AND paper IS NOT NULL"
static const char sql_paper_voided[] = "SELECT count(*) FROM enrolment_step WHERE " OF_VOIDED;
static const char sql_paper_purge[] = "DELETE FROM paper WHERE id IN (SELECT paper FROM enrolment_step WHERE " OF_VOIDED ")";
static const char sql_paper_forget[] = "UPDATE enrolment_step SET paper = NULL WHERE " OF_VOIDED;
static const char sql_paper_count[] = "SELECT count(*) FROM paper WHERE school = $1";

static void bind_sealed_or_null(struct kr_query *q, const struct kr_sealed *sealed)
{
    if (sealed->len)
        kr_bind_bytes(q, sealed->bytes, sealed->len);
    else
        kr_bind_null(q);
}

int kr_store_step_add(struct kr_store *s, struct kr_store_step *row)
{
    uint64_t n = 0;
    struct kr_query q = kr_query_begin(s, sql_step_next);
    kr_bind_text(&q, row->school);
    int err = kr_query_number(&q, &n);
    if (err)
        return err;
    q = kr_query_begin(s, sql_step_add);
    kr_bind_text(&q, row->id);
    kr_bind_text(&q, row->school);
    kr_bind_number(&q, n);
    kr_bind_number(&q, row->step);
    kr_bind_number(&q, row->party);
    kr_bind_number(&q, row->way);
    kr_bind_number(&q, row->at_ms);
    kr_bind_number(&q, row->recorded_ms);
    kr_bind_number(&q, row->ends_ms);
    kr_bind_text(&q, row->account);
    kr_bind_text_or_null(&q, row->paper[0] ? row->paper : NULL);
    bind_sealed_or_null(&q, &row->signer);
    bind_sealed_or_null(&q, &row->note);
    err = kr_query_run(&q, true);
    if (!err)
        row->n = n;
    return err;
}

int kr_store_step_document(struct kr_store *s, const char *step, const char *document, const uint8_t sha256[KR_DOCUMENT_HASH_BYTES])
{
    struct kr_query q = kr_query_begin(s, sql_step_document);
    kr_bind_text(&q, step);
    kr_bind_text(&q, document);
    kr_bind_bytes(&q, sha256, KR_DOCUMENT_HASH_BYTES);
    return kr_query_run(&q, true);
}

int kr_store_step_void(struct kr_store *s, const struct kr_store_step *row)
{
    struct kr_query q = kr_query_begin(s, sql_step_void);
    kr_bind_number(&q, row->voided_ms);
    kr_bind_text(&q, row->voided_by);
    bind_sealed_or_null(&q, &row->why);
    kr_bind_text(&q, row->id);
    return kr_query_run(&q, true);
}

/* A number of an enumeration; one that it does not have is a damaged database. */
static unsigned read_one_of(struct kr_query *q, unsigned count)
{
    uint64_t n = kr_read_number(q);
    if (n >= count)
        q->err = q->err ? q->err : KR_E_IO;
    return n < count ? (unsigned)n : 0;
}

/* NULL: of no length. */
static void read_sealed_or_none(struct kr_query *q, struct kr_sealed *out)
{
    if (kr_read_is_null(q)) {
        kr_read_number(q);
        out->len = 0;
    } else {
        kr_read_sealed(q, out);
    }
}

int kr_store_step_list(struct kr_store *s, const char *school, kr_store_step_fn *each, void *arg)
{
    int stop = 0;
    struct kr_query q = kr_query_begin(s, school ? sql_step_list : sql_step_list_all);
    if (school)
        kr_bind_text(&q, school);
    while (!stop && kr_query_row(&q)) {
        struct kr_store_step row;
        kr_read_text(&q, row.id, sizeof row.id);
        kr_read_text(&q, row.school, sizeof row.school);
        row.n = kr_read_number(&q);
        row.step = (enum kr_step)read_one_of(&q, KR_STEPS);
        row.party = (enum kr_party)read_one_of(&q, KR_PARTIES);
        row.way = (enum kr_way)read_one_of(&q, KR_WAYS);
        row.at_ms = kr_read_number(&q);
        row.recorded_ms = kr_read_number(&q);
        row.ends_ms = kr_read_number(&q);
        kr_read_text(&q, row.account, sizeof row.account);
        kr_read_text(&q, row.paper, sizeof row.paper);
        row.voided_ms = kr_read_number(&q);
        kr_read_text(&q, row.voided_by, sizeof row.voided_by);
        read_sealed_or_none(&q, &row.signer);
        read_sealed_or_none(&q, &row.note);
        read_sealed_or_none(&q, &row.why);
        stop = q.err ? q.err : each(arg, &row);
    }
    int err = kr_query_end(&q);
    return err ? err : stop;
}

int kr_store_step_documents(struct kr_store *s, const char *school, kr_store_step_document_fn *each, void *arg)
{
    int stop = 0;
    struct kr_query q = kr_query_begin(s, school ? sql_documents : sql_documents_all);
    if (school)
        kr_bind_text(&q, school);
    while (!stop && kr_query_row(&q)) {
        struct kr_store_step_document row;
        kr_read_text(&q, row.step, sizeof row.step);
        row.what = (enum kr_step)read_one_of(&q, KR_STEPS);
        kr_read_text(&q, row.school, sizeof row.school);
        row.voided = kr_read_number(&q) != 0;
        kr_read_text(&q, row.document, sizeof row.document);
        kr_read_text(&q, row.kind, sizeof row.kind);
        row.number = (uint32_t)kr_read_number(&q);
        kr_read_exact(&q, row.sha256, sizeof row.sha256);
        stop = q.err ? q.err : each(arg, &row);
    }
    int err = kr_query_end(&q);
    return err ? err : stop;
}

int kr_store_paper_add(struct kr_store *s, const struct kr_store_paper *row)
{
    struct kr_query q = kr_query_begin(s, sql_paper_add);
    kr_bind_text(&q, row->id);
    kr_bind_text(&q, row->school);
    kr_bind_number(&q, row->step);
    kr_bind_number(&q, row->type);
    kr_bind_number(&q, row->size);
    kr_bind_bytes(&q, row->sha256, sizeof row->sha256);
    kr_bind_text(&q, row->account);
    kr_bind_number(&q, row->created_ms);
    return kr_query_run(&q, true);
}

int kr_store_paper_add_part(struct kr_store *s, const char *paper, uint64_t number, const void *sealed, size_t len)
{
    struct kr_query q = kr_query_begin(s, sql_paper_add_part);
    kr_bind_text(&q, paper);
    kr_bind_number(&q, number);
    kr_bind_bytes(&q, sealed, len);
    return kr_query_run(&q, true);
}

static void read_paper(struct kr_query *q, struct kr_store_paper *out)
{
    kr_read_text(q, out->id, sizeof out->id);
    kr_read_text(q, out->school, sizeof out->school);
    out->step = (enum kr_step)read_one_of(q, KR_STEPS);
    out->type = (enum kr_filetype)read_one_of(q, KR_FILETYPES);
    out->size = kr_read_number(q);
    kr_read_exact(q, out->sha256, sizeof out->sha256);
    kr_read_text(q, out->account, sizeof out->account);
    out->created_ms = kr_read_number(q);
}

int kr_store_paper_get(struct kr_store *s, struct kr_store_paper *out, const char *school, const char *id)
{
    struct kr_store_paper found = {0};
    struct kr_query q = kr_query_begin(s, sql_paper_get);
    kr_bind_text(&q, id);
    kr_bind_text(&q, school);
    bool row = kr_query_row(&q);
    if (row)
        read_paper(&q, &found);
    int err = kr_query_end(&q);
    if (!err && !row)
        err = KR_E_NOT_FOUND;
    if (!err)
        *out = found;
    return err;
}

int kr_store_paper_part(struct kr_store *s, uint8_t **out, size_t *len, const char *paper, uint64_t number)
{
    uint8_t *bytes = NULL;
    size_t n = 0;
    struct kr_query q = kr_query_begin(s, sql_paper_part);
    kr_bind_text(&q, paper);
    kr_bind_number(&q, number);
    bool row = kr_query_row(&q);
    if (row)
        bytes = kr_read_bytes_alloc(&q, &n);
    int err = kr_query_end(&q);
    if (!err && !bytes)
        err = row ? KR_E_IO : KR_E_NOT_FOUND;
    if (err) {
        free(bytes);
        return err;
    }
    *out = bytes;
    *len = n;
    return 0;
}

int kr_store_paper_list(struct kr_store *s, const char *school, kr_store_paper_fn *each, void *arg)
{
    int stop = 0;
    struct kr_query q = kr_query_begin(s, sql_paper_list);
    kr_bind_text(&q, school);
    while (!stop && kr_query_row(&q)) {
        struct kr_store_paper row;
        read_paper(&q, &row);
        stop = q.err ? q.err : each(arg, &row);
    }
    int err = kr_query_end(&q);
    return err ? err : stop;
}

int kr_store_paper_count(struct kr_store *s, uint64_t *out, const char *school)
{
    struct kr_query q = kr_query_begin(s, sql_paper_count);
    kr_bind_text(&q, school);
    return kr_query_number(&q, out);
}

int kr_store_paper_purge_voided(struct kr_store *s, uint64_t before_ms, uint64_t *n)
{
    uint64_t found = 0;
    struct kr_query q = kr_query_begin(s, sql_paper_voided);
    kr_bind_number(&q, before_ms);
    int err = kr_query_number(&q, &found);
    for (int i = 0; i < 2 && !err && found; i++) {
        q = kr_query_begin(s, i ? sql_paper_forget : sql_paper_purge);
        kr_bind_number(&q, before_ms);
        err = kr_query_run(&q, false);
    }
    if (!err)
        *n = found;
    return err;
}
