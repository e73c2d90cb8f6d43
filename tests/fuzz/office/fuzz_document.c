/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What an operator writes as a document. Input: a text that others include as "b", a line "=", the text itself. Checking
 * ends, names lines that the text has, and what passes can be put together; including never leaves an include behind.
 */
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "office/document/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct shelf {
    const char *text;
    size_t len;
    unsigned asked;
};

static int find(void *arg, const char *kind, char **text, size_t *len)
{
    struct shelf *s = arg;
    kr_assert(kind[0] && strlen(kind) <= KR_INCLUDE_NAME_BYTES);
    s->asked++;
    if (strcmp(kind, "b") != 0)
        return KR_E_NOT_FOUND;
    *text = malloc(s->len + 1);
    if (!*text)
        return KR_E_NOMEM;
    memcpy(*text, s->text, s->len);
    *len = s->len;
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 16384)
        return 0;
    const char *all = (const char *)data, *cut = memmem(all, size, "\n=\n", 3);
    struct shelf shelf = {cut ? all : "", cut ? (size_t)(cut - all) : 0, 0};
    const char *text = cut ? cut + 3 : all;
    size_t len = size - (size_t)(text - all);
    uint32_t lines = 1;
    for (size_t i = 0; i < len; i++)
        lines += text[i] == '\n';

    char *out = NULL;
    size_t out_len;
    struct kr_paper_fault fault = {0};
    int err = kr_include_expand(&out, &out_len, text, len, find, &shelf, &fault);
    if (err) {
        kr_assert(fault.reason && fault.line >= 1 && fault.line <= lines);
    } else {
        kr_assert(strlen(out) <= out_len && out_len <= KR_PAPER_FILLED_BYTES && shelf.asked <= KR_INCLUDE_COUNT);
        shelf.asked = 0;
        char *again = NULL;
        size_t again_len;
        if (kr_include_expand(&again, &again_len, out, out_len, find, &shelf, &fault) == 0)
            kr_assert(shelf.asked == 0 && again_len == out_len);
        free(again);
        free(out);
    }

    struct kr_document_check check;
    shelf.asked = 0;
    if (kr_document_check(&check, kr_document_kind("avv"), "de", text, len, find, &shelf) == 0) {
        kr_assert(check.n_faults <= KR_DOCUMENT_FAULTS);
        for (size_t i = 0; i < check.n_faults; i++)
            kr_assert(check.faults[i].reason && check.faults[i].line <= lines + 1);
        kr_assert(check.n_faults > 0 || err == 0);
    }
    return 0;
}
