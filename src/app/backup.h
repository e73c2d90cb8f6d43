/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * `kreide admin backup` and `kreide admin restore`: done by this process itself, on the data directory and the database,
 * so that a running office is not held up.
 */
#ifndef KR_APP_BACKUP_H
#define KR_APP_BACKUP_H

#include <stdbool.h>

#include "app/config.h"

/* Whether these words are one of the two. */
bool kr_backup_command_is(int n_words, char **words);
/* Returns the exit status. */
int kr_backup_command(const struct kr_config *config, int n_words, char **words);

#endif
