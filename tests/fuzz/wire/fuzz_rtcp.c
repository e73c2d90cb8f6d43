/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * RTCP: each part of a compound packet is walked through; lost numbers and arrivals are written and read
 * back. Byte 0 of the input is how much room a writer gets, so that packets end early.
 */
#include <string.h>

#include "base/assert.h"
#include "wire/rtcp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { KEPT = 2048 };

struct walk {
    uint16_t seq[KEPT];
    int64_t at_us[KEPT];
    size_t n;
};

static void keep(struct walk *w, uint16_t seq, int64_t at_us)
{
    if (w->n == KEPT)
        return;
    w->seq[w->n] = seq;
    w->at_us[w->n++] = at_us;
}

static void on_lost(void *arg, uint16_t seq)
{
    keep(arg, seq, 0);
}

static void on_seen(void *arg, uint16_t seq, bool arrived, int64_t at_us)
{
    keep(arg, seq, arrived ? at_us : INT64_MIN);
}

static void walk_nack(const struct kr_rtcp *p)
{
    static struct walk w, again;
    w.n = again.n = 0;
    if (kr_rtcp_nack_each(p, on_lost, &w))
        return;
    uint8_t out[KEPT * 4 + 12];
    struct kr_writer writer = kr_writer_of(out, sizeof out);
    kr_rtcp_write_nack(&writer, 1, 2, w.seq, w.n);
    kr_assert(!writer.failed);
    struct kr_reader r = kr_reader_of(out, writer.len);
    struct kr_rtcp part;
    kr_assert(kr_rtcp_next(&part, &r) == 1 && kr_rtcp_nack_each(&part, on_lost, &again) == 0);
    /* Numbers that came twice or out of order may be said once; none gets lost. */
    kr_assert(again.n <= w.n && (w.n == 0 || again.seq[0] == w.seq[0]));
}

static void walk_twcc(const struct kr_rtcp *p, size_t room)
{
    static struct walk w, again;
    struct kr_twcc head;
    w.n = again.n = 0;
    if (kr_twcc_each(p, &head, on_seen, &w))
        return;
    kr_assert(w.n == head.status_count || w.n == KEPT);
    int64_t lift_us =
        INT64_C(64000) << 24; /* times of ours are not negative; the clock turns over after this */
    for (size_t i = 0; i < w.n; i++)
        w.at_us[i] = w.at_us[i] == INT64_MIN ? -1 : w.at_us[i] + lift_us;
    uint8_t out[1500];
    struct kr_writer writer = kr_writer_of(out, 28 + room * 4);
    size_t n = kr_rtcp_write_twcc(&writer, 1, 2, head.base_seq, 3, w.at_us, w.n);
    kr_assert(n > 0 && n <= w.n && !writer.failed);
    struct kr_reader r = kr_reader_of(out, writer.len);
    struct kr_rtcp part;
    kr_assert(kr_rtcp_next(&part, &r) == 1 && kr_twcc_each(&part, &head, on_seen, &again) == 0 &&
              again.n == n);
    for (size_t i = 0; i < n; i++) {
        bool arrived = again.at_us[i] != INT64_MIN;
        kr_assert(again.seq[i] == w.seq[i] && arrived == (w.at_us[i] >= 0));
        kr_assert(!arrived || (again.at_us[i] - w.at_us[i]) % lift_us == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    struct kr_reader r = kr_reader_of(data + 1, size - 1);
    struct kr_rtcp p;
    int got;
    while ((got = kr_rtcp_next(&p, &r)) == 1) {
        for (size_t i = 0; p.reports.data && i < p.count; i++)
            (void)kr_rtcp_report_at(&p, i);
        uint32_t ssrc;
        uint8_t command;
        for (size_t i = 0; kr_rtcp_fir_at(&p, i, &ssrc, &command); i++)
            kr_assert(i < size);
        walk_nack(&p);
        walk_twcc(&p, data[0]);
    }
    kr_assert(got == 0 || got == KR_E_MALFORMED);
    return 0;
}
