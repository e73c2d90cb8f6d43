/* SPDX-License-Identifier: EUPL-1.2 */
#include "paper/fill.h"

#include <string.h>

#include "base/strbuf.h"
#include "paper/reader.h"
#include "paper/utf8.h"

/* ---- values ---- */

void kr_paper_values_init(struct kr_paper_values *v)
{
    *v = (struct kr_paper_values){0};
    kr_arena_init(&v->arena, KR_PAPER_VALUES_BYTES);
}

void kr_paper_values_fini(struct kr_paper_values *v)
{
    kr_arena_fini(&v->arena);
    *v = (struct kr_paper_values){0};
}

static bool is_key_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
}

static bool is_key(const char *key, size_t len)
{
    if (len == 0 || len > KR_PAPER_KEY_BYTES)
        return false;
    for (size_t i = 0; i < len; i++)
        if (!is_key_char(key[i]))
            return false;
    return true;
}

static int put_value(struct kr_paper_values *v, struct kr_paper_value **at, const char *key, const char *text, bool is_address)
{
    size_t n = 0, len = text ? strlen(text) : 0;
    if (!is_key(key, strlen(key)))
        return KR_E_MALFORMED;
    if (len > KR_PAPER_VALUE_BYTES)
        return KR_E_TOO_LARGE;
    for (; *at && strcmp((*at)->key, key) != 0; at = &(*at)->next)
        if (++n >= KR_PAPER_VALUES)
            return KR_E_FULL;
    struct kr_paper_value *value = *at ? *at : kr_arena_take(&v->arena, sizeof *value);
    char *copy = kr_arena_text(&v->arena, text ? text : "", len);
    if (value && !value->key)
        value->key = kr_arena_text(&v->arena, key, strlen(key));
    if (!value || !copy || !value->key)
        return KR_E_NOMEM;
    value->text = copy;
    value->is_address = is_address;
    *at = value;
    return 0;
}

void kr_paper_value_set(struct kr_paper_values *v, const char *key, const char *text)
{
    int err = put_value(v, &v->values, key, text, false);
    v->err = v->err ? v->err : err;
}

void kr_paper_value_set_address(struct kr_paper_values *v, const char *key, const char *address)
{
    int err = put_value(v, &v->values, key, address, true);
    v->err = v->err ? v->err : err;
}

struct kr_paper_list *kr_paper_list_get(struct kr_paper_values *v, const char *key)
{
    size_t n = 0;
    struct kr_paper_list **at = &v->lists;
    for (; *at; at = &(*at)->next, n++)
        if (strcmp((*at)->key, key) == 0)
            return *at;
    struct kr_paper_list *list = n < KR_PAPER_VALUES && is_key(key, strlen(key)) ? kr_arena_take(&v->arena, sizeof *list) : NULL;
    char *copy = kr_arena_text(&v->arena, key, strlen(key));
    if (!list || !copy) {
        v->err = v->err ? v->err : KR_E_FULL;
        return NULL;
    }
    list->key = copy;
    list->tail = &list->rows;
    *at = list;
    return list;
}

struct kr_paper_row *kr_paper_list_add(struct kr_paper_values *v, struct kr_paper_list *list)
{
    struct kr_paper_row *row = list && list->n_rows < KR_PAPER_ROWS ? kr_arena_take(&v->arena, sizeof *row) : NULL;
    if (!row) {
        v->err = v->err ? v->err : KR_E_FULL;
        return NULL;
    }
    *list->tail = row;
    list->tail = &row->next;
    list->n_rows++;
    return row;
}

void kr_paper_row_set(struct kr_paper_values *v, struct kr_paper_row *row, const char *field, const char *text)
{
    int err = row ? put_value(v, &row->fields, field, text, false) : KR_E_STATE;
    v->err = v->err ? v->err : err;
}

/* ---- filling ---- */

/* Bytes read and keys compared: a short source with long lists must not keep the office busy. */
enum { WORK_MAX = 64 * 1024 * 1024 };

/* What is open: a condition, or a list at one of its rows. */
struct frame {
    uint32_t line;
    bool is_list, skipped;          /* skipped: nothing of it is written */
    const struct kr_paper_row *row; /* of a list, or NULL */
    size_t body, body_line;         /* where a row begins again */
};

struct filler {
    const char *source;
    size_t len, at;
    uint32_t line;
    const struct kr_paper_values *values; /* NULL: only telling keys */
    kr_paper_key_fn *tell;
    void *arg;
    struct frame frames[KR_PAPER_NESTING];
    size_t depth, work;
    struct kr_strbuf out;
    struct kr_paper_fault *fault;
    int err;
};

struct tag {
    char sign; /* 0, '?', '!', '*' or '/' */
    const char *key;
    size_t key_len, start, end; /* the whole of it, in the source */
};

static void fail(struct filler *f, int err, const char *reason, const char *name, size_t name_len)
{
    if (f->err)
        return;
    f->err = err;
    if (f->fault) {
        *f->fault = (struct kr_paper_fault){.line = f->line, .reason = reason};
        kr_paper_fault_name(f->fault, name, name_len);
    }
}

static bool is_skipping(const struct filler *f)
{
    return f->depth > 0 && f->frames[f->depth - 1].skipped;
}

static void write_out(struct filler *f, const char *bytes, size_t len)
{
    if (is_skipping(f) || f->tell)
        return;
    kr_strbuf_add(&f->out, bytes, len);
    if (f->out.failed)
        fail(f, KR_E_TOO_LARGE, "too_large", "", 0);
}

/* The value as text: specials escaped, line feeds as U+2028 (which a cell or a heading can hold), the rest of the controls gone. */
static void write_value(struct filler *f, const struct kr_paper_value *value)
{
    const char *p = value->text;
    size_t len = strlen(p), scheme = 0;
    while (len > 0 && (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t'))
        p++, len--;
    while (len > 0 && (p[len - 1] == ' ' || p[len - 1] == '\n' || p[len - 1] == '\r' || p[len - 1] == '\t'))
        len--;
    if (value->is_address && len > 8)
        scheme = memcmp(p, "https://", 8) == 0 ? 8 : memcmp(p, "http://", 7) == 0 ? 7 : 0;
    write_out(f, p, scheme);
    for (size_t at = scheme; at < len && !f->err;) {
        uint32_t c;
        size_t n = kr_utf8_read(p + at, len - at, &c);
        if (n == 0) {
            fail(f, KR_E_MALFORMED, "not_utf8", value->key, strlen(value->key));
            return;
        }
        /* An address is one word: «http» inside a value stays text, and only the scheme of a real one is left open. */
        if (c == '\n')
            write_out(f, "\xE2\x80\xA8", 3);
        else if (c == '\t')
            write_out(f, " ", 1);
        else if (!kr_utf8_is_unwanted(c)) {
            if (kr_paper_is_special((char)(c < 0x80 ? c : 0)))
                write_out(f, "\\", 1);
            write_out(f, p + at, n);
        }
        at += n;
    }
}

static const struct kr_paper_value *find_in(struct filler *f, const struct kr_paper_value *values, const char *key, size_t len)
{
    for (; values; values = values->next, f->work++)
        if (strlen(values->key) == len && memcmp(values->key, key, len) == 0)
            return values;
    return NULL;
}

/* A key, or behind a dot a field of the innermost row. */
static const struct kr_paper_value *find_value(struct filler *f, const char *key, size_t len)
{
    if (key[0] != '.')
        return find_in(f, f->values->values, key, len);
    for (size_t i = f->depth; i > 0; i--)
        if (f->frames[i - 1].row)
            return find_in(f, f->frames[i - 1].row->fields, key + 1, len - 1);
    return NULL;
}

static const struct kr_paper_list *find_list(const struct filler *f, const char *key, size_t len)
{
    for (const struct kr_paper_list *l = f->values->lists; l; l = l->next)
        if (strlen(l->key) == len && memcmp(l->key, key, len) == 0)
            return l;
    return NULL;
}

/* Reads the tag at f->at, which holds two braces. */
static bool read_tag(struct filler *f, struct tag *t)
{
    size_t i = f->at + 2, end = i;
    while (end < f->len && f->source[end] != '}' && f->source[end] != '\n')
        end++;
    if (end + 1 >= f->len || f->source[end] != '}' || f->source[end + 1] != '}') {
        fail(f, KR_E_MALFORMED, "unclosed_placeholder", f->source + i, end - i);
        return false;
    }
    *t = (struct tag){.start = f->at, .end = end + 2};
    if (i < end && strchr("?!*/", f->source[i]))
        t->sign = f->source[i++];
    t->key = f->source + i;
    t->key_len = end - i;
    if (t->sign == '/' ? t->key_len != 0 : !is_key(t->key, t->key_len)) {
        fail(f, KR_E_MALFORMED, "bad_placeholder", f->source + f->at + 2, end - f->at - 2);
        return false;
    }
    return true;
}

/* Where the source goes on behind a tag: behind its line if the tag has the line to itself. */
static size_t behind(struct filler *f, const struct tag *t)
{
    size_t start = t->start, end = t->end;
    while (start > 0 && f->source[start - 1] == ' ')
        start--;
    while (end < f->len && (f->source[end] == ' ' || f->source[end] == '\r'))
        end++;
    bool alone = (start == 0 || f->source[start - 1] == '\n') && (end == f->len || f->source[end] == '\n');
    if (!alone)
        return t->end;
    /* The spaces before it were written already. */
    while (!is_skipping(f) && f->out.len > 0 && f->out.text[f->out.len - 1] == ' ')
        f->out.text[--f->out.len] = '\0';
    if (end < f->len)
        f->line++;
    return end < f->len ? end + 1 : end;
}

static void open_frame(struct filler *f, const struct tag *t)
{
    if (f->depth >= KR_PAPER_NESTING) {
        fail(f, KR_E_TOO_LARGE, "too_deep", t->key, t->key_len);
        return;
    }
    for (size_t i = 0; t->sign == '*' && i < f->depth; i++)
        if (f->frames[i].is_list) {
            fail(f, KR_E_MALFORMED, "list_in_list", t->key, t->key_len);
            return;
        }
    struct frame frame = {.is_list = t->sign == '*', .line = f->line, .skipped = is_skipping(f)};
    if (!frame.skipped && !f->tell) {
        const struct kr_paper_value *value = t->sign == '*' ? NULL : find_value(f, t->key, t->key_len);
        const struct kr_paper_list *list = value ? NULL : find_list(f, t->key, t->key_len);
        if (!value && !list) {
            fail(f, KR_E_MALFORMED, "unknown_placeholder", t->key, t->key_len);
            return;
        }
        bool is_there = value ? value->text[0] != '\0' : list->n_rows > 0;
        frame.skipped = t->sign == '!' ? is_there : !is_there;
        if (t->sign == '*' && list)
            frame.row = list->rows;
    }
    f->at = behind(f, t);
    frame.body = f->at;
    frame.body_line = f->line;
    f->frames[f->depth++] = frame;
}

static void close_frame(struct filler *f, const struct tag *t)
{
    if (f->depth == 0) {
        fail(f, KR_E_MALFORMED, "unmatched_end", "", 0);
        return;
    }
    struct frame *frame = &f->frames[f->depth - 1];
    size_t next = behind(f, t);
    if (frame->row && frame->row->next) {
        frame->row = frame->row->next;
        f->at = frame->body;
        f->line = (uint32_t)frame->body_line;
        return;
    }
    f->depth--;
    f->at = next;
}

static void put_tag(struct filler *f, const struct tag *t)
{
    f->at = t->end;
    if (f->tell || is_skipping(f))
        return;
    const struct kr_paper_value *value = find_value(f, t->key, t->key_len);
    if (value)
        write_value(f, value);
    else
        fail(f, KR_E_MALFORMED, "unknown_placeholder", t->key, t->key_len);
}

static void on_tag(struct filler *f)
{
    struct tag t;
    char key[KR_PAPER_KEY_BYTES + 1];
    f->work++;
    if (!read_tag(f, &t))
        return;
    if (f->tell && t.sign != '/') {
        memcpy(key, t.key, t.key_len);
        key[t.key_len] = '\0';
        f->tell(f->arg, key, f->line);
    }
    if (t.sign == '/')
        close_frame(f, &t);
    else if (t.sign)
        open_frame(f, &t);
    else
        put_tag(f, &t);
}

static int run(struct filler *f)
{
    f->line = 1;
    if (f->len > KR_PAPER_SOURCE_BYTES)
        fail(f, KR_E_TOO_LARGE, "too_large", "", 0);
    while (f->at < f->len && !f->err) {
        if (f->work > WORK_MAX) {
            fail(f, KR_E_TOO_LARGE, "too_large", "", 0);
            break;
        }
        const char *p = f->source + f->at;
        size_t left = f->len - f->at, n = 1;
        if (left >= 2 && p[0] == '{' && p[1] == '{') {
            on_tag(f);
            continue;
        }
        if (p[0] == '\\' && left >= 2 && p[1] != '\n')
            n = 2;
        else
            while (n < left && p[n] != '{' && p[n] != '\\' && p[n] != '\n' && p[n - 1] != '\n')
                n++;
        write_out(f, p, n);
        f->line += p[n - 1] == '\n';
        f->at += n;
        f->work += n;
    }
    if (!f->err && f->depth > 0) {
        f->line = f->frames[f->depth - 1].line;
        fail(f, KR_E_MALFORMED, "unclosed_placeholder", "", 0);
    }
    return f->err;
}

int kr_paper_fill(char **out, size_t *out_len, const char *source, size_t len, const struct kr_paper_values *v,
                  struct kr_paper_fault *fault)
{
    if (v->err) {
        if (fault)
            *fault = (struct kr_paper_fault){.reason = "too_large"};
        return v->err;
    }
    struct filler f = {.source = source, .len = len, .values = v, .fault = fault};
    kr_strbuf_init(&f.out, KR_PAPER_FILLED_BYTES);
    int err = run(&f);
    if (!err) {
        size_t written = f.out.len;
        char *text = kr_strbuf_take(&f.out);
        if (text) {
            *out = text;
            *out_len = written;
        } else {
            err = KR_E_NOMEM;
        }
    }
    kr_strbuf_fini(&f.out);
    return err;
}

int kr_paper_keys(const char *source, size_t len, kr_paper_key_fn *tell, void *arg, struct kr_paper_fault *fault)
{
    struct filler f = {.source = source, .len = len, .tell = tell, .arg = arg, .fault = fault};
    return run(&f);
}
