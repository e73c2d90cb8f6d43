/* SPDX-License-Identifier: EUPL-1.2 */
/* Schools: the operator's list, and what a school is. */
#include <stdlib.h>
#include <string.h>

#include "crypto/secret.h"
#include "office/api/school_view.h"
#include "office/school/index.h"

enum { PAGE = 50, PAGE_MAX = 200, SEARCH_SIZE = 201, WORD_SIZE = 24 };

/* The number of a word in a list, or -1. */
static int word_of(const char *const *words, size_t n, const char *word)
{
    for (size_t i = 0; i < n; i++)
        if (words[i] && strcmp(words[i], word) == 0)
            return (int)i;
    return -1;
}

static const char *const sorts[] = {"name", "state", "next", "changed", "town"};
static const char *const filters[] = {"all", "operator", "school", "due", "overdue"};
_Static_assert(sizeof sorts / sizeof sorts[0] == KR_INDEX_SORTS, "a word for each");
_Static_assert(sizeof filters / sizeof filters[0] == KR_INDEX_FILTERS, "a word for each");

static void read_query(const struct kr_api_call *c, struct kr_index_query *q, char search[SEARCH_SIZE])
{
    char word[WORD_SIZE];
    *q = (struct kr_index_query){.search = search, .state = -1};
    kr_api_param(c, "search", search, SEARCH_SIZE);
    if (kr_api_param(c, "state", word, sizeof word))
        for (unsigned i = 0; i < KR_SCHOOL_STATES; i++)
            if (strcmp(kr_school_state_name(i), word) == 0)
                q->state = (int)i;
    if (kr_api_param(c, "waiting", word, sizeof word)) {
        int n = word_of(filters, KR_INDEX_FILTERS, word);
        q->filter = n < 0 ? KR_INDEX_ALL : (enum kr_index_filter)n;
    }
    if (kr_api_param(c, "sort", word, sizeof word)) {
        q->descending = word[0] == '-';
        int n = word_of(sorts, KR_INDEX_SORTS, word + q->descending);
        q->sort = n < 0 ? KR_INDEX_BY_NAME : (enum kr_index_sort)n;
    }
    q->offset = (size_t)kr_api_param_number(c, "offset", KR_SCHOOLS_MAX, 0);
    q->limit = (size_t)kr_api_param_number(c, "limit", PAGE_MAX, PAGE);
}

struct page {
    struct kr_api_school_row rows[PAGE_MAX];
    const char *due[PAGE_MAX][KR_VIEW_DUE];
    size_t n;
};

static int add_row(void *arg, const struct kr_index_row *row)
{
    struct page *p = arg;
    p->rows[p->n] = (struct kr_api_school_row){
        .id = row->id, .name = row->name, .town = row->town, .number = row->number,
        .state = (enum kr_api_school_row_state)row->state, .online = row->online, .created_ms = (int64_t)row->created_ms,
        .changed_ms = (int64_t)row->changed_ms, .has_ends_ms = row->ended_ms != 0, .ends_ms = (int64_t)row->ended_ms,
        .waiting = kr_view_waiting(&row->waiting, p->due[p->n]),
    };
    p->n++;
    return 0;
}

/* The index is one for all administrators: each session must hold the key itself. */
static bool may_read_names(struct kr_api_call *c)
{
    if (kr_vault_holds(c->office, &c->session))
        return true;
    kr_view_fail(&c->answer, KR_E_SEALED);
    return false;
}

void kr_api_school_list(struct kr_api_call *c)
{
    char search[SEARCH_SIZE];
    struct kr_index_query q;
    uint64_t total = 0;
    if (!may_read_names(c))
        return;
    struct page *p = calloc(1, sizeof *p);
    read_query(c, &q, search);
    int err = p ? kr_index_list(c->office, &q, &total, add_row, p) : KR_E_NOMEM;
    if (err) {
        kr_view_fail(&c->answer, err);
    } else {
        struct kr_api_msg msg = {.head.type = KR_API_SCHOOLS,
                                 .u.schools = {.total = (int64_t)total, .schools = p->rows, .schools_len = p->n}};
        kr_api_answer(&c->answer, 200, &msg);
    }
    free(p);
    kr_wipe(search, sizeof search);
}

void kr_api_school_counts(struct kr_api_call *c)
{
    struct kr_index_counts counts;
    struct kr_api_school_count list[KR_SCHOOL_STATES + KR_INDEX_FILTERS];
    size_t n = 0;
    if (!may_read_names(c))
        return;
    int err = kr_index_counts(c->office, &counts);
    if (err) {
        kr_view_fail(&c->answer, err);
        return;
    }
    for (unsigned i = 0; i < KR_SCHOOL_STATES; i++)
        list[n++] = (struct kr_api_school_count){kr_school_state_name(i), (int64_t)counts.states[i]};
    for (unsigned i = 0; i < KR_INDEX_FILTERS; i++)
        list[n++] = (struct kr_api_school_count){filters[i], (int64_t)counts.filters[i]};
    struct kr_api_msg msg = {.head.type = KR_API_SCHOOL_COUNTS, .u.school_counts = {.counts = list, .counts_len = n}};
    kr_api_answer(&c->answer, 200, &msg);
}

/* Whether a number is another school's already; only where it can be known. */
static bool is_taken(struct kr_api_call *c, const char *number, const char *own)
{
    char id[KR_LIMIT_ID_BYTES + 1];
    return kr_index_by_number(c->office, id, number) == 0 && strcmp(id, own) != 0;
}

static void answer_taken(struct kr_api_call *c)
{
    kr_api_problem(&c->answer, 409, "taken", "There is a school of this official number.", "number");
}

void kr_api_school_create(struct kr_api_call *c)
{
    const char *raw[KR_PROFILE_FIELDS];
    struct kr_profile profile = {0};
    struct kr_profile_fault fault;
    struct kr_school school;
    if (!may_read_names(c))
        return;
    kr_view_profile_texts(&c->body->u.school_create.profile, raw);
    int err = kr_profile_set(&profile, raw, &fault);
    if (err == KR_E_MALFORMED) {
        kr_view_profile_fault(&c->answer, &fault);
    } else if (!err && is_taken(c, profile.text[KR_PROFILE_NUMBER], "")) {
        answer_taken(c);
    } else {
        if (!err)
            err = kr_school_create(c->office, &school, c->session.account.id, &profile, false);
        if (err) {
            kr_view_fail(&c->answer, err);
        } else {
            kr_view_answer_school(c, 201, &school);
            kr_school_close(&school);
        }
    }
    kr_wipe(&profile, sizeof profile);
}

void kr_api_school_get(struct kr_api_call *c)
{
    struct kr_school school;
    if (!kr_view_open(c, &school))
        return;
    kr_view_answer_school(c, 200, &school);
    kr_school_close(&school);
}

/* What the papers name is the operator's to change: the agreement was made with a school of this name. */
static bool changes_identity(const struct kr_profile *p, const char *const raw[KR_PROFILE_FIELDS])
{
    static const enum kr_profile_field kept[] = {KR_PROFILE_NAME, KR_PROFILE_NUMBER};
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
        if (raw[kept[i]] && strcmp(raw[kept[i]], p->text[kept[i]]) != 0)
            return true;
    return false;
}

void kr_api_school_change(struct kr_api_call *c)
{
    const char *raw[KR_PROFILE_FIELDS];
    struct kr_profile_fault fault;
    struct kr_school school;
    if (!kr_view_open(c, &school))
        return;
    bool operator = c->session.account.role == KR_ROLE_OPERATOR;
    kr_view_profile_texts(&c->body->u.school_change.profile, raw);
    bool forbidden = !operator && changes_identity(&school.profile, raw);
    int err = forbidden ? KR_E_FORBIDDEN : kr_profile_set(&school.profile, raw, &fault);
    if (forbidden) {
        kr_api_problem(&c->answer, 403, "forbidden", "Name and number are changed by the operator.", "name");
    } else if (err == KR_E_MALFORMED) {
        kr_view_profile_fault(&c->answer, &fault);
    } else if (!err && operator && is_taken(c, school.profile.text[KR_PROFILE_NUMBER], school.row.id)) {
        answer_taken(c);
    } else {
        if (!err)
            err = kr_school_keep(c->office, &school, c->session.account.id);
        if (err)
            kr_view_fail(&c->answer, err);
        else
            kr_view_answer_school(c, 200, &school);
    }
    kr_school_close(&school);
}

void kr_api_school_delete(struct kr_api_call *c)
{
    int err = kr_school_delete(c->office, c->session.account.id, kr_api_part(c, "school"));
    if (err == KR_E_STATE)
        kr_api_problem(&c->answer, 409, "school_takes_part", "The school takes part: end that first.", NULL);
    else if (err)
        kr_view_fail(&c->answer, err);
    else
        kr_api_answer(&c->answer, 204, NULL);
}
