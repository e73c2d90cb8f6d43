/* SPDX-License-Identifier: EUPL-1.2 */
#include "paper/export.h"

#include <string.h>

enum { INDENT_MAX = 40 };

/* A line that is being written: indentation first, words as they fit. */
struct plain {
    struct kr_strbuf *out;
    size_t indent, column; /* characters; column 0: nothing stands in the line yet */
    const char *marker;    /* stands once in the indentation of the next line, or NULL */
    bool any;              /* something was written: the next block wants an empty line before it */
};

static void put(struct plain *p, const char *text)
{
    kr_strbuf_add(p->out, text, strlen(text));
}

static size_t columns(const char *text, size_t len)
{
    size_t n = 0;
    for (size_t i = 0; i < len; i++)
        n += ((unsigned char)text[i] & 0xC0) != 0x80;
    return n;
}

static void end_line(struct plain *p)
{
    if (p->column)
        put(p, "\n");
    p->column = 0;
}

static void begin_line(struct plain *p)
{
    size_t used = 0;
    if (p->marker) {
        size_t width = columns(p->marker, strlen(p->marker)) + 1;
        size_t pad = p->indent > width ? p->indent - width : 0;
        kr_strbuf_addf(p->out, "%*s%s ", (int)pad, "", p->marker);
        used = pad + width;
        p->marker = NULL;
    }
    if (used < p->indent)
        kr_strbuf_addf(p->out, "%*s", (int)(p->indent - used), "");
    p->column = used > p->indent ? used : p->indent;
}

/* Words are kept whole and may be longer than the line. */
static void put_word(struct plain *p, const char *word, size_t len, bool space)
{
    size_t width = columns(word, len);
    if (p->column > p->indent && p->column + space + width > KR_PAPER_TEXT_COLUMNS && space) {
        put(p, "\n");
        p->column = 0;
    }
    if (p->column == 0) {
        begin_line(p);
    } else if (space && p->column > p->indent) {
        put(p, " ");
        p->column++;
    }
    kr_strbuf_add(p->out, word, len);
    p->column += width;
}

static void put_chars(struct plain *p, const char *text, size_t len, bool *space)
{
    for (size_t i = 0; i < len;) {
        if (text[i] == ' ') {
            *space = true;
            i++;
            continue;
        }
        size_t n = 1;
        while (i + n < len && text[i + n] != ' ')
            n++;
        put_word(p, text + i, n, *space);
        *space = false;
        i += n;
    }
}

static void put_text(struct plain *p, const struct kr_inline *run)
{
    bool space = false;
    for (; run; run = run->next) {
        if (run->kind == KR_INLINE_BREAK) {
            end_line(p);
            space = false;
        } else {
            put_chars(p, run->text, run->len, &space);
        }
    }
}

/* An empty line before each block but the first, and none between a marker and what it marks. */
static void begin_block(struct plain *p, bool close)
{
    end_line(p);
    if (p->any && !close)
        put(p, "\n");
    p->any = true;
}

static void put_blocks(struct plain *p, const struct kr_block *b, bool close);

static void put_list(struct plain *p, const struct kr_block *list)
{
    for (const struct kr_block *item = list->children; item; item = item->next) {
        size_t width = item->label ? strlen(item->label) + 2 : 2, before = p->indent;
        char label[80] = "-";
        if (item->label) {
            size_t n = strlen(item->label);
            memcpy(label, item->label, n < 70 ? n : 70);
            label[n < 70 ? n : 70] = '.';
            label[(n < 70 ? n : 70) + 1] = '\0';
        }
        p->indent = before + width < INDENT_MAX ? before + width : INDENT_MAX;
        p->marker = label;
        put_blocks(p, item->children, true);
        end_line(p);
        p->marker = NULL;
        p->indent = before;
    }
}

/* A table as records: mails have no fixed widths. Each row is one line, cells parted by bars. */
static void put_table(struct plain *p, const struct kr_block *table)
{
    for (const struct kr_block *row = table->children; row; row = row->next) {
        for (const struct kr_block *cell = row->children; cell; cell = cell->next) {
            if (cell != row->children)
                put_word(p, "|", 1, true);
            bool space = true;
            for (const struct kr_inline *run = cell->text; run; run = run->next) {
                if (run->kind == KR_INLINE_BREAK)
                    space = true;
                else
                    put_chars(p, run->text, run->len, &space);
            }
        }
        end_line(p);
    }
}

static void put_labels(struct plain *p, const struct kr_block *b)
{
    for (size_t i = 0; i < b->n_labels; i++) {
        bool space = false;
        put_chars(p, b->labels[i], strlen(b->labels[i]), &space);
        if (b->kind != KR_BLOCK_QR && b->kind != KR_BLOCK_MONO)
            put_word(p, ": ____________________", 22, false);
        end_line(p);
    }
}

static void put_heading(struct plain *p, const struct kr_block *b)
{
    put_text(p, b->text);
    size_t width = p->column;
    end_line(p);
    if (b->level > 2 || width == 0)
        return;
    for (size_t i = 0; i < width && i < KR_PAPER_TEXT_COLUMNS; i++)
        put(p, b->level == 1 ? "=" : "-");
    put(p, "\n");
}

static void put_block(struct plain *p, const struct kr_block *b, bool close)
{
    if (b->kind == KR_BLOCK_PAGE || b->kind == KR_BLOCK_SPACE)
        return;
    if (b->kind != KR_BLOCK_NOTE)
        begin_block(p, close);
    switch (b->kind) {
    case KR_BLOCK_HEADING:
        put_heading(p, b);
        break;
    case KR_BLOCK_PARAGRAPH:
        put_text(p, b->text);
        break;
    case KR_BLOCK_LIST:
        put_list(p, b);
        break;
    case KR_BLOCK_TABLE:
        put_table(p, b);
        break;
    case KR_BLOCK_NOTE:
        p->indent += 2;
        put_blocks(p, b->children, false);
        end_line(p);
        p->indent -= 2;
        break;
    case KR_BLOCK_BOX:
        put_word(p, b->ticked ? "[x]" : "[ ]", 3, false);
        put_word(p, "", 0, true);
        put_text(p, b->text);
        break;
    default:
        put_labels(p, b);
        break;
    }
    end_line(p);
}

static void put_blocks(struct plain *p, const struct kr_block *b, bool close)
{
    for (; b && !p->out->failed; b = b->next) {
        bool list_of_item = b->kind == KR_BLOCK_LIST && p->indent > 0;
        put_block(p, b, close || list_of_item);
        close = false;
    }
}

int kr_paper_to_text(struct kr_strbuf *out, const struct kr_paper *paper)
{
    struct plain p = {.out = out};
    put_blocks(&p, paper->blocks, false);
    return out->failed ? KR_E_TOO_LARGE : 0;
}
