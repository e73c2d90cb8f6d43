/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/spatial.h"

#include <string.h>

bool kr_spatial_told(struct kr_spatial *s, uint8_t n, const uint16_t lines[KR_FRAME_SPATIAL], uint64_t now_us)
{
    bool other = n != s->n;
    for (uint8_t l = 0; l < n; l++)
        if (lines[l])
            s->lines[l] = lines[l];
    if (!other)
        return false;
    for (uint8_t l = s->n; l < n; l++) { /* what is seen for the first time is not nothing */
        s->last_us[l] = now_us;
        s->rates[l] = (struct kr_rates){.bps = {1}, .n = 1};
        memset(s->bytes[l], 0, sizeof s->bytes[l]);
    }
    memcpy(s->lines, lines, sizeof s->lines);
    s->n = n;
    bool news = !s->news_us || now_us - s->news_us >= KR_SPATIAL_NEWS_US;
    if (news)
        s->news_us = now_us;
    return news;
}

/* The lowest target of a spatial layer, in time, that needs the frame; KR_FRAME_TEMPORAL: none. */
static unsigned first_of(kr_targets present, unsigned spatial)
{
    unsigned row = present >> (spatial * KR_FRAME_TEMPORAL) & 0xFF, t = 0;
    while (t < KR_FRAME_TEMPORAL && !(row >> t & 1))
        t++;
    return t;
}

void kr_spatial_note(struct kr_spatial *s, const struct kr_frame *f, size_t bytes, uint64_t now_us)
{
    for (uint8_t l = 0; l < s->n; l++) {
        unsigned t = first_of(f->present, l);
        if (t < KR_FRAME_TEMPORAL)
            s->bytes[l][t < KR_TEMPORALS ? t : KR_TEMPORALS - 1] += bytes;
    }
    s->last_us[f->spatial] = now_us;
}

void kr_spatial_conclude(struct kr_spatial *s, uint64_t passed_us)
{
    for (uint8_t l = 0; l < s->n; l++)
        kr_rates_conclude(&s->rates[l], s->bytes[l], passed_us);
}

bool kr_spatial_comes(const struct kr_spatial *s, uint8_t layer, uint64_t newest_us)
{
    return layer < s->n && newest_us < s->last_us[layer] + KR_SPATIAL_SILENT_US;
}

uint16_t kr_spatial_lines(const struct kr_spatial *s, uint8_t layer, uint16_t largest)
{
    unsigned below = layer < s->n ? s->n - 1u - layer : 0;
    uint16_t told = s->lines[s->n - 1 - below], guessed = (uint16_t)(largest >> below);
    return told ? told : guessed;
}
