/* SPDX-License-Identifier: EUPL-1.2 */
/* Lists of accounts: all there are, for administrators, and those of a school. */
#include <stdlib.h>
#include <string.h>

#include "crypto/secret.h"
#include "office/account/expiry.h"
#include "office/api/account_view.h"
#include "office/school/fold.h"

enum { PAGE = 50, PAGE_MAX = 200, SEARCH_SIZE = 200, OFFSET_MAX = 1000000 };

/* The place of a word in a list of n, or n. */
static size_t find_word(const char *const *words, size_t n, const char *word)
{
    size_t i = 0;
    while (i < n && strcmp(words[i], word) != 0)
        i++;
    return i;
}

static void read_order(const struct kr_api_call *c, struct kr_roster_filter *f)
{
    static const char *const sorts[KR_ROSTER_SORTS] = {"handle", "created", "expires", "used"};
    char text[32];
    kr_api_param(c, "sort", text, sizeof text);
    f->descending = text[0] == '-';
    size_t i = find_word(sorts, KR_ROSTER_SORTS, text + f->descending);
    f->sort = i < KR_ROSTER_SORTS ? (enum kr_roster_sort)i : KR_ROSTER_BY_HANDLE;
}

/* Unknown words narrow nothing. */
static struct kr_roster_filter read_filter(struct kr_api_call *c)
{
    static const char *const states[KR_ROSTER_STATES] = {"", "open", "new", "locked", "expired", "expiring", "unused"};
    struct kr_office *o = c->office;
    uint64_t now_ms = kr_office_now_ms(o), today = kr_day_of(now_ms);
    struct kr_roster_filter f = {
        .search = "", .school = "", .role = -1, .now_ms = now_ms, .grace_ms = kr_grace_ms(o),
        .soon_ms = now_ms + (uint64_t)KR_RENEW_AHEAD_DAYS * KR_DAY_MS,
        .unused_day = today > KR_UNUSED_DAYS ? today - KR_UNUSED_DAYS : 0,
        .offset = kr_api_param_number(c, "offset", OFFSET_MAX, 0), .limit = kr_api_param_number(c, "limit", PAGE_MAX, PAGE)};
    char text[32];
    if (kr_api_param(c, "state", text, sizeof text)) {
        size_t i = find_word(states, KR_ROSTER_STATES, text);
        f.state = i < KR_ROSTER_STATES ? (enum kr_roster_state)i : KR_ROSTER_ANY;
    }
    if (kr_api_param(c, "role", text, sizeof text))
        for (enum kr_role role = 0; role < KR_ROLE_COUNT; role++)
            if (strcmp(kr_role_name(role), text) == 0)
                f.role = (int)role;
    read_order(c, &f);
    return f;
}

struct page {
    struct kr_api_call *call;
    struct kr_account_view *views;
    size_t n, room;
};

static int take(void *arg, const struct kr_store_roster_row *row)
{
    struct page *p = arg;
    if (p->n == p->room) {
        size_t room = p->room ? 2 * p->room : 64;
        struct kr_account_view *more = realloc(p->views, room * sizeof *more);
        if (!more)
            return KR_E_NOMEM;
        p->views = more;
        p->room = room;
    }
    p->views[p->n++].row = *row;
    return 0;
}

static void free_page(struct page *p)
{
    if (p->views)
        kr_wipe(p->views, p->room * sizeof *p->views);
    free(p->views);
}

/* Answers with `n` views from `first`; their texts are open. */
static void answer_page(struct page *p, size_t first, size_t n, uint64_t total)
{
    struct kr_api_call *c = p->call;
    struct kr_api_account_entry *entries = calloc(n + 1, sizeof *entries);
    if (!entries) {
        kr_api_fail(&c->answer, KR_E_NOMEM);
        return;
    }
    for (size_t i = 0; i < n; i++)
        entries[i] = kr_account_view_of(c, &p->views[first + i]);
    struct kr_api_msg msg = {.head.type = KR_API_ACCOUNTS,
                             .u.accounts = {.accounts = entries, .accounts_len = n, .total = (int64_t)total,
                                            .labels_open = kr_vault_has_school(c->office, &c->session)}};
    kr_api_answer(&c->answer, 200, &msg);
    free(entries);
}

/* A page as the database gives it. */
static void list_by_store(struct kr_api_call *c, const struct kr_roster_filter *filter)
{
    struct page p = {.call = c};
    uint64_t total = 0;
    int err = kr_store_roster_total(c->office->store, &total, filter);
    if (!err)
        err = kr_store_roster_list(c->office->store, filter, take, &p);
    for (size_t i = 0; i < p.n && !err; i++)
        kr_account_view_open(c, &p.views[i]);
    if (err)
        kr_api_fail(&c->answer, err);
    else
        answer_page(&p, 0, p.n, total);
    free_page(&p);
}

/* Handles have no other characters: a search for one that has finds nothing there. */
static bool can_be_in_handle(const char *search)
{
    return strspn(search, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(search);
}

static void lower(char *text)
{
    for (; *text; text++)
        if (*text >= 'A' && *text <= 'Z')
            *text = (char)(*text - 'A' + 'a');
}

void kr_api_account_search(struct kr_api_call *c)
{
    char search[SEARCH_SIZE], school[KR_LIMIT_ID_BYTES + 1];
    struct kr_roster_filter f = read_filter(c);
    kr_api_param(c, "school", school, sizeof school);
    kr_api_param(c, "search", search, sizeof search);
    lower(search);
    f.school = school;
    f.search = can_be_in_handle(search) ? search : "#";
    list_by_store(c, &f);
}

static bool is_in_label(const char *label, const char *typed, bool german)
{
    char text[2 * KR_TITLE_SIZE], words[2 * SEARCH_SIZE];
    kr_fold(text, sizeof text, label, german);
    bool found = kr_fold(words, sizeof words, typed, german) && strstr(text, words);
    kr_wipe(text, sizeof text);
    return found;
}

/* Keeps those in whose handle or label the words are found. */
static void keep_found(struct page *p, const char *typed)
{
    char handle[SEARCH_SIZE];
    size_t kept = 0;
    memcpy(handle, typed, strlen(typed) + 1);
    lower(handle);
    for (size_t i = 0; i < p->n; i++) {
        struct kr_account_view *v = &p->views[i];
        if (strstr(v->row.handle, handle) || is_in_label(v->label, typed, true) || is_in_label(v->label, typed, false))
            memmove(&p->views[kept++], v, sizeof *v);
    }
    p->n = kept;
}

/* Labels are open: they are searched here, since the database cannot read them. A school has a few hundred at most. */
static void list_by_label(struct kr_api_call *c, const struct kr_roster_filter *filter, const char *search)
{
    struct page p = {.call = c};
    struct kr_roster_filter all = *filter;
    all.offset = 0;
    all.limit = OFFSET_MAX;
    int err = kr_store_roster_list(c->office->store, &all, take, &p);
    if (err) {
        kr_api_fail(&c->answer, err);
    } else {
        for (size_t i = 0; i < p.n; i++)
            kr_account_view_open(c, &p.views[i]);
        keep_found(&p, search);
        size_t first = filter->offset < p.n ? (size_t)filter->offset : p.n;
        size_t n = p.n - first < filter->limit ? p.n - first : (size_t)filter->limit;
        answer_page(&p, first, n, p.n);
    }
    free_page(&p);
}

void kr_api_school_account_list(struct kr_api_call *c)
{
    char search[SEARCH_SIZE];
    struct kr_roster_filter f = read_filter(c);
    f.school = kr_api_part(c, "school");
    kr_api_param(c, "search", search, sizeof search);
    if (search[0] && kr_vault_has_school(c->office, &c->session)) {
        list_by_label(c, &f, search);
        return;
    }
    lower(search);
    f.search = can_be_in_handle(search) ? search : "#";
    list_by_store(c, &f);
}

static int count(struct kr_office *o, int64_t *out, struct kr_roster_filter filter, int role, enum kr_roster_state state)
{
    uint64_t n = 0;
    filter.role = role;
    filter.state = state;
    int err = kr_store_roster_total(o->store, &n, &filter);
    *out = (int64_t)n;
    return err;
}

void kr_api_school_account_summary(struct kr_api_call *c)
{
    struct kr_office *o = c->office;
    struct kr_roster_filter f = read_filter(c);
    f.school = kr_api_part(c, "school");
    struct kr_api_msg msg = {.head.type = KR_API_ACCOUNT_SUMMARY};
    struct kr_api_account_summary *s = &msg.u.account_summary;
    s->moderators_max = (int64_t)kr_roster_limit(o, KR_ROLE_MODERATOR);
    s->extras_max = (int64_t)kr_roster_limit(o, KR_ROLE_EXTRA);
    s->year_ends_ms = (int64_t)kr_year_end_ms(o, f.now_ms);
    s->renew_to_ms = (int64_t)kr_renewed_ms(o, f.now_ms);
    int err = count(o, &s->moderators, f, KR_ROLE_MODERATOR, KR_ROSTER_ANY);
    if (!err)
        err = count(o, &s->extras, f, KR_ROLE_EXTRA, KR_ROSTER_ANY);
    if (!err)
        err = count(o, &s->without_password, f, -1, KR_ROSTER_NEW);
    if (!err)
        err = count(o, &s->locked, f, -1, KR_ROSTER_LOCKED);
    if (!err)
        err = count(o, &s->expired, f, -1, KR_ROSTER_EXPIRED);
    int64_t school = 0;
    if (!err)
        err = count(o, &s->expiring, f, KR_ROLE_MODERATOR, KR_ROSTER_EXPIRING);
    if (!err)
        err = count(o, &school, f, KR_ROLE_SCHOOL, KR_ROSTER_EXPIRING);
    s->expiring += school;
    if (!err)
        err = count(o, &s->unused, f, -1, KR_ROSTER_UNUSED);
    if (err)
        kr_api_fail(&c->answer, err);
    else
        kr_api_answer(&c->answer, 200, &msg);
}
