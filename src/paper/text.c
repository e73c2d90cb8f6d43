/* SPDX-License-Identifier: EUPL-1.2 */
/* Runs of text become layouts: fonts, hyphens, and places where a line must not end. */
#include <string.h>

#include "paper/fonts.h"
#include "paper/hyphen.h"
#include "paper/sheet.h"
#include "paper/utf8.h"

const struct kr_type kr_type_body = {KR_FONT_TEXT, 10.3, 14.6, PANGO_WEIGHT_NORMAL, KR_TONE_INK, true};
const struct kr_type kr_type_small = {KR_FONT_TEXT, 8.3, 11.4, PANGO_WEIGHT_NORMAL, KR_TONE_INK2, false};
const struct kr_type kr_type_cell = {KR_FONT_TEXT, 9.3, 12.8, PANGO_WEIGHT_NORMAL, KR_TONE_INK, true};
const struct kr_type kr_type_cell_head = {KR_FONT_TEXT, 8.6, 12.0, PANGO_WEIGHT_BOLD, KR_TONE_INK, true};
const struct kr_type kr_type_title = {KR_FONT_TEXT, 22, 27, PANGO_WEIGHT_BOLD, KR_TONE_INK, false};
const struct kr_type kr_type_subtitle = {KR_FONT_TEXT, 12, 17, PANGO_WEIGHT_NORMAL, KR_TONE_INK2, false};
const struct kr_type kr_type_mono = {KR_FONT_MONO, 17, 24, PANGO_WEIGHT_BOLD, KR_TONE_INK, false};
const struct kr_type kr_type_hash = {KR_FONT_MONO, 7.2, 12.8, PANGO_WEIGHT_NORMAL, KR_TONE_INK, false};
const struct kr_type kr_type_heading[3] = {
    {KR_FONT_TEXT, 14, 18.5, PANGO_WEIGHT_BOLD, KR_TONE_INK, false},
    {KR_FONT_TEXT, 11.5, 15.5, PANGO_WEIGHT_BOLD, KR_TONE_INK, false},
    {KR_FONT_TEXT, 10.3, 14.6, PANGO_WEIGHT_BOLD, KR_TONE_INK2, false},
};

/* The text of a layout while it is put together. */
struct maker {
    struct kr_sheet *s;
    const struct kr_type *type;
    GString *text;
    PangoAttrList *attrs;
    struct kr_text *out;
    size_t links_cap;
    bool hyphens;
    double width;
    const char *keep; /* of each soft hyphen: '1' if it stays; NULL: all do */
    size_t n_hyphens, keep_len;
};

static void add_attr(struct maker *m, PangoAttribute *attr, guint from, guint to)
{
    attr->start_index = from;
    attr->end_index = to;
    pango_attr_list_insert(m->attrs, attr);
}

static void add_word(struct maker *m, const char *word, size_t len)
{
    char points[KR_HYPHEN_WORD];
    kr_hyphen_points(m->hyphens ? m->s->hyphen : NULL, word, len, points);
    for (size_t i = 0; i < len; i++) {
        g_string_append_c(m->text, word[i]);
        if (len >= KR_HYPHEN_WORD || !points[i])
            continue;
        size_t number = m->n_hyphens++;
        if (!m->keep || (number < m->keep_len && m->keep[number] == '1'))
            g_string_append(m->text, "\xC2\xAD");
    }
}

static bool is_letter(const char *p, size_t len)
{
    unsigned char c = len ? (unsigned char)*p : 0;
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0xC3;
}

/* An address of a mail or a page is read sign by sign: no hyphen may be taken for one of them. */
static bool is_exact(const char *p, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (strchr("@/_", p[i]))
            return true;
    return false;
}

/* Nor is the last word of a paragraph broken, whose rest would stand alone, nor the word that marks a place to fill in. */
static bool may_break(const char *p, size_t len, bool last)
{
    return len > 0 && !last && p[0] != '[' && !is_exact(p, len);
}

/* The words between two spaces. `last`: nothing follows in the paragraph. */
static void add_token(struct maker *m, const char *p, size_t len, bool last)
{
    bool hyphens = m->hyphens;
    guint from = (guint)m->text->len;
    m->hyphens = hyphens && may_break(p, len, last);
    for (size_t at = 0; at < len;) {
        size_t n = 0;
        while (at + n < len && (is_letter(p + at + n, 1) || ((unsigned char)p[at + n] & 0xC0) == 0x80))
            n++;
        if (n) {
            add_word(m, p + at, n);
        } else {
            g_string_append_c(m->text, p[at]);
            n = 1;
        }
        at += n;
    }
    m->hyphens = hyphens;
    if (is_exact(p, len))
        add_attr(m, pango_attr_insert_hyphens_new(FALSE), from, (guint)m->text->len);
    if (len > 2 && p[1] == '-' && is_letter(p, 1)) /* E-Mail, L-BGG */
        add_attr(m, pango_attr_allow_breaks_new(FALSE), from, from + 3);
}

static void add_chars(struct maker *m, const char *p, size_t len, bool last_run)
{
    for (size_t at = 0; at < len;) {
        size_t n = 0;
        while (at + n < len && p[at + n] != ' ')
            n++;
        add_token(m, p + at, n, last_run && at + n == len);
        at += n;
        while (at < len && p[at] == ' ') {
            g_string_append_c(m->text, ' ');
            at++;
        }
    }
}

/* What is not parted from what follows it at the end of a line. */
static void add_bonds(struct maker *m)
{
    static const char *const bonds[] = {"\xC2\xA7 ", "\xC2\xA7\xC2\xA7 ", "Art. ", "Abs. ", "Nr. ", "Buchst. ", "Satz ", "S. ", "z. ",
                                        "Anlage ", "Fassung ", "Seite ", "Kapitel ", "Klasse ", "EN ", "Dr. "};
    const char *text = m->text->str;
    for (size_t i = 0; i < sizeof bonds / sizeof *bonds; i++) {
        size_t n = strlen(bonds[i]);
        for (const char *at = strstr(text, bonds[i]); at; at = strstr(at + n, bonds[i])) {
            size_t from = (size_t)(at - text), to = from + n, used;
            uint32_t c;
            if (from > 0 && is_letter(at - 1, 1))
                continue;
            used = kr_utf8_read(text + to, m->text->len - to, &c);
            if (used)
                add_attr(m, pango_attr_allow_breaks_new(FALSE), (guint)from, (guint)(to + used));
        }
    }
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A number in groups, a day and its month, a postcode and its town, and a clause and its act (Abs. 1 DSGVO). */
static void add_number_bonds(struct maker *m)
{
    const char *text = m->text->str;
    size_t digits = 0;
    for (size_t i = 0; text[i]; i++) {
        size_t at = i - digits;
        bool whole = at == 0 || text[at - 1] == ' ' || text[at - 1] == '(';
        bool day = text[i] == '.' && digits > 0 && digits <= 2 && text[i + 1] == ' ';
        if (whole && (day || (text[i] == ' ' && digits > 0))) {
            const char *after = text + i + (day ? 2 : 1);
            bool act = strncmp(after, "DSGVO", 5) == 0 || strncmp(after, "SchG", 4) == 0 || strncmp(after, "LDSG", 4) == 0;
            if (is_digit(*after) || (day && is_letter(after, 1)) || (digits == 5 && is_letter(after, 1)) || act)
                add_attr(m, pango_attr_allow_breaks_new(FALSE), (guint)at, (guint)(after - text + 1));
        }
        digits = is_digit(text[i]) ? digits + 1 : 0;
    }
}

static void add_run(struct maker *m, const struct kr_inline *run)
{
    guint from = (guint)m->text->len;
    if (run->kind == KR_INLINE_BREAK) {
        g_string_append(m->text, "\xE2\x80\xA8");
        return;
    }
    bool hyphens = m->hyphens;
    if (run->style & KR_STYLE_LINK)
        m->hyphens = false;
    add_chars(m, run->text, run->len, !run->next || run->next->kind == KR_INLINE_BREAK);
    m->hyphens = hyphens;
    guint to = (guint)m->text->len;
    if (run->style & KR_STYLE_BOLD)
        add_attr(m, pango_attr_weight_new(PANGO_WEIGHT_BOLD), from, to);
    if (run->style & KR_STYLE_ITALIC)
        add_attr(m, pango_attr_style_new(PANGO_STYLE_ITALIC), from, to);
    if (!(run->style & KR_STYLE_LINK))
        return;
    /* An address stays in one piece where a line can hold it; half an em is more than a letter takes. */
    if (m->width < 0 || (to - from) * m->type->size * 0.52 < m->width)
        add_attr(m, pango_attr_allow_breaks_new(FALSE), from, to);
    add_attr(m, pango_attr_foreground_new(1, 2, 3), from, to); /* parts the glyphs of a link from others; drawn in our own colour */
    struct kr_link_range *links = kr_arena_take(m->s->arena, (m->out->n_links + 1) * sizeof *links);
    char *address = kr_arena_text(m->s->arena, run->text, run->len);
    if (!links || !address) {
        kr_sheet_fail(m->s, KR_E_NOMEM, "too_large");
        return;
    }
    if (m->out->n_links)
        memcpy(links, m->out->links, m->out->n_links * sizeof *links);
    links[m->out->n_links++] = (struct kr_link_range){(int)from, (int)to, address};
    m->out->links = links;
}

static void set_layout(struct maker *m, PangoLayout *layout, const struct kr_inline *runs, double width)
{
    m->text = g_string_new(NULL);
    m->attrs = pango_attr_list_new();
    m->out->n_links = 0;
    m->n_hyphens = 0;
    m->width = width;
    for (; runs; runs = runs->next)
        add_run(m, runs);
    add_bonds(m);
    add_number_bonds(m);
    if (!m->type->hyphenate)
        add_attr(m, pango_attr_insert_hyphens_new(FALSE), 0, G_MAXUINT);
    /* Ligatures would be hard to find again for some readers of the PDF; figures of one width are for tables. */
    const char *features = m->type == &kr_type_cell || m->type == &kr_type_cell_head ? "liga 0, clig 0, tnum 1" : "liga 0, clig 0, calt 0";
    add_attr(m, pango_attr_font_features_new(features), 0, G_MAXUINT);
    if (m->type == &kr_type_title)
        add_attr(m, pango_attr_letter_spacing_new(-PANGO_SCALE / 4), 0, G_MAXUINT);
    if (m->type == &kr_type_mono)
        add_attr(m, pango_attr_letter_spacing_new(PANGO_SCALE * 3 / 4), 0, G_MAXUINT);
    pango_layout_set_text(layout, m->text->str, (int)m->text->len);
    pango_layout_set_attributes(layout, m->attrs);
    pango_layout_set_width(layout, width < 0 ? -1 : (int)(width * PANGO_SCALE));
    pango_attr_list_unref(m->attrs);
    g_string_free(m->text, TRUE);
}

/* Which soft hyphens a line ends in: the others are taken out again, so that nobody finds them when copying text. */
static GString *used_hyphens(PangoLayout *layout)
{
    GString *used = g_string_new(NULL);
    const char *text = pango_layout_get_text(layout);
    for (const char *at = strstr(text, "\xC2\xAD"); at; at = strstr(at + 2, "\xC2\xAD"))
        g_string_append_c(used, '0');
    int n = pango_layout_get_line_count(layout);
    size_t number = 0;
    const char *from = text;
    for (int i = 0; i + 1 < n; i++) {
        PangoLayoutLine *line = pango_layout_get_line_readonly(layout, i);
        const char *end = text + line->start_index + line->length;
        for (const char *at = strstr(from, "\xC2\xAD"); at && at < end; at = strstr(at + 2, "\xC2\xAD")) {
            if (at + 2 == end)
                used->str[number] = '1';
            number++;
        }
        from = end;
    }
    return used;
}

static PangoLayout *new_layout(struct kr_sheet *s, const struct kr_type *type)
{
    PangoLayout *layout = pango_layout_new(s->context);
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family_static(font, type->family);
    pango_font_description_set_absolute_size(font, type->size * PANGO_SCALE);
    pango_font_description_set_weight(font, type->weight);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    g_ptr_array_add(s->layouts, layout);
    return layout;
}

struct kr_text *kr_text_new(struct kr_sheet *s, const struct kr_type *type, const struct kr_inline *runs, double width)
{
    struct kr_text *t = kr_arena_take(s->arena, sizeof *t);
    static struct kr_text none;
    if (!t) {
        kr_sheet_fail(s, KR_E_NOMEM, "too_large");
        t = &none;
        none = (struct kr_text){0};
    }
    struct maker m = {.s = s, .type = type, .out = t, .hyphens = type->hyphenate && s->hyphen && width > 60};
    t->tone = type->tone;
    t->leading = type->leading;
    t->layout = new_layout(s, type);
    set_layout(&m, t->layout, runs, width);
    if (m.n_hyphens) {
        GString *used = used_hyphens(t->layout);
        m.keep = used->str;
        m.keep_len = used->len;
        set_layout(&m, t->layout, runs, width);
        g_string_free(used, TRUE);
    }
    t->n_lines = pango_layout_get_line_count(t->layout);
    return t;
}

struct kr_text *kr_text_plain(struct kr_sheet *s, const struct kr_type *type, const char *text, double width)
{
    /* Line feeds part lines; few of them, since these are labels and addresses. */
    struct kr_inline runs[40];
    size_t n = 0;
    while (*text && n + 2 < sizeof runs / sizeof *runs) {
        size_t len = strcspn(text, "\n");
        runs[n++] = (struct kr_inline){.kind = KR_INLINE_TEXT, .text = text, .len = len};
        text += len;
        if (*text) {
            runs[n++] = (struct kr_inline){.kind = KR_INLINE_BREAK, .text = ""};
            text++;
        }
    }
    for (size_t i = 0; i + 1 < n; i++)
        runs[i].next = &runs[i + 1];
    return kr_text_new(s, type, n ? runs : NULL, width);
}

double kr_text_width(const struct kr_text *t)
{
    double width = 0;
    for (int i = 0; i < t->n_lines; i++) {
        PangoRectangle r;
        pango_layout_line_get_extents(pango_layout_get_line_readonly(t->layout, i), NULL, &r);
        if (r.width > width * PANGO_SCALE)
            width = (double)r.width / PANGO_SCALE;
    }
    return width;
}

void kr_text_widths(struct kr_sheet *s, const struct kr_type *type, const struct kr_inline *runs, double *natural, double *least)
{
    struct kr_text t = {0};
    struct maker m = {.s = s, .type = type, .out = &t};
    t.layout = new_layout(s, type);
    pango_layout_set_wrap(t.layout, PANGO_WRAP_WORD);
    set_layout(&m, t.layout, runs, -1);
    t.n_lines = pango_layout_get_line_count(t.layout);
    *natural = kr_text_width(&t);
    pango_layout_set_width(t.layout, PANGO_SCALE);
    t.n_lines = pango_layout_get_line_count(t.layout);
    *least = kr_text_width(&t);
    g_ptr_array_set_size(s->layouts, (int)s->layouts->len - 1);
}
