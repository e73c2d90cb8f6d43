/* SPDX-License-Identifier: EUPL-1.2 */
/* GET /api/v1/health: which processes are there. For everybody to see, hence no figures. */
#include <string.h>

#include "base/strbuf.h"
#include "front/inside.h"

void kr_health_request(struct kr_front *f, struct kr_http_exchange *x, const struct kr_http_request *req)
{
    static const struct kr_http_header allow = {"allow", "GET, HEAD"};
    if (strcmp(req->method, "GET") != 0 && strcmp(req->method, "HEAD") != 0) {
        kr_http_reply(x, 405, NULL, &allow, 1, NULL, 0);
        return;
    }
    struct kr_strbuf b;
    kr_strbuf_init(&b, 8192);
    kr_strbuf_addf(&b, "{\"front\":\"up\",\"office\":\"%s\",\"media\":[", f->office ? "up" : "down");
    for (uint32_t i = 0; i < f->n_media; i++)
        kr_strbuf_addf(&b, "%s\"%s\"", i ? "," : "", f->media[i].link ? "up" : "down");
    kr_strbuf_addf(&b, "]}");
    kr_http_reply(x, 200, "application/json", NULL, 0, b.text, b.len);
    kr_strbuf_fini(&b);
}
