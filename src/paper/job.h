/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * One paper to be set: its filled source, what kind of page it goes on, and whose paper it is. The same job gives the
 * same bytes: the date inside the PDF comes from here.
 */
#ifndef KR_PAPER_JOB_H
#define KR_PAPER_JOB_H

#include <stddef.h>
#include <stdint.h>

#include "paper/source.h"

enum kr_paper_kind {
    KR_PAPER_DOCUMENT, /* contracts, terms, sheets of information */
    KR_PAPER_LETTER,   /* DIN 5008 form B: a window for the address; each [[page]] begins a new letter */
    KR_PAPER_CARD,     /* cards to be cut out, all alike */
    KR_PAPER_SHEET,    /* one matter on one sheet: proofs, recovery */
};

enum {
    KR_PAPER_PAGES = 200,
    KR_PAPER_PDF_BYTES = 8 * 1024 * 1024,
    KR_PAPER_LOGO_BYTES = 256 * 1024,
    KR_PAPER_LOGO_PIXELS = 2000, /* each side */
};

/* All texts are UTF-8 and may be "" unless said otherwise; none is owned. */
struct kr_paper_job {
    enum kr_paper_kind kind;
    const char *source;
    size_t source_len;
    const char *operator_name;    /* author of the PDF, head of each page */
    const char *operator_address; /* lines parted by line feeds: street, town, mail, phone, as the operator likes */
    uint32_t colour;              /* 0xRRGGBB; darkened until text in it is legible on white (WCAG 1.4.3) */
    const uint8_t *logo;          /* PNG, or NULL */
    size_t logo_len;
    const char *recipient;        /* lines, for the window of a letter */
    const char *date;             /* as it is printed on a letter */
    const char *version;          /* for the foot: "Fassung 3, gültig ab 1. August 2026" */
    const char *hash;             /* for the foot: the first letters are printed */
    uint64_t created_ms;          /* Unix time, goes into the PDF */
    uint32_t cards;               /* of KR_PAPER_CARD: on one page, 1, 2, 4 or 8 */
};

#endif
