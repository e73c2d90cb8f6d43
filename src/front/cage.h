/* SPDX-License-Identifier: EUPL-1.2 */
/* The cage of front, to which everybody speaks: no file, no new socket but those it accepts, no program. */
#ifndef KR_FRONT_CAGE_H
#define KR_FRONT_CAGE_H

#include "base/err.h"

/* To be called when pages and certificate are loaded and before the first connection is accepted. Errors as of kr_cage_stay. */
KR_MUST_CHECK int kr_front_cage(void);

#endif
