/* SPDX-License-Identifier: EUPL-1.2 */
#include "vector.h"

#include "wire/ext.h"
#include "wire/rtp.h"
#include "wire/vp8.h"

static void tells_packets_apart(void **state)
{
    /* RFC 7983 section 7 and RFC 5761 section 4 */
    static const struct {
        uint8_t first, second;
        bool rtp, rtcp;
    } cases[] = {
        {0, 1, false, false},    {20, 254, false, false}, {64, 0, false, false},   {127, 96, false, false},
        {128, 96, true, false},  {191, 224, true, false}, {192, 96, false, false}, {128, 191, true, false},
        {128, 192, false, true}, {129, 200, false, true}, {143, 205, false, true}, {128, 223, false, true},
        {128, 224, true, false}, {144, 111, true, false},
    };
    uint8_t p[12] = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        p[0] = cases[i].first;
        p[1] = cases[i].second;
        assert_int_equal(kr_rtp_is(p, sizeof p), cases[i].rtp);
        assert_int_equal(kr_rtcp_is(p, sizeof p), cases[i].rtcp);
        assert_false(kr_rtp_is(p, 11));
        assert_false(kr_rtcp_is(p, 7));
    }
}

static void reads_the_one_byte_form(void **state)
{
    uint8_t p[128];
    size_t len = vector_read_hex("rtp/one-byte-extensions.hex", p, sizeof p);
    struct kr_rtp h;
    assert_int_equal(kr_rtp_parse(&h, p, len, false), 0);
    assert_true(h.marker && h.padding);
    assert_int_equal(h.payload_type, 111);
    assert_int_equal(h.seq, 0x1234);
    assert_int_equal(h.timestamp, 123456);
    assert_int_equal(h.ssrc, 0xdeadbeef);
    assert_int_equal(h.n_csrc, 2);
    assert_int_equal(kr_get_be32(h.csrc + 4), 2);
    assert_int_equal(h.n_ext, 3);
    assert_int_equal(h.payload_len, 3);
    assert_memory_equal(h.payload, "xyz", 3);
    assert_int_equal(h.padding_len, 5);

    char mid[17];
    uint8_t level;
    bool voice;
    uint16_t seq;
    const struct kr_rtp_ext *e = kr_rtp_ext_find(&h, 4);
    assert_int_equal(kr_ext_text(e->data, e->len, mid), 0);
    assert_string_equal(mid, "a");
    e = kr_rtp_ext_find(&h, 1);
    assert_int_equal(kr_ext_audio_level(e->data, e->len, &level, &voice), 0);
    assert_int_equal(level, 5);
    assert_true(voice);
    e = kr_rtp_ext_find(&h, 3);
    assert_int_equal(kr_ext_transport_seq(e->data, e->len, &seq), 0);
    assert_int_equal(seq, 0xabcd);
    assert_null(kr_rtp_ext_find(&h, 2));

    /* Under SRTP the padding's length is not to be seen. */
    p[len - 1] = 200;
    assert_int_equal(kr_rtp_parse(&h, p, len, false), KR_E_MALFORMED);
    assert_int_equal(kr_rtp_parse(&h, p, len, true), 0);
    assert_int_equal(h.payload_len, 8);
    assert_int_equal(h.padding_len, 0);
    p[len - 1] = 0;
    assert_int_equal(kr_rtp_parse(&h, p, len, false), KR_E_MALFORMED);
}

static void reads_the_two_byte_form(void **state)
{
    uint8_t p[128];
    size_t len = vector_read_hex("rtp/two-byte-extensions.hex", p, sizeof p);
    struct kr_rtp h;
    assert_int_equal(kr_rtp_parse(&h, p, len, false), 0);
    assert_int_equal(h.n_ext, 3);
    assert_int_equal(h.ext[0].id, 2);
    assert_int_equal(h.ext[0].len, 0);
    assert_int_equal(h.ext[1].id, 20);
    assert_int_equal(h.ext[1].data[0], 0x7f);
    assert_int_equal(h.ext[2].len, 16);
    assert_int_equal(h.payload_len, 1);
}

static void refuses_cut_headers(void **state)
{
    static const char *const names[] = {"rtp/one-byte-extensions.hex", "rtp/two-byte-extensions.hex"};
    for (size_t i = 0; i < 2; i++) {
        uint8_t p[128];
        size_t len = vector_read_hex(names[i], p, sizeof p);
        struct kr_rtp h;
        assert_int_equal(kr_rtp_parse(&h, p, len, true), 0);
        for (size_t n = 0; n < h.header_len; n++) {
            struct kr_rtp cut;
            uint8_t *exact = malloc(n ? n : 1);
            memcpy(exact, p, n);
            assert_int_equal(kr_rtp_parse(&cut, exact, n, true), KR_E_MALFORMED);
            free(exact);
        }
    }
}

/* RFC 8285 section 4.2: how reading ends, and what is wrong. */
static void reads_extensions_as_far_as_they_go(void **state)
{
    static const struct {
        uint8_t ext[8];
        int err;
        size_t n;
    } cases[] = {
        {{0x10, 1, 0x20, 2, 0, 0, 0, 0}, 0, 2},
        {{0x10, 1, 0xf0, 2, 0x30, 3, 0, 0}, 0, 1},           /* id 15 stops */
        {{0x10, 1, 0x01, 2, 0x30, 3, 0, 0}, 0, 1},           /* id 0 with a length stops */
        {{0x10, 1, 0, 0, 0, 0, 0, 0x20}, KR_E_MALFORMED, 0}, /* element without its byte */
        {{0x17, 1, 2, 3, 4, 5, 6, 7}, KR_E_MALFORMED, 0},    /* 8 bytes, 7 are there */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint8_t p[24] = {0x90, 96, [12] = 0xbe, 0xde, 0, 2};
        memcpy(p + 16, cases[i].ext, 8);
        struct kr_rtp h;
        assert_int_equal(kr_rtp_parse(&h, p, sizeof p, false), cases[i].err);
        if (!cases[i].err)
            assert_int_equal(h.n_ext, cases[i].n);
    }
    /* Another profile's extension is read over; more elements than kept do no harm. */
    uint8_t other[20] = {0x90, 96, [12] = 0xab, 0xcd, 0, 1, 1, 2, 3, 4};
    struct kr_rtp h;
    assert_int_equal(kr_rtp_parse(&h, other, sizeof other, false), 0);
    assert_int_equal(h.n_ext, 0);
    uint8_t many[16 + 40] = {0x90, 96, [12] = 0xbe, 0xde, 0, 10};
    for (size_t i = 0; i < 20; i++)
        many[16 + 2 * i] = 0x10;
    assert_int_equal(kr_rtp_parse(&h, many, sizeof many, false), 0);
    assert_int_equal(h.n_ext, KR_RTP_EXT_MAX);
}

static void writes_both_forms(void **state)
{
    static const uint8_t data[20] = {1, 2, 3};
    static const struct {
        struct kr_rtp_ext ext[2];
        size_t n;
        uint16_t profile;
    } cases[] = {
        {{{0}}, 0, 0},
        {{{1, 1, data}, {14, 16, data}}, 2, 0xbede},
        {{{1, 1, data}, {15, 2, data}}, 2, 0x1000},
        {{{1, 0, data}, {2, 2, data}}, 2, 0x1000},
        {{{1, 17, data}}, 1, 0x1000},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint8_t p[128];
        size_t len;
        const struct kr_rtp_write w = {.marker = true,
                                       .payload_type = 96,
                                       .seq = 65535,
                                       .timestamp = UINT32_MAX,
                                       .ssrc = 7,
                                       .ext = cases[i].ext,
                                       .n_ext = cases[i].n};
        assert_int_equal(kr_rtp_write_header(p, sizeof p, &len, &w), 0);
        assert_int_equal(len % 4, 0);
        struct kr_rtp h;
        assert_int_equal(kr_rtp_parse(&h, p, len, false), 0);
        assert_int_equal(h.header_len, len);
        assert_int_equal(h.seq, 65535);
        assert_true(h.marker);
        assert_int_equal(h.n_ext, cases[i].n);
        if (cases[i].n)
            assert_int_equal(kr_get_be16(p + 12), cases[i].profile);
        for (size_t e = 0; e < h.n_ext; e++) {
            assert_int_equal(h.ext[e].id, cases[i].ext[e].id);
            assert_int_equal(h.ext[e].len, cases[i].ext[e].len);
            assert_memory_equal(h.ext[e].data, data, h.ext[e].len);
        }
        for (size_t cap = 0; cap < len; cap++) {
            size_t unused;
            assert_int_equal(kr_rtp_write_header(p, cap, &unused, &w), KR_E_TOO_LARGE);
        }
    }
}

static void reads_extension_texts(void **state)
{
    char out[17];
    assert_int_equal(kr_ext_text((const uint8_t *)"0123456789abcdef", 16, out), 0);
    assert_string_equal(out, "0123456789abcdef");
    assert_int_equal(kr_ext_text((const uint8_t *)"0123456789abcdefg", 17, out), KR_E_MALFORMED);
    assert_int_equal(kr_ext_text((const uint8_t *)"", 0, out), KR_E_MALFORMED);
    assert_int_equal(kr_ext_text((const uint8_t *)"a\0b", 3, out), KR_E_MALFORMED);
    assert_int_equal(kr_ext_text((const uint8_t *)"a/b", 3, out), KR_E_MALFORMED);
    uint16_t seq;
    assert_int_equal(kr_ext_transport_seq((const uint8_t *)"abc", 3, &seq), KR_E_MALFORMED);
    uint8_t level;
    bool voice;
    assert_int_equal(kr_ext_audio_level((const uint8_t *)"", 0, &level, &voice), KR_E_MALFORMED);
    for (int i = 0; i < KR_EXT_COUNT; i++)
        assert_int_equal(kr_ext_of_uri(kr_ext_uri[i], strlen(kr_ext_uri[i])), i);
    assert_int_equal(kr_ext_of_uri("urn:nothing", 11), KR_EXT_COUNT);
}

static void reads_a_vp8_key_frame(void **state)
{
    uint8_t p[32];
    size_t len = vector_read_hex("vp8/key-frame.hex", p, sizeof p);
    struct kr_vp8 d;
    assert_int_equal(kr_vp8_parse(&d, p, len), 0);
    assert_true(d.start && d.keyframe && !d.non_reference);
    assert_true(d.has_picture_id && d.long_picture_id);
    assert_int_equal(d.picture_id, 0x1234);
    assert_true(d.has_tl0);
    assert_int_equal(d.tl0, 200);
    assert_true(d.has_tid && d.layer_sync && d.has_keyidx);
    assert_int_equal(d.tid, 1);
    assert_int_equal(d.keyidx, 5);
    assert_int_equal(d.descriptor_len, 6);
    assert_int_equal(d.width, 640);
    assert_int_equal(d.height, 360);
    for (size_t n = 0; n <= d.descriptor_len; n++)
        assert_int_equal(kr_vp8_parse(&d, p, n), KR_E_MALFORMED);
    assert_int_equal(kr_vp8_parse(&d, p, 7), 0); /* too short to tell its size */
    assert_true(d.keyframe);
    assert_int_equal(d.width, 0);
}

/* A frame starts in its first packet only, and only there a key frame shows. */
static void tells_where_vp8_frames_start(void **state)
{
    static const struct {
        uint8_t first, payload;
        bool start, keyframe;
    } cases[] = {{0x10, 0x00, true, true},
                 {0x10, 0x01, true, false},
                 {0x00, 0x00, false, false},
                 {0x11, 0x00, false, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint8_t p[2] = {cases[i].first, cases[i].payload};
        struct kr_vp8 d;
        assert_int_equal(kr_vp8_parse(&d, p, 2), 0);
        assert_int_equal(d.start, cases[i].start);
        assert_int_equal(d.keyframe, cases[i].keyframe);
        assert_false(d.has_picture_id || d.has_tl0 || d.has_tid);
    }
}

static void rewrites_vp8_in_place(void **state)
{
    uint8_t p[32];
    size_t len = vector_read_hex("vp8/key-frame.hex", p, sizeof p);
    struct kr_vp8 d, again;
    assert_int_equal(kr_vp8_parse(&d, p, len), 0);
    kr_vp8_rewrite(p, &d, 0x7fff, 3);
    assert_int_equal(kr_vp8_parse(&again, p, len), 0);
    assert_true(again.long_picture_id);
    assert_int_equal(again.picture_id, 0x7fff);
    assert_int_equal(again.tl0, 3);
    assert_int_equal(again.width, 640);

    uint8_t narrow[] = {0x80, 0x80, 0x05, 0x01}; /* 7 bits, no TL0PICIDX */
    assert_int_equal(kr_vp8_parse(&d, narrow, sizeof narrow), 0);
    assert_false(d.long_picture_id);
    kr_vp8_rewrite(narrow, &d, 0x1234, 9);
    assert_int_equal(kr_vp8_parse(&again, narrow, sizeof narrow), 0);
    assert_false(again.long_picture_id);
    assert_int_equal(again.picture_id, 0x34);
    assert_int_equal(narrow[3], 0x01);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_packets_apart),
        cmocka_unit_test(reads_the_one_byte_form),
        cmocka_unit_test(reads_the_two_byte_form),
        cmocka_unit_test(refuses_cut_headers),
        cmocka_unit_test(reads_extensions_as_far_as_they_go),
        cmocka_unit_test(writes_both_forms),
        cmocka_unit_test(reads_extension_texts),
        cmocka_unit_test(reads_a_vp8_key_frame),
        cmocka_unit_test(tells_where_vp8_frames_start),
        cmocka_unit_test(rewrites_vp8_in_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
