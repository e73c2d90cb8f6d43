/* SPDX-License-Identifier: EUPL-1.2 */
/* A document's tree as one line of text, so that a test can say what it expects. */
#ifndef KR_TEST_PAPER_OUTLINE_H
#define KR_TEST_PAPER_OUTLINE_H

#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "paper/source.h"

/*
 * For example `h1(Titel) p(ein *b:fettes* Wort) ol(1{p(eins)}2{p(zwei)}) table<>(#a|b / c|d)`. Runs with a style stand
 * between asterisks with b, i, l for bold, italic, link. Free it.
 */
char *outline_of(const struct kr_paper *paper);

/* Parses and compares. */
void expect_outline(const char *source, const char *outline);

/* Expects a fault at a line. */
void expect_fault(const char *source, const char *reason, uint32_t line, const char *name);

#endif
