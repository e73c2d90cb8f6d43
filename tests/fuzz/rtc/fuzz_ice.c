/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Connectivity checks. First byte: whether MESSAGE-INTEGRITY is made right before the message is handled (bit 0), so that
 * what lies behind it is reached, and whether there was a restart (bit 1). Unauthenticated messages change nothing and
 * get no answer; answers are sound, and an answer is not sent to where it was not asked from.
 */
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "crypto/hmac.h"
#include "rtc/ice.h"

enum { SIGN_BIT = 1, RESTART_BIT = 2, ATTRIBUTE_HEADER = 4 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct kr_ice ice_of(bool restarted)
{
    struct kr_ice ice = {.ufrag = "aaaaaaaa", .pwd = "pwdpwdpwdpwdpwdpwdpwdpwd", .remote_ufrag = "bbbb"};
    if (restarted) {
        memcpy(ice.old_ufrag, "cccccccc", sizeof ice.old_ufrag);
        memcpy(ice.old_pwd, ice.pwd, sizeof ice.old_pwd);
    }
    return ice;
}

/* RFC 8489 14.5: over what is before the attribute, with a length that ends with it. */
static void sign(uint8_t *p, const struct kr_stun_msg *m, const char *pwd)
{
    uint8_t head[KR_STUN_HEADER_BYTES];
    memcpy(head, p, sizeof head);
    kr_put_be16(head + 2, (uint16_t)(m->integrity_at + ATTRIBUTE_HEADER + KR_STUN_INTEGRITY_BYTES - KR_STUN_HEADER_BYTES));
    const struct kr_span parts[] = {{head, sizeof head}, {p + sizeof head, m->integrity_at - sizeof head}};
    int err = kr_hmac_sha1(p + m->integrity_at + ATTRIBUTE_HEADER, pwd, strlen(pwd), parts, 2);
    kr_assert(!err);
}

static void check_answer(const struct kr_ice *before, const struct kr_ice *after, const struct kr_stun_msg *m,
                         const uint8_t *reply, const struct kr_ice_result *result)
{
    struct kr_stun_msg answer;
    int err = kr_stun_parse(&answer, reply, result->reply_len);
    kr_assert(!err && answer.has_fingerprint && answer.method == KR_STUN_BINDING);
    kr_assert(memcmp(answer.transaction, m->transaction, KR_STUN_TRANSACTION_BYTES) == 0);
    kr_assert(kr_stun_check(&answer, reply, after->pwd, strlen(after->pwd)) == 0);
    kr_assert(after->checks == before->checks + 1);
    kr_assert(!result->selected || (answer.class == KR_STUN_SUCCESS && m->use_candidate));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    static const struct kr_wire_address from = {.family = 4, .ip = {192, 0, 2, 9}, .port = 1234};
    struct kr_ice ice = ice_of(data[0] & RESTART_BIT), before = ice;
    size_t len = size - 1;
    uint8_t *p = malloc(len ? len : 1), reply[512];
    struct kr_stun_msg m;
    struct kr_ice_result result = {0};
    memcpy(p, data + 1, len);
    if (kr_stun_parse(&m, p, len))
        goto out;
    if (data[0] & SIGN_BIT && m.integrity_at)
        sign(p, &m, ice.pwd);
    int err = kr_ice_input(&ice, &m, p, len, &from, 77, reply, sizeof reply, &result);
    if (!err) {
        check_answer(&before, &ice, &m, reply, &result);
    } else {
        kr_assert(!result.reply_len);
        before.failed_checks = ice.failed_checks;
        kr_assert(memcmp(&ice, &before, sizeof ice) == 0);
    }
out:
    free(p);
    return 0;
}
