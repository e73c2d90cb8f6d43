/* SPDX-License-Identifier: EUPL-1.2 */
/* In place of srtp_fast.c where the build has no ipsec-mb (it exists for x86-64 alone): everything goes by EVP. */
#include "rtc/srtp_fast.h"

#include "base/assert.h"

bool kr_srtp_fast_is_there(void)
{
    return false;
}

struct kr_srtp_fast *kr_srtp_fast_new(const uint8_t *key, size_t key_len)
{
    return NULL;
}

void kr_srtp_fast_free(struct kr_srtp_fast *f)
{
    kr_assert(!f);
}

void kr_srtp_fast_fetch(const struct kr_srtp_fast *f)
{
}

void kr_srtp_fast_seal(const struct kr_srtp_fast *f, const struct kr_srtp_fast_call *call, uint8_t tag[KR_SRTP_FAST_TAG_BYTES])
{
    kr_assert(!"there is no key to call this with");
}

void kr_srtp_fast_open(const struct kr_srtp_fast *f, const struct kr_srtp_fast_call *call, uint8_t tag[KR_SRTP_FAST_TAG_BYTES])
{
    kr_assert(!"there is no key to call this with");
}
