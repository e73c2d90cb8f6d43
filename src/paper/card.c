/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Cards to be cut out: the way into a room, for a class. Board and chalk at the head, the code, and beside or below it
 * what the text says. On the smallest cards lists are left out: the code and the address are what a pupil needs.
 */
#include <math.h>
#include <string.h>

#include "paper/fonts.h"
#include "paper/sheet.h"

struct card {
    double width, height, pad, band; /* band: height of the head */
    double scale;                    /* of all text */
    double qr;
    bool wide;  /* the code at the left; else above the text */
    bool lists; /* there is room for them */
};

static struct card card_of(uint32_t per_page)
{
    switch (per_page) {
    case 1:
        return (struct card){KR_PT(210), KR_PT(297), KR_PT(18), KR_PT(52), 1.75, KR_PT(92), false, true};
    case 4:
        return (struct card){KR_PT(105), KR_PT(148.5), KR_PT(9), KR_PT(27), 0.95, KR_PT(50), false, true};
    case 8:
        return (struct card){KR_PT(105), KR_PT(74.25), KR_PT(7), KR_PT(17), 0.82, KR_PT(36), true, false};
    default:
        return (struct card){KR_PT(210), KR_PT(148.5), KR_PT(14), KR_PT(32), 1.12, KR_PT(70), true, true};
    }
}

static struct kr_type scaled(const struct kr_type *type, double scale, enum kr_tone tone)
{
    struct kr_type t = *type;
    t.size *= scale;
    t.leading *= scale;
    t.tone = tone;
    t.hyphenate = false; /* read by children */
    return t;
}

/* ---- the board ---- */

static void round_rect(cairo_t *cr, double x, double y, double w, double h, double r)
{
    cairo_new_sub_path(cr);
    cairo_arc(cr, x + w - r, y + r, r, -M_PI / 2, 0);
    cairo_arc(cr, x + w - r, y + h - r, r, 0, M_PI / 2);
    cairo_arc(cr, x + r, y + h - r, r, M_PI / 2, M_PI);
    cairo_arc(cr, x + r, y + r, r, M_PI, 3 * M_PI / 2);
    cairo_close_path(cr);
}

/* The K, drawn with chalk: the strokes of the mark on the web pages. */
static void draw_mark(struct kr_sheet *s, double x, double y, double size)
{
    cairo_save(s->cr);
    cairo_translate(s->cr, x, y);
    cairo_scale(s->cr, size / 32, size / 32);
    cairo_set_source_rgb(s->cr, 0x2c / 255.0, 0x47 / 255.0, 0x3d / 255.0);
    round_rect(s->cr, 0, 0, 32, 32, 9);
    cairo_fill(s->cr);
    cairo_set_source_rgb(s->cr, 0xf5 / 255.0, 0xf2 / 255.0, 0xea / 255.0);
    cairo_set_line_width(s->cr, 2.8);
    cairo_set_line_cap(s->cr, CAIRO_LINE_CAP_ROUND);
    cairo_move_to(s->cr, 11, 8.5);
    cairo_line_to(s->cr, 11, 23.5);
    cairo_move_to(s->cr, 21.5, 9);
    cairo_line_to(s->cr, 12, 16.6);
    cairo_move_to(s->cr, 15.2, 14.2);
    cairo_line_to(s->cr, 22, 23.5);
    cairo_stroke(s->cr);
    cairo_restore(s->cr);
}

static void begin(struct kr_sheet *s, bool tagged, const char *tag)
{
    if (tagged)
        cairo_tag_begin(s->cr, tag, NULL);
}

static void end(struct kr_sheet *s, bool tagged, const char *tag)
{
    if (tagged)
        cairo_tag_end(s->cr, tag);
}

static void draw_band(struct kr_sheet *s, const struct card *c, double x, double y, bool tagged)
{
    struct kr_type title = scaled(&kr_type_title, c->scale * (c->wide && c->lists ? 1 : 0.82), KR_TONE_WHITE);
    struct kr_type small = scaled(&kr_type_body, c->scale, KR_TONE_CHALK2);
    double mark = c->band * 0.46, text_x = x + c->pad + mark + 10 * c->scale, width = x + c->width - c->pad - text_x;
    struct kr_text *name = kr_text_plain(s, &title, s->paper->title, width), *more = NULL;
    kr_draw_tone(s, KR_TONE_BOARD);
    cairo_rectangle(s->cr, x, y, c->width, c->band);
    cairo_fill(s->cr);
    draw_mark(s, x + c->pad, y + (c->band - mark) / 2, mark);
    int lines = name->n_lines < 2 ? name->n_lines : 2;
    if (lines == 1 && s->paper->subtitle[0])
        more = kr_text_plain(s, &small, s->paper->subtitle, width);
    double height = lines * title.leading + (more ? small.leading : 0), top = y + (c->band - height) / 2;
    begin(s, tagged, "H1");
    for (int i = 0; i < lines; i++)
        kr_draw_line(s, name, i, text_x, top + (i + 0.76) * title.leading);
    end(s, tagged, "H1");
    if (!more)
        return;
    begin(s, tagged, "P");
    kr_draw_line(s, more, 0, text_x, top + title.leading + 0.74 * small.leading);
    end(s, tagged, "P");
}

/* ---- what it says ---- */

struct pen {
    struct kr_sheet *s;
    const struct card *c;
    double x, y, width, bottom;
    double scale;
    bool measures; /* draws nothing */
    bool tagged, full;
};

/* Nobody types the scheme of an address. */
static const struct kr_inline *without_schemes(struct kr_sheet *s, const struct kr_inline *runs)
{
    struct kr_inline *first = NULL, **tail = &first;
    for (; runs; runs = runs->next) {
        struct kr_inline *copy = kr_arena_take(s->arena, sizeof *copy);
        if (!copy) {
            kr_sheet_fail(s, KR_E_NOMEM, "too_large");
            return NULL;
        }
        *copy = *runs;
        copy->next = NULL;
        size_t scheme = !(runs->style & KR_STYLE_LINK) ? 0 : runs->text[4] == 's' ? 8 : 7; /* https:// or http:// */
        copy->text += scheme;
        copy->len -= scheme;
        *tail = copy;
        tail = &copy->next;
    }
    return first;
}

static void put_text(struct pen *p, const struct kr_type *type, const struct kr_inline *runs, const char *label, double before)
{
    double indent = label ? 15 * p->scale : 0;
    struct kr_text *t = kr_text_new(p->s, type, without_schemes(p->s, runs), p->width - indent);
    double height = before + t->n_lines * type->leading;
    if (p->y + height > p->bottom) {
        p->full = true;
        return;
    }
    if (!p->measures) {
        struct kr_text *mark = label ? kr_text_plain(p->s, type, label, -1) : NULL;
        begin(p->s, p->tagged, "P");
        if (mark)
            kr_draw_text(p->s, mark, p->x, p->y + before);
        kr_draw_text(p->s, t, p->x + indent, p->y + before);
        end(p->s, p->tagged, "P");
    }
    p->y += height;
}

static void put_mono(struct pen *p, const char *text)
{
    struct kr_type type = scaled(&kr_type_mono, p->scale, KR_TONE_INK);
    struct kr_text *t = kr_text_plain(p->s, &type, text, p->width);
    double height = t->n_lines * type.leading + 8 * p->scale;
    if (p->y + height > p->bottom) {
        p->full = true;
        return;
    }
    if (!p->measures) {
        begin(p->s, p->tagged, "P");
        kr_draw_text(p->s, t, p->x, p->y + 4 * p->scale);
        end(p->s, p->tagged, "P");
    }
    p->y += height;
}

static void put_list(struct pen *p, const struct kr_block *list)
{
    struct kr_type body = scaled(&kr_type_body, p->scale, KR_TONE_INK);
    char label[70];
    double before = 7;
    for (const struct kr_block *item = list->children; item && !p->full; item = item->next, before = 2.5) {
        g_snprintf(label, sizeof label, item->label ? "%s." : "\xE2\x80\xA2", item->label);
        if (item->children)
            put_text(p, &body, item->children->text, label, before * p->scale);
    }
}

static void put_blocks(struct pen *p)
{
    struct kr_type body = scaled(&kr_type_body, p->scale, KR_TONE_INK);
    struct kr_type strong = scaled(&kr_type_heading[1], p->scale, KR_TONE_INK);
    for (const struct kr_block *b = p->s->paper->blocks; b && !p->full; b = b->next) {
        if (b->kind == KR_BLOCK_PARAGRAPH)
            put_text(p, &body, b->text, NULL, 5 * p->scale);
        else if (b->kind == KR_BLOCK_HEADING)
            put_text(p, &strong, b->text, NULL, 8 * p->scale);
        else if (b->kind == KR_BLOCK_MONO)
            put_mono(p, b->labels[0]);
        else if (b->kind == KR_BLOCK_LIST && p->c->lists)
            put_list(p, b);
    }
}

static const char *code_of(const struct kr_block *b)
{
    for (; b; b = b->next)
        if (b->kind == KR_BLOCK_QR && b->labels[0][0])
            return b->labels[0];
    return NULL;
}

static void draw_card(struct kr_sheet *s, const struct card *c, double x, double y, bool tagged)
{
    const char *code = code_of(s->paper->blocks);
    double top = y + c->band + c->pad * 0.75, foot = kr_type_small.leading * c->scale * 0.9;
    struct kr_type small = scaled(&kr_type_small, c->scale * 0.9, KR_TONE_INK2);
    struct kr_text *operator_name = kr_text_plain(s, &small, s->job->operator_name, c->width - 2 * c->pad);
    struct pen p = {.s = s, .c = c, .x = x + c->pad, .y = top, .width = c->width - 2 * c->pad, .tagged = tagged};
    p.bottom = y + c->height - c->pad * 0.6 - foot;
    draw_band(s, c, x, y, tagged);
    if (code) {
        double qr_x = c->wide ? x + c->pad : x + (c->width - c->qr) / 2;
        begin(s, tagged, "Figure");
        if (tagged)
            kr_draw_alt(s, code);
        kr_draw_qr(s, code, qr_x, top, c->qr);
        end(s, tagged, "Figure");
        if (c->wide) {
            p.x += c->qr + c->pad * 0.8;
            p.width -= c->qr + c->pad * 0.8;
            p.y -= 5 * c->scale;
        } else {
            p.y += c->qr * 1.1; /* with the space above a line, four modules of nothing below the code */
        }
    }
    /* As large as it fits; what does not fit at two thirds is left out. */
    double from = p.y;
    for (p.scale = c->scale; p.scale > c->scale * 0.66; p.scale *= 0.95) {
        p.measures = true;
        p.full = false;
        p.y = from;
        put_blocks(&p);
        if (!p.full)
            break;
    }
    p.measures = p.full = false;
    p.y = from;
    put_blocks(&p);
    begin(s, tagged, "P");
    kr_draw_line(s, operator_name, 0, x + c->pad, y + c->height - c->pad * 0.6);
    end(s, tagged, "P");
}

/* Where to cut. */
static void draw_cuts(struct kr_sheet *s, const struct card *c, int columns, int rows)
{
    static const double dashes[] = {4, 4};
    cairo_set_dash(s->cr, dashes, 2, 0);
    kr_draw_tone(s, KR_TONE_INK2);
    for (int i = 1; i < columns; i++)
        kr_draw_rule(s, i * c->width, 0, i * c->width, KR_PT(297), 0.5);
    for (int i = 1; i < rows; i++)
        kr_draw_rule(s, 0, i * c->height, KR_PT(210), i * c->height, 0.5);
    cairo_set_dash(s->cr, NULL, 0, 0);
}

void kr_card_draw(struct kr_sheet *s)
{
    struct card c = card_of(s->job->cards);
    int columns = (int)(KR_PT(210) / c.width + 0.5), rows = (int)(KR_PT(297) / c.height + 0.5);
    cairo_tag_begin(s->cr, "Document", NULL);
    /* They are all alike: a reader's voice reads one. */
    for (int i = 0; i < columns * rows && !s->err; i++)
        draw_card(s, &c, (i % columns) * c.width, (double)(i / columns) * c.height, i == 0);
    cairo_tag_end(s->cr, "Document");
    draw_cuts(s, &c, columns, rows);
    cairo_show_page(s->cr);
}
