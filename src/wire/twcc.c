/* SPDX-License-Identifier: EUPL-1.2 */
/* Transport-wide feedback, draft-holmer-rmcat-transport-wide-cc-extensions-01 (called "the draft" below). */
#include "wire/rtcp_write.h"

#include "base/assert.h"

enum {
    FCI_HEADER_BYTES = 8,    /* draft section 3.1 */
    PART_HEADER_BYTES = 12,  /* RFC 4585 section 6.1 */
    REFERENCE_US = 64000,    /* draft section 3.1: reference time in multiples of 64 ms */
    DELTA_US = 250,          /* draft section 3.1.5 */
    CHUNK_BYTES = 2,         /* draft sections 3.1.3, 3.1.4 */
    CHUNK_VECTOR = 0x8000,   /* status vector rather than run length */
    CHUNK_TWO_BITS = 0x4000, /* of the vector's symbols */
    VECTOR_ONE_BIT_SYMBOLS = 14,
    VECTOR_TWO_BIT_SYMBOLS = 7,
    RUN_SYMBOL_SHIFT = 13,
    RUN_MAX = 0x1FFF,
    WRITE_MAX = 1024, /* packets in one feedback of ours: what an endpoint remembers */
};

/* Draft section 3.1.1; the value is also the bytes of its delta. */
enum symbol {
    LOST = 0,
    SMALL_DELTA = 1, /* 8 bits, unsigned */
    LARGE_DELTA = 2, /* 16 bits, signed */
    RESERVED = 3,
};

/* Hands out the symbols of the chunks, one after the other. */
struct symbols {
    struct kr_reader chunks;
    uint16_t chunk;
    unsigned left; /* symbols still in chunk */
};

/*
 * Draft sections 3.1.3 and 3.1.4:
 *
 *   run length:     |0| S |       run length        |
 *   status vector:  |1|S|       symbol list         |
 */
static unsigned symbols_in(uint16_t chunk)
{
    if (!(chunk & CHUNK_VECTOR))
        return chunk & RUN_MAX;
    return chunk & CHUNK_TWO_BITS ? VECTOR_TWO_BIT_SYMBOLS : VECTOR_ONE_BIT_SYMBOLS;
}

static enum symbol next_symbol(struct symbols *s)
{
    while (s->left == 0 && !s->chunks.failed) {
        s->chunk = kr_read_be16(&s->chunks);
        s->left = symbols_in(s->chunk);
    }
    if (s->left == 0)
        return RESERVED;
    s->left--;
    if (!(s->chunk & CHUNK_VECTOR))
        return (enum symbol)(s->chunk >> RUN_SYMBOL_SHIFT);
    if (s->chunk & CHUNK_TWO_BITS)
        return (enum symbol)(s->chunk >> 2 * s->left & 3);
    return (enum symbol)(s->chunk >> s->left & 1);
}

/* Finds where the chunks end and checks that the deltas fill the rest, up to padding. */
static int measure(const struct kr_twcc *head, struct kr_span fci, struct kr_reader *deltas)
{
    struct symbols s = {.chunks = kr_reader_of(fci.data, fci.len)};
    kr_read_bytes(&s.chunks, FCI_HEADER_BYTES);
    size_t delta_bytes = 0;
    for (unsigned i = 0; i < head->status_count; i++) {
        enum symbol symbol = next_symbol(&s);
        if (symbol == RESERVED)
            return KR_E_MALFORMED;
        delta_bytes += symbol;
    }
    size_t left = kr_reader_left(&s.chunks);
    /* Draft section 3.1: zero padding up to a whole word. */
    if (delta_bytes > left || left - delta_bytes > 3)
        return KR_E_MALFORMED;
    *deltas = kr_reader_of(fci.data + s.chunks.pos, delta_bytes);
    return 0;
}

static int64_t read_delta_us(struct kr_reader *deltas, enum symbol symbol)
{
    int delta = symbol == SMALL_DELTA ? kr_read_u8(deltas) : (int16_t)kr_read_be16(deltas);
    return (int64_t)delta * DELTA_US;
}

/*
 * Draft section 3.1, behind the SSRCs:
 *
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |      base sequence number     |      packet status count      |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                 reference time                | fb pkt. count |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |          packet chunk         |  ...   recv delta   ...  pad  |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
int kr_twcc_each(const struct kr_rtcp *p, struct kr_twcc *head,
                 void (*seen)(void *arg, uint16_t seq, bool arrived, int64_t at_us), void *arg)
{
    if (p->type != KR_RTCP_RTPFB || p->count != KR_RTPFB_TRANSPORT_CC || p->body.len < FCI_HEADER_BYTES)
        return KR_E_MALFORMED;
    const uint8_t *b = p->body.data;
    struct kr_twcc h = {
        .base_seq = kr_get_be16(b),
        .status_count = kr_get_be16(b + 2),
        .reference_time = (int32_t)(kr_get_be24(b + 4) ^ 0x800000u) - 0x800000,
        .feedback_count = b[7],
    };
    struct kr_reader deltas;
    if (h.status_count == 0 || measure(&h, p->body, &deltas))
        return KR_E_MALFORMED;
    *head = h;
    struct symbols s = {.chunks = kr_reader_of(b, p->body.len)};
    kr_read_bytes(&s.chunks, FCI_HEADER_BYTES);
    int64_t at_us = (int64_t)h.reference_time * REFERENCE_US;
    for (unsigned i = 0; i < h.status_count; i++) {
        enum symbol symbol = next_symbol(&s);
        if (symbol != LOST)
            at_us += read_delta_us(&deltas, symbol);
        seen(arg, (uint16_t)(h.base_seq + i), symbol != LOST, symbol != LOST ? at_us : 0);
    }
    return 0;
}

/* What is to be written: a symbol and a delta for each packet. */
struct plan {
    int64_t reference; /* in multiples of REFERENCE_US */
    size_t n;
    uint8_t symbol[WRITE_MAX];
    int16_t delta[WRITE_MAX];
};

/* Rounded to nearest, so that errors do not add up along a packet. */
static int64_t to_delta(int64_t us)
{
    return (us + (us >= 0 ? DELTA_US / 2 : -DELTA_US / 2)) / DELTA_US;
}

/*
 * Takes as many packets as have room and deltas that can be said. A chunk never holds less than 7 symbols
 * but the last.
 */
static void make_plan(struct plan *plan, const int64_t *at_us, size_t n, size_t room)
{
    plan->n = 0;
    plan->reference = 0;
    size_t delta_bytes = 0;
    int64_t last_us = -1;
    for (size_t i = 0; i < n && i < WRITE_MAX; i++) {
        int64_t delta = 0;
        if (at_us[i] >= 0 && last_us < 0) {
            plan->reference = at_us[i] / REFERENCE_US;
            last_us = plan->reference * REFERENCE_US;
        }
        if (at_us[i] >= 0)
            delta = to_delta(at_us[i] - last_us);
        if (delta < INT16_MIN || delta > INT16_MAX)
            return;
        uint8_t symbol = at_us[i] < 0 ? LOST : delta >= 0 && delta <= UINT8_MAX ? SMALL_DELTA : LARGE_DELTA;
        delta_bytes += symbol;
        size_t chunks = (i + VECTOR_TWO_BIT_SYMBOLS) / VECTOR_TWO_BIT_SYMBOLS;
        if (((chunks * CHUNK_BYTES + delta_bytes + 3) & ~(size_t)3) > room)
            return;
        last_us += delta * DELTA_US;
        plan->symbol[i] = symbol;
        plan->delta[i] = (int16_t)delta;
        plan->n = i + 1;
    }
}

/* Writes the chunk that starts at symbol i and returns how many symbols it covers. */
static size_t write_chunk(struct kr_writer *w, const uint8_t *symbol, size_t n)
{
    size_t run = 1, one_bit = 0;
    while (run < n && run < RUN_MAX && symbol[run] == symbol[0])
        run++;
    while (one_bit < n && one_bit < VECTOR_ONE_BIT_SYMBOLS && symbol[one_bit] <= SMALL_DELTA)
        one_bit++;
    if (run == n || run >= VECTOR_ONE_BIT_SYMBOLS) {
        kr_write_be16(w, (uint16_t)(symbol[0] << RUN_SYMBOL_SHIFT | run));
        return run;
    }
    bool two_bits = one_bit < n && one_bit < VECTOR_ONE_BIT_SYMBOLS;
    unsigned per_chunk = two_bits ? VECTOR_TWO_BIT_SYMBOLS : VECTOR_ONE_BIT_SYMBOLS, width = two_bits ? 2 : 1;
    unsigned chunk = CHUNK_VECTOR | (two_bits ? CHUNK_TWO_BITS : 0);
    size_t covered = n < per_chunk ? n : per_chunk;
    for (size_t i = 0; i < covered; i++)
        chunk |= (unsigned)symbol[i] << width * (per_chunk - 1 - i);
    kr_write_be16(w, (uint16_t)chunk);
    return covered;
}

static void write_deltas(struct kr_writer *w, const struct plan *plan)
{
    for (size_t i = 0; i < plan->n; i++) {
        if (plan->symbol[i] == SMALL_DELTA)
            kr_write_u8(w, (uint8_t)plan->delta[i]);
        else if (plan->symbol[i] == LARGE_DELTA)
            kr_write_be16(w, (uint16_t)plan->delta[i]);
    }
}

/* RFC 3550 section 6.4.1: the last byte counts the padding; the bit in the header says so. */
static void write_padding(struct kr_writer *w, size_t part_at)
{
    uint8_t padding = (uint8_t)(-(w->len - part_at) & 3);
    for (uint8_t left = padding; left > 0; left--)
        kr_write_u8(w, left == 1 ? padding : 0);
    if (padding && !w->failed)
        w->data[part_at] |= 0x20;
}

size_t kr_rtcp_write_twcc(struct kr_writer *w, uint32_t sender, uint32_t media, uint16_t base_seq,
                          uint8_t feedback_count, const int64_t *at_us, size_t n)
{
    const size_t head_bytes = PART_HEADER_BYTES + FCI_HEADER_BYTES;
    struct plan plan = {.n = 0};
    if (!w->failed && w->cap - w->len > head_bytes)
        make_plan(&plan, at_us, n, w->cap - w->len - head_bytes);
    if (plan.n == 0) {
        w->failed = w->failed || n > 0;
        return 0;
    }
    struct kr_rtcp_begun part = kr_rtcp_begin(w, KR_RTCP_RTPFB, KR_RTPFB_TRANSPORT_CC);
    kr_write_be32(w, sender);
    kr_write_be32(w, media);
    kr_write_be16(w, base_seq);
    kr_write_be16(w, (uint16_t)plan.n);
    kr_write_be32(w, (uint32_t)(plan.reference & 0xFFFFFF) << 8 | feedback_count);
    for (size_t i = 0; i < plan.n;)
        i += write_chunk(w, plan.symbol + i, plan.n - i);
    write_deltas(w, &plan);
    write_padding(w, part.at);
    kr_assert(!w->failed);
    kr_rtcp_end(w, part);
    return plan.n;
}
