/* SPDX-License-Identifier: EUPL-1.2 */
#include "rtc/ice.h"

#include <string.h>

#include "crypto/secret.h"

enum {
    SECOND_US = 1000000,
    ERROR_UNKNOWN_ATTRIBUTE = 420, /* RFC 8489 14.8 */
    ERROR_ROLE_CONFLICT = 487,     /* RFC 8445 7.3.1.1 */
    UFRAG_BYTES = KR_ICE_UFRAG_CHARS / 4 * 3,
    PWD_BYTES = KR_ICE_PWD_CHARS / 4 * 3,
};
_Static_assert(KR_TOKEN_TEXT_SIZE(UFRAG_BYTES) == KR_ICE_UFRAG_CHARS + 1, "the ufrag fills its room");
_Static_assert(KR_TOKEN_TEXT_SIZE(PWD_BYTES) == KR_ICE_PWD_CHARS + 1 && PWD_BYTES >= 16, "RFC 8445 5.3: 128 bits");

/* Random ice-chars (RFC 8839 5.4: letters, digits, + and /). */
static void random_ice_chars(char *out, size_t out_size, size_t n_bytes)
{
    kr_random_token(out, out_size, n_bytes);
    for (char *c = out; *c; c++)
        *c = *c == '-' ? '+' : *c == '_' ? '/' : *c;
}

/* Leaves ice as it is if the remote ufrag does not fit. */
static int new_credentials(struct kr_ice *ice, const char *remote_ufrag, size_t remote_ufrag_len)
{
    if (remote_ufrag_len >= sizeof ice->remote_ufrag)
        return KR_E_MALFORMED;
    memcpy(ice->remote_ufrag, remote_ufrag, remote_ufrag_len);
    ice->remote_ufrag[remote_ufrag_len] = '\0';
    random_ice_chars(ice->ufrag, sizeof ice->ufrag, UFRAG_BYTES);
    random_ice_chars(ice->pwd, sizeof ice->pwd, PWD_BYTES);
    return 0;
}

int kr_ice_init(struct kr_ice *ice, const char *remote_ufrag, size_t remote_ufrag_len)
{
    struct kr_ice fresh = {0};
    int err = new_credentials(&fresh, remote_ufrag, remote_ufrag_len);
    if (!err)
        *ice = fresh;
    return err;
}

int kr_ice_restart(struct kr_ice *ice, const char *remote_ufrag, size_t remote_ufrag_len)
{
    struct kr_ice next = *ice;
    int err = new_credentials(&next, remote_ufrag, remote_ufrag_len);
    if (err)
        return err;
    if (!ice->old_ufrag[0]) { /* restarted twice before a check came: the client still knows only the first ones */
        memcpy(next.old_ufrag, ice->ufrag, sizeof next.old_ufrag);
        memcpy(next.old_pwd, ice->pwd, sizeof next.old_pwd);
    }
    *ice = next;
    return 0;
}

struct kr_span kr_ice_local_ufrag(const struct kr_stun_msg *m)
{
    const uint8_t *colon = m->username.len ? memchr(m->username.data, ':', m->username.len) : NULL;
    if (!colon)
        return (struct kr_span){0};
    return (struct kr_span){m->username.data, (size_t)(colon - m->username.data)};
}

static bool span_is(struct kr_span s, const char *text)
{
    return s.len == strlen(text) && memcmp(s.data, text, s.len) == 0;
}

/*
 * RFC 8445 7.3 and RFC 8489 9.1.3: USERNAME names us, MESSAGE-INTEGRITY is right. The client's own part is looked at
 * with the current credentials only: after a restart a check of before may name either.
 */
static int authenticate(const struct kr_ice *ice, const struct kr_stun_msg *m, const uint8_t *p, const char **pwd)
{
    struct kr_span local = kr_ice_local_ufrag(m);
    if (!local.len)
        return KR_E_AUTH;
    struct kr_span remote = {local.data + local.len + 1, m->username.len - local.len - 1};
    if (span_is(local, ice->ufrag) && span_is(remote, ice->remote_ufrag))
        *pwd = ice->pwd;
    else if (ice->old_ufrag[0] && span_is(local, ice->old_ufrag))
        *pwd = ice->old_pwd;
    else
        return KR_E_AUTH;
    return kr_stun_check(m, p, *pwd, strlen(*pwd));
}

/* The answer to an authenticated check. */
static struct kr_stun_write answer_to(const struct kr_stun_msg *m, const struct kr_wire_address *from)
{
    struct kr_stun_write w = {.class = KR_STUN_SUCCESS, .method = KR_STUN_BINDING, .transaction = m->transaction};
    if (m->n_unknown) { /* RFC 8489 6.3.1 */
        w.class = KR_STUN_ERROR;
        w.error_code = ERROR_UNKNOWN_ATTRIBUTE;
        w.unknown = m->unknown;
        w.n_unknown = m->n_unknown;
    } else if (m->controlled) {
        /*
         * RFC 8445 7.3.1.1: both believe to be controlled. A lite agent facing a full one stays controlled (section
         * 6.1.1), whatever the tie-breakers say; told so, the client takes the controlling role (section 7.2.5.1).
         */
        w.class = KR_STUN_ERROR;
        w.error_code = ERROR_ROLE_CONFLICT;
    } else {
        w.mapped = *from;
    }
    return w;
}

int kr_ice_input(struct kr_ice *ice, const struct kr_stun_msg *m, const uint8_t *p, size_t len,
                 const struct kr_wire_address *from, uint64_t now_us, uint8_t *out, size_t cap, struct kr_ice_result *result)
{
    if (m->class != KR_STUN_REQUEST || m->method != KR_STUN_BINDING)
        return KR_E_UNSUPPORTED;
    const char *pwd = NULL;
    if (authenticate(ice, m, p, &pwd)) {
        ice->failed_checks++;
        return KR_E_AUTH;
    }
    struct kr_stun_write w = answer_to(m, from);
    struct kr_ice_result done = {0};
    int err = kr_stun_write(out, cap, &done.reply_len, &w, pwd, strlen(pwd));
    if (err)
        return err;

    ice->checks++;
    ice->last_check_us = now_us;
    if (pwd == ice->pwd && ice->old_ufrag[0]) {
        kr_wipe(ice->old_ufrag, sizeof ice->old_ufrag);
        kr_wipe(ice->old_pwd, sizeof ice->old_pwd);
    }
    if (w.class == KR_STUN_SUCCESS && m->use_candidate && !kr_wire_address_equal(&ice->selected, from)) {
        ice->selected = *from;
        done.selected = true;
    }
    *result = done;
    return 0;
}

bool kr_ice_expired(const struct kr_ice *ice, uint64_t created_us, uint64_t now_us)
{
    uint64_t since_us = ice->last_check_us ? ice->last_check_us : created_us;
    return now_us > since_us && now_us - since_us > (uint64_t)KR_ICE_CONSENT_S * SECOND_US;
}
