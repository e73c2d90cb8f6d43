/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Inside src/paper: how a document becomes bits, the bits pages, and the pages PDF. All lengths are points.
 *
 * A bit is what never breaks: a line of text, a row of a table, a box to sign in. flow.c and table.c make bits of blocks,
 * pages.c deals them out to pages, draw.c draws them with their tags, frame.c what stands around them.
 */
#ifndef KR_PAPER_SHEET_H
#define KR_PAPER_SHEET_H

#include <cairo.h>
#include <pango/pango.h>
#include <stdbool.h>

#include "base/strbuf.h"
#include "paper/amend.h"
#include "paper/arena.h"
#include "paper/job.h"

struct kr_hyphen;

#define KR_PT(mm) ((mm) * 72.0 / 25.4)

enum kr_tone { KR_TONE_INK, KR_TONE_INK2, KR_TONE_LINE, KR_TONE_TINT, KR_TONE_BRAND, KR_TONE_WHITE, KR_TONE_BOARD, KR_TONE_CHALK2 };

/* How text looks. */
struct kr_type {
    const char *family;
    double size, leading; /* leading: from one baseline to the next */
    PangoWeight weight;
    enum kr_tone tone;
    bool hyphenate;
};

extern const struct kr_type kr_type_body, kr_type_small, kr_type_cell, kr_type_cell_head, kr_type_title, kr_type_subtitle, kr_type_mono, kr_type_hash,
    kr_type_heading[3];

struct kr_link_range {
    int from, to; /* bytes of the layout's text */
    const char *address;
};

/* Text laid out. The layout belongs to the sheet. */
struct kr_text {
    PangoLayout *layout;
    enum kr_tone tone;
    double leading;
    int n_lines;
    struct kr_link_range *links; /* in order */
    size_t n_links;
};

enum kr_bit_kind { KR_BIT_LINE, KR_BIT_ROW, KR_BIT_SIGN, KR_BIT_FIELD, KR_BIT_QR, KR_BIT_MONO, KR_BIT_NOTHING };

enum { KR_BIT_TAGS = 14 };

enum { KR_SIGN_WRITE = 44, KR_SIGN_AFTER = 10 }; /* of a box to sign in: room above its line, and below its labels */

struct kr_cell {
    struct kr_text *text;
    int from, to; /* lines of it in this bit */
};

struct kr_grid {
    double x[KR_PAPER_COLUMNS + 1]; /* edges of the columns */
    size_t n;
    struct kr_bit *head; /* repeated on each page, or NULL */
};

struct kr_bit {
    enum kr_bit_kind kind;
    double x, width, before, height; /* before: space above, none at the head of a page */
    bool keep;                       /* on one page with the next bit */
    bool breaks;                     /* begins a page */
    bool noted, ends_note;           /* lies on the ground of a note */
    bool spans;                      /* LINE: its parts are tagged themselves; the tag around has no text of its own */
    const struct kr_block *block;
    struct kr_text *text;            /* LINE, MONO; SIGN, FIELD: labels of the boxes */
    int line;
    struct kr_text *label;           /* of an item, drawn at label_x on the first line */
    double label_x;
    struct kr_text *labels[KR_PAPER_LABELS];
    struct kr_grid *grid;            /* ROW */
    struct kr_cell *cells;
    bool is_head, last_row;
    const char *outline;             /* of a heading: what the outline says */
    unsigned outline_level;
    bool beside;                     /* QR: stands at the right of what follows and takes no height */
    const char *opens[KR_BIT_TAGS];  /* tags that begin with it, outermost first */
    unsigned n_opens, n_closes;      /* and how many end with it */
    double y;                        /* once dealt out: from the top of the page */
    struct kr_bit *next;
};

struct kr_page {
    struct kr_bit *first, *last;
    struct kr_bit *head; /* of the table that goes on from the page before, or NULL */
    double head_y;
    struct kr_page *next;
};

struct kr_sheet {
    const struct kr_paper_job *job;
    const struct kr_paper *paper;
    PangoContext *context;
    struct kr_hyphen *hyphen; /* or NULL */
    struct kr_arena *arena;
    bool german;
    int err; /* the first; drawing goes on harmlessly */
    const char *reason;
    GPtrArray *layouts; /* owns them */

    double left, width, top, first_top, bottom; /* where text stands on a page; first_top: on the first (or of each letter) */
    struct kr_bit *bits, **tail, *last;
    size_t n_bits;
    const char *pending[KR_BIT_TAGS]; /* tags that begin with the next bit */
    unsigned n_pending;
    int top_level;                    /* least level of a heading in the document */
    double beside_left, beside_width; /* what is left of the height beside a QR code, and how much narrower text is there */
    double tight;                     /* 1, or a little less: leading and space are scaled by it */
    bool noted;
    struct kr_bit *signature; /* the first below the current heading, or NULL */
    struct kr_bit *heading;   /* the first line of the current heading, or NULL */

    struct kr_page *pages;
    unsigned n_pages;

    cairo_surface_t *surface;
    cairo_t *cr;
    cairo_surface_t *logo; /* or NULL */
    const char *alts[KR_PDF_FIGURES]; /* texts for pictures, in the order of their tags */
    size_t n_alts;
};

/* ---- text.c ---- */

struct kr_text *kr_text_new(struct kr_sheet *s, const struct kr_type *type, const struct kr_inline *runs, double width);
struct kr_text *kr_text_plain(struct kr_sheet *s, const struct kr_type *type, const char *text, double width);
/* Width of the widest line; of the widest word. */
double kr_text_width(const struct kr_text *t);
void kr_text_widths(struct kr_sheet *s, const struct kr_type *type, const struct kr_inline *runs, double *natural, double *least);

/* ---- flow.c ---- */

void kr_flow_blocks(struct kr_sheet *s, const struct kr_block *b, double x, double width);
struct kr_bit *kr_flow_add(struct kr_sheet *s, enum kr_bit_kind kind, double x, double width, double before, double height);
void kr_flow_open(struct kr_sheet *s, const char *tag);
void kr_flow_close(struct kr_sheet *s);
void kr_flow_table(struct kr_sheet *s, const struct kr_block *table, double x, double width);

/* ---- pages.c ---- */

void kr_pages_deal(struct kr_sheet *s);

/* ---- draw.c ---- */

void kr_draw_tone(struct kr_sheet *s, enum kr_tone tone);
/* Draws a line of t with its baseline at y; as_artifact: whatever it links to. */
void kr_draw_line(struct kr_sheet *s, const struct kr_text *t, int line, double x, double baseline);
/* All lines of t from its top on; returns the height. */
double kr_draw_text(struct kr_sheet *s, const struct kr_text *t, double x, double top);
void kr_draw_rule(struct kr_sheet *s, double x1, double y1, double x2, double y2, double width);
void kr_draw_qr(struct kr_sheet *s, const char *text, double x, double y, double size);
/* Notes the text that stands for the QR code whose Figure has just been opened. */
void kr_draw_alt(struct kr_sheet *s, const char *code);
void kr_draw_pages(struct kr_sheet *s);

/* ---- frame.c ---- */

void kr_frame_measure(struct kr_sheet *s);
void kr_frame_title(struct kr_sheet *s); /* adds the title's bits where the kind has them in the flow */
void kr_frame_draw(struct kr_sheet *s, unsigned page, const struct kr_page *p);

/* ---- card.c ---- */

void kr_card_draw(struct kr_sheet *s);

/* Notes the first error. */
void kr_sheet_fail(struct kr_sheet *s, int err, const char *reason);

#endif
