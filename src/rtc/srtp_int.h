/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What the files of SRTP share. RTP and RTCP differ only in what surrounds the encrypted part, and AEAD and counter
 * mode only in how that part is sealed; so both kinds of packet are described by one kr_srtp_unit, and both kinds of
 * cipher take it.
 */
#ifndef KR_RTC_SRTP_INT_H
#define KR_RTC_SRTP_INT_H

#include <openssl/evp.h>
#include <stdbool.h>

#include "rtc/srtp_hmac.h"
#include "rtc/replay.h"
#include "rtc/srtp.h"
#include "rtc/srtp_fast.h"

enum {
    KR_SRTP_KEY_MAX = 32,
    KR_SRTP_SALT_MAX = 14,        /* RFC 3711 8.2: n_s = 112 bits */
    KR_SRTP_GCM_SALT_BYTES = 12,  /* RFC 7714 12.1 */
    KR_SRTP_GCM_TAG_BYTES = 16,   /* RFC 7714 13.2: the truncated forms are not defined */
    KR_SRTP_HMAC_TAG_BYTES = 10,  /* RFC 5764 4.1.2: HMAC-SHA1-80 */
    KR_SRTP_HMAC_KEY_BYTES = 20,  /* RFC 3711 8.2: n_a = 160 bits */
    KR_SRTCP_INDEX_BYTES = 4,     /* RFC 3711 3.4: E flag and SRTCP index */
    KR_SRTCP_HEADER_BYTES = 8,    /* RFC 3711 3.4: what stays plain of an RTCP packet */
    KR_SRTP_TRAILER_BYTES = 4,    /* the ROC of RTP, or E flag and index of RTCP */
};

#define KR_SRTCP_ENCRYPTED UINT32_C(0x80000000) /* RFC 3711 3.4: the E flag */
#define KR_SRTCP_INDEX_MASK UINT32_C(0x7fffffff)
#define KR_SRTP_INDEX_MAX ((UINT64_C(1) << 48) - 1) /* RFC 3711 3.3.1: ROC of 32 and number of 16 bits */

struct kr_srtp_profile_info {
    const char *cipher;     /* OpenSSL's name of the packet cipher */
    const char *kdf_cipher; /* and of counter mode with the same key length, RFC 3711 4.3.3 and RFC 6188 section 3 */
    size_t key_len, salt_len, tag_len;
    bool aead;
};

const struct kr_srtp_profile_info *kr_srtp_profile_info(enum kr_srtp_profile profile);

/* A cipher by OpenSSL's name, fetched once per process and kept until it ends; NULL if OpenSSL has none. */
const EVP_CIPHER *kr_srtp_cipher_fetch(const char *name);

/* RFC 3711 section 4.3.1 and 4.3.2: labels of the session keys; SRTCP's are 3 higher. */
enum { KR_SRTP_LABEL_KEY = 0, KR_SRTP_LABEL_AUTH = 1, KR_SRTP_LABEL_SALT = 2, KR_SRTCP_LABELS = 3 };

struct kr_srtp_session_keys {
    uint8_t key[KR_SRTP_KEY_MAX], auth[KR_SRTP_HMAC_KEY_BYTES], salt[KR_SRTP_SALT_MAX];
};

/* Derives the session keys of RTP (labels 0) or RTCP (labels KR_SRTCP_LABELS) from master key and salt. Wipe them. */
KR_MUST_CHECK int kr_srtp_derive(struct kr_srtp_session_keys *out, enum kr_srtp_profile profile, unsigned labels,
                                 const uint8_t *key, const uint8_t *salt);

/* One key in one direction: the cipher with its key scheduled, only the IV is set per packet. */
struct kr_srtp_cipher {
    const struct kr_srtp_profile_info *profile;
    struct kr_srtp_fast *fast; /* AES-GCM where it is there; else NULL, and ctx has the key */
    EVP_CIPHER_CTX *ctx;
    uint8_t salt[KR_SRTP_SALT_MAX];
    struct kr_srtp_hmac hmac; /* counter mode only */
};

KR_MUST_CHECK int kr_srtp_cipher_init(struct kr_srtp_cipher *c, enum kr_srtp_profile profile, unsigned labels,
                                      const uint8_t *key, const uint8_t *salt, bool encrypt);
void kr_srtp_cipher_fini(struct kr_srtp_cipher *c);

/* Schedules a session key in place of the derived one; the salt stays. c was initialized. KR_E_NOMEM leaves it without a key. */
KR_MUST_CHECK int kr_srtp_cipher_key(struct kr_srtp_cipher *c, const uint8_t *key, bool encrypt);

/* One packet as a cipher sees it. */
struct kr_srtp_unit {
    uint32_t ssrc;
    uint64_t index; /* 48 bits for RTP, 31 for RTCP */
    const uint8_t *head; /* authenticated, not encrypted */
    size_t head_len;
    const uint8_t *in; /* encrypted or decrypted into out, which may be the same place */
    uint8_t *out;
    size_t len;
    uint8_t trailer[KR_SRTP_TRAILER_BYTES]; /* authenticated behind the rest */
    bool trailer_is_aad;                    /* RFC 7714 9.2: SRTCP's word; RTP's ROC is in the IV already */
    uint8_t *tag;                           /* written when sealing, compared when opening; profile->tag_len bytes */
};

/* AES-GCM (RFC 7714). When opening fails with KR_E_AUTH, what was decrypted is wiped. */
KR_MUST_CHECK int kr_srtp_gcm_seal(struct kr_srtp_cipher *c, const struct kr_srtp_unit *u);
KR_MUST_CHECK int kr_srtp_gcm_open(struct kr_srtp_cipher *c, const struct kr_srtp_unit *u);

/* AES-CM with HMAC-SHA1-80 (RFC 3711 4.1.1, 4.2.1). out lies directly behind head when sealing, in when opening. */
KR_MUST_CHECK int kr_srtp_cm_seal(struct kr_srtp_cipher *c, const struct kr_srtp_unit *u);
KR_MUST_CHECK int kr_srtp_cm_open(struct kr_srtp_cipher *c, const struct kr_srtp_unit *u);

static inline int kr_srtp_seal(struct kr_srtp_cipher *c, const struct kr_srtp_unit *u)
{
    return c->profile->aead ? kr_srtp_gcm_seal(c, u) : kr_srtp_cm_seal(c, u);
}

static inline int kr_srtp_open(struct kr_srtp_cipher *c, const struct kr_srtp_unit *u)
{
    return c->profile->aead ? kr_srtp_gcm_open(c, u) : kr_srtp_cm_open(c, u);
}

struct kr_srtp_sender {
    struct kr_srtp_cipher rtp, rtcp;
    uint32_t rtcp_index; /* of the next packet, RFC 3711 3.4: 31 bits */
};

/* What is known of one SSRC; exists only once a packet of it was authenticated. */
struct kr_srtp_stream {
    uint32_t ssrc;
    uint64_t last_used; /* packet count of the receiver */
    struct kr_replay rtp, rtcp;
};

struct kr_srtp_receiver {
    struct kr_srtp_cipher rtp, rtcp;
    uint64_t packets; /* authenticated */
    size_t n_streams, room;
    struct kr_srtp_stream *streams; /* owned; grows up to KR_SRTP_STREAMS, since who only receives sends few */
};

/* The stream of an SSRC, or NULL. */
struct kr_srtp_stream *kr_srtp_stream_find(struct kr_srtp_receiver *r, uint32_t ssrc);

/* True if one more may be made. */
bool kr_srtp_stream_room(const struct kr_srtp_receiver *r);

/* An empty stream for a new SSRC, in place of the longest unused where all are taken. There must be room. NULL: no memory at all. */
struct kr_srtp_stream *kr_srtp_stream_make(struct kr_srtp_receiver *r, uint32_t ssrc);

#endif
