/* SPDX-License-Identifier: EUPL-1.2 */
/* Where people reach this Kreide: for the terminal, and for the names in a self-made certificate. */
#ifndef KR_APP_ADDRESSES_H
#define KR_APP_ADDRESSES_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "app/config.h"

enum { KR_ADDRESSES_ORIGIN_BYTES = 96 };

/* The origin ("http://localhost:8080") that links printed on this machine begin with; false if nothing listens. */
bool kr_addresses_origin(const struct kr_config *config, char out[KR_ADDRESSES_ORIGIN_BYTES]);

/* The port HTTPS is served on, or 0. */
uint16_t kr_addresses_https_port(const struct kr_config *config);

/* Prints one line per address, the one for this machine first. */
void kr_addresses_print(const struct kr_config *config, FILE *out);

/* Numeric addresses of this machine's interfaces that are up, loopback last; link-local ones are left out. */
void kr_addresses_own(struct kr_config_list *out);

#endif
