/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Files on their way in. A file comes in pieces and waits, in memory only, until the call that needs it takes it by its
 * id: then it is sealed or read, and gone from here. What nobody takes is wiped after a while; a restart forgets all.
 * A file is its sender's: nobody else can add to it, take it, or learn that it is there.
 */
#ifndef KR_OFFICE_UPLOAD_H
#define KR_OFFICE_UPLOAD_H

#include "office/core.h"

enum {
    KR_UPLOAD_BYTES_MAX = 5 * 1024 * 1024,          /* a scan of some pages */
    KR_UPLOAD_PIECE_MAX = 180 * 1024,               /* raw; as base64 it fits a body of the API */
    KR_UPLOADS_PER_ACCOUNT = 4,                     /* over this the oldest goes */
    KR_UPLOADS = 64,                                /* of everybody */
    KR_UPLOADS_BYTES = 96 * 1024 * 1024,            /* of everybody, in memory */
    KR_UPLOAD_IDLE_MS = 15 * 60 * 1000,
    KR_UPLOAD_ID_DIGITS = 20,
};

/* Makes room for a file of so many bytes. KR_E_TOO_LARGE, KR_E_FULL (too much is on its way just now), KR_E_NOMEM. */
KR_MUST_CHECK int kr_upload_start(struct kr_office *o, char id[KR_UPLOAD_ID_DIGITS + 1], const char *account, uint64_t size);

/*
 * Adds a piece. Pieces come in order; one that is there already may come again. KR_E_NOT_FOUND, KR_E_STATE (a gap, other
 * bytes than before), KR_E_TOO_LARGE (beyond the size that was announced).
 */
KR_MUST_CHECK int kr_upload_add(struct kr_office *o, const char *account, const char *id, uint64_t offset, const void *bytes,
                                size_t len);

/* The whole file, which stays here: good until the loop goes on. KR_E_NOT_FOUND, KR_E_STATE (not complete). */
KR_MUST_CHECK int kr_upload_peek(struct kr_office *o, const char *account, const char *id, const uint8_t **bytes, size_t *len);

/* Forgets a file; nothing happens if there is none. */
void kr_upload_drop(struct kr_office *o, const char *account, const char *id);

/* Forgets what nobody touched for KR_UPLOAD_IDLE_MS. */
void kr_uploads_sweep(struct kr_office *o);
void kr_uploads_fini(struct kr_office *o);

#endif
