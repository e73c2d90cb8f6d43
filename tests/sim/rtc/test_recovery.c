/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * One video stream over a bad line, minutes of it on a virtual clock: SRTP from the sender, which keeps a history and
 * answers NACKs by RTX (RFC 4588); SRTCP from the receiver, which asks by kr_nack. What is asserted is the outcome.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "crypto/secret.h"
#include "link.h"
#include "rtc/nack.h"
#include "rtc/receive.h"
#include "rtc/seq.h"
#include "rtc/srtp.h"
#include "wire/rtcp.h"

enum {
    MS = 1000,
    FRAME_US = 33333,
    PACKETS_A_FRAME = 5,
    PAYLOAD = 600,
    HEADER = 12,
    HISTORY = 512,
    MEDIA_SSRC = 0x1000,
    RTX_SSRC = 0x1001,
    RECEIVER_SSRC = 0x2000,
    FIRST_SEQ = 0x10000 + 60000, /* widened; soon at its first turn */
    PACKETS_MAX = 120000,
    HZ = 90000,
};

struct sender {
    struct kr_srtp_sender *srtp;
    struct kr_srtp_receiver *rtcp;
    uint64_t next, next_rtx; /* indices */
    uint64_t resent, too_late; /* asked for what is no longer in the history */
    uint8_t history[HISTORY][HEADER + PAYLOAD];
};

struct receiver {
    struct kr_srtp_receiver *srtp;
    struct kr_srtp_sender *rtcp;
    struct kr_seq seq;
    struct kr_nack nack;
    struct kr_receive stats;
    uint64_t replayed, key_frames_wanted, asked;
};

struct sim {
    struct link to_receiver, to_sender;
    struct sender sender;
    struct receiver receiver;
    uint64_t now_us, rtt_us, trace; /* a running hash of what arrived when */
    uint64_t sent_us[PACKETS_MAX], arrived_us[PACKETS_MAX]; /* by number since FIRST_SEQ */
};

static size_t write_header(uint8_t *out, uint32_t ssrc, uint64_t index, uint32_t timestamp)
{
    out[0] = 0x80;
    out[1] = ssrc == RTX_SSRC ? 97 : 96;
    kr_put_be16(out + 2, (uint16_t)index);
    kr_put_be32(out + 4, timestamp);
    kr_put_be32(out + 8, ssrc);
    return HEADER;
}

static void send_protected(struct sim *s, const uint8_t *header, const uint8_t *payload, size_t len, uint32_t ssrc,
                           uint64_t index)
{
    uint8_t out[LINK_MTU];
    size_t out_len;
    assert_int_equal(kr_srtp_protect(s->sender.srtp, out, sizeof out, &out_len, header, HEADER, payload, len, ssrc, index), 0);
    link_send(&s->to_receiver, out, out_len, s->now_us);
}

static void send_frame(struct sim *s)
{
    for (int i = 0; i < PACKETS_A_FRAME; i++) {
        uint64_t index = s->sender.next++, number = index - (FIRST_SEQ - 0x10000);
        uint8_t *packet = s->sender.history[index % HISTORY];
        write_header(packet, MEDIA_SSRC, index, (uint32_t)(s->now_us * 9 / 100));
        memset(packet + HEADER, (int)index, PAYLOAD);
        assert_true(number < PACKETS_MAX);
        s->sent_us[number] = s->now_us;
        send_protected(s, packet, packet + HEADER, PAYLOAD, MEDIA_SSRC, index);
    }
}

/* RFC 4588 section 4: the original's number, then its payload. */
static void resend(void *arg, uint16_t seq)
{
    struct sim *s = arg;
    uint64_t newest = s->sender.next - 1, index = newest - (uint16_t)(newest - seq);
    const uint8_t *packet = s->sender.history[index % HISTORY];
    if (newest - index >= HISTORY) {
        s->sender.too_late++;
        return;
    }
    uint8_t header[HEADER], payload[2 + PAYLOAD];
    write_header(header, RTX_SSRC, s->sender.next_rtx, kr_get_be32(packet + 4));
    kr_put_be16(payload, seq);
    memcpy(payload + 2, packet + HEADER, PAYLOAD);
    send_protected(s, header, payload, sizeof payload, RTX_SSRC, s->sender.next_rtx++);
    s->sender.resent++;
}

static void sender_input(struct sim *s, struct link_packet *p)
{
    struct kr_rtcp part;
    if (kr_srtcp_unprotect(s->sender.rtcp, p->bytes, &p->len)) /* a duplicate */
        return;
    struct kr_reader r = kr_reader_of(p->bytes, p->len);
    while (kr_rtcp_next(&part, &r) == 1)
        if (part.type == KR_RTCP_RTPFB && part.count == KR_RTPFB_NACK)
            assert_int_equal(kr_rtcp_nack_each(&part, resend, s), 0);
}

static void receiver_input(struct sim *s, struct link_packet *p)
{
    struct receiver *r = &s->receiver;
    uint64_t index;
    int err = kr_srtp_unprotect(r->srtp, p->bytes, &p->len, &index);
    if (err) {
        assert_int_equal(err, KR_E_REPLAY);
        r->replayed++;
        return;
    }
    bool rtx = kr_get_be32(p->bytes + 8) == RTX_SSRC;
    uint64_t seq = kr_seq_widen(&r->seq, kr_get_be16(p->bytes + (rtx ? HEADER : 2)));
    uint64_t number = seq - FIRST_SEQ;
    assert_true(number < PACKETS_MAX && s->sent_us[number]);
    assert_int_equal(p->bytes[p->len - 1], (uint8_t)(seq & 0xff));
    if (!rtx)
        kr_receive_packet(&r->stats, seq, kr_get_be32(p->bytes + 4), p->len, s->now_us);
    r->key_frames_wanted += (uint64_t)kr_nack_received(&r->nack, seq, s->now_us);
    if (!s->arrived_us[number])
        s->arrived_us[number] = s->now_us;
    s->trace = (s->trace ^ seq ^ s->now_us) * UINT64_C(0x100000001b3);
}

static void ask(struct sim *s)
{
    uint16_t seqs[64];
    size_t n = kr_nack_due(&s->receiver.nack, s->now_us, s->rtt_us, seqs, 64);
    if (!n)
        return;
    uint8_t packet[LINK_MTU];
    struct kr_writer w = kr_writer_of(packet, sizeof packet);
    kr_rtcp_write_nack(&w, RECEIVER_SSRC, MEDIA_SSRC, seqs, n);
    assert_false(w.failed);
    size_t len = w.len;
    assert_int_equal(kr_srtcp_protect(s->receiver.rtcp, packet, sizeof packet, &len), 0);
    link_send(&s->to_sender, packet, len, s->now_us);
    s->receiver.asked += n;
}

struct line {
    unsigned loss_permille, duplicate_permille;
    uint64_t delay_us, jitter_us;
};

static void sim_open(struct sim *s, const struct line *line, uint64_t seed)
{
    static const uint8_t key[2][16] = {"sender's key 16", "receiver's key "}, salt[2][12] = {"salt one", "salt two"};
    memset(s, 0, sizeof *s);
    s->now_us = 1000 * MS;
    s->rtt_us = 2 * line->delay_us + line->jitter_us;
    s->sender.next = FIRST_SEQ - 0x10000; /* SRTP starts at ROC 0, kr_seq one turn up */
    s->to_receiver = s->to_sender = (struct link){line->loss_permille, line->duplicate_permille, line->delay_us, line->jitter_us};
    s->to_receiver.random = seed;
    s->to_sender.random = ~seed;
    assert_int_equal(kr_srtp_sender_new(&s->sender.srtp, KR_SRTP_AEAD_AES_128_GCM, key[0], salt[0]), 0);
    assert_int_equal(kr_srtp_receiver_new(&s->sender.rtcp, KR_SRTP_AEAD_AES_128_GCM, key[1], salt[1]), 0);
    assert_int_equal(kr_srtp_receiver_new(&s->receiver.srtp, KR_SRTP_AEAD_AES_128_GCM, key[0], salt[0]), 0);
    assert_int_equal(kr_srtp_sender_new(&s->receiver.rtcp, KR_SRTP_AEAD_AES_128_GCM, key[1], salt[1]), 0);
    kr_nack_init(&s->receiver.nack);
    kr_receive_init(&s->receiver.stats, MEDIA_SSRC, HZ);
}

static void sim_close(struct sim *s)
{
    kr_srtp_sender_free(s->sender.srtp);
    kr_srtp_receiver_free(s->sender.rtcp);
    kr_srtp_receiver_free(s->receiver.srtp);
    kr_srtp_sender_free(s->receiver.rtcp);
}

/* Frames for so long, then two seconds to come to rest. */
static void sim_run(struct sim *s, uint64_t seconds)
{
    struct link_packet p;
    uint64_t end_us = s->now_us + seconds * 1000 * MS, frame_us = s->now_us;
    for (; s->now_us < end_us + 2000 * MS; s->now_us += MS) {
        if (s->now_us >= frame_us && s->now_us < end_us) {
            send_frame(s);
            frame_us += FRAME_US;
        }
        while (link_take(&s->to_receiver, &p, s->now_us))
            receiver_input(s, &p);
        while (link_take(&s->to_sender, &p, s->now_us))
            sender_input(s, &p);
        ask(s);
    }
}

struct outcome {
    uint64_t sent, missing;
    uint64_t late; /* came, but only after three round trips and a frame */
};

/* From the first to the last packet that came: nobody can miss what was lost before or behind them. */
static struct outcome outcome_of(const struct sim *s)
{
    struct outcome o = {.sent = s->sender.next - (FIRST_SEQ - 0x10000)};
    uint64_t first = s->receiver.stats.base - FIRST_SEQ, end = s->receiver.nack.highest - FIRST_SEQ + 1;
    assert_in_range(first, 0, PACKETS_A_FRAME);
    assert_in_range(end, o.sent - 2 * PACKETS_A_FRAME, o.sent);
    for (uint64_t i = first; i < end; i++) {
        o.missing += !s->arrived_us[i];
        o.late += s->arrived_us[i] > s->sent_us[i] + 3 * s->rtt_us + FRAME_US;
    }
    return o;
}

static struct sim sim;

static void all_is_recovered(void **state)
{
    static const struct {
        struct line line;
        unsigned late_permille; /* of all packets, at most */
    } rows[] = {
        {{0, 0, 20 * MS, 0}, 0},
        {{0, 100, 20 * MS, 6 * MS}, 0},
        {{20, 20, 30 * MS, 5 * MS}, 1},
        {{100, 20, 30 * MS, 5 * MS}, 8},
        {{100, 0, 100 * MS, 5 * MS}, 8},
        {{200, 50, 30 * MS, 10 * MS}, 40},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        sim_open(&sim, &rows[i].line, 0x1234567 + i);
        sim_run(&sim, 120);
        struct outcome o = outcome_of(&sim);
        assert_true(o.sent > 17000);
        assert_int_equal(o.missing, 0);
        assert_true(o.late * 1000 <= o.sent * rows[i].late_permille);
        assert_int_equal(sim.receiver.key_frames_wanted, 0);
        assert_int_equal(sim.sender.too_late, 0);
        assert_int_equal(sim.receiver.nack.given_up, 0);
        sim_close(&sim);
    }
}

static void nothing_is_asked_for_in_vain(void **state)
{
    /* Without loss, and with less reordering than the grace: not one NACK. */
    sim_open(&sim, &(struct line){0, 50, 30 * MS, 7 * MS}, 99);
    sim_run(&sim, 60);
    assert_int_equal(sim.receiver.asked, 0);
    assert_true(sim.receiver.replayed > 300); /* the duplicates */
    sim_close(&sim);

    /* At 10 % each way a request and its answer fail in 19 % of cases: about 1.24 requests for each packet lost. */
    sim_open(&sim, &(struct line){100, 0, 30 * MS, 5 * MS}, 99);
    sim_run(&sim, 120);
    uint64_t sent = outcome_of(&sim).sent, media_lost = sent - sim.receiver.stats.packets;
    assert_in_range(media_lost, sent / 12, sent / 8);
    assert_in_range(sim.receiver.asked, media_lost, media_lost * 14 / 10);
    sim_close(&sim);
}

static void the_report_tells_the_loss(void **state)
{
    sim_open(&sim, &(struct line){100, 0, 30 * MS, 5 * MS}, 7);
    sim_run(&sim, 120);
    uint64_t sent = outcome_of(&sim).sent;
    struct kr_rtcp_report report = kr_receive_report(&sim.receiver.stats, sim.now_us);
    assert_in_range(report.fraction_lost, 22, 29); /* of 256 */
    assert_in_range(report.cumulative_lost + sim.receiver.stats.packets, sent - 2 * PACKETS_A_FRAME, sent);
    assert_in_range(report.jitter, 1, HZ / 100);
    sim_close(&sim);
}

/* Ten minutes: more than one turn of the sequence number and of the RTX stream's. */
static void minutes_pass_without_a_hole(void **state)
{
    sim_open(&sim, &(struct line){100, 10, 40 * MS, 8 * MS}, 4242);
    sim_run(&sim, 600);
    struct outcome o = outcome_of(&sim);
    assert_true(o.sent > 0x10000 + 20000);
    assert_int_equal(o.missing, 0);
    sim_close(&sim);
}

/* A line that is cut for two seconds: what is older than the window is given up, a key frame is wanted, and it goes on. */
static void a_cut_line_needs_a_key_frame(void **state)
{
    sim_open(&sim, &(struct line){10, 0, 30 * MS, 5 * MS}, 5);
    sim_run(&sim, 10);
    uint64_t before = outcome_of(&sim).sent;
    sim.to_receiver.loss_permille = 1000;
    sim_run(&sim, 3);
    uint64_t after = sim.sender.next - (FIRST_SEQ - 0x10000);
    sim.to_receiver.loss_permille = 10;
    sim_run(&sim, 10);
    assert_true(sim.receiver.key_frames_wanted == 1);
    uint64_t missing_outside = 0;
    for (uint64_t i = 0; i < outcome_of(&sim).sent; i++)
        missing_outside += !sim.arrived_us[i] && i <= sim.receiver.nack.highest - FIRST_SEQ &&
                           (i + 20 < before || i > after + 20);
    assert_int_equal(missing_outside, 0);
    sim_close(&sim);
}

static void the_same_seed_makes_the_same_trace(void **state)
{
    uint64_t traces[3];
    static const uint64_t seeds[] = {1, 1, 2};
    for (size_t i = 0; i < 3; i++) {
        sim_open(&sim, &(struct line){100, 20, 30 * MS, 5 * MS}, seeds[i]);
        sim_run(&sim, 10);
        traces[i] = sim.trace;
        sim_close(&sim);
    }
    assert_true(traces[0] == traces[1]);
    assert_true(traces[0] != traces[2]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_is_recovered),
        cmocka_unit_test(nothing_is_asked_for_in_vain),
        cmocka_unit_test(the_report_tells_the_loss),
        cmocka_unit_test(minutes_pass_without_a_hole),
        cmocka_unit_test(a_cut_line_needs_a_key_frame),
        cmocka_unit_test(the_same_seed_makes_the_same_trace),
    };
    return kr_crypto_init() ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
