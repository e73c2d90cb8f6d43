/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/account/handle.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "office/rule.h"

enum { HANDLE_TRIES = 20 };

static const char handle_alphabet[] = "abcdefghijklmnopqrstuvwxyz0123456789-";

bool kr_handle_prefix_fits(const char *prefix)
{
    size_t len = strspn(prefix, handle_alphabet);
    return prefix[len] == '\0' && len <= KR_HANDLE_PREFIX_MAX && prefix[0] != '-';
}

bool kr_handle_fits(const char *h)
{
    size_t len = strspn(h, handle_alphabet);
    return h[len] == '\0' && len >= 3 && len <= KR_HANDLE_MAX && h[0] != '-' && h[len - 1] != '-';
}

void kr_handle_normalize(char out[KR_LIMIT_ID_BYTES + 1], const char *typed)
{
    size_t len = 0;
    while (isspace((unsigned char)*typed))
        typed++;
    for (; *typed && len < KR_LIMIT_ID_BYTES; typed++)
        out[len++] = (char)(*typed >= 'A' && *typed <= 'Z' ? *typed - 'A' + 'a' : *typed);
    while (len > 0 && isspace((unsigned char)out[len - 1]))
        len--;
    out[len] = '\0';
}

int kr_handle_make(struct kr_office *o, char out[KR_LIMIT_ID_BYTES + 1])
{
    char prefix[KR_RULE_VALUE_MAX + 1];
    int err = kr_rule_text(o, prefix, KR_RULE_ACCOUNTS_PREFIX);
    err = err ? err : KR_E_EXISTS;
    for (int i = 0; i < HANDLE_TRIES && err == KR_E_EXISTS; i++) {
        struct kr_store_account taken;
        char symbols[KR_HANDLE_SYMBOLS + 1];
        kr_password_symbols(symbols, sizeof symbols, KR_HANDLE_SYMBOLS);
        snprintf(out, KR_LIMIT_ID_BYTES + 1, "%.*s%s", KR_HANDLE_PREFIX_MAX, prefix, symbols);
        err = kr_store_account_by_handle(o->store, &taken, out);
        err = err == KR_E_NOT_FOUND ? 0 : err ? err : KR_E_EXISTS;
    }
    return err;
}
