/* SPDX-License-Identifier: EUPL-1.2 */
/* Files of tests/vectors, read for a test; the test fails if there is none. */
#ifndef KR_TESTS_VECTOR_H
#define KR_TESTS_VECTOR_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static inline size_t vector_read_text(const char *name, char *out, size_t cap)
{
    char path[512];
    const char *folder = getenv("VECTORS");
    assert_non_null(folder);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    size_t len = fread(out, 1, cap, f);
    fclose(f);
    assert_true(len > 0 && len < cap);
    return len;
}

/* Hexadecimal bytes; # starts a comment. */
static inline size_t vector_read_hex(const char *name, uint8_t *out, size_t cap)
{
    static char text[64 * 1024];
    size_t len = vector_read_text(name, text, sizeof text), n = 0;
    text[len] = '\0';
    for (const char *p = text; *p;) {
        unsigned byte;
        if (*p == '#') {
            p += strcspn(p, "\n");
        } else if (*p == ' ' || *p == '\n') {
            p++;
        } else {
            assert_int_equal(sscanf(p, "%2x", &byte), 1);
            assert_true(n < cap);
            out[n++] = (uint8_t)byte;
            p += 2;
        }
    }
    return n;
}

#endif
