/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/ticket.h"

#include <sodium.h>
#include <string.h>

#include "base/bytes.h"
#include "crypto/secret.h"

/*
 * Layout: nonce (24) | sealed( signature (64) | body ) and its tag (16), all in base64url.
 * Body: version, role, flags, max_people (2), end_after_s (4), expires_ms (8), browser (32), then five texts, each with a
 * length of two bytes: room, account, holder, id, title.
 */
enum { TICKET_VERSION = 3, BODY_MAX = 49 + 5 * 2 + 4 * KR_LIMIT_ID_BYTES + KR_LIMIT_TITLE_BYTES };
enum { FLAG_LOBBY = 1, FLAG_BY_CODE = 2, FLAG_NO_MICROPHONE = 4, FLAG_NO_CAMERA = 8, FLAG_NO_SCREEN = 16, FLAG_NO_CHAT = 32 };
enum {
    NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
    SIGNATURE = crypto_sign_BYTES,
    SEALED_MAX = NONCE + SIGNATURE + BODY_MAX + TAG,
};
_Static_assert(SEALED_MAX * 4 / 3 + 4 < KR_LIMIT_TICKET_BYTES, "a ticket fits its limit");

void kr_ticket_signer_new(struct kr_ticket_signer *out)
{
    crypto_sign_keypair(out->keys.verify, out->sign);
    randombytes_buf(out->keys.seal, sizeof out->keys.seal);
}

static void write_text(struct kr_writer *w, const char *text)
{
    size_t len = strlen(text);
    kr_write_be16(w, (uint16_t)len);
    kr_write_bytes(w, text, len);
}

static void read_text(struct kr_reader *r, char *out, size_t out_size)
{
    size_t len = kr_read_be16(r);
    const uint8_t *p = kr_read_bytes(r, len);
    if (!p || len >= out_size) {
        r->failed = true;
        return;
    }
    memcpy(out, p, len);
    out[len] = '\0';
}

static uint8_t flags_of(const struct kr_ticket *t)
{
    return (uint8_t)((t->lobby ? FLAG_LOBBY : 0) | (t->by_code ? FLAG_BY_CODE : 0) | (t->denied.microphone ? FLAG_NO_MICROPHONE : 0) |
                     (t->denied.camera ? FLAG_NO_CAMERA : 0) | (t->denied.screen ? FLAG_NO_SCREEN : 0) |
                     (t->denied.chat ? FLAG_NO_CHAT : 0));
}

static void take_flags(struct kr_ticket *t, uint8_t flags)
{
    t->lobby = flags & FLAG_LOBBY;
    t->by_code = flags & FLAG_BY_CODE;
    t->denied.microphone = flags & FLAG_NO_MICROPHONE;
    t->denied.camera = flags & FLAG_NO_CAMERA;
    t->denied.screen = flags & FLAG_NO_SCREEN;
    t->denied.chat = flags & FLAG_NO_CHAT;
}

int kr_ticket_write(char *out, size_t out_size, const struct kr_ticket *t, const struct kr_ticket_signer *s)
{
    uint8_t plain[SIGNATURE + BODY_MAX], sealed[SEALED_MAX];
    struct kr_writer w = kr_writer_of(plain + SIGNATURE, BODY_MAX);
    kr_write_u8(&w, TICKET_VERSION);
    kr_write_u8(&w, (uint8_t)t->role);
    kr_write_u8(&w, flags_of(t));
    kr_write_be16(&w, t->max_people);
    kr_write_be32(&w, t->end_after_s);
    kr_write_be64(&w, t->expires_ms);
    kr_write_bytes(&w, t->browser, sizeof t->browser);
    write_text(&w, t->room);
    write_text(&w, t->account);
    write_text(&w, t->holder);
    write_text(&w, t->id);
    write_text(&w, t->title);
    if (w.failed)
        return KR_E_TOO_LARGE;

    unsigned long long n;
    crypto_sign_detached(plain, NULL, plain + SIGNATURE, w.len, s->sign);
    randombytes_buf(sealed, NONCE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + NONCE, &n, plain, SIGNATURE + w.len, NULL, 0, NULL, sealed, s->keys.seal);
    size_t total = NONCE + (size_t)n;
    if (out_size < sodium_base64_encoded_len(total, sodium_base64_VARIANT_URLSAFE_NO_PADDING))
        return KR_E_TOO_LARGE;
    sodium_bin2base64(out, out_size, sealed, total, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return 0;
}

static int parse_body(struct kr_ticket *out, const uint8_t *body, size_t len)
{
    struct kr_reader r = kr_reader_of(body, len);
    struct kr_ticket t = {0};
    uint8_t version = kr_read_u8(&r), role = kr_read_u8(&r), flags = kr_read_u8(&r);
    t.role = (enum kr_ticket_role)role;
    take_flags(&t, flags);
    t.max_people = kr_read_be16(&r);
    t.end_after_s = kr_read_be32(&r);
    t.expires_ms = kr_read_be64(&r);
    const uint8_t *browser = kr_read_bytes(&r, sizeof t.browser);
    if (browser)
        memcpy(t.browser, browser, sizeof t.browser);
    read_text(&r, t.room, sizeof t.room);
    read_text(&r, t.account, sizeof t.account);
    read_text(&r, t.holder, sizeof t.holder);
    read_text(&r, t.id, sizeof t.id);
    read_text(&r, t.title, sizeof t.title);
    bool good = !r.failed && !kr_reader_left(&r) && version == TICKET_VERSION && role <= KR_TICKET_PLAY;
    if (good)
        *out = t;
    kr_wipe(&t, sizeof t);
    return good ? 0 : KR_E_AUTH;
}

static int open_ticket(struct kr_ticket *out, const char *text, const struct kr_ticket_keys *k, uint64_t now_ms, bool from_office)
{
    uint8_t sealed[SEALED_MAX], plain[SIGNATURE + BODY_MAX];
    struct kr_ticket t;
    size_t len;
    if (sodium_base642bin(sealed, sizeof sealed, text, strlen(text), NULL, &len, NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING) ||
        len < NONCE + TAG + SIGNATURE)
        return KR_E_AUTH;
    unsigned long long n;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(plain, &n, NULL, sealed + NONCE, len - NONCE, NULL, 0, sealed, k->seal))
        return KR_E_AUTH;
    int err = KR_E_AUTH;
    if (n >= SIGNATURE && (from_office || !crypto_sign_verify_detached(plain, plain + SIGNATURE, n - SIGNATURE, k->verify)))
        err = parse_body(&t, plain + SIGNATURE, (size_t)n - SIGNATURE);
    if (!err && t.expires_ms <= now_ms)
        err = KR_E_EXPIRED;
    if (!err)
        *out = t;
    kr_wipe(plain, sizeof plain);
    kr_wipe(&t, sizeof t);
    return err;
}

int kr_ticket_read(struct kr_ticket *out, const char *text, const struct kr_ticket_keys *k, uint64_t now_ms)
{
    return open_ticket(out, text, k, now_ms, false);
}

int kr_ticket_read_own(struct kr_ticket *out, const char *text, const struct kr_ticket_keys *k, uint64_t now_ms)
{
    return open_ticket(out, text, k, now_ms, true);
}
