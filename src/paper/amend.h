/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What cairo 1.16 cannot say in a PDF: the language of the document, that its title is shown, the scope of a table's
 * heads, and a text in place of a picture. Added as an incremental update (ISO 32000-1 clause 7.5.6): what cairo wrote
 * stays byte for byte, and newer versions of some objects follow it.
 */
#ifndef KR_PAPER_AMEND_H
#define KR_PAPER_AMEND_H

#include "base/err.h"
#include "base/strbuf.h"

enum { KR_PDF_FIGURES = 1000 };

/*
 * Appends the amended PDF to out. pdf must be cairo's own. alts: texts (UTF-8) for the pictures in the order in which
 * they were drawn. KR_E_INTERNAL when the PDF is not as expected, KR_E_TOO_LARGE when out is full.
 */
KR_MUST_CHECK int kr_pdf_amend(struct kr_strbuf *out, const char *pdf, size_t len, const char *lang, const char *const *alts,
                               size_t n_alts);

#endif
