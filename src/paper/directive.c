/* SPDX-License-Identifier: EUPL-1.2 */
#include "paper/directive.h"

#include <string.h>

#include "paper/inline.h"

/* ---- tables ---- */

/* The next cell from *at on, which moves behind its bar; false at the end of the row. */
static bool next_cell(const char *line, size_t len, size_t *at, const char **cell, size_t *cell_len)
{
    if (*at >= len)
        return false;
    size_t i = *at;
    while (i < len && line[i] != '|')
        i += line[i] == '\\' && i + 1 < len ? 2 : 1;
    *cell = line + *at;
    *cell_len = i - *at;
    *at = i + 1;
    return true;
}

/* `---`, `:---`, `---:` or `:---:` says that the row above is a head, and how the column is aligned. */
static bool read_rule(const char *cell, size_t len, uint8_t *align)
{
    while (len > 0 && *cell == ' ')
        cell++, len--;
    while (len > 0 && cell[len - 1] == ' ')
        len--;
    bool left = len > 0 && cell[0] == ':', right = len > 1 && cell[len - 1] == ':';
    size_t dashes = len - left - right;
    if (len < 3 || dashes < 1 || strspn(cell + left, "-") < dashes)
        return false;
    *align = right ? left ? KR_ALIGN_CENTRE : KR_ALIGN_RIGHT : KR_ALIGN_LEFT;
    return true;
}

static bool read_rules(struct kr_block *table, const char *line, size_t len)
{
    uint8_t align[KR_PAPER_COLUMNS] = {0};
    size_t at = 1, n = 0, cell_len;
    const char *cell;
    while (next_cell(line, len, &at, &cell, &cell_len))
        if (n >= table->n_columns || !read_rule(cell, cell_len, &align[n++]))
            return false;
    memcpy(table->align, align, sizeof align);
    return true;
}

void kr_table_row(struct kr_reader_state *r, const char *line, size_t len)
{
    if (!r->table) {
        r->table = kr_reader_add(r, KR_BLOCK_TABLE);
        r->n_rows = 0;
        if (!r->table)
            return;
        r->rows = &r->table->children;
    } else if (r->n_rows == 1 && read_rules(r->table, line, len)) {
        r->table->children->is_head = true;
        r->n_rows++;
        return;
    }
    struct kr_block *row = kr_reader_block(r, KR_BLOCK_ROW, &r->rows);
    if (!row)
        return;
    struct kr_block **cells = &row->children, *cell_block;
    size_t at = 1, n = 0, cell_len;
    const char *cell;
    for (; next_cell(line, len, &at, &cell, &cell_len); n++) {
        if (n >= (r->n_rows ? r->table->n_columns : (size_t)KR_PAPER_COLUMNS)) {
            kr_reader_fail(r, KR_E_TOO_LARGE, "too_many_columns", "", 0);
            return;
        }
        cell_block = kr_reader_block(r, KR_BLOCK_CELL, &cells);
        if (!cell_block)
            return;
        kr_reader_inline(r, cell_block, cell, cell_len);
    }
    if (r->n_rows == 0)
        r->table->n_columns = (uint8_t)(n ? n : 1);
    for (; n < r->table->n_columns; n++)
        if (!kr_reader_block(r, KR_BLOCK_CELL, &cells))
            return;
    r->n_rows++;
}

/* ---- directives ---- */

enum argument { NONE, LABELS, ONE, TEXT };

static const struct directive {
    const char *name;
    enum kr_block_kind kind;
    enum argument argument;
    bool ticked;
} directives[] = {
    {"sign", KR_BLOCK_SIGN, LABELS, false}, {"line", KR_BLOCK_LINE, LABELS, false}, {"box", KR_BLOCK_BOX, TEXT, false},
    {"ticked", KR_BLOCK_BOX, TEXT, true},   {"qr", KR_BLOCK_QR, ONE, false},        {"mono", KR_BLOCK_MONO, ONE, false},
    {"page", KR_BLOCK_PAGE, NONE, false},   {"space", KR_BLOCK_SPACE, NONE, false},
};

static const struct directive *find_directive(const char *name, size_t len)
{
    for (size_t i = 0; i < sizeof directives / sizeof *directives; i++)
        if (strlen(directives[i].name) == len && memcmp(directives[i].name, name, len) == 0)
            return &directives[i];
    return NULL;
}

static bool read_labels(struct kr_reader_state *r, struct kr_block *b, const char *arg, size_t len, size_t most)
{
    size_t at = 0, label_len;
    const char *label;
    while (next_cell(arg, len, &at, &label, &label_len)) {
        if (b->n_labels >= most)
            return false;
        b->labels[b->n_labels] = kr_inline_plain(r->arena, label, label_len);
        if (!b->labels[b->n_labels++]) {
            kr_reader_fail(r, KR_E_NOMEM, "too_large", "", 0);
            return true;
        }
    }
    return true;
}

/* What stands between the brackets. */
static void read_directive(struct kr_reader_state *r, const char *text, size_t len)
{
    size_t name_len = 0;
    while (name_len < len && text[name_len] >= 'a' && text[name_len] <= 'z')
        name_len++;
    const struct directive *d = find_directive(text, name_len);
    if (!d || (name_len < len && text[name_len] != ':')) {
        kr_reader_fail(r, KR_E_MALFORMED, "unknown_directive", text, d ? len : name_len);
        return;
    }
    const char *arg = text + name_len + (name_len < len);
    size_t arg_len = (size_t)(text + len - arg);
    while (arg_len > 0 && *arg == ' ')
        arg++, arg_len--;
    /* An empty argument is well: the value it came from was empty. */
    bool has_colon = name_len < len;
    struct kr_block *b = kr_reader_add(r, d->kind);
    if (!b)
        return;
    b->ticked = d->ticked;
    bool good = has_colon == (d->argument != NONE) && arg_len <= KR_PAPER_ARG_BYTES && (d->argument != NONE || arg_len == 0);
    if (good && d->argument == TEXT)
        kr_reader_inline(r, b, arg, arg_len);
    else if (good && d->argument != NONE)
        good = read_labels(r, b, arg, arg_len, d->argument == ONE ? 1 : KR_PAPER_LABELS);
    if (good && (d->argument == LABELS || d->argument == ONE) && b->n_labels == 0) {
        b->labels[0] = "";
        b->n_labels = 1;
    }
    if (!good)
        kr_reader_fail(r, KR_E_MALFORMED, "bad_directive", text, name_len);
}

void kr_directive_line(struct kr_reader_state *r, const char *line, size_t len)
{
    size_t at = 0;
    while (at < len && !r->err) {
        if (len - at < 2 || line[at] != '[' || line[at + 1] != '[') {
            kr_reader_fail(r, KR_E_MALFORMED, "bad_directive", line + at, len - at);
            return;
        }
        size_t start = at + 2, i = start;
        while (i + 1 < len && !(line[i] == ']' && line[i + 1] == ']'))
            i += line[i] == '\\' ? 2 : 1;
        if (i + 1 >= len) {
            kr_reader_fail(r, KR_E_MALFORMED, "unclosed_directive", line + start, len - start);
            return;
        }
        read_directive(r, line + start, i - start);
        at = i + 2;
        while (at < len && line[at] == ' ')
            at++;
    }
}
