/* SPDX-License-Identifier: EUPL-1.2 */
/* Handles: what an account signs in with. A made one says nothing about a school or a person. */
#ifndef KR_OFFICE_ACCOUNT_HANDLE_H
#define KR_OFFICE_ACCOUNT_HANDLE_H

#include "office/core.h"

enum {
    KR_HANDLE_SYMBOLS = 5, /* after the prefix: 28 million handles */
    KR_HANDLE_MAX = 32,
    KR_ACCOUNT_ID_DIGITS = 20,
};

/* True if made handles may begin so: at most KR_HANDLE_PREFIX_MAX of a-z 0-9 and -, not - first. */
bool kr_handle_prefix_fits(const char *prefix);

/* True for a whole handle: 3 to 32 of a-z 0-9 and -, not - at either end. */
bool kr_handle_fits(const char *handle);

/* A handle as somebody typed it: white space around it goes, letters become small. */
void kr_handle_normalize(char out[KR_LIMIT_ID_BYTES + 1], const char *typed);

/*
 * Makes one that no account has: the rule accounts.prefix (what the configuration says, until an administrator decides otherwise) and random symbols that
 * nobody mistakes for one another.
 */
KR_MUST_CHECK int kr_handle_make(struct kr_office *o, char out[KR_LIMIT_ID_BYTES + 1]);

#endif
