/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * `kreide serve`: opens the listening sockets, starts office, front and the media processes, joins them by links,
 * restarts what dies, and ends them all on SIGINT or SIGTERM. Parses nothing from outside.
 */
#ifndef KR_APP_SUPERVISOR_H
#define KR_APP_SUPERVISOR_H

#include "app/config.h"

/* Runs until it is told to end; returns the exit status. options: the words every child gets (NULL-terminated). */
int kr_supervisor_run(const struct kr_config *config, char *const *options);

/* Number of media processes that the configuration asks for. */
uint32_t kr_supervisor_media_count(const struct kr_config *config);

#endif
