/* SPDX-License-Identifier: EUPL-1.2 */
/* From the operator's settings to the settings of one process. */
#ifndef KR_APP_ROLES_H
#define KR_APP_ROLES_H

#include <stdint.h>

#include "app/config.h"

/* Runs process `role` with its index until it is told to end; returns the exit status. */
int kr_role_run(const struct kr_config *config, const char *role, uint32_t index);

#endif
