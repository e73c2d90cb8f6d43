/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/request.h"

#include <string.h>
#include <strings.h>

#include "base/limits.h"
#include "http/text.h"

size_t kr_request_find_end(const char *data, size_t len, size_t *from)
{
    /* The last three bytes seen may be the beginning of the end. */
    size_t at = *from > 3 ? *from - 3 : 0;
    *from = len;
    const char *end = len > at ? memmem(data + at, len - at, "\r\n\r\n", 4) : NULL;
    return end ? (size_t)(end - data) + 4 : 0;
}

/* RFC 9110 section 5.6.2. */
static bool is_token(const char *text)
{
    static const char marks[] = "!#$%&'*+-.^_`|~";
    const char *p = text;
    for (; *p; p++) {
        bool alnum = (*p >= '0' && *p <= '9') || (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z');
        if (!alnum && !strchr(marks, *p))
            return false;
    }
    return p > text;
}

/* Cuts the line that begins at *p off at its CRLF; NULL if there is a bare CR, a bare LF or a NUL in it. */
static char *take_line(char **p, char *end)
{
    char *line = *p, *cr = memchr(line, '\r', (size_t)(end - line));
    if (!cr || cr + 1 >= end || cr[1] != '\n' || memchr(line, '\n', (size_t)(cr - line)) || memchr(line, '\0', (size_t)(cr - line)))
        return NULL;
    *cr = '\0';
    *p = cr + 2;
    return line;
}

static const char *known_method(const char *text)
{
    static const char *const methods[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (strcmp(text, methods[i]) == 0)
            return methods[i];
    return NULL;
}

/* RFC 9112 section 3.2: origin-form, or absolute-form, whose authority does not matter here. */
static int parse_target(struct kr_request_head *out, char *target)
{
    for (const char *p = target; *p; p++)
        if ((unsigned char)*p <= 0x20 || (unsigned char)*p >= 0x7f || *p == '#')
            return 400;
    if (strncasecmp(target, "http://", 7) == 0 || strncasecmp(target, "https://", 8) == 0) {
        target = strchr(strstr(target, "//") + 2, '/');
        if (!target)
            return 400;
    }
    char *query = strchr(target, '?');
    if (query)
        *query++ = '\0';
    size_t len;
    if (kr_percent_decode(target, &len) || !kr_path_is_safe(target, len))
        return 400;
    out->req.path = target;
    out->req.query = query ? query : "";
    return 0;
}

/* RFC 9112 section 3: method SP request-target SP HTTP-version. */
static int parse_request_line(struct kr_request_head *out, char *line)
{
    char *target = strchr(line, ' '), *version = target ? strchr(target + 1, ' ') : NULL;
    if (!version)
        return 400;
    *target++ = '\0';
    *version++ = '\0';
    if (!is_token(line) || strncmp(version, "HTTP/", 5) != 0)
        return 400;
    out->is_1_1 = strcmp(version, "HTTP/1.1") == 0;
    if (!out->is_1_1 && strcmp(version, "HTTP/1.0") != 0)
        return 505;
    out->req.method = known_method(line);
    if (!out->req.method) {
        out->req.method = "";
        return 501;
    }
    return parse_target(out, target);
}

/* Headers of which there is one; a second one is an attempt to be read differently by two readers. */
static const char **single(struct kr_request_head *h, const char *name)
{
    const struct {
        const char *name;
        const char **to;
    } rows[] = {
        {"host", &h->req.host},
        {"origin", &h->req.origin},
        {"cookie", &h->req.cookie},
        {"content-type", &h->req.content_type},
        {"accept", &h->req.accept},
        {"content-length", &h->content_length},
        {"authorization", &h->req.authorization},
        {"sec-fetch-site", &h->req.fetch_site},
        {"x-kreide", &h->req.kreide},
        {"user-agent", &h->req.agent},
        {"sec-websocket-key", &h->ws_key},
        {"sec-websocket-version", &h->ws_version},
        {"if-none-match", &h->if_none_match},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcasecmp(name, rows[i].name) == 0)
            return rows[i].to;
    return NULL;
}

/* Headers whose lists may come in several lines. */
static void parse_list(struct kr_request_head *h, const char *name, const char *value)
{
    if (strcasecmp(name, "connection") == 0) {
        h->close |= kr_list_has(value, "close");
        h->connection_upgrade |= kr_list_has(value, "upgrade");
    } else if (strcasecmp(name, "upgrade") == 0) {
        h->upgrade_websocket |= kr_list_has(value, "websocket");
    } else if (strcasecmp(name, "accept-encoding") == 0) {
        h->gzip |= kr_list_has(value, "gzip");
    } else if (strcasecmp(name, "expect") == 0) {
        h->expects_continue |= kr_list_has(value, "100-continue");
    } else if (strcasecmp(name, "transfer-encoding") == 0) {
        h->has_transfer_encoding = true;
    }
}

/* RFC 9112 section 5: field-name ":" OWS field-value OWS; no space before the colon, no folding. */
static int parse_header(struct kr_request_head *h, char *line)
{
    char *colon = strchr(line, ':');
    if (!colon)
        return 400;
    *colon = '\0';
    if (!is_token(line))
        return 400;
    char *value = colon + 1 + strspn(colon + 1, " \t"), *end = value + strlen(value);
    while (end > value && (end[-1] == ' ' || end[-1] == '\t'))
        *--end = '\0';
    for (const char *p = value; *p; p++)
        if (((unsigned char)*p < 0x20 && *p != '\t') || *p == 0x7f)
            return 400;
    const char **to = single(h, line);
    if (to && **to)
        return 400;
    if (to)
        *to = value;
    else
        parse_list(h, line, value);
    return 0;
}

/* What is to come after the head (RFC 9112 section 6.3). */
static int check_body(struct kr_request_head *h)
{
    const char *method = h->req.method;
    uint64_t len = 0;
    if (h->has_transfer_encoding)
        return 411;
    if (!*h->content_length)
        return strcmp(method, "POST") == 0 || strcmp(method, "PUT") == 0 || strcmp(method, "PATCH") == 0 ? 411 : 0;
    int err = kr_length_parse(&len, h->content_length);
    if (err)
        return err == KR_E_TOO_LARGE ? 413 : 400;
    if (len > KR_LIMIT_HTTP_BODY_BYTES)
        return 413;
    h->req.body_len = (size_t)len;
    return 0;
}

int kr_request_parse(struct kr_request_head *out, char *head, size_t len)
{
    char *p = head, *end = head + len, *line;
    *out = (struct kr_request_head){
        .req = {.method = "", .path = "", .query = "", .origin = "", .host = "", .content_type = "", .accept = "", .authorization = "",
                .fetch_site = "", .kreide = "", .cookie = "", .agent = "", .address = ""},
        .if_none_match = "", .ws_key = "", .ws_version = "", .content_length = ""};
    if (!(line = take_line(&p, end)))
        return 400;
    int status = parse_request_line(out, line);
    for (int lines = 0; !status; lines++) {
        if (!(line = take_line(&p, end)))
            return 400;
        if (!*line)
            break;
        status = lines < KR_REQUEST_LINES ? parse_header(out, line) : 431;
    }
    if (status)
        return status;
    out->close |= !out->is_1_1;
    out->upgrade = out->is_1_1 && out->connection_upgrade && out->upgrade_websocket;
    /* RFC 9112 section 3.2: HTTP/1.1 without Host is an error. */
    if ((out->is_1_1 && !*out->req.host) || strpbrk(out->req.host, ", \t/@"))
        return 400;
    return check_body(out);
}
