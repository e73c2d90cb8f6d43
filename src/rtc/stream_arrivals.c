/* SPDX-License-Identifier: EUPL-1.2 */
#include "rtc/stream_arrivals.h"

#include "wire/ccfb.h"

enum { STATUSES = 400 };

void kr_stream_arrivals_init(struct kr_stream_arrivals *a)
{
    a->n = 0;
    a->first_us = 0;
}

static struct kr_stream_arrival *stream_of(struct kr_stream_arrivals *a, uint32_t ssrc)
{
    for (size_t i = 0; i < a->n; i++)
        if (a->streams[i].ssrc == ssrc)
            return &a->streams[i];
    if (a->n == KR_STREAM_ARRIVALS)
        return NULL;
    struct kr_stream_arrival *s = &a->streams[a->n++];
    s->ssrc = ssrc;
    s->seq = (struct kr_seq){0};
    s->next = s->end = 0;
    return s;
}

static int64_t *place(struct kr_stream_arrival *s, uint64_t seq)
{
    return &s->at_us[seq % KR_STREAM_ARRIVALS_WINDOW];
}

void kr_stream_arrivals_packet(struct kr_stream_arrivals *a, uint32_t ssrc, uint16_t seq, uint64_t now_us)
{
    struct kr_stream_arrival *s = stream_of(a, ssrc);
    if (!s)
        return;
    uint64_t wide = kr_seq_widen(&s->seq, seq);
    if (!s->end)
        s->next = s->end = wide;
    if (wide >= s->end + KR_STREAM_ARRIVALS_WINDOW)
        s->next = s->end = wide; /* what lies between is not worth a report */
    for (; s->end <= wide; s->end++)
        *place(s, s->end) = -1;
    if (s->end - wide > KR_STREAM_ARRIVALS_WINDOW || *place(s, wide) >= 0)
        return; /* too old; or a duplicate, of which the first arrival counts (RFC 8888 section 3.1) */
    *place(s, wide) = (int64_t)now_us;
    if (wide < s->next)
        s->next = wide; /* reported as missing, and came after all */
    if (!a->first_us)
        a->first_us = now_us;
}

uint64_t kr_stream_arrivals_due_us(const struct kr_stream_arrivals *a)
{
    return a->first_us ? a->first_us + KR_STREAM_ARRIVALS_INTERVAL_US : UINT64_MAX;
}

int kr_stream_arrivals_write(struct kr_stream_arrivals *a, uint32_t sender_ssrc, struct kr_writer *w, uint64_t now_us)
{
    struct kr_ccfb_range ranges[KR_STREAM_ARRIVALS];
    int64_t at_us[STATUSES];
    size_t n = 0, used = 0;
    for (size_t i = 0; i < a->n; i++) {
        struct kr_stream_arrival *s = &a->streams[i];
        if (s->end - s->next > KR_STREAM_ARRIVALS_WINDOW)
            s->next = s->end - KR_STREAM_ARRIVALS_WINDOW;
        size_t left = (size_t)(s->end - s->next), room = STATUSES - used;
        size_t take = left < KR_STREAM_ARRIVALS_REPORT ? left : KR_STREAM_ARRIVALS_REPORT;
        take = take < room ? take : room;
        if (!take)
            continue;
        ranges[n++] = (struct kr_ccfb_range){.ssrc = s->ssrc, .begin = (uint16_t)s->next, .at_us = &at_us[used], .n = take};
        for (size_t k = 0; k < take; k++)
            at_us[used++] = *place(s, s->next++);
    }
    if (!n) {
        a->first_us = 0;
        return 0;
    }
    kr_ccfb_write(w, sender_ssrc, ranges, n, (int64_t)now_us);
    return 1;
}
