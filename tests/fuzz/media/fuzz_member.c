/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A member with a key of its own against the whole media core: input is a row of what it sends (RTP under any header, RTCP of any
 * kind, a lie of tests/sim/media/liar.h, or time that passes), under the virtual clock. Two honest members watch each other and
 * it; what they get of each other is checked packet by packet, and in the end the slot in which the hostile one was must play an
 * honest one.
 *
 * First byte: which of its offers. Then records: a kind, and what follows for it.
 */
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/bytes.h"
#include "crypto/secret.h"
#include "sim/media/forge.h"
#include "sim/media/liar.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { RECORDS_MOST = 400, MS_MOST = 4000, TYPES = 8, STREAMS = 8, FIRST_SSRC = 2000000 };

static const struct sim_config configs[] = {
    {.mode = KR_MODE_MEET, .n_video = 2},
    {.mode = KR_MODE_MEET, .n_video = 2, .rids = "q;h;f", .red = true},
    {.mode = KR_MODE_MEET, .n_video = 2, .dd = true, .reports = true},
    {.mode = KR_MODE_MEET, .n_video = 2, .rids = "q;h;f", .dd = true, .red = true, .reports = true},
};

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    setenv("CMOCKA_TEST_ABORT", "1", 1); /* a check that fails is a find */
    return kr_crypto_init();
}

static uint32_t ssrc_of(const struct sim_liar *l, uint8_t n)
{
    const struct sim_source *camera = &l->bad->sources[KR_SOURCE_CAMERA];
    const uint32_t named[] = {camera->ssrc, camera->rtx_ssrc, l->bad->sources[KR_SOURCE_MICROPHONE].ssrc, l->bad->sources[KR_SOURCE_SCREEN].ssrc};
    return n < 4 ? named[n] : FIRST_SSRC + n;
}

/* First byte, payload type of those offered, stream, how far its number jumps; then the rest of the header and payload, as it comes. */
static void play_rtp(struct sim_liar *l, struct kr_reader *r, uint64_t seq[STREAMS])
{
    const struct kr_load_numbers *n = &l->bad->numbers;
    const uint8_t types[TYPES] = {n->vp8, n->vp8, n->vp8, n->vp8_rtx, n->opus, n->red, 96, 127};
    uint8_t header[KR_RTP_HEADER_BYTES], first = kr_read_u8(r), type = kr_read_u8(r), stream = kr_read_u8(r) % STREAMS, jump = kr_read_u8(r);
    uint16_t timestamp = kr_read_be16(r);
    size_t len = kr_read_u8(r) * (size_t)2, left = kr_reader_left(r);
    const uint8_t *p = kr_read_bytes(r, len < left ? len : left);
    uint8_t out[KR_RTP_HEADER_BYTES + 600];
    len = len < left ? len : left;
    if (!p)
        return;
    seq[stream] += jump < 0xc0 ? 1 : (uint64_t)(jump - 0xbf) << 9; /* up to 2^15 */
    header[0] = (uint8_t)(0x80 | (first & 0x3f));
    header[1] = (uint8_t)((type & 0x80) | types[type % TYPES]);
    kr_put_be16(header + 2, (uint16_t)seq[stream]);
    kr_put_be32(header + 4, (uint32_t)timestamp << 10);
    kr_put_be32(header + 8, ssrc_of(l, stream));
    memcpy(out, header, sizeof header);
    memcpy(out + sizeof header, p, len);
    /* What stays plain is what the header says; where it lies about its length, nothing is. */
    size_t plain = sizeof header + 4u * (first & 15);
    if (first & 0x10)
        plain = plain + 4 <= sizeof header + len ? plain + 4 + 4u * kr_get_be16(out + plain + 2) : SIZE_MAX;
    if (plain > sizeof header + len)
        plain = sizeof header;
    sim_forge_raw(l->w, l->bad, out, plain, (uint32_t)(seq[stream] >> 16), out + plain, sizeof header + len - plain);
}

static void play_rtcp(struct sim_liar *l, struct kr_reader *r)
{
    size_t len = kr_read_u8(r) * (size_t)4, left = kr_reader_left(r);
    const uint8_t *p = kr_read_bytes(r, len < left ? len : left);
    uint8_t out[1100];
    len = len < left ? len : left;
    if (!p || len < 8)
        return;
    memcpy(out, p, len);
    out[0] = (uint8_t)(0x80 | (out[0] & 0x3f));
    if (out[4] == 0xff && len >= 12) /* names a stream that it has been given */
        kr_put_be32(out + 8, out[5] & 1 ? l->bad->video[out[5] >> 1 & 1].ssrc : l->bad->audio[out[5] >> 1 & 3].ssrc);
    sim_forge_rtcp(l->w, l->bad, out, len);
}

static void check(struct sim_liar *l)
{
    const char *nobody[] = {WORLD_END}, *want[2][3] = {{NULL, "p1", WORLD_END}, {NULL, "p0", WORLD_END}};
    for (int i = 0; i < 2; i++) {
        kr_assert(sim_slot_check_video(&l->honest[i]->video[0], 8) > 10);
        sim_slot_check_audio(&l->honest[i]->audio[0], false);
        world_watch(l->w, l->honest[i], 2, nobody, KR_LINK_SLOT_KIND_CAMERA);
    }
    world_run(l->w, 30);
    for (int i = 0; i < 2; i++) {
        l->honest[i]->video[1].foreign = false;
        world_watch(l->w, l->honest[i], 3, want[i], KR_LINK_SLOT_KIND_CAMERA);
    }
    world_run(l->w, 1500);
    for (int i = 0; i < 2; i++) {
        kr_assert(sim_slot_check_video(&l->honest[i]->video[1], 8) > 10);
        kr_assert(l->honest[i]->garbled + l->honest[i]->unknown_ssrc == 0 && l->w->told[i].closed == 0);
        /* Two seconds and what was played: not often asked, whatever was. */
        kr_assert(l->honest[i]->sources[KR_SOURCE_CAMERA].key_requests < 16);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kr_reader r = kr_reader_of(data, size);
    struct sim_liar l;
    uint64_t seq[STREAMS];
    unsigned ms = 0;
    if (size < 4)
        return 0;
    sim_liar_init(&l, 1 + size, &configs[kr_read_u8(&r) % (sizeof configs / sizeof *configs)]);
    for (size_t i = 0; i < STREAMS; i++)
        seq[i] = 65000;
    for (int i = 0; i < RECORDS_MOST && kr_reader_left(&r); i++) {
        uint8_t kind = kr_read_u8(&r), more = kind >> 3;
        switch (kind & 7) {
        case 0:
        case 1:
        case 2:
        case 3:
            play_rtp(&l, &r, seq);
            break;
        case 4:
        case 5:
            play_rtcp(&l, &r);
            break;
        case 6:
            sim_lies[more % sim_lies_len].tell(&l);
            break;
        default:
            if (ms + more * 4u <= MS_MOST) {
                ms += more * 4u;
                world_run(l.w, more * 4u);
            }
        }
    }
    world_run(l.w, 100);
    check(&l);
    sim_liar_fini(&l);
    return 0;
}
