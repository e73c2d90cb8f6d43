/* SPDX-License-Identifier: EUPL-1.2 */
/* Devices and players: WHIP (RFC 9725) and WHEP, one request to come and one to go. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "load/load.h"

#define LABEL "load" /* the name of the one device in a room */

enum { CREATED = 201 };

static void on_answer(struct kr_load_client *c, const struct kr_load_reply *r)
{
    char status[16];
    if (r->status != CREATED) {
        snprintf(status, sizeof status, "%d", r->status);
        kr_load_client_fail(c, c->kind == KR_LOAD_DEVICE ? "WHIP was refused" : "WHEP was refused", status);
        return;
    }
    snprintf(c->location, sizeof c->location, "%s", r->location);
    char *sdp = strndup(r->body, r->body_len);
    kr_load_client_answer(c, sdp ? sdp : "");
    free(sdp);
}

static void authorization(char *out, size_t size, const struct kr_load_client *c)
{
    const struct kr_load_room *room = &c->load->options->rooms[c->room];
    snprintf(out, size, "Authorization: Bearer %s\r\nContent-Type: application/sdp\r\n",
             c->kind == KR_LOAD_DEVICE ? room->publish : room->play);
}

void kr_load_device_join(struct kr_load_client *c)
{
    char path[200], headers[300];
    char *offer = kr_load_client_offer(c);
    snprintf(path, sizeof path, "/%s/%s/" LABEL, c->kind == KR_LOAD_DEVICE ? "whip" : "whep", c->load->options->rooms[c->room].id);
    authorization(headers, sizeof headers, c);
    kr_load_ask(c, "POST", path, headers, offer, on_answer);
    free(offer);
}

static void on_gone(struct kr_load_client *c, const struct kr_load_reply *r)
{
    kr_load_client_free(c);
}

void kr_load_device_leave(struct kr_load_client *c)
{
    char headers[300];
    if (c->location[0] != '/') { /* another server's, or none: that is no business of ours */
        kr_load_client_free(c);
        return;
    }
    authorization(headers, sizeof headers, c);
    kr_load_ask(c, "DELETE", c->location, headers, "", on_gone);
}
