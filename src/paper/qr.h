/* SPDX-License-Identifier: EUPL-1.2 */
/* QR codes (ISO/IEC 18004), level M: a sheet may be folded or stained. */
#ifndef KR_PAPER_QR_H
#define KR_PAPER_QR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/strbuf.h"

enum { KR_QR_SIDE_MAX = 177, KR_QR_QUIET = 4 /* modules of white around it, clause 9.1 */ };

struct kr_qr {
    int side; /* modules, without the quiet zone */
    uint8_t dark[KR_QR_SIDE_MAX * KR_QR_SIDE_MAX]; /* 1: dark; row by row */
};

/* Encodes text (not empty). KR_E_TOO_LARGE when it does not fit into a code, KR_E_NOMEM. */
KR_MUST_CHECK int kr_qr_encode(struct kr_qr *out, const char *text);

/* Appends an SVG picture of it, quiet zone included, one path, no size of its own. */
void kr_qr_to_svg(struct kr_strbuf *out, const struct kr_qr *qr);

#endif
