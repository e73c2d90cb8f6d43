/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/assert.h"

#include <stdio.h>
#include <stdlib.h>

void kr_assert_failed(const char *expr, const char *file, int line)
{
    fprintf(stderr, "kreide: broken promise: %s (%s:%d)\n", expr, file, line);
    abort();
}
