/* SPDX-License-Identifier: EUPL-1.2 */
#include "load/outgoing.h"

#include <string.h>
#include <time.h>

#include "base/assert.h"
#include "crypto/secret.h"
#include "load/incoming.h"
#include "load/vp8.h"
#include "wire/rtcp.h"
#include "wire/rtp.h"

enum {
    REPORT_US = 1000000,
    PACKET_MAX = 1500,
    GCM_TAG_BYTES = 16, /* RFC 7714 */
    NAMED_PACKETS = 300,
    LEVEL_SPEAKS = 20,  /* RFC 6464: -20 dBov */
};

struct kr_load_pace {
    uint32_t interval_us, clock_hz;
    uint16_t packets, bytes; /* of a frame; of a datagram's payload */
    uint16_t width, height;
};

/* 50 packets of 40 kbit/s sound; pictures as a browser's camera in three sizes: 25, 60 and 180 packets a second. */
static const struct kr_load_pace sound_pace = {20000, 48000, 1, 140, 0, 0};
static const struct kr_load_pace picture_pace[KR_LOAD_LAYERS] = {
    {40000, 90000, 1, 600, 320, 180},
    {33333, 90000, 2, 950, 640, 360},
    {33333, 90000, 6, 1172, 1280, 720},
};

static void track_init(struct kr_load_track *t, const struct kr_load_pace *pace, char rid)
{
    *t = (struct kr_load_track){.pace = pace, .rid = rid, .want_key = true, .named = NAMED_PACKETS, .seq = 1 + kr_random_u32() % 0x7fff,
                                .ssrc = 1 + kr_random_u32() / 2, .timestamp = kr_random_u32(), .picture_id = kr_random_u32() & 0x7fff};
}

void kr_load_outgoing_init(struct kr_load_outgoing *o, struct kr_load_peer *peer, struct kr_load_tally *tally, size_t pictures)
{
    *o = (struct kr_load_outgoing){.peer = peer, .tally = tally, .n_pictures = pictures, .mid = {"", ""}};
    track_init(&o->sound, &sound_pace, 0);
    for (size_t i = 0; i < pictures; i++)
        track_init(&o->picture[i], &picture_pace[pictures == 1 ? KR_LOAD_LAYERS - 1 : i], pictures == 1 ? 0 : "qhf"[i]);
}

static void switch_on(struct kr_load_track *t, bool on, uint64_t at_us)
{
    if (t->on == on)
        return;
    if (on && t->next_us) /* a sampling clock goes on while nothing is sent (RFC 3550 5.1) */
        t->timestamp += (uint32_t)((at_us - t->next_us) * (t->pace->clock_hz / 1000) / 1000);
    t->on = on;
    t->want_key = true;
    t->named = NAMED_PACKETS;
    t->next_us = at_us;
}

void kr_load_outgoing_start(struct kr_load_outgoing *o, bool sound, uint64_t now_us, uint64_t phase_us)
{
    o->report_us = now_us + phase_us;
    switch_on(&o->sound, sound, now_us + phase_us);
    for (size_t i = 0; i < o->n_pictures; i++)
        switch_on(&o->picture[i], true, now_us + phase_us);
}

/* The smallest layer that is as high as wanted, and those below it, which somebody may fall back on. */
void kr_load_outgoing_wanted(struct kr_load_outgoing *o, uint16_t height, uint64_t now_us)
{
    for (size_t i = 0; i < o->n_pictures; i++)
        switch_on(&o->picture[i], height && (i == 0 || o->picture[i - 1].pace->height < height), now_us);
}

static uint64_t unix_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static size_t write_header(struct kr_load_outgoing *o, struct kr_load_track *t, bool video, bool marker, uint8_t *header, size_t cap)
{
    static const uint8_t level = LEVEL_SPEAKS;
    struct kr_rtp_ext ext[4];
    uint8_t transport[2];
    size_t n = 0, len;
    const char *mid = o->mid[video];
    kr_put_be16(transport, o->transport_seq++);
    ext[n++] = (struct kr_rtp_ext){.id = KR_LOAD_TWCC_ID, .len = 2, .data = transport};
    if (t->named && *mid)
        ext[n++] = (struct kr_rtp_ext){.id = KR_LOAD_MID_ID, .len = (uint8_t)strlen(mid), .data = (const uint8_t *)mid};
    if (t->named && t->rid)
        ext[n++] = (struct kr_rtp_ext){.id = KR_LOAD_RID_ID, .len = 1, .data = (const uint8_t *)&t->rid};
    if (!video)
        ext[n++] = (struct kr_rtp_ext){.id = KR_LOAD_LEVEL_ID, .len = 1, .data = &level};
    t->named -= t->named > 0;
    struct kr_rtp_write w = {.marker = marker, .payload_type = video ? KR_LOAD_VP8 : KR_LOAD_OPUS, .seq = (uint16_t)t->seq,
                             .timestamp = t->timestamp, .ssrc = t->ssrc, .ext = ext, .n_ext = n};
    kr_assert(kr_rtp_write_header(header, cap, &len, &w) == 0);
    return len;
}

/* One packet: `begin` is what stands before the time it is sent at; the rest is nothing. */
static void send_packet(struct kr_load_outgoing *o, struct kr_load_track *t, bool video, bool marker, const struct kr_writer *begin)
{
    uint8_t header[64], payload[PACKET_MAX] = {0}, out[PACKET_MAX];
    size_t header_len = write_header(o, t, video, marker, header, sizeof header), len;
    struct kr_writer body = kr_writer_of(payload, t->pace->bytes - header_len - GCM_TAG_BYTES);
    kr_write_bytes(&body, begin->data, begin->len);
    kr_write_be64(&body, unix_ns());
    kr_assert(kr_srtp_protect(o->peer->sender, out, sizeof out, &len, header, header_len, payload, body.cap, t->ssrc, t->seq++) == 0);
    o->peer->send(o->peer->arg, out, len);
    o->tally->sent++;
}

static void send_frame(struct kr_load_outgoing *o, struct kr_load_track *t)
{
    for (int i = 0; i < t->pace->packets; i++) {
        uint8_t begin[48];
        struct kr_writer w = kr_writer_of(begin, sizeof begin);
        kr_load_vp8_write_sized(&w, t->picture_id & 0x7fff, (uint8_t)t->picture_id, i == 0, t->want_key, t->pace->width, t->pace->height);
        if (i == 0)
            kr_load_vp8_write_grey(&w, t->want_key);
        send_packet(o, t, true, i + 1 == t->pace->packets, &w);
    }
    t->want_key = false;
    t->picture_id++;
}

static void send_due(struct kr_load_outgoing *o, struct kr_load_track *t, bool video, uint64_t now_us)
{
    for (; t->on && t->next_us <= now_us; t->next_us += t->pace->interval_us) {
        struct kr_writer nothing = {0};
        if (video)
            send_frame(o, t);
        else
            send_packet(o, t, false, false, &nothing);
        t->timestamp += (uint32_t)((uint64_t)t->pace->interval_us * t->pace->clock_hz / 1000000);
    }
}

static void report_track(struct kr_writer *w, const struct kr_load_track *t, uint64_t ntp)
{
    struct kr_rtcp_sender_info info = {.ntp = ntp, .rtp = t->timestamp, .packets = (uint32_t)t->seq};
    if (t->on)
        kr_rtcp_write_sr(w, t->ssrc, &info, NULL, 0);
}

static void send_reports(struct kr_load_outgoing *o)
{
    uint8_t out[400];
    struct kr_writer w = kr_writer_of(out, sizeof out);
    uint64_t ntp = (unix_ns() / 1000 << 32) / 1000000; /* only its differences matter here */
    report_track(&w, &o->sound, ntp);
    for (size_t i = 0; i < o->n_pictures; i++)
        report_track(&w, &o->picture[i], ntp);
    size_t len = w.len;
    if (!len)
        return;
    kr_assert(!w.failed && kr_srtcp_protect(o->peer->sender, w.data, w.cap, &len) == 0);
    o->peer->send(o->peer->arg, w.data, len);
}

void kr_load_outgoing_step(struct kr_load_outgoing *o, uint64_t now_us)
{
    if (!o->peer->connected || !o->report_us)
        return;
    send_due(o, &o->sound, false, now_us);
    for (size_t i = 0; i < o->n_pictures; i++)
        send_due(o, &o->picture[i], true, now_us);
    if (now_us >= o->report_us) {
        send_reports(o);
        o->report_us = now_us + REPORT_US;
    }
}

uint64_t kr_load_outgoing_due_us(const struct kr_load_outgoing *o)
{
    uint64_t due = o->sound.on ? o->sound.next_us : UINT64_MAX;
    for (size_t i = 0; i < o->n_pictures; i++)
        if (o->picture[i].on && o->picture[i].next_us < due)
            due = o->picture[i].next_us;
    return due;
}

void kr_load_outgoing_rtcp(struct kr_load_outgoing *o, uint8_t *data, size_t len)
{
    struct kr_rtcp part;
    if (!o->peer->receiver || kr_srtcp_unprotect(o->peer->receiver, data, &len))
        return;
    struct kr_reader r = kr_reader_of(data, len);
    while (kr_rtcp_next(&part, &r) == 1)
        for (size_t i = 0; part.type == KR_RTCP_PSFB && part.count == KR_PSFB_PLI && i < o->n_pictures; i++)
            o->picture[i].want_key |= o->picture[i].ssrc == part.media_ssrc;
}
