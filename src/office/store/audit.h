/* SPDX-License-Identifier: EUPL-1.2 */
/* Rows of the audit log (office/audit/audit.h, which alone writes them). */
#ifndef KR_OFFICE_STORE_AUDIT_H
#define KR_OFFICE_STORE_AUDIT_H

#include "office/audit/chain.h"
#include "office/store/store.h"

/* Where the log begins (the place before its first entry) and ends, and a keyed hash over both. */
struct kr_store_audit_ends {
    struct kr_audit_place base, head;
    uint8_t mark[KR_LOOKUP_BYTES];
};

/* KR_E_NOT_FOUND before the first entry. */
KR_MUST_CHECK int kr_store_audit_ends(struct kr_store *s, struct kr_store_audit_ends *out);
KR_MUST_CHECK int kr_store_audit_set_ends(struct kr_store *s, const struct kr_store_audit_ends *ends);
KR_MUST_CHECK int kr_store_audit_add(struct kr_store *s, const struct kr_audit_entry *e);

/* The role's name of an account, "" when the id is no account's. */
KR_MUST_CHECK int kr_store_audit_role(struct kr_store *s, char out[KR_AUDIT_ROLE_MAX + 1], const char *account);

/* Zero or NULL: not asked for. */
struct kr_store_audit_filter {
    const char *who, *object; /* exactly */
    const char *about;        /* who or object */
    const char *area;         /* action begins with this and a dot */
    uint64_t from_ms, to_ms;  /* at or after, before */
    uint64_t before_n;        /* smaller numbers only */
    uint64_t offset;          /* rows to skip */
    uint32_t limit;           /* most rows; 0: all */
    bool oldest_first;
};

typedef int kr_store_audit_fn(void *arg, const struct kr_audit_entry *e);
KR_MUST_CHECK int kr_store_audit_list(struct kr_store *s, const struct kr_store_audit_filter *f, kr_store_audit_fn *each, void *arg);

/* The same, newest first, with the handles of who acted and of what was acted on, where those are accounts; else "". */
typedef int kr_store_audit_named_fn(void *arg, const struct kr_audit_entry *e, const char *who_handle, const char *object_handle);
KR_MUST_CHECK int kr_store_audit_named(struct kr_store *s, const struct kr_store_audit_filter *f, kr_store_audit_named_fn *each, void *arg);

/* How many there are, whatever offset and limit say. */
KR_MUST_CHECK int kr_store_audit_total(struct kr_store *s, const struct kr_store_audit_filter *f, uint64_t *out);

/*
 * The last entry of the unbroken row of entries at the front that were all written before this time. KR_E_NOT_FOUND: none.
 */
KR_MUST_CHECK int kr_store_audit_last_before(struct kr_store *s, struct kr_audit_place *out, uint64_t before_ms);
/* Deletes the entries up to this number. */
KR_MUST_CHECK int kr_store_audit_delete_to(struct kr_store *s, uint64_t n);

#endif
