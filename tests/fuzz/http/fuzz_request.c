/* SPDX-License-Identifier: EUPL-1.2 */
/* The head of a request: whatever is accepted has a safe path, one clean Host and a bounded body. */
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/limits.h"
#include "http/request.h"
#include "http/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const char *text)
{
    for (; *text; text++)
        kr_assert(((unsigned char)*text >= 0x20 || *text == '\t') && *text != 0x7f);
}

static void check_accepted(const struct kr_request_head *h)
{
    const struct kr_http_request *r = &h->req;
    const char *const texts[] = {r->method, r->path,       r->query, r->origin,        r->host,   r->content_type, r->authorization,
                                 r->cookie, r->fetch_site, r->kreide, h->if_none_match, h->ws_key, h->ws_version};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        check(texts[i]);
    kr_assert(*r->method && kr_path_is_safe(r->path, strlen(r->path)));
    kr_assert(r->body_len <= KR_LIMIT_HTTP_BODY_BYTES);
    kr_assert(!strchr(r->host, ','));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t from = 0, half = 0, end = kr_request_find_end((const char *)data, size, &from);
    /* Found in two steps, it is found in the same place, or before. */
    size_t first = kr_request_find_end((const char *)data, size / 2, &half);
    if (!first)
        first = kr_request_find_end((const char *)data, size, &half);
    kr_assert(first == end);
    if (!end)
        return 0;
    char *copy = malloc(end);
    if (!copy)
        return 0;
    memcpy(copy, data, end);
    struct kr_request_head head;
    int status = kr_request_parse(&head, copy, end);
    kr_assert(status == 0 || (status >= 400 && status <= 505));
    kr_assert(head.req.method && head.req.path && head.req.host);
    if (!status)
        check_accepted(&head);
    free(copy);
    return 0;
}
