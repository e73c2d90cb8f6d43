/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/select.h"

enum {
    UNIT = 256,
    LEVEL_MAX = 127,             /* RFC 6464 section 3 */
    SPEECH = (127 - 50) * UNIT,  /* -50 dBov: quiet speech is above, a room's noise below */
    MARGIN = 6 * UNIT,           /* so much louder takes a place from somebody */
    RANK = 256 * UNIT,           /* more than any loudness */
    RISE_SHIFT = 1, FALL_SHIFT = 4, /* of the difference per packet of 20 ms: time constants of about 30 and 320 ms */
    DTX_BYTES = 3,               /* RFC 6716 section 3.1, RFC 7587 section 3.1.3: a table of contents and next to nothing */
};

void kr_speaker_packet(struct kr_speaker *s, bool has_level, uint8_t level, size_t bytes, uint64_t now_us)
{
    uint32_t loudness = has_level ? (uint32_t)(LEVEL_MAX - (level & LEVEL_MAX)) * UNIT : bytes > DTX_BYTES ? SPEECH : 0;
    if (!s->candidate)
        s->loudness = loudness;
    else if (loudness > s->loudness)
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
    s->loudness = 0;
    s->loud_us = 0;
}

/* Silent, speaking, a moderator speaking; among these the louder, and those who have a place a little louder than they are. */
static uint32_t weight(const struct kr_speaker *s, uint64_t now_us)
{
    uint32_t rank = !kr_speaker_heard(s, now_us) ? 0 : s->moderator ? 2 : 1;
    return rank * RANK + s->loudness + (uint32_t)s->place * MARGIN;
}

/* Inserts s into the places, which are kept in falling order of weight; whoever is last may fall out. */
static void insert(struct kr_select *x, struct kr_speaker *s, uint64_t now_us)
{
    size_t most = x->voices + 1, i = x->n;
    if (i == most && weight(x->top[--i], now_us) >= weight(s, now_us))
        return;
    if (x->n < most)
        x->n++;
    for (; i > 0 && weight(x->top[i - 1], now_us) < weight(s, now_us); i--)
        x->top[i] = x->top[i - 1];
    x->top[i] = s;
}

/* Gives everybody the place that the order says; `before` had theirs by the order then. */
static enum kr_change settle(struct kr_select *x, const struct kr_select *before)
{
    enum kr_change change = KR_CHANGE_NONE;
    enum kr_place had[KR_SELECT_MAX];
    for (size_t i = 0; i < x->n; i++)
        had[i] = x->top[i]->place;
    for (size_t i = 0; i < before->n; i++)
        before->top[i]->place = KR_PLACE_NONE;
    for (size_t i = 0; i < x->n; i++) {
        enum kr_place place = i < x->voices ? KR_PLACE_HEARD : KR_PLACE_NEXT;
        x->top[i]->place = place;
        if (place != had[i] && (place == KR_PLACE_HEARD || had[i] == KR_PLACE_HEARD))
            change = KR_CHANGE_HEARD;
        else if (place != had[i] && change == KR_CHANGE_NONE)
            change = KR_CHANGE_NEXT;
    }
    if (x->n < before->n && change == KR_CHANGE_NONE)
        change = x->n < x->voices ? KR_CHANGE_HEARD : KR_CHANGE_NEXT;
    return change;
}

/* The least weight among those who have this place or a better one. */
static uint32_t least(const struct kr_select *x, size_t n, uint64_t now_us)
{
    uint32_t found = UINT32_MAX;
    for (size_t i = 0; i < n; i++)
        if (weight(x->top[i], now_us) < found)
            found = weight(x->top[i], now_us);
    return found;
}

static bool may_rise(const struct kr_select *x, const struct kr_speaker *s, uint64_t now_us)
{
    if (s->place == KR_PLACE_HEARD)
        return false;
    if (s->place == KR_PLACE_NEXT)
        return weight(s, now_us) > least(x, x->voices, now_us);
    return x->n <= x->voices || weight(s, now_us) > least(x, x->n, now_us);
}

enum kr_change kr_select_heard(struct kr_select *x, struct kr_speaker *s, uint64_t now_us)
{
    struct kr_select before = *x;
    if (!may_rise(x, s, now_us))
        return KR_CHANGE_NONE;
    x->n = 0; /* the others are no longer as loud as when they were put in order */
    for (size_t i = 0; i < before.n; i++)
        insert(x, before.top[i], now_us);
    if (s->place == KR_PLACE_NONE)
        insert(x, s, now_us);
    return settle(x, &before);
}

bool kr_select_age(struct kr_select *x, enum kr_change *change, uint64_t now_us)
{
    struct kr_select before = *x;
    x->n = 0;
    for (size_t i = 0; i < before.n; i++) {
        if (before.top[i]->candidate && now_us - before.top[i]->packet_us >= KR_SELECT_SILENCE_US)
            kr_speaker_silence(before.top[i]);
        if (before.top[i]->candidate)
            insert(x, before.top[i], now_us);
    }
    *change = settle(x, &before);
    return x->n < before.n;
}

enum kr_change kr_select_all(struct kr_select *x, struct kr_speaker *const *speakers, size_t n, uint64_t now_us)
{
    struct kr_select before = *x;
    x->n = 0;
    for (size_t i = 0; i < n; i++) {
        if (speakers[i]->candidate && now_us - speakers[i]->packet_us >= KR_SELECT_SILENCE_US)
            kr_speaker_silence(speakers[i]);
        if (speakers[i]->candidate)
            insert(x, speakers[i], now_us);
    }
    return settle(x, &before);
}

void kr_select_forget(struct kr_select *x, struct kr_speaker *s)
{
    size_t n = 0;
    for (size_t i = 0; i < x->n; i++)
        if (x->top[i] != s)
            x->top[n++] = x->top[i];
    x->n = n;
    s->place = KR_PLACE_NONE;
}

bool kr_speaker_leads(const struct kr_speaker *a, const struct kr_speaker *b)
{
    return a->loudness > b->loudness + MARGIN;
}

bool kr_speaker_heard(const struct kr_speaker *s, uint64_t now_us)
{
    return s->candidate && s->loud_us && now_us - s->loud_us < KR_SELECT_HOLD_US;
}
