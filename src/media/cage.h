/* SPDX-License-Identifier: EUPL-1.2 */
/* The cage of the media process, which reads what anybody sends: no file, no new socket, no program. */
#ifndef KR_MEDIA_CAGE_H
#define KR_MEDIA_CAGE_H

#include "base/err.h"

/* To be called once sockets, timers and /proc files are open. Errors as of kr_cage_stay. */
KR_MUST_CHECK int kr_media_cage(void);

#endif
