/* SPDX-License-Identifier: EUPL-1.2 */
/* Parameters of a query, such as "search=linde&limit=50". */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "office/api/call.h"

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Decodes up to end; -1 if it does not fit or is malformed. */
static int decode(char *out, size_t out_size, const char *at, const char *end)
{
    size_t len = 0;
    for (; at < end; at++) {
        int c = (unsigned char)*at;
        if (c == '+') {
            c = ' ';
        } else if (c == '%') {
            if (end - at < 3 || hex(at[1]) < 0 || hex(at[2]) < 0)
                return -1;
            c = hex(at[1]) << 4 | hex(at[2]);
            at += 2;
        }
        if (c == 0 || len + 1 >= out_size)
            return -1;
        out[len++] = (char)c;
    }
    out[len] = '\0';
    return kr_utf8_is_valid(out, len) ? 0 : -1;
}

bool kr_api_param(const struct kr_api_call *c, const char *name, char *out, size_t out_size)
{
    size_t name_len = strlen(name);
    for (const char *at = c->req->query; *at;) {
        const char *end = at + strcspn(at, "&");
        if ((size_t)(end - at) > name_len && strncmp(at, name, name_len) == 0 && at[name_len] == '=') {
            if (!decode(out, out_size, at + name_len + 1, end))
                return true;
            break;
        }
        at = *end ? end + 1 : end;
    }
    out[0] = '\0';
    return false;
}

uint64_t kr_api_param_number(const struct kr_api_call *c, const char *name, uint64_t max, uint64_t otherwise)
{
    char text[24], *end;
    if (!kr_api_param(c, name, text, sizeof text) || text[0] < '0' || text[0] > '9')
        return otherwise;
    errno = 0;
    unsigned long long n = strtoull(text, &end, 10);
    return *end || errno || n > max ? otherwise : n;
}
