/* SPDX-License-Identifier: EUPL-1.2 */
#include "proto/json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/utf8.h"

enum { VALUES_FIRST = 32 };

struct reader {
    char *at, *end;
    struct kr_json *values;
    size_t n, room;
};

static void skip_space(struct reader *r)
{
    while (*r->at == ' ' || *r->at == '\t' || *r->at == '\n' || *r->at == '\r')
        r->at++;
}

/* What was grown out of is wiped: texts lie elsewhere, but numbers are values. */
static int grow(struct reader *r)
{
    size_t room = r->room ? 2 * r->room : VALUES_FIRST;
    struct kr_json *values = malloc(room * sizeof *values);
    if (!values)
        return KR_E_NOMEM;
    if (r->n) {
        memcpy(values, r->values, r->n * sizeof *values);
        r->values->whole = (uint32_t)r->n;
    }
    kr_json_free(r->values);
    r->values = values;
    r->room = room;
    return 0;
}

/* Adds a value of one; *out is its number, since the array may move. */
static int add(struct reader *r, enum kr_json_kind kind, size_t *out)
{
    int err = r->n == r->room ? grow(r) : 0;
    if (err)
        return err;
    *out = r->n++;
    r->values[*out] = (struct kr_json){.kind = kind, .whole = 1};
    return 0;
}

static bool read_hex4(const char *p, unsigned *out)
{
    unsigned value = 0;
    for (int i = 0; i < 4; i++) {
        char c = p[i]; /* the text's terminator is no digit, so nothing behind it is read */
        unsigned digit = c >= '0' && c <= '9' ? (unsigned)(c - '0') : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a' + 10) : c >= 'A' && c <= 'F' ? (unsigned)(c - 'A' + 10) : 16;
        if (digit == 16)
            return false;
        value = value << 4 | digit;
    }
    *out = value;
    return true;
}

/* RFC 3629 section 3; at most as long as the escape it stands for. */
static char *put_char(char *to, unsigned c)
{
    if (c < 0x80) {
        *to++ = (char)c;
    } else if (c < 0x800) {
        *to++ = (char)(0xc0 | c >> 6);
        *to++ = (char)(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        *to++ = (char)(0xe0 | c >> 12);
        *to++ = (char)(0x80 | (c >> 6 & 0x3f));
        *to++ = (char)(0x80 | (c & 0x3f));
    } else {
        *to++ = (char)(0xf0 | c >> 18);
        *to++ = (char)(0x80 | (c >> 12 & 0x3f));
        *to++ = (char)(0x80 | (c >> 6 & 0x3f));
        *to++ = (char)(0x80 | (c & 0x3f));
    }
    return to;
}

/* RFC 8259 section 7: \uXXXX, or two of them for what is beyond 16 bits. *from is behind the `u`. */
static char *unescape_number(char *to, const char **from)
{
    unsigned c, low;
    if (!read_hex4(*from, &c) || c == 0)
        return NULL;
    *from += 4;
    if (c >= 0xdc00 && c <= 0xdfff)
        return NULL;
    if (c >= 0xd800 && c <= 0xdbff) {
        if ((*from)[0] != '\\' || (*from)[1] != 'u' || !read_hex4(*from + 2, &low) || low < 0xdc00 || low > 0xdfff)
            return NULL;
        *from += 6;
        c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
    }
    return put_char(to, c);
}

/* One escape; *from is at the backslash. Returns where the text goes on, NULL: it is none. */
static char *unescape(char *to, const char **from)
{
    static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
    char c = (*from)[1];
    *from += 2;
    if (c == 'u')
        return unescape_number(to, from);
    const char *name = c ? strchr(names, c) : NULL;
    if (!name)
        return NULL;
    *to++ = values[name - names];
    return to;
}

/* A string that begins at the quote r->at; it is left unescaped and with a terminator at *text. */
static int read_string(struct reader *r, const char **text, uint32_t *len)
{
    const char *from = r->at + 1;
    char *to = r->at + 1;
    unsigned char bits = 0;
    if (*r->at != '"')
        return KR_E_MALFORMED;
    *text = to;
    for (;;) {
        const char *run = from;
        while ((unsigned char)*from >= 0x20 && *from != '"' && *from != '\\')
            bits |= (unsigned char)*from++;
        size_t n = (size_t)(from - run);
        if (to != run)
            memmove(to, run, n);
        to += n;
        if (*from == '"')
            break;
        if (*from != '\\' || !(to = unescape(to, &from))) /* a control character, or the text's end */
            return KR_E_MALFORMED;
    }
    r->at += from + 1 - r->at;
    *to = '\0';
    *len = (uint32_t)(to - *text);
    return bits < 0x80 || kr_utf8_is_valid(*text, *len) ? 0 : KR_E_MALFORMED;
}

static bool skip_digits(struct reader *r)
{
    const char *begin = r->at;
    while (*r->at >= '0' && *r->at <= '9')
        r->at++;
    return r->at > begin;
}

/* RFC 8259 section 6. What does not fit a 64-bit integer, or a double, is refused rather than rounded. */
static int read_number(struct reader *r, struct kr_json *v)
{
    const char *begin = r->at;
    bool negative = *r->at == '-', real = false;
    r->at += negative;
    const char *digits = r->at;
    if (!skip_digits(r) || (*digits == '0' && r->at - digits > 1))
        return KR_E_MALFORMED;
    const char *end = r->at;
    if (*r->at == '.') {
        real = true;
        r->at++;
        if (!skip_digits(r))
            return KR_E_MALFORMED;
    }
    if (*r->at == 'e' || *r->at == 'E') {
        real = true;
        r->at++;
        r->at += *r->at == '+' || *r->at == '-';
        if (!skip_digits(r))
            return KR_E_MALFORMED;
    }
    v->kind = real ? KR_JSON_REAL : KR_JSON_INT;
    if (real)
        return isinf(strtod(begin, NULL)) ? KR_E_MALFORMED : 0;
    uint64_t most = (uint64_t)INT64_MAX + negative, number = 0;
    for (const char *p = digits; p < end; p++) {
        uint64_t digit = (uint64_t)(*p - '0');
        if (number > (most - digit) / 10)
            return KR_E_MALFORMED;
        number = number * 10 + digit;
    }
    v->number = negative ? (int64_t)(0 - number) : (int64_t)number;
    return 0;
}

static int read_word(struct reader *r, const char *word)
{
    size_t len = strlen(word);
    if (strncmp(r->at, word, len) != 0)
        return KR_E_MALFORMED;
    r->at += len;
    return 0;
}

static bool same_name(const struct kr_json *v, const char *name, size_t len)
{
    return v->name_len == len && memcmp(v->name, name, len) == 0;
}

/* RFC 8259 section 4: what two members of one name mean is anybody's guess, so there are none. */
static bool is_taken(const struct kr_json *object, const char *name, size_t len)
{
    const struct kr_json *v = kr_json_first(object);
    for (uint32_t i = 0; i < object->n; i++, v = kr_json_next(v))
        if (same_name(v, name, len))
            return true;
    return false;
}

static int read_value(struct reader *r, unsigned depth, size_t *out);

static int read_member(struct reader *r, unsigned depth, size_t object)
{
    const char *name;
    uint32_t len;
    size_t at;
    skip_space(r);
    int err = read_string(r, &name, &len);
    if (err)
        return err;
    if (r->values[object].n == KR_JSON_NAMES || is_taken(&r->values[object], name, len))
        return KR_E_MALFORMED;
    skip_space(r);
    if (*r->at++ != ':')
        return KR_E_MALFORMED;
    err = read_value(r, depth, &at);
    if (err)
        return err;
    r->values[at].name = name;
    r->values[at].name_len = len;
    return 0;
}

/* r->at is at the opening bracket. */
static int read_container(struct reader *r, unsigned depth, size_t at)
{
    bool object = *r->at++ == '{';
    char close = object ? '}' : ']';
    if (depth == KR_LIMIT_JSON_DEPTH)
        return KR_E_TOO_LARGE;
    skip_space(r);
    for (bool more = *r->at != close; more; r->at += more) {
        size_t item;
        int err = object ? read_member(r, depth + 1, at) : read_value(r, depth + 1, &item);
        if (err)
            return err;
        r->values[at].n++;
        skip_space(r);
        more = *r->at == ',';
        if (!more && *r->at != close)
            return KR_E_MALFORMED;
    }
    r->at++;
    r->values[at].whole = (uint32_t)(r->n - at);
    return 0;
}

static int read_value(struct reader *r, unsigned depth, size_t *out)
{
    size_t at;
    int err = add(r, KR_JSON_NULL, &at);
    if (err)
        return err;
    *out = at;
    skip_space(r);
    struct kr_json *v = &r->values[at];
    switch (*r->at) {
    case '{':
    case '[':
        v->kind = *r->at == '{' ? KR_JSON_OBJECT : KR_JSON_ARRAY;
        return read_container(r, depth, at);
    case '"':
        v->kind = KR_JSON_STRING;
        return read_string(r, &v->text, &v->len);
    case 't':
        v->kind = KR_JSON_TRUE;
        return read_word(r, "true");
    case 'f':
        v->kind = KR_JSON_FALSE;
        return read_word(r, "false");
    case 'n':
        return read_word(r, "null");
    default:
        return read_number(r, v);
    }
}

int kr_json_parse(struct kr_json **out, char *text, size_t len)
{
    struct reader r = {.at = text, .end = text + len};
    size_t at;
    if (len > UINT32_MAX)
        return KR_E_TOO_LARGE;
    skip_space(&r);
    int err = *r.at == '{' || *r.at == '[' ? read_value(&r, 0, &at) : KR_E_MALFORMED;
    if (!err) {
        skip_space(&r);
        err = r.at == r.end ? 0 : KR_E_MALFORMED;
    }
    if (err) {
        if (r.values)
            r.values->whole = (uint32_t)r.n;
        kr_json_free(r.values);
        return err;
    }
    *out = r.values;
    return 0;
}

void kr_json_free(struct kr_json *values)
{
    if (values)
        explicit_bzero(values, values->whole * sizeof *values);
    free(values);
}

const struct kr_json *kr_json_member(const struct kr_json *object, const char *name, const struct kr_json **near)
{
    const struct kr_json *end = kr_json_next(object), *v = *near ? *near : kr_json_first(object);
    size_t len = strlen(name);
    for (uint32_t i = 0; i < object->n; i++, v = kr_json_next(v)) {
        if (v == end)
            v = kr_json_first(object);
        if (!same_name(v, name, len))
            continue;
        *near = kr_json_next(v);
        return v;
    }
    return NULL;
}
