/* SPDX-License-Identifier: EUPL-1.2 */
#include "liar.h"

#include <string.h>

#include "forge.h"
#include "lib/svc.h"
#include "payload.h"
#include "wire/rtcp.h"

enum { SETTLE_MS = 1500, OWN = 1000000 /* SSRCs of its own begin here */, RANDOM_MOST = 400, STREAMS = 8 };

static const struct sim_config honest = {.mode = KR_MODE_MEET, .n_video = 2};
static const char *const ids[] = {"p0", "p1"};

static uint32_t dice(struct sim_liar *l, uint32_t n)
{
    return sim_random(&l->r) % n;
}

void sim_liar_init(struct sim_liar *l, uint64_t seed, const struct sim_config *bad)
{
    *l = (struct sim_liar){.w = world_new(seed), .r.state = seed * 77 + 1};
    for (int i = 0; i < 2; i++)
        l->honest[i] = world_join(l->w, "room", ids[i], &honest, NULL);
    l->bad = world_join(l->w, "room", "bad", bad, NULL);
    for (int i = 0; i < 2; i++) {
        const char *want[] = {ids[1 - i], "bad", WORLD_END};
        world_watch(l->w, l->honest[i], 1, want, KR_LINK_SLOT_KIND_CAMERA);
        l->honest[i]->video[1].foreign = true;
        sim_client_send(l->honest[i], KR_SOURCE_CAMERA, true, l->w->now_us);
        sim_client_send(l->honest[i], KR_SOURCE_MICROPHONE, true, l->w->now_us);
    }
    const char *both[] = {"p0", "p1", WORLD_END};
    world_watch(l->w, l->bad, 1, both, KR_LINK_SLOT_KIND_CAMERA);
    for (int i = 0; i < 2; i++)
        l->bad->video[i].foreign = true;
    world_run(l->w, SETTLE_MS);
    for (size_t i = 0; i < STREAMS; i++)
        l->seq[i] = dice(l, 3000);
}

void sim_liar_fini(struct sim_liar *l)
{
    world_free(l->w);
}

/* One packet of its stream `n`; ext may name anything. */
static void send(struct sim_liar *l, size_t n, uint32_t ssrc, uint8_t payload_type, const struct kr_rtp_ext *ext, size_t n_ext, const uint8_t *p, size_t len)
{
    uint64_t seq = l->seq[n]++;
    struct kr_rtp_write h = {.marker = dice(l, 2), .payload_type = payload_type, .seq = (uint16_t)seq, .timestamp = (uint32_t)l->timestamp,
                             .ssrc = ssrc, .ext = ext, .n_ext = n_ext};
    l->timestamp += dice(l, 20) ? 100 : sim_random(&l->r);
    l->sent++;
    sim_forge_rtp(l->w, l->bad, &h, (uint32_t)(seq >> 16), p, len);
}

static struct kr_rtp_ext text(const struct sim_liar *l, enum kr_ext e, const char *s)
{
    return (struct kr_rtp_ext){.id = l->bad->numbers.ext[e] ? l->bad->numbers.ext[e] : 9, .len = (uint8_t)strlen(s), .data = (const uint8_t *)s};
}

/* Anything but what the simulation would take for its own. */
static size_t noise(struct sim_liar *l, uint8_t *p, size_t most)
{
    size_t n = dice(l, (uint32_t)most);
    for (size_t i = 0; i < n; i++)
        p[i] = (uint8_t)sim_random(&l->r);
    for (size_t i = 0; i < n; i++)
        p[i] ^= p[i] == SIM_BODY;
    return n;
}

/* A picture's packet as it should be, but for what is said of it. */
static size_t picture(struct sim_liar *l, uint8_t *p, size_t cap, bool key)
{
    struct kr_writer w = kr_writer_of(p, cap);
    struct sim_picture x = {.codec = l->bad->config.codec, .key = key, .first = dice(l, 4), .last = dice(l, 2), .sync = dice(l, 2), .tid = (uint8_t)dice(l, 4),
                            .picture_id = (uint16_t)sim_random(&l->r) & 0x7fff, .tl0 = (uint8_t)sim_random(&l->r), .short_id = dice(l, 2),
                            .width = (uint16_t)sim_random(&l->r), .height = (uint16_t)sim_random(&l->r)};
    sim_payload_write(&w, &x);
    return w.len + noise(l, p + w.len, cap - w.len);
}

static void on_camera(struct sim_liar *l, const uint8_t *p, size_t len)
{
    struct kr_rtp_ext ext[] = {text(l, KR_EXT_MID, "cam"), text(l, KR_EXT_RID, "q")};
    send(l, 0, OWN, l->bad->numbers.vp8, ext, l->bad->config.rids ? 2 : 1, p, len);
}

/* Numbers that run away: some packets are read, others are none, so that what is forwarded has gaps of any size. */
static void numbers_run_away(struct sim_liar *l)
{
    uint8_t p[RANDOM_MOST];
    size_t len = picture(l, p, sizeof p, dice(l, 3) == 0);
    l->seq[0] += dice(l, 4) ? 0 : dice(l, 0x7ff0);
    if (dice(l, 2))
        on_camera(l, p, len);
    else
        on_camera(l, p, dice(l, 2)); /* malformed, or empty */
}

static void all_is_a_key_frame(struct sim_liar *l)
{
    uint8_t p[RANDOM_MOST];
    on_camera(l, p, picture(l, p, sizeof p, true));
}

static void ids_make_no_sense(struct sim_liar *l)
{
    uint8_t p[RANDOM_MOST];
    on_camera(l, p, picture(l, p, sizeof p, dice(l, 30) == 0));
}

static void payloads_are_noise(struct sim_liar *l)
{
    uint8_t p[RANDOM_MOST];
    on_camera(l, p, noise(l, p, sizeof p));
}

/* One stream is all layers, one layer is all streams, under names of others and of nobody. */
static void rids_and_mids_lie(struct sim_liar *l)
{
    static const char *const rids[] = {"q", "h", "f", "x", "qq", "\x01", "~"}, *const mids[] = {"cam", "scr", "mic", "sca", "v0", "a1", "nobody"};
    uint8_t p[RANDOM_MOST];
    size_t n = dice(l, STREAMS);
    struct kr_rtp_ext ext[] = {text(l, KR_EXT_MID, mids[dice(l, 3) ? 0 : dice(l, 7)]), text(l, KR_EXT_RID, rids[dice(l, 7)]),
                               text(l, KR_EXT_REPAIRED_RID, rids[dice(l, 7)])};
    send(l, n, OWN + (uint32_t)n, dice(l, 4) ? l->bad->numbers.vp8 : l->bad->numbers.opus, ext, 1 + dice(l, 3), p, picture(l, p, sizeof p, dice(l, 3) == 0));
}

/* SSRCs of the others, of the server's slots, and ever new ones. */
static void ssrcs_are_not_its_own(struct sim_liar *l)
{
    const struct sim_client *c = l->honest[dice(l, 2)];
    const uint32_t others[] = {c->sources[KR_SOURCE_CAMERA].ssrc, c->sources[KR_SOURCE_MICROPHONE].ssrc, c->video[0].ssrc, c->audio[0].ssrc,
                               c->video[0].rtx_ssrc, l->bad->video[0].ssrc, 0, UINT32_MAX};
    uint8_t p[RANDOM_MOST];
    size_t n = dice(l, STREAMS);
    struct kr_rtp_ext ext[] = {text(l, KR_EXT_MID, "cam"), text(l, KR_EXT_RID, "q")};
    uint32_t ssrc = dice(l, 4) ? others[n] : OWN + dice(l, 1000);
    if (ssrc >= OWN && ssrc != UINT32_MAX)
        l->seq[n] = l->sent % 0x8000; /* each begins anew */
    send(l, n, ssrc, l->bad->numbers.vp8, ext, dice(l, 3), p, picture(l, p, sizeof p, dice(l, 3) == 0));
}

/* Retransmissions of what never was, of other streams, of streams without a name. */
static void repeats_what_never_was(struct sim_liar *l)
{
    uint8_t p[RANDOM_MOST];
    struct kr_rtp_ext ext[] = {text(l, KR_EXT_MID, "cam"), text(l, KR_EXT_REPAIRED_RID, dice(l, 2) ? "q" : "h")};
    size_t len = 2 + picture(l, p + 2, sizeof p - 2, dice(l, 3) == 0), n = dice(l, 3);
    kr_put_be16(p, (uint16_t)sim_random(&l->r));
    if (dice(l, 5) == 0)
        on_camera(l, p + 2, len - 2);
    send(l, 1 + n, n ? OWN + 50 + (uint32_t)n : OWN, n == 2 ? l->bad->numbers.vp8 : l->bad->numbers.vp8_rtx, ext, dice(l, 3), p, dice(l, 9) ? len : dice(l, 3));
}

/* Extensions of all forms and none, with lengths that lie, elements twice and thrice, CSRCs, padding that covers everything. */
static void headers_are_malformed(struct sim_liar *l)
{
    uint8_t h[400] = {0}, p[RANDOM_MOST];
    size_t n_csrc = dice(l, 3) ? 0 : dice(l, 16), at = 12 + 4 * n_csrc, words = dice(l, 20), len = picture(l, p, sizeof p, dice(l, 2));
    bool extended = dice(l, 5), padded = dice(l, 3) == 0;
    h[0] = (uint8_t)(0x80 | padded << 5 | extended << 4 | n_csrc);
    h[1] = (uint8_t)(dice(l, 2) << 7 | l->bad->numbers.vp8);
    kr_put_be16(h + 2, (uint16_t)l->seq[0]);
    kr_put_be32(h + 8, OWN);
    if (extended) {
        static const uint16_t profiles[] = {0xbede, 0xbede, 0x1000, 0x100f, 0x1234};
        kr_put_be16(h + at, profiles[dice(l, 5)]);
        kr_put_be16(h + at + 2, (uint16_t)words);
        at += 4;
        for (size_t i = 0; i < 4 * words; i++)
            h[at + i] = (uint8_t)(dice(l, 3) ? (uint32_t)l->bad->numbers.ext[dice(l, KR_EXT_COUNT)] << 4 | dice(l, 16) : sim_random(&l->r));
        at += 4 * words;
    }
    if (padded && len)
        p[len - 1] = (uint8_t)(dice(l, 2) ? (len < 256 ? len : 255) : sim_random(&l->r));
    l->sent++;
    l->seq[0]++;
    sim_forge_raw(l->w, l->bad, h, at, (uint32_t)((l->seq[0] - 1) >> 16), p, len);
}

/* Descriptors true but for some bits: templates that are not there, structures at any time, 64 templates, no targets. */
static void descriptors_lie(struct sim_liar *l)
{
    const struct sim_svc svc = {.spatial = 1 + (int)dice(l, 3), .temporal = 1 + (int)dice(l, 3), .key_only = dice(l, 2), .id_offset = (int)dice(l, 64)};
    struct sim_svc_packet d = {.picture = dice(l, 9), .spatial = (int)dice(l, (uint32_t)svc.spatial), .start = dice(l, 3), .end = dice(l, 2),
                               .number = (uint16_t)(dice(l, 9) ? l->sent : sim_random(&l->r)), .structure = dice(l, 2), .has_active = dice(l, 2),
                               .active = dice(l, 2) ? sim_random(&l->r) & ((1u << svc.spatial * svc.temporal) - 1) : 0, .custom = dice(l, 2)};
    uint8_t dd[255] = {0}, p[RANDOM_MOST];
    size_t len = sim_svc_write(&svc, &d, dd);
    for (uint32_t i = dice(l, 3) ? 0 : 1 + dice(l, 6); i > 0; i--)
        dd[dice(l, (uint32_t)len)] ^= (uint8_t)(1u << dice(l, 8));
    if (dice(l, 6) == 0)
        len = dice(l, 255);
    struct kr_rtp_ext ext[] = {{.id = l->bad->numbers.ext[KR_EXT_DEPENDENCY_DESCRIPTOR], .len = (uint8_t)len, .data = dd}, text(l, KR_EXT_MID, "cam"), text(l, KR_EXT_RID, "q")};
    send(l, 0, OWN, l->bad->numbers.vp8, ext, l->bad->config.rids ? 3 : 2, p, 1 + noise(l, p, sizeof p - 1));
}

/* Blocks that are longer than the packet, older than the stream, or without end; and the loudest voice of all. */
static void redundancy_lies(struct sim_liar *l)
{
    uint8_t p[RANDOM_MOST], level = 0;
    struct kr_rtp_ext ext[] = {text(l, KR_EXT_MID, "mic"), {.id = l->bad->numbers.ext[KR_EXT_AUDIO_LEVEL], .len = 1, .data = &level}};
    size_t len = noise(l, p, sizeof p), n = dice(l, 5);
    for (size_t i = 0; i < n && 4 * i + 4 < len; i++)
        p[4 * i] = (uint8_t)(0x80 | (dice(l, 4) ? l->bad->numbers.opus : sim_random(&l->r)));
    if (4 * n < len)
        p[4 * n] = l->bad->numbers.opus;
    l->seq[4] += dice(l, 30) ? 0 : dice(l, 0x7ff0);
    send(l, 4, OWN + 4, l->bad->numbers.red && dice(l, 4) ? l->bad->numbers.red : l->bad->numbers.opus, ext, 2, p, len);
}

static void rtcp(struct sim_liar *l, struct kr_writer *w)
{
    l->sent++;
    if (!w->failed && w->len >= 8)
        sim_forge_rtcp(l->w, l->bad, w->data, w->len);
}

static uint32_t any_ssrc(struct sim_liar *l)
{
    const struct sim_client *c = l->honest[dice(l, 2)];
    const uint32_t some[] = {OWN, OWN + 4, c->sources[KR_SOURCE_CAMERA].ssrc, c->sources[KR_SOURCE_MICROPHONE].ssrc, c->video[0].ssrc, c->audio[0].ssrc,
                             l->bad->video[0].ssrc, l->bad->video[1].ssrc, l->bad->audio[0].ssrc, 0};
    return some[dice(l, sizeof some / sizeof *some)];
}

/* Reports with clocks and losses that cannot be, goodbyes of others, and types that nobody knows. */
static void reports_lie(struct sim_liar *l)
{
    uint8_t out[1400];
    struct kr_writer w = kr_writer_of(out, sizeof out);
    struct kr_rtcp_report reports[31];
    struct kr_rtcp_sender_info info = {.ntp = (uint64_t)sim_random(&l->r) << 32 | sim_random(&l->r), .rtp = sim_random(&l->r), .packets = UINT32_MAX, .octets = 1};
    size_t n = dice(l, 31);
    for (size_t i = 0; i < n; i++)
        reports[i] = (struct kr_rtcp_report){.ssrc = any_ssrc(l), .fraction_lost = (uint8_t)sim_random(&l->r), .cumulative_lost = -1, .highest_seq = sim_random(&l->r),
                                             .jitter = UINT32_MAX, .last_sr = sim_random(&l->r), .delay_since_sr = sim_random(&l->r)};
    kr_rtcp_write_sr(&w, any_ssrc(l), &info, reports, n);
    for (uint32_t i = dice(l, 5); i > 0; i--) { /* BYE, SDES, APP (as relays speak), XR, and whatever else */
        size_t at = w.len, words = dice(l, 12);
        kr_write_u8(&w, (uint8_t)(0x80 | dice(l, 64)));
        kr_write_u8(&w, (uint8_t)(200 + dice(l, 10)));
        kr_write_be16(&w, (uint16_t)(dice(l, 20) ? words : sim_random(&l->r)));
        for (size_t k = 0; k < words; k++)
            kr_write_be32(&w, k == 1 && dice(l, 2) ? 0x4b524c59 : dice(l, 2) ? any_ssrc(l) : sim_random(&l->r));
        if (w.failed)
            w.len = at;
    }
    w.failed = false;
    rtcp(l, &w);
}

static void key_frames_are_asked_for(struct sim_liar *l)
{
    uint8_t out[100];
    struct kr_writer w = kr_writer_of(out, sizeof out);
    uint32_t ssrc = l->bad->video[dice(l, 2)].ssrc;
    if (dice(l, 2))
        kr_rtcp_write_pli(&w, 7, ssrc);
    else
        kr_rtcp_write_fir(&w, 7, ssrc, (uint8_t)l->sent);
    rtcp(l, &w);
}

static void everything_is_missing(struct sim_liar *l)
{
    uint8_t out[1300];
    struct kr_writer w = kr_writer_of(out, sizeof out);
    kr_write_u8(&w, 0x81); /* NACK (RFC 4585 6.2.1): as many numbers as there is room for */
    kr_write_u8(&w, KR_RTCP_RTPFB);
    kr_write_be16(&w, 302);
    kr_write_be32(&w, 7);
    kr_write_be32(&w, l->bad->video[dice(l, 2)].ssrc);
    for (unsigned i = 0; i < 300; i++) {
        kr_write_be16(&w, (uint16_t)(l->sent * 5100 + 17 * i));
        kr_write_be16(&w, UINT16_MAX);
    }
    rtcp(l, &w);
}

static void feedback_is_about_nothing(struct sim_liar *l)
{
    uint8_t out[1400];
    struct kr_writer w = kr_writer_of(out, sizeof out);
    for (unsigned part = 1 + dice(l, 10); part > 0; part--) {
        unsigned chunks = 1 + dice(l, 8), deltas = dice(l, 3) ? 0 : dice(l, 20);
        size_t words = 4 + (2 * chunks + deltas + 3) / 4;
        kr_write_u8(&w, 0x80 | KR_RTPFB_TRANSPORT_CC);
        kr_write_u8(&w, KR_RTCP_RTPFB);
        kr_write_be16(&w, (uint16_t)words);
        kr_write_be32(&w, 7);
        kr_write_be32(&w, any_ssrc(l));
        kr_write_be16(&w, (uint16_t)(dice(l, 2) ? l->bad->arrivals.end + dice(l, 50) - 25 : sim_random(&l->r)));
        kr_write_be16(&w, (uint16_t)(dice(l, 2) ? dice(l, 40) : sim_random(&l->r)));
        kr_write_be32(&w, sim_random(&l->r));
        for (size_t i = 0; i < 4 * (words - 4); i += 2)
            kr_write_be16(&w, dice(l, 2) ? (uint16_t)dice(l, 0x4000) : (uint16_t)sim_random(&l->r));
    }
    rtcp(l, &w);
}

const struct sim_lie_row sim_lies[] = {
    {"numbers run away", numbers_run_away, false},
    {"all is a key frame", all_is_a_key_frame, false},
    {"ids make no sense", ids_make_no_sense, false},
    {"payloads are noise", payloads_are_noise, false},
    {"rids and mids lie", rids_and_mids_lie, false},
    {"SSRCs are not its own", ssrcs_are_not_its_own, false},
    {"repeats what never was", repeats_what_never_was, false},
    {"headers are malformed", headers_are_malformed, false},
    {"descriptors lie", descriptors_lie, false},
    {"redundancy lies", redundancy_lies, false},
    {"reports lie", reports_lie, false},
    {"key frames are asked for", key_frames_are_asked_for, true},
    {"everything is missing", everything_is_missing, false},
    {"feedback is about nothing", feedback_is_about_nothing, false},
};
const size_t sim_lies_len = sizeof sim_lies / sizeof *sim_lies;
