/* SPDX-License-Identifier: EUPL-1.2 */
/* The bounds that the operator sets for all rooms and a school for its own: words of policy.h, that only tighten. */
#ifndef KR_OFFICE_ROOM_BOUND_H
#define KR_OFFICE_ROOM_BOUND_H

#include "office/core.h"
#include "office/room/policy.h"

/* school NULL or "": the operator's alone; otherwise both together. Unbound where none was set. */
struct kr_policy kr_bound_get(struct kr_office *o, const char *school);

/* The bound as that side itself has set it. KR_E_NOT_FOUND for an unknown school. */
KR_MUST_CHECK int kr_bound_own(struct kr_office *o, struct kr_policy *out, const char *school);

/*
 * Sets it, in the caller's transaction if there is one. Call kr_room_bounds_changed when that has ended. KR_E_NOT_FOUND
 * for an unknown school.
 */
KR_MUST_CHECK int kr_bound_set(struct kr_office *o, const char *school, const struct kr_policy *bound);

#endif
