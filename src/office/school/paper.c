/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/school/paper.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/secret.h"
#include "office/upload.h"

enum { OWNER_SIZE = KR_LIMIT_ID_BYTES + 24 };
static const char place[] = "paper";

/* A part opens only as this part of this paper. */
static void name_part(char out[OWNER_SIZE], const char *paper, uint64_t number)
{
    snprintf(out, OWNER_SIZE, "%s.%llu", paper, (unsigned long long)number);
}

static int add_parts(struct kr_office *o, const struct kr_school *s, const char *paper, const uint8_t *bytes, size_t len)
{
    uint8_t *sealed = malloc(kr_seal_bytes_size(KR_PAPER_PART_BYTES));
    int err = sealed ? 0 : KR_E_NOMEM;
    for (uint64_t number = 0; len > 0 && !err; number++) {
        char owner[OWNER_SIZE];
        size_t n = len < KR_PAPER_PART_BYTES ? len : KR_PAPER_PART_BYTES;
        name_part(owner, paper, number);
        kr_seal_bytes(sealed, s->key.bytes, place, owner, bytes, n);
        err = kr_store_paper_add_part(o->store, paper, number, sealed, kr_seal_bytes_size(n));
        bytes += n;
        len -= n;
    }
    free(sealed);
    return err;
}

int kr_paper_keep(struct kr_office *o, struct kr_store_paper *out, const struct kr_school *s, enum kr_step step, const char *account,
                  const char *upload)
{
    struct kr_store_paper paper = {.step = step, .created_ms = kr_office_now_ms(o)};
    const uint8_t *bytes;
    size_t len;
    uint64_t n = 0;
    int err = kr_upload_peek(o, account, upload, &bytes, &len);
    if (err)
        return err;
    paper.type = kr_filetype_of(bytes, len);
    if (paper.type == KR_FILETYPE_NONE)
        return KR_E_UNSUPPORTED;
    err = kr_store_paper_count(o->store, &n, s->row.id);
    if (!err && n >= KR_PAPERS_PER_SCHOOL)
        err = KR_E_FULL;
    if (err)
        return err;
    kr_random_code(paper.id, sizeof paper.id, KR_PAPER_ID_DIGITS);
    snprintf(paper.school, sizeof paper.school, "%s", s->row.id);
    snprintf(paper.account, sizeof paper.account, "%s", account);
    paper.size = len;
    kr_sha256(paper.sha256, bytes, len);
    err = kr_store_paper_add(o->store, &paper);
    if (!err)
        err = add_parts(o, s, paper.id, bytes, len);
    if (!err)
        *out = paper;
    return err;
}

int kr_paper_part(struct kr_office *o, uint8_t **out, size_t *len, const struct kr_data_key *key, const struct kr_store_paper *paper,
                  uint64_t number)
{
    char owner[OWNER_SIZE];
    uint8_t *sealed = NULL, *bytes = NULL;
    size_t n = 0, opened = 0;
    int err = kr_store_paper_part(o->store, &sealed, &n, paper->id, number);
    if (!err && !(bytes = malloc(n ? n : 1)))
        err = KR_E_NOMEM;
    if (!err) {
        name_part(owner, paper->id, number);
        err = kr_unseal_bytes(bytes, &opened, key->bytes, place, owner, sealed, n);
    }
    free(sealed);
    if (err) {
        free(bytes);
        return err;
    }
    *out = bytes;
    *len = opened;
    return 0;
}
