/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The source of a document, read into a tree. The language is small on purpose (src/office/texts/README.md shows it in use):
 * header lines, headings, paragraphs, numbered clauses, lists, tables, notes, and directives in double brackets. What
 * is read here has no placeholders any more (paper/fill.h puts the values in); braces are ordinary text.
 *
 * Pure and bounded. A fault names the line and a stable reason; nothing is guessed silently.
 */
#ifndef KR_PAPER_SOURCE_H
#define KR_PAPER_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum {
    KR_PAPER_SOURCE_BYTES = 256 * 1024,  /* a text as the operator writes it */
    KR_PAPER_FILLED_BYTES = 1024 * 1024, /* the same with its values: the letters of a whole school */
    KR_PAPER_BLOCKS = 20000,
    KR_PAPER_DEPTH = 6,      /* lists in lists */
    KR_PAPER_COLUMNS = 12,   /* of a table */
    KR_PAPER_LABELS = 3,     /* of a directive: boxes side by side */
    KR_PAPER_ARG_BYTES = 1000, /* what stands in one directive */
};

enum kr_inline_kind { KR_INLINE_TEXT, KR_INLINE_BREAK };

enum kr_inline_style { KR_STYLE_BOLD = 1, KR_STYLE_ITALIC = 2, KR_STYLE_LINK = 4 };

/* A run of text in one style. A link's text is its address (http or https). */
struct kr_inline {
    enum kr_inline_kind kind;
    unsigned style; /* of enum kr_inline_style */
    const char *text;
    size_t len;
    struct kr_inline *next;
};

enum kr_block_kind {
    KR_BLOCK_HEADING,   /* level 1-3, text */
    KR_BLOCK_PARAGRAPH, /* text */
    KR_BLOCK_LIST,      /* children: items; ordered or not; level 1-4 */
    KR_BLOCK_ITEM,      /* label if ordered; children: blocks, the first usually a paragraph */
    KR_BLOCK_TABLE,     /* children: rows; columns, align */
    KR_BLOCK_ROW,       /* children: as many cells as the table has columns; is_head */
    KR_BLOCK_CELL,      /* text */
    KR_BLOCK_NOTE,      /* children */
    KR_BLOCK_SIGN,      /* labels */
    KR_BLOCK_LINE,      /* labels */
    KR_BLOCK_BOX,       /* text, ticked */
    KR_BLOCK_QR,        /* labels[0]: what the code says */
    KR_BLOCK_MONO,      /* labels[0] */
    KR_BLOCK_PAGE,
    KR_BLOCK_SPACE,
};

enum kr_align { KR_ALIGN_LEFT, KR_ALIGN_CENTRE, KR_ALIGN_RIGHT };

struct kr_block {
    enum kr_block_kind kind;
    uint8_t level;
    bool ordered, is_head, ticked;
    uint8_t n_columns, n_labels;
    uint8_t align[KR_PAPER_COLUMNS]; /* enum kr_align; of a table */
    uint32_t line;                   /* where it begins in the source, from 1 */
    const char *label;               /* of an ordered item: "2.1" */
    const char *labels[KR_PAPER_LABELS];
    struct kr_inline *text;
    struct kr_block *children, *next;
};

struct kr_paper_fault {
    uint32_t line;
    /*
     * too_large, not_utf8, control_character, unknown_header, repeated_header, too_many_blocks, too_deep, too_many_columns,
     * unknown_directive, unclosed_directive, bad_directive; and those of paper/fill.h
     */
    const char *reason;
    char name[64]; /* the header, directive or placeholder that is meant, or "" */
};

struct kr_paper {
    const char *title, *subtitle, *lang, *short_title; /* "" where the header has none; lang is "de" then */
    struct kr_block *blocks;
    size_t n_blocks;
    void *keep; /* owns all of it */
};

/* Reads len bytes. The caller frees *out. KR_E_MALFORMED or KR_E_TOO_LARGE with *fault (may be NULL); KR_E_NOMEM. */
KR_MUST_CHECK int kr_paper_parse(struct kr_paper **out, const char *source, size_t len, struct kr_paper_fault *fault);
void kr_paper_free(struct kr_paper *paper);

/* True for an ASCII character that a backslash takes the meaning from. */
bool kr_paper_is_special(char c);

#endif
