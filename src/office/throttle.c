/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/throttle.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/bytes.h"
#include "crypto/secret.h"

void kr_address_key(char out[KR_ADDRESS_KEY_SIZE], const char *address)
{
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff}; /* RFC 4291 section 2.5.5.2 */
    uint8_t v6[16];
    if (inet_pton(AF_INET6, address, v6) != 1)
        snprintf(out, KR_ADDRESS_KEY_SIZE, "%.40s", address);
    else if (memcmp(v6, mapped, sizeof mapped) == 0)
        snprintf(out, KR_ADDRESS_KEY_SIZE, "%u.%u.%u.%u", v6[12], v6[13], v6[14], v6[15]);
    else
        kr_hex_write(out, KR_ADDRESS_KEY_SIZE, v6, 8);
}

int kr_throttle_init(struct kr_throttle *t)
{
    t->pairs = calloc((size_t)KR_THROTTLE_SETS * KR_THROTTLE_WAYS, sizeof *t->pairs);
    if (!t->pairs)
        return KR_E_NOMEM;
    kr_random_bytes(t->secret, sizeof t->secret);
    return 0;
}

void kr_throttle_fini(struct kr_throttle *t)
{
    free(t->pairs);
    t->pairs = NULL;
}

static uint64_t key_of(const struct kr_throttle *t, const char *handle, const char *address)
{
    uint8_t hash[KR_LOOKUP_BYTES];
    char line[KR_ADDRESS_KEY_SIZE], pair[320];
    kr_address_key(line, address);
    snprintf(pair, sizeof pair, "%s %s", line, handle);
    kr_lookup_hash(hash, t->secret, "throttle", pair);
    uint64_t key = kr_get_be64(hash);
    return key ? key : 1;
}

static struct kr_throttle_pair *find(struct kr_throttle *t, uint64_t key)
{
    struct kr_throttle_pair *set = t->pairs + key % KR_THROTTLE_SETS * KR_THROTTLE_WAYS;
    for (int i = 0; i < KR_THROTTLE_WAYS; i++)
        if (set[i].key == key)
            return &set[i];
    return NULL;
}

/* Least worth keeping: free or forgotten, then fewest failures, then oldest. Never one with an attempt under way. */
static bool less_worth(const struct kr_throttle_pair *a, const struct kr_throttle_pair *b)
{
    if (a->failures != b->failures)
        return a->failures < b->failures;
    return a->last_ms < b->last_ms;
}

static struct kr_throttle_pair *take(struct kr_throttle *t, uint64_t key, uint64_t now_ms)
{
    struct kr_throttle_pair *set = t->pairs + key % KR_THROTTLE_SETS * KR_THROTTLE_WAYS, *victim = NULL;
    for (int i = 0; i < KR_THROTTLE_WAYS; i++) {
        struct kr_throttle_pair *p = &set[i];
        if (p->under_way)
            continue;
        if (!p->key || now_ms - p->last_ms >= KR_THROTTLE_FORGET_MS) {
            victim = p;
            break;
        }
        if (!victim || less_worth(p, victim))
            victim = p;
    }
    if (victim)
        *victim = (struct kr_throttle_pair){.key = key, .last_ms = now_ms};
    return victim;
}

uint32_t kr_throttle_begin(struct kr_throttle *t, const char *handle, const char *address, uint64_t now_ms)
{
    uint64_t key = key_of(t, handle, address);
    struct kr_throttle_pair *p = find(t, key);
    if (!p)
        p = take(t, key, now_ms);
    if (!p)
        return 1; /* eight pairs of this set are being tried this moment */
    if (!p->under_way && now_ms - p->last_ms >= KR_THROTTLE_FORGET_MS)
        p->failures = 0;
    if (p->failures > KR_THROTTLE_FREE && p->until_ms > now_ms)
        return (uint32_t)((p->until_ms - now_ms + 999) / 1000);
    /* Side by side only while nearly nothing failed, so that guessing in parallel gains a handful of tries at most. */
    int at_once = p->failures < KR_THROTTLE_FREE ? KR_THROTTLE_AT_ONCE : 1;
    if (p->under_way >= at_once)
        return 1;
    p->under_way++;
    p->last_ms = now_ms;
    return 0;
}

static uint64_t delay_ms(unsigned failures)
{
    unsigned doublings = failures - KR_THROTTLE_FREE - 1;
    uint64_t delay = doublings < 16 ? (uint64_t)KR_THROTTLE_FIRST_MS << doublings : KR_THROTTLE_MOST_MS;
    return delay < KR_THROTTLE_MOST_MS ? delay : KR_THROTTLE_MOST_MS;
}

void kr_throttle_end(struct kr_throttle *t, const char *handle, const char *address, uint64_t now_ms,
                     enum kr_throttle_outcome outcome)
{
    struct kr_throttle_pair *p = find(t, key_of(t, handle, address));
    kr_assert(p && p->under_way > 0);
    p->under_way--;
    p->last_ms = now_ms;
    if (outcome == KR_THROTTLE_PASSED) {
        p->failures = 0;
        p->until_ms = 0;
    } else if (outcome == KR_THROTTLE_FAILED) {
        if (p->failures < UINT16_MAX)
            p->failures++;
        if (p->failures > KR_THROTTLE_FREE)
            p->until_ms = now_ms + delay_ms(p->failures);
    }
}
