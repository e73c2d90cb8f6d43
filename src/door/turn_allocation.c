/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include <string.h>

#include "crypto/secret.h"
#include "door/turn_inside.h"

void kr_turn_init(struct kr_turn *t, const struct kr_turn_config *config, const struct kr_turn_effects *effects, void *arg)
{
    *t = (struct kr_turn){.config = *config, .effects = effects, .arg = arg};
    kr_map_init(&t->by_tuple);
    kr_random_bytes(t->map_secret, sizeof t->map_secret);
    kr_tally_init(&t->users);
    kr_tally_init(&t->addresses);
}

void kr_turn_fini(struct kr_turn *t)
{
    while (t->allocations)
        kr_turn_allocation_end(t, t->allocations);
    kr_map_fini(&t->by_tuple);
    kr_wipe(&t->config.secret, sizeof t->config.secret);
}

/* Keyed, since the addresses are chosen by those who send; a collision is told by comparing the tuple itself. */
static uint64_t key_of(const struct kr_turn *t, const struct kr_turn_tuple *tuple)
{
    uint64_t high, low, rest = (uint64_t)tuple->via << 32 | (uint64_t)tuple->stream << 24 | (uint64_t)tuple->address.family << 16 | tuple->address.port;
    uint8_t ip[16] = {0};
    memcpy(ip, tuple->address.ip, tuple->address.family == 4 ? 4 : 16);
    memcpy(&high, ip, 8);
    memcpy(&low, ip + 8, 8);
    uint64_t key = kr_map_mix(high, t->map_secret[0]);
    key = kr_map_mix(key ^ low, t->map_secret[1]);
    return kr_map_mix(key ^ rest, t->map_secret[0]);
}

static bool same_tuple(const struct kr_turn_tuple *a, const struct kr_turn_tuple *b)
{
    return a->via == b->via && a->stream == b->stream && kr_wire_address_equal(&a->address, &b->address);
}

struct kr_turn_allocation *kr_turn_find(const struct kr_turn *t, const struct kr_turn_tuple *tuple)
{
    struct kr_turn_allocation *a = kr_map_get(&t->by_tuple, key_of(t, tuple));
    return a && same_tuple(&a->tuple, tuple) ? a : NULL;
}

/* Counts it for its user and its address, or for neither. */
static bool count_in(struct kr_turn *t, struct kr_turn_allocation *a)
{
    a->user_place = kr_tally_place(&t->users, kr_tally_key_of_bytes(a->name, strlen(a->name)));
    a->address_place = kr_tally_place(&t->addresses, kr_tally_key_of_address(&a->tuple.address));
    if (!kr_tally_add(&t->users, a->user_place, t->config.allocations_per_user))
        return false;
    if (kr_tally_add(&t->addresses, a->address_place, t->config.allocations_per_address))
        return true;
    kr_tally_drop(&t->users, a->user_place);
    return false;
}

static void count_out(struct kr_turn *t, const struct kr_turn_allocation *a)
{
    kr_tally_drop(&t->users, a->user_place);
    kr_tally_drop(&t->addresses, a->address_place);
}

/* What the relayed address is called: the first announced one of its family, which is where this machine is reached. */
static struct kr_wire_address relayed_at(const struct kr_turn *t, uint8_t family, uint16_t port)
{
    for (size_t i = 0; i < t->config.n_hosts; i++)
        if (t->config.hosts[i].announced.family == family)
            return kr_turn_announced(t, (uint8_t)i, port);
    return (struct kr_wire_address){0};
}

int kr_turn_allocation_new(struct kr_turn *t, const struct kr_turn_request *r, uint8_t family, struct kr_turn_allocation **out)
{
    struct kr_span name = r->msg->stun.username;
    uint16_t port;
    struct kr_turn_allocation *a = calloc(1, sizeof *a);
    if (!a)
        return KR_E_NOMEM;
    a->tuple = *r->from;
    a->key = key_of(t, r->from);
    a->family = family;
    memcpy(a->name, name.data, name.len); /* kr_turn_pass_key has seen that it fits */
    memcpy(a->transaction, r->msg->stun.transaction, sizeof a->transaction);
    if (!count_in(t, a)) {
        free(a);
        return KR_E_LIMITED;
    }
    int err = kr_map_get(&t->by_tuple, a->key) ? KR_E_EXISTS : kr_map_put(&t->by_tuple, a->key, a);
    bool mapped = !err;
    if (!err)
        err = t->effects->open(t->arg, a, &port);
    if (err) {
        if (mapped)
            kr_map_remove(&t->by_tuple, a->key);
        count_out(t, a);
        free(a);
        return err;
    }
    a->relayed = relayed_at(t, family, port);
    a->next = t->allocations;
    if (a->next)
        a->next->prev = a;
    t->allocations = a;
    t->n_allocations++;
    *out = a;
    return 0;
}

void kr_turn_allocation_end(struct kr_turn *t, struct kr_turn_allocation *a)
{
    kr_map_remove(&t->by_tuple, a->key);
    if (a->prev)
        a->prev->next = a->next;
    else
        t->allocations = a->next;
    if (a->next)
        a->next->prev = a->prev;
    t->n_allocations--;
    count_out(t, a);
    t->effects->close(t->arg, a);
    free(a);
}

void kr_turn_gone(struct kr_turn *t, const struct kr_turn_tuple *tuple)
{
    struct kr_turn_allocation *a = kr_turn_find(t, tuple);
    if (a)
        kr_turn_allocation_end(t, a);
}

void kr_turn_tick(struct kr_turn *t, uint64_t now_us)
{
    for (struct kr_turn_allocation *a = t->allocations, *next; a; a = next) {
        next = a->next;
        if (now_us >= a->until_us)
            kr_turn_allocation_end(t, a);
    }
}

struct kr_turn_channel *kr_turn_channel_find(struct kr_turn_allocation *a, uint16_t number)
{
    for (size_t i = 0; i < KR_TURN_CHANNELS; i++)
        if (a->channels[i].number == number)
            return &a->channels[i];
    return NULL;
}
