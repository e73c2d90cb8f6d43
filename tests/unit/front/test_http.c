/* SPDX-License-Identifier: EUPL-1.2 */
/* The HTTP side of front: API requests passed on, health, WHIP and WHEP. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "rig.h"

static struct rig r;

static int start(void **state)
{
    rig_start(&r);
    return 0;
}

static int stop(void **state)
{
    rig_stop(&r);
    return 0;
}

#define JSON "Content-Type: application/json\r\n"
#define OURS "X-Kreide: 1\r\nOrigin: http://school.test\r\n"

static void only_our_own_pages_act(void **state)
{
    static const struct {
        const char *method, *headers, *body;
        int status;
    } cases[] = {
        {"GET", "", NULL, 200},
        {"GET", "Origin: http://evil.test\r\n", NULL, 200}, /* reading is for the browser to forbid */
        {"POST", OURS JSON, "{}", 200},
        {"POST", OURS, NULL, 200},
        {"POST", "X-Kreide: 1\r\n" JSON, "{}", 200}, /* no browser */
        {"POST", "X-Kreide: 1\r\nSec-Fetch-Site: same-origin\r\n" JSON, "{}", 200},
        {"POST", "X-Kreide: 1\r\nSec-Fetch-Site: cross-site\r\n" JSON, "{}", 403},
        {"POST", "X-Kreide: 1\r\nSec-Fetch-Site: same-site\r\n" JSON, "{}", 403},
        {"POST", "X-Kreide: 1\r\nOrigin: http://evil.test\r\n" JSON, "{}", 403},
        {"POST", "X-Kreide: 1\r\nOrigin: null\r\n" JSON, "{}", 403},
        {"POST", "X-Kreide: 1\r\nOrigin: http://school.test@evil.test\r\n" JSON, "{}", 403},
        {"POST", "Origin: http://school.test\r\n" JSON, "{}", 403},
        {"POST", "X-Kreide: 0\r\nOrigin: http://school.test\r\n" JSON, "{}", 403},
        {"POST", OURS "Content-Type: text/plain\r\n", "{}", 415},
        {"POST", OURS "Content-Type: application/jsonp\r\n", "{}", 415},
        {"POST", OURS "Content-Type: application/json; charset=utf-8\r\n", "{}", 200},
        {"POST", OURS, "{}", 415},
        {"PATCH", OURS JSON, "{}", 200},
        {"DELETE", OURS, NULL, 200},
        {"DELETE", "", NULL, 403},
        {"OPTIONS", "", NULL, 405},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        unsigned before = r.api_requests;
        struct rig_reply reply = rig_http(&r, cases[i].method, "/api/v1/rooms", cases[i].headers, cases[i].body);
        if (reply.status != cases[i].status)
            fail_msg("case %zu: %d instead of %d", i, reply.status, cases[i].status);
        assert_int_equal(r.api_requests - before, reply.status == 200);
        if (reply.status >= 400)
            assert_non_null(strstr(reply.body, "\"error\":"));
    }
}

static void requests_pass_unread(void **state)
{
    r.api_answer = (struct kr_link_http_response){
        .status = 201, .body = "{\"a\":1}", .session = "secret", .browser = "cookie", .location = "/api/v1/rooms/x",
        .has_retry_after_s = true, .retry_after_s = 7};
    struct rig_reply reply = rig_http(&r, "POST", "/api/v1/rooms/x/link", OURS JSON
                                      "Cookie: other=1; kr_session=s3; kr_browser=b4 ;x_kr_session=no\r\n", "{\"title\":\"\xC3\xA4\"}");
    assert_int_equal(reply.status, 201);
    assert_string_equal(reply.body, "{\"a\":1}");
    assert_string_equal(r.api_path, "/rooms/x/link");
    assert_string_equal(r.api_body, "{\"title\":\"\xC3\xA4\"}");
    assert_string_equal(r.api_session, "s3");
    assert_string_equal(r.api_browser, "b4");
    assert_string_equal(r.api_origin, "http://school.test");
    assert_true(rig_has(&reply, "set-cookie: kr_session=secret; Path=/; HttpOnly; SameSite=Strict\r\n"));
    assert_true(rig_has(&reply, "set-cookie: kr_browser=cookie; Path=/; HttpOnly; SameSite=Strict\r\n"));
    assert_true(rig_has(&reply, "location: /api/v1/rooms/x\r\n") && rig_has(&reply, "retry-after: 7\r\n"));

    /* Signing out deletes the cookie; behind a proxy that speaks TLS cookies are Secure. */
    r.api_answer = (struct kr_link_http_response){.status = 204, .body = "", .session = ""};
    reply = rig_http(&r, "DELETE", "/api/v1/session", "X-Kreide: 1\r\nOrigin: https://school.test\r\n", NULL);
    assert_int_equal(reply.status, 204);
    assert_true(rig_has(&reply, "set-cookie: kr_session=; Path=/; HttpOnly; SameSite=Strict; Secure; Max-Age=0\r\n"));
    assert_string_equal(r.api_session, "-");
    assert_string_equal(r.api_origin, "https://school.test");
    /* RFC 9110 section 15.5.6: 405 says what is allowed, whether the office or front itself refuses. */
    r.api_answer = (struct kr_link_http_response){.status = 405, .body = "{}", .allow = "PATCH, DELETE"};
    reply = rig_http(&r, "GET", "/api/v1/rooms/x", "", NULL);
    assert_int_equal(reply.status, 405);
    assert_true(rig_has(&reply, "allow: PATCH, DELETE\r\n"));
    reply = rig_http(&r, "OPTIONS", "/api/v1/rooms/x", "", NULL);
    assert_int_equal(reply.status, 405);
    assert_true(rig_has(&reply, "allow: GET, HEAD, POST, PATCH, PUT, DELETE\r\n"));

    /* As many headers as an answer can have. */
    r.api_answer = (struct kr_link_http_response){.status = 405, .body = "{}", .session = "s", .browser = "b", .location = "/x",
                                                  .allow = "GET", .has_retry_after_s = true, .retry_after_s = 1};
    reply = rig_http(&r, "GET", "/api/v1/rooms/x", "", NULL);
    assert_true(rig_has(&reply, "kr_browser=b") && rig_has(&reply, "allow: GET\r\n") && rig_has(&reply, "retry-after: 1\r\n"));

    assert_int_equal(rig_http(&r, "GET", "/api/v2/rooms", "", NULL).status, 404);
    static char big[KR_LIMIT_API_BODY_BYTES + 2];
    memset(big, ' ', sizeof big - 1);
    assert_int_equal(rig_http(&r, "POST", "/api/v1/rooms", OURS JSON, big).status, 413);
}

static void without_the_office(void **state)
{
    rig_drop(&r.office);
    struct rig_reply reply;
    do
        reply = rig_http(&r, "GET", "/api/v1/health", "", NULL);
    while (strstr(reply.body, "\"office\":\"up\"")); /* until front has noticed */
    assert_int_equal(reply.status, 200);
    assert_string_equal(reply.body, "{\"front\":\"up\",\"office\":\"down\",\"media\":[\"up\",\"up\"]}");
    reply = rig_http(&r, "GET", "/api/v1/rooms", "", NULL);
    assert_int_equal(reply.status, 503);
    assert_true(rig_has(&reply, "retry-after: ") && strstr(reply.body, "\"error\":\"unavailable\""));
    reply = rig_http(&r, "POST", "/whip/room/cam", "Authorization: Bearer publish-token\r\nContent-Type: application/sdp\r\n", "v=0");
    assert_int_equal(reply.status, 503);
    rig_office(&r);
    do
        reply = rig_http(&r, "GET", "/api/v1/health", "", NULL);
    while (strstr(reply.body, "\"office\":\"down\""));
    assert_int_equal(rig_http(&r, "GET", "/api/v1/rooms", "", NULL).status, 200);
    assert_int_equal(rig_http(&r, "POST", "/api/v1/health", OURS, NULL).status, 405);
}

#define PUBLISH "Authorization: Bearer publish-token\r\n"
#define PLAY "Authorization: Bearer play-token\r\n"
#define SDP "Content-Type: application/sdp\r\n"

static const char *const camera_offer = "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=recvonly\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=sendonly\r\n";

static void whip_refuses(void **state)
{
    static const struct {
        const char *method, *path, *headers, *body;
        int status;
        const char *header;
    } cases[] = {
        {"OPTIONS", "/whip/room/cam", "Origin: http://any.test\r\n", NULL, 204, "accept-post: application/sdp\r\n"},
        {"OPTIONS", "/whip/room/cam", "", NULL, 204, "access-control-allow-methods: OPTIONS, POST, DELETE\r\n"},
        {"GET", "/whip/room/cam", "", NULL, 405, "allow: OPTIONS, POST, DELETE\r\n"},
        {"PATCH", "/whip/room/cam", PUBLISH "Content-Type: application/trickle-ice-sdpfrag\r\n", "x", 405, "allow: "},
        {"POST", "/whip/room/cam", SDP, "v=0", 401, "www-authenticate: Bearer\r\n"},
        {"POST", "/whip/room/cam", SDP "Authorization: Basic eDp5\r\n", "v=0", 401, "www-authenticate: Bearer\r\n"},
        {"POST", "/whip/room/cam", SDP "Authorization: Bearer unknown\r\n", "v=0", 401, "www-authenticate: Bearer\r\n"},
        {"POST", "/whip/room/cam", SDP PLAY, "v=0", 401, "www-authenticate: Bearer\r\n"},
        {"POST", "/whip/room/cam", PUBLISH "Content-Type: application/json\r\n", "{}", 415, ""},
        {"POST", "/whip/room/cam", PUBLISH SDP "Accept: text/html, image/*\r\n", "v=0", 406, ""},
        {"POST", "/whip/room/cam", PUBLISH SDP "Accept: text/html, */*;q=0.1\r\n", "bad", 400, ""},
        {"POST", "/whip/room/cam", PUBLISH SDP "Accept: application/sdp\r\n", "bad", 400, ""},
        {"POST", "/whip/room/cam", PUBLISH SDP, NULL, 400, ""},
        {"POST", "/whip/room/cam", PUBLISH SDP, "bad", 400, ""},
        {"POST", "/whip/room/c%20m", PUBLISH SDP, "v=0", 404, ""},
        {"POST", "/whip/room/", PUBLISH SDP, "v=0", 404, ""},
        {"POST", "/whip/room", PUBLISH SDP, "v=0", 404, ""},
        {"POST", "/whip/room/cam/x", PUBLISH SDP, "v=0", 404, ""},
        {"POST", "/whip/room/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", PUBLISH SDP, "v=0", 404, ""},
        {"DELETE", "/whip/room/cam", "", NULL, 401, "www-authenticate: Bearer\r\n"},
        {"DELETE", "/whip/room/cam", PUBLISH, NULL, 404, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rig_reply reply = rig_http(&r, cases[i].method, cases[i].path, cases[i].headers, cases[i].body);
        if (reply.status != cases[i].status || !rig_has(&reply, cases[i].header))
            fail_msg("case %zu: %d instead of %d\n%s", i, reply.status, cases[i].status, reply.head);
        assert_true(rig_has(&reply, "access-control-allow-origin: *\r\n"));
        assert_true(rig_has(&reply, "access-control-expose-headers: Location, Link, ETag\r\n"));
        assert_false(rig_has(&reply, "access-control-allow-credentials"));
    }
    RIG_UNTIL(&r, r.live_members == 0);
}

/* A device throws a refused token away: only the token's own fault may be 401. */
static void a_token_is_not_blamed_for_the_office(void **state)
{
    static const struct {
        int err, status;
    } cases[] = {
        {KR_E_AUTH, 401},   {KR_E_EXPIRED, 401},  {KR_E_NOT_FOUND, 401}, {KR_E_FORBIDDEN, 401}, {KR_E_IO, 503},
        {KR_E_NOMEM, 503},  {KR_E_INTERNAL, 503}, {KR_E_AGAIN, 503},     {KR_E_LIMITED, 503},   {KR_E_MALFORMED, 503},
        {KR_E_CLOSED, 503}, {0, 201},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        r.token_err = cases[i].err;
        struct rig_reply reply = rig_http(&r, "POST", "/whip/room/cam", PUBLISH SDP, camera_offer);
        if (reply.status != cases[i].status)
            fail_msg("%s: %d instead of %d", kr_err_id(cases[i].err), reply.status, cases[i].status);
        assert_int_equal(rig_has(&reply, "retry-after: "), reply.status == 503);
        assert_int_equal(rig_has(&reply, "www-authenticate: Bearer\r\n"), reply.status == 401);
    }
    /* More than a token can have never gets to the office. */
    char headers[400];
    snprintf(headers, sizeof headers, SDP "Authorization: Bearer %0200d\r\n", 0);
    assert_int_equal(rig_http(&r, "POST", "/whip/room/cam2", headers, camera_offer).status, 401);
}

static struct rig_endpoint *only_endpoint(enum kr_link_endpoint_open_mode mode)
{
    for (int i = 0; i < RIG_MEDIA; i++)
        for (size_t j = 0; j < r.media[i].n; j++)
            if (r.media[i].endpoints[j].mode == mode && r.media[i].endpoints[j].open)
                return &r.media[i].endpoints[j];
    return NULL;
}

static void whip_publishes_and_whep_plays(void **state)
{
    struct rig_reply reply = rig_http(&r, "POST", "/whep/room/cam", PLAY SDP, "v=0");
    assert_int_equal(reply.status, 404); /* nobody there yet */
    reply = rig_http(&r, "POST", "/whip/room/cam", PUBLISH SDP, camera_offer);
    assert_int_equal(reply.status, 201);
    assert_string_equal(reply.body, "the answer");
    assert_true(rig_has(&reply, "location: /whip/room/cam\r\n") && rig_has(&reply, "content-type: application/sdp\r\n"));
    struct rig_endpoint *cam = only_endpoint(KR_LINK_ENDPOINT_OPEN_MODE_PUBLISH);
    assert_non_null(cam);
    assert_string_equal(cam->sdp, camera_offer);
    assert_true(cam->allow.camera && !cam->allow.microphone); /* as the offer sends */
    RIG_UNTIL(&r, r.live_members == 1);
    assert_false(r.live_moderator);
    assert_int_equal(rig_http(&r, "POST", "/whip/room/cam", PUBLISH SDP, camera_offer).status, 409);
    assert_int_equal(rig_http(&r, "POST", "/whip/room/cam2", PUBLISH SDP, "v=0\nm=audio 9 RTP/AVP 0\nm=video 0 RTP/AVP 96\n").status, 201);
    assert_int_equal(rig_http(&r, "DELETE", "/whip/room/cam2", PUBLISH, NULL).status, 200);

    assert_int_equal(rig_http(&r, "POST", "/whep/room/nobody", PLAY SDP, "v=0").status, 404);
    assert_int_equal(rig_http(&r, "POST", "/whep/room/cam", PUBLISH SDP, "v=0").status, 401);
    char path[240], location[200];
    snprintf(path, sizeof path, "/whep/room/%s", cam->id); /* by id as well as by label */
    assert_int_equal(rig_http(&r, "POST", path, PLAY SDP, "v=0").status, 201);
    reply = rig_http(&r, "POST", "/whep/room/cam", PLAY SDP, "v=0");
    assert_int_equal(reply.status, 201);
    const char *at = strcasestr(reply.head, "location: ");
    assert_non_null(at);
    assert_int_equal(sscanf(at + 10, "%199[^\r]", location), 1);
    assert_int_equal(strncmp(location, "/whep/room/cam/", 15), 0);
    assert_string_equal(rig_endpoint(&r, location + 15)->play, cam->id);
    assert_int_equal(r.live_members, 1); /* a player is no member */

    assert_int_equal(rig_http(&r, "PATCH", location, PLAY SDP, "x").status, 405);
    assert_int_equal(rig_http(&r, "POST", location, PLAY SDP, "v=0").status, 405);
    assert_int_equal(rig_http(&r, "DELETE", "/whep/room/cam", PLAY, NULL).status, 405);
    assert_int_equal(rig_http(&r, "DELETE", location, PUBLISH, NULL).status, 403);
    assert_int_equal(rig_http(&r, "DELETE", location, "", NULL).status, 401);
    snprintf(path, sizeof path, "/whep/other/cam/%s", location + 15);
    assert_int_equal(rig_http(&r, "DELETE", path, PLAY, NULL).status, 404);
    assert_int_equal(rig_http(&r, "DELETE", location, PLAY, NULL).status, 200);
    assert_int_equal(rig_http(&r, "DELETE", location, PLAY, NULL).status, 404);

    /* The publisher goes, and with it who played it. */
    assert_int_equal(rig_http(&r, "DELETE", "/whip/room/cam", PLAY, NULL).status, 403);
    assert_int_equal(rig_http(&r, "DELETE", "/whip/room/cam", PUBLISH, NULL).status, 200);
    RIG_UNTIL(&r, !only_endpoint(KR_LINK_ENDPOINT_OPEN_MODE_PUBLISH) && !only_endpoint(KR_LINK_ENDPOINT_OPEN_MODE_PLAY));
    RIG_UNTIL(&r, r.live_members == 0);
    assert_int_equal(rig_http(&r, "POST", "/whip/room/cam", PUBLISH SDP, camera_offer).status, 201);
    /* Its connection's death is its leaving. */
    cam = only_endpoint(KR_LINK_ENDPOINT_OPEN_MODE_PUBLISH);
    struct kr_link_msg dead = {.head.type = KR_LINK_ENDPOINT_STATE,
                               .u.endpoint_state = {cam->id, KR_LINK_ENDPOINT_STATE_STATE_CLOSED}};
    RIG_UNTIL(&r, r.live_members == 1);
    assert_int_equal(kr_link_send(rig_media_of(&r, cam->id)->link, &dead), 0);
    RIG_UNTIL(&r, r.live_members == 0);
}

/* What came in with a token goes when the token is withdrawn, and its ticket is void. */
static void a_withdrawn_token_ends_what_runs(void **state)
{
    snprintf(r.token_id, sizeof r.token_id, "camera");
    assert_int_equal(rig_http(&r, "POST", "/whip/room/cam", PUBLISH SDP, camera_offer).status, 201);
    snprintf(r.token_id, sizeof r.token_id, "wall");
    assert_int_equal(rig_http(&r, "POST", "/whep/room/cam", PLAY SDP, "v=0").status, 201);
    RIG_UNTIL(&r, r.live_members == 1);

    struct kr_link_msg gone = {.head.type = KR_LINK_TOKEN_DELETED, .u.token_deleted = {"wall", (int64_t)rig_unix_ms() + 2 * RIG_TICKET_MS}};
    rig_office_says(&r, &gone);
    RIG_UNTIL(&r, !only_endpoint(KR_LINK_ENDPOINT_OPEN_MODE_PLAY));
    assert_non_null(only_endpoint(KR_LINK_ENDPOINT_OPEN_MODE_PUBLISH));
    assert_int_equal(rig_http(&r, "POST", "/whep/room/cam", PLAY SDP, "v=0").status, 403);

    gone.u.token_deleted.token = "camera";
    rig_office_says(&r, &gone);
    RIG_UNTIL(&r, r.live_members == 0 && !only_endpoint(KR_LINK_ENDPOINT_OPEN_MODE_PUBLISH));
    snprintf(r.token_id, sizeof r.token_id, "camera");
    assert_int_equal(rig_http(&r, "POST", "/whip/room/cam", PUBLISH SDP, camera_offer).status, 403);
    snprintf(r.token_id, sizeof r.token_id, "another");
    assert_int_equal(rig_http(&r, "POST", "/whip/room/cam", PUBLISH SDP, camera_offer).status, 201);
}

/* The encoder hangs up before it has its answer: no ghost stays. */
static void a_publisher_that_hangs_up(void **state)
{
    int fd = rig_connect(&r);
    static const char request[] = "POST /whip/room/cam HTTP/1.1\r\nHost: school.test\r\n" PUBLISH SDP "Content-Length: 4\r\n\r\nhold";
    assert_int_equal(write(fd, request, sizeof request - 1), sizeof request - 1);
    struct rig_endpoint *e = NULL;
    RIG_UNTIL(&r, (e = only_endpoint(KR_LINK_ENDPOINT_OPEN_MODE_PUBLISH)) != NULL);
    close(fd);
    for (int i = 0; i < 20; i++)
        assert_int_equal(rig_http(&r, "GET", "/api/v1/health", "", NULL).status, 200); /* by now it has been noticed */
    rig_answer_held(&r, e->id);
    RIG_UNTIL(&r, !e->open);
    assert_int_equal(r.live_members, 0);
    assert_int_equal(rig_http(&r, "POST", "/whip/room/cam", PUBLISH SDP, camera_offer).status, 201);
}

int main(void)
{
#define RIGGED(f) cmocka_unit_test_setup_teardown(f, start, stop)
    const struct CMUnitTest tests[] = {
        RIGGED(only_our_own_pages_act),
        RIGGED(requests_pass_unread),
        RIGGED(without_the_office),
        RIGGED(whip_refuses),
        RIGGED(a_token_is_not_blamed_for_the_office),
        RIGGED(whip_publishes_and_whep_plays),
        RIGGED(a_withdrawn_token_ends_what_runs),
        RIGGED(a_publisher_that_hangs_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
