/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/munge.h"

#include <string.h>

enum {
    FRAMES_PER_S = 30,       /* a new source's first frame is at least so much later than the last one sent */
    PICTURE_LONG = 0x7fff,   /* RFC 7741 4.2: 15 or 7 bits */
    PICTURE_SHORT = 0x7f,
};

void kr_munge_init(struct kr_munge *m, uint32_t clock_hz, uint64_t first_seq, uint32_t first_ts)
{
    *m = (struct kr_munge){.clock_hz = clock_hz, .highest_out = first_seq - 1, .last_ts = first_ts};
}

void kr_munge_switch(struct kr_munge *m)
{
    m->in_segment = false;
}

static bool was_long(const struct kr_munge *m, uint64_t now_us)
{
    return m->started && now_us > m->last_ts_us && now_us - m->last_ts_us > KR_MUNGE_PAUSE_S * UINT64_C(1000000);
}

/* Timestamps go on by the time that passed, and never by less than a frame. */
static uint32_t next_timestamp(const struct kr_munge *m, uint64_t now_us)
{
    uint64_t frame = m->clock_hz / FRAMES_PER_S, passed = (now_us - m->last_ts_us) * m->clock_hz / 1000000;
    if (!m->started)
        return m->last_ts;
    if (was_long(m, now_us))
        return m->last_ts + KR_MUNGE_PAUSE_S * m->clock_hz;
    return m->last_ts + (uint32_t)(now_us > m->last_ts_us && passed > frame ? passed : frame);
}

static void begin_segment(struct kr_munge *m, uint64_t seq, uint32_t timestamp, uint64_t now_us)
{
    m->ts_offset = next_timestamp(m, now_us) - timestamp;
    m->offset = m->highest_out + 1 - seq;
    m->first_in = seq;
    m->highest_in = seq - 1;
    m->n_omitted = m->n_skipped = 0;
    m->picture_pending = m->frame_pending = true;
    m->in_segment = true;
}

static uint64_t omitted_after(const struct kr_munge *m, uint64_t seq)
{
    uint64_t n = 0;
    for (size_t i = m->n_omitted; i-- > 0 && m->omitted[i].first > seq;)
        n += m->omitted[i].n;
    return n;
}

int kr_munge_packet(struct kr_munge *m, struct kr_munged *out, uint64_t seq, uint32_t timestamp, uint64_t now_us)
{
    if (!m->in_segment)
        begin_segment(m, seq, timestamp, now_us);
    if (seq < m->first_in)
        return KR_E_REPLAY;
    if (seq > m->highest_in && was_long(m, now_us))
        m->ts_offset = next_timestamp(m, now_us) - timestamp;
    out->seq = seq + m->offset + omitted_after(m, seq);
    out->timestamp = timestamp + m->ts_offset;
    if (seq > m->highest_in)
        m->highest_in = seq;
    if (out->seq > m->highest_out)
        m->highest_out = out->seq;
    if (!m->started || (int32_t)(out->timestamp - m->last_ts) > 0) {
        m->last_ts = out->timestamp;
        m->last_ts_us = now_us;
    }
    m->started = true;
    return 0;
}

void kr_munge_omit(struct kr_munge *m, uint64_t seq)
{
    if (!m->in_segment || seq <= m->highest_in)
        return;
    struct kr_munge_run *last = m->n_omitted ? &m->omitted[m->n_omitted - 1] : NULL;
    if (last && last->first + last->n == seq) {
        last->n++;
    } else {
        if (m->n_omitted == KR_MUNGE_OMITTED) {
            /* Forget the oldest; what is older than it can no longer be placed. */
            m->first_in = m->omitted[0].first + m->omitted[0].n;
            memmove(m->omitted, m->omitted + 1, (KR_MUNGE_OMITTED - 1) * sizeof *m->omitted);
            m->n_omitted--;
        }
        m->omitted[m->n_omitted++] = (struct kr_munge_run){seq, 1};
    }
    m->highest_in = seq;
    m->offset--;
}

int kr_munge_source(const struct kr_munge *m, uint64_t *out, uint16_t seq)
{
    /* The newest number sent whose low bits these are. */
    uint64_t sent = m->highest_out - (uint16_t)(m->highest_out - seq);
    if (!m->in_segment)
        return KR_E_NOT_FOUND;
    uint64_t in = sent - m->offset;
    for (size_t i = m->n_omitted; i-- > 0 && m->omitted[i].first + m->omitted[i].n > in;)
        in -= m->omitted[i].n;
    if (in < m->first_in || in > m->highest_in)
        return KR_E_NOT_FOUND;
    *out = in;
    return 0;
}

/* Frames refer to others by distance, so numbers of frames that are left out stay free. */
uint16_t kr_munge_frame(struct kr_munge *m, uint16_t number)
{
    if (m->frame_pending)
        m->frame_offset = (uint16_t)(m->last_frame + 1 - number);
    m->frame_pending = false;
    uint16_t out = (uint16_t)(number + m->frame_offset);
    if ((uint16_t)(out - m->last_frame) < 0x8000)
        m->last_frame = out;
    return out;
}

static uint16_t mask_of(const struct kr_frame_numbers *n)
{
    return n->long_picture_id ? PICTURE_LONG : PICTURE_SHORT;
}

static bool picture_after(uint16_t a, uint16_t b, uint16_t mask)
{
    uint16_t ahead = (uint16_t)(a - b) & mask;
    return ahead && ahead <= mask / 2;
}

void kr_munge_skip_picture(struct kr_munge *m, const struct kr_frame_numbers *n)
{
    if (!m->in_segment || m->picture_pending || !n->has_picture_id)
        return;
    if (m->n_skipped && !picture_after(n->picture_id, m->skipped[m->n_skipped - 1], mask_of(n)))
        return; /* another packet of it */
    if (m->n_skipped == KR_MUNGE_PICTURES)
        memmove(m->skipped, m->skipped + 1, --m->n_skipped * sizeof *m->skipped);
    m->skipped[m->n_skipped++] = n->picture_id;
    m->picture_offset--;
}

void kr_munge_picture(struct kr_munge *m, const struct kr_frame_numbers *n, uint16_t *picture_id, uint8_t *tl0)
{
    uint16_t mask = mask_of(n), late = 0;
    if (m->picture_pending) {
        m->picture_offset = (uint16_t)(m->last_picture + 1 - n->picture_id);
        m->tl0_offset = (uint8_t)(m->last_tl0 + 1 - n->tl0);
        m->picture_pending = false;
    }
    /* Ids turn over: what was left out so long ago is forgotten before it could be taken for what is to come. */
    if (m->n_skipped && ((n->picture_id - m->skipped[m->n_skipped - 1]) & mask) > mask / 4 &&
        picture_after(n->picture_id, m->skipped[m->n_skipped - 1], mask))
        m->n_skipped = 0;
    for (size_t i = m->n_skipped; i-- > 0 && picture_after(m->skipped[i], n->picture_id, mask);)
        late++;
    *picture_id = (uint16_t)(n->picture_id + m->picture_offset + late) & mask;
    *tl0 = (uint8_t)(n->tl0 + m->tl0_offset);
    if (n->has_picture_id && ((*picture_id - m->last_picture) & mask) <= mask / 2)
        m->last_picture = *picture_id;
    if (n->has_tl0 && (uint8_t)(*tl0 - m->last_tl0) < 128)
        m->last_tl0 = *tl0;
}
