/* SPDX-License-Identifier: EUPL-1.2 */
#include "publisher.h"

#include <time.h>

#include "base/assert.h"
#include "load/vp8.h"
#include "wire/rtcp.h"
#include "wire/rtp.h"

enum {
    VIDEO_BYTES = 1172, /* of a datagram: 1200 with the headers of IPv4 and UDP */
    AUDIO_BYTES = 140,  /* 100 of Opus: 40 kbit/s */
    PACKETS_PER_FRAME = 6,
    REPORT_US = 1000000,
    PACKET_MAX = 1500,
    GCM_TAG_BYTES = 16, /* RFC 7714 */
};

static const struct {
    uint32_t interval_us, clock_hz; /* 30 frames and 50 packets a second */
} pace[BENCH_STREAMS] = {[BENCH_AUDIO] = {20000, 48000}, [BENCH_VIDEO] = {33333, 90000}};

void bench_publisher_join(struct bench_publisher *p, int number, const struct bench_room *room, bool twcc)
{
    *p = (struct bench_publisher){.twcc = twcc, .want_key = true};
    bench_client_join(&p->client, number, room, true, twcc);
}

void bench_publisher_start(struct bench_publisher *p, uint64_t now_us)
{
    p->sending = true;
    p->report_us = now_us;
    for (size_t i = 0; i < BENCH_STREAMS; i++)
        p->next_us[i] = now_us;
}

static uint64_t unix_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

/* One packet: `begin` is what stands before the time it is sent at; the rest is nothing. */
static void send_packet(struct bench_publisher *p, size_t stream, bool marker, const struct kr_writer *begin)
{
    static const uint8_t level = 20; /* RFC 6464 */
    uint8_t header[40], payload[PACKET_MAX] = {0}, out[PACKET_MAX], transport[2];
    bool video = stream == BENCH_VIDEO;
    size_t header_len, len, n = 0;
    struct kr_rtp_ext ext[2];
    kr_put_be16(transport, p->transport_seq++);
    if (p->twcc)
        ext[n++] = (struct kr_rtp_ext){.id = BENCH_TWCC_ID, .len = 2, .data = transport};
    if (!video)
        ext[n++] = (struct kr_rtp_ext){.id = BENCH_LEVEL_ID, .len = 1, .data = &level};
    struct kr_rtp_write w = {.marker = marker, .payload_type = video ? p->client.numbers.vp8 : p->client.numbers.opus,
                             .seq = (uint16_t)p->seq[stream], .timestamp = p->timestamp[stream],
                             .ssrc = p->client.lines[stream].ssrc, .ext = ext, .n_ext = n};
    kr_assert(kr_rtp_write_header(header, sizeof header, &header_len, &w) == 0);
    struct kr_writer body = kr_writer_of(payload, (video ? VIDEO_BYTES : AUDIO_BYTES) - header_len - GCM_TAG_BYTES);
    kr_write_bytes(&body, begin->data, begin->len);
    kr_write_be64(&body, unix_ns());
    kr_assert(kr_srtp_protect(p->client.peer.sender, out, sizeof out, &len, header, header_len, payload, body.cap, w.ssrc,
                              p->seq[stream]++) == 0);
    bench_client_send(&p->client, out, len);
}

static void send_frame(struct bench_publisher *p)
{
    for (int i = 0; i < PACKETS_PER_FRAME; i++) {
        uint8_t begin[32];
        struct kr_writer w = kr_writer_of(begin, sizeof begin);
        kr_load_vp8_write(&w, p->picture_id & 0x7fff, (uint8_t)p->picture_id, i == 0, p->want_key);
        send_packet(p, BENCH_VIDEO, i + 1 == PACKETS_PER_FRAME, &w);
    }
    p->key_frames += p->want_key;
    p->want_key = false;
    p->picture_id++;
}

static void send_report(struct bench_publisher *p)
{
    uint8_t out[256];
    struct kr_writer w = kr_writer_of(out, sizeof out);
    uint64_t ntp = (unix_ns() / 1000 << 32) / 1000000; /* only its differences matter here */
    for (size_t i = 0; i < BENCH_STREAMS; i++) {
        struct kr_rtcp_sender_info info = {.ntp = ntp, .rtp = p->timestamp[i], .packets = (uint32_t)p->seq[i]};
        kr_rtcp_write_sr(&w, p->client.lines[i].ssrc, &info, NULL, 0);
    }
    bench_client_send_rtcp(&p->client, &w);
}

/* Of the server's feedback only the wish for a key frame counts: on loopback nothing is lost or late. */
static void on_media(void *arg, const struct bench_datagram *d)
{
    struct bench_publisher *p = arg;
    struct kr_rtcp part;
    size_t len = d->len;
    if (!p->client.peer.receiver || !kr_rtcp_is(d->data, len) || kr_srtcp_unprotect(p->client.peer.receiver, d->data, &len))
        return;
    struct kr_reader r = kr_reader_of(d->data, len);
    while (kr_rtcp_next(&part, &r) == 1)
        if (part.type == KR_RTCP_PSFB && part.count == KR_PSFB_PLI)
            p->want_key = true;
}

void bench_publisher_step(struct bench_publisher *p, uint64_t now_us)
{
    bench_client_read(&p->client, true, on_media, p);
    bench_client_step(&p->client, now_us);
    if (!p->sending)
        return;
    for (size_t i = 0; i < BENCH_STREAMS; i++) {
        for (; p->next_us[i] <= now_us; p->next_us[i] += pace[i].interval_us) {
            if (i == BENCH_VIDEO) {
                send_frame(p);
            } else {
                struct kr_writer nothing = {0};
                send_packet(p, i, false, &nothing);
            }
            p->timestamp[i] += (uint32_t)((uint64_t)pace[i].interval_us * pace[i].clock_hz / 1000000);
        }
    }
    if (now_us >= p->report_us) {
        send_report(p);
        p->report_us = now_us + REPORT_US;
    }
}

uint64_t bench_publisher_due_us(const struct bench_publisher *p)
{
    if (!p->sending)
        return UINT64_MAX;
    return p->next_us[BENCH_AUDIO] < p->next_us[BENCH_VIDEO] ? p->next_us[BENCH_AUDIO] : p->next_us[BENCH_VIDEO];
}
