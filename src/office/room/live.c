/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/room/live.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "crypto/secret.h"

static uint64_t key_of(const struct kr_office *o, const char *room)
{
    uint8_t hash[KR_LOOKUP_BYTES];
    kr_lookup_hash(hash, o->keys.lookup, "live", room);
    return kr_get_be64(hash);
}

int kr_live_set(struct kr_office *o, const char *room, uint32_t members, bool moderator)
{
    uint64_t key = key_of(o, room);
    if (members == 0) {
        free(kr_map_remove(&o->live, key));
        return 0;
    }
    struct kr_live *l = kr_map_get(&o->live, key);
    if (!l) {
        if (o->live.len >= KR_LIVE_ROOMS)
            return KR_E_FULL;
        l = calloc(1, sizeof *l);
        if (!l)
            return KR_E_NOMEM;
        int err = kr_map_put(&o->live, key, l);
        if (err) {
            free(l);
            return err;
        }
        snprintf(l->room, sizeof l->room, "%s", room);
    }
    l->members = members;
    l->moderator = moderator;
    return 0;
}

struct kr_live kr_live_get(const struct kr_office *o, const char *room)
{
    const struct kr_live *l = kr_map_get(&o->live, key_of(o, room));
    return l ? *l : (struct kr_live){0};
}

const struct kr_live *kr_live_next(const struct kr_office *o, size_t *pos)
{
    return kr_map_next(&o->live, pos);
}

void kr_live_clear(struct kr_office *o)
{
    size_t pos = 0;
    for (void *l; (l = kr_map_next(&o->live, &pos));)
        free(l);
    kr_map_fini(&o->live);
    kr_map_init(&o->live);
}
