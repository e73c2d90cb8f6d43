/* SPDX-License-Identifier: EUPL-1.2 */
#include "janus.h"

#include <err.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/strbuf.h"
#include "http.h"

enum { POLLS_MOST = 50 }; /* events of other handles come in between */

static long long session; /* one for all clients: 0 as long as there is none */

static json_t *parsed(const char *text)
{
    json_error_t why;
    json_t *j = json_loads(text, 0, &why);
    if (!j)
        errx(1, "Janus: %s", why.text);
    const char *is = json_string_value(json_object_get(j, "janus"));
    if (is && strcmp(is, "error") == 0)
        errx(1, "Janus: %s", json_string_value(json_object_get(json_object_get(j, "error"), "reason")));
    return j;
}

/*
 * Requests are those of HTTP/1.0, since to others Janus answers in chunks.
 *
 * Posts a request (which is freed) to the session, or to one of its handles; handle 0: the session itself. */
static json_t *request(long long handle, json_t *body)
{
    char path[120];
    if (!session)
        snprintf(path, sizeof path, "/janus");
    else if (!handle)
        snprintf(path, sizeof path, "/janus/%lld", session);
    else
        snprintf(path, sizeof path, "/janus/%lld/%lld", session, handle);
    json_object_set_new(body, "transaction", json_string("bench"));
    char head[160];
    snprintf(head, sizeof head, "POST %s HTTP/1.0", path);
    char *text = json_dumps(body, JSON_COMPACT), *answer = bench_http(BENCH_JANUS_PORT, head, "application/json", text, 200);
    json_t *j = parsed(answer);
    json_decref(body);
    free(text);
    free(answer);
    return j;
}

static long long id_of(json_t *answer)
{
    long long id = json_integer_value(json_object_get(json_object_get(answer, "data"), "id"));
    json_decref(answer);
    if (!id)
        errx(1, "Janus gave no id");
    return id;
}

static long long attach(void)
{
    if (!session)
        session = id_of(request(0, json_pack("{ss}", "janus", "create")));
    return id_of(request(0, json_pack("{ssss}", "janus", "attach", "plugin", "janus.plugin.videoroom")));
}

/* The next event of the handle that the plugin sent. */
static json_t *event_of(long long handle)
{
    char head[120];
    snprintf(head, sizeof head, "GET /janus/%lld?maxev=1 HTTP/1.0", session);
    for (int i = 0; i < POLLS_MOST; i++) {
        char *text = bench_http(BENCH_JANUS_PORT, head, NULL, "", 200);
        json_t *j = parsed(text);
        const char *is = json_string_value(json_object_get(j, "janus"));
        bool wanted = is && strcmp(is, "event") == 0 && json_integer_value(json_object_get(j, "sender")) == handle;
        free(text);
        if (wanted)
            return j;
        json_decref(j);
    }
    errx(1, "Janus does not answer");
}

static json_t *with_sdp(json_t *body, const char *type, const char *sdp)
{
    json_t *message = json_pack("{ssso}", "janus", "message", "body", body);
    if (sdp)
        json_object_set_new(message, "jsep", json_pack("{ssss}", "type", type, "sdp", sdp));
    return message;
}

static const char *sdp_of(const json_t *event)
{
    const char *sdp = json_string_value(json_object_get(json_object_get(event, "jsep"), "sdp"));
    if (!sdp)
        errx(1, "Janus: no SDP in %s", json_dumps(event, 0));
    return sdp;
}

static int number_of(const struct bench_room *room)
{
    return (int)strtol(room->id, NULL, 10);
}

/* How the offer numbers what it offers: payload types, extensions, m-lines. */
static void read_numbers(struct bench_client *c, const char *sdp)
{
    struct kr_load_line *line = NULL;
    unsigned n, apt;
    char text[120];
    memset(&c->numbers, 0, sizeof c->numbers);
    for (const char *at = sdp; at && *at; at = strchr(at, '\n') ? strchr(at, '\n') + 1 : NULL) {
        if (strncmp(at, "m=", 2) == 0)
            line = &c->lines[strncmp(at, "m=video", 7) == 0 ? BENCH_VIDEO : BENCH_AUDIO];
        if (line)
            sscanf(at, "a=mid:%15s", line->mid);
        if (sscanf(at, "a=rtpmap:%u %119s", &n, text) == 2 && strncasecmp(text, "opus/", 5) == 0)
            c->numbers.opus = (uint8_t)n;
        if (sscanf(at, "a=rtpmap:%u %119s", &n, text) == 2 && strncasecmp(text, "VP8/", 4) == 0)
            c->numbers.vp8 = (uint8_t)n;
        if (sscanf(at, "a=fmtp:%u apt=%u", &n, &apt) == 2)
            c->numbers.vp8_rtx = (uint8_t)n;
        for (int e = 0; e < KR_EXT_COUNT && sscanf(at, "a=extmap:%u %119s", &n, text) == 2; e++)
            if (strcmp(text, kr_ext_uri[e]) == 0)
                c->numbers.ext[e] = (uint8_t)n;
    }
}

/* The client's offer or answer. Its DTLS can only begin: with a choice, Janus would (RFC 5763 section 5). */
static char *description_of(const struct bench_client *c)
{
    static const char choice[] = "a=setup:actpass";
    char *text = kr_load_offer_write(&c->peer, &c->numbers, c->lines, BENCH_STREAMS);
    struct kr_strbuf b;
    kr_strbuf_init(&b, KR_LIMIT_SDP_BYTES);
    for (const char *at = text, *next; *at; at = next) {
        next = strchr(at, '\n') + 1;
        if (strncmp(at, choice, sizeof choice - 1) == 0)
            kr_strbuf_addf(&b, "a=setup:active\r\n");
        else
            kr_strbuf_add(&b, at, (size_t)(next - at));
    }
    free(text);
    return kr_strbuf_take(&b);
}

static void publish(struct bench_client *c, const struct bench_room *room)
{
    long long handle = attach();
    char *offer = description_of(c);
    json_t *body = json_pack("{sssssisi}", "request", "joinandconfigure", "ptype", "publisher", "room", number_of(room), "id", number_of(room));
    json_decref(request(handle, with_sdp(body, "offer", offer)));
    json_t *event = event_of(handle);
    bench_client_answered(c, sdp_of(event));
    json_decref(event);
    free(offer);
}

static void subscribe(struct bench_client *c, const struct bench_room *room)
{
    long long handle = attach();
    json_t *body = json_pack("{sssssis[{si}]}", "request", "join", "ptype", "subscriber", "room", number_of(room), "streams", "feed",
                             number_of(room));
    json_decref(request(handle, with_sdp(body, NULL, NULL)));
    json_t *event = event_of(handle);
    const char *offer = sdp_of(event);
    read_numbers(c, offer);
    char *answer = description_of(c);
    json_decref(request(handle, with_sdp(json_pack("{ss}", "request", "start"), "answer", answer)));
    bench_client_answered(c, offer);
    json_decref(event);
    free(answer);
}

static void exchange(struct bench_client *c, const struct bench_room *room, bool sends)
{
    if (sends)
        publish(c, room);
    else
        subscribe(c, room);
}

void bench_janus_room(struct bench_room *room, int number)
{
    *room = (struct bench_room){.exchange = exchange};
    snprintf(room->id, sizeof room->id, "%d", number);
    json_t *body = json_pack("{sssisisisssssb}", "request", "create", "room", number, "publishers", 2, "bitrate", 0, "audiocodec",
                             "opus", "videocodec", "vp8", "transport_wide_cc_ext", 1);
    json_t *answer = request(attach(), with_sdp(body, NULL, NULL));
    const char *is = json_string_value(json_object_get(json_object_get(json_object_get(answer, "plugindata"), "data"), "videoroom"));
    if (!is || strcmp(is, "created") != 0)
        errx(1, "Janus made no room: %s", json_dumps(answer, 0));
    json_decref(answer);
}
