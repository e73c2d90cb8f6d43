/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * All schools by name, in memory, while an administrator is signed in. It is made when the first list is asked for, kept
 * up to date by whatever changes a school, and wiped when the last open operator's key closes (kr_vault_when_closed).
 */
#ifndef KR_OFFICE_SCHOOL_INDEX_H
#define KR_OFFICE_SCHOOL_INDEX_H

#include "office/school/due.h"
#include "office/school/profile.h"

/* One school in the index. Texts are the index's. */
struct kr_index_row {
    char id[KR_LIMIT_ID_BYTES + 1];
    enum kr_school_state state;
    bool online;
    uint64_t created_ms, changed_ms, ended_ms;
    const char *name, *town, *number, *mail;
    struct kr_standing standing;
    struct kr_waiting waiting; /* as of the question */
    /* inside */
    char *texts;
    size_t texts_size;
    const char *folded; /* what is searched */
    const char *key;    /* name and town, folded: the order of names */
};

enum kr_index_sort { KR_INDEX_BY_NAME, KR_INDEX_BY_STATE, KR_INDEX_BY_NEXT, KR_INDEX_BY_CHANGED, KR_INDEX_BY_TOWN, KR_INDEX_SORTS };

enum kr_index_filter {
    KR_INDEX_ALL,
    KR_INDEX_FOR_OPERATOR, /* the operator has to do the next step */
    KR_INDEX_FOR_SCHOOL,   /* somebody of the school has, before it takes part */
    KR_INDEX_DUE,          /* takes part, and something is to be taken again or missing still */
    KR_INDEX_OVERDUE,
    KR_INDEX_FILTERS,
};

struct kr_index_query {
    const char *search; /* every word must be in name, town, number or mail; "" for all */
    int state;          /* enum kr_school_state, or -1 for any */
    enum kr_index_filter filter;
    enum kr_index_sort sort;
    bool descending;
    size_t offset, limit;
};

struct kr_index_counts {
    uint64_t all, states[KR_SCHOOL_STATES], filters[KR_INDEX_FILTERS];
};

/*
 * Calls `each` for one page of what the query finds; *total is how many there are in all. KR_E_SEALED while no
 * administrator is signed in. `each` must not touch the index.
 */
typedef int kr_index_fn(void *arg, const struct kr_index_row *row);
KR_MUST_CHECK int kr_index_list(struct kr_office *o, const struct kr_index_query *q, uint64_t *total, kr_index_fn *each, void *arg);
KR_MUST_CHECK int kr_index_counts(struct kr_office *o, struct kr_index_counts *out);

/* The school of this official number, not counting withdrawn and ended ones; KR_E_NOT_FOUND, KR_E_SEALED. */
KR_MUST_CHECK int kr_index_by_number(struct kr_office *o, char id[KR_LIMIT_ID_BYTES + 1], const char *number);

/*
 * Others, not counting withdrawn and ended ones, that have the same official number, or the same name in the same town as
 * search takes it: somebody registered twice, or two people did. At most `max`; out's rows are good until the loop goes on.
 */
KR_MUST_CHECK int kr_index_twins(struct kr_office *o, const char *id, const struct kr_index_row **out, size_t max, size_t *n);

/* The name of a school, or NULL: for other lists of the operator. Good until the loop goes on. */
const char *kr_index_name(struct kr_office *o, const char *id);

/* A school was added, changed or deleted: after the transaction. */
void kr_index_touch(struct kr_office *o, const char *id);

/* Wipes all; made anew when next asked for. The vault calls it when its last key of the operator closes. */
void kr_index_drop(struct kr_office *o);

#endif
