/* SPDX-License-Identifier: EUPL-1.2 */
#include "load/reply.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { HEAD_MOST = 16384, BODY_MOST = 1 << 20, SWITCHING = 101, NO_CONTENT = 204 };

struct head {
    bool has_length;
    size_t length;
};

static bool take_length(size_t *out, const char *p, size_t len)
{
    size_t n = 0;
    if (len == 0)
        return false;
    for (size_t i = 0; i < len; i++) {
        if (p[i] < '0' || p[i] > '9' || n > BODY_MOST)
            return false;
        n = n * 10 + (size_t)(p[i] - '0');
    }
    *out = n;
    return n <= BODY_MOST;
}

/* RFC 6265 5.2: name and value stand before the first semicolon. */
static int take_cookie(struct kr_load_reply *r, const char *p, size_t len)
{
    const char *end = memchr(p, ';', len);
    size_t n = end ? (size_t)(end - p) : len, have = strlen(r->cookies);
    if (have + n + 3 > sizeof r->cookies)
        return KR_E_TOO_LARGE;
    snprintf(r->cookies + have, sizeof r->cookies - have, "%s%.*s", have ? "; " : "", (int)n, p);
    return 0;
}

static int take_header(struct kr_load_reply *r, struct head *h, const char *line, size_t len)
{
    const char *colon = memchr(line, ':', len);
    if (!colon)
        return KR_E_MALFORMED;
    size_t name = (size_t)(colon - line);
    const char *value = colon + 1;
    size_t n = len - name - 1;
    while (n && (*value == ' ' || *value == '\t')) {
        value++;
        n--;
    }
    while (n && (value[n - 1] == ' ' || value[n - 1] == '\t'))
        n--;
    if (name == 14 && strncasecmp(line, "content-length", 14) == 0) {
        h->has_length = true;
        return take_length(&h->length, value, n) ? 0 : KR_E_MALFORMED;
    }
    if (name == 17 && strncasecmp(line, "transfer-encoding", 17) == 0)
        return KR_E_MALFORMED; /* Kreide always says how long it is */
    if (name == 8 && strncasecmp(line, "location", 8) == 0) {
        if (n >= sizeof r->location)
            return KR_E_MALFORMED;
        memcpy(r->location, value, n);
        r->location[n] = '\0';
    }
    if (name == 10 && strncasecmp(line, "set-cookie", 10) == 0)
        return take_cookie(r, value, n);
    return 0;
}

static int take_status(int *out, const char *line, size_t len)
{
    if (len < 12 || memcmp(line, "HTTP/1.", 7) != 0 || line[8] != ' ')
        return KR_E_MALFORMED;
    *out = 0;
    for (size_t i = 9; i < 12; i++) {
        if (line[i] < '0' || line[i] > '9')
            return KR_E_MALFORMED;
        *out = *out * 10 + (line[i] - '0');
    }
    return 0;
}

int kr_load_reply_parse(struct kr_load_reply *out, const char *bytes, size_t len)
{
    const char *end = memmem(bytes, len, "\r\n\r\n", 4);
    struct kr_load_reply r = {0};
    struct head h = {0};
    if (!end)
        return len > HEAD_MOST ? KR_E_MALFORMED : 0;
    r.head_len = (size_t)(end - bytes) + 4;
    if (memchr(bytes, '\0', r.head_len))
        return KR_E_MALFORMED;
    bool first = true;
    for (size_t at = 0, n; at + 2 < r.head_len; at += n + 2) {
        const char *line = bytes + at;
        for (n = 0; memcmp(line + n, "\r\n", 2) != 0; n++) /* the head's end is one, so there always is */
            continue;
        if (memchr(line, '\n', n) || memchr(line, '\r', n)) /* it would be a line of its own in a later request */
            return KR_E_MALFORMED;
        int err = first ? take_status(&r.status, line, n) : take_header(&r, &h, line, n);
        if (err)
            return KR_E_MALFORMED;
        first = false;
    }
    r.body = bytes + r.head_len;
    r.body_len = len - r.head_len;
    if (r.status != SWITCHING) {
        if (!h.has_length && r.status != NO_CONTENT)
            return KR_E_MALFORMED;
        if (r.body_len < h.length)
            return 0;
        r.body_len = h.length;
    }
    *out = r;
    return 1;
}
