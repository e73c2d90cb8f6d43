/* SPDX-License-Identifier: EUPL-1.2 */
#include "vector.h"

#include "wire/rtcp.h"

static void reads_a_compound_packet(void **state)
{
    uint8_t p[128];
    size_t len = vector_read_hex("rtcp/compound.hex", p, sizeof p);
    struct kr_reader r = kr_reader_of(p, len);
    struct kr_rtcp part;
    assert_int_equal(kr_rtcp_next(&part, &r), 1);
    assert_int_equal(part.type, KR_RTCP_SR);
    assert_int_equal(part.count, 1);
    assert_int_equal(part.sender_ssrc, 0x11223344);
    assert_true(part.sender.ntp == UINT64_C(0xe100000080000000));
    assert_int_equal(part.sender.rtp, 90000);
    assert_int_equal(part.sender.packets, 100);
    assert_int_equal(part.sender.octets, 10000);
    struct kr_rtcp_report b = kr_rtcp_report_at(&part, 0);
    assert_int_equal(b.ssrc, 0xaabbccdd);
    assert_int_equal(b.fraction_lost, 64);
    assert_int_equal(b.cumulative_lost, -2);
    assert_int_equal(b.highest_seq, 0x10007);
    assert_int_equal(b.jitter, 33);
    assert_int_equal(b.last_sr, 0x8000);
    assert_int_equal(b.delay_since_sr, 0x4000);
    assert_int_equal(kr_rtcp_next(&part, &r), 1);
    assert_int_equal(part.type, KR_RTCP_SDES);
    assert_int_equal(part.body.len, 12);
    assert_int_equal(kr_rtcp_next(&part, &r), 1);
    assert_int_equal(part.type, KR_RTCP_BYE);
    assert_int_equal(part.body.len, 4);
    assert_int_equal(part.sender_ssrc, 0x11223344);
    assert_int_equal(kr_rtcp_next(&part, &r), 0);
    assert_int_equal(kr_rtcp_next(&part, &r), 0);
}

struct numbers {
    uint16_t seq[300];
    size_t n;
};

static void note(void *arg, uint16_t seq)
{
    struct numbers *s = arg;
    assert_true(s->n < 300);
    s->seq[s->n++] = seq;
}

static void reads_feedback(void **state)
{
    uint8_t p[128];
    size_t len = vector_read_hex("rtcp/feedback.hex", p, sizeof p);
    struct kr_reader r = kr_reader_of(p, len);
    struct kr_rtcp part;
    assert_int_equal(kr_rtcp_next(&part, &r), 1);
    struct numbers s = {.n = 0};
    assert_int_equal(kr_rtcp_nack_each(&part, note, &s), 0);
    static const uint16_t lost[] = {65534, 65535, 1, 14, 100};
    assert_int_equal(s.n, 5);
    assert_memory_equal(s.seq, lost, sizeof lost);
    assert_int_equal(part.media_ssrc, 2);

    uint32_t ssrc;
    uint8_t command;
    assert_int_equal(kr_rtcp_next(&part, &r), 1);
    assert_int_equal(part.type, KR_RTCP_PSFB);
    assert_int_equal(part.count, KR_PSFB_PLI);
    assert_int_equal(kr_rtcp_nack_each(&part, note, &s), KR_E_MALFORMED);
    assert_false(kr_rtcp_fir_at(&part, 0, &ssrc, &command));
    assert_int_equal(kr_rtcp_next(&part, &r), 1);
    assert_true(kr_rtcp_fir_at(&part, 1, &ssrc, &command));
    assert_int_equal(ssrc, 11);
    assert_int_equal(command, 8);
    assert_false(kr_rtcp_fir_at(&part, 2, &ssrc, &command));
    assert_int_equal(kr_rtcp_next(&part, &r), 0);
}

static void refuses_malformed_parts(void **state)
{
    static const struct {
        const char *why;
        size_t len;
        uint8_t p[24];
    } cases[] = {
        {"half a header", 3, {0x80, 201, 0}},
        {"version 1", 8, {0x40, 201, 0, 1}},
        {"longer than the packet", 8, {0x80, 201, 0, 2}},
        {"a report block that is not there", 8, {0x81, 201, 0, 1}},
        {"no sender info", 8, {0x80, 200, 0, 1}},
        {"feedback without media source", 8, {0x81, 205, 0, 1}},
        {"a BYE for two that names one", 8, {0x82, 203, 0, 1}},
        {"padding of nothing", 8, {0xa0, 201, 0, 1, 0, 0, 0, 0}},
        {"padding over the begin", 8, {0xa0, 201, 0, 1, 0, 0, 0, 8}},
        {"padding that eats the sender", 8, {0xa0, 201, 0, 1, 0, 0, 0, 4}},
        {"padding before the last part", 24, {0xa0, 201, 0, 2, 0, 0, 0, 0, 0, 0, 0, 4, 0x80, 201, 0, 2}},
        {"a rest that is no part", 11, {0x80, 201, 0, 1, 0, 0, 0, 0, 1, 2, 3}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct kr_reader r = kr_reader_of(cases[i].p, cases[i].len);
        struct kr_rtcp part;
        int got;
        while ((got = kr_rtcp_next(&part, &r)) == 1)
            ;
        if (got != KR_E_MALFORMED)
            fail_msg("taken: %s", cases[i].why);
    }
}

static void reads_over_the_unknown(void **state)
{
    uint8_t p[] = {0x85, 207, 0, 2, 1, 2, 3, 4, 5, 6, 7, 8, 0xa0, 201, 0, 2, 0, 0, 0, 9, 0, 0, 0, 4};
    struct kr_reader r = kr_reader_of(p, sizeof p);
    struct kr_rtcp part;
    assert_int_equal(kr_rtcp_next(&part, &r), 1); /* extended report, RFC 3611 */
    assert_int_equal(part.type, 207);
    assert_int_equal(part.body.len, 8);
    assert_int_equal(kr_rtcp_next(&part, &r), 1);
    assert_int_equal(part.sender_ssrc, 9);
    assert_int_equal(kr_rtcp_next(&part, &r), 0);
}

static void writes_what_it_reads(void **state)
{
    uint8_t p[512];
    struct kr_writer w = kr_writer_of(p, sizeof p);
    const struct kr_rtcp_sender_info info = {.ntp = 1, .rtp = 2, .packets = 3, .octets = 4};
    const struct kr_rtcp_report reports[] = {
        {.ssrc = 9,
         .fraction_lost = 255,
         .cumulative_lost = 0x7fffffff,
         .highest_seq = 5,
         .jitter = 6,
         .last_sr = 7,
         .delay_since_sr = 8},
        {.ssrc = 10, .cumulative_lost = -0x7fffffff},
    };
    kr_rtcp_write_sr(&w, 1, &info, reports, 2);
    kr_rtcp_write_rr(&w, 2, reports + 1, 1);
    kr_rtcp_write_sdes_cname(&w, 3, "abc");
    kr_rtcp_write_pli(&w, 4, 5);
    kr_rtcp_write_fir(&w, 6, 7, 8);
    kr_rtcp_write_bye(&w, 9);
    assert_false(w.failed);

    struct kr_reader r = kr_reader_of(p, w.len);
    struct kr_rtcp part;
    uint32_t ssrc;
    uint8_t command;
    assert_int_equal(kr_rtcp_next(&part, &r), 1);
    assert_int_equal(part.sender.octets, 4);
    assert_int_equal(kr_rtcp_report_at(&part, 0).cumulative_lost, 0x7fffff);
    assert_int_equal(kr_rtcp_report_at(&part, 1).cumulative_lost, -0x800000);
    assert_int_equal(kr_rtcp_report_at(&part, 0).delay_since_sr, 8);
    assert_int_equal(kr_rtcp_next(&part, &r), 1);
    assert_int_equal(part.type, KR_RTCP_RR);
    assert_int_equal(kr_rtcp_report_at(&part, 0).ssrc, 10);
    assert_int_equal(kr_rtcp_next(&part, &r), 1);
    static const uint8_t chunk[] = {0, 0, 0, 3, 1, 3, 'a', 'b', 'c', 0, 0, 0};
    assert_int_equal(part.body.len, sizeof chunk);
    assert_memory_equal(part.body.data, chunk, sizeof chunk);
    assert_int_equal(kr_rtcp_next(&part, &r), 1);
    assert_int_equal(part.count, KR_PSFB_PLI);
    assert_int_equal(part.media_ssrc, 5);
    assert_int_equal(kr_rtcp_next(&part, &r), 1);
    assert_int_equal(part.media_ssrc, 0);
    assert_true(kr_rtcp_fir_at(&part, 0, &ssrc, &command));
    assert_int_equal(ssrc, 7);
    assert_int_equal(command, 8);
    assert_int_equal(kr_rtcp_next(&part, &r), 1);
    assert_int_equal(part.sender_ssrc, 9);
    assert_int_equal(kr_rtcp_next(&part, &r), 0);
}

static void packs_nacks(void **state)
{
    static const struct {
        uint16_t seqs[20];
        size_t n, pairs;
    } cases[] = {
        {{1}, 1, 1},
        {{1, 17}, 2, 1}, /* 16 behind is still in the bits */
        {{1, 18}, 2, 2},
        {{65530, 65535, 0, 10, 11}, 5, 2}, /* 11 is 17 behind 65530 */
        {{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18}, 18, 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint8_t p[128];
        struct kr_writer w = kr_writer_of(p, sizeof p);
        kr_rtcp_write_nack(&w, 1, 2, cases[i].seqs, cases[i].n);
        assert_false(w.failed);
        struct kr_reader r = kr_reader_of(p, w.len);
        struct kr_rtcp part;
        struct numbers s = {.n = 0};
        assert_int_equal(kr_rtcp_next(&part, &r), 1);
        assert_int_equal(part.body.len, 4 * cases[i].pairs);
        assert_int_equal(kr_rtcp_nack_each(&part, note, &s), 0);
        assert_int_equal(s.n, cases[i].n);
        assert_memory_equal(s.seq, cases[i].seqs, s.n * sizeof *s.seq);
    }
}

/* draft-alvestrand-rmcat-remb-03 section 2.2 */
static void writes_remb(void **state)
{
    static const struct {
        uint64_t rate_bps;
        uint32_t exponent_and_mantissa;
    } cases[] = {{0, 0},
                 {262143, 0x3ffff},
                 {262144, 1 << 18 | 131072},
                 {3000000, 4 << 18 | 187500},
                 {UINT64_MAX, 46 << 18 | 0x3ffff}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint8_t p[64];
        struct kr_writer w = kr_writer_of(p, sizeof p);
        const uint32_t ssrcs[] = {77, 78};
        kr_rtcp_write_remb(&w, 1, cases[i].rate_bps, ssrcs, 2);
        struct kr_reader r = kr_reader_of(p, w.len);
        struct kr_rtcp part;
        assert_int_equal(kr_rtcp_next(&part, &r), 1);
        assert_int_equal(part.count, KR_PSFB_AFB);
        assert_int_equal(part.body.len, 16);
        assert_memory_equal(part.body.data, "REMB\2", 5);
        assert_int_equal(kr_get_be24(part.body.data + 5), cases[i].exponent_and_mantissa);
        assert_int_equal(kr_get_be32(part.body.data + 12), 78);
    }
}

static void stops_writing_without_room(void **state)
{
    const struct kr_rtcp_report report = {.ssrc = 1};
    const struct kr_rtcp_sender_info info = {.ntp = 1};
    const uint16_t seq = 1;
    const uint32_t ssrc = 1;
    uint8_t p[64];
    for (size_t cap = 0; cap < 12; cap++) {
        struct kr_writer w[7];
        for (size_t i = 0; i < 7; i++)
            w[i] = kr_writer_of(p, cap < 8 || i < 6 ? cap : 7);
        kr_rtcp_write_sr(&w[0], 1, &info, &report, 1);
        kr_rtcp_write_rr(&w[1], 1, &report, 1);
        kr_rtcp_write_sdes_cname(&w[2], 1, "abcdefgh");
        kr_rtcp_write_fir(&w[3], 1, 2, 3);
        kr_rtcp_write_nack(&w[4], 1, 2, &seq, 1);
        kr_rtcp_write_remb(&w[5], 1, 2, &ssrc, 1);
        kr_rtcp_write_bye(&w[6], 1);
        for (size_t i = 0; i < 7; i++)
            assert_true(w[i].failed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_a_compound_packet),
        cmocka_unit_test(reads_feedback),
        cmocka_unit_test(refuses_malformed_parts),
        cmocka_unit_test(reads_over_the_unknown),
        cmocka_unit_test(writes_what_it_reads),
        cmocka_unit_test(packs_nacks),
        cmocka_unit_test(writes_remb),
        cmocka_unit_test(stops_writing_without_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
