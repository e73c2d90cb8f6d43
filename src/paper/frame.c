/* SPDX-License-Identifier: EUPL-1.2 */
/* What stands around the text: the operator's head, titles, running heads and feet, and the window of a letter. */
#include <string.h>

#include "paper/fonts.h"
#include "paper/sheet.h"

static const double page_width = KR_PT(210), page_height = KR_PT(297);

/* DIN 5008:2020, form B: the address field is 85 x 45 mm, 45 mm from the upper edge; its last 27.3 mm are the address. */
static const double field_left = KR_PT(25), address_top = KR_PT(62.7), info_left = KR_PT(125),
                    subject_top = KR_PT(98.5), bare_subject_top = KR_PT(48), fold_1 = KR_PT(105), fold_2 = KR_PT(210), punch = KR_PT(148.5);

static const struct kr_type type_operator = {KR_FONT_TEXT, 11.5, 15, PANGO_WEIGHT_BOLD, KR_TONE_INK, false};
static const struct kr_type type_operator_long = {KR_FONT_TEXT, 9.5, 12.5, PANGO_WEIGHT_BOLD, KR_TONE_INK, false};
static const struct kr_type type_return = {KR_FONT_TEXT, 7, 9, PANGO_WEIGHT_NORMAL, KR_TONE_INK2, false};
static const struct kr_type type_address = {KR_FONT_TEXT, 10.3, 14, PANGO_WEIGHT_NORMAL, KR_TONE_INK, false};
static const struct kr_type type_subject = {KR_FONT_TEXT, 15, 19, PANGO_WEIGHT_BOLD, KR_TONE_INK, false};

static double title_height(struct kr_sheet *s, const struct kr_type *title)
{
    double height = kr_text_plain(s, title, s->paper->title, s->width)->n_lines * title->leading;
    if (s->paper->subtitle[0])
        height += kr_text_plain(s, &kr_type_subtitle, s->paper->subtitle, s->width)->n_lines * kr_type_subtitle.leading;
    return height;
}

/* A letter that nobody sends, because it is handed over, has no window: its subject stands where a title would. */
static double subject_of(const struct kr_sheet *s)
{
    return s->job->recipient[0] ? subject_top : bare_subject_top;
}

void kr_frame_measure(struct kr_sheet *s)
{
    s->left = KR_PT(25);
    s->width = page_width - s->left - KR_PT(20);
    s->top = KR_PT(25);
    s->bottom = page_height - KR_PT(21);
    s->first_top = KR_PT(44);
    if (s->job->kind == KR_PAPER_LETTER)
        s->first_top = subject_of(s) + title_height(s, &type_subject) + 8;
}

static void add_lines(struct kr_sheet *s, const struct kr_type *type, const char *text, const char *tag, double before)
{
    if (!text[0])
        return;
    struct kr_text *t = kr_text_plain(s, type, text, s->width);
    kr_flow_open(s, tag);
    for (int i = 0; i < t->n_lines; i++) {
        struct kr_bit *b = kr_flow_add(s, KR_BIT_LINE, s->left, s->width, i ? 0 : before, type->leading);
        b->text = t;
        b->line = i;
        b->keep = true;
    }
    kr_flow_close(s);
}

void kr_frame_title(struct kr_sheet *s)
{
    if (s->job->kind == KR_PAPER_LETTER)
        return; /* each letter has its subject in the frame */
    add_lines(s, &kr_type_title, s->paper->title, "H1", 0);
    add_lines(s, &kr_type_subtitle, s->paper->subtitle, "P", 2);
    kr_flow_add(s, KR_BIT_NOTHING, s->left, s->width, 0, 8)->keep = true;
}

/* The logo in a box of 42 x 16 mm, its lower left corner at the place given; returns its width. */
static double draw_logo(struct kr_sheet *s, double x, double bottom)
{
    if (!s->logo)
        return 0;
    double w = cairo_image_surface_get_width(s->logo), h = cairo_image_surface_get_height(s->logo);
    double scale = KR_PT(42) / w < KR_PT(16) / h ? KR_PT(42) / w : KR_PT(16) / h;
    cairo_save(s->cr);
    cairo_translate(s->cr, x, bottom - h * scale);
    cairo_scale(s->cr, scale, scale);
    cairo_set_source_surface(s->cr, s->logo, 0, 0);
    cairo_paint(s->cr);
    cairo_restore(s->cr);
    return w * scale;
}

/* The operator's head: name or logo at the left, address at the right, a rule with the operator's colour below. */
static void draw_letterhead(struct kr_sheet *s)
{
    double bottom = KR_PT(33), right = s->left + s->width;
    double logo = draw_logo(s, s->left, bottom - 6);
    struct kr_text *name = kr_text_plain(s, &type_operator, s->job->operator_name, KR_PT(80) - logo / 2);
    struct kr_text *address = kr_text_plain(s, &kr_type_small, s->job->operator_address, KR_PT(66));
    double lines = address->n_lines < 6 ? address->n_lines : 6, wide = kr_text_width(address);
    if (name->n_lines > 2)
        name = kr_text_plain(s, &type_operator_long, s->job->operator_name, KR_PT(86) - logo / 2);
    kr_draw_text(s, name, s->left + (logo > 0 ? logo + 10 : 0), bottom - 7 - name->n_lines * name->leading);
    for (int i = 0; i < (int)lines; i++)
        kr_draw_line(s, address, i, right - wide, bottom - 9 - (lines - 1 - i) * address->leading);
    kr_draw_tone(s, KR_TONE_LINE);
    kr_draw_rule(s, s->left, bottom, right, bottom, 0.6);
    kr_draw_tone(s, KR_TONE_BRAND);
    kr_draw_rule(s, s->left, bottom, s->left + KR_PT(26), bottom, 2.4);
}

/* Text on one line of this width at most; what is too long ends in an ellipsis. */
static struct kr_text *one_line(struct kr_sheet *s, const char *text, double width)
{
    struct kr_text *t = kr_text_plain(s, &kr_type_small, text, -1);
    if (kr_text_width(t) <= width)
        return t;
    pango_layout_set_width(t->layout, (int)(width * PANGO_SCALE));
    pango_layout_set_ellipsize(t->layout, PANGO_ELLIPSIZE_END);
    t->n_lines = 1;
    return t;
}

/* Whose paper, and which: with its short title where both do not fit. */
static void draw_running_head(struct kr_sheet *s)
{
    double y = KR_PT(16), right = s->left + s->width, gap = 16;
    struct kr_text *title = one_line(s, s->paper->title, s->width * 0.6);
    struct kr_text *name = kr_text_plain(s, &kr_type_small, s->job->operator_name, -1);
    if (s->paper->short_title[0] && kr_text_width(name) + kr_text_width(title) + gap > s->width)
        title = one_line(s, s->paper->short_title, s->width * 0.6);
    name = one_line(s, s->job->operator_name, s->width - kr_text_width(title) - gap);
    kr_draw_line(s, name, 0, s->left, y);
    kr_draw_line(s, title, 0, right - kr_text_width(title), y);
    kr_draw_tone(s, KR_TONE_LINE);
    kr_draw_rule(s, s->left, y + 6, right, y + 6, 0.6);
}

/* The page within its letter, and how many that letter has; a paper that is no letter is one. */
static void count_pages(const struct kr_sheet *s, const struct kr_page *page, unsigned *number, unsigned *of)
{
    unsigned before = 0, n = 0;
    bool found = false;
    for (const struct kr_page *p = s->pages; p; p = p->next) {
        if (p != s->pages && s->job->kind == KR_PAPER_LETTER && p->first->breaks) {
            if (found)
                break;
            n = 0;
        }
        n++;
        if (p == page) {
            before = n;
            found = true;
        }
    }
    *number = before;
    *of = n;
}

static void draw_foot(struct kr_sheet *s, const struct kr_page *page)
{
    const double room = KR_PT(28); /* of the count of pages */
    double y = page_height - KR_PT(12), right = s->left + s->width;
    unsigned number, of;
    count_pages(s, page, &number, &of);
    char *count = g_strdup_printf(s->german ? "Seite %u von %u" : "Page %u of %u", number, of);
    char *version = g_strdup_printf("%s%s%.12s", s->job->version, s->job->version[0] && s->job->hash[0] ? " \xC2\xB7 " : "", s->job->hash);
    struct kr_text *left = one_line(s, version, s->width - room);
    struct kr_text *pages = kr_text_plain(s, &kr_type_small, count, -1);
    if (version[0])
        kr_draw_line(s, left, 0, s->left, y);
    if (s->job->kind != KR_PAPER_LETTER || of > 1)
        kr_draw_line(s, pages, 0, right - kr_text_width(pages), y);
    g_free(version);
    g_free(count);
}

/* The operator on one line, as the window of an envelope wants it. */
static char *return_line(const struct kr_sheet *s)
{
    char *lines[3] = {g_strdup(s->job->operator_name)};
    const char *at = s->job->operator_address;
    for (size_t i = 1; i < 3 && at; i++) {
        const char *feed = strchr(at, '\n');
        lines[i] = feed ? g_strndup(at, (gsize)(feed - at)) : g_strdup(at);
        at = feed ? feed + 1 : NULL;
    }
    char *all = g_strjoin(" \xC2\xB7 ", lines[0], lines[1] && lines[1][0] ? lines[1] : NULL, lines[2], NULL);
    for (size_t i = 0; i < 3; i++)
        g_free(lines[i]);
    return all;
}

/* What shows in the window of an envelope, and where the sheet is folded for it. */
static void draw_window(struct kr_sheet *s)
{
    struct kr_text *recipient = kr_text_plain(s, &type_address, s->job->recipient, KR_PT(80));
    char *line = return_line(s);
    struct kr_text *back = kr_text_plain(s, &type_return, line, KR_PT(80));
    g_free(line);
    kr_draw_text(s, back, field_left, address_top - back->n_lines * back->leading - 5);
    cairo_tag_begin(s->cr, "P", NULL);
    for (int i = 0; i < recipient->n_lines && i < 6; i++) /* the zone of the address has six lines */
        kr_draw_line(s, recipient, i, field_left, address_top + 11 + i * recipient->leading - 2);
    cairo_tag_end(s->cr, "P");
    kr_draw_tone(s, KR_TONE_INK2);
    kr_draw_rule(s, KR_PT(4), fold_1, KR_PT(8), fold_1, 0.4);
    kr_draw_rule(s, KR_PT(4), fold_2, KR_PT(8), fold_2, 0.4);
}

static void draw_letter(struct kr_sheet *s)
{
    struct kr_text *subject = kr_text_plain(s, &type_subject, s->paper->title, s->width);
    struct kr_text *more = kr_text_plain(s, &kr_type_subtitle, s->paper->subtitle, s->width);
    struct kr_text *date = kr_text_plain(s, &type_address, s->job->date, -1);
    bool sent = s->job->recipient[0] != '\0';
    draw_letterhead(s);
    if (sent)
        draw_window(s);
    if (s->job->date[0]) {
        cairo_tag_begin(s->cr, "P", NULL);
        kr_draw_line(s, date, 0, sent ? info_left : s->left + s->width - kr_text_width(date), sent ? address_top + 9 : KR_PT(41));
        cairo_tag_end(s->cr, "P");
    }
    cairo_tag_begin(s->cr, "H1", NULL);
    double y = subject_of(s) + kr_draw_text(s, subject, s->left, subject_of(s));
    cairo_tag_end(s->cr, "H1");
    if (s->paper->subtitle[0]) {
        cairo_tag_begin(s->cr, "P", NULL);
        kr_draw_text(s, more, s->left, y);
        cairo_tag_end(s->cr, "P");
    }
    kr_draw_tone(s, KR_TONE_INK2);
    kr_draw_rule(s, KR_PT(4), punch, KR_PT(10), punch, 0.4);
}

void kr_frame_draw(struct kr_sheet *s, unsigned page, const struct kr_page *p)
{
    bool begins = page == 1 || (s->job->kind == KR_PAPER_LETTER && p->first->breaks);
    if (begins && s->job->kind == KR_PAPER_LETTER)
        draw_letter(s);
    else if (begins)
        draw_letterhead(s);
    else
        draw_running_head(s);
    draw_foot(s, p);
}
