/* SPDX-License-Identifier: EUPL-1.2 */
#include "wire/dd_structure.h"

enum { LAYERS = KR_FRAME_SPATIAL * KR_FRAME_TEMPORAL };

static enum kr_dd_indication indication_of(uint64_t indications, unsigned target)
{
    return (enum kr_dd_indication)(indications >> (2 * target) & 3);
}

/* Section A.8.2: template_layers(). */
static int read_layers(struct kr_dd_structure *s, struct kr_bits *b)
{
    enum { SAME, NEXT_TEMPORAL, NEXT_SPATIAL, NO_MORE };
    uint8_t spatial = 0, temporal = 0;
    uint32_t next;
    do {
        if (s->n_templates == KR_DD_TEMPLATES || b->failed)
            return KR_E_MALFORMED;
        if (spatial >= KR_FRAME_SPATIAL || temporal >= KR_FRAME_TEMPORAL)
            return KR_E_UNSUPPORTED;
        s->templates[s->n_templates].spatial = spatial;
        s->templates[s->n_templates++].temporal = temporal;
        s->max_spatial = spatial;
        next = kr_bits_read(b, 2);
        if (next == NEXT_TEMPORAL)
            temporal++;
        if (next == NEXT_SPATIAL) {
            temporal = 0;
            spatial++;
        }
    } while (next != NO_MORE);
    return 0;
}

/* template_fdiffs(): 4 bits each, behind a flag that tells whether there is one more. */
static int read_references(struct kr_dd_template *t, struct kr_bits *b)
{
    while (kr_bits_flag(b)) {
        if (t->n_refs == KR_FRAME_REFS)
            return KR_E_UNSUPPORTED;
        t->refs[t->n_refs++] = (uint8_t)(kr_bits_read(b, 4) + 1);
    }
    return 0;
}

static void read_chains(struct kr_dd_structure *s, struct kr_bits *b)
{
    s->n_chains = (uint8_t)kr_bits_non_symmetric(b, s->n_targets + 1u);
    if (!s->n_chains || b->failed)
        return;
    for (unsigned d = 0; d < s->n_targets; d++)
        s->protected_by[d] = (uint8_t)kr_bits_non_symmetric(b, s->n_chains);
    for (unsigned t = 0; t < s->n_templates; t++)
        for (unsigned c = 0; c < s->n_chains; c++)
            s->templates[t].chains[c] = (uint8_t)kr_bits_read(b, 4);
}

/* decode_target_layers(): a decode target's layer is the largest of the frames that it needs. */
static void find_layers(struct kr_dd_structure *s)
{
    for (unsigned t = 0; t < s->n_templates; t++) {
        const struct kr_dd_template *x = &s->templates[t];
        for (unsigned d = 0; d < s->n_targets; d++) {
            if (indication_of(x->indications, d) == KR_DD_NOT_PRESENT)
                continue;
            if (x->spatial > s->spatial_of[d])
                s->spatial_of[d] = x->spatial;
            if (x->temporal > s->temporal_of[d])
                s->temporal_of[d] = x->temporal;
        }
    }
}

/* The decode target with the most that is not more than the layer; the one with the least when all are. */
static uint8_t target_for(const struct kr_dd_structure *s, int spatial, int temporal)
{
    int best = -1, least = 0, best_rank = -1, least_rank = LAYERS;
    for (int d = 0; d < s->n_targets; d++) {
        int rank = s->spatial_of[d] * KR_FRAME_TEMPORAL + s->temporal_of[d];
        if (rank < least_rank) {
            least = d;
            least_rank = rank;
        }
        if (s->spatial_of[d] <= spatial && s->temporal_of[d] <= temporal && rank > best_rank) {
            best = d;
            best_rank = rank;
        }
    }
    return (uint8_t)(best < 0 ? least : best);
}

void kr_dd_conclude(const struct kr_dd_structure *s, uint64_t indications, kr_targets *present, kr_targets *switches)
{
    *present = *switches = 0;
    for (unsigned l = 0; l < LAYERS; l++) {
        enum kr_dd_indication i = indication_of(indications, s->target_of[l]);
        *present |= (kr_targets)(i != KR_DD_NOT_PRESENT) << l;
        *switches |= (kr_targets)(i == KR_DD_SWITCH) << l;
    }
}

static void conclude(struct kr_dd_structure *s)
{
    find_layers(s);
    for (int l = 0; l < LAYERS; l++)
        s->target_of[l] = target_for(s, l / KR_FRAME_TEMPORAL, l % KR_FRAME_TEMPORAL);
    for (unsigned t = 0; t < s->n_templates; t++)
        kr_dd_conclude(s, s->templates[t].indications, &s->templates[t].present, &s->templates[t].switches);
}

int kr_dd_read_structure(struct kr_dd_structure *s, struct kr_bits *b)
{
    *s = (struct kr_dd_structure){.id_offset = (uint8_t)kr_bits_read(b, 6)};
    s->n_targets = (uint8_t)(kr_bits_read(b, 5) + 1);
    int err = read_layers(s, b);
    if (err)
        return err;
    for (unsigned t = 0; t < s->n_templates; t++)
        for (unsigned d = 0; d < s->n_targets; d++)
            s->templates[t].indications |= (uint64_t)kr_bits_read(b, 2) << (2 * d);
    for (unsigned t = 0; t < s->n_templates && !err; t++)
        err = read_references(&s->templates[t], b);
    if (err)
        return err;
    read_chains(s, b);
    s->has_sizes = kr_bits_flag(b);
    for (unsigned i = 0; s->has_sizes && i <= s->max_spatial; i++) {
        uint32_t width = kr_bits_read(b, 16) + 1, height = kr_bits_read(b, 16) + 1;
        s->width[i] = width > UINT16_MAX ? UINT16_MAX : (uint16_t)width;
        s->height[i] = height > UINT16_MAX ? UINT16_MAX : (uint16_t)height;
    }
    if (b->failed)
        return KR_E_MALFORMED;
    conclude(s);
    return 0;
}
