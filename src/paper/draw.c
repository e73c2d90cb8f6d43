/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Pages become PDF. Structure (ISO 32000-1 clause 14.8): what carries meaning is drawn inside a leaf of the tree, what
 * only decorates (rules, grounds, heads and feet of pages, repeated heads of tables) outside of any. A leaf must not
 * reach over the end of a page in cairo 1.16; text that does is a P with a Span on each page.
 */
#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <string.h>

#include "base/assert.h"
#include "paper/qr.h"
#include "paper/sheet.h"

enum { STACK = 64, PAD_X = 6, PAD_Y = 4 };

/* The tags that are open, so that each ends by its name. */
struct tags {
    const char *open[STACK];
    unsigned n;
};

static void begin(struct kr_sheet *s, struct tags *t, const char *tag)
{
    kr_assert(t->n < STACK);
    cairo_tag_begin(s->cr, tag, NULL);
    t->open[t->n++] = tag;
}

static void end(struct kr_sheet *s, struct tags *t)
{
    kr_assert(t->n > 0);
    cairo_tag_end(s->cr, t->open[--t->n]);
}

/* ---- ink ---- */

void kr_draw_tone(struct kr_sheet *s, enum kr_tone tone)
{
    static const uint32_t colours[] = {[KR_TONE_INK] = 0x1b2420,  [KR_TONE_INK2] = 0x51605a,  [KR_TONE_LINE] = 0xcfc9b8,
                                       [KR_TONE_TINT] = 0xf3f1ea, [KR_TONE_WHITE] = 0xffffff, [KR_TONE_BOARD] = 0x1a2b25,
                                       [KR_TONE_CHALK2] = 0xc9cfc8};
    uint32_t c = tone == KR_TONE_BRAND ? s->job->colour : colours[tone];
    cairo_set_source_rgb(s->cr, (c >> 16 & 255) / 255.0, (c >> 8 & 255) / 255.0, (c & 255) / 255.0);
}

void kr_draw_rule(struct kr_sheet *s, double x1, double y1, double x2, double y2, double width)
{
    cairo_set_line_width(s->cr, width);
    cairo_move_to(s->cr, x1, y1);
    cairo_line_to(s->cr, x2, y2);
    cairo_stroke(s->cr);
}

void kr_draw_qr(struct kr_sheet *s, const char *text, double x, double y, double size)
{
    struct kr_qr qr;
    int err = kr_qr_encode(&qr, text);
    if (err) {
        kr_sheet_fail(s, err, "bad_qr");
        return;
    }
    double module = size / qr.side;
    cairo_set_source_rgb(s->cr, 0, 0, 0);
    for (int row = 0; row < qr.side; row++)
        for (int col = 0; col < qr.side; col++) {
            int from = col;
            while (col < qr.side && qr.dark[row * qr.side + col])
                col++;
            if (col > from)
                cairo_rectangle(s->cr, x + from * module, y + row * module, (col - from) * module, module);
        }
    cairo_fill(s->cr);
}

void kr_draw_alt(struct kr_sheet *s, const char *code)
{
    char *text = g_strdup_printf(s->german ? "QR-Code: %s" : "QR code: %s", code);
    char *kept = kr_arena_text(s->arena, text, strlen(text));
    g_free(text);
    if (kept && s->n_alts < KR_PDF_FIGURES)
        s->alts[s->n_alts++] = kept;
}

/* ---- text ---- */

static double line_offset(const struct kr_text *t, PangoLayoutLine *line)
{
    PangoRectangle r;
    PangoAlignment align = pango_layout_get_alignment(t->layout);
    int width = pango_layout_get_width(t->layout);
    if (align == PANGO_ALIGN_LEFT || width < 0)
        return 0;
    pango_layout_line_get_extents(line, NULL, &r);
    return (double)(width - r.width) / PANGO_SCALE / (align == PANGO_ALIGN_CENTER ? 2 : 1);
}

static const struct kr_link_range *link_at(const struct kr_text *t, int index)
{
    for (size_t i = 0; i < t->n_links; i++)
        if (index >= t->links[i].from && index < t->links[i].to)
            return &t->links[i];
    return NULL;
}

/* The address stands between apostrophes in what cairo is told; inside, they are percent-encoded (RFC 3986 clause 2.1). */
static void begin_link(struct kr_sheet *s, const char *address)
{
    GString *attrs = g_string_new("uri='");
    for (; *address; address++)
        if (*address == '\'')
            g_string_append(attrs, "%27");
        else
            g_string_append_c(attrs, *address);
    g_string_append_c(attrs, '\'');
    cairo_tag_begin(s->cr, CAIRO_TAG_LINK, attrs->str);
    g_string_free(attrs, TRUE);
}

/* Draws the runs of a line; `tagged`: each part in a Span or Link of its own. */
static void draw_runs(struct kr_sheet *s, const struct kr_text *t, int number, double x, double baseline, bool tagged)
{
    PangoLayoutLine *line = pango_layout_get_line_readonly(t->layout, number);
    const char *text = pango_layout_get_text(t->layout);
    bool in_span = false;
    x += line_offset(t, line);
    for (GSList *at = line ? line->runs : NULL; at; at = at->next) {
        PangoGlyphItem *run = at->data;
        const struct kr_link_range *link = link_at(t, run->item->offset);
        if (tagged && link) {
            if (in_span)
                cairo_tag_end(s->cr, "Span");
            in_span = false;
            begin_link(s, link->address);
        } else if (tagged && !in_span) {
            cairo_tag_begin(s->cr, "Span", NULL);
            in_span = true;
        }
        kr_draw_tone(s, link ? KR_TONE_BRAND : t->tone);
        cairo_move_to(s->cr, x, baseline);
        pango_cairo_show_glyph_item(s->cr, text, run);
        if (tagged && link)
            cairo_tag_end(s->cr, CAIRO_TAG_LINK);
        x += (double)pango_glyph_string_get_width(run->glyphs) / PANGO_SCALE;
    }
    if (in_span)
        cairo_tag_end(s->cr, "Span");
}

void kr_draw_line(struct kr_sheet *s, const struct kr_text *t, int line, double x, double baseline)
{
    draw_runs(s, t, line, x, baseline, false);
}

/* From the top of a line to its baseline: the letters stand in the middle of their leading. */
static double ascent(const struct kr_text *t, int number)
{
    PangoRectangle r;
    pango_layout_line_get_extents(pango_layout_get_line_readonly(t->layout, number), NULL, &r);
    return (t->leading - (double)r.height / PANGO_SCALE) / 2 + (double)PANGO_ASCENT(r) / PANGO_SCALE;
}

static double draw_lines(struct kr_sheet *s, const struct kr_text *t, int from, int to, double x, double top, bool tagged)
{
    for (int i = from; i < to; i++, top += t->leading)
        draw_runs(s, t, i, x, top + ascent(t, i), tagged);
    return (to - from) * t->leading;
}

double kr_draw_text(struct kr_sheet *s, const struct kr_text *t, double x, double top)
{
    return draw_lines(s, t, 0, t->n_lines, x, top, false);
}

/* ---- bits ---- */

static void draw_outline(struct kr_sheet *s, const struct kr_bit *b, unsigned page, int parents[4])
{
    unsigned level = b->outline_level;
    if (!b->outline || level >= 4)
        return;
    char *where = g_strdup_printf("page=%u pos=[%d %d]", page, (int)b->x, (int)b->y - 6);
    int id = cairo_pdf_surface_add_outline(s->surface, parents[level - 1], b->outline, where,
                                           level == 1 ? CAIRO_PDF_OUTLINE_FLAG_OPEN : 0);
    g_free(where);
    for (unsigned i = level; i < 4; i++)
        parents[i] = id;
}

/* The text of a row. A cell is a leaf, or has leaves if there is a link in it. */
static void draw_row(struct kr_sheet *s, struct tags *t, const struct kr_bit *b, double y)
{
    const struct kr_grid *g = b->grid;
    if (b->is_head) {
        kr_draw_tone(s, KR_TONE_TINT);
        cairo_rectangle(s->cr, b->x, y, b->width, b->height);
        cairo_fill(s->cr);
    }
    for (size_t i = 0; i < g->n; i++) {
        const struct kr_cell *c = &b->cells[i];
        if (t)
            begin(s, t, b->is_head ? "TH" : "TD");
        draw_lines(s, c->text, c->from, c->to, g->x[i] + PAD_X, y + PAD_Y, t && c->text->n_links);
        if (t)
            end(s, t);
    }
    kr_draw_tone(s, b->is_head ? KR_TONE_INK2 : KR_TONE_LINE);
    kr_draw_rule(s, b->x, y + b->height, b->x + b->width, y + b->height, b->is_head ? 0.9 : 0.6);
}

static void draw_sign(struct kr_sheet *s, const struct kr_bit *b)
{
    double gap = 24, each = (b->width - gap * (b->block->n_labels - 1)) / b->block->n_labels;
    double y = b->y + b->height - KR_SIGN_AFTER;
    for (size_t i = 0; i < b->block->n_labels; i++) {
        double x = b->x + (double)i * (each + gap), labels = b->height - KR_SIGN_WRITE - KR_SIGN_AFTER - 4;
        kr_draw_tone(s, KR_TONE_INK);
        kr_draw_rule(s, x, y - labels - 4, x + each, y - labels - 4, 0.7);
        kr_draw_text(s, b->labels[i], x, y - labels);
    }
}

static void draw_field(struct kr_sheet *s, const struct kr_bit *b)
{
    double gap = 14, each = (b->width - gap * (b->block->n_labels - 1)) / b->block->n_labels;
    for (size_t i = 0; i < b->block->n_labels; i++) {
        double x = b->x + (double)i * (each + gap), top = b->y + b->height - 22;
        kr_draw_text(s, b->labels[i], x, b->y);
        kr_draw_tone(s, KR_TONE_INK2);
        cairo_set_line_width(s->cr, 0.6);
        cairo_rectangle(s->cr, x, top, each, 22);
        cairo_stroke(s->cr);
    }
}

static void draw_mono(struct kr_sheet *s, const struct kr_bit *b)
{
    kr_draw_text(s, b->text, b->x + 12, b->y + 8);
}

static void draw_line_bit(struct kr_sheet *s, const struct kr_bit *b)
{
    draw_runs(s, b->text, b->line, b->x, b->y + ascent(b->text, b->line), b->spans);
}

static void open_tags(struct kr_sheet *s, struct tags *t, const struct kr_bit *b)
{
    for (unsigned i = 0; i < b->n_opens; i++) {
        begin(s, t, b->opens[i]);
        if (strcmp(b->opens[i], "Lbl") != 0)
            continue;
        if (b->label)
            kr_draw_line(s, b->label, 0, b->label_x, b->y + ascent(b->text, b->line));
        end(s, t);
    }
}

static void draw_bit(struct kr_sheet *s, struct tags *t, const struct kr_bit *b)
{
    open_tags(s, t, b);
    switch (b->kind) {
    case KR_BIT_LINE:
        draw_line_bit(s, b);
        break;
    case KR_BIT_ROW:
        draw_row(s, t, b, b->y);
        break;
    case KR_BIT_SIGN:
        draw_sign(s, b);
        break;
    case KR_BIT_FIELD:
        draw_field(s, b);
        break;
    case KR_BIT_QR:
        kr_draw_alt(s, b->block->labels[0]);
        kr_draw_qr(s, b->block->labels[0], b->x, b->y, b->width);
        break;
    case KR_BIT_MONO:
        draw_mono(s, b);
        break;
    case KR_BIT_NOTHING:
        break;
    }
    for (unsigned i = 0; i < b->n_closes; i++)
        end(s, t);
}

/* ---- pages ---- */

/* What lies below the text: grounds of notes and of credentials. */
static void draw_grounds(struct kr_sheet *s, const struct kr_page *p)
{
    const struct kr_bit *after = p->next ? p->next->first : NULL;
    for (const struct kr_bit *b = p->first; b && b != after; b = b->next) {
        if (b->kind == KR_BIT_MONO) {
            kr_draw_tone(s, KR_TONE_TINT);
            cairo_rectangle(s->cr, b->x, b->y, b->width, b->height);
            cairo_fill(s->cr);
        }
        if (!b->noted)
            continue;
        const struct kr_bit *last = b;
        while (!last->ends_note && last->next && last->next != after && last->next->noted)
            last = last->next;
        double top = b->y - 6, bottom = last->y + last->height + 6;
        kr_draw_tone(s, KR_TONE_TINT);
        cairo_rectangle(s->cr, s->left, top, s->width, bottom - top);
        cairo_fill(s->cr);
        kr_draw_tone(s, KR_TONE_BRAND);
        cairo_rectangle(s->cr, s->left, top, 2.5, bottom - top);
        cairo_fill(s->cr);
        b = last;
    }
}

/* Text that goes on over the end of a page gets a Span on each. */
static void mark_spans(struct kr_sheet *s)
{
    for (struct kr_page *p = s->pages; p && p->next; p = p->next) {
        const struct kr_text *t = p->last->text;
        if (p->last->kind != KR_BIT_LINE || p->next->first->kind != KR_BIT_LINE || p->next->first->text != t)
            continue;
        for (struct kr_bit *b = p->first; b && b != (p->next->next ? p->next->next->first : NULL); b = b->next)
            b->spans |= b->kind == KR_BIT_LINE && b->text == t;
    }
}

void kr_draw_pages(struct kr_sheet *s)
{
    struct tags tags = {0};
    int parents[4] = {CAIRO_PDF_OUTLINE_ROOT};
    unsigned number = 0;
    mark_spans(s);
    begin(s, &tags, "Document");
    for (const struct kr_page *p = s->pages; p && !s->err; p = p->next) {
        const struct kr_bit *after = p->next ? p->next->first : NULL;
        kr_frame_draw(s, ++number, p);
        draw_grounds(s, p);
        if (p->head)
            draw_row(s, NULL, p->head, p->head_y);
        for (const struct kr_bit *b = p->first; b && b != after; b = b->next) {
            draw_outline(s, b, number, parents);
            draw_bit(s, &tags, b);
        }
        if (p->next)
            cairo_show_page(s->cr);
    }
    while (tags.n)
        end(s, &tags);
    cairo_show_page(s->cr);
}
