/* SPDX-License-Identifier: EUPL-1.2 */
/* Inside src/paper: lines that are a row of a table, or directives in double brackets. */
#ifndef KR_PAPER_DIRECTIVE_H
#define KR_PAPER_DIRECTIVE_H

#include "paper/reader.h"

/* A line that begins with a bar. Continues the open table, or opens one. */
void kr_table_row(struct kr_reader_state *r, const char *line, size_t len);

/* A line that begins with two brackets: one directive or several, and nothing else. */
void kr_directive_line(struct kr_reader_state *r, const char *line, size_t len);

#endif
