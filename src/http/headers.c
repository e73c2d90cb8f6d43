/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/headers.h"

#include <string.h>

#include "base/strbuf.h"
#include "http/text.h"

/*
 * Everything comes from this server and nothing may frame it. 'self' in connect-src covers the WebSocket of the same
 * origin (CSP 3, section 6.7.2.8). Camera, microphone and the like only for our own pages.
 */
static const struct kr_http_header guard[] = {
    {"content-security-policy",
     "default-src 'self'; connect-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; style-src 'self'; "
     "worker-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'"},
    {"x-content-type-options", "nosniff"},
    {"referrer-policy", "no-referrer"},
    {"permissions-policy",
     "camera=(self), microphone=(self), display-capture=(self), autoplay=(self), fullscreen=(self), "
     "picture-in-picture=(self), speaker-selection=(self), screen-wake-lock=(self), publickey-credentials-create=(self), "
     "publickey-credentials-get=(self), accelerometer=(), "
     "browsing-topics=(), clipboard-read=(), encrypted-media=(), gamepad=(), geolocation=(), gyroscope=(), hid=(), "
     "identity-credentials-get=(), idle-detection=(), local-fonts=(), magnetometer=(), midi=(), payment=(), "
     "serial=(), storage-access=(), usb=(), window-management=(), xr-spatial-tracking=()"},
    {"cross-origin-opener-policy", "same-origin"},
    {"cross-origin-resource-policy", "same-origin"},
};

/* RFC 6797 section 6.1: a year; without includeSubDomains, which is not ours to decide. */
static const struct kr_http_header hsts = {"strict-transport-security", "max-age=31536000"};

/* RFC 9110 section 5.5: a field value holds no CR, LF or NUL; other controls are of no use either. */
static bool is_clean(const char *text)
{
    for (; *text; text++)
        if (((unsigned char)*text < 0x20 && *text != '\t') || *text == 0x7f)
            return false;
    return true;
}

static void add(struct kr_strbuf *b, const struct kr_http_header *h)
{
    if (!is_clean(h->name) || !is_clean(h->value))
        b->failed = true;
    kr_strbuf_addf(b, "%s: %s\r\n", h->name, h->value);
}

char *kr_head_write(const struct kr_head *h, size_t *len)
{
    struct kr_strbuf b;
    kr_strbuf_init(&b, KR_HEAD_BYTES);
    kr_strbuf_addf(&b, "HTTP/1.1 %d %s\r\n", h->status, kr_status_text(h->status));
    for (size_t i = 0; i < sizeof guard / sizeof *guard; i++)
        add(&b, &guard[i]);
    if (h->secure)
        add(&b, &hsts);
    if (h->type)
        add(&b, &(struct kr_http_header){"content-type", h->type});
    add(&b, &(struct kr_http_header){"cache-control", h->cache ? h->cache : "no-store"});
    for (size_t i = 0; i < h->n_headers; i++)
        add(&b, &h->headers[i]);
    /* RFC 9110 section 8.6: no Content-Length with 1xx and 204. */
    if (h->status >= 200 && h->status != 204 && h->status != 304)
        kr_strbuf_addf(&b, "content-length: %zu\r\n", h->len);
    if (h->close)
        kr_strbuf_addf(&b, "connection: close\r\n");
    kr_strbuf_addf(&b, "\r\n");
    *len = b.len;
    char *text = kr_strbuf_take(&b);
    kr_strbuf_fini(&b);
    return text;
}
