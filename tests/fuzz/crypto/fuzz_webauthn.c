/* SPDX-License-Identifier: EUPL-1.2 */
/* What a browser sends of a security key: client data, authenticator data, a public key, a signature. */
#include "crypto/webauthn.h"

#include <string.h>

#include "base/assert.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_auth(const uint8_t *data, size_t size)
{
    struct kr_webauthn_auth auth;
    if (kr_webauthn_read_auth(&auth, data, size, "localhost"))
        return;
    kr_assert(size >= 37);
    kr_assert(!auth.credential || (auth.credential > data && auth.credential + auth.credential_len <= data + size));
}

static void check_origin(const uint8_t *data, size_t size)
{
    char origin[301], rp[256];
    size_t n = size < sizeof origin - 1 ? size : sizeof origin - 1;
    memcpy(origin, data, n);
    origin[n] = '\0';
    if (kr_webauthn_rp(rp, sizeof rp, origin))
        kr_assert(rp[0] && strstr(origin, rp));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t half = size / 2;
    check_auth(data, size);
    check_origin(data, size);
    (void)!kr_webauthn_check_client(data, size, "webauthn.get", "AAECAwQFBgcICQoLDA0ODw", "http://localhost:8080");
    (void)!kr_webauthn_check_key(data, size, KR_WEBAUTHN_ES256);
    (void)!kr_webauthn_verify(data, half, KR_WEBAUTHN_EDDSA, data, size, data, size, data + half, size - half);
    return 0;
}
