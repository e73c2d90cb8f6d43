/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A file of any size, encrypted and authenticated in pieces of bounded memory: libsodium's secretstream
 * (XChaCha20-Poly1305) under a key that argon2id (RFC 9106) makes of a pass phrase. Whoever reads it learns of a changed,
 * exchanged, missing or cut off piece before its bytes are believed.
 *
 * The file: "kreide backup 1\n", passes and memory in KiB of argon2id (32 bits each, network byte order), its salt, the
 * stream's header; then pieces, each with the length of its ciphertext before it (32 bits), the last one marked as such.
 */
#ifndef KR_CRYPTO_STREAM_H
#define KR_CRYPTO_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "crypto/password.h"

struct kr_stream_writer;
struct kr_stream_reader;

/* Begins a file; the descriptor stays the caller's. KR_E_NOMEM, KR_E_IO. */
KR_MUST_CHECK int kr_stream_create(struct kr_stream_writer **out, int fd, const char *passphrase, struct kr_password_cost cost);
KR_MUST_CHECK int kr_stream_write(struct kr_stream_writer *w, const void *bytes, size_t len);
/* Writes the last piece. Does not fsync. */
KR_MUST_CHECK int kr_stream_finish(struct kr_stream_writer *w);
void kr_stream_writer_free(struct kr_stream_writer *w);

/* KR_E_UNSUPPORTED: no such file, or of a later format. KR_E_TRUNCATED. A wrong pass phrase shows at the first read. */
KR_MUST_CHECK int kr_stream_open(struct kr_stream_reader **out, int fd, const char *passphrase);
/*
 * Exactly len bytes. KR_E_AUTH: another pass phrase, or damaged. KR_E_TRUNCATED: it ends before, marked as its end or
 * not. KR_E_IO.
 */
KR_MUST_CHECK int kr_stream_read(struct kr_stream_reader *r, void *out, size_t len);
/* 0 when all was read and the file ends here with its marked end; KR_E_MALFORMED when more follows. */
KR_MUST_CHECK int kr_stream_end(struct kr_stream_reader *r);
void kr_stream_reader_free(struct kr_stream_reader *r);

#endif
