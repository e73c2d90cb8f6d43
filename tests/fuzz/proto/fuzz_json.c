/* SPDX-License-Identifier: EUPL-1.2 */
/* Our reader of JSON against jansson's: both take a text or neither does, but for the bounds that are ours alone and for NUL. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "proto/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool same(const struct kr_json *ours, const json_t *theirs);

static bool same_object(const struct kr_json *ours, const json_t *theirs)
{
    const struct kr_json *v = kr_json_first(ours);
    if (ours->n != json_object_size(theirs))
        return false;
    for (uint32_t i = 0; i < ours->n; i++, v = kr_json_next(v))
        if (strlen(v->name) != v->name_len || !same(v, json_object_get(theirs, v->name)))
            return false;
    return true;
}

static bool same_array(const struct kr_json *ours, const json_t *theirs)
{
    const struct kr_json *v = kr_json_first(ours);
    if (ours->n != json_array_size(theirs))
        return false;
    for (uint32_t i = 0; i < ours->n; i++, v = kr_json_next(v))
        if (!same(v, json_array_get(theirs, i)))
            return false;
    return true;
}

static bool same(const struct kr_json *ours, const json_t *theirs)
{
    switch (ours->kind) {
    case KR_JSON_NULL:
        return json_is_null(theirs);
    case KR_JSON_FALSE:
        return json_is_false(theirs);
    case KR_JSON_TRUE:
        return json_is_true(theirs);
    case KR_JSON_INT:
        return json_is_integer(theirs) && json_integer_value(theirs) == ours->number;
    case KR_JSON_REAL:
        return json_is_real(theirs);
    case KR_JSON_STRING:
        return json_is_string(theirs) && json_string_length(theirs) == ours->len && memcmp(json_string_value(theirs), ours->text, ours->len + 1) == 0;
    case KR_JSON_ARRAY:
        return json_is_array(theirs) && same_array(ours, theirs);
    case KR_JSON_OBJECT:
        return json_is_object(theirs) && same_object(ours, theirs);
    }
    return false;
}

static bool too_many_names(const json_t *v)
{
    const char *name;
    json_t *item;
    size_t i;
    if (json_object_size(v) > KR_JSON_NAMES)
        return true;
    json_object_foreach((json_t *)v, name, item)
        if (too_many_names(item))
            return true;
    json_array_foreach(v, i, item)
        if (too_many_names(item))
            return true;
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kr_json *ours = NULL;
    char *text = malloc(size + 1);
    kr_assert(text);
    if (size)
        memcpy(text, data, size);
    text[size] = '\0';
    json_t *theirs = json_loadb((const char *)data, size, JSON_REJECT_DUPLICATES, NULL);
    int err = kr_json_parse(&ours, text, size);
    bool has_nul = size && memchr(data, '\0', size) != NULL; /* never JSON, but jansson 2.14 overlooks one behind a number */
    if (!err)
        kr_assert(!has_nul && theirs && same(ours, theirs));
    else if (err == KR_E_MALFORMED)
        kr_assert(!theirs || has_nul || too_many_names(theirs));
    kr_json_free(ours);
    json_decref(theirs);
    free(text);
    return 0;
}
