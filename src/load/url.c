/* SPDX-License-Identifier: EUPL-1.2 */
#include "load/url.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HTTP_PORT = 80, HTTPS_PORT = 443 }; /* RFC 9110 4.2 */

static int take_port(uint16_t *out, const char *text, size_t len)
{
    char digits[6];
    if (len == 0 || len > 5 || strspn(text, "0123456789") < len)
        return KR_E_MALFORMED;
    memcpy(digits, text, len);
    digits[len] = '\0';
    unsigned long port = strtoul(digits, NULL, 10);
    if (port == 0 || port > UINT16_MAX)
        return KR_E_MALFORMED;
    *out = (uint16_t)port;
    return 0;
}

static int take_host(struct kr_load_url *u, const char *text, size_t len)
{
    bool bracketed = len && text[0] == '[';
    const char *end = bracketed ? memchr(text, ']', len) : memchr(text, ':', len);
    if (bracketed && !end)
        return KR_E_MALFORMED;
    if (!end)
        end = text + len;
    const char *host = text + bracketed, *rest = end + bracketed;
    size_t n = (size_t)(end - host), n_rest = len - (size_t)(rest - text);
    if (n == 0 || n >= sizeof u->host ||
        strspn(host, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.:%") < n)
        return KR_E_MALFORMED;
    memcpy(u->host, host, n);
    u->host[n] = '\0';
    if (n_rest == 0)
        return 0;
    return *rest == ':' ? take_port(&u->port, rest + 1, n_rest - 1) : KR_E_MALFORMED;
}

int kr_load_url_parse(struct kr_load_url *out, const char *text)
{
    struct kr_load_url u = {0};
    if (strncmp(text, "https://", 8) == 0)
        u.tls = true;
    else if (strncmp(text, "http://", 7) != 0)
        return KR_E_MALFORMED;
    u.port = u.tls ? HTTPS_PORT : HTTP_PORT;
    text += u.tls ? 8 : 7;
    size_t len = strcspn(text, "/?#");
    if (len >= sizeof u.authority || strlen(text + len) >= sizeof u.path || strpbrk(text + len, "?# \r\n"))
        return KR_E_MALFORMED;
    memcpy(u.authority, text, len);
    snprintf(u.path, sizeof u.path, "%s", text + len);
    int err = take_host(&u, text, len);
    if (!err)
        *out = u;
    return err;
}
