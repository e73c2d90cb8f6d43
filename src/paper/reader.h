/* SPDX-License-Identifier: EUPL-1.2 */
/* Inside src/paper: what the parts of the reader of sources share. */
#ifndef KR_PAPER_READER_H
#define KR_PAPER_READER_H

#include "base/strbuf.h"
#include "paper/arena.h"
#include "paper/source.h"

struct kr_open_item {
    struct kr_block *list, **items; /* the list, and where its next item goes */
    struct kr_block **tail;         /* where the item's next block goes */
    const char *parent, *label;     /* numbers above the list, and of this item; NULL: none */
    uint32_t next_number;
    size_t indent;
};

struct kr_reader_state {
    struct kr_arena *arena;
    struct kr_paper *paper;
    struct kr_paper_fault *fault; /* may be NULL */
    int err;                      /* the first; nothing happens after it */
    uint32_t line;
    struct kr_block **tail;               /* of the document */
    struct kr_block *note, **note_tail;   /* the note that is open, or NULL */
    struct kr_open_item open[KR_PAPER_DEPTH];
    size_t depth;
    struct kr_block *text_block; /* whose text is being gathered, or NULL */
    struct kr_strbuf text;
    struct kr_block *table, **rows; /* the table that is open, or NULL */
    size_t n_rows;
};

/* Copies as much of a name as there is room for. */
void kr_paper_fault_name(struct kr_paper_fault *fault, const char *name, size_t len);

/* Notes the first fault and returns its code. */
int kr_reader_fail(struct kr_reader_state *r, int err, const char *reason, const char *name, size_t name_len);

/* A new block at *tail, which moves on; NULL after a fault. */
struct kr_block *kr_reader_block(struct kr_reader_state *r, enum kr_block_kind kind, struct kr_block ***tail);

/* A new block where the line being read belongs. */
struct kr_block *kr_reader_add(struct kr_reader_state *r, enum kr_block_kind kind);

/* Reads raw as the text of b. */
void kr_reader_inline(struct kr_reader_state *r, struct kr_block *b, const char *raw, size_t len);

#endif
