/* SPDX-License-Identifier: EUPL-1.2 */
#include "wire/sdp_int.h"

/* RFC 8839 section 5.4 */
enum {
    UFRAG_MIN = 4,
    PWD_MIN = 22,
    CREDENTIAL_MAX = 256,
};

/*
 * RFC 8839 section 5.1: ice-char = ALPHA / DIGIT / "+" / "/"; "-" and "_" come from encoders that use
 * base64url.
 */
static bool is_ice_text(struct kr_span s, size_t min)
{
    for (size_t i = 0; i < s.len; i++) {
        uint8_t c = s.data[i];
        bool ok = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
                  c == '/' || c == '-' || c == '_';
        if (!ok)
            return false;
    }
    return s.len >= min && s.len <= CREDENTIAL_MAX;
}

static const char *on_ufrag(struct kr_sdp_transport *t, struct kr_span value)
{
    t->ufrag = value;
    return is_ice_text(value, UFRAG_MIN) ? NULL : "bad_ice";
}

static const char *on_pwd(struct kr_sdp_transport *t, struct kr_span value)
{
    t->pwd = value;
    return is_ice_text(value, PWD_MIN) ? NULL : "bad_ice";
}

/* The digest's length of a hash function of RFC 8122 section 5; the weaker ones are not kept. */
static size_t digest_len_of(struct kr_span algorithm)
{
    if (kr_sdp_is_nocase(algorithm, "sha-256"))
        return 32;
    if (kr_sdp_is_nocase(algorithm, "sha-384"))
        return 48;
    return kr_sdp_is_nocase(algorithm, "sha-512") ? 64 : 0;
}

static int hex_digit(uint8_t c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* RFC 8122 section 5: pairs of hexadecimal digits, a colon between; lower case is let pass. */
static bool read_digest(uint8_t *out, size_t n, struct kr_span text)
{
    if (text.len != 3 * n - 1)
        return false;
    for (size_t i = 0; i < n; i++) {
        const uint8_t *p = text.data + 3 * i;
        int high = hex_digit(p[0]), low = hex_digit(p[1]);
        if (high < 0 || low < 0 || (i + 1 < n && p[2] != ':'))
            return false;
        out[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

static const char *on_fingerprint(struct kr_sdp_transport *t, struct kr_span value)
{
    struct kr_sdp_fingerprint f = {.algorithm = kr_sdp_cut(&value, ' ')};
    f.digest_len = digest_len_of(f.algorithm);
    if (f.digest_len == 0 || t->n_fingerprints == KR_SDP_FINGERPRINTS)
        return NULL;
    if (!read_digest(f.digest, f.digest_len, value))
        return "bad_fingerprint";
    t->fingerprints[t->n_fingerprints++] = f;
    return NULL;
}

/* RFC 8842 section 5.3. Kreide is always the DTLS server, so the client has to be able to start. */
static const char *on_setup(struct kr_sdp_transport *t, struct kr_span value)
{
    t->has_setup = true;
    if (kr_sdp_is(value, "actpass"))
        t->setup = KR_SDP_ACTPASS;
    else if (kr_sdp_is(value, "active"))
        t->setup = KR_SDP_ACTIVE;
    else
        return kr_sdp_is(value, "passive") ? "setup_passive" : "bad_setup";
    return NULL;
}

bool kr_sdp_on_transport(struct kr_sdp_transport *t, struct kr_span name, struct kr_span value, const char **error)
{
    static const struct {
        const char *name;
        const char *(*on)(struct kr_sdp_transport *t, struct kr_span value);
    } attributes[] = {
        {"ice-ufrag", on_ufrag},
        {"ice-pwd", on_pwd},
        {"fingerprint", on_fingerprint},
        {"setup", on_setup},
    };
    for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++) {
        if (kr_sdp_is(name, attributes[i].name)) {
            *error = attributes[i].on(t, value);
            return true;
        }
    }
    return false;
}

void kr_sdp_adopt_transport(struct kr_sdp_offer *offer, const struct kr_sdp_transport *t, bool *has_setup)
{
    if (!offer->ice_ufrag.data && t->ufrag.data && t->pwd.data) {
        offer->ice_ufrag = t->ufrag;
        offer->ice_pwd = t->pwd;
    }
    if (offer->n_fingerprints == 0) {
        offer->n_fingerprints = t->n_fingerprints;
        for (size_t i = 0; i < t->n_fingerprints; i++)
            offer->fingerprints[i] = t->fingerprints[i];
    }
    if (!*has_setup && t->has_setup) {
        *has_setup = true;
        offer->setup = t->setup;
    }
}
