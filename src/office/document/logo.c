/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "crypto/secret.h"
#include "office/document/operator.h"
#include "office/setting.h"

/* RFC 2083: 3.1 signature, 3.2 chunks, 3.4 their checksum, 4.1.1 IHDR */
enum { SIGNATURE = 8, CHUNK_HEAD = 8, CHUNK_CRC = 4, IHDR_BYTES = 13 };

static const char name_of_logo[] = "branding.logo";

static uint32_t read32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static uint32_t checksum(const uint8_t *p, size_t len)
{
    uint32_t crc = 0xffffffff;
    for (size_t i = 0; i < len; i++) {
        crc ^= p[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return ~crc;
}

static bool is_header(const uint8_t *chunk, uint32_t len)
{
    if (len != IHDR_BYTES || memcmp(chunk + 4, "IHDR", 4) != 0)
        return false;
    uint32_t width = read32(chunk + CHUNK_HEAD), height = read32(chunk + CHUNK_HEAD + 4);
    return width > 0 && height > 0 && width <= KR_LOGO_PIXELS && height <= KR_LOGO_PIXELS;
}

bool kr_png_fits(const uint8_t *bytes, size_t len)
{
    static const uint8_t signature[SIGNATURE] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    bool has_data = false;
    if (len > KR_LOGO_BYTES || len < SIGNATURE || memcmp(bytes, signature, SIGNATURE) != 0)
        return false;
    for (size_t at = SIGNATURE; len - at >= CHUNK_HEAD + CHUNK_CRC;) {
        const uint8_t *chunk = bytes + at;
        uint32_t n = read32(chunk);
        if (n > len - at - CHUNK_HEAD - CHUNK_CRC || checksum(chunk + 4, 4 + n) != read32(chunk + CHUNK_HEAD + n))
            return false;
        if (at == SIGNATURE && !is_header(chunk, n))
            return false;
        has_data = has_data || memcmp(chunk + 4, "IDAT", 4) == 0;
        at += CHUNK_HEAD + n + CHUNK_CRC;
        if (memcmp(chunk + 4, "IEND", 4) == 0)
            return n == 0 && has_data && at == len;
    }
    return false;
}

static uint8_t *decode(const char *data, size_t *len)
{
    uint8_t *bytes = malloc(KR_LOGO_BYTES);
    const char *end;
    if (bytes && (sodium_base642bin(bytes, KR_LOGO_BYTES, data, strlen(data), NULL, len, &end, sodium_base64_VARIANT_ORIGINAL) != 0 ||
                  *end)) {
        free(bytes);
        bytes = NULL;
    }
    return bytes;
}

int kr_logo_set(struct kr_office *o, const char *data)
{
    if (!data)
        return kr_setting_set(o, name_of_logo, NULL);
    size_t len;
    uint8_t *bytes = decode(data, &len);
    bool fits = bytes && kr_png_fits(bytes, len);
    free(bytes);
    return fits ? kr_setting_set(o, name_of_logo, data) : KR_E_MALFORMED;
}

int kr_logo_get(struct kr_office *o, uint8_t **bytes, size_t *len)
{
    char *data = kr_setting_text(o, name_of_logo, "");
    int err = !data ? KR_E_NOMEM : data[0] ? 0 : KR_E_NOT_FOUND;
    uint8_t *found = err ? NULL : decode(data, len);
    free(data);
    if (!err && !found)
        err = KR_E_IO; /* it was checked when it was kept */
    if (!err)
        *bytes = found;
    return err;
}

int kr_logo_hash(struct kr_office *o, char out[KR_LOGO_HASH_SIZE])
{
    uint8_t hash[32];
    char *data = kr_setting_text(o, name_of_logo, "");
    if (!data)
        return KR_E_NOMEM;
    out[0] = '\0';
    if (data[0]) {
        kr_sha256(hash, data, strlen(data));
        for (size_t i = 0; i < (KR_LOGO_HASH_SIZE - 1) / 2; i++)
            snprintf(out + 2 * i, 3, "%02x", hash[i]);
    }
    free(data);
    return 0;
}
