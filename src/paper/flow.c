/* SPDX-License-Identifier: EUPL-1.2 */
/* Blocks become bits: what they look like, how far apart they stand, and what stays together. */
#include <string.h>

#include "base/assert.h"
#include "paper/fonts.h"
#include "paper/qr.h"
#include "paper/sheet.h"

enum { FIELD_WRITE = 22, MONO_PAD = 8, QR_GAP = 20 };

static const double qr_size = KR_PT(32);

void kr_flow_open(struct kr_sheet *s, const char *tag)
{
    kr_assert(s->n_pending < KR_BIT_TAGS);
    s->pending[s->n_pending++] = tag;
}

void kr_flow_close(struct kr_sheet *s)
{
    if (s->n_pending)
        s->n_pending--; /* nothing came inside it */
    else if (s->last)
        s->last->n_closes++;
}

struct kr_bit *kr_flow_add(struct kr_sheet *s, enum kr_bit_kind kind, double x, double width, double before, double height)
{
    static struct kr_bit spare;
    struct kr_bit *b = kr_arena_take(s->arena, sizeof *b);
    if (!b) {
        kr_sheet_fail(s, KR_E_NOMEM, "too_large");
        spare = (struct kr_bit){0};
        return &spare;
    }
    before *= s->tight * s->tight;
    height *= kind == KR_BIT_LINE ? s->tight : 1;
    *b = (struct kr_bit){.kind = kind, .x = x, .width = width, .before = before, .height = height, .noted = s->noted};
    memcpy(b->opens, s->pending, sizeof b->opens);
    b->n_opens = s->n_pending;
    s->n_pending = 0;
    *s->tail = b;
    s->tail = &b->next;
    s->last = b;
    if (s->beside_left > 0 && kind != KR_BIT_QR) {
        s->beside_left -= before + height;
        b->keep = s->beside_left > 0; /* the code and what stands beside it are one */
        if (s->beside_left <= 0)
            s->beside_width = 0;
    }
    return b;
}

/* Text as lines that keep two together at either end of the block. Its tag is `tag`; before: space above the first. */
static struct kr_bit *add_text(struct kr_sheet *s, const struct kr_type *type, const struct kr_inline *runs, double x, double width,
                               double before, const char *tag)
{
    struct kr_text *t = kr_text_new(s, type, runs, width - s->beside_width);
    struct kr_bit *first = NULL;
    kr_flow_open(s, tag);
    for (int i = 0; i < t->n_lines; i++) {
        struct kr_bit *b = kr_flow_add(s, KR_BIT_LINE, x, width, i ? 0 : before, type->leading);
        b->text = t;
        b->line = i;
        b->keep |= t->n_lines > 1 && (i == 0 || i == t->n_lines - 2 || t->n_lines <= 3);
        if (i == t->n_lines - 1 && s->beside_left <= 0 && t->n_lines <= 3)
            b->keep = false;
        b->spans = t->n_links > 0;
        first = first ? first : b;
    }
    kr_flow_close(s);
    return first;
}

/* ---- one kind after the other ---- */

static char *plain_of(struct kr_sheet *s, const struct kr_inline *runs)
{
    struct kr_strbuf b;
    kr_strbuf_init(&b, 300);
    for (; runs && !b.failed; runs = runs->next)
        kr_strbuf_add(&b, runs->kind == KR_INLINE_BREAK ? " " : runs->text, runs->kind == KR_INLINE_BREAK ? 1 : runs->len);
    char *text = b.failed || !b.text ? NULL : kr_arena_text(s->arena, b.text, b.len);
    kr_strbuf_fini(&b);
    return text;
}

static void add_heading(struct kr_sheet *s, const struct kr_block *b, double x, double width)
{
    static const char *const tags[] = {"H2", "H3", "H4"};
    static const double before[] = {20, 14, 11};
    int level = b->level - s->top_level;
    level = level < 0 ? 0 : level > 2 ? 2 : level;
    s->signature = NULL;
    struct kr_bit *first = add_text(s, &kr_type_heading[level], b->text, x, width, s->last ? before[level] : 0, tags[level]);
    for (struct kr_bit *at = first; at; at = at->next)
        at->keep = true;
    s->heading = first;
    if (first && first->text) {
        first->outline = plain_of(s, b->text);
        first->outline_level = (unsigned)level + 1;
    }
}

static void set_label(struct kr_sheet *s, struct kr_bit *first, const char *text, const struct kr_type *type, double x)
{
    if (!first)
        return;
    first->label = kr_text_plain(s, type, text, -1);
    first->label_x = x;
}

/* Numbers hang in a column of their own, as wide as the deepest of this level needs. */
static double label_width(const struct kr_block *list)
{
    size_t longest = 0;
    for (const struct kr_block *item = list->children; item; item = item->next)
        if (item->label && strlen(item->label) > longest)
            longest = strlen(item->label);
    return list->ordered ? 12 + 5.6 * (double)longest : 15;
}

static void add_list(struct kr_sheet *s, const struct kr_block *list, double x, double width)
{
    double indent = label_width(list);
    char label[80];
    bool first = true;
    kr_flow_open(s, "L");
    for (const struct kr_block *item = list->children; item; item = item->next) {
        const struct kr_block *text = item->children;
        kr_flow_open(s, "LI");
        kr_flow_open(s, "Lbl");
        kr_flow_open(s, "LBody");
        bool nested_number = item->label && strchr(item->label, '.');
        g_snprintf(label, sizeof label, item->label ? nested_number ? "%s" : "%s." : list->level % 2 ? "\xE2\x80\xA2" : "\xE2\x80\x93",
                   item->label);
        double before = list->ordered ? 5.5 : 3;
        struct kr_bit *line = add_text(s, &kr_type_body, text && text->kind == KR_BLOCK_PARAGRAPH ? text->text : NULL, x + indent,
                                       width - indent, first && list->level > 1 ? 3 : before, "P");
        set_label(s, line, label, &kr_type_body, list->ordered ? x : x + 3);
        if (first && line && line->next == NULL && item->next)
            line->keep = true; /* one line alone below what announces it is too little */
        if (text)
            kr_flow_blocks(s, text->next, x + indent, width - indent);
        kr_flow_close(s);
        kr_flow_close(s);
        first = false;
    }
    kr_flow_close(s);
}

static void add_labels(struct kr_sheet *s, struct kr_bit *bit, const struct kr_block *b, double gap)
{
    double each = (bit->width - gap * (b->n_labels - 1)) / b->n_labels;
    bit->block = b;
    for (size_t i = 0; i < b->n_labels; i++)
        bit->labels[i] = kr_text_plain(s, &kr_type_small, b->labels[i], each);
}

static double labels_height(const struct kr_bit *bit)
{
    int lines = 1;
    for (size_t i = 0; i < KR_PAPER_LABELS; i++)
        if (bit->labels[i] && bit->labels[i]->n_lines > lines)
            lines = bit->labels[i]->n_lines;
    return lines * kr_type_small.leading;
}

/* Nobody signs a page on which nothing else stands: the end of what is signed comes along, over the heading. */
static void keep_what_is_signed(struct kr_sheet *s)
{
    enum { LINES = 6 };
    size_t n = 0, lines = 0;
    struct kr_bit *bits = s->bits;
    for (struct kr_bit *at = bits; at && at != s->heading; at = at->next)
        n++;
    for (struct kr_bit *at = bits; at && at != s->heading; at = at->next)
        if (n - lines++ <= LINES)
            at->keep = true;
}

static void add_sign(struct kr_sheet *s, const struct kr_block *b, double x, double width)
{
    /* What is signed stands on the page of the signature. */
    if (s->last)
        s->last->keep = true;
    /* And two that sign the same stand on one. */
    for (struct kr_bit *at = s->signature; at; at = at->next)
        at->keep = true;
    if (!s->signature && s->heading)
        keep_what_is_signed(s);
    kr_flow_open(s, "P");
    struct kr_bit *bit = kr_flow_add(s, KR_BIT_SIGN, x, width, 6, 0);
    s->signature = s->signature ? s->signature : bit;
    add_labels(s, bit, b, 24);
    bit->height = KR_SIGN_WRITE + 4 + labels_height(bit) + KR_SIGN_AFTER;
    kr_flow_close(s);
}

static void add_field(struct kr_sheet *s, const struct kr_block *b, double x, double width)
{
    kr_flow_open(s, "P");
    struct kr_bit *bit = kr_flow_add(s, KR_BIT_FIELD, x, width, 8, 0);
    add_labels(s, bit, b, 14);
    bit->height = labels_height(bit) + 2 + FIELD_WRITE;
    kr_flow_close(s);
}

static void add_box(struct kr_sheet *s, const struct kr_block *b, double x, double width)
{
    static const struct kr_type mark = {"DejaVu Sans", 12.5, 14.6, PANGO_WEIGHT_NORMAL, KR_TONE_INK, false};
    struct kr_bit *line;
    kr_flow_open(s, "L");
    kr_flow_open(s, "LI");
    kr_flow_open(s, "Lbl");
    kr_flow_open(s, "LBody");
    line = add_text(s, &kr_type_body, b->text, x + 18, width - 18, 5, "P");
    set_label(s, line, b->ticked ? "\xE2\x98\x92" : "\xE2\x98\x90", &mark, x);
    kr_flow_close(s);
    kr_flow_close(s);
    kr_flow_close(s);
}

static void add_qr(struct kr_sheet *s, const struct kr_block *b, double x, double width)
{
    if (!b->labels[0][0])
        return;
    kr_flow_open(s, "Figure");
    struct kr_bit *bit = kr_flow_add(s, KR_BIT_QR, x + width - qr_size, qr_size, 8, 0);
    bit->block = b;
    bit->beside = true;
    bit->keep = true;
    kr_flow_close(s);
    s->beside_left = qr_size + 6;
    s->beside_width = qr_size + QR_GAP;
}

static void add_mono(struct kr_sheet *s, const struct kr_block *b, double x, double width)
{
    if (!b->labels[0][0])
        return;
    width -= s->beside_width;
    struct kr_text *t = kr_text_plain(s, &kr_type_mono, b->labels[0], width - 2 * MONO_PAD);
    if (s->last)
        s->last->keep = true; /* what it is says the line above */
    kr_flow_open(s, "P");
    struct kr_bit *bit = kr_flow_add(s, KR_BIT_MONO, x, width, 4, t->n_lines * kr_type_mono.leading + 2 * MONO_PAD);
    bit->text = t;
    kr_flow_close(s);
}

/* If the text beside a code was short, the code's rest is space. */
static void end_beside(struct kr_sheet *s)
{
    double left = s->beside_left;
    s->beside_left = s->beside_width = 0;
    if (left > 0)
        kr_flow_add(s, KR_BIT_NOTHING, s->left, s->width, 0, left);
}

static void add_note(struct kr_sheet *s, const struct kr_block *b, double x, double width)
{
    double pad = 12;
    struct kr_bit *before = s->last;
    s->noted = true;
    kr_flow_open(s, "Note");
    kr_flow_blocks(s, b->children, x + pad, width - 2 * pad);
    kr_flow_close(s);
    s->noted = false;
    if (s->last != before && s->last) {
        struct kr_bit *first = before ? before->next : s->bits;
        first->before = before ? 17 : 0;
        s->last->ends_note = true;
        kr_flow_add(s, KR_BIT_NOTHING, x, width, 0, 10);
    }
}

/* A sentence that announces what follows stays with it: a list, a table, or whatever stands below a colon. */
static bool announces(const struct kr_block *b)
{
    const struct kr_inline *last = b->text;
    while (last && last->next)
        last = last->next;
    if (!b->next || !last)
        return false;
    switch (b->next->kind) {
    case KR_BLOCK_LIST:
        return !b->next->ordered || last->text[last->len - (last->len > 0)] == ':';
    case KR_BLOCK_TABLE:
    case KR_BLOCK_BOX:
    case KR_BLOCK_LINE:
    case KR_BLOCK_SIGN:
        return true;
    default:
        return last->len > 0 && last->text[last->len - 1] == ':';
    }
}

static void add_paragraph(struct kr_sheet *s, const struct kr_block *b, double x, double width)
{
    if (!b->text)
        return;
    add_text(s, &kr_type_body, b->text, x, width, 7, "P");
    if (announces(b))
        s->last->keep = true;
}

static void add_block(struct kr_sheet *s, const struct kr_block *b, double x, double width)
{
    switch (b->kind) {
    case KR_BLOCK_HEADING:
        end_beside(s);
        add_heading(s, b, x, width);
        break;
    case KR_BLOCK_PARAGRAPH:
        add_paragraph(s, b, x, width);
        break;
    case KR_BLOCK_LIST:
        add_list(s, b, x, width);
        break;
    case KR_BLOCK_TABLE:
        end_beside(s);
        kr_flow_table(s, b, x, width);
        break;
    case KR_BLOCK_NOTE:
        end_beside(s);
        add_note(s, b, x, width);
        break;
    case KR_BLOCK_SIGN:
        end_beside(s);
        add_sign(s, b, x, width);
        break;
    case KR_BLOCK_LINE:
        add_field(s, b, x, width);
        break;
    case KR_BLOCK_BOX:
        add_box(s, b, x, width);
        break;
    case KR_BLOCK_QR:
        end_beside(s);
        add_qr(s, b, x, width);
        break;
    case KR_BLOCK_MONO:
        add_mono(s, b, x, width);
        break;
    case KR_BLOCK_PAGE:
        end_beside(s);
        kr_flow_add(s, KR_BIT_NOTHING, x, width, 0, 0)->breaks = true;
        break;
    case KR_BLOCK_SPACE:
        kr_flow_add(s, KR_BIT_NOTHING, x, width, 0, 14);
        break;
    case KR_BLOCK_ITEM:
    case KR_BLOCK_ROW:
    case KR_BLOCK_CELL:
        break;
    }
}

void kr_flow_blocks(struct kr_sheet *s, const struct kr_block *b, double x, double width)
{
    for (; b && !s->err; b = b->next)
        add_block(s, b, x, width);
    if (x <= s->left)
        end_beside(s);
}
