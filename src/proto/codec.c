/* SPDX-License-Identifier: EUPL-1.2 */
#include "proto/codec.h"

#include <inttypes.h>
#include <jansson.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "proto/json.h"

/* Arrays of one parsed message, and the JSON that its texts point into. */
struct kr_proto_keep {
    char *text;
    size_t len;
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

static int parse_struct(const struct kr_proto_struct *s, char *out, const struct kr_json *object, struct kr_proto_keep *keep,
                        struct kr_proto_fault *fault);

static int parse_text(const struct kr_json *value, int64_t min, int64_t max, bool id, const char **out, const char *field,
                      struct kr_proto_fault *fault)
{
    if (value->kind != KR_JSON_STRING)
        return fail(fault, "wrong_type", field);
    if (value->len < min || value->len > max)
        return fail(fault, "out_of_range", field);
    if (id && !is_id(value->text, value->len))
        return fail(fault, "bad_text", field);
    *out = value->text;
    return 0;
}

static int parse_array(const struct kr_proto_field *f, char *out, const struct kr_json *value, struct kr_proto_keep *keep,
                       struct kr_proto_fault *fault)
{
    if (value->kind != KR_JSON_ARRAY)
        return fail(fault, "wrong_type", f->name);
    size_t n = value->n, item_size = f->sub ? f->sub->size : sizeof(char *);
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
    const struct kr_json *item = kr_json_first(value);
    for (size_t i = 0; i < n; i++, item = kr_json_next(item)) {
        int err = f->sub ? parse_struct(f->sub, items + i * item_size, item, keep, fault)
                         : parse_text(item, 0, f->item_max, f->kind == KR_PROTO_IDS, (const char **)items + i, f->name, fault);
        if (err)
            return err;
    }
    memcpy(out + f->offset, &items, sizeof items);
    memcpy(out + f->len_offset, &n, sizeof n);
    return 0;
}

static int parse_enum(const struct kr_proto_field *f, char *out, const struct kr_json *value, struct kr_proto_fault *fault)
{
    if (value->kind != KR_JSON_STRING)
        return fail(fault, "wrong_type", f->name);
    for (int i = 0; i < (int)f->max; i++) {
        if (strcmp(value->text, f->values[i]) == 0) {
            memcpy(out + f->offset, &i, sizeof i);
            return 0;
        }
    }
    return fail(fault, "out_of_range", f->name);
}

static int parse_value(const struct kr_proto_field *f, char *out, const struct kr_json *value, struct kr_proto_keep *keep,
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
        bool on = value->kind == KR_JSON_TRUE;
        if (!on && value->kind != KR_JSON_FALSE)
            return fail(fault, "wrong_type", f->name);
        memcpy(out + f->offset, &on, sizeof on);
        return 0;
    }
    case KR_PROTO_INT: {
        if (value->kind != KR_JSON_INT)
            return fail(fault, "wrong_type", f->name);
        if (value->number < f->min || value->number > f->max)
            return fail(fault, "out_of_range", f->name);
        memcpy(out + f->offset, &value->number, sizeof value->number);
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

static int parse_struct(const struct kr_proto_struct *s, char *out, const struct kr_json *object, struct kr_proto_keep *keep,
                        struct kr_proto_fault *fault)
{
    const struct kr_json *near = NULL;
    if (object->kind != KR_JSON_OBJECT)
        return fail(fault, "wrong_type", s->name);
    for (size_t i = 0; i < s->n_fields; i++) {
        const struct kr_proto_field *f = &s->fields[i];
        const struct kr_json *value = kr_json_member(object, f->name, &near);
        if (!value || value->kind == KR_JSON_NULL) {
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

/* A member of the envelope, wherever it stands; NULL: it is not there. */
static const struct kr_json *of_envelope(const struct kr_json *root, const char *name)
{
    const struct kr_json *near = NULL;
    return kr_json_member(root, name, &near);
}

/* The number of a request or reply: a positive integer that JavaScript holds exactly; anything else counts as none. */
static int64_t request_number(const struct kr_json *root, const char *name)
{
    const struct kr_json *value = of_envelope(root, name);
    int64_t n = value && value->kind == KR_JSON_INT ? value->number : 0;
    return n > 0 && n <= INT64_C(9007199254740991) ? n : 0;
}

static int type_of(const struct kr_proto_protocol *p, const struct kr_json *root)
{
    const struct kr_json *name = of_envelope(root, "type");
    for (size_t i = 0; name && name->kind == KR_JSON_STRING && i < p->n_messages; i++)
        if (strcmp(name->text, p->messages[i].name) == 0)
            return (int)i;
    return -1;
}

/* type < 0: the text names it. */
static int parse_root(const struct kr_proto_protocol *p, int type, struct kr_proto_head *out, const struct kr_json *root,
                      struct kr_proto_fault *fault)
{
    if (root->kind != KR_JSON_OBJECT)
        return fail(fault, "not_json", "");
    out->id = request_number(root, "id");
    out->re = request_number(root, "re");
    if (fault)
        fault->id = out->id;
    out->type = type < 0 ? type_of(p, root) : type;
    if (out->type < 0)
        return fail(fault, "unknown_message", "type");
    return parse_struct(&p->messages[out->type], (char *)out + p->body_offset, root, out->keep, fault);
}

static int new_message(const struct kr_proto_protocol *p, struct kr_proto_head **out, const char *json, size_t len)
{
    struct kr_proto_head *msg = calloc(1, p->msg_size);
    struct kr_proto_keep *keep = calloc(1, sizeof *keep);
    char *text = malloc(len + 1);
    if (!msg || !keep || !text) {
        free(msg);
        free(keep);
        free(text);
        return KR_E_NOMEM;
    }
    memcpy(text, json, len);
    text[len] = '\0';
    *keep = (struct kr_proto_keep){.text = text, .len = len};
    msg->keep = keep;
    *out = msg;
    return 0;
}

static int parse(const struct kr_proto_protocol *p, int type, struct kr_proto_head **out, const char *json, size_t len,
                 struct kr_proto_fault *fault)
{
    struct kr_proto_head *msg;
    struct kr_json *root = NULL;
    if (fault)
        *fault = (struct kr_proto_fault){.error = "not_json"};
    int err = new_message(p, &msg, json, len);
    if (err)
        return err;
    err = kr_json_parse(&root, msg->keep->text, len);
    if (err == KR_E_TOO_LARGE)
        err = fail(fault, "too_deep", "");
    if (!err)
        err = parse_root(p, type, msg, root, fault);
    kr_json_free(root);
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
    explicit_bzero(msg->keep->text, msg->keep->len); /* it may have held a password */
    free(msg->keep->text);
    free(msg->keep);
    free(msg);
}

/* What is written: counted first, then put into a place of just that size. */
struct sink {
    char *text; /* NULL: only counted */
    size_t len;
    bool failed;
};

static void put(struct sink *o, const char *bytes, size_t len)
{
    if (o->text)
        memcpy(o->text + o->len, bytes, len);
    o->len += len;
}

static void put_text(struct sink *o, const char *text)
{
    size_t len = text ? strlen(text) : 0, quoted = text ? kr_json_quoted_bytes(text, len) : 0;
    if (!quoted)
        o->failed = true;
    else if (o->text)
        kr_json_quote(o->text + o->len, text, len);
    o->len += quoted;
}

static void put_number(struct sink *o, int64_t number)
{
    char digits[24];
    put(o, digits, (size_t)snprintf(digits, sizeof digits, "%" PRId64, number));
}

/* `,"name":`; names are plain words of proto/. */
static void put_name(struct sink *o, bool *first, const char *name)
{
    if (!*first)
        put(o, ",", 1);
    *first = false;
    put(o, "\"", 1);
    put(o, name, strlen(name));
    put(o, "\":", 2);
}

static void write_fields(struct sink *o, bool *first, const struct kr_proto_struct *s, const char *in);

static void write_struct(struct sink *o, const struct kr_proto_struct *s, const char *in)
{
    bool first = true;
    put(o, "{", 1);
    write_fields(o, &first, s, in);
    put(o, "}", 1);
}

static void write_array(struct sink *o, const struct kr_proto_field *f, const char *in)
{
    const char *items;
    size_t n, item_size = f->sub ? f->sub->size : sizeof(char *);
    memcpy(&items, in + f->offset, sizeof items);
    memcpy(&n, in + f->len_offset, sizeof n);
    put(o, "[", 1);
    for (size_t i = 0; i < n && !o->failed; i++) {
        const char *item = items + i * item_size;
        put(o, ",", i > 0);
        if (f->sub)
            write_struct(o, f->sub, item);
        else
            put_text(o, *(const char *const *)item);
    }
    put(o, "]", 1);
}

static void write_enum(struct sink *o, const struct kr_proto_field *f, const char *at)
{
    unsigned value;
    memcpy(&value, at, sizeof value);
    put_text(o, value < (unsigned)f->max ? f->values[value] : NULL);
}

static void write_value(struct sink *o, const struct kr_proto_field *f, const char *in)
{
    const char *at = in + f->offset;
    switch (f->kind) {
    case KR_PROTO_STRING:
    case KR_PROTO_ID:
        put_text(o, *(const char *const *)at);
        break;
    case KR_PROTO_BOOL:
        put(o, *(const bool *)at ? "true" : "false", *(const bool *)at ? 4 : 5);
        break;
    case KR_PROTO_INT:
        put_number(o, *(const int64_t *)at);
        break;
    case KR_PROTO_ENUM:
        write_enum(o, f, at);
        break;
    case KR_PROTO_STRUCT:
        write_struct(o, f->sub, at);
        break;
    case KR_PROTO_LIST:
    case KR_PROTO_IDS:
    case KR_PROTO_STRINGS:
        write_array(o, f, in);
        break;
    }
}

static bool is_absent(const struct kr_proto_field *f, const char *in)
{
    if (!f->optional)
        return false;
    if (!f->has_offset) /* strings, ids and lists */
        return *(const void *const *)(in + f->offset) == NULL;
    return !*(const bool *)(in + f->has_offset);
}

static void write_fields(struct sink *o, bool *first, const struct kr_proto_struct *s, const char *in)
{
    for (size_t i = 0; i < s->n_fields && !o->failed; i++) {
        const struct kr_proto_field *f = &s->fields[i];
        if (is_absent(f, in))
            continue;
        put_name(o, first, f->name);
        write_value(o, f, in);
    }
}

static void write_message(struct sink *o, const struct kr_proto_protocol *p, const struct kr_proto_head *msg, bool envelope)
{
    const struct kr_proto_struct *s = &p->messages[msg->type];
    bool first = true;
    put(o, "{", 1);
    write_fields(o, &first, s, (const char *)msg + p->body_offset);
    if (envelope) {
        put_name(o, &first, "type");
        put_text(o, s->name);
    }
    if (envelope && msg->id) {
        put_name(o, &first, "id");
        put_number(o, msg->id);
    }
    if (envelope && msg->re) {
        put_name(o, &first, "re");
        put_number(o, msg->re);
    }
    put(o, "}", 1);
}

static char *write_all(const struct kr_proto_protocol *p, const struct kr_proto_head *msg, size_t *len, bool envelope)
{
    struct sink count = {0}, out = {0};
    kr_assert(msg->type >= 0 && (size_t)msg->type < p->n_messages);
    write_message(&count, p, msg, envelope);
    if (count.failed || !(out.text = malloc(count.len + 1)))
        return NULL;
    write_message(&out, p, msg, envelope);
    kr_assert(out.len == count.len);
    out.text[out.len] = '\0';
    if (len)
        *len = out.len;
    return out.text;
}

char *kr_proto_write_body(const struct kr_proto_protocol *p, const struct kr_proto_head *msg, size_t *len)
{
    return write_all(p, msg, len, false);
}

char *kr_proto_write(const struct kr_proto_protocol *p, const struct kr_proto_head *msg, size_t *len)
{
    return write_all(p, msg, len, true);
}
