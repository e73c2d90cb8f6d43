/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A document for a browser and for a mail. The HTML holds our own elements and classes only, everything else is
 * escaped; it carries no script, no style, no address but http and https. Fails only by the bound of `out`.
 */
#ifndef KR_PAPER_EXPORT_H
#define KR_PAPER_EXPORT_H

#include "base/err.h"
#include "base/strbuf.h"
#include "paper/source.h"

enum { KR_PAPER_HTML_BYTES = 8 * 1024 * 1024, KR_PAPER_TEXT_COLUMNS = 72 };

/*
 * Appends the blocks as HTML. Headings begin at <h{top}> (1 to 4) and have ids that are unique in the document and
 * begin with "s-". The document's title is not among them. Codes are inline SVG with their text as caption.
 * KR_E_TOO_LARGE when `out` failed.
 */
KR_MUST_CHECK int kr_paper_to_html(struct kr_strbuf *out, const struct kr_paper *paper, unsigned top);

/* Appends the blocks as plain text for a mail, lines wrapped at KR_PAPER_TEXT_COLUMNS characters where a space allows it. */
KR_MUST_CHECK int kr_paper_to_text(struct kr_strbuf *out, const struct kr_paper *paper);

#endif
