/* SPDX-License-Identifier: EUPL-1.2 */
/* `kreide admin WORDS...`: hands the words to the running office over its control socket and prints what it says. */
#ifndef KR_APP_ADMIN_H
#define KR_APP_ADMIN_H

#include "app/config.h"

/* Returns the exit status: that of the command, or 1 when no Kreide runs on the data directory. */
int kr_admin_run(const struct kr_config *config, int n_words, char **words);

#endif
