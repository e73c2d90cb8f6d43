/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/text.h"

#include <string.h>
#include <strings.h>

#include "base/utf8.h"

bool kr_path_is_safe(const char *path, size_t len)
{
    if (!len || path[0] != '/' || !kr_utf8_is_valid(path, len))
        return false;
    size_t segment = 1;
    for (size_t i = 1; i <= len; i++) {
        if (i < len && ((unsigned char)path[i] < 0x20 || path[i] == 0x7f))
            return false;
        if (i < len && path[i] != '/')
            continue;
        size_t n = i - segment;
        if ((n == 1 && path[segment] == '.') || (n == 2 && path[segment] == '.' && path[segment + 1] == '.'))
            return false;
        segment = i + 1;
    }
    return true;
}

int kr_length_parse(uint64_t *out, const char *text)
{
    uint64_t v = 0;
    if (!*text)
        return KR_E_MALFORMED;
    for (; *text; text++) {
        if (*text < '0' || *text > '9')
            return KR_E_MALFORMED;
        v = v * 10 + (uint64_t)(*text - '0');
        if (v > UINT64_C(1) << 53)
            return KR_E_TOO_LARGE;
    }
    *out = v;
    return 0;
}

bool kr_list_has(const char *list, const char *token)
{
    size_t want = strlen(token);
    while (*list) {
        list += strspn(list, ", \t");
        size_t n = strcspn(list, ",; \t");
        if (n == want && strncasecmp(list, token, n) == 0)
            return true;
        list += strcspn(list, ",");
    }
    return false;
}

const char *kr_mime_type(const char *path)
{
    static const char *const rows[][2] = {
        {".html", "text/html; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".mjs", "text/javascript; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".json", "application/json"},
        {".webmanifest", "application/manifest+json"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".jpg", "image/jpeg"},
        {".webp", "image/webp"},
        {".ico", "image/vnd.microsoft.icon"},
        {".woff2", "font/woff2"},
        {".txt", "text/plain; charset=utf-8"},
        {".wasm", "application/wasm"},
        {".mp3", "audio/mpeg"},
        {".ogg", "audio/ogg"},
        {".pdf", "application/pdf"},
    };
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; dot && i < sizeof rows / sizeof *rows; i++)
        if (strcmp(dot, rows[i][0]) == 0)
            return rows[i][1];
    return "application/octet-stream";
}

const char *kr_status_text(int status)
{
    static const struct {
        int status;
        const char *text;
    } rows[] = {
        {101, "Switching Protocols"}, {200, "OK"}, {201, "Created"}, {202, "Accepted"}, {204, "No Content"}, {302, "Found"}, {303, "See Other"},
        {304, "Not Modified"}, {307, "Temporary Redirect"}, {308, "Permanent Redirect"}, {400, "Bad Request"},
        {401, "Unauthorized"}, {403, "Forbidden"}, {404, "Not Found"}, {405, "Method Not Allowed"}, {406, "Not Acceptable"},
        {408, "Request Timeout"}, {409, "Conflict"}, {410, "Gone"}, {411, "Length Required"}, {412, "Precondition Failed"},
        {413, "Content Too Large"}, {414, "URI Too Long"}, {415, "Unsupported Media Type"}, {421, "Misdirected Request"},
        {422, "Unprocessable Content"}, {426, "Upgrade Required"}, {428, "Precondition Required"}, {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"}, {500, "Internal Server Error"}, {501, "Not Implemented"},
        {502, "Bad Gateway"}, {503, "Service Unavailable"}, {504, "Gateway Timeout"}, {505, "HTTP Version Not Supported"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].status == status)
            return rows[i].text;
    return "";
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

int kr_percent_decode(char *text, size_t *len)
{
    char *out = text;
    for (const char *p = text; *p; p++) {
        if (*p != '%') {
            *out++ = *p;
            continue;
        }
        int high = hex_digit(p[1]), low = high < 0 ? -1 : hex_digit(p[2]);
        if (low < 0)
            return KR_E_MALFORMED;
        *out++ = (char)(high << 4 | low);
        p += 2;
    }
    *out = '\0';
    *len = (size_t)(out - text);
    return 0;
}
