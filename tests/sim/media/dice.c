/* SPDX-License-Identifier: EUPL-1.2 */
#include "dice.h"

#include <sodium.h>

#include "net.h"

static struct sim_random dice;

static const char *name(void)
{
    return "simulation";
}

static uint32_t next(void)
{
    return sim_random(&dice);
}

static void fill(void *const out, const size_t size)
{
    uint8_t *bytes = out;
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)(sim_random(&dice) >> 24);
}

static struct randombytes_implementation implementation = {.implementation_name = name, .random = next, .buf = fill};

void sim_dice_throw(uint64_t seed)
{
    dice.state = seed * UINT64_C(0x9e3779b97f4a7c15) | 1;
    randombytes_set_implementation(&implementation);
}
