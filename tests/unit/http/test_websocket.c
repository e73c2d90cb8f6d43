/* SPDX-License-Identifier: EUPL-1.2 */
#include "harness.h"

#include <stdio.h>

#include "base/bytes.h"
#include "base/limits.h"

#define HANDSHAKE                                                                                                      \
    "GET /api/v1/signal HTTP/1.1\r\nHost: h\r\nOrigin: https://h\r\nConnection: keep-alive, Upgrade\r\n"              \
    "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"            \
    "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n"

static void open_socket(struct client *c)
{
    char *head;
    client_open(c);
    client_send(c, HANDSHAKE, strlen(HANDSHAKE));
    assert_int_equal(client_answer(c, &head, NULL, NULL), 101);
    assert_non_null(strstr(head, "\r\nsec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
    assert_non_null(strstr(head, "\r\nupgrade: websocket\r\n"));
    assert_null(strstr(head, "extensions"));
    assert_null(strstr(head, "content-length"));
    free(head);
    until(t.ws);
    assert_string_equal(t.path, "/api/v1/signal");
    assert_string_equal(t.origin, "https://h");
}

static void send_frame(struct client *c, uint8_t first, const void *payload, size_t len)
{
    uint8_t *frame = malloc(len + 14);
    size_t n = kr_ws_write_header(frame, KR_WS_TEXT, len);
    frame[0] = first;
    frame[1] |= 0x80;
    memcpy(frame + n, "\x12\x34\x56\x78", 4);
    for (size_t i = 0; i < len; i++)
        frame[n + 4 + i] = ((const uint8_t *)payload)[i] ^ frame[n + i % 4];
    client_send(c, frame, n + 4 + len);
    free(frame);
}

/* The next frame of the server; its opcode. */
static int next_frame(struct client *c, char **payload, size_t *len)
{
    client_expect(c, 2);
    size_t header = c->in[1] == 127 ? 10 : c->in[1] == 126 ? 4 : 2;
    client_expect(c, header);
    assert_true(c->in[0] & 0x80);
    *len = header == 10 ? (size_t)kr_get_be64(c->in + 2) : header == 4 ? kr_get_be16(c->in + 2) : c->in[1];
    client_expect(c, header + *len);
    *payload = malloc(*len + 1);
    memcpy(*payload, c->in + header, *len);
    (*payload)[*len] = '\0';
    int opcode = c->in[0] & 0x0f;
    client_drop(c, header + *len);
    return opcode;
}

static void expect_close(struct client *c, int code)
{
    char *payload;
    size_t len;
    int opcode = next_frame(c, &payload, &len);
    while (opcode != KR_WS_CLOSE) {
        free(payload);
        opcode = next_frame(c, &payload, &len);
    }
    assert_int_equal(len, 2);
    assert_int_equal(kr_get_be16((uint8_t *)payload), code);
    free(payload);
}

static void carries_texts_both_ways(void **state)
{
    static const size_t sizes[] = {0, 1, 125, 126, 65535, 65536, KR_LIMIT_SIGNAL_SDP_BYTES};
    struct client c;
    t.echo = true;
    open_socket(&c);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        char *text = malloc(sizes[i] + 1), *got;
        size_t len;
        for (size_t k = 0; k < sizes[i]; k++)
            text[k] = (char)('a' + k % 26);
        send_frame(&c, 0x81, text, sizes[i]);
        assert_int_equal(next_frame(&c, &got, &len), KR_WS_TEXT);
        assert_int_equal(len, sizes[i]);
        assert_memory_equal(got, text, len);
        assert_int_equal(t.messages, (int)i + 1);
        free(got);
        free(text);
    }
    client_close(&c);
    until(t.closed == 1);
}

static void joins_fragments_around_a_ping(void **state)
{
    struct client c;
    char *payload;
    size_t len;
    open_socket(&c);
    send_frame(&c, 0x01, "gr\xc3", 3);
    send_frame(&c, 0x89, "are you there", 13);
    send_frame(&c, 0x00, "\xbc", 1);
    send_frame(&c, 0x80, "n", 1);
    until(t.messages == 1);
    assert_string_equal(t.text, "gr\xc3\xbcn");
    assert_int_equal(next_frame(&c, &payload, &len), KR_WS_PONG);
    assert_string_equal(payload, "are you there");
    free(payload);
    client_close(&c);
}

static void takes_frames_sent_with_the_handshake(void **state)
{
    struct client c;
    char bytes[1000];
    char *head;
    static const char early[] = "\x81\x82\0\0\0\0hi";
    client_open(&c);
    memcpy(bytes, HANDSHAKE, strlen(HANDSHAKE));
    memcpy(bytes + strlen(HANDSHAKE), early, 8);
    client_send(&c, bytes, strlen(HANDSHAKE) + 8);
    assert_int_equal(client_answer(&c, &head, NULL, NULL), 101);
    free(head);
    until(t.messages == 1);
    assert_string_equal(t.text, "hi");
    client_close(&c);
}

static void closes_on_what_is_wrong(void **state)
{
    static const struct {
        uint8_t first;
        const char *payload;
        size_t len;
        int code;
    } cases[] = {
        {0x82, "x", 1, KR_WS_UNSUPPORTED_DATA}, {0x81, "\xff", 1, KR_WS_INVALID_PAYLOAD}, {0xc1, "x", 1, KR_WS_PROTOCOL_ERROR},
        {0x80, "x", 1, KR_WS_PROTOCOL_ERROR},   {0x83, "x", 1, KR_WS_PROTOCOL_ERROR},     {0x09, "x", 1, KR_WS_PROTOCOL_ERROR},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct client c;
        open_socket(&c);
        send_frame(&c, cases[i].first, cases[i].payload, cases[i].len);
        expect_close(&c, cases[i].code);
        /* What follows is not heard. */
        send_frame(&c, 0x81, "x", 1);
        send_frame(&c, 0x88, "\x03\xe8", 2);
        client_close(&c);
        until(t.closed == (int)i + 1);
    }
    assert_int_equal(t.messages, 0);
}

static void closes_on_a_message_that_is_too_long(void **state)
{
    struct client c;
    static char big[100 * 1000];
    memset(big, 'x', sizeof big);
    open_socket(&c);
    send_frame(&c, 0x01, big, sizeof big);
    send_frame(&c, 0x00, big, sizeof big);
    send_frame(&c, 0x00, big, sizeof big);
    expect_close(&c, KR_WS_TOO_BIG);
    assert_int_equal(t.messages, 0);
    client_close(&c);
    until(t.closed == 1);
}

static void echoes_the_clients_close(void **state)
{
    struct client c;
    open_socket(&c);
    send_frame(&c, 0x88, "\x03\xe9", 2);
    expect_close(&c, 1001);
    client_expect_end(&c);
    client_close(&c);
    until(t.closed == 1);
}

static void closes_after_what_is_queued(void **state)
{
    struct client c;
    char *payload;
    size_t len;
    open_socket(&c);
    assert_int_equal(kr_ws_send(t.ws, "one", 3), 0);
    assert_int_equal(kr_ws_send(t.ws, "two", 3), 0);
    kr_ws_close(t.ws, 1000);
    assert_int_equal(kr_ws_send(t.ws, "three", 5), KR_E_CLOSED);
    assert_int_equal(next_frame(&c, &payload, &len), KR_WS_TEXT);
    assert_string_equal(payload, "one");
    free(payload);
    assert_int_equal(next_frame(&c, &payload, &len), KR_WS_TEXT);
    assert_string_equal(payload, "two");
    free(payload);
    expect_close(&c, 1000);
    assert_int_equal(t.closed, 0);
    send_frame(&c, 0x88, "\x03\xe8", 2);
    client_expect_end(&c);
    until(t.closed == 1);
    client_close(&c);
}

static void cuts_a_client_that_does_not_answer_a_close(void **state)
{
    struct client c;
    open_socket(&c);
    kr_ws_close(t.ws, 1000);
    expect_close(&c, 1000);
    kr_http_sweep(t.http, uv_now(&t.loop) + KR_HTTP_LINGER_MS);
    client_expect_end(&c);
    until(t.closed == 1);
    client_close(&c);
}

static void bounds_what_waits_for_a_client_that_does_not_read(void **state)
{
    struct client c;
    static char big[200 * 1000];
    int err = 0, sent = 0;
    memset(big, 'x', sizeof big);
    open_socket(&c);
    for (; sent < 1000 && !err; sent++)
        err = kr_ws_send(t.ws, big, sizeof big);
    assert_int_equal(err, KR_E_FULL);
    assert_true(sent > 20);
    assert_int_equal(kr_ws_send(t.ws, "x", 1), KR_E_CLOSED);
    assert_int_equal(t.closed, 0);
    expect_close(&c, KR_WS_TRY_AGAIN_LATER);
    client_close(&c);
    until(t.closed == 1);
}

static void sends_much_to_a_slow_reader(void **state)
{
    struct client c;
    char text[40 * 1000];
    open_socket(&c);
    for (int i = 0; i < 80; i++) {
        memset(text, 'a' + i % 26, sizeof text);
        assert_int_equal(kr_ws_send(t.ws, text, sizeof text), 0);
    }
    for (int i = 0; i < 80; i++) {
        char *payload;
        size_t len;
        assert_int_equal(next_frame(&c, &payload, &len), KR_WS_TEXT);
        assert_int_equal(len, sizeof text);
        assert_int_equal(payload[0], 'a' + i % 26);
        assert_int_equal(payload[len - 1], 'a' + i % 26);
        free(payload);
    }
    client_close(&c);
}

static void refuses_handshakes(void **state)
{
    static const struct {
        const char *request;
        int status;
    } cases[] = {
        {"GET /api/v1/signal HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 8\r\n"
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", 426},
        {"GET /api/v1/signal HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n", 400},
        {"GET /api/v1/signal HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
         "Sec-WebSocket-Key: short\r\n\r\n", 400},
        {"HEAD /api/v1/signal HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", 400},
        /* Another path, or another protocol: an ordinary request. */
        {"GET /api/v1/other HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", 200},
        {"GET /api/v1/signal HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n", 200},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct client c;
        client_open(&c);
        client_send(&c, cases[i].request, strlen(cases[i].request));
        client_expect(&c, 12);
        assert_int_equal(strtol((char *)c.in + 9, NULL, 10), cases[i].status);
        client_close(&c);
    }
    assert_int_equal(t.opened, 0);
}

static void refuses_what_the_handler_refuses(void **state)
{
    t.refuse = 403;
    assert_int_equal(ask(HANDSHAKE, NULL, NULL), 403);
    assert_int_equal(t.opened, 0);
    assert_int_equal(t.closed, 0);
}

/* The clock is the sweep's: no test waits for the pulse. */
static void pings_and_gives_up_on_silence(void **state)
{
    struct client c;
    char *payload;
    size_t len;
    open_socket(&c);
    uint64_t start_ms = t.ws->heard_ms;
    kr_http_sweep(t.http, start_ms + KR_WS_PING_MS - 1);
    kr_http_sweep(t.http, start_ms + KR_WS_PING_MS);
    assert_int_equal(next_frame(&c, &payload, &len), KR_WS_PING);
    assert_int_equal(len, 0);
    free(payload);
    assert_int_equal(c.len, 0);
    kr_http_sweep(t.http, start_ms + 2 * KR_WS_PING_MS);
    assert_int_equal(next_frame(&c, &payload, &len), KR_WS_PING);
    free(payload);
    kr_http_sweep(t.http, start_ms + KR_WS_SILENCE_MS - 1);
    assert_int_equal(t.closed, 0);
    kr_http_sweep(t.http, start_ms + KR_WS_SILENCE_MS);
    client_expect_end(&c);
    until(t.closed == 1);
    client_close(&c);
}

static void a_pong_is_a_sign_of_life(void **state)
{
    struct client c;
    open_socket(&c);
    t.ws->heard_ms = 0;
    send_frame(&c, 0x8a, "", 0);
    until(t.ws->heard_ms > 0);
    client_close(&c);
}

static void ends_sockets_at_its_own_end(void **state)
{
    struct client c;
    open_socket(&c);
    kr_http_free(t.http);
    t.http = NULL;
    assert_int_equal(t.closed, 1);
    client_expect_end(&c);
    client_close(&c);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, harness_setup, harness_teardown)
    const struct CMUnitTest tests[] = {
        TEST(carries_texts_both_ways),
        TEST(joins_fragments_around_a_ping),
        TEST(takes_frames_sent_with_the_handshake),
        TEST(closes_on_what_is_wrong),
        TEST(closes_on_a_message_that_is_too_long),
        TEST(echoes_the_clients_close),
        TEST(closes_after_what_is_queued),
        TEST(cuts_a_client_that_does_not_answer_a_close),
        TEST(bounds_what_waits_for_a_client_that_does_not_read),
        TEST(sends_much_to_a_slow_reader),
        TEST(refuses_handshakes),
        TEST(refuses_what_the_handler_refuses),
        TEST(pings_and_gives_up_on_silence),
        TEST(a_pong_is_a_sign_of_life),
        TEST(ends_sockets_at_its_own_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
