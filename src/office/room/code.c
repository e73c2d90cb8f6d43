/* SPDX-License-Identifier: EUPL-1.2 */
/* Short codes as people read and type them. */
#include <stdio.h>
#include <string.h>

#include "office/room/room.h"

void kr_code_show(char out[KR_CODE_SHOWN_SIZE], const char *code)
{
    snprintf(out, KR_CODE_SHOWN_SIZE, "%.5s-%.5s", code, code + KR_CODE_DIGITS / 2);
}

/* The digit a typed character stands for; 0 if none. */
static char digit_of(char c)
{
    if (c >= 'A' && c <= 'Z')
        c = (char)(c - 'A' + 'a');
    if (c == 'o')
        return '0';
    if (c == 'i' || c == 'l')
        return '1';
    bool digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z' && c != 'u'); /* Crockford leaves u out */
    return digit ? c : '\0';
}

int kr_code_read(char out[KR_CODE_SIZE], const char *typed)
{
    char code[KR_CODE_SIZE];
    size_t n = 0;
    for (; *typed; typed++) {
        if (*typed == ' ' || *typed == '-')
            continue;
        char digit = digit_of(*typed);
        if (!digit || n == KR_CODE_DIGITS)
            return KR_E_MALFORMED;
        code[n++] = digit;
    }
    if (n != KR_CODE_DIGITS)
        return KR_E_MALFORMED;
    code[n] = '\0';
    memcpy(out, code, sizeof code);
    return 0;
}
