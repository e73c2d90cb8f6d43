/* SPDX-License-Identifier: EUPL-1.2 */
/* The cage of the office: its data directory to write, the system's programs and libraries to run its two children. */
#ifndef KR_OFFICE_CAGE_H
#define KR_OFFICE_CAGE_H

#include "base/err.h"
#include "office/office.h"

/*
 * To be called when the database and the keys are open and before the first message is taken. Its children (`kreide set`,
 * `kreide post`) have narrower ones of their own inside it. Errors as of kr_cage_stay.
 */
KR_MUST_CHECK int kr_office_cage(const struct kr_office_config *config);

#endif
