/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef KR_DOOR_CAGE_H
#define KR_DOOR_CAGE_H

#include "base/err.h"

/* Closes the process in for good: no file, no program, and of new sockets only those for datagrams (see os/cage.h). */
KR_MUST_CHECK int kr_door_cage(void);

#endif
