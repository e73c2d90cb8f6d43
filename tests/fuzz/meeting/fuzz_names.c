/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Names and chat texts of anybody. What is cleaned is UTF-8 within its limits and without control characters, and
 * cleaning it again changes nothing; a name that is taken becomes another one that fits as well.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "meeting/name.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Counts the characters of what must be UTF-8 (RFC 3629 section 4) without C0 controls but those allowed. */
static size_t check_utf8(const char *text, const char *allowed)
{
    size_t chars = 0;
    for (const unsigned char *p = (const unsigned char *)text; *p; chars++) {
        size_t n = *p < 0x80 ? 1 : *p < 0xE0 ? 2 : *p < 0xF0 ? 3 : 4;
        kr_assert(*p < 0x80 || (*p >= 0xC2 && *p <= 0xF4));
        kr_assert((*p >= 0x20 && *p != 0x7F) || strchr(allowed, *p));
        for (size_t i = 1; i < n; i++)
            kr_assert((p[i] & 0xC0) == 0x80);
        p += n;
    }
    return chars;
}

struct crowd {
    char names[4][KR_NAME_SIZE];
    size_t n;
};

static bool is_taken(void *arg, const char *name)
{
    const struct crowd *c = arg;
    for (size_t i = 0; i < c->n; i++)
        if (kr_name_equal(c->names[i], name))
            return true;
    return false;
}

static void check_name(const char *text)
{
    char once[KR_NAME_SIZE], twice[KR_NAME_SIZE];
    if (kr_name_clean(once, text))
        return;
    kr_assert(check_utf8(once, "") <= KR_LIMIT_NAME_CHARS);
    kr_assert(once[0] && once[0] != ' ' && once[strlen(once) - 1] != ' ' && !strstr(once, "  "));
    int err = kr_name_clean(twice, once);
    kr_assert(!err && strcmp(once, twice) == 0);

    struct crowd c = {.n = 0};
    for (size_t i = 0; i < 4; i++) {
        memcpy(twice, once, sizeof twice);
        kr_name_make_unique(twice, is_taken, &c);
        kr_assert(check_utf8(twice, "") <= KR_LIMIT_NAME_CHARS && !is_taken(&c, twice));
        memcpy(c.names[c.n++], twice, sizeof twice);
    }
}

static void check_text(const char *text)
{
    char *once = malloc(strlen(text) + 1), *twice = malloc(strlen(text) + 1);
    kr_assert(once && twice);
    if (!kr_text_clean(once, text)) {
        check_utf8(once, "\t\n\r");
        int err = kr_text_clean(twice, once);
        kr_assert(!err && strcmp(once, twice) == 0);
    }
    free(once);
    free(twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    kr_assert(text);
    if (size)
        memcpy(text, data, size);
    text[size] = '\0';
    check_name(text);
    check_text(text);
    free(text);
    return 0;
}
