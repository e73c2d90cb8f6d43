/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/relay_wire.h"

#include "wire/rtcp_write.h"

enum {
    NAME = 0x4b524c59, /* "KRLY" */
    VERSION = 1,
    ACTIVE = 1, ALLOWED = 2, HEARD = 4, FLAGS = 7,
    LAYER_BITS = (1 << KR_LAYERS) - 1,
};

/*
 * RFC 3550 section 6.7, and behind it:
 *
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                           SSRC                                |
 *   |                        name: KRLY                             |
 *   |                          version                              |
 *   |                          serial                               |
 *   |  of the state: sets of codecs                                 |
 *   |    decoded    | of the camera | of the screen |       0       |
 *   |  and for each source:                                         |
 *   |     flags     |     codec     |    layers     |       0       |
 *   |           loudness            |               0               |
 *   |  and for each layer: lines    |               0               |
 *   |                            kbit/s                             |
 *   |  of the demand, for each source:                              |
 *   |    layers     |       0       |            height             |
 */
static struct kr_rtcp_begun begin(struct kr_writer *w, enum kr_relay_kind kind, uint32_t ssrc, uint32_t serial)
{
    struct kr_rtcp_begun part = kr_rtcp_begin(w, KR_RTCP_APP, kind);
    kr_write_be32(w, ssrc);
    kr_write_be32(w, NAME);
    kr_write_be32(w, VERSION);
    kr_write_be32(w, serial);
    return part;
}

static int read_head(struct kr_reader *r, uint32_t *serial)
{
    (void)kr_read_be32(r); /* told the endpoint already */
    uint32_t name = kr_read_be32(r), version = kr_read_be32(r);
    *serial = kr_read_be32(r);
    return r->failed || name != NAME || version != VERSION ? KR_E_MALFORMED : 0;
}

void kr_relay_write_state(struct kr_writer *w, uint32_t ssrc, const struct kr_relay_state *s)
{
    struct kr_rtcp_begun part = begin(w, KR_RELAY_STATE, ssrc, s->serial);
    kr_write_u8(w, s->codecs.decodes);
    kr_write_u8(w, s->codecs.encodes_camera);
    kr_write_u8(w, s->codecs.encodes_screen);
    kr_write_u8(w, 0);
    for (size_t i = 0; i < KR_SOURCE_COUNT; i++) {
        const struct kr_relay_source *source = &s->sources[i];
        kr_write_u8(w, (uint8_t)((source->active ? ACTIVE : 0) | (source->allowed ? ALLOWED : 0) | (source->heard ? HEARD : 0)));
        kr_write_u8(w, source->codec);
        kr_write_u8(w, source->n_layers);
        kr_write_u8(w, 0);
        kr_write_be16(w, source->loudness);
        kr_write_be16(w, 0);
        for (size_t l = 0; l < source->n_layers; l++) {
            kr_write_be16(w, source->layers[l].lines);
            kr_write_be16(w, 0);
            kr_write_be32(w, source->layers[l].kbps);
        }
    }
    kr_rtcp_end(w, part);
}

static int read_source(struct kr_relay_source *out, struct kr_reader *r, enum kr_source which)
{
    uint8_t flags = kr_read_u8(r), codec = kr_read_u8(r), n_layers = kr_read_u8(r), zero = kr_read_u8(r);
    struct kr_relay_source s = {.active = flags & ACTIVE, .allowed = flags & ALLOWED, .heard = flags & HEARD, .codec = codec,
                                .n_layers = n_layers, .loudness = kr_read_be16(r)};
    uint16_t zeros = kr_read_be16(r);
    bool video = kr_source_is_video(which);
    if (r->failed || flags & ~FLAGS || zero || zeros || codec >= KR_CODEC_COUNT || video == (codec == KR_CODEC_OPUS) ||
        n_layers < 1 || n_layers > (video ? KR_LAYERS : 1))
        return KR_E_MALFORMED;
    for (size_t l = 0; l < n_layers; l++) {
        s.layers[l].lines = kr_read_be16(r);
        zeros |= kr_read_be16(r);
        s.layers[l].kbps = kr_read_be32(r);
    }
    if (r->failed || zeros)
        return KR_E_MALFORMED;
    *out = s;
    return 0;
}

static int read_codecs(struct kr_codec_member *out, struct kr_reader *r)
{
    out->decodes = kr_read_u8(r);
    out->encodes_camera = kr_read_u8(r);
    out->encodes_screen = kr_read_u8(r);
    uint8_t zero = kr_read_u8(r);
    return r->failed || zero || (out->decodes | out->encodes_camera | out->encodes_screen) & ~KR_CODECS_VIDEO ? KR_E_MALFORMED : 0;
}

int kr_relay_read_state(struct kr_relay_state *out, struct kr_span body)
{
    struct kr_reader r = kr_reader_of(body.data, body.len);
    struct kr_relay_state s;
    int err = read_head(&r, &s.serial);
    if (!err)
        err = read_codecs(&s.codecs, &r);
    for (int i = 0; i < KR_SOURCE_COUNT && !err; i++)
        err = read_source(&s.sources[i], &r, (enum kr_source)i);
    if (!err && kr_reader_left(&r))
        err = KR_E_MALFORMED;
    if (!err)
        *out = s;
    return err;
}

void kr_relay_write_demand(struct kr_writer *w, uint32_t ssrc, const struct kr_relay_demand *d)
{
    struct kr_rtcp_begun part = begin(w, KR_RELAY_DEMAND, ssrc, d->serial);
    for (size_t i = 0; i < KR_SOURCE_COUNT; i++) {
        kr_write_u8(w, d->layers[i]);
        kr_write_u8(w, 0);
        kr_write_be16(w, d->height[i]);
    }
    kr_rtcp_end(w, part);
}

int kr_relay_read_demand(struct kr_relay_demand *out, struct kr_span body)
{
    struct kr_reader r = kr_reader_of(body.data, body.len);
    struct kr_relay_demand d;
    int err = read_head(&r, &d.serial);
    for (int i = 0; i < KR_SOURCE_COUNT && !err; i++) {
        unsigned bits = kr_source_is_video((enum kr_source)i) ? LAYER_BITS : 1;
        d.layers[i] = kr_read_u8(&r);
        uint8_t zero = kr_read_u8(&r);
        d.height[i] = kr_read_be16(&r);
        if (r.failed || zero || d.layers[i] & ~bits)
            err = KR_E_MALFORMED;
    }
    if (!err && kr_reader_left(&r))
        err = KR_E_MALFORMED;
    if (!err)
        *out = d;
    return err;
}
