/* SPDX-License-Identifier: EUPL-1.2 */
#include "rtc/keyframe.h"

static bool ask(struct kr_keyframe *k, uint64_t now_us)
{
    k->last_request_us = now_us;
    k->tries++;
    return true;
}

/* Before the first request of all there is nothing to keep a distance from. */
static bool too_soon(const struct kr_keyframe *k, uint64_t now_us)
{
    return k->last_request_us && now_us - k->last_request_us < KR_KEYFRAME_INTERVAL_US;
}

bool kr_keyframe_want(struct kr_keyframe *k, uint64_t now_us)
{
    if (k->wanted && k->tries) { /* asked already; who wants one now gives a silent sender another chance */
        if (k->tries < KR_KEYFRAME_TRIES || now_us - k->last_request_us < KR_KEYFRAME_RETRY_US)
            return false;
        k->tries = 0;
    }
    k->wanted = true;
    return too_soon(k, now_us) ? false : ask(k, now_us);
}

void kr_keyframe_arrived(struct kr_keyframe *k)
{
    k->wanted = false;
    k->tries = 0;
}

void kr_keyframe_retry(struct kr_keyframe *k)
{
    k->tries = 0;
}

uint64_t kr_keyframe_due_us(const struct kr_keyframe *k)
{
    if (!k->wanted || k->tries >= KR_KEYFRAME_TRIES)
        return UINT64_MAX;
    return k->last_request_us + (k->tries ? KR_KEYFRAME_RETRY_US : KR_KEYFRAME_INTERVAL_US);
}

bool kr_keyframe_due(struct kr_keyframe *k, uint64_t now_us)
{
    return now_us >= kr_keyframe_due_us(k) ? ask(k, now_us) : false;
}
