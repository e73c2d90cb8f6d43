/* SPDX-License-Identifier: EUPL-1.2 */
#include "wire/dd_structure.h"

#include <string.h>

#include "base/bytes.h"

/*
 * Section A.8.1: start (1), end (1), template (6), frame number (16); in longer ones then flags, which say what else there
 * is: structure, active decode targets, and the frame's own indications, references and chains.
 */
enum {
    TEMPLATE_IDS = 64,
    MANDATORY_BITS = 24,
    FLAGS_BITS = 5,
};

struct fields {
    bool structure, active, indications, references, chains;
};

static struct fields read_flags(struct kr_bits *b)
{
    struct fields f = {.structure = kr_bits_flag(b)};
    f.active = kr_bits_flag(b);
    f.indications = kr_bits_flag(b);
    f.references = kr_bits_flag(b);
    f.chains = kr_bits_flag(b);
    return f;
}

/* frame_fdiffs(): 4, 8 or 12 bits each. */
static int read_references(struct kr_frame *f, struct kr_bits *b)
{
    unsigned size;
    f->n_refs = 0;
    while ((size = kr_bits_read(b, 2))) {
        if (f->n_refs == KR_FRAME_REFS)
            return KR_E_UNSUPPORTED;
        f->refs[f->n_refs++] = (uint16_t)(kr_bits_read(b, 4 * size) + 1);
    }
    return 0;
}

/* frame_dependency_definition(): what the template says, or the packet itself. */
static int read_definition(struct kr_frame *f, const struct kr_dd_structure *s, unsigned id, const struct fields *own, struct kr_bits *b)
{
    unsigned at = (id + TEMPLATE_IDS - s->id_offset) % TEMPLATE_IDS;
    if (at >= s->n_templates)
        return KR_E_STATE;
    const struct kr_dd_template *t = &s->templates[at];
    uint64_t indications = t->indications;
    int err = 0;
    f->spatial = t->spatial;
    f->temporal = t->temporal;
    f->n_refs = t->n_refs;
    for (unsigned i = 0; i < t->n_refs; i++)
        f->refs[i] = t->refs[i];
    f->present = t->present;
    f->switches = t->switches;
    if (own->indications) {
        indications = 0;
        for (unsigned d = 0; d < s->n_targets; d++)
            indications |= (uint64_t)kr_bits_read(b, 2) << (2 * d);
        kr_dd_conclude(s, indications, &f->present, &f->switches);
    }
    if (own->references)
        err = read_references(f, b);
    for (unsigned c = 0; own->chains && c < s->n_chains; c++)
        kr_bits_read(b, 8); /* frame_chains(): who follows single frames does without chains */
    f->discardable = true;
    for (unsigned d = 0; d < s->n_targets; d++)
        f->discardable &= (indications >> (2 * d) & 3) <= KR_DD_DISCARDABLE;
    return err;
}

int kr_dd_read(struct kr_frame *out, struct kr_dd *stream, const uint8_t *p, size_t len)
{
    struct kr_bits b = kr_bits_of(p, len);
    struct kr_frame f = {.start = kr_bits_flag(&b)};
    struct kr_dd_structure fresh;
    const struct kr_dd_structure *s = stream->known ? &stream->structure : NULL;
    struct fields own = {0};
    uint32_t active = stream->active;
    f.end = kr_bits_flag(&b);
    unsigned id = kr_bits_read(&b, 6);
    f.number = (uint16_t)kr_bits_read(&b, 16);
    f.has_number = true;
    if (len > KR_DD_SHORT_BYTES)
        own = read_flags(&b);
    if (own.structure) {
        int err = kr_dd_read_structure(&fresh, &b);
        if (err)
            return err;
        s = &fresh;
        f.structure_bits = (uint16_t)(b.pos - MANDATORY_BITS - FLAGS_BITS);
        active = (uint32_t)(((uint64_t)1 << fresh.n_targets) - 1);
    }
    if (b.failed || len > KR_DD_BYTES)
        return KR_E_MALFORMED;
    if (!s)
        return KR_E_STATE;
    if (own.active)
        active = kr_bits_read(&b, s->n_targets);
    int err = read_definition(&f, s, id, &own, &b);
    if (err || b.failed)
        return err ? err : KR_E_MALFORMED;
    f.n_targets = s->n_targets;
    f.n_spatial = (uint8_t)(s->max_spatial + 1);
    f.in_picture = f.n_refs == 0;
    f.key = f.start && own.structure && f.n_refs == 0 && f.spatial == 0;
    if (f.key && s->has_sizes) {
        f.width = s->width[s->max_spatial];
        f.height = s->height[s->max_spatial];
    }
    if (own.structure) {
        stream->structure = fresh;
        stream->known = true;
    }
    stream->active = active;
    *out = f;
    return 0;
}

struct out_bits {
    uint8_t *data;
    size_t n, pos;
};

static void put_bits(struct out_bits *o, uint32_t v, unsigned n)
{
    for (; n > 0 && o->pos < o->n; n--, o->pos++)
        o->data[o->pos / 8] |= (uint8_t)((v >> (n - 1) & 1) << (7 - o->pos % 8));
}

static void copy_bits(struct out_bits *o, struct kr_bits *b, size_t n)
{
    for (; n > 0; n -= n < 32 ? n : 32) {
        unsigned step = n < 32 ? (unsigned)n : 32;
        put_bits(o, kr_bits_read(b, step), step);
    }
}

/* Everything as it came, with the bits of the active decode targets put in behind the structure or in the place of others. */
static int write_active(uint8_t *out, size_t cap, size_t *len, const uint8_t *in, size_t in_len, const struct kr_frame *f, uint32_t active)
{
    struct kr_bits b = kr_bits_of(in, in_len);
    bool is_short = in_len == KR_DD_SHORT_BYTES, had;
    size_t bits = in_len * 8 + f->n_targets + (is_short ? FLAGS_BITS : 0), bytes = (bits + 7) / 8;
    struct out_bits o = {.data = out, .n = bytes * 8};
    if (bytes > cap || bytes > KR_DD_BYTES)
        return KR_E_TOO_LARGE;
    memset(out, 0, bytes);
    copy_bits(&o, &b, MANDATORY_BITS);
    put_bits(&o, is_short ? 0 : kr_bits_read(&b, 1), 1);
    had = !is_short && kr_bits_flag(&b);
    put_bits(&o, 1, 1);
    put_bits(&o, is_short ? 0 : kr_bits_read(&b, FLAGS_BITS - 2), FLAGS_BITS - 2);
    copy_bits(&o, &b, f->structure_bits);
    put_bits(&o, active, f->n_targets);
    if (had)
        kr_bits_read(&b, f->n_targets);
    copy_bits(&o, &b, b.n - b.pos);
    *len = bytes;
    return 0;
}

int kr_dd_write(uint8_t *out, size_t cap, size_t *len, const uint8_t *in, size_t in_len, const struct kr_frame *f, uint16_t number,
                bool has_active, uint32_t active)
{
    if (in_len > cap || in_len > KR_DD_BYTES || in_len < KR_DD_SHORT_BYTES)
        return KR_E_TOO_LARGE;
    if (has_active) {
        int err = write_active(out, cap, len, in, in_len, f, active);
        if (err)
            return err;
    } else {
        memcpy(out, in, in_len);
        *len = in_len;
    }
    kr_put_be16(out + 1, number);
    return 0;
}

bool kr_dd_makes(const struct kr_dd *stream, unsigned spatial)
{
    for (unsigned d = 0; d < stream->structure.n_targets; d++)
        if (stream->active >> d & 1 && stream->structure.spatial_of[d] == spatial)
            return true;
    return false;
}

uint32_t kr_dd_active_for(const struct kr_dd_structure *s, unsigned spatial, unsigned temporal)
{
    uint32_t active = 0;
    for (unsigned d = 0; d < s->n_targets; d++)
        active |= (uint32_t)(s->spatial_of[d] <= spatial && s->temporal_of[d] <= temporal) << d;
    return active;
}
