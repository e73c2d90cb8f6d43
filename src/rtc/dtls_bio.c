/* SPDX-License-Identifier: EUPL-1.2 */
/* A BIO that reads the one datagram at hand and writes into the flight. OpenSSL's memory BIO would join datagrams. */
#include <openssl/bio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "rtc/dtls_int.h"

enum { FLIGHT_MAX = 8192 /* ours has less than 1.5 KB */ };

void kr_dtls_flight_add(struct kr_dtls_flight *f, const uint8_t *p, size_t len)
{
    if (!len || len > FLIGHT_MAX - f->len)
        return;
    uint8_t *records = realloc(f->records, f->len + len);
    if (!records)
        return;
    memcpy(records + f->len, p, len);
    f->records = records;
    f->len += len;
}

size_t kr_dtls_flight_next(struct kr_dtls_flight *f, uint8_t *out, size_t cap)
{
    size_t n = 0;
    if (cap > KR_DTLS_MTU)
        cap = KR_DTLS_MTU;
    while (f->len - f->sent - n >= KR_DTLS_RECORD_HEADER_BYTES) {
        size_t record = KR_DTLS_RECORD_HEADER_BYTES + kr_get_be16(f->records + f->sent + n + KR_DTLS_RECORD_LENGTH_AT);
        if (record > f->len - f->sent - n || record > cap - n)
            break;
        n += record;
    }
    if (n)
        memcpy(out, f->records + f->sent, n);
    f->sent = n ? f->sent + n : f->len;
    return n;
}

void kr_dtls_flight_clear(struct kr_dtls_flight *f)
{
    free(f->records);
    *f = (struct kr_dtls_flight){0};
}

static int bio_read(BIO *bio, char *out, int cap)
{
    struct kr_dtls *d = BIO_get_data(bio);
    BIO_clear_retry_flags(bio);
    if (!d->in) {
        BIO_set_retry_read(bio);
        return -1;
    }
    size_t n = d->in_len < (size_t)cap ? d->in_len : (size_t)cap; /* the rest of a datagram is lost, as with recv */
    memcpy(out, d->in, n);
    d->in = NULL;
    return (int)n;
}

static int bio_write(BIO *bio, const char *p, int len)
{
    struct kr_dtls *d = BIO_get_data(bio);
    BIO_clear_retry_flags(bio);
    if (!d->wrote && d->flight.sent == d->flight.len) /* a new flight replaces the one before */
        kr_dtls_flight_clear(&d->flight);
    d->wrote = true;
    kr_dtls_flight_add(&d->flight, (const uint8_t *)p, (size_t)len);
    return len;
}

static long bio_ctrl(BIO *bio, int command, long number, void *p)
{
    switch (command) {
    case BIO_CTRL_FLUSH:
        return 1;
    case BIO_CTRL_DGRAM_QUERY_MTU:
    case BIO_CTRL_DGRAM_GET_FALLBACK_MTU:
        return KR_DTLS_MTU;
    default:
        return 0;
    }
}

static int bio_create(BIO *bio)
{
    BIO_set_init(bio, 1);
    return 1;
}

BIO_METHOD *kr_dtls_bio_method(void)
{
    BIO_METHOD *m = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "kreide datagrams");
    if (!m || !BIO_meth_set_read(m, bio_read) || !BIO_meth_set_write(m, bio_write) || !BIO_meth_set_ctrl(m, bio_ctrl) ||
        !BIO_meth_set_create(m, bio_create)) {
        BIO_meth_free(m);
        return NULL;
    }
    return m;
}
