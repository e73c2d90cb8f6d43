/* SPDX-License-Identifier: EUPL-1.2 */
#include "vectors.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/secret.h"

size_t vector_read(uint8_t *out, size_t cap, const char *file, const char *name)
{
    char path[512], line[1024], key[64], hex[1024];
    const char *folder = getenv("VECTORS");
    snprintf(path, sizeof path, "%s/%s", folder ? folder : "tests/vectors", file);
    FILE *f = fopen(path, "r");
    if (!f)
        fail_msg("no vectors at %s", path);
    while (fgets(line, sizeof line, f)) {
        if (sscanf(line, "%63s %1023s", key, hex) != 2 || strcmp(key, name) != 0)
            continue;
        fclose(f);
        size_t n = strlen(hex) / 2;
        assert_true(n <= cap);
        assert_int_equal(kr_hex_read(out, n, hex), 0);
        return n;
    }
    fclose(f);
    fail_msg("%s has no %s", file, name);
    return 0;
}
