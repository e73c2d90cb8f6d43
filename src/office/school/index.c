/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/school/index.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "crypto/secret.h"
#include "office/school/fold.h"
#include "office/school/school.h"

enum { FOLDED_MAX = 4 * KR_PROFILE_TEXT_SIZE, SEARCH_WORDS = 8, SEARCH_WORD_SIZE = 200 };

struct kr_school_index {
    struct kr_index_row **rows; /* by id */
    size_t n, cap;
};

/* ---- rows ---- */

static void free_row(struct kr_index_row *row)
{
    if (row && row->texts) {
        kr_wipe(row->texts, row->texts_size);
        free(row->texts);
    }
    free(row);
}

static void free_index(struct kr_school_index *x)
{
    for (size_t i = 0; x && i < x->n; i++)
        free_row(x->rows[i]);
    if (x)
        free(x->rows);
    free(x);
}

void kr_index_drop(struct kr_office *o)
{
    free_index(o->schools);
    o->schools = NULL;
}

/* Copies a text into the row's own; *at moves on. */
static const char *put(char **at, const char *text)
{
    const char *begin = *at;
    size_t size = strlen(text) + 1;
    memcpy(*at, text, size);
    *at += size;
    return begin;
}

/* Adds a text folded in both ways; *at moves on. */
static void put_folded(char **at, const char *end, const char *text)
{
    for (int german = 0; german < 2; german++) {
        *at += kr_fold(*at, (size_t)(end - *at), text, german);
        if (*at + 1 < end)
            *(*at)++ = '\n'; /* no word of a search goes across */
    }
    **at = '\0';
}

/* What the index keeps of a profile, in one piece that can be wiped. */
static int keep_texts(struct kr_index_row *row, const struct kr_profile *p)
{
    static const enum kr_profile_field searched[] = {KR_PROFILE_NAME, KR_PROFILE_TOWN, KR_PROFILE_NUMBER, KR_PROFILE_MAIL};
    char folded[FOLDED_MAX], key[KR_PROFILE_TEXT_SIZE], *at = folded;
    for (size_t i = 0; i < sizeof searched / sizeof searched[0]; i++)
        put_folded(&at, folded + sizeof folded, p->text[searched[i]]);
    size_t len = kr_fold(key, sizeof key - 1, p->text[KR_PROFILE_NAME], false);
    key[len++] = ' ';
    kr_fold(key + len, sizeof key - len, p->text[KR_PROFILE_TOWN], false);

    row->texts_size = strlen(folded) + strlen(key) + 2;
    for (size_t i = 0; i < sizeof searched / sizeof searched[0]; i++)
        row->texts_size += strlen(p->text[searched[i]]) + 1;
    row->texts = malloc(row->texts_size);
    if (row->texts) {
        at = row->texts;
        row->name = put(&at, p->text[KR_PROFILE_NAME]);
        row->town = put(&at, p->text[KR_PROFILE_TOWN]);
        row->number = put(&at, p->text[KR_PROFILE_NUMBER]);
        row->mail = put(&at, p->text[KR_PROFILE_MAIL]);
        row->folded = put(&at, folded);
        row->key = put(&at, key);
    }
    kr_wipe(folded, sizeof folded);
    kr_wipe(key, sizeof key);
    return row->texts ? 0 : KR_E_NOMEM;
}

static void keep_row(struct kr_index_row *row, const struct kr_store_school *school)
{
    memcpy(row->id, school->id, sizeof row->id);
    row->state = school->state;
    row->online = school->online;
    row->created_ms = school->created_ms;
    row->changed_ms = school->changed_ms;
    row->ended_ms = school->ended_ms;
}

/* Where this id is, or would be. */
static size_t place_of(const struct kr_school_index *x, const char *id, bool *found)
{
    size_t from = 0, to = x->n;
    while (from < to) {
        size_t middle = (from + to) / 2;
        int order = strcmp(x->rows[middle]->id, id);
        if (order == 0) {
            *found = true;
            return middle;
        }
        if (order < 0)
            from = middle + 1;
        else
            to = middle;
    }
    *found = false;
    return from;
}

static int insert(struct kr_school_index *x, size_t at, struct kr_index_row *row)
{
    if (x->n == x->cap) {
        size_t cap = x->cap ? 2 * x->cap : 256;
        struct kr_index_row **rows = realloc(x->rows, cap * sizeof(struct kr_index_row *));
        if (!rows)
            return KR_E_NOMEM;
        x->rows = rows;
        x->cap = cap;
    }
    memmove(x->rows + at + 1, x->rows + at, (x->n - at) * sizeof(struct kr_index_row *));
    x->rows[at] = row;
    x->n++;
    return 0;
}

/* ---- making it ---- */

struct build {
    struct kr_office *office;
    struct kr_school_index *index;
    unsigned damaged;
};

/* A profile that does not open is left out: one damaged row must not hide all others. */
static int build_school(void *arg, const struct kr_store_school *school, const uint8_t *sealed, size_t len)
{
    struct build *b = arg;
    struct kr_data_key key;
    struct kr_profile profile;
    int err = kr_vault_data_key_background(b->office, &key, &school->keys);
    if (!err)
        err = kr_school_unseal(&profile, &key, school->id, sealed, len);
    kr_wipe(&key, sizeof key);
    if (err == KR_E_AUTH) {
        b->damaged++;
        return 0;
    }
    struct kr_index_row *row = err ? NULL : calloc(1, sizeof *row);
    if (!err)
        err = row ? keep_texts(row, &profile) : KR_E_NOMEM;
    kr_wipe(&profile, sizeof profile);
    if (!err) {
        keep_row(row, school);
        err = insert(b->index, b->index->n, row); /* they come in the order of their ids */
    }
    if (err)
        free_row(row);
    return err;
}

static struct kr_index_row *row_of(const struct kr_school_index *x, const char *id)
{
    bool found;
    size_t at = place_of(x, id, &found);
    return found ? x->rows[at] : NULL;
}

static int build_record(void *arg, const struct kr_store_step *record)
{
    struct build *b = arg;
    struct kr_index_row *row = row_of(b->index, record->school);
    if (row)
        kr_standing_add_record(&row->standing, record);
    return 0;
}

static int build_document(void *arg, const struct kr_store_step_document *document)
{
    struct build *b = arg;
    struct kr_index_row *row = row_of(b->index, document->school);
    if (row)
        kr_standing_add_document(&row->standing, document);
    return 0;
}

static int ensure(struct kr_office *o)
{
    if (!kr_vault_is_open(o))
        return KR_E_SEALED;
    if (o->schools)
        return 0;
    struct build b = {.office = o, .index = calloc(1, sizeof *b.index)};
    if (!b.index)
        return KR_E_NOMEM;
    int err = kr_store_school_list(o->store, build_school, &b);
    if (!err)
        err = kr_store_step_list(o->store, NULL, build_record, &b);
    if (!err)
        err = kr_store_step_documents(o->store, NULL, build_document, &b);
    if (err) {
        free_index(b.index);
        return err;
    }
    if (b.damaged)
        kr_error("%u schools cannot be opened: their rows were changed, or lie where they do not belong", b.damaged);
    o->schools = b.index;
    return 0;
}

/* ---- keeping it up to date ---- */

static struct kr_index_row *load_row(struct kr_office *o, const char *id)
{
    struct kr_school school;
    struct kr_index_row *row = calloc(1, sizeof *row);
    int err = row ? kr_school_open(o, &school, NULL, id) : KR_E_NOMEM;
    if (!err) {
        keep_row(row, &school.row);
        err = keep_texts(row, &school.profile);
        kr_school_close(&school);
    }
    if (!err)
        err = kr_standing_get(o, &row->standing, id);
    if (!err)
        return row;
    free_row(row);
    return NULL;
}

void kr_index_touch(struct kr_office *o, const char *id)
{
    struct kr_school_index *x = o->schools;
    bool found;
    if (!x)
        return;
    size_t at = place_of(x, id, &found);
    struct kr_store_school there;
    if (kr_store_school_get(o->store, &there, id) == KR_E_NOT_FOUND) {
        if (found) {
            free_row(x->rows[at]);
            memmove(x->rows + at, x->rows + at + 1, (x->n - at - 1) * sizeof(struct kr_index_row *));
            x->n--;
        }
        return;
    }
    struct kr_index_row *row = load_row(o, id);
    if (row && found) {
        free_row(x->rows[at]);
        x->rows[at] = row;
    } else if (!row || insert(x, at, row)) {
        free_row(row);
        kr_index_drop(o); /* better none than a wrong one */
    }
}

/* ---- asking ---- */

struct search {
    char words[SEARCH_WORDS][2][SEARCH_WORD_SIZE]; /* each folded in both ways */
    size_t n;
};

static void read_search(struct search *s, const char *text)
{
    s->n = 0;
    while (*text && s->n < SEARCH_WORDS) {
        char word[SEARCH_WORD_SIZE];
        size_t len = strcspn(text, " ");
        if (len > 0 && len < sizeof word) {
            memcpy(word, text, len);
            word[len] = '\0';
            for (int german = 0; german < 2; german++)
                kr_fold(s->words[s->n][german], SEARCH_WORD_SIZE, word, german);
            s->n++;
        }
        text += len + strspn(text + len, " ");
    }
}

static bool has_all_words(const struct search *s, const struct kr_index_row *row)
{
    for (size_t i = 0; i < s->n; i++)
        if (!strstr(row->folded, s->words[i][0]) && !strstr(row->folded, s->words[i][1]))
            return false;
    return true;
}

static bool passes(const struct kr_index_row *row, enum kr_index_filter filter)
{
    const struct kr_waiting *w = &row->waiting;
    bool takes_part = row->state == KR_SCHOOL_ACTIVE || row->state == KR_SCHOOL_SUSPENDED;
    switch (filter) {
    case KR_INDEX_FOR_OPERATOR:
        return w->next && w->who == KR_PARTY_OPERATOR;
    case KR_INDEX_FOR_SCHOOL:
        return w->next && w->who != KR_PARTY_OPERATOR && row->state == KR_SCHOOL_ENROLLING;
    case KR_INDEX_DUE:
        return takes_part && w->due;
    case KR_INDEX_OVERDUE:
        return w->overdue;
    default:
        return true;
    }
}

static int compare(const struct kr_index_row *a, const struct kr_index_row *b, enum kr_index_sort sort)
{
    uint64_t x = 0, y = 0;
    if (sort == KR_INDEX_BY_STATE) {
        x = a->state;
        y = b->state;
    } else if (sort == KR_INDEX_BY_NEXT) { /* what waits for nothing comes last */
        x = a->waiting.next ? a->waiting.next : KR_STEPS;
        y = b->waiting.next ? b->waiting.next : KR_STEPS;
    } else if (sort == KR_INDEX_BY_CHANGED) {
        x = a->changed_ms;
        y = b->changed_ms;
    } else if (sort == KR_INDEX_BY_TOWN && strcmp(a->town, b->town) != 0) {
        return strcmp(a->town, b->town);
    }
    return x < y ? -1 : x > y;
}

static int by_order(const void *a, const void *b, void *arg)
{
    const struct kr_index_row *x = *(struct kr_index_row *const *)a, *y = *(struct kr_index_row *const *)b;
    const struct kr_index_query *q = arg;
    int order = compare(x, y, q->sort), sign = q->descending ? -1 : 1;
    if (order)
        return sign * order;
    order = strcmp(x->key, y->key);
    if (order)
        return q->sort == KR_INDEX_BY_NAME ? sign * order : order;
    return strcmp(x->id, y->id);
}

/* What every question begins with: what each school waits for is a matter of the present. */
static int begin(struct kr_office *o)
{
    struct kr_due_versions versions;
    int err = ensure(o);
    if (!err)
        err = kr_due_versions_get(o, &versions);
    if (err)
        return err;
    struct kr_enrolment_settings settings = kr_enrolment_settings_get(o);
    for (size_t i = 0; i < o->schools->n; i++) {
        struct kr_index_row *row = o->schools->rows[i];
        row->waiting = kr_standing_waiting(&row->standing, &versions, &settings, kr_office_now_ms(o));
    }
    return 0;
}

int kr_index_list(struct kr_office *o, const struct kr_index_query *q, uint64_t *total, kr_index_fn *each, void *arg)
{
    int err = begin(o);
    if (err)
        return err;
    const struct kr_school_index *x = o->schools;
    struct search *search = malloc(sizeof *search);
    struct kr_index_row **found = malloc((x->n + 1) * sizeof(struct kr_index_row *));
    size_t n = 0;
    if (!search || !found) {
        err = KR_E_NOMEM;
        goto out;
    }
    read_search(search, q->search);
    for (size_t i = 0; i < x->n; i++) {
        struct kr_index_row *row = x->rows[i];
        if ((q->state < 0 || row->state == (enum kr_school_state)q->state) && passes(row, q->filter) && has_all_words(search, row))
            found[n++] = row;
    }
    qsort_r(found, n, sizeof(struct kr_index_row *), by_order, (void *)q);
    *total = n;
    for (size_t i = q->offset; i < n && i - q->offset < q->limit && !err; i++)
        err = each(arg, found[i]);
out:
    free(search);
    free(found);
    return err;
}

int kr_index_counts(struct kr_office *o, struct kr_index_counts *out)
{
    int err = begin(o);
    if (err)
        return err;
    struct kr_index_counts c = {0};
    for (size_t i = 0; i < o->schools->n; i++) {
        const struct kr_index_row *row = o->schools->rows[i];
        c.all++;
        c.states[row->state]++;
        for (enum kr_index_filter f = 0; f < KR_INDEX_FILTERS; f++)
            c.filters[f] += passes(row, f);
    }
    *out = c;
    return 0;
}

int kr_index_by_number(struct kr_office *o, char id[KR_LIMIT_ID_BYTES + 1], const char *number)
{
    int err = ensure(o);
    if (err)
        return err;
    for (size_t i = 0; i < o->schools->n; i++) {
        const struct kr_index_row *row = o->schools->rows[i];
        if (row->state != KR_SCHOOL_WITHDRAWN && row->state != KR_SCHOOL_ENDED && kr_profile_same_number(row->number, number)) {
            memcpy(id, row->id, sizeof row->id);
            return 0;
        }
    }
    return KR_E_NOT_FOUND;
}

/* Umlauts are written in two ways. */
static bool is_alike(const char *a, const char *b)
{
    char x[2 * KR_PROFILE_TEXT_SIZE], y[2 * KR_PROFILE_TEXT_SIZE];
    kr_fold(x, sizeof x, a, true);
    kr_fold(y, sizeof y, b, true);
    bool same = strcmp(x, y) == 0;
    kr_wipe(x, sizeof x);
    kr_wipe(y, sizeof y);
    return same;
}

static bool is_twin(const struct kr_index_row *a, const struct kr_index_row *b)
{
    return (a->number[0] && kr_profile_same_number(a->number, b->number)) || (is_alike(a->name, b->name) && is_alike(a->town, b->town));
}

int kr_index_twins(struct kr_office *o, const char *id, const struct kr_index_row **out, size_t max, size_t *n)
{
    int err = ensure(o);
    const struct kr_index_row *self = err ? NULL : row_of(o->schools, id);
    if (!err && !self)
        err = KR_E_NOT_FOUND;
    if (err)
        return err;
    *n = 0;
    for (size_t i = 0; i < o->schools->n && *n < max; i++) {
        const struct kr_index_row *row = o->schools->rows[i];
        if (row != self && row->state != KR_SCHOOL_WITHDRAWN && row->state != KR_SCHOOL_ENDED && is_twin(self, row))
            out[(*n)++] = row;
    }
    return 0;
}

const char *kr_index_name(struct kr_office *o, const char *id)
{
    if (ensure(o))
        return NULL;
    const struct kr_index_row *row = row_of(o->schools, id);
    return row ? row->name : NULL;
}
