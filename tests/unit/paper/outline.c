/* SPDX-License-Identifier: EUPL-1.2 */
#include "outline.h"

#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"

static void put_text(struct kr_strbuf *b, const struct kr_inline *run)
{
    for (; run; run = run->next) {
        if (run->kind == KR_INLINE_BREAK) {
            kr_strbuf_addf(b, "^");
            continue;
        }
        if (run->style)
            kr_strbuf_addf(b, "*%s%s%s:", run->style & KR_STYLE_BOLD ? "b" : "", run->style & KR_STYLE_ITALIC ? "i" : "",
                           run->style & KR_STYLE_LINK ? "l" : "");
        kr_strbuf_add(b, run->text, run->len);
        if (run->style)
            kr_strbuf_addf(b, "*");
    }
}

static void put_labels(struct kr_strbuf *b, const struct kr_block *block)
{
    for (size_t i = 0; i < block->n_labels; i++)
        kr_strbuf_addf(b, "%s%s", i ? "|" : "", block->labels[i]);
}

static void put_blocks(struct kr_strbuf *b, const struct kr_block *block);

static void put_table(struct kr_strbuf *b, const struct kr_block *table)
{
    for (size_t i = 0; i < table->n_columns; i++)
        kr_strbuf_addf(b, "%c", "<=>"[table->align[i]]);
    kr_strbuf_addf(b, "(");
    for (const struct kr_block *row = table->children; row; row = row->next) {
        kr_strbuf_addf(b, "%s%s", row == table->children ? "" : " / ", row->is_head ? "#" : "");
        for (const struct kr_block *cell = row->children; cell; cell = cell->next) {
            put_text(b, cell->text);
            kr_strbuf_addf(b, "%s", cell->next ? "|" : "");
        }
    }
    kr_strbuf_addf(b, ")");
}

static void put_block(struct kr_strbuf *b, const struct kr_block *block)
{
    static const char *const names[] = {[KR_BLOCK_PARAGRAPH] = "p",  [KR_BLOCK_TABLE] = "table", [KR_BLOCK_NOTE] = "note",
                                        [KR_BLOCK_SIGN] = "sign",    [KR_BLOCK_LINE] = "line",   [KR_BLOCK_QR] = "qr",
                                        [KR_BLOCK_MONO] = "mono",    [KR_BLOCK_PAGE] = "page",   [KR_BLOCK_SPACE] = "space"};
    if (block->kind == KR_BLOCK_HEADING)
        kr_strbuf_addf(b, "h%u", block->level);
    else if (block->kind == KR_BLOCK_LIST)
        kr_strbuf_addf(b, block->ordered ? "ol" : "ul");
    else if (block->kind == KR_BLOCK_ITEM)
        kr_strbuf_addf(b, "%s", block->label ? block->label : "-");
    else if (block->kind == KR_BLOCK_BOX)
        kr_strbuf_addf(b, block->ticked ? "ticked" : "box");
    else
        kr_strbuf_addf(b, "%s", names[block->kind]);
    if (block->kind == KR_BLOCK_TABLE) {
        put_table(b, block);
        return;
    }
    kr_strbuf_addf(b, block->kind == KR_BLOCK_ITEM ? "{" : "(");
    put_text(b, block->text);
    put_labels(b, block);
    put_blocks(b, block->children);
    kr_strbuf_addf(b, block->kind == KR_BLOCK_ITEM ? "}" : ")");
}

static void put_blocks(struct kr_strbuf *b, const struct kr_block *block)
{
    for (; block; block = block->next) {
        put_block(b, block);
        if (block->next && block->kind != KR_BLOCK_ITEM)
            kr_strbuf_addf(b, " ");
    }
}

char *outline_of(const struct kr_paper *paper)
{
    struct kr_strbuf b;
    kr_strbuf_init(&b, 1 << 20);
    put_blocks(&b, paper->blocks);
    char *text = kr_strbuf_take(&b);
    assert_non_null(text);
    return text;
}

void expect_outline(const char *source, const char *outline)
{
    struct kr_paper *paper;
    struct kr_paper_fault fault = {0};
    int err = kr_paper_parse(&paper, source, strlen(source), &fault);
    if (err)
        fail_msg("line %u: %s %s", fault.line, fault.reason, fault.name);
    char *found = outline_of(paper);
    assert_string_equal(found, outline);
    free(found);
    kr_paper_free(paper);
}

void expect_fault(const char *source, const char *reason, uint32_t line, const char *name)
{
    struct kr_paper *paper;
    struct kr_paper_fault fault = {0};
    assert_true(kr_paper_parse(&paper, source, strlen(source), &fault) < 0);
    assert_string_equal(fault.reason, reason);
    assert_int_equal(fault.line, line);
    assert_string_equal(fault.name, name);
}
