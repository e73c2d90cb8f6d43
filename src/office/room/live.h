/* SPDX-License-Identifier: EUPL-1.2 */
/* Which rooms have a meeting right now, as front tells it. In memory only; empty after a restart of either. */
#ifndef KR_OFFICE_LIVE_H
#define KR_OFFICE_LIVE_H

#include "office/core.h"

enum { KR_LIVE_ROOMS = 100000 }; /* more than any front holds: the bound of what a broken one can make us keep */

struct kr_live {
    char room[KR_LIMIT_ID_BYTES + 1];
    uint32_t members;
    bool moderator;
    bool counted; /* among the month's meetings */
};

/* What front says about a room; no members: it is forgotten. */
KR_MUST_CHECK int kr_live_set(struct kr_office *o, const char *room, uint32_t members, bool moderator);

/* Zeros for a room without a meeting. */
struct kr_live kr_live_get(const struct kr_office *o, const char *room);

/* Walks the rooms with a meeting; *pos 0 starts, NULL ends. */
const struct kr_live *kr_live_next(const struct kr_office *o, size_t *pos);

void kr_live_clear(struct kr_office *o);

#endif
