/* SPDX-License-Identifier: EUPL-1.2 */
#include "client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "congestion.h"
#include "decode.h"
#include "lib/svc.h"
#include "net.h"
#include "payload.h"
#include "receive.h"
#include "rtc/receive.h"
#include "wire/red.h"
#include "wire/rtcp.h"

static const char *const kind_mid[KR_SOURCE_COUNT] = {"mic", "cam", "scr", "sca"};

static void send_datagram(void *arg, const uint8_t *p, size_t len)
{
    struct sim_client *c = arg;
    sim_world_from_client(c->world, c->number, p, len);
}

static void init_source(const struct sim_client *c, struct sim_source *s, enum kr_source kind, uint8_t layer)
{
    bool video = kr_source_is_video(kind);
    *s = (struct sim_source){
        .kind = kind, .layer = layer, .level = 20, .ssrc = 1000u * (uint32_t)(c->number + 1) + 10u * layer + (uint32_t)kind,
        .timestamp = UINT32_MAX - 50000 - 7777u * layer,
        .seq = 65500, .rtx_seq = 65530, .interval_us = video ? 50000 : 20000, .picture_id = 0x7ffa, .tl0 = 250, .want_key = true,
    };
    s->rtx_ssrc = video ? s->ssrc + 100 : 0;
}

void sim_client_init(struct sim_client *c, int number, const char *room, const char *id, const struct sim_config *config, void *world)
{
    *c = (struct sim_client){.number = number, .config = *config, .world = world, .server = SIM_SERVER, .transport_seq = 65500};
    snprintf(c->id, sizeof c->id, "%s", id);
    snprintf(c->room, sizeof c->room, "%s", room);
    c->numbers.opus = (uint8_t)(96 + number % 3);
    c->numbers.red = (uint8_t)(config->red ? 63 - number % 4 : 0);
    c->numbers.vp8 = (uint8_t)(100 + number % 4);
    c->numbers.vp8_rtx = (uint8_t)(110 + number % 5);
    c->numbers.video = sim_payload_name(config->codec, &c->numbers.video_fmtp);
    if (config->dd)
        c->numbers.ext[KR_EXT_DEPENDENCY_DESCRIPTOR] = (uint8_t)(10 + number % 4);
    c->ntp_ahead = (uint64_t)(3600 * (number + 1)) << 32; /* every client's wall clock is wrong by its own number of hours */
    const enum kr_ext exts[] = {KR_EXT_MID, KR_EXT_AUDIO_LEVEL, KR_EXT_TRANSPORT_CC, KR_EXT_ABS_SEND_TIME, KR_EXT_VIDEO_ORIENTATION,
                                KR_EXT_RID, KR_EXT_REPAIRED_RID};
    for (int i = 0; i < (config->rids ? 7 : 5); i++)
        c->numbers.ext[exts[i]] = (uint8_t)(1 + (i + number) % 9);
    for (int k = 0; k < KR_SOURCE_COUNT; k++)
        init_source(c, &c->sources[k], (enum kr_source)k, 0);
    for (uint8_t l = 1; l < SIM_LAYERS; l++)
        init_source(c, &c->higher[l - 1], KR_SOURCE_CAMERA, l);
    sim_congestion_init(c);
    kr_load_peer_init(&c->peer, NULL, number, send_datagram, c);
}

void sim_client_fini(struct sim_client *c)
{
    for (size_t i = 0; i < KR_LIMIT_AUDIO_SLOTS; i++)
        free(c->audio[i].records);
    for (size_t i = 0; i < KR_LIMIT_VIDEO_SLOTS; i++)
        free(c->video[i].records);
    sim_congestion_fini(c);
    kr_load_peer_fini(&c->peer);
}

static void sleep_source(struct sim_source *s, uint64_t us)
{
    if (!s->next_us)
        return;
    s->next_us += us;
    s->timestamp += (uint32_t)(us / 1000 * (kr_source_is_video(s->kind) ? 90 : 48));
}

void sim_client_sleep(struct sim_client *c, uint64_t us)
{
    for (int k = 0; k < KR_SOURCE_COUNT; k++)
        sleep_source(&c->sources[k], us);
    for (int l = 0; l < SIM_LAYERS - 1; l++)
        sleep_source(&c->higher[l], us);
    c->check_us = 0;
    c->report_us += us;
}

static size_t add_lines(struct kr_load_line *lines, const struct sim_client *c)
{
    size_t n = 0;
    int n_senders = c->config.mode == KR_MODE_MEET ? KR_SOURCE_COUNT : c->config.mode == KR_MODE_PUBLISH ? 2 : 0;
    int n_meet = c->config.n_audio ? c->config.n_audio : SIM_AUDIO_SLOTS;
    int n_audio = c->config.mode == KR_MODE_MEET ? n_meet : c->config.mode == KR_MODE_PLAY ? 1 : 0;
    for (int k = 0; k < n_senders; k++) {
        const struct sim_source *s = &c->sources[k];
        struct kr_load_line *l = &lines[n++];
        *l = (struct kr_load_line){.video = kr_source_is_video(s->kind), .sends = true};
        snprintf(l->mid, sizeof l->mid, "%s", kind_mid[k]);
        if (s->kind == KR_SOURCE_CAMERA)
            l->rids = c->config.rids;
        if (!c->config.no_ssrc)
            l->ssrc = s->ssrc, l->rtx_ssrc = s->rtx_ssrc;
    }
    for (int i = 0; i < n_audio; i++)
        snprintf(lines[n++].mid, sizeof lines->mid, "a%d", i);
    for (int i = 0; i < c->config.n_video; i++) {
        lines[n].video = true;
        snprintf(lines[n++].mid, sizeof lines->mid, "v%d", i);
    }
    return n;
}

char *sim_client_offer(struct sim_client *c)
{
    struct kr_load_line lines[KR_LIMIT_SDP_MEDIA] = {0};
    return kr_load_offer_write(&c->peer, &c->numbers, lines, add_lines(lines, c));
}

void sim_client_answer(struct sim_client *c, const char *sdp)
{
    struct kr_load_line lines[KR_LIMIT_SDP_MEDIA] = {0};
    size_t n = add_lines(lines, c);
    kr_assert(kr_load_offer_answer(&c->peer, lines, n, sdp) == 0);
    for (size_t i = 0; i < n; i++) {
        const struct kr_load_line *l = &lines[i];
        if (l->sends || !l->ssrc)
            continue;
        struct sim_slot *slot = &(l->video ? c->video : c->audio)[strtoul(l->mid + 1, NULL, 10)];
        slot->video = l->video;
        slot->has_numbers = c->config.dd;
        slot->id_mask = sim_receive_id_mask(&c->config);
        slot->ssrc = l->ssrc;
        slot->rtx_ssrc = l->rtx_ssrc;
    }
    c->check_us = 0;
}

/* What its sampling clock shows now: the timestamp kept is that of the next packet. */
static uint32_t clock_of(const struct sim_source *s, uint64_t now_us)
{
    return s->timestamp - (uint32_t)((int64_t)(s->next_us - now_us) * (kr_source_is_video(s->kind) ? 90 : 48) / 1000);
}

void sim_client_send(struct sim_client *c, enum kr_source kind, bool on, uint64_t now_us)
{
    struct sim_source *s = &c->sources[kind];
    if (s->next_us) /* a sampling clock goes on while nothing is sent (RFC 3550 5.1) */
        s->timestamp = clock_of(s, now_us);
    s->on = on;
    s->next_us = now_us;
}

/* One RTP packet of a source, under its own SSRC or, with an original number before it, under that for RTX. */
static void send_rtp(struct sim_client *c, struct sim_source *s, bool rtx, uint64_t seq, const struct sim_sent *p)
{
    uint8_t header[120 + SIM_DD], out[1500], payload[2 + SIM_PAYLOAD], transport[2], send_time[3], level = s->level, orientation = 1;
    size_t header_len, len, n = 0, payload_len = p->len;
    struct kr_rtp_ext ext[7];
    bool video = kr_source_is_video(s->kind);
    kr_put_be16(transport, c->transport_seq++);
    if (c->numbers.ext[KR_EXT_TRANSPORT_CC])
        ext[n++] = (struct kr_rtp_ext){.id = c->numbers.ext[KR_EXT_TRANSPORT_CC], .len = 2, .data = transport};
    if (c->config.send_time) {
        kr_put_be24(send_time, (uint32_t)((c->now_us << 18) / 1000000));
        ext[n++] = (struct kr_rtp_ext){.id = c->numbers.ext[KR_EXT_ABS_SEND_TIME], .len = 3, .data = send_time};
    }
    if (!c->config.no_mid)
        ext[n++] = (struct kr_rtp_ext){.id = c->numbers.ext[KR_EXT_MID], .len = 3, .data = (const uint8_t *)kind_mid[s->kind]};
    if (s->kind == KR_SOURCE_CAMERA && c->config.rids) /* one character each */
        ext[n++] = (struct kr_rtp_ext){.id = c->numbers.ext[rtx ? KR_EXT_REPAIRED_RID : KR_EXT_RID], .len = 1,
                                       .data = (const uint8_t *)c->config.rids +
                                                2 * (c->config.largest_first ? SIM_LAYERS - 1 - s->layer : s->layer)};
    if (s->kind == KR_SOURCE_MICROPHONE && !s->silent_level)
        ext[n++] = (struct kr_rtp_ext){.id = c->numbers.ext[KR_EXT_AUDIO_LEVEL], .len = 1, .data = &level};
    if (video && p->marker)
        ext[n++] = (struct kr_rtp_ext){.id = c->numbers.ext[KR_EXT_VIDEO_ORIENTATION], .len = 1, .data = &orientation};
    if (p->dd_len)
        ext[n++] = (struct kr_rtp_ext){.id = c->numbers.ext[KR_EXT_DEPENDENCY_DESCRIPTOR], .len = p->dd_len, .data = p->dd};
    const struct sim_sent *before = &s->history[(seq - 1) % SIM_HISTORY];
    bool red = !video && c->config.sends_red && before->len && p->timestamp - before->timestamp <= KR_RED_OFFSET_MAX;
    struct kr_rtp_write w = {.marker = p->marker, .payload_type = red ? c->numbers.red : !video ? c->numbers.opus : rtx ? c->numbers.vp8_rtx : c->numbers.vp8,
                             .seq = (uint16_t)(rtx ? s->rtx_seq : seq), .timestamp = p->timestamp,
                             .ssrc = rtx ? s->rtx_ssrc : s->ssrc, .ext = ext, .n_ext = n};
    kr_assert(kr_rtp_write_header(header, sizeof header, &header_len, &w) == 0);
    if (rtx) {
        kr_put_be16(payload, (uint16_t)seq);
        memcpy(payload + 2, p->payload, p->len);
        payload_len += 2;
    } else if (red) {
        const struct kr_red_block blocks[] = {
            {c->numbers.opus, (uint16_t)(p->timestamp - before->timestamp), before->payload, before->len},
            {c->numbers.opus, 0, p->payload, p->len}};
        kr_assert(kr_red_write(payload, sizeof payload, &payload_len, blocks, 2) == 0);
    } else {
        memcpy(payload, p->payload, p->len);
    }
    kr_assert(kr_srtp_protect(c->peer.sender, out, sizeof out, &len, header, header_len, payload, payload_len, w.ssrc,
                              rtx ? s->rtx_seq++ : seq) == 0);
    send_datagram(c, out, len);
}

static struct sim_sent *next_sent(struct sim_source *s)
{
    struct sim_sent *p = &s->history[s->seq % SIM_HISTORY];
    *p = (struct sim_sent){.seq = s->seq, .timestamp = s->timestamp};
    return p;
}

/* What identifies a packet at the receiver: sim_receive reads it back. */
static void write_body(struct kr_writer *w, const struct sim_client *c, const struct sim_source *s, uint8_t packet, uint8_t packets, bool key)
{
    kr_write_u8(w, SIM_BODY);
    kr_write_be16(w, (uint16_t)c->number);
    kr_write_u8(w, (uint8_t)s->kind);
    kr_write_be32(w, s->frame);
    kr_write_u8(w, packet);
    kr_write_u8(w, packets);
    kr_write_u8(w, key);
    kr_write_u8(w, s->layer);
}

/* Temporal layers 0 2 1 2; the middle one refers to itself every other time, so that one can enter it only at the others. */
struct temporal {
    uint8_t tid;
    bool sync;
    uint32_t needs[2];
};

static struct temporal place_in_pattern(struct sim_source *s, bool key)
{
    struct temporal t = {.needs = {SIM_NO_FRAME, SIM_NO_FRAME}};
    if (key) {
        s->since_key = 0;
        s->base = s->middle = s->frame;
        return t;
    }
    uint32_t at = s->temporal ? ++s->since_key % 4 : 0;
    t.tid = at == 0 ? 0 : at == 2 ? 1 : 2;
    t.sync = (t.tid == 1 && s->since_key % 8 == 2) || at == 1;
    t.needs[0] = at == 3 ? s->middle : s->base;
    if (t.tid == 1 && !t.sync)
        t.needs[1] = s->middle;
    if (t.tid == 0)
        s->base = s->frame;
    if (t.tid == 1)
        s->middle = s->frame;
    return t;
}

/* Bytes of a frame; of temporal layers the lower take more: 0.5, 0.2 and 0.3 of the rate together. */
static size_t frame_bytes(const struct sim_source *s, const struct temporal *t, bool key)
{
    static const double share[] = {2.0, 0.8, 0.6};
    double mean = (double)s->bps * (double)s->interval_us / 8e6;
    return (size_t)(key ? 6 * mean : s->temporal ? share[t->tid] * mean : mean);
}

static void send_sound(struct sim_client *c, struct sim_source *s)
{
    struct sim_sent *p = next_sent(s);
    struct kr_writer w = kr_writer_of(p->payload, sizeof p->payload);
    write_body(&w, c, s, 0, 1, false);
    p->len = w.len + 40;
    send_rtp(c, s, false, s->seq++, p);
    s->timestamp += (uint32_t)(s->interval_us * 48 / 1000);
    s->frame++;
}

static void send_padding(struct sim_client *c, struct sim_source *s)
{
    struct sim_sent *p = next_sent(s);
    send_rtp(c, s, false, s->seq++, p);
    s->padded++;
}

/* One layer in space; in time as the picture says. The templates come with every key frame. */
static void describe(struct sim_sent *p, const struct sim_source *s, const struct sim_picture *picture)
{
    static const struct sim_svc one = {.spatial = 1, .temporal = 1, .id_offset = 60};
    uint8_t dd[255];
    struct sim_svc_packet d = {.picture = picture->key ? 0 : 1, .start = picture->first, .end = picture->last, .number = (uint16_t)(s->frame + SIM_FRAME_FIRST),
                               .structure = picture->key && picture->first};
    size_t len = sim_svc_write(&one, &d, dd);
    kr_assert(len <= sizeof p->dd);
    memcpy(p->dd, dd, len);
    p->dd_len = (uint8_t)len;
}

static void send_frame(struct sim_client *c, struct sim_source *s)
{
    bool key = s->want_key;
    uint8_t packets = (uint8_t)((key ? 4u : 1 + s->frame % 3) << s->layer);
    struct temporal t = place_in_pattern(s, key);
    size_t bytes = frame_bytes(s, &t, key), each = 0;
    if (s->bps) {
        packets = (uint8_t)(bytes / (SIM_PAYLOAD - 60) + 1);
        each = bytes / packets;
    }
    s->want_key = false;
    if (t.tid == 0)
        s->tl0++;
    for (uint8_t i = 0; i < packets; i++) {
        struct sim_sent *p = next_sent(s);
        struct kr_writer w = kr_writer_of(p->payload, sizeof p->payload);
        struct sim_picture picture = {.codec = c->config.codec, .short_id = c->config.short_ids, .opaque = c->config.dd, .key = key, .first = i == 0,
                                      .last = i + 1 == packets, .sync = t.sync, .tid = t.tid, .picture_id = s->picture_id, .tl0 = s->tl0,
                                      .width = (uint16_t)(320u << s->layer), .height = (uint16_t)(180u << s->layer)};
        sim_payload_write(&w, &picture);
        if (c->config.dd)
            describe(p, s, &picture);
        write_body(&w, c, s, i, packets, key);
        kr_write_u8(&w, t.tid);
        kr_write_be32(&w, t.needs[0]);
        kr_write_be32(&w, t.needs[1]);
        p->marker = i + 1 == packets;
        p->len = !s->bps ? w.len + 500 : each > w.len ? each : w.len;
        if (c->pace_bps) {
            kr_assert(c->n_paced < SIM_PACED);
            size_t at = (c->first_paced + c->n_paced++) % SIM_PACED;
            c->paced[at].source = s;
            c->paced[at].seq = s->seq++;
        } else {
            send_rtp(c, s, false, s->seq++, p);
        }
    }
    s->picture_id = (s->picture_id + 1) & 0x7fff;
    s->timestamp += (uint32_t)(s->interval_us * 90 / 1000);
    s->frame++;
    if (s->padding_every && s->frame % s->padding_every == 0)
        send_padding(c, s);
}

static void send_paced(struct sim_client *c, uint64_t now_us)
{
    c->pace_bits += (double)c->pace_bps * (double)(now_us - c->pace_us) / 1e6;
    c->pace_us = now_us;
    for (; c->n_paced && c->pace_bits > 0; c->n_paced--) {
        struct sim_source *s = c->paced[c->first_paced].source;
        const struct sim_sent *p = &s->history[c->paced[c->first_paced].seq % SIM_HISTORY];
        send_rtp(c, s, false, p->seq, p);
        c->pace_bits -= (double)p->len * 8;
        c->first_paced = (c->first_paced + 1) % SIM_PACED;
    }
    if (!c->n_paced && c->pace_bits > 0)
        c->pace_bits = 0;
}

static void send_rtcp(struct sim_client *c, struct kr_writer *w)
{
    size_t len = w->len;
    kr_assert(!w->failed && kr_srtcp_protect(c->peer.sender, w->data, w->cap, &len) == 0);
    send_datagram(c, w->data, len);
}

static void send_reports(struct sim_client *c, uint64_t now_us)
{
    uint8_t out[1400];
    struct kr_writer w = kr_writer_of(out, sizeof out);
    for (int k = 0; k < KR_SOURCE_COUNT; k++) {
        struct kr_rtcp_sender_info info = {.ntp = kr_ntp_of_us(now_us) + c->ntp_ahead,
                                           .rtp = clock_of(&c->sources[k], now_us)};
        if (c->sources[k].on)
            kr_rtcp_write_sr(&w, c->sources[k].ssrc, &info, NULL, 0);
        for (int l = 0; k == KR_SOURCE_CAMERA && l < SIM_LAYERS - 1; l++) {
            info.rtp = clock_of(&c->higher[l], now_us);
            if (c->higher[l].on)
                kr_rtcp_write_sr(&w, c->higher[l].ssrc, &info, NULL, 0);
        }
    }
    struct kr_rtcp_report reports[31];
    size_t n = 0;
    for (int i = 0; i < KR_LIMIT_AUDIO_SLOTS + KR_LIMIT_VIDEO_SLOTS && n < 31; i++) {
        struct sim_slot *s = i < KR_LIMIT_AUDIO_SLOTS ? &c->audio[i] : &c->video[i - KR_LIMIT_AUDIO_SLOTS];
        if (s->received)
            reports[n++] = sim_congestion_report_of(c, s, now_us);
    }
    kr_rtcp_write_rr(&w, 7, reports, n);
    sim_congestion_remb(c, &w);
    send_rtcp(c, &w);
}

static void ask_for_missing(struct sim_client *c, struct sim_slot *s, uint64_t now_us)
{
    uint8_t out[600];
    uint16_t seqs[64];
    struct kr_writer w = kr_writer_of(out, sizeof out);
    size_t n = sim_receive_missing(s, seqs, 64, now_us);
    if (!n)
        return;
    kr_rtcp_write_nack(&w, 7, s->ssrc, seqs, n);
    send_rtcp(c, &w);
}

static void ask_for_key(struct sim_client *c, struct sim_slot *s)
{
    uint8_t out[100];
    struct kr_writer w = kr_writer_of(out, sizeof out);
    if (!s->decoder.want_pli)
        return;
    s->decoder.want_pli = false;
    kr_rtcp_write_pli(&w, 7, s->ssrc);
    send_rtcp(c, &w);
}

static void report_arrivals(struct sim_client *c, uint64_t now_us)
{
    uint8_t out[1400];
    struct kr_writer w = kr_writer_of(out, sizeof out);
    if (sim_congestion_write(c, &w, now_us))
        send_rtcp(c, &w);
}

void sim_client_send_layer(struct sim_client *c, int layer, bool on, uint64_t now_us)
{
    c->higher[layer - 1].on = on;
    c->higher[layer - 1].next_us = now_us;
}

void sim_client_step(struct sim_client *c, uint64_t now_us)
{
    c->now_us = now_us;
    if (c->gone || !c->peer.remote_ufrag[0])
        return;
    if (now_us >= c->check_us) {
        kr_load_peer_check(&c->peer);
        c->check_us = now_us + (c->peer.checked ? 2500000 : 100000);
    }
    if (!c->peer.connected)
        return;
    for (int k = 0; k < KR_SOURCE_COUNT; k++) {
        struct sim_source *s = &c->sources[k];
        for (; s->on && s->next_us <= now_us; s->next_us += s->interval_us)
            kr_source_is_video(s->kind) ? send_frame(c, s) : send_sound(c, s);
    }
    for (int l = 0; l < SIM_LAYERS - 1; l++)
        for (struct sim_source *s = &c->higher[l]; s->on && s->next_us <= now_us; s->next_us += s->interval_us)
            send_frame(c, s);
    send_paced(c, now_us);
    if (now_us >= c->report_us) {
        send_reports(c, now_us);
        c->report_us = now_us + 1000000;
    }
    report_arrivals(c, now_us);
    for (size_t i = 0; i < KR_LIMIT_VIDEO_SLOTS && !c->deaf; i++)
        ask_for_missing(c, &c->video[i], now_us);
    for (size_t i = 0; i < KR_LIMIT_VIDEO_SLOTS && c->config.plays; i++)
        if (c->video[i].base) {
            sim_decode(&c->video[i], now_us);
            ask_for_key(c, &c->video[i]);
        }
}

struct lost {
    struct sim_client *c;
    struct sim_source *s;
};

static void on_lost(void *arg, uint16_t seq)
{
    struct lost *l = arg;
    for (size_t i = 0; i < SIM_HISTORY; i++) {
        const struct sim_sent *p = &l->s->history[i];
        if ((uint16_t)p->seq == seq && p->len && l->s->seq - p->seq <= SIM_HISTORY) {
            send_rtp(l->c, l->s, true, p->seq, p);
            l->s->retransmitted++;
        }
    }
}

static struct sim_source *source_of_ssrc(struct sim_client *c, uint32_t ssrc)
{
    for (int k = 0; k < KR_SOURCE_COUNT; k++)
        if (c->sources[k].ssrc == ssrc)
            return &c->sources[k];
    for (int l = 0; l < SIM_LAYERS - 1; l++)
        if (c->higher[l].ssrc == ssrc)
            return &c->higher[l];
    return NULL;
}

static void on_rtcp(struct sim_client *c, const struct kr_rtcp *part, uint64_t now_us)
{
    struct lost l = {c, source_of_ssrc(c, part->media_ssrc)};
    sim_congestion_told(c, part, now_us);
    if (part->type == KR_RTCP_RTPFB && part->count == KR_RTPFB_NACK && l.s)
        kr_assert(kr_rtcp_nack_each(part, on_lost, &l) == 0);
    else if (part->type == KR_RTCP_PSFB && part->count == KR_PSFB_PLI && l.s) {
        l.s->want_key = true;
        l.s->key_requests++;
    } else if (part->type == KR_RTCP_RR)
        c->receiver_reports += part->count;
    else if (part->type == KR_RTCP_SR)
        sim_receive_report(c, part, now_us);
}

static void input_rtcp(struct sim_client *c, uint8_t *p, size_t len, uint64_t now_us)
{
    struct kr_rtcp part;
    int err = kr_srtcp_unprotect(c->peer.receiver, p, &len);
    if (err) {
        c->garbled += err != KR_E_REPLAY;
        return;
    }
    struct kr_reader r = kr_reader_of(p, len);
    while ((err = kr_rtcp_next(&part, &r)) == 1)
        on_rtcp(c, &part, now_us);
    kr_assert(err == 0);
}

void sim_client_input(struct sim_client *c, uint8_t *p, size_t len, uint64_t now_us)
{
    if (!kr_rtp_is(p, len) && !kr_rtcp_is(p, len))
        kr_load_peer_input(&c->peer, p, len);
    else if (!c->peer.receiver)
        c->garbled++;
    else if (kr_rtcp_is(p, len))
        input_rtcp(c, p, len, now_us);
    else
        sim_receive_rtp(c, p, len, now_us);
}
