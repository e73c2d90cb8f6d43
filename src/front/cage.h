/* SPDX-License-Identifier: EUPL-1.2 */
/* The cage of front, to which everybody speaks: of all files only the certificate's can be read again; no new socket, no program. */
#ifndef KR_FRONT_CAGE_H
#define KR_FRONT_CAGE_H

#include "base/err.h"

/*
 * To be called when pages and certificate are loaded and before the first connection is accepted. cert_file and key_file: may
 * be read again, with what else is in their folders; NULL: none. Errors as of kr_cage_stay.
 */
KR_MUST_CHECK int kr_front_cage(const char *cert_file, const char *key_file);

#endif
