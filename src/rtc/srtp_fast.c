/* SPDX-License-Identifier: EUPL-1.2 */
#include "rtc/srtp_fast.h"

#include <intel-ipsec-mb.h>
#include <stdlib.h>

#include "crypto/secret.h"

enum { CACHE_LINE_BYTES = 64, KEY_ALIGN = 64 /* of struct gcm_key_data, for its widest instructions */ };

struct kr_srtp_fast {
    struct gcm_key_data key;
    bool is_256;
};

/* Only a media process speaks SRTP, and it has one thread: one manager, made at first use and kept until it ends. */
static const IMB_MGR *manager(void)
{
    static IMB_MGR *made;
    static bool tried;
    if (!tried) {
        tried = true;
        made = alloc_mb_mgr(0);
        if (made)
            init_mb_mgr_auto(made, NULL);
        const uint64_t needed = IMB_FEATURE_AESNI | IMB_FEATURE_PCLMULQDQ; /* else it computes AES from tables: slow, and not in constant time */
        if (made && ((made->features & needed) != needed || imb_get_errno(made))) {
            free_mb_mgr(made);
            made = NULL;
        }
    }
    return made;
}

bool kr_srtp_fast_is_there(void)
{
    return manager() != NULL;
}

struct kr_srtp_fast *kr_srtp_fast_new(const uint8_t *key, size_t key_len)
{
    const IMB_MGR *m = manager();
    size_t size = (sizeof(struct kr_srtp_fast) + KEY_ALIGN - 1) / KEY_ALIGN * KEY_ALIGN;
    struct kr_srtp_fast *f = m ? aligned_alloc(KEY_ALIGN, size) : NULL;
    if (!f)
        return NULL;
    f->is_256 = key_len == 32;
    if (f->is_256)
        IMB_AES256_GCM_PRE(m, key, &f->key);
    else
        IMB_AES128_GCM_PRE(m, key, &f->key);
    return f;
}

void kr_srtp_fast_free(struct kr_srtp_fast *f)
{
    if (f)
        kr_wipe(f, sizeof *f);
    free(f);
}

void kr_srtp_fast_fetch(const struct kr_srtp_fast *f)
{
    const char *p = (const char *)f;
    for (size_t at = 0; at < sizeof *f; at += CACHE_LINE_BYTES)
        __builtin_prefetch(p + at);
}

void kr_srtp_fast_seal(const struct kr_srtp_fast *f, const struct kr_srtp_fast_call *call, uint8_t tag[KR_SRTP_FAST_TAG_BYTES])
{
    const IMB_MGR *m = manager();
    struct gcm_context_data state;
    if (f->is_256)
        IMB_AES256_GCM_ENC(m, &f->key, &state, call->out, call->in, call->len, call->iv, call->aad, call->aad_len, tag,
                           KR_SRTP_FAST_TAG_BYTES);
    else
        IMB_AES128_GCM_ENC(m, &f->key, &state, call->out, call->in, call->len, call->iv, call->aad, call->aad_len, tag,
                           KR_SRTP_FAST_TAG_BYTES);
}

void kr_srtp_fast_open(const struct kr_srtp_fast *f, const struct kr_srtp_fast_call *call, uint8_t tag[KR_SRTP_FAST_TAG_BYTES])
{
    const IMB_MGR *m = manager();
    struct gcm_context_data state;
    if (f->is_256)
        IMB_AES256_GCM_DEC(m, &f->key, &state, call->out, call->in, call->len, call->iv, call->aad, call->aad_len, tag,
                           KR_SRTP_FAST_TAG_BYTES);
    else
        IMB_AES128_GCM_DEC(m, &f->key, &state, call->out, call->in, call->len, call->iv, call->aad, call->aad_len, tag,
                           KR_SRTP_FAST_TAG_BYTES);
}
