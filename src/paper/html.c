/* SPDX-License-Identifier: EUPL-1.2 */
#include "paper/export.h"

#include <string.h>

#include "paper/qr.h"
#include "paper/utf8.h"

/* A code takes up to some milliseconds to make: what has very many of them says them in words. */
enum { ID_BYTES = 48, CODES_MAX = 8 };

struct html {
    struct kr_strbuf *out;
    unsigned top;
    unsigned headings, codes;
};

static void put(struct html *h, const char *text)
{
    kr_strbuf_add(h->out, text, strlen(text));
}

static void put_escaped(struct html *h, const char *text, size_t len)
{
    size_t from = 0;
    for (size_t i = 0; i < len; i++) {
        const char *as = text[i] == '&'    ? "&amp;"
                         : text[i] == '<'  ? "&lt;"
                         : text[i] == '>'  ? "&gt;"
                         : text[i] == '"'  ? "&quot;"
                         : text[i] == '\'' ? "&#39;"
                                           : NULL;
        if (!as)
            continue;
        kr_strbuf_add(h->out, text + from, i - from);
        put(h, as);
        from = i + 1;
    }
    kr_strbuf_add(h->out, text + from, len - from);
}

static void put_run(struct html *h, const struct kr_inline *run)
{
    if (run->kind == KR_INLINE_BREAK) {
        put(h, "<br>");
        return;
    }
    if (run->style & KR_STYLE_BOLD)
        put(h, "<strong>");
    if (run->style & KR_STYLE_ITALIC)
        put(h, "<em>");
    if (run->style & KR_STYLE_LINK) {
        put(h, "<a rel=\"noopener noreferrer\" href=\"");
        put_escaped(h, run->text, run->len);
        put(h, "\">");
    }
    put_escaped(h, run->text, run->len);
    if (run->style & KR_STYLE_LINK)
        put(h, "</a>");
    if (run->style & KR_STYLE_ITALIC)
        put(h, "</em>");
    if (run->style & KR_STYLE_BOLD)
        put(h, "</strong>");
}

static void put_text(struct html *h, const struct kr_inline *run)
{
    for (; run; run = run->next)
        put_run(h, run);
}

/* ---- headings ---- */

/* German letters as people type them in an address; what is no letter or digit becomes one hyphen. */
static size_t add_slug(char id[ID_BYTES], size_t n, const char *text, size_t len)
{
    for (size_t at = 0; at < len && n + 4 < ID_BYTES;) {
        uint32_t c;
        size_t used = kr_utf8_read(text + at, len - at, &c);
        at += used ? used : 1;
        const char *as = c == 0xE4 || c == 0xC4   ? "ae"
                         : c == 0xF6 || c == 0xD6 ? "oe"
                         : c == 0xFC || c == 0xDC ? "ue"
                         : c == 0xDF              ? "ss"
                                                  : NULL;
        if (as) {
            id[n++] = as[0];
            id[n++] = as[1];
        } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            id[n++] = (char)c;
        } else if (c >= 'A' && c <= 'Z') {
            id[n++] = (char)(c - 'A' + 'a');
        } else if (n > 0 && id[n - 1] != '-') {
            id[n++] = '-';
        }
    }
    return n;
}

/* The number makes it unique; the words make it readable. */
static void put_heading(struct html *h, const struct kr_block *b)
{
    char id[ID_BYTES];
    size_t n = 0;
    unsigned level = h->top + b->level - 1;
    if (level > 6)
        level = 6;
    for (const struct kr_inline *run = b->text; run; run = run->next)
        n = add_slug(id, n, run->text, run->len);
    while (n > 0 && id[n - 1] == '-')
        n--;
    kr_strbuf_addf(h->out, "<h%u id=\"s-%u%s%.*s\">", level, ++h->headings, n ? "-" : "", (int)n, id);
    put_text(h, b->text);
    kr_strbuf_addf(h->out, "</h%u>\n", level);
}

/* ---- blocks ---- */

static void put_blocks(struct html *h, const struct kr_block *b);

/* An item with one paragraph needs none around its text. */
static void put_item(struct html *h, const struct kr_block *item)
{
    const struct kr_block *first = item->children;
    if (item->label) {
        put(h, "<li><span class=\"paper-number\">");
        put_escaped(h, item->label, strlen(item->label));
        put(h, "</span><div>");
    } else {
        put(h, "<li>");
    }
    if (first && first->kind == KR_BLOCK_PARAGRAPH) {
        bool alone = !first->next || first->next->kind == KR_BLOCK_LIST;
        put(h, alone ? "" : "<p>");
        put_text(h, first->text);
        put(h, alone ? "" : "</p>");
        first = first->next;
    }
    put_blocks(h, first);
    put(h, item->label ? "</div></li>\n" : "</li>\n");
}

static void put_list(struct html *h, const struct kr_block *list)
{
    put(h, list->ordered ? "<ol class=\"paper-clauses\">\n" : "<ul>\n");
    for (const struct kr_block *item = list->children; item; item = item->next)
        put_item(h, item);
    put(h, list->ordered ? "</ol>\n" : "</ul>\n");
}

static void put_row(struct html *h, const struct kr_block *table, const struct kr_block *row)
{
    static const char *const classes[] = {"", " class=\"paper-centre\"", " class=\"paper-right\""};
    size_t column = 0;
    put(h, "<tr>");
    for (const struct kr_block *cell = row->children; cell; cell = cell->next, column++) {
        put(h, row->is_head ? "<th scope=\"col\"" : "<td");
        put(h, classes[table->align[column]]);
        put(h, ">");
        put_text(h, cell->text);
        put(h, row->is_head ? "</th>" : "</td>");
    }
    put(h, "</tr>\n");
}

static void put_table(struct html *h, const struct kr_block *table)
{
    const struct kr_block *row = table->children;
    put(h, "<div class=\"paper-table\" tabindex=\"0\"><table>\n");
    if (row && row->is_head) {
        put(h, "<thead>");
        put_row(h, table, row);
        put(h, "</thead>\n");
        row = row->next;
    }
    put(h, "<tbody>\n");
    for (; row; row = row->next)
        put_row(h, table, row);
    put(h, "</tbody></table></div>\n");
}

static void put_labels(struct html *h, const struct kr_block *b, const char *class)
{
    kr_strbuf_addf(h->out, "<div class=\"%s\">", class);
    for (size_t i = 0; i < b->n_labels; i++) {
        put(h, "<span>");
        put_escaped(h, b->labels[i], strlen(b->labels[i]));
        put(h, "</span>");
    }
    put(h, "</div>\n");
}

/* The picture, and below it what it says: for whoever cannot see it, or has no second device. */
static void put_code(struct html *h, const char *text)
{
    struct kr_qr qr;
    if (!text[0])
        return;
    put(h, "<figure class=\"paper-qr\">");
    if (h->codes++ < CODES_MAX && kr_qr_encode(&qr, text) == 0)
        kr_qr_to_svg(h->out, &qr);
    put(h, "<figcaption>");
    put_escaped(h, text, strlen(text));
    put(h, "</figcaption></figure>\n");
}

static void put_block(struct html *h, const struct kr_block *b)
{
    switch (b->kind) {
    case KR_BLOCK_HEADING:
        put_heading(h, b);
        break;
    case KR_BLOCK_PARAGRAPH:
        put(h, "<p>");
        put_text(h, b->text);
        put(h, "</p>\n");
        break;
    case KR_BLOCK_LIST:
        put_list(h, b);
        break;
    case KR_BLOCK_TABLE:
        put_table(h, b);
        break;
    case KR_BLOCK_NOTE:
        put(h, "<div class=\"paper-note\" role=\"note\">\n");
        put_blocks(h, b->children);
        put(h, "</div>\n");
        break;
    case KR_BLOCK_BOX:
        put(h, b->ticked ? "<p class=\"paper-box\">\xE2\x98\x92 " : "<p class=\"paper-box\">\xE2\x98\x90 ");
        put_text(h, b->text);
        put(h, "</p>\n");
        break;
    case KR_BLOCK_SIGN:
        put_labels(h, b, "paper-sign");
        break;
    case KR_BLOCK_LINE:
        put_labels(h, b, "paper-line");
        break;
    case KR_BLOCK_QR:
        put_code(h, b->labels[0]);
        break;
    case KR_BLOCK_MONO:
        put_labels(h, b, "paper-mono");
        break;
    case KR_BLOCK_PAGE:
        put(h, "<hr class=\"paper-page\">\n");
        break;
    case KR_BLOCK_SPACE:
        put(h, "<div class=\"paper-space\"></div>\n");
        break;
    case KR_BLOCK_ITEM:
    case KR_BLOCK_ROW:
    case KR_BLOCK_CELL:
        break; /* inside their list or table only */
    }
}

static void put_blocks(struct html *h, const struct kr_block *b)
{
    for (; b && !h->out->failed; b = b->next)
        put_block(h, b);
}

int kr_paper_to_html(struct kr_strbuf *out, const struct kr_paper *paper, unsigned top)
{
    struct html h = {.out = out, .top = top < 1 ? 1 : top > 4 ? 4 : top};
    put_blocks(&h, paper->blocks);
    return out->failed ? KR_E_TOO_LARGE : 0;
}
