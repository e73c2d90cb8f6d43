/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The fonts that papers are set in, from Debian packages (OFL): Lato for text, JetBrains Mono for what is typed letter by
 * letter. What they lack (boxes to tick, other scripts) comes from DejaVu.
 */
#ifndef KR_PAPER_FONTS_H
#define KR_PAPER_FONTS_H

#include <pango/pango.h>

#include "base/err.h"

#define KR_FONT_TEXT "Lato"
#define KR_FONT_MONO "JetBrains Mono"
#define KR_FONT_PACKAGES "fonts-lato fonts-jetbrains-mono fonts-dejavu-core hyphen-de"

/*
 * A context for layouts in points, with every face loaded, so that a cage may close behind it. The caller unrefs it.
 * KR_E_CONFIG and *missing (a family's name) when a font is not installed.
 */
KR_MUST_CHECK int kr_fonts_open(PangoContext **out, const char **missing);

#endif
