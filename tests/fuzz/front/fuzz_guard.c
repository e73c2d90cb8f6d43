/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Who may ask: cookies, bearer tokens and origins as a stranger writes them. Input: Cookie, Authorization, Origin, Host,
 * Sec-Fetch-Site and X-Kreide, a line each. A value that is found stands in its header as it is, within its limits,
 * and an Origin counts as ours only if it is the Host behind http:// or https://.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/assert.h"
#include "front/inside.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *next_line(char **at)
{
    char *line = *at, *end = strchr(line, '\n');
    *at = end ? end + 1 : line + strlen(line);
    if (end)
        *end = '\0';
    return line;
}

static void check_cookie(const char *header)
{
    char value[17], wide[4097];
    bool short_enough = kr_guard_cookie(header, "kr_session", value, sizeof value);
    bool found = kr_guard_cookie(header, "kr_session", wide, sizeof wide);
    kr_assert(!short_enough || (found && strcmp(value, wide) == 0));
    if (!found)
        return;
    kr_assert(wide[0] && !strchr(wide, ';') && strstr(header, wide));
    kr_assert(short_enough == (strlen(wide) < sizeof value));
}

static void check_origin(const struct kr_http_request *req)
{
    char text[300];
    if (kr_guard_origin_text(req, text, sizeof text))
        kr_assert(strncmp(text, "http", 4) == 0 && strcmp(strstr(text, "://") + 3, req->host) == 0);
    bool same = kr_guard_same_origin(req);
    if (same && req->origin[0]) {
        size_t scheme = strncmp(req->origin, "https://", 8) == 0 ? 8 : 7;
        kr_assert(strncmp(req->origin, "http", 4) == 0 && strcasecmp(req->origin + scheme, req->host) == 0);
    }
    int status = kr_guard_unsafe(req);
    kr_assert(status == 0 || status == 403 || status == 413 || status == 415);
    kr_assert(status != 0 || same);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1), *at = text;
    kr_assert(text);
    if (size)
        memcpy(text, data, size);
    text[size] = '\0';
    struct kr_http_request req = {.method = "POST", .path = "/", .query = "", .content_type = "", .accept = "", .address = ""};
    req.cookie = next_line(&at);
    req.authorization = next_line(&at);
    req.origin = next_line(&at);
    req.host = next_line(&at);
    req.fetch_site = next_line(&at);
    req.kreide = next_line(&at);
    check_cookie(req.cookie);
    check_origin(&req);
    const char *token = kr_guard_bearer(&req);
    kr_assert(!token || (token > req.authorization && *token && strlen(token) <= 128 && !strpbrk(token, " ,;\t\r")));
    free(text);
    return 0;
}
