/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/selfsigned.h"

#include <fcntl.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "crypto/secret.h"

enum { SECONDS_A_DAY = 24 * 60 * 60, SAN_BYTES_MAX = 4096 };

static bool good_for_another_day(const char *cert_file, const char *key_file)
{
    FILE *f = access(key_file, R_OK) == 0 ? fopen(cert_file, "r") : NULL;
    if (!f)
        return false;
    X509 *cert = PEM_read_X509(f, NULL, NULL, NULL);
    time_t tomorrow = time(NULL) + SECONDS_A_DAY;
    bool good = cert && X509_cmp_time(X509_get0_notAfter(cert), &tomorrow) > 0;
    X509_free(cert);
    fclose(f);
    return good;
}

static int add_extension(X509 *cert, int nid, const char *value)
{
    X509V3_CTX ctx;
    X509V3_set_ctx_nodb(&ctx);
    X509V3_set_ctx(&ctx, cert, cert, NULL, NULL, 0);
    X509_EXTENSION *ext = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
    int added = ext && X509_add_ext(cert, ext, -1);
    X509_EXTENSION_free(ext);
    return added ? 0 : KR_E_MALFORMED;
}

/* RFC 5280 4.2.1.6: who the certificate is for. */
static int add_names(X509 *cert, const char *const *names, size_t n_names, const char *const *ips, size_t n_ips)
{
    struct kr_strbuf san;
    kr_strbuf_init(&san, SAN_BYTES_MAX);
    for (size_t i = 0; i < n_names; i++)
        kr_strbuf_addf(&san, "%sDNS:%s", san.len ? "," : "", names[i]);
    for (size_t i = 0; i < n_ips; i++)
        kr_strbuf_addf(&san, "%sIP:%s", san.len ? "," : "", ips[i]);
    int err = san.failed || !san.len ? KR_E_MALFORMED : add_extension(cert, NID_subject_alt_name, san.text);
    kr_strbuf_fini(&san);
    return err;
}

static int fill(X509 *cert, EVP_PKEY *key, const char *const *names, size_t n_names, const char *const *ips, size_t n_ips)
{
    X509_NAME *subject = X509_get_subject_name(cert);
    uint64_t serial = (uint64_t)kr_random_u32() << 16 | 1; /* RFC 5280 4.1.2.2: positive */
    if (!X509_set_version(cert, 2) || !ASN1_INTEGER_set_uint64(X509_get_serialNumber(cert), serial) ||
        !X509_gmtime_adj(X509_getm_notBefore(cert), -SECONDS_A_DAY) ||
        !X509_gmtime_adj(X509_getm_notAfter(cert), (long)KR_SELFSIGNED_DAYS * SECONDS_A_DAY) ||
        !X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, (const unsigned char *)"Kreide", -1, -1, 0) ||
        !X509_set_issuer_name(cert, subject) || !X509_set_pubkey(cert, key))
        return KR_E_INTERNAL;
    int err = add_names(cert, names, n_names, ips, n_ips);
    if (!err)
        err = add_extension(cert, NID_basic_constraints, "critical,CA:FALSE");
    if (!err)
        err = add_extension(cert, NID_ext_key_usage, "serverAuth");
    if (!err && !X509_sign(cert, key, EVP_sha256()))
        err = KR_E_INTERNAL;
    return err;
}

/* Nobody but the owner may ever read it, not even for the moment before a chmod. */
static FILE *create(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    FILE *f = fd < 0 ? NULL : fdopen(fd, "w");
    if (fd >= 0 && !f)
        close(fd);
    return f;
}

static int write_files(const char *cert_file, const char *key_file, X509 *cert, EVP_PKEY *key)
{
    FILE *f = create(key_file);
    int good = f && PEM_write_PrivateKey(f, key, NULL, NULL, 0, NULL, NULL);
    good = f && fclose(f) == 0 && good;
    f = good ? create(cert_file) : NULL;
    good = f && PEM_write_X509(f, cert);
    good = f && fclose(f) == 0 && good;
    return good ? 0 : KR_E_IO;
}

int kr_selfsigned_ensure(const char *cert_file, const char *key_file, const char *const *names, size_t n_names,
                         const char *const *ips, size_t n_ips)
{
    if (good_for_another_day(cert_file, key_file))
        return 0;
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *cert = X509_new();
    int err = key && cert ? fill(cert, key, names, n_names, ips, n_ips) : KR_E_NOMEM;
    if (!err)
        err = write_files(cert_file, key_file, cert, key);
    EVP_PKEY_free(key);
    X509_free(cert);
    return err;
}
