/* SPDX-License-Identifier: EUPL-1.2 */
/* Line by line: what kind of line it is, which container it belongs to, and the text that is still open. */
#include "paper/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "paper/directive.h"
#include "paper/inline.h"
#include "paper/reader.h"
#include "paper/utf8.h"

/* The tree of 20,000 blocks and the text, decoded twice at most; what does not fit is too large. */
enum { TREE_BYTES = 16 * 1024 * 1024 };

/* ---- faults and blocks ---- */

void kr_paper_fault_name(struct kr_paper_fault *fault, const char *name, size_t len)
{
    if (len >= sizeof fault->name) {
        len = sizeof fault->name - 1;
        while (len > 0 && ((unsigned char)name[len] & 0xC0) == 0x80) /* never half a character */
            len--;
    }
    memcpy(fault->name, name, len);
    fault->name[len] = '\0';
}

int kr_reader_fail(struct kr_reader_state *r, int err, const char *reason, const char *name, size_t name_len)
{
    if (r->err)
        return r->err;
    r->err = err;
    if (r->fault) {
        *r->fault = (struct kr_paper_fault){.line = r->line, .reason = reason};
        kr_paper_fault_name(r->fault, name, name_len);
    }
    return err;
}

struct kr_block *kr_reader_block(struct kr_reader_state *r, enum kr_block_kind kind, struct kr_block ***tail)
{
    if (r->err)
        return NULL;
    if (r->paper->n_blocks >= KR_PAPER_BLOCKS) {
        kr_reader_fail(r, KR_E_TOO_LARGE, "too_many_blocks", "", 0);
        return NULL;
    }
    struct kr_block *b = kr_arena_take(r->arena, sizeof *b);
    if (!b) {
        kr_reader_fail(r, KR_E_NOMEM, "too_large", "", 0);
        return NULL;
    }
    b->kind = kind;
    b->line = r->line;
    r->paper->n_blocks++;
    **tail = b;
    *tail = &b->next;
    return b;
}

void kr_reader_inline(struct kr_reader_state *r, struct kr_block *b, const char *raw, size_t len)
{
    if (!r->err && kr_inline_parse(r->arena, &b->text, raw, len))
        kr_reader_fail(r, KR_E_NOMEM, "too_large", "", 0);
}

/* Where a new block goes: the innermost open item, else the open note, else the document. */
static struct kr_block ***current_tail(struct kr_reader_state *r)
{
    if (r->depth > 0)
        return &r->open[r->depth - 1].tail;
    return r->note ? &r->note_tail : &r->tail;
}

struct kr_block *kr_reader_add(struct kr_reader_state *r, enum kr_block_kind kind)
{
    return kr_reader_block(r, kind, current_tail(r));
}

/* ---- text that goes on over lines ---- */

static void close_text(struct kr_reader_state *r)
{
    if (r->text_block)
        kr_reader_inline(r, r->text_block, r->text.text ? r->text.text : "", r->text.len);
    r->text_block = NULL;
    r->text.len = 0;
    r->table = NULL;
}

static void add_text(struct kr_reader_state *r, const char *line, size_t len)
{
    if (r->text.len)
        kr_strbuf_add(&r->text, "\n", 1);
    kr_strbuf_add(&r->text, line, len);
    if (r->text.failed)
        kr_reader_fail(r, KR_E_NOMEM, "too_large", "", 0);
}

static void begin_text(struct kr_reader_state *r, struct kr_block *b, const char *line, size_t len)
{
    close_text(r);
    r->text_block = b;
    if (b)
        add_text(r, line, len);
}

/* ---- lists ---- */

/* Items that a line indented so far does not belong to are done. A child stands at least two columns in. */
static void close_items(struct kr_reader_state *r, size_t indent)
{
    while (r->depth > 0 && indent < r->open[r->depth - 1].indent + 2)
        r->depth--;
}

static void label_item(struct kr_reader_state *r, struct kr_block *item, const char *parent, uint32_t number)
{
    char label[64];
    int n = parent ? snprintf(label, sizeof label, "%s.%u", parent, number) : snprintf(label, sizeof label, "%u", number);
    item->label = kr_arena_text(r->arena, label, (size_t)n);
    if (!item->label)
        kr_reader_fail(r, KR_E_NOMEM, "too_large", "", 0);
}

struct marker {
    bool ordered;
    uint32_t number;
    size_t len; /* with the spaces behind it */
};

static bool read_marker(const char *p, size_t len, struct marker *m)
{
    size_t i = 0;
    *m = (struct marker){0};
    if (len > 0 && p[0] == '-') {
        i = 1;
    } else {
        while (i < len && i < 4 && p[i] >= '0' && p[i] <= '9')
            m->number = m->number * 10 + (uint32_t)(p[i++] - '0');
        if (i == 0 || i >= len || p[i] != '.')
            return false;
        m->ordered = true;
        i++;
    }
    if (i >= len || p[i] != ' ')
        return false;
    while (i < len && p[i] == ' ')
        i++;
    m->len = i;
    return i < len;
}

static void add_item(struct kr_reader_state *r, const struct marker *m, size_t indent, const char *line, size_t len)
{
    close_text(r);
    struct kr_open_item last = {0};
    while (r->depth > 0 && indent < r->open[r->depth - 1].indent + 2)
        last = r->open[--r->depth];
    if (!last.list || last.list->ordered != m->ordered) {
        if (r->depth >= KR_PAPER_DEPTH) {
            kr_reader_fail(r, KR_E_TOO_LARGE, "too_deep", "", 0);
            return;
        }
        const char *parent = r->depth > 0 ? r->open[r->depth - 1].label : NULL;
        struct kr_block *list = kr_reader_add(r, KR_BLOCK_LIST);
        if (!list)
            return;
        list->ordered = m->ordered;
        list->level = (uint8_t)(r->depth + 1);
        last = (struct kr_open_item){.list = list, .items = &list->children, .parent = parent};
        last.next_number = m->ordered && m->number > 0 ? m->number : 1;
    }
    struct kr_block *item = kr_reader_block(r, KR_BLOCK_ITEM, &last.items);
    if (!item)
        return;
    item->ordered = m->ordered;
    if (m->ordered)
        label_item(r, item, last.parent, last.next_number++);
    last.label = item->label;
    last.indent = indent;
    last.tail = &item->children;
    r->open[r->depth++] = last;
    struct kr_block *text = kr_reader_add(r, KR_BLOCK_PARAGRAPH);
    begin_text(r, text, line, len);
}

/* ---- lines ---- */

static bool begins(const char *line, size_t len, const char *with)
{
    size_t n = strlen(with);
    return len >= n && memcmp(line, with, n) == 0;
}

/*
 * In running text a line may begin with a date («1. August»): there, a numbered list wants an empty line before it, or
 * text that ends in a colon.
 */
static bool starts_item(const struct kr_reader_state *r, const struct marker *m)
{
    bool in_plain_text = r->text_block && r->depth == 0;
    return !m->ordered || !in_plain_text || (r->text.len && r->text.text[r->text.len - 1] == ':');
}

static void read_heading(struct kr_reader_state *r, const char *line, size_t len)
{
    size_t level = 0;
    while (level < len && line[level] == '#')
        level++;
    close_text(r);
    r->depth = 0;
    struct kr_block *b = kr_reader_add(r, KR_BLOCK_HEADING);
    if (!b)
        return;
    b->level = (uint8_t)level;
    kr_reader_inline(r, b, line + level + 1, len - level - 1);
}

/* A line without its indentation and outside of a note's sign. */
static void read_content(struct kr_reader_state *r, size_t indent, const char *line, size_t len)
{
    struct marker m;
    if (begins(line, len, "# ") || begins(line, len, "## ") || begins(line, len, "### ")) {
        read_heading(r, line, len);
    } else if (read_marker(line, len, &m) && starts_item(r, &m)) {
        add_item(r, &m, indent, line + m.len, len - m.len);
    } else if (line[0] == '|') {
        if (!r->table) {
            close_text(r);
            close_items(r, indent);
        }
        kr_table_row(r, line, len);
    } else if (begins(line, len, "[[")) {
        close_text(r);
        close_items(r, indent);
        kr_directive_line(r, line, len);
    } else if (r->text_block) {
        add_text(r, line, len);
    } else {
        close_text(r);
        close_items(r, indent);
        begin_text(r, kr_reader_add(r, KR_BLOCK_PARAGRAPH), line, len);
    }
}

static void close_note(struct kr_reader_state *r)
{
    close_text(r);
    r->depth = 0;
    r->note = NULL;
}

static void read_line(struct kr_reader_state *r, const char *line, size_t len)
{
    while (len > 0 && (line[len - 1] == ' ' || line[len - 1] == '\t'))
        len--;
    bool noted = len > 0 && line[0] == '>' && (len == 1 || line[1] == ' ');
    if (noted && !r->note) {
        close_text(r);
        r->depth = 0;
        r->note = kr_reader_add(r, KR_BLOCK_NOTE);
        if (!r->note)
            return;
        r->note_tail = &r->note->children;
    } else if (!noted && r->note) {
        close_note(r);
    }
    if (noted) {
        size_t sign = len > 1 ? 2 : 1;
        line += sign;
        len -= sign;
    }
    size_t indent = 0, columns = 0;
    for (; indent < len && (line[indent] == ' ' || line[indent] == '\t'); indent++)
        columns += line[indent] == '\t' ? 4 : 1;
    if (indent == len)
        close_text(r);
    else
        read_content(r, columns, line + indent, len - indent);
}

/* ---- header ---- */

static size_t key_length(const char *line, size_t len)
{
    size_t n = 0;
    while (n < len && line[n] >= 'a' && line[n] <= 'z')
        n++;
    return n > 0 && n < len && line[n] == ':' && (n + 1 == len || line[n + 1] == ' ') ? n : 0;
}

static void read_header(struct kr_reader_state *r, const char *line, size_t len)
{
    struct kr_paper *p = r->paper;
    const struct {
        const char *key;
        const char **to;
    } keys[] = {{"title", &p->title}, {"subtitle", &p->subtitle}, {"lang", &p->lang}, {"short", &p->short_title}};
    size_t n = key_length(line, len);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (n == 0 || strlen(keys[i].key) != n || memcmp(keys[i].key, line, n) != 0)
            continue;
        if (*keys[i].to) {
            kr_reader_fail(r, KR_E_MALFORMED, "repeated_header", line, n);
            return;
        }
        *keys[i].to = kr_inline_plain(r->arena, line + n + 1, len - n - 1);
        if (!*keys[i].to)
            kr_reader_fail(r, KR_E_NOMEM, "too_large", "", 0);
        return;
    }
    kr_reader_fail(r, KR_E_MALFORMED, "unknown_header", line, n ? n : len);
}

/* ---- whole ---- */

/* Every character is checked once, before anything is read. */
static void check_text(struct kr_reader_state *r, const char *source, size_t len)
{
    for (size_t at = 0; at < len;) {
        uint32_t c;
        size_t n = kr_utf8_read(source + at, len - at, &c);
        if (n == 0) {
            kr_reader_fail(r, KR_E_MALFORMED, "not_utf8", "", 0);
            return;
        }
        if (kr_utf8_is_unwanted(c) && !(c == '\r' && at + 1 < len && source[at + 1] == '\n')) {
            kr_reader_fail(r, KR_E_MALFORMED, "control_character", "", 0);
            return;
        }
        r->line += c == '\n';
        at += n;
    }
    r->line = 1;
}

static void read_all(struct kr_reader_state *r, const char *source, size_t len)
{
    bool header = len > 0 && key_length(source, strcspn(source, "\r\n")) > 0;
    for (size_t at = 0; at < len && !r->err; r->line++) {
        const char *line = source + at, *end = memchr(line, '\n', len - at);
        size_t n = end ? (size_t)(end - line) : len - at;
        at += n + 1;
        if (n > 0 && line[n - 1] == '\r')
            n--;
        if (header && n > 0)
            read_header(r, line, n);
        else if (header)
            header = false;
        else
            read_line(r, line, n);
    }
    close_note(r);
}

int kr_paper_parse(struct kr_paper **out, const char *source, size_t len, struct kr_paper_fault *fault)
{
    struct kr_reader_state r = {.fault = fault, .line = 1};
    struct kr_arena arena;
    kr_arena_init(&arena, TREE_BYTES);
    kr_strbuf_init(&r.text, KR_PAPER_FILLED_BYTES);
    r.arena = &arena;
    r.paper = kr_arena_take(&arena, sizeof *r.paper);
    struct kr_arena *keep = kr_arena_take(&arena, sizeof *keep);
    char *copy = NULL;
    if (!r.paper || !keep) {
        kr_reader_fail(&r, KR_E_NOMEM, "too_large", "", 0);
        goto out;
    }
    if (len > KR_PAPER_FILLED_BYTES) {
        kr_reader_fail(&r, KR_E_TOO_LARGE, "too_large", "", 0);
        goto out;
    }
    check_text(&r, source, len);
    if (r.err)
        goto out;
    copy = kr_arena_text(&arena, source, len);
    if (!copy) {
        kr_reader_fail(&r, KR_E_NOMEM, "too_large", "", 0);
        goto out;
    }
    r.tail = &r.paper->blocks;
    read_all(&r, copy, len);
out:
    kr_strbuf_fini(&r.text);
    if (r.err) {
        kr_arena_fini(&arena);
        return r.err;
    }
    struct kr_paper *p = r.paper;
    p->title = p->title ? p->title : "";
    p->subtitle = p->subtitle ? p->subtitle : "";
    p->short_title = p->short_title && p->short_title[0] ? p->short_title : p->title;
    p->lang = p->lang && p->lang[0] ? p->lang : "de";
    *keep = arena;
    p->keep = keep;
    *out = p;
    return 0;
}

void kr_paper_free(struct kr_paper *paper)
{
    if (!paper)
        return;
    struct kr_arena arena = *(struct kr_arena *)paper->keep;
    kr_arena_fini(&arena);
}
