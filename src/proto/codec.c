/* SPDX-License-Identifier: EUPL-1.2 */
#include "proto/codec.h"

#include <jansson.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/limits.h"

/* Arrays of one parsed message, and the JSON tree its texts point into. */
struct kr_proto_keep {
    json_t *root;
    void *arrays[32]; /* no message has more lists than this; parse_array checks */
    size_t n_arrays;
};

static void wipe_and_free(void *p)
{
    if (p)
        explicit_bzero(p, malloc_usable_size(p));
    free(p);
}

void kr_proto_init(void)
{
    json_set_alloc_funcs(malloc, wipe_and_free);
}

const char *kr_proto_type_name(const struct kr_proto_protocol *p, int type)
{
    return type >= 0 && (size_t)type < p->n_messages ? p->messages[type].name : "unknown";
}

static int fail(struct kr_proto_fault *fault, const char *error, const char *field)
{
    if (fault) {
        fault->error = error;
        snprintf(fault->field, sizeof fault->field, "%s", field);
    }
    return KR_E_MALFORMED;
}

/* jansson recurses, so the nesting is bounded before it sees the text. */
static bool too_deep(const char *json, size_t len)
{
    int depth = 0;
    bool in_string = false;
    for (size_t i = 0; i < len; i++) {
        char c = json[i];
        if (in_string) {
            if (c == '\\')
                i++;
            else if (c == '"')
                in_string = false;
        } else if (c == '"') {
            in_string = true;
        } else if (c == '{' || c == '[') {
            if (++depth > KR_LIMIT_JSON_DEPTH)
                return true;
        } else if (c == '}' || c == ']') {
            depth--;
        }
    }
    return false;
}

static bool is_id(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        char c = text[i];
        bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
                          c == '.' || c == '~';
        if (!unreserved)
            return false;
    }
    return len > 0;
}

static int parse_struct(const struct kr_proto_struct *s, char *out, const json_t *object, struct kr_proto_keep *keep,
                        struct kr_proto_fault *fault);

static int parse_text(const json_t *value, int64_t min, int64_t max, bool id, const char **out, const char *field,
                      struct kr_proto_fault *fault)
{
    if (!json_is_string(value))
        return fail(fault, "wrong_type", field);
    size_t len = json_string_length(value);
    if ((int64_t)len < min || (int64_t)len > max)
        return fail(fault, "out_of_range", field);
    const char *text = json_string_value(value);
    if (id && !is_id(text, len))
        return fail(fault, "bad_text", field);
    *out = text;
    return 0;
}

static int parse_array(const struct kr_proto_field *f, char *out, const json_t *value, struct kr_proto_keep *keep,
                       struct kr_proto_fault *fault)
{
    if (!json_is_array(value))
        return fail(fault, "wrong_type", f->name);
    size_t n = json_array_size(value), item_size = f->sub ? f->sub->size : sizeof(char *);
    if ((int64_t)n > f->max)
        return fail(fault, "out_of_range", f->name);
    if (n == 0)
        return 0;
    if (keep->n_arrays == sizeof keep->arrays / sizeof *keep->arrays)
        return fail(fault, "out_of_range", f->name);
    char *items = calloc(n, item_size);
    if (!items)
        return KR_E_NOMEM;
    keep->arrays[keep->n_arrays++] = items;
    for (size_t i = 0; i < n; i++) {
        const json_t *item = json_array_get(value, i);
        int err = f->sub ? parse_struct(f->sub, items + i * item_size, item, keep, fault)
                         : parse_text(item, 0, f->item_max, f->kind == KR_PROTO_IDS, (const char **)items + i, f->name, fault);
        if (err)
            return err;
    }
    memcpy(out + f->offset, &items, sizeof items);
    memcpy(out + f->len_offset, &n, sizeof n);
    return 0;
}

static int parse_enum(const struct kr_proto_field *f, char *out, const json_t *value, struct kr_proto_fault *fault)
{
    const char *text = json_string_value(value);
    if (!text)
        return fail(fault, "wrong_type", f->name);
    for (int i = 0; i < (int)f->max; i++) {
        if (strcmp(text, f->values[i]) == 0) {
            memcpy(out + f->offset, &i, sizeof i);
            return 0;
        }
    }
    return fail(fault, "out_of_range", f->name);
}

static int parse_value(const struct kr_proto_field *f, char *out, const json_t *value, struct kr_proto_keep *keep,
                       struct kr_proto_fault *fault)
{
    switch (f->kind) {
    case KR_PROTO_STRING:
    case KR_PROTO_ID: {
        const char *text = NULL;
        int err = parse_text(value, f->min, f->max, f->kind == KR_PROTO_ID, &text, f->name, fault);
        memcpy(out + f->offset, &text, sizeof text);
        return err;
    }
    case KR_PROTO_BOOL: {
        bool on = json_is_true(value);
        if (!json_is_boolean(value))
            return fail(fault, "wrong_type", f->name);
        memcpy(out + f->offset, &on, sizeof on);
        return 0;
    }
    case KR_PROTO_INT: {
        int64_t number = json_integer_value(value);
        if (!json_is_integer(value))
            return fail(fault, "wrong_type", f->name);
        if (number < f->min || number > f->max)
            return fail(fault, "out_of_range", f->name);
        memcpy(out + f->offset, &number, sizeof number);
        return 0;
    }
    case KR_PROTO_ENUM:
        return parse_enum(f, out, value, fault);
    case KR_PROTO_STRUCT:
        return parse_struct(f->sub, out + f->offset, value, keep, fault);
    case KR_PROTO_LIST:
    case KR_PROTO_IDS:
    case KR_PROTO_STRINGS:
        return parse_array(f, out, value, keep, fault);
    }
    return KR_E_INTERNAL;
}

static int parse_struct(const struct kr_proto_struct *s, char *out, const json_t *object, struct kr_proto_keep *keep,
                        struct kr_proto_fault *fault)
{
    if (!json_is_object(object))
        return fail(fault, "wrong_type", s->name);
    for (size_t i = 0; i < s->n_fields; i++) {
        const struct kr_proto_field *f = &s->fields[i];
        const json_t *value = json_object_get(object, f->name);
        if (!value || json_is_null(value)) {
            if (!f->optional)
                return fail(fault, "missing_field", f->name);
            continue;
        }
        int err = parse_value(f, out, value, keep, fault);
        if (err)
            return err;
        if (f->has_offset)
            out[f->has_offset] = true;
    }
    return 0;
}

/* The number of a request or reply: a positive integer that JavaScript holds exactly; anything else counts as none. */
static int64_t request_number(const json_t *root, const char *key)
{
    const json_t *value = json_object_get(root, key);
    int64_t n = json_is_integer(value) ? json_integer_value(value) : 0;
    return n > 0 && n <= INT64_C(9007199254740991) ? n : 0;
}

static int type_of(const struct kr_proto_protocol *p, const json_t *root)
{
    const char *name = json_string_value(json_object_get(root, "type"));
    for (size_t i = 0; name && i < p->n_messages; i++)
        if (strcmp(name, p->messages[i].name) == 0)
            return (int)i;
    return -1;
}

/* type < 0: the text names it. */
static int parse(const struct kr_proto_protocol *p, int type, struct kr_proto_head **out, const char *json, size_t len,
                 struct kr_proto_fault *fault)
{
    if (fault)
        *fault = (struct kr_proto_fault){.error = "not_json"};
    if (too_deep(json, len))
        return fail(fault, "too_deep", "");
    json_t *root = json_loadb(json, len, JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_object(root)) {
        json_decref(root);
        return fail(fault, "not_json", "");
    }
    int64_t id = request_number(root, "id"), re = request_number(root, "re");
    if (fault)
        fault->id = id;
    if (type < 0)
        type = type_of(p, root);
    if (type < 0) {
        json_decref(root);
        return fail(fault, "unknown_message", "type");
    }

    struct kr_proto_head *msg = calloc(1, p->msg_size);
    struct kr_proto_keep *keep = calloc(1, sizeof *keep);
    if (!msg || !keep) {
        json_decref(root);
        free(msg);
        free(keep);
        return KR_E_NOMEM;
    }
    keep->root = root;
    *msg = (struct kr_proto_head){.type = type, .id = id, .re = re, .keep = keep};
    int err = parse_struct(&p->messages[type], (char *)msg + p->body_offset, root, keep, fault);
    if (err)
        kr_proto_free(msg);
    else
        *out = msg;
    return err;
}

int kr_proto_parse(const struct kr_proto_protocol *p, struct kr_proto_head **out, const char *json, size_t len,
                   struct kr_proto_fault *fault)
{
    return parse(p, -1, out, json, len, fault);
}

int kr_proto_parse_as(const struct kr_proto_protocol *p, int type, struct kr_proto_head **out, const char *json, size_t len,
                      struct kr_proto_fault *fault)
{
    kr_assert(type >= 0 && (size_t)type < p->n_messages);
    return parse(p, type, out, json, len, fault);
}

void kr_proto_free(struct kr_proto_head *msg)
{
    if (!msg)
        return;
    kr_assert(msg->keep);
    for (size_t i = 0; i < msg->keep->n_arrays; i++)
        free(msg->keep->arrays[i]);
    json_decref(msg->keep->root);
    free(msg->keep);
    free(msg);
}

static json_t *write_struct(const struct kr_proto_struct *s, const char *in);

static json_t *write_array(const struct kr_proto_field *f, const char *in)
{
    const char *items;
    size_t n, item_size = f->sub ? f->sub->size : sizeof(char *);
    memcpy(&items, in + f->offset, sizeof items);
    memcpy(&n, in + f->len_offset, sizeof n);
    json_t *array = json_array();
    for (size_t i = 0; i < n && array; i++) {
        const char *item = items + i * item_size;
        json_t *value = f->sub ? write_struct(f->sub, item) : json_string(*(const char *const *)item);
        if (json_array_append_new(array, value)) {
            json_decref(array);
            array = NULL;
        }
    }
    return array;
}

static json_t *write_value(const struct kr_proto_field *f, const char *in)
{
    const char *at = in + f->offset;
    switch (f->kind) {
    case KR_PROTO_STRING:
    case KR_PROTO_ID:
        return json_string(*(const char *const *)at);
    case KR_PROTO_BOOL:
        return json_boolean(*(const bool *)at);
    case KR_PROTO_INT:
        return json_integer(*(const int64_t *)at);
    case KR_PROTO_ENUM: {
        unsigned value;
        memcpy(&value, at, sizeof value);
        return value < (unsigned)f->max ? json_string(f->values[value]) : NULL;
    }
    case KR_PROTO_STRUCT:
        return write_struct(f->sub, at);
    case KR_PROTO_LIST:
    case KR_PROTO_IDS:
    case KR_PROTO_STRINGS:
        return write_array(f, in);
    }
    return NULL;
}

static bool is_absent(const struct kr_proto_field *f, const char *in)
{
    if (!f->optional)
        return false;
    if (!f->has_offset) /* strings, ids and lists */
        return *(const void *const *)(in + f->offset) == NULL;
    return !*(const bool *)(in + f->has_offset);
}

static json_t *write_struct(const struct kr_proto_struct *s, const char *in)
{
    json_t *object = json_object();
    for (size_t i = 0; i < s->n_fields && object; i++) {
        const struct kr_proto_field *f = &s->fields[i];
        if (is_absent(f, in))
            continue;
        if (json_object_set_new(object, f->name, write_value(f, in))) {
            json_decref(object);
            object = NULL;
        }
    }
    return object;
}

static char *dump(json_t *object, size_t *len)
{
    char *text = object ? json_dumps(object, JSON_COMPACT) : NULL;
    json_decref(object);
    if (text && len)
        *len = strlen(text);
    return text;
}

char *kr_proto_write_body(const struct kr_proto_protocol *p, const struct kr_proto_head *msg, size_t *len)
{
    kr_assert(msg->type >= 0 && (size_t)msg->type < p->n_messages);
    return dump(write_struct(&p->messages[msg->type], (const char *)msg + p->body_offset), len);
}

char *kr_proto_write(const struct kr_proto_protocol *p, const struct kr_proto_head *msg, size_t *len)
{
    kr_assert(msg->type >= 0 && (size_t)msg->type < p->n_messages);
    const struct kr_proto_struct *s = &p->messages[msg->type];
    json_t *object = write_struct(s, (const char *)msg + p->body_offset);
    if (object) {
        int err = json_object_set_new(object, "type", json_string(s->name));
        if (msg->id)
            err |= json_object_set_new(object, "id", json_integer(msg->id));
        if (msg->re)
            err |= json_object_set_new(object, "re", json_integer(msg->re));
        if (err) {
            json_decref(object);
            object = NULL;
        }
    }
    return dump(object, len);
}
