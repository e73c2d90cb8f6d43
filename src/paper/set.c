/* SPDX-License-Identifier: EUPL-1.2 */
#include "paper/set.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "paper/amend.h"
#include "paper/fonts.h"
#include "paper/hyphen.h"
#include "paper/sheet.h"

enum { SHEET_BYTES = 256 * 1024 * 1024 };

struct kr_paper_press {
    PangoContext *context;
    struct kr_hyphen *german;
};

int kr_paper_press_open(struct kr_paper_press **out, const char **missing)
{
    struct kr_paper_press *p = calloc(1, sizeof *p);
    if (!p)
        return KR_E_NOMEM;
    int err = kr_fonts_open(&p->context, missing);
    if (!err) {
        err = kr_hyphen_open(&p->german, KR_HYPHEN_GERMAN);
        if (err) {
            *missing = "hyphen-de";
            err = KR_E_CONFIG;
        }
    }
    if (err) {
        kr_paper_press_close(p);
        return err;
    }
    *out = p;
    return 0;
}

void kr_paper_press_close(struct kr_paper_press *press)
{
    if (!press)
        return;
    kr_hyphen_close(press->german);
    if (press->context)
        g_object_unref(press->context);
    free(press);
}

void kr_sheet_fail(struct kr_sheet *s, int err, const char *reason)
{
    if (s->err)
        return;
    s->err = err;
    s->reason = reason;
}

/* ---- logo ---- */

struct png {
    const uint8_t *data;
    size_t len, at;
};

static cairo_status_t read_png(void *arg, unsigned char *to, unsigned len)
{
    struct png *p = arg;
    if (len > p->len - p->at)
        return CAIRO_STATUS_READ_ERROR;
    memcpy(to, p->data + p->at, len);
    p->at += len;
    return CAIRO_STATUS_SUCCESS;
}

/* The size stands in the first chunk (PNG, clause 11.2.2): it is checked before anything is unpacked. */
static void open_logo(struct kr_sheet *s)
{
    static const uint8_t signature[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    const uint8_t *p = s->job->logo;
    if (!p)
        return;
    bool good = s->job->logo_len >= 33 && s->job->logo_len <= KR_PAPER_LOGO_BYTES && memcmp(p, signature, 8) == 0 &&
                memcmp(p + 12, "IHDR", 4) == 0;
    uint32_t w = good ? (uint32_t)p[16] << 24 | (uint32_t)p[17] << 16 | (uint32_t)p[18] << 8 | p[19] : 0;
    uint32_t h = good ? (uint32_t)p[20] << 24 | (uint32_t)p[21] << 16 | (uint32_t)p[22] << 8 | p[23] : 0;
    if (w < 1 || h < 1 || w > KR_PAPER_LOGO_PIXELS || h > KR_PAPER_LOGO_PIXELS) {
        kr_sheet_fail(s, KR_E_MALFORMED, "bad_logo");
        return;
    }
    struct png png = {p, s->job->logo_len, 0};
    s->logo = cairo_image_surface_create_from_png_stream(read_png, &png);
    if (cairo_surface_status(s->logo) != CAIRO_STATUS_SUCCESS)
        kr_sheet_fail(s, KR_E_MALFORMED, "bad_logo");
}

/* ---- colour ---- */

static double linear(uint32_t channel)
{
    double c = channel / 255.0;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) * ((c + 0.055) / 1.055) * (0.4 + 0.6 * (c + 0.055) / 1.055);
}

/* Relative luminance (WCAG 2.2), its power of 2.4 approached from above: a little stricter than it need be. */
static double luminance(uint32_t colour)
{
    return 0.2126 * linear(colour >> 16 & 255) + 0.7152 * linear(colour >> 8 & 255) + 0.0722 * linear(colour & 255);
}

/* Text in the operator's colour must be legible on paper: contrast 4.5 (WCAG 1.4.3). */
static uint32_t legible(uint32_t colour)
{
    while (1.05 / (luminance(colour) + 0.05) < 4.5)
        colour = (colour >> 16 & 255) * 15 / 16 << 16 | (colour >> 8 & 255) * 15 / 16 << 8 | (colour & 255) * 15 / 16;
    return colour;
}

/* ---- surface ---- */

static cairo_status_t write_pdf(void *arg, const unsigned char *data, unsigned len)
{
    struct kr_strbuf *out = arg;
    kr_strbuf_add(out, (const char *)data, len);
    return out->failed ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

static void open_surface(struct kr_sheet *s, struct kr_strbuf *out)
{
    s->surface = cairo_pdf_surface_create_for_stream(write_pdf, out, KR_PT(210), KR_PT(297));
    s->cr = cairo_create(s->surface);
    time_t t = (time_t)(s->job->created_ms / 1000);
    struct tm tm;
    char date[32];
    gmtime_r(&t, &tm);
    strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%SZ", &tm);
    const struct {
        cairo_pdf_metadata_t kind;
        const char *text;
    } rows[] = {
        {CAIRO_PDF_METADATA_TITLE, s->paper->title},          {CAIRO_PDF_METADATA_AUTHOR, s->job->operator_name},
        {CAIRO_PDF_METADATA_SUBJECT, s->paper->subtitle},     {CAIRO_PDF_METADATA_CREATOR, "Kreide"},
        {CAIRO_PDF_METADATA_CREATE_DATE, date},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cairo_pdf_surface_set_metadata(s->surface, rows[i].kind, rows[i].text);
}

static void close_surface(struct kr_sheet *s)
{
    cairo_destroy(s->cr);
    cairo_surface_finish(s->surface);
    cairo_status_t status = cairo_surface_status(s->surface);
    if (status == CAIRO_STATUS_WRITE_ERROR)
        kr_sheet_fail(s, KR_E_TOO_LARGE, "too_large");
    else if (status != CAIRO_STATUS_SUCCESS)
        kr_sheet_fail(s, KR_E_INTERNAL, cairo_status_to_string(status));
    cairo_surface_destroy(s->surface);
}

/* ---- whole ---- */

static int least_level(const struct kr_block *b)
{
    int least = 3;
    for (; b; b = b->next)
        if (b->kind == KR_BLOCK_HEADING && b->level < least)
            least = b->level;
    return least;
}

/* Everything from blocks to pages, with this much air. */
static void lay_out(struct kr_sheet *s, double tight)
{
    s->tight = tight;
    s->bits = s->last = s->signature = s->heading = NULL;
    s->tail = &s->bits;
    s->n_pending = s->n_pages = 0;
    s->beside_left = s->beside_width = 0;
    s->pages = NULL;
    kr_frame_measure(s);
    kr_frame_title(s);
    kr_flow_blocks(s, s->paper->blocks, s->left, s->width);
    if (!s->bits)
        kr_flow_add(s, KR_BIT_NOTHING, s->left, s->width, 0, 0);
    if (!s->err)
        kr_pages_deal(s);
}

/* How much of the last page is used. */
static double last_page(const struct kr_sheet *s)
{
    const struct kr_page *p = s->pages;
    while (p && p->next)
        p = p->next;
    return p ? (p->last->y + p->last->height - s->top) / (s->bottom - s->top) : 1;
}

/* Pages that there would be if each letter had one. */
static unsigned letters(const struct kr_sheet *s)
{
    unsigned n = 0;
    for (const struct kr_page *p = s->pages; p; p = p->next)
        n += p == s->pages || p->first->breaks;
    return n;
}

/* A few lines alone on a last page are a nuisance: with a little less air they often fit on the page before. */
static void set_pages(struct kr_sheet *s)
{
    enum { WORTH_TRYING = 60 }; /* pages */
    lay_out(s, 1);
    unsigned n = s->n_pages, wanted = n;
    if (!s->err && n > 1 && n <= WORTH_TRYING)
        wanted = s->job->kind == KR_PAPER_LETTER ? letters(s) : last_page(s) < 0.45 ? n - 1 : n;
    for (double tight = 0.98; tight > 0.925 && s->n_pages > wanted && !s->err; tight -= 0.015)
        lay_out(s, tight);
    if (s->n_pages > wanted && s->n_pages == n && wanted < n && !s->err)
        lay_out(s, 1);
    if (!s->err)
        kr_draw_pages(s);
}

static int set(struct kr_paper_press *press, struct kr_strbuf *out, const struct kr_paper_job *job, const struct kr_paper *paper,
               struct kr_paper_fault *fault)
{
    struct kr_arena arena;
    struct kr_paper_job own = *job;
    own.colour = legible(job->colour);
    kr_arena_init(&arena, SHEET_BYTES);
    struct kr_sheet s = {.job = &own, .paper = paper, .context = press->context, .arena = &arena, .tail = &s.bits};
    s.german = strncmp(paper->lang, "de", 2) == 0;
    s.hyphen = s.german ? press->german : NULL;
    s.top_level = least_level(paper->blocks);
    s.layouts = g_ptr_array_new_with_free_func(g_object_unref);
    pango_context_set_language(s.context, pango_language_from_string(paper->lang));
    struct kr_strbuf drawn;
    kr_strbuf_init(&drawn, out->max);
    open_logo(&s);
    if (!s.err) {
        open_surface(&s, &drawn);
        if (own.kind == KR_PAPER_CARD)
            kr_card_draw(&s);
        else
            set_pages(&s);
        close_surface(&s);
    }
    if (!s.err && kr_pdf_amend(out, drawn.text, drawn.len, paper->lang, s.alts, s.n_alts))
        kr_sheet_fail(&s, KR_E_TOO_LARGE, "too_large");
    kr_strbuf_fini(&drawn);
    if (s.logo)
        cairo_surface_destroy(s.logo);
    g_ptr_array_free(s.layouts, TRUE);
    kr_arena_fini(&arena);
    if (s.err)
        *fault = (struct kr_paper_fault){.reason = s.reason};
    return s.err;
}

int kr_paper_set(struct kr_paper_press *press, struct kr_strbuf *out, const struct kr_paper_job *job, struct kr_paper_fault *fault)
{
    struct kr_paper *paper;
    int err = kr_paper_parse(&paper, job->source, job->source_len, fault);
    if (err)
        return err;
    if (paper->title[0]) {
        err = set(press, out, job, paper, fault);
    } else {
        *fault = (struct kr_paper_fault){.line = 1, .reason = "no_title"};
        err = KR_E_MALFORMED;
    }
    kr_paper_free(paper);
    return err;
}
