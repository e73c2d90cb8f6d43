/* SPDX-License-Identifier: EUPL-1.2 */
/* Definitions of tables, from SQLite's words into PostgreSQL's. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/strbuf.h"
#include "office/store/db.h"

enum { TEXT_MAX = 1 << 20 };

static size_t word_length(const char *at)
{
    size_t n = 0;
    while (isalnum((unsigned char)at[n]) || at[n] == '_')
        n++;
    return n;
}

/* A text or a name in quotes, with the quotes; a doubled quote inside is two of them in a row. */
static size_t quoted_length(const char *at)
{
    const char *end = strchr(at + 1, *at);
    return end ? (size_t)(end - at) + 1 : strlen(at);
}

static bool is_word(const char *at, size_t len, const char *word)
{
    return strlen(word) == len && strncasecmp(at, word, len) == 0;
}

/* `before` is the word before, which tells a column's type from that of a CAST: the latter sorts nothing. */
static const char *translated(const char *at, size_t len, const char *before)
{
    static const char *const words[][2] = {{"INTEGER", "BIGINT"}, {"BLOB", "BYTEA"}, {"TEXT", "TEXT COLLATE \"C\""}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (is_word(at, len, words[i][0]))
            return is_word(at, len, "TEXT") && strncasecmp(before, "AS ", 3) == 0 ? NULL : words[i][1];
    return NULL;
}

char *kr_db_to_postgres(const char *sqlite)
{
    struct kr_strbuf b;
    kr_strbuf_init(&b, TEXT_MAX);
    const char *at = sqlite, *before = "";
    while (*at) {
        size_t len = word_length(at);
        const char *word = len ? translated(at, len, before) : NULL;
        if (len)
            before = at;
        if (word) {
            kr_strbuf_add(&b, word, strlen(word));
        } else if (is_word(at, len, "x") && at[1] == '\'') {
            len = 1 + quoted_length(at + 1);
            kr_strbuf_addf(&b, "'\\x%.*s", (int)len - 2, at + 2);
        } else if (is_word(at, len, "STRICT") && b.len >= 2 && strcmp(b.text + b.len - 2, ") ") == 0) {
            b.text[--b.len] = '\0';
        } else {
            if (!len)
                len = *at == '\'' || *at == '"' ? quoted_length(at) : 1;
            kr_strbuf_add(&b, at, len);
        }
        at += len;
    }
    return kr_strbuf_take(&b);
}
