/* SPDX-License-Identifier: EUPL-1.2 */
/* Tables: how wide their columns are, and rows that break only when no page could hold them. */
#include <math.h>
#include <string.h>

#include "paper/sheet.h"

enum { PAD_X = 6, PAD_Y = 4, BLANK_HEIGHT = 26, BLANK_WIDTH = 40, WIDE_WORD = 150, SHORT_COLUMN = 60 };

/* Of the width: the left of two columns, alike in all tables of a paper; of a page: what a table may take and still not break. */
static const double left_of_two = 0.36, whole_table = 0.3;

/* A checksum is read digit by digit. */
static const struct kr_type *type_of(const struct kr_block *row, const struct kr_block *cell)
{
    const struct kr_inline *text = cell ? cell->text : NULL;
    if (row->is_head)
        return &kr_type_cell_head;
    return text && !text->next && text->len >= 32 && strspn(text->text, "0123456789abcdef") >= text->len ? &kr_type_hash : &kr_type_cell;
}

/* What is written into a cell, or NULL: nothing, or a line to write on, which in a table is the empty cell itself. */
static const struct kr_inline *said_in(const struct kr_block *cell)
{
    const struct kr_inline *text = cell ? cell->text : NULL;
    bool line = text && !text->next && text->len >= 10;
    for (size_t i = 0; line && i < text->len; i++)
        line = text->text[i] == '_';
    return line ? NULL : text;
}

struct column {
    double natural, least; /* widths: of the longest line, of the longest word */
    bool fixed, blank;     /* blank: a cell of it is to be filled in by hand */
};

static void measure_cells(struct kr_sheet *s, const struct kr_block *table, double width, struct column *columns)
{
    for (const struct kr_block *row = table->children; row; row = row->next) {
        struct column *c = columns;
        for (const struct kr_block *cell = row->children; cell; cell = cell->next, c++) {
            double wide, narrow;
            kr_text_widths(s, type_of(row, cell), said_in(cell), &wide, &narrow);
            c->natural = wide > c->natural ? wide : c->natural;
            c->least = narrow > c->least ? narrow : c->least;
            c->blank |= !said_in(cell) && !row->is_head;
        }
    }
    for (struct column *c = columns; c < columns + table->n_columns; c++) {
        c->least = (c->least < WIDE_WORD ? c->least : WIDE_WORD) + 2 * PAD_X + 1;
        c->natural = (c->natural < 3 * width ? c->natural : 3 * width) + 2 * PAD_X + 1;
        c->natural = c->blank && c->natural < BLANK_WIDTH ? BLANK_WIDTH : c->natural;
        c->natural = c->natural < c->least ? c->least : c->natural;
    }
}

/* A label and what belongs to it: the commonest table of all. */
static bool measure_two(const struct column *columns, const struct kr_block *table, double width)
{
    return table->n_columns == 2 && table->align[0] == KR_ALIGN_LEFT && table->align[1] == KR_ALIGN_LEFT &&
           columns[0].natural > SHORT_COLUMN && columns[0].least <= left_of_two * width &&
           columns[1].least <= (1 - left_of_two) * width;
}

/* Twice the text does not need twice the width: columns of about the same number of lines are easier to read. */
static double weight(const struct column *c, bool shares)
{
    return shares ? sqrt(c->natural - c->least) : c->natural;
}

/*
 * Short columns get what they need, so that a date does not break; long ones share the rest by their text, none less
 * than its longest word. When even the words do not fit, all shrink alike; when all fit, all grow alike.
 */
static void measure(struct kr_sheet *s, const struct kr_block *table, double x, double width, struct kr_grid *g)
{
    struct column columns[KR_PAPER_COLUMNS] = {0};
    double rest = width, least = 0, more = 0;
    size_t open = g->n = table->n_columns;
    measure_cells(s, table, width, columns);
    g->x[0] = x;
    if (measure_two(columns, table, width)) {
        g->x[1] = x + left_of_two * width;
        g->x[2] = x + width;
        return;
    }
    for (bool changed = true; changed && open;) {
        changed = false;
        for (size_t i = 0; i < g->n && open; i++)
            if (!columns[i].fixed && columns[i].natural <= rest / (double)open) {
                columns[i].fixed = changed = true;
                rest -= columns[i].natural;
                open--;
            }
    }
    for (size_t i = 0; i < g->n; i++) {
        least += columns[i].fixed ? 0 : columns[i].least;
        more += columns[i].fixed == (open == 0) ? weight(&columns[i], open) : 0;
    }
    if (least > rest) { /* the short ones must give as well */
        least = more = 0;
        rest = width;
        for (size_t i = 0; i < g->n; i++) {
            columns[i].fixed = false;
            least += columns[i].least;
            more += weight(&columns[i], true);
        }
        open = g->n;
    }
    double share = more > 0 && rest > least ? (rest - least) / more : 0, shrink = least > rest ? rest / least : 1;
    for (size_t i = 0; i < g->n; i++) {
        const struct column *c = &columns[i];
        double w = open == 0 ? c->natural * (1 + share) : c->fixed ? c->natural : c->least * shrink + weight(c, true) * share;
        g->x[i + 1] = g->x[i] + w;
    }
}

static double lines_height(const struct kr_cell *c)
{
    return (c->to - c->from) * c->text->leading;
}

/* A bit with the next lines of all cells that fit into `most`; false when all lines are in. */
static bool add_slice(struct kr_sheet *s, struct kr_grid *g, struct kr_cell *cells, bool is_head, double most)
{
    bool more = false, blank = false;
    double height = 0;
    struct kr_cell *own = kr_arena_take(s->arena, g->n * sizeof *own);
    if (!own) {
        kr_sheet_fail(s, KR_E_NOMEM, "too_large");
        return false;
    }
    for (size_t i = 0; i < g->n; i++) {
        own[i] = cells[i];
        int fit = (int)((most - 2 * PAD_Y) / cells[i].text->leading);
        if (own[i].to - own[i].from > fit)
            own[i].to = own[i].from + (fit > 0 ? fit : 1);
        more |= own[i].to < cells[i].to;
        cells[i].from = own[i].to;
        height = lines_height(&own[i]) > height ? lines_height(&own[i]) : height;
        blank |= pango_layout_get_text(own[i].text->layout)[0] == '\0';
    }
    height += 2 * PAD_Y;
    if (blank && !is_head && height < BLANK_HEIGHT)
        height = BLANK_HEIGHT;
    kr_flow_open(s, "TR");
    struct kr_bit *b = kr_flow_add(s, KR_BIT_ROW, g->x[0], g->x[g->n] - g->x[0], 0, height);
    b->grid = g;
    b->cells = own;
    b->is_head = is_head;
    b->keep |= is_head;
    kr_flow_close(s);
    return more;
}

/* A checksum that needs two lines has halves of one length. */
static const struct kr_inline *halved(struct kr_sheet *s, const struct kr_inline *text)
{
    struct kr_inline *parts = kr_arena_take(s->arena, 3 * sizeof *parts);
    if (!parts) {
        kr_sheet_fail(s, KR_E_NOMEM, "too_large");
        return text;
    }
    size_t half = text->len / 2;
    parts[0] = (struct kr_inline){.kind = KR_INLINE_TEXT, .text = text->text, .len = half, .next = &parts[1]};
    parts[1] = (struct kr_inline){.kind = KR_INLINE_BREAK, .text = "", .next = &parts[2]};
    parts[2] = (struct kr_inline){.kind = KR_INLINE_TEXT, .text = text->text + half, .len = text->len - half};
    return parts;
}

static struct kr_text *cell_text(struct kr_sheet *s, const struct kr_block *row, const struct kr_block *cell, double width)
{
    const struct kr_type *type = type_of(row, cell);
    struct kr_text *t = kr_text_new(s, type, said_in(cell), width);
    return type == &kr_type_hash && t->n_lines == 2 ? kr_text_new(s, type, halved(s, cell->text), width) : t;
}

static void add_row(struct kr_sheet *s, struct kr_grid *g, const struct kr_block *table, const struct kr_block *row)
{
    static const PangoAlignment aligns[] = {PANGO_ALIGN_LEFT, PANGO_ALIGN_CENTER, PANGO_ALIGN_RIGHT};
    struct kr_cell cells[KR_PAPER_COLUMNS];
    const struct kr_block *cell = row->children;
    for (size_t i = 0; i < g->n; i++, cell = cell ? cell->next : NULL) {
        struct kr_text *t = cell_text(s, row, cell, g->x[i + 1] - g->x[i] - 2 * PAD_X);
        pango_layout_set_alignment(t->layout, aligns[table->align[i]]);
        cells[i] = (struct kr_cell){t, 0, t->n_lines};
    }
    double most = s->bottom - s->top - (g->head ? g->head->height : 0) - 1;
    while (add_slice(s, g, cells, row->is_head, most) && !s->err)
        ;
}

/* A small table is not broken: its rows are read together. */
static void keep_whole(struct kr_sheet *s, struct kr_bit *first)
{
    double height = 0;
    for (const struct kr_bit *b = first; b; b = b->next)
        height += b->height;
    if (height <= whole_table * (s->bottom - s->top))
        for (struct kr_bit *b = first; b && b->next; b = b->next)
            b->keep = true;
}

void kr_flow_table(struct kr_sheet *s, const struct kr_block *table, double x, double width)
{
    struct kr_grid *g = kr_arena_take(s->arena, sizeof *g);
    if (!g) {
        kr_sheet_fail(s, KR_E_NOMEM, "too_large");
        return;
    }
    measure(s, table, x, width, g);
    struct kr_bit *before = s->last, *last_but_one = NULL;
    kr_flow_open(s, "Table");
    for (const struct kr_block *row = table->children; row && !s->err; row = row->next) {
        last_but_one = row != table->children ? s->last : NULL;
        add_row(s, g, table, row);
        if (row->is_head && s->last->height < (s->bottom - s->top) / 3)
            g->head = s->last;
    }
    kr_flow_close(s);
    if (last_but_one)
        last_but_one->keep = true; /* no row alone on a page */
    struct kr_bit *first = before ? before->next : s->bits;
    keep_whole(s, first);
    if (first) {
        first->before = 9;
        s->last->last_row = true;
    }
    kr_flow_add(s, KR_BIT_NOTHING, x, width, 0, 4);
}
