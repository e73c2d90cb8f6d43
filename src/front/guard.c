/* SPDX-License-Identifier: EUPL-1.2 */
/* Who may ask: the browser's word on where a request comes from, cookies, bearer tokens. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "front/inside.h"

static const char *skip_scheme(const char *origin)
{
    if (strncmp(origin, "https://", 8) == 0)
        return origin + 8;
    return strncmp(origin, "http://", 7) == 0 ? origin + 7 : NULL;
}

bool kr_guard_same_origin(const struct kr_http_request *req)
{
    if (!*req->origin) /* no browser omits both on an unsafe request or an upgrade (Fetch, section 3.1) */
        return !*req->fetch_site || strcmp(req->fetch_site, "same-origin") == 0 || strcmp(req->fetch_site, "none") == 0;
    const char *host = skip_scheme(req->origin);
    /* On plain HTTP a proxy may have taken the TLS off, so https is right there, too; the reverse never is. */
    if (!host || (req->secure && strncmp(req->origin, "https://", 8) != 0))
        return false;
    return *req->host && strcasecmp(host, req->host) == 0;
}

static bool is_json(const char *content_type)
{
    size_t n = strlen("application/json");
    return strncasecmp(content_type, "application/json", n) == 0 && (content_type[n] == '\0' || strchr("; \t", content_type[n]));
}

int kr_guard_unsafe(const struct kr_http_request *req)
{
    if (strcmp(req->kreide, "1") != 0 || !kr_guard_same_origin(req))
        return 403;
    if (req->body_len > KR_LIMIT_API_BODY_BYTES)
        return 413;
    return req->body_len && !is_json(req->content_type) ? 415 : 0;
}

bool kr_guard_origin_text(const struct kr_http_request *req, char *out, size_t out_size)
{
    const char *scheme = req->secure || strncmp(req->origin, "https://", 8) == 0 ? "https" : "http";
    int n = snprintf(out, out_size, "%s://%s", scheme, req->host);
    return n > 0 && (size_t)n < out_size;
}

bool kr_guard_cookie(const char *header, const char *name, char *out, size_t out_size)
{
    size_t name_len = strlen(name);
    while (*header) {
        header += strspn(header, " ;\t");
        size_t len = strcspn(header, ";");
        if (len > name_len && strncmp(header, name, name_len) == 0 && header[name_len] == '=') {
            const char *value = header + name_len + 1;
            size_t n = len - name_len - 1;
            while (n && (value[n - 1] == ' ' || value[n - 1] == '\t'))
                n--;
            if (n == 0 || n >= out_size)
                return false;
            memcpy(out, value, n);
            out[n] = '\0';
            return true;
        }
        header += len;
    }
    return false;
}

const char *kr_guard_bearer(const struct kr_http_request *req)
{
    const char *header = req->authorization;
    if (strncasecmp(header, "Bearer ", 7) != 0)
        return NULL;
    header += 7;
    header += strspn(header, " ");
    size_t len = strlen(header);
    /* RFC 6750 section 2.1: b64token. */
    size_t token = strspn(header, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=");
    return len && len == token && len <= 128 ? header : NULL;
}
