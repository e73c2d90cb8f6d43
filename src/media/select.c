/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/select.h"

enum {
    UNIT = 256,
    LEVEL_MAX = 127,             /* RFC 6464 section 3 */
    SPEECH = (127 - 50) * UNIT,  /* -50 dBov: quiet speech is above, a room's noise below */
    MARGIN = 6 * UNIT,           /* so much louder takes a place from somebody */
    RISE_SHIFT = 1, FALL_SHIFT = 4, /* of the difference per packet of 20 ms: time constants of about 30 and 320 ms */
};

void kr_speaker_packet(struct kr_speaker *s, bool has_level, uint8_t level, uint64_t now_us)
{
    uint32_t loudness = has_level ? (uint32_t)(LEVEL_MAX - (level & LEVEL_MAX)) * UNIT : SPEECH;
    if (loudness > s->loudness)
        s->loudness += (loudness - s->loudness + 1) >> RISE_SHIFT;
    else
        s->loudness -= (s->loudness - loudness) >> FALL_SHIFT;
    if (loudness >= SPEECH)
        s->loud_us = now_us;
    s->packet_us = now_us;
    s->candidate = true;
}

void kr_speaker_silence(struct kr_speaker *s)
{
    s->candidate = false;
    s->selected = false;
    s->loudness = 0;
    s->loud_us = 0;
}

bool kr_speaker_pushes(const struct kr_speaker *s, uint32_t threshold)
{
    return !s->selected && s->loudness >= threshold;
}

/* Those who have a place are heard a little louder than they are. */
static uint32_t weight(const struct kr_speaker *s)
{
    return s->loudness + (s->selected ? MARGIN : 0);
}

/* Inserts s into the list, which is kept in falling order of weight and cut at its maximum. */
static size_t insert(struct kr_speaker **top, size_t n, struct kr_speaker *s)
{
    size_t i = n;
    if (n == KR_SELECT_MAX && weight(top[n - 1]) >= weight(s))
        return n;
    if (n == KR_SELECT_MAX)
        i--;
    else
        n++;
    for (; i > 0 && weight(top[i - 1]) < weight(s); i--)
        top[i] = top[i - 1];
    top[i] = s;
    return n;
}

size_t kr_select(struct kr_speaker *const *speakers, size_t n, struct kr_speaker *top[KR_SELECT_MAX], uint32_t *threshold,
                 uint64_t now_us)
{
    size_t chosen = 0;
    for (size_t i = 0; i < n; i++) {
        struct kr_speaker *s = speakers[i];
        if (s->candidate && now_us - s->packet_us >= KR_SELECT_SILENCE_US)
            kr_speaker_silence(s);
        if (s->candidate)
            chosen = insert(top, chosen, s);
    }
    *threshold = chosen < KR_SELECT_MAX ? 0 : top[chosen - 1]->loudness + MARGIN;
    for (size_t i = 0; i < n; i++)
        speakers[i]->selected = false;
    for (size_t i = 0; i < chosen; i++)
        top[i]->selected = true;
    return chosen;
}

bool kr_speaker_leads(const struct kr_speaker *a, const struct kr_speaker *b)
{
    return a->loudness > b->loudness + MARGIN;
}

bool kr_speaker_heard(const struct kr_speaker *s, uint64_t now_us)
{
    return s->candidate && s->loud_us && now_us - s->loud_us < KR_SELECT_HOLD_US;
}
