/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Reads and writes the messages of proto/ by the descriptor tables that tools/protogen.py makes of them. Text is
 * refused before it is parsed when it is too long or nested too deep (KR_LIMIT_JSON_DEPTH); every field is checked
 * for type, length, range and alphabet; unknown fields are ignored, unknown messages and duplicate keys are not.
 */
#ifndef KR_PROTO_CODEC_H
#define KR_PROTO_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum kr_proto_kind {
    KR_PROTO_STRING, /* const char *, UTF-8 without NUL; min and max in bytes */
    KR_PROTO_ID,     /* const char *, [A-Za-z0-9_~.-], RFC 3986 2.3 unreserved characters */
    KR_PROTO_BOOL,
    KR_PROTO_INT,    /* int64_t */
    KR_PROTO_ENUM,   /* any enum, the index into values */
    KR_PROTO_STRUCT, /* embedded struct `sub` */
    KR_PROTO_LIST,   /* array of struct `sub` */
    KR_PROTO_IDS,    /* array of const char * */
    KR_PROTO_STRINGS,
};

struct kr_proto_struct;

struct kr_proto_field {
    const char *name;
    enum kr_proto_kind kind;
    bool optional;     /* absent: NULL for texts, has_<name> false for the rest */
    size_t offset;     /* of the value in the struct */
    size_t has_offset; /* of has_<name> */
    size_t len_offset; /* of <name>_len */
    int64_t min, max;
    int64_t item_max; /* bytes of one item of IDS and STRINGS */
    const struct kr_proto_struct *sub;
    const char *const *values;
};

struct kr_proto_struct {
    const char *name;
    size_t size;
    const struct kr_proto_field *fields;
    size_t n_fields;
};

struct kr_proto_protocol {
    const char *name;
    const struct kr_proto_struct *messages; /* indexed by type */
    size_t n_messages;
    size_t msg_size, body_offset;
};

/* First member of every message. `keep` owns what the texts and arrays of a parsed message point into. */
struct kr_proto_head {
    int type;
    int64_t id; /* number of a request, 0: none */
    int64_t re; /* number of the request this answers, 0: none */
    struct kr_proto_keep *keep;
};

/* What was wrong with a text: a stable identifier and the field's name (or ""). */
struct kr_proto_fault {
    const char *error; /* not_json, too_deep, unknown_message, missing_field, wrong_type, out_of_range, bad_text */
    char field[32];
    int64_t id; /* number of the request, if it could be read */
};

/*
 * Call once at the start of a process: memory of JSON values is wiped when freed, since it may hold passwords.
 * Not thread-safe.
 */
void kr_proto_init(void);

/* Parses one message into *out, owned by the caller. KR_E_MALFORMED and *fault (may be NULL) on bad input. */
KR_MUST_CHECK int kr_proto_parse(const struct kr_proto_protocol *p, struct kr_proto_head **out, const char *json, size_t len,
                                 struct kr_proto_fault *fault);

/* Like kr_proto_parse for a body without envelope. */
KR_MUST_CHECK int kr_proto_parse_as(const struct kr_proto_protocol *p, int type, struct kr_proto_head **out, const char *json,
                                    size_t len, struct kr_proto_fault *fault);

/* Frees a parsed message; NULL is fine. Messages built by hand live on the stack and are not freed here. */
void kr_proto_free(struct kr_proto_head *msg);

/* JSON text of a message, to be freed by the caller; NULL when out of memory or against the schema. */
char *kr_proto_write(const struct kr_proto_protocol *p, const struct kr_proto_head *msg, size_t *len);
char *kr_proto_write_body(const struct kr_proto_protocol *p, const struct kr_proto_head *msg, size_t *len);

/* Name of a message type, for logs. */
const char *kr_proto_type_name(const struct kr_proto_protocol *p, int type);

#endif
