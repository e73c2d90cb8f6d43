/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Placeholders of a source and what is put in their place. From text to text: a value's special characters are
 * escaped, so that it can never become markup, whatever somebody has typed into a form.
 *
 *   {{school.name}}             the value; a key that nobody gave is a fault that names it
 *   {{?key}} ... {{/}}          only if the value is not empty (or the list has rows)
 *   {{!key}} ... {{/}}          only if it is
 *   {{*list}} ... {{/}}         once for each row, whose fields are {{.name}}
 *   \{{                         two braces
 *
 * A line that holds nothing but one of the last three leaves no line behind. Pure and bounded.
 */
#ifndef KR_PAPER_FILL_H
#define KR_PAPER_FILL_H

#include "paper/arena.h"
#include "paper/source.h"

enum {
    KR_PAPER_VALUES = 1000,      /* keys, lists, and fields of one row */
    KR_PAPER_ROWS = 5000,        /* of one list */
    KR_PAPER_VALUE_BYTES = 8192, /* one value */
    KR_PAPER_KEY_BYTES = 60,
    KR_PAPER_VALUES_BYTES = 4 * 1024 * 1024, /* all of them */
    KR_PAPER_NESTING = 6,
};

struct kr_paper_value {
    const char *key, *text;
    bool is_address;
    struct kr_paper_value *next;
};

struct kr_paper_row {
    struct kr_paper_value *fields;
    struct kr_paper_row *next;
};

struct kr_paper_list {
    const char *key;
    struct kr_paper_row *rows, **tail;
    size_t n_rows;
    struct kr_paper_list *next;
};

/* Flat: keys with values, and lists of rows of keys with values. Everything given is copied. */
struct kr_paper_values {
    struct kr_arena arena;
    struct kr_paper_value *values;
    struct kr_paper_list *lists;
    size_t n;
    int err; /* the first of adding; filling gives it back, so that adding need not be checked one by one */
};

void kr_paper_values_init(struct kr_paper_values *v);
void kr_paper_values_fini(struct kr_paper_values *v);

/* Sets a value (UTF-8; NULL counts as ""). Its line feeds become line breaks. A key that is there already is replaced. */
void kr_paper_value_set(struct kr_paper_values *v, const char *key, const char *text);

/* The same for an address of our own (http or https): it becomes a link where the text shows it. */
void kr_paper_value_set_address(struct kr_paper_values *v, const char *key, const char *address);

/* The list of that name, made empty if it is not there; NULL after an error. */
struct kr_paper_list *kr_paper_list_get(struct kr_paper_values *v, const char *key);
/* A new last row; NULL after an error. */
struct kr_paper_row *kr_paper_list_add(struct kr_paper_values *v, struct kr_paper_list *list);
void kr_paper_row_set(struct kr_paper_values *v, struct kr_paper_row *row, const char *field, const char *text);

/*
 * Fills the source. *out is the caller's, NUL-terminated, to be freed. KR_E_MALFORMED or KR_E_TOO_LARGE with *fault
 * (may be NULL): unknown_placeholder, bad_placeholder, unclosed_placeholder, unmatched_end, list_in_list, too_deep,
 * too_large, not_utf8.
 */
KR_MUST_CHECK int kr_paper_fill(char **out, size_t *out_len, const char *source, size_t len, const struct kr_paper_values *v,
                                struct kr_paper_fault *fault);

/* Tells each key that a source names (dots first for fields), as often as it does; for checking what an operator wrote. */
typedef void kr_paper_key_fn(void *arg, const char *key, uint32_t line);
KR_MUST_CHECK int kr_paper_keys(const char *source, size_t len, kr_paper_key_fn *tell, void *arg, struct kr_paper_fault *fault);

#endif
