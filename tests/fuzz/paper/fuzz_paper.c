/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Sources of documents and the values that fill them. Input: a value, a line feed, a source with {{v}}, {{.f}} and the
 * like. The source as it is: read, or a fault with a line; the HTML of what was read holds our own elements only. The
 * value: filled into a text, it comes out as one paragraph without any style, letter for letter.
 */
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "paper/export.h"
#include "paper/fill.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Every angle bracket belongs to an element of ours, and every quotation mark to an attribute. */
static void check_html(const char *html, size_t len)
{
    static const char *const ours[] = {"p",  "h2", "h3",    "h4",    "strong", "em", "br", "a",   "ul",
                                       "ol", "li", "table", "thead", "tbody",  "tr", "th", "td", "div", "span", "hr",
                                       "figure", "figcaption", "svg", "path"};
    for (size_t i = 0; i < len; i++) {
        kr_assert(html[i] != '>');
        if (html[i] != '<')
            continue;
        i += html[i + 1] == '/' ? 2 : 1;
        size_t n = strcspn(html + i, " >"), k = 0;
        while (k < sizeof ours / sizeof *ours && (strlen(ours[k]) != n || memcmp(ours[k], html + i, n) != 0))
            k++;
        kr_assert(k < sizeof ours / sizeof *ours);
        const char *end = strchr(html + i, '>');
        kr_assert(end);
        const char *address = strstr(html + i, "href=\"");
        kr_assert(!address || address > end || strncmp(address + 6, "http", 4) == 0);
        i = (size_t)(end - html);
    }
}

static void check_depth(const struct kr_block *b, size_t depth, size_t *n)
{
    for (; b; b = b->next) {
        kr_assert(depth <= 2 * KR_PAPER_DEPTH + 4 && ++*n <= KR_PAPER_BLOCKS);
        check_depth(b->children, depth + 1, n);
    }
}

static void check_source(const char *source, size_t len)
{
    struct kr_paper *paper;
    struct kr_paper_fault fault = {0};
    if (kr_paper_parse(&paper, source, len, &fault)) {
        kr_assert(fault.reason && fault.line >= 1 && strlen(fault.name) < sizeof fault.name);
        return;
    }
    size_t n = 0;
    check_depth(paper->blocks, 0, &n);
    kr_assert(n == paper->n_blocks);
    struct kr_strbuf out;
    kr_strbuf_init(&out, KR_PAPER_HTML_BYTES);
    if (kr_paper_to_html(&out, paper, 2) == 0 && out.len)
        check_html(out.text, out.len);
    kr_strbuf_fini(&out);
    if (kr_paper_to_text(&out, paper) == 0 && out.len)
        kr_assert(strlen(out.text) == out.len);
    kr_strbuf_fini(&out);
    kr_paper_free(paper);
}

/* The value between two letters, in a paragraph: nothing but text and breaks. */
static void check_value(const struct kr_paper_values *v)
{
    static const char source[] = "a{{v}}b";
    char *filled;
    size_t len;
    struct kr_paper *paper;
    if (kr_paper_fill(&filled, &len, source, sizeof source - 1, v, NULL))
        return;
    int err = kr_paper_parse(&paper, filled, len, NULL);
    kr_assert(!err && paper->blocks && !paper->blocks->next && paper->blocks->kind == KR_BLOCK_PARAGRAPH);
    for (const struct kr_inline *run = paper->blocks->text; run; run = run->next)
        kr_assert(run->style == 0);
    kr_paper_free(paper);
    free(filled);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *feed = size ? memchr(data, '\n', size) : NULL;
    size_t value_len = feed ? (size_t)(feed - data) : 0;
    const char *source = feed ? (const char *)feed + 1 : (const char *)data;
    size_t len = size - value_len - (feed != NULL);
    char *value = malloc(value_len + 1), *filled;
    kr_assert(value);
    if (value_len)
        memcpy(value, data, value_len);
    value[value_len] = '\0';

    struct kr_paper_values v;
    kr_paper_values_init(&v);
    kr_paper_value_set(&v, "v", value);
    kr_paper_value_set_address(&v, "u", value);
    kr_paper_value_set(&v, "e", "");
    struct kr_paper_list *list = kr_paper_list_get(&v, "l");
    kr_paper_row_set(&v, kr_paper_list_add(&v, list), "f", value);
    kr_paper_row_set(&v, kr_paper_list_add(&v, list), "f", "x");

    check_source(source, len);
    if (v.err == 0)
        check_value(&v);
    struct kr_paper_fault fault = {0};
    size_t filled_len;
    if (kr_paper_fill(&filled, &filled_len, source, len, &v, &fault) == 0) {
        kr_assert(strlen(filled) == filled_len || memchr(source, '\0', len));
        check_source(filled, filled_len);
        free(filled);
    } else {
        kr_assert(fault.reason);
    }
    kr_paper_values_fini(&v);
    free(value);
    return 0;
}
