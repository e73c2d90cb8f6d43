/* SPDX-License-Identifier: EUPL-1.2 */
/* The options every command shares, and how they become a configuration. */
#ifndef KR_APP_OPTIONS_H
#define KR_APP_OPTIONS_H

#include <stddef.h>

#include "app/config.h"

/*
 * Takes --config FILE and --set SECTION.KEY=VALUE off the front of the words argv[*at..], applies them over the
 * defaults, and moves *at behind them. KR_E_CONFIG after saying on stderr what is wrong.
 */
KR_MUST_CHECK int kr_options_read(struct kr_config *config, int argc, char **argv, int *at);

#endif
