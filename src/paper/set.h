/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Sets one paper: a tagged PDF (ISO 32000-1 clause 14.8) with embedded fonts, outline, language and metadata. Meant for
 * a process of its own that ends afterwards (app/set.h): pango and cairo keep what they have loaded, and a failure of
 * theirs must not be anybody else's.
 */
#ifndef KR_PAPER_SET_H
#define KR_PAPER_SET_H

#include "base/err.h"
#include "base/strbuf.h"
#include "paper/job.h"

struct kr_paper_press;

/* Finds and loads the fonts; files are opened here. KR_E_CONFIG and *missing: a font's name; KR_E_NOMEM. */
KR_MUST_CHECK int kr_paper_press_open(struct kr_paper_press **out, const char **missing);
void kr_paper_press_close(struct kr_paper_press *press);

/*
 * Appends the PDF to out, whose bound is the caller's. Reads the fonts' files again, writes nothing. On failure *fault
 * has the reason: that of the source (paper/source.h), or no_title, too_many_pages, bad_qr, bad_logo, too_large.
 */
KR_MUST_CHECK int kr_paper_set(struct kr_paper_press *press, struct kr_strbuf *out, const struct kr_paper_job *job,
                               struct kr_paper_fault *fault);

#endif
