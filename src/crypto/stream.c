/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/stream.h"

#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char magic[16] = "kreide backup 1\n"; /* no terminator */

enum {
    SALT = crypto_pwhash_SALTBYTES,
    HEADER = crypto_secretstream_xchacha20poly1305_HEADERBYTES,
    OVERHEAD = crypto_secretstream_xchacha20poly1305_ABYTES,
    PIECE = 64 * 1024,
    HEAD = sizeof magic + 4 + 4 + SALT, /* before the stream's own header */
    PASSES_MAX = 20,
    MEMORY_KIB_MAX = 1024 * 1024, /* a file does not make us take more */
};

struct kr_stream_writer {
    crypto_secretstream_xchacha20poly1305_state state;
    int fd;
    size_t len;
    uint8_t plain[PIECE], sealed[4 + PIECE + OVERHEAD];
};

struct kr_stream_reader {
    crypto_secretstream_xchacha20poly1305_state state;
    int fd;
    bool last; /* the marked end was seen */
    size_t at, len;
    uint8_t plain[PIECE], sealed[PIECE + OVERHEAD];
};

static void put_u32(uint8_t out[4], uint32_t v)
{
    out[0] = (uint8_t)(v >> 24);
    out[1] = (uint8_t)(v >> 16);
    out[2] = (uint8_t)(v >> 8);
    out[3] = (uint8_t)v;
}

static uint32_t get_u32(const uint8_t p[4])
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static int write_all(int fd, const uint8_t *bytes, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, bytes, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return KR_E_IO;
        bytes += n;
        len -= (size_t)n;
    }
    return 0;
}

static int read_all(int fd, uint8_t *out, size_t len)
{
    while (len > 0) {
        ssize_t n = read(fd, out, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n < 0 ? KR_E_IO : KR_E_TRUNCATED;
        out += n;
        len -= (size_t)n;
    }
    return 0;
}

static int derive(uint8_t key[32], const char *passphrase, uint32_t passes, uint32_t memory_kib, const uint8_t salt[SALT])
{
    return crypto_pwhash(key, 32, passphrase, strlen(passphrase), salt, passes, (size_t)memory_kib * 1024,
                         crypto_pwhash_ALG_ARGON2ID13)
               ? KR_E_NOMEM
               : 0;
}

int kr_stream_create(struct kr_stream_writer **out, int fd, const char *passphrase, struct kr_password_cost cost)
{
    uint8_t head[HEAD + HEADER], key[32];
    struct kr_stream_writer *w = calloc(1, sizeof *w);
    if (!w)
        return KR_E_NOMEM;
    w->fd = fd;
    memcpy(head, magic, sizeof magic);
    put_u32(head + sizeof magic, cost.passes);
    put_u32(head + sizeof magic + 4, cost.memory_kib);
    randombytes_buf(head + sizeof magic + 8, SALT);
    int err = derive(key, passphrase, cost.passes, cost.memory_kib, head + sizeof magic + 8);
    if (!err) {
        crypto_secretstream_xchacha20poly1305_init_push(&w->state, head + HEAD, key);
        err = write_all(fd, head, sizeof head);
    }
    sodium_memzero(key, sizeof key);
    if (err)
        kr_stream_writer_free(w);
    else
        *out = w;
    return err;
}

static int write_piece(struct kr_stream_writer *w, bool last)
{
    unsigned long long len = 0;
    crypto_secretstream_xchacha20poly1305_push(&w->state, w->sealed + 4, &len, w->plain, w->len, NULL, 0,
                                               last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0);
    put_u32(w->sealed, (uint32_t)len);
    w->len = 0;
    return write_all(w->fd, w->sealed, 4 + (size_t)len);
}

int kr_stream_write(struct kr_stream_writer *w, const void *bytes, size_t len)
{
    const uint8_t *from = bytes;
    int err = 0;
    while (len > 0 && !err) {
        size_t n = len < PIECE - w->len ? len : PIECE - w->len;
        memcpy(w->plain + w->len, from, n);
        w->len += n;
        from += n;
        len -= n;
        if (w->len == PIECE)
            err = write_piece(w, false);
    }
    return err;
}

int kr_stream_finish(struct kr_stream_writer *w)
{
    return write_piece(w, true);
}

void kr_stream_writer_free(struct kr_stream_writer *w)
{
    if (w)
        sodium_memzero(w, sizeof *w);
    free(w);
}

int kr_stream_open(struct kr_stream_reader **out, int fd, const char *passphrase)
{
    uint8_t head[HEAD + HEADER], key[32];
    int err = read_all(fd, head, sizeof magic);
    if (!err && memcmp(head, magic, sizeof magic) != 0)
        err = KR_E_UNSUPPORTED;
    if (!err)
        err = read_all(fd, head + sizeof magic, sizeof head - sizeof magic);
    if (err)
        return err;
    uint32_t passes = get_u32(head + sizeof magic), memory_kib = get_u32(head + sizeof magic + 4);
    if (passes < 1 || passes > PASSES_MAX || memory_kib < 8 || memory_kib > MEMORY_KIB_MAX)
        return KR_E_UNSUPPORTED;
    struct kr_stream_reader *r = calloc(1, sizeof *r);
    if (!r)
        return KR_E_NOMEM;
    r->fd = fd;
    err = derive(key, passphrase, passes, memory_kib, head + sizeof magic + 8);
    if (!err && crypto_secretstream_xchacha20poly1305_init_pull(&r->state, head + HEAD, key))
        err = KR_E_AUTH;
    sodium_memzero(key, sizeof key);
    if (err)
        kr_stream_reader_free(r);
    else
        *out = r;
    return err;
}

static int read_piece(struct kr_stream_reader *r)
{
    uint8_t length[4], tag;
    unsigned long long plain_len = 0;
    if (r->last)
        return KR_E_TRUNCATED;
    int err = read_all(r->fd, length, sizeof length);
    uint32_t len = err ? 0 : get_u32(length);
    if (!err && (len < OVERHEAD || len > sizeof r->sealed))
        err = KR_E_AUTH; /* no length that we write */
    if (!err)
        err = read_all(r->fd, r->sealed, len);
    if (!err && crypto_secretstream_xchacha20poly1305_pull(&r->state, r->plain, &plain_len, &tag, r->sealed, len, NULL, 0))
        err = KR_E_AUTH;
    if (err)
        return err;
    r->at = 0;
    r->len = (size_t)plain_len;
    r->last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    return 0;
}

int kr_stream_read(struct kr_stream_reader *r, void *out, size_t len)
{
    uint8_t *to = out;
    while (len > 0) {
        if (r->at == r->len) {
            int err = read_piece(r);
            if (err)
                return err;
            continue;
        }
        size_t n = len < r->len - r->at ? len : r->len - r->at;
        memcpy(to, r->plain + r->at, n);
        r->at += n;
        to += n;
        len -= n;
    }
    return 0;
}

int kr_stream_end(struct kr_stream_reader *r)
{
    uint8_t more;
    while (!r->last && r->at == r->len) { /* the last piece may be empty */
        int err = read_piece(r);
        if (err)
            return err;
    }
    if (r->at < r->len || !r->last)
        return KR_E_MALFORMED;
    return read(r->fd, &more, 1) == 0 ? 0 : KR_E_MALFORMED;
}

void kr_stream_reader_free(struct kr_stream_reader *r)
{
    if (r)
        sodium_memzero(r, sizeof *r);
    free(r);
}
