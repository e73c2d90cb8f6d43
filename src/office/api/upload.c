/* SPDX-License-Identifier: EUPL-1.2 */
/* Files that come in pieces. */
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "crypto/secret.h"
#include "office/api/call.h"
#include "office/upload.h"

void kr_api_upload_create(struct kr_api_call *c)
{
    char id[KR_UPLOAD_ID_DIGITS + 1];
    int err = kr_upload_start(c->office, id, c->session.account.id, (uint64_t)c->body->u.upload_create.size);
    if (err == KR_E_TOO_LARGE)
        kr_api_problem(&c->answer, 400, "too_large", "The file is empty or larger than 5 MiB.", "size");
    else if (err == KR_E_FULL)
        kr_api_problem_later(&c->answer, 503, "unavailable", "Too many files are on their way. Try again.", 30);
    else if (err)
        kr_api_fail(&c->answer, err);
    else
        kr_api_answer(&c->answer, 201, &(struct kr_api_msg){.head.type = KR_API_UPLOAD, .u.upload.id = id});
}

static int add_piece(struct kr_api_call *c, uint8_t *piece)
{
    const struct kr_api_upload_piece *body = &c->body->u.upload_piece;
    size_t len;
    if (sodium_base642bin(piece, KR_UPLOAD_PIECE_MAX, body->data, strlen(body->data), NULL, &len, NULL,
                          sodium_base64_VARIANT_ORIGINAL) || len == 0)
        return KR_E_MALFORMED;
    return kr_upload_add(c->office, c->session.account.id, kr_api_part(c, "upload"), (uint64_t)body->offset, piece, len);
}

void kr_api_upload_piece(struct kr_api_call *c)
{
    uint8_t *piece = malloc(KR_UPLOAD_PIECE_MAX);
    int err = piece ? add_piece(c, piece) : KR_E_NOMEM;
    if (err == KR_E_MALFORMED)
        kr_api_problem(&c->answer, 400, "bad_text", "The piece is no base64, or empty.", "data");
    else if (err == KR_E_TOO_LARGE)
        kr_api_problem(&c->answer, 400, "too_large", "The piece goes beyond the size of the file.", "offset");
    else if (err == KR_E_STATE)
        kr_api_problem(&c->answer, 409, "wrong_state", "Another piece is the next one.", "offset");
    else if (err)
        kr_api_fail(&c->answer, err);
    else
        kr_api_answer(&c->answer, 204, NULL);
    if (piece)
        kr_wipe(piece, KR_UPLOAD_PIECE_MAX);
    free(piece);
}

void kr_api_upload_delete(struct kr_api_call *c)
{
    kr_upload_drop(c->office, c->session.account.id, kr_api_part(c, "upload"));
    kr_api_answer(&c->answer, 204, NULL);
}
