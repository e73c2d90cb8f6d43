/* SPDX-License-Identifier: EUPL-1.2 */
#include "paper/fonts.h"

#include <pango/pangocairo.h>
#include <string.h>

static const char *const families[] = {KR_FONT_TEXT, KR_FONT_MONO, "DejaVu Sans"};

static const char *find_missing(PangoFontMap *map)
{
    PangoFontFamily **list;
    int n;
    const char *missing = NULL;
    pango_font_map_list_families(map, &list, &n);
    for (size_t k = 0; k < sizeof families / sizeof *families; k++) {
        int i = 0;
        while (i < n && strcmp(pango_font_family_get_name(list[i]), families[k]) != 0)
            i++;
        if (i == n)
            missing = families[k];
    }
    g_free(list);
    return missing;
}

/* Lays out a few letters in each face: fontconfig, FreeType and HarfBuzz open then what they will need. */
static void load_faces(PangoContext *context)
{
    static const char *const faces[] = {KR_FONT_TEXT " 10",           KR_FONT_TEXT " Bold 10", KR_FONT_TEXT " Italic 10",
                                        KR_FONT_TEXT " Bold Italic 10", KR_FONT_MONO " Bold 10", KR_FONT_MONO " 10"};
    for (size_t i = 0; i < sizeof faces / sizeof *faces; i++) {
        PangoLayout *layout = pango_layout_new(context);
        PangoFontDescription *face = pango_font_description_from_string(faces[i]);
        pango_layout_set_font_description(layout, face);
        pango_layout_set_text(layout, "Äpfel ß „1“ § \xE2\x98\x90\xE2\x98\x92 \xD0\x96 \xD8\xB9", -1);
        pango_layout_get_line_count(layout);
        pango_font_description_free(face);
        g_object_unref(layout);
    }
}

int kr_fonts_open(PangoContext **out, const char **missing)
{
    PangoFontMap *map = pango_cairo_font_map_new();
    const char *lacks = find_missing(map);
    if (lacks) {
        *missing = lacks;
        g_object_unref(map);
        return KR_E_CONFIG;
    }
    /* Layouts are in points: one unit of the PDF surface is one point. */
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(map), 72);
    PangoContext *context = pango_font_map_create_context(map);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(context, options);
    cairo_font_options_destroy(options);
    pango_context_set_round_glyph_positions(context, FALSE);
    g_object_unref(map);
    load_faces(context);
    *out = context;
    return 0;
}
