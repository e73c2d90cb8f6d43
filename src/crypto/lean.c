/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/lean.h"

#include <openssl/core_dispatch.h>
#include <openssl/crypto.h>
#include <openssl/provider.h>
#include <stdbool.h>
#include <string.h>

enum { KEPT_MAX = 8 };

/* Of the standard provider; an algorithm is known by the first of its names. */
struct kept {
    int operation;
    const char *names[KEPT_MAX];
};

/* DTLS 1.2 with the suites of RFC 7905 and RFC 5289; certificates as of RFC 8827 6.5 and older gateways'. */
static const struct kept kept[] = {
    {OSSL_OP_DIGEST, {"SHA1", "SHA2-256", "SHA2-384", "SHA2-512"}},
    {OSSL_OP_CIPHER, {"AES-128-GCM", "AES-256-GCM", "ChaCha20-Poly1305"}},
    {OSSL_OP_MAC, {"HMAC"}},
    {OSSL_OP_KDF, {"TLS1-PRF"}},
    {OSSL_OP_RAND, {"CTR-DRBG", "SEED-SRC"}},
    {OSSL_OP_KEYMGMT, {"EC", "X25519", "RSA", "ED25519"}},
    {OSSL_OP_KEYEXCH, {"ECDH", "X25519"}},
    {OSSL_OP_SIGNATURE, {"ECDSA", "RSA", "ED25519"}},
    /* Of a SubjectPublicKeyInfo (RFC 5280 4.1.2.7) alone. */
    {OSSL_OP_ENCODER, {"EC"}},
    {OSSL_OP_DECODER, {"EC", "RSA", "ED25519"}},
};
enum { OPERATIONS = sizeof kept / sizeof *kept };

static OSSL_PROVIDER *standard; /* of the program; never unloaded before its end */

static bool keeps(const struct kept *k, const OSSL_ALGORITHM *a)
{
    size_t len = strcspn(a->algorithm_names, ":");
    bool coder = k->operation == OSSL_OP_ENCODER || k->operation == OSSL_OP_DECODER;
    if (coder && !strstr(a->property_definition, "structure=SubjectPublicKeyInfo"))
        return false;
    for (size_t i = 0; i < KEPT_MAX && k->names[i]; i++)
        if (strlen(k->names[i]) == len && strncmp(k->names[i], a->algorithm_names, len) == 0)
            return true;
    return false;
}

/* What is kept of the standard provider's list, whose entries point to constants of OpenSSL. */
static const OSSL_ALGORITHM *query(void *context, int operation, int *no_cache)
{
    static OSSL_ALGORITHM lists[OPERATIONS][KEPT_MAX + 1];
    size_t i = 0, n = 0;
    while (i < OPERATIONS && kept[i].operation != operation)
        i++;
    const OSSL_ALGORITHM *a = i < OPERATIONS ? OSSL_PROVIDER_query_operation(standard, operation, no_cache) : NULL;
    if (!a)
        return NULL;
    for (; a->algorithm_names && n < KEPT_MAX; a++)
        if (keeps(&kept[i], a))
            lists[i][n++] = *a;
    lists[i][n] = (OSSL_ALGORITHM){0};
    return lists[i];
}

static int get_capabilities(void *context, const char *capability, OSSL_CALLBACK *callback, void *arg)
{
    return OSSL_PROVIDER_get_capabilities(standard, capability, callback, arg); /* the groups of TLS */
}

/* Implementations get the context of the provider that they are from. */
static int init(const OSSL_CORE_HANDLE *handle, const OSSL_DISPATCH *in, const OSSL_DISPATCH **out, void **context)
{
    static const OSSL_DISPATCH functions[] = {
        {OSSL_FUNC_PROVIDER_QUERY_OPERATION, (void (*)(void))query},
        {OSSL_FUNC_PROVIDER_GET_CAPABILITIES, (void (*)(void))get_capabilities},
        {0, NULL},
    };
    *out = functions;
    *context = OSSL_PROVIDER_get0_provider_ctx(standard);
    return 1;
}

int kr_lean_init(struct kr_lean *l)
{
    *l = (struct kr_lean){0};
    if (!standard)
        standard = OSSL_PROVIDER_load(NULL, "default");
    if (standard)
        l->library = OSSL_LIB_CTX_new();
    if (l->library && OSSL_PROVIDER_add_builtin(l->library, "lean", init))
        l->provider = OSSL_PROVIDER_load(l->library, "lean");
    if (l->provider)
        return 0;
    kr_lean_fini(l);
    return KR_E_INTERNAL;
}

void kr_lean_fini(struct kr_lean *l)
{
    if (l->provider)
        OSSL_PROVIDER_unload(l->provider);
    OSSL_LIB_CTX_free(l->library);
    *l = (struct kr_lean){0};
}
