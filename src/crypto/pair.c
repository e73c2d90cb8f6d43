/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/pair.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/pem.h>

#include "crypto/secret.h"

struct parts {
    X509 *cert;
    STACK_OF(X509) *chain; /* those that follow */
    EVP_PKEY *key;
};

static void free_parts(struct parts *p)
{
    X509_free(p->cert);
    sk_X509_pop_free(p->chain, X509_free);
    EVP_PKEY_free(p->key);
    ERR_clear_error();
}

/* Asked for a pass phrase, it has none; without it OpenSSL would ask at the terminal. */
static int no_pass_phrase(char *buf, int size, int writing, void *arg)
{
    *(bool *)arg = true;
    return -1;
}

static int read_chain(struct parts *p, const char *text)
{
    BIO *bio = BIO_new_mem_buf(text, -1);
    p->chain = sk_X509_new_null();
    int err = bio && p->chain ? 0 : KR_E_NOMEM;
    for (X509 *cert; !err && (cert = PEM_read_bio_X509(bio, NULL, NULL, NULL));) {
        if (!p->cert) {
            p->cert = cert;
        } else if (!sk_X509_push(p->chain, cert)) {
            X509_free(cert);
            err = KR_E_NOMEM;
        }
    }
    BIO_free(bio);
    return err ? err : p->cert ? 0 : KR_E_MALFORMED;
}

static int read_key(struct parts *p, const char *text, bool *locked)
{
    BIO *bio = BIO_new_mem_buf(text, -1);
    *locked = false;
    if (bio)
        p->key = PEM_read_bio_PrivateKey(bio, NULL, no_pass_phrase, locked);
    BIO_free(bio);
    return p->key ? 0 : KR_E_MALFORMED;
}

/* The file as text, owned by the caller. KR_E_IO with errno, KR_E_TOO_LARGE, KR_E_FORBIDDEN for a secret that others may read. */
static int slurp(char **out, const char *path, size_t most, bool secret)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st)) {
        int why = errno;
        if (fd >= 0)
            close(fd);
        errno = why;
        return KR_E_IO;
    }
    int err = !S_ISREG(st.st_mode) ? KR_E_MALFORMED : secret && st.st_mode & (S_IROTH | S_IWOTH | S_IWGRP) ? KR_E_FORBIDDEN : 0;
    char *text = err ? NULL : calloc(1, most + 1);
    size_t len = 0;
    ssize_t n = 1;
    if (!err && !text)
        err = KR_E_NOMEM;
    while (!err && len <= most && (n = read(fd, text + len, most + 1 - len)) > 0)
        len += (size_t)n;
    if (!err)
        err = n < 0 ? KR_E_IO : len > most ? KR_E_TOO_LARGE : 0;
    close(fd);
    if (err) {
        if (text)
            kr_wipe(text, most + 1);
        free(text);
        return err;
    }
    text[len] = '\0';
    *out = text;
    return 0;
}

static int say_file(char *why, const char *key, const char *path, int err)
{
    if (err == KR_E_IO)
        snprintf(why, KR_PAIR_WHY_BYTES, "%s: %s cannot be read: %s", key, path, strerror(errno));
    else if (err == KR_E_FORBIDDEN)
        snprintf(why, KR_PAIR_WHY_BYTES, "%s: others than its owner may read or change %s; run: chmod 600 %s", key, path, path);
    else if (err == KR_E_TOO_LARGE)
        snprintf(why, KR_PAIR_WHY_BYTES, "%s: %s is too large for a PEM file of this kind", key, path);
    else
        snprintf(why, KR_PAIR_WHY_BYTES, "%s: %s cannot be used (%s)", key, path, kr_err_id(err));
    return KR_E_CONFIG;
}

static uint64_t seconds_of(const ASN1_TIME *t)
{
    struct tm tm;
    time_t s = ASN1_TIME_to_tm(t, &tm) ? timegm(&tm) : 0;
    return s > 0 ? (uint64_t)s : 0;
}

void kr_pair_day(char out[KR_PAIR_DAY_BYTES], uint64_t unix_s)
{
    struct tm tm;
    time_t t = (time_t)unix_s;
    gmtime_r(&t, &tm);
    strftime(out, KR_PAIR_DAY_BYTES, "%Y-%m-%d %H:%M UTC", &tm);
}

/* What is wrong with a pair that could be read: KR_E_CONFIG and why. */
static int judge(const struct parts *p, const char *cert_file, const char *key_file, uint64_t now_s, char *why)
{
    char day[KR_PAIR_DAY_BYTES];
    uint64_t from_s = seconds_of(X509_get0_notBefore(p->cert)), until_s = seconds_of(X509_get0_notAfter(p->cert));
    if (X509_check_private_key(p->cert, p->key) != 1)
        snprintf(why, KR_PAIR_WHY_BYTES,
                 "https.key: %s is not the key of the first certificate in %s; that one must be the server's own, those of the authorities follow it", key_file, cert_file);
    else if (now_s >= until_s) {
        kr_pair_day(day, until_s);
        snprintf(why, KR_PAIR_WHY_BYTES, "https.certificate: %s ran out on %s; renew it (certbot renew), or leave https.certificate and https.key empty for a self-made one", cert_file, day);
    } else if (now_s < from_s) {
        kr_pair_day(day, from_s);
        snprintf(why, KR_PAIR_WHY_BYTES, "https.certificate: %s is not valid before %s; is this machine's clock right?", cert_file, day);
    } else
        return 0;
    return KR_E_CONFIG;
}

static int judge_texts(struct kr_pair *pair, const char *cert_file, const char *key_file, uint64_t now_s, char *why)
{
    struct parts p = {0};
    bool locked;
    int err = KR_E_CONFIG;
    if (read_chain(&p, pair->chain))
        snprintf(why, KR_PAIR_WHY_BYTES, "https.certificate: %s holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)", cert_file);
    else if (read_key(&p, pair->key, &locked) && locked)
        snprintf(why, KR_PAIR_WHY_BYTES, "https.key: %s is locked by a pass phrase, and nobody is there to type it; take it off: openssl pkey -in %s -out NEW", key_file, key_file);
    else if (!p.key)
        snprintf(why, KR_PAIR_WHY_BYTES, "https.key: %s holds no private key in PEM form (-----BEGIN PRIVATE KEY-----)", key_file);
    else
        err = judge(&p, cert_file, key_file, now_s, why);
    if (!err)
        pair->until_s = seconds_of(X509_get0_notAfter(p.cert));
    free_parts(&p);
    return err;
}

int kr_pair_read(struct kr_pair *out, const char *cert_file, const char *key_file, uint64_t now_s, char why[KR_PAIR_WHY_BYTES])
{
    struct kr_pair pair = {0};
    int err = slurp(&pair.chain, cert_file, KR_PAIR_CHAIN_BYTES, false);
    if (err)
        return say_file(why, "https.certificate", cert_file, err);
    err = slurp(&pair.key, key_file, KR_PAIR_KEY_BYTES, true);
    if (err)
        err = say_file(why, "https.key", key_file, err);
    else
        err = judge_texts(&pair, cert_file, key_file, now_s, why);
    if (!err) {
        SSL_CTX *trial = SSL_CTX_new(TLS_server_method());
        err = trial ? kr_pair_use(trial, pair.chain, pair.key) : KR_E_NOMEM;
        SSL_CTX_free(trial);
        if (err)
            snprintf(why, KR_PAIR_WHY_BYTES, "https.certificate: OpenSSL refuses %s; its key may be too short (RSA of less than 2048 bits) or its signature too old (SHA-1)", cert_file);
    }
    if (err)
        kr_pair_free(&pair);
    else
        *out = pair;
    return err;
}

void kr_pair_free(struct kr_pair *p)
{
    if (p->key)
        kr_wipe(p->key, strlen(p->key));
    free(p->key);
    free(p->chain);
    *p = (struct kr_pair){0};
}

int kr_pair_use(SSL_CTX *ctx, const char *chain, const char *key)
{
    struct parts p = {0};
    bool locked;
    int err = read_chain(&p, chain);
    if (!err)
        err = read_key(&p, key, &locked);
    if (!err && (X509_check_private_key(p.cert, p.key) != 1 || SSL_CTX_use_cert_and_key(ctx, p.cert, p.key, p.chain, 1) != 1))
        err = KR_E_CONFIG;
    free_parts(&p);
    return err ? KR_E_CONFIG : 0;
}
