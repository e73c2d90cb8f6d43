/* SPDX-License-Identifier: EUPL-1.2 */
#include "app/options.h"

#include <string.h>

int kr_options_read(struct kr_config *config, int argc, char **argv, int *at)
{
    kr_config_init(config);
    while (*at < argc && argv[*at][0] == '-') {
        const char *option = argv[*at], *value = *at + 1 < argc ? argv[*at + 1] : NULL;
        int err;
        if (strcmp(option, "--config") == 0 && value) {
            err = kr_config_read(config, value);
        } else if (strcmp(option, "--set") == 0 && value) {
            err = kr_config_set(config, value);
        } else {
            fprintf(stderr, "kreide: %s: unknown option, or its value is missing\n", option);
            err = KR_E_CONFIG;
        }
        if (err)
            return err;
        *at += 2;
    }
    return 0;
}
