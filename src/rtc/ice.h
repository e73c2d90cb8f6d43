/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * ICE-lite (RFC 8445 section 2.5): answers connectivity checks, never sends any. The client is always controlling; the
 * latest authenticated USE-CANDIDATE selects its address. Consent (RFC 7675) runs out 30 s after the last authenticated
 * check. Sans-I/O: bytes and `now` in, bytes and a result out.
 */
#ifndef KR_RTC_ICE_H
#define KR_RTC_ICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "wire/stun.h"

enum {
    KR_ICE_UFRAG_CHARS = 8,  /* ours; at least 4, RFC 8839 5.4 */
    KR_ICE_PWD_CHARS = 24,   /* ours; at least 22, RFC 8839 5.4 */
    KR_ICE_CONSENT_S = 30,   /* RFC 7675 5.1 */
};

struct kr_ice {
    char ufrag[KR_ICE_UFRAG_CHARS + 1], pwd[KR_ICE_PWD_CHARS + 1];
    char remote_ufrag[257];
    struct kr_wire_address selected; /* where media goes; family 0 until the first USE-CANDIDATE */
    uint64_t last_check_us;          /* last authenticated check; 0: none yet */
    uint64_t checks, failed_checks;  /* counters */
    /* After a restart the credentials before are good until the first check with the new ones; empty otherwise. */
    char old_ufrag[KR_ICE_UFRAG_CHARS + 1], old_pwd[KR_ICE_PWD_CHARS + 1];
};

/* Makes fresh credentials. The remote ufrag comes from the offer. KR_E_MALFORMED if it is too long. */
KR_MUST_CHECK int kr_ice_init(struct kr_ice *ice, const char *remote_ufrag, size_t remote_ufrag_len);

/*
 * An ICE restart (RFC 8445 section 9): new credentials on both sides; media flows on to the old address meanwhile, and
 * checks with the old credentials are answered until one with the new has come. So an endpoint must be found by
 * old_ufrag too, for as long as that is not empty.
 */
KR_MUST_CHECK int kr_ice_restart(struct kr_ice *ice, const char *remote_ufrag, size_t remote_ufrag_len);

/* The local ufrag that a check names (USERNAME is "local:remote", RFC 8445 7.2.2), to find the endpoint; len 0: none. */
struct kr_span kr_ice_local_ufrag(const struct kr_stun_msg *m);

struct kr_ice_result {
    size_t reply_len; /* bytes of the reply in out; 0: none */
    bool selected;    /* the selected address changed to the sender's */
};

/*
 * Handles one parsed STUN message (m was parsed from p, len) that came from `from`. Writes the reply, to be sent back
 * to `from`, into out. Nothing changes before MESSAGE-INTEGRITY was checked. KR_E_AUTH if it is wrong (no reply: never
 * larger than the request), KR_E_UNSUPPORTED for what is no Binding request.
 */
KR_MUST_CHECK int kr_ice_input(struct kr_ice *ice, const struct kr_stun_msg *m, const uint8_t *p, size_t len,
                               const struct kr_wire_address *from, uint64_t now_us, uint8_t *out, size_t cap,
                               struct kr_ice_result *result);

/* True when consent has run out: no authenticated check for 30 s (or since created_us, if there never was one). */
bool kr_ice_expired(const struct kr_ice *ice, uint64_t created_us, uint64_t now_us);

#endif
