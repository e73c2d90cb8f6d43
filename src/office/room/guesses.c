/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/room/guesses.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "crypto/secret.h"
#include "office/throttle.h"

enum { ONE = 1000 }; /* one guess, in the bucket's thousandths */

int kr_guesses_init(struct kr_guesses *g)
{
    *g = (struct kr_guesses){0};
    g->slots = calloc(KR_GUESSES_SLOTS, sizeof *g->slots);
    if (!g->slots)
        return KR_E_NOMEM;
    kr_random_bytes(g->secret, sizeof g->secret);
    return 0;
}

void kr_guesses_fini(struct kr_guesses *g)
{
    free(g->slots);
    g->slots = NULL;
}

static struct kr_guess_bucket *slot_of(struct kr_guesses *g, const char *address)
{
    uint8_t hash[KR_LOOKUP_BYTES];
    char line[KR_ADDRESS_KEY_SIZE];
    kr_address_key(line, address);
    kr_lookup_hash(hash, g->secret, "guesses", line);
    return &g->slots[kr_get_be32(hash) % KR_GUESSES_SLOTS];
}

/* Forgives what time has paid for: per_s guesses a second are per_s thousandths a millisecond. */
static void forgive(struct kr_guess_bucket *b, uint32_t per_s, uint64_t now_ms)
{
    uint64_t paid = (now_ms - b->last_ms) * per_s;
    b->used = paid >= b->used ? 0 : b->used - (uint32_t)paid;
    b->last_ms = now_ms;
}

uint32_t kr_guesses_wait_s(struct kr_guesses *g, const char *address, uint64_t now_ms)
{
    struct kr_guess_bucket *mine = slot_of(g, address);
    forgive(mine, KR_GUESSES_ADDRESS_PER_S, now_ms);
    forgive(&g->all, KR_GUESSES_ALL_PER_S, now_ms);
    bool over = mine->used > (KR_GUESSES_ADDRESS_BURST - 1) * ONE;
    bool all_over = g->all.used > (KR_GUESSES_ALL_BURST - 1) * ONE && mine->used > 0;
    return over || all_over ? 1 : 0;
}

void kr_guesses_wrong(struct kr_guesses *g, const char *address, uint64_t now_ms)
{
    struct kr_guess_bucket *mine = slot_of(g, address);
    forgive(mine, KR_GUESSES_ADDRESS_PER_S, now_ms);
    forgive(&g->all, KR_GUESSES_ALL_PER_S, now_ms);
    mine->used += ONE;
    if (g->all.used < KR_GUESSES_ALL_BURST * ONE)
        g->all.used += ONE;
}
