/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/account/names.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "crypto/secret.h"
#include "office/school/fold.h"

enum { FOLDED_SIZE = 120, WORDS = 10, RAW_SIZE = 2 * KR_CSV_CELL_MAX + 2 };

enum column { NAME, GIVEN, FAMILY, SHORT, HANDLE, COLUMNS };

/* Small letters without marks, spaces and signs. */
static const char *const words[COLUMNS][WORDS] = {
    [NAME] = {"name", "namen", "lehrkraft", "lehrkrafte", "person", "werihnhat", "bezeichnung", "teacher", "whohasit", "label"},
    [GIVEN] = {"vorname", "rufname", "firstname", "givenname", "forename"},
    [FAMILY] = {"nachname", "familienname", "lastname", "surname", "familyname"},
    [SHORT] = {"kurzel", "kuerzel", "abkurzung", "abbreviation", "initials"},
    [HANDLE] = {"kennung", "handle"},
};

static void fold_head(char out[FOLDED_SIZE], const char *text)
{
    char folded[FOLDED_SIZE];
    size_t len = 0;
    kr_fold(folded, sizeof folded, text, false);
    for (const char *p = folded; *p; p++)
        if (*p >= 'a' && *p <= 'z')
            out[len++] = *p;
    out[len] = '\0';
}

static int column_of(const char *head)
{
    char folded[FOLDED_SIZE];
    fold_head(folded, head);
    for (int c = 0; c < COLUMNS; c++)
        for (size_t i = 0; i < WORDS && words[c][i]; i++)
            if (strcmp(words[c][i], folded) == 0)
                return c;
    return -1;
}

/* Where the columns are, -1 for none. True if the first row is a head; otherwise names are in the first column. */
static bool find_columns(int at[COLUMNS], const struct kr_csv *table)
{
    bool head = false;
    for (int c = 0; c < COLUMNS; c++)
        at[c] = -1;
    for (uint32_t i = 0; i < table->rows[0].n_cells; i++) {
        int c = column_of(kr_csv_cell(table, 0, i));
        if (c >= 0 && at[c] < 0)
            at[c] = (int)i;
        head = head || c >= 0;
    }
    if (!head)
        at[NAME] = 0;
    return head;
}

static const char *cell(const struct kr_csv *table, size_t row, int column)
{
    return column < 0 ? "" : kr_csv_cell(table, row, (size_t)column);
}

static bool is_blank(const char *text)
{
    return !text[strspn(text, " \t\r\n")];
}

/* The name that a row gives: in one cell, in two, or as an abbreviation. */
static void raw_name(char out[RAW_SIZE], const struct kr_csv *table, size_t row, const int at[COLUMNS])
{
    const char *name = cell(table, row, at[NAME]), *given = cell(table, row, at[GIVEN]), *family = cell(table, row, at[FAMILY]);
    if (!is_blank(name))
        snprintf(out, RAW_SIZE, "%s%s%s", is_blank(given) ? "" : given, is_blank(given) ? "" : " ", name);
    else if (!is_blank(given) || !is_blank(family))
        snprintf(out, RAW_SIZE, "%s %s", given, family);
    else
        snprintf(out, RAW_SIZE, "%s", cell(table, row, at[SHORT]));
}

/* As much of a text that is too long as a line can show. */
static void cut(char out[KR_TITLE_SIZE], const char *raw)
{
    char part[KR_TITLE_SIZE];
    size_t len = strnlen(raw, KR_TITLE_CHARS / 2);
    while (len > 0 && ((unsigned char)raw[len] & 0xc0) == 0x80)
        len--; /* not within a character (RFC 3629 section 3) */
    memcpy(part, raw, len);
    part[len] = '\0';
    if (kr_title_clean(out, part))
        out[0] = '\0';
}

static const char *read_label(struct kr_name_line *line, const char *raw)
{
    if (is_blank(raw))
        return line->handle[0] ? NULL : "missing";
    int err = kr_title_clean(line->label, raw);
    if (err)
        cut(line->label, raw);
    return !err ? NULL : err == KR_E_TOO_LARGE ? "too_long" : "bad_text";
}

static bool is_twice(const struct kr_names *names, const struct kr_name_line *line)
{
    for (size_t i = 0; i < names->n; i++) {
        const struct kr_name_line *other = &names->lines[i];
        if (other->reason)
            continue;
        if (line->handle[0] ? strcmp(other->handle, line->handle) == 0 : strcmp(other->label, line->label) == 0)
            return true;
    }
    return false;
}

int kr_names_read(struct kr_names *out, const struct kr_csv *table)
{
    char raw[RAW_SIZE];
    int at[COLUMNS];
    out->n = 0;
    if (table->n_rows == 0)
        return KR_E_MALFORMED;
    size_t first = find_columns(at, table) ? 1 : 0;
    if (table->n_rows == first)
        return KR_E_MALFORMED;
    if (table->n_rows - first > KR_NAMES_MAX)
        return KR_E_TOO_LARGE;
    for (size_t row = first; row < table->n_rows; row++) {
        struct kr_name_line line = {.line = table->rows[row].line};
        const char *handle = cell(table, row, at[HANDLE]);
        handle += strspn(handle, " \t");
        size_t len = strcspn(handle, " \t\r\n");
        if (len < sizeof line.handle) /* a longer one is nobody's */
            memcpy(line.handle, handle, len);
        else
            memcpy(line.handle, handle, sizeof line.handle - 1);
        raw_name(raw, table, row, at);
        line.reason = read_label(&line, raw);
        if (!line.reason && is_twice(out, &line))
            line.reason = "twice";
        out->lines[out->n++] = line;
        kr_wipe(&line, sizeof line);
    }
    kr_wipe(raw, sizeof raw);
    return 0;
}
