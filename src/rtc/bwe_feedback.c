/* SPDX-License-Identifier: EUPL-1.2 */
/* Transport-wide feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01): its numbers are those of the history. */
#include <stddef.h>

#include "rtc/bwe_reading.h"

enum {
    SECOND_US = 1000000,
    REFERENCE_US = 64000,
    ARRIVAL_OFF_US = 10 * SECOND_US, /* farther than this from its own feedback's time nothing arrives */
    STATUS_MOST = 4096,              /* twice what is remembered */
    HEAD_BYTES = 8,                  /* draft-holmer 3.1: up to the first chunk */
};

struct walk {
    struct kr_bwe_reading reading;
    const struct kr_twcc *head;
    uint64_t seq;      /* of the next status */
    int64_t offset_us; /* from the packet's own times to the widened clock */
    bool checked;
    int err;
};

/* Checks what can be told from the head, before anything changes. */
static int check(struct walk *w)
{
    struct kr_bwe *b = w->reading.b;
    int64_t remote_us;
    w->seq = kr_bwe_history_widen(&b->history, w->head->base_seq);
    if (!kr_bwe_history_sent(&b->history, w->seq, w->head->status_count))
        return KR_E_STATE;
    int err = kr_bwe_reading_clock(b, w->head->reference_time, w->reading.now_us, &remote_us);
    if (!err)
        w->offset_us = remote_us - (int64_t)w->head->reference_time * REFERENCE_US;
    return err;
}

static void on_status(void *arg, uint16_t seq, bool arrived, int64_t at_us)
{
    struct walk *w = arg;
    if (!w->checked) {
        w->checked = true;
        w->err = check(w);
    }
    if (w->err)
        return;
    struct kr_bwe_status s = {.seq = w->seq++, .arrived = arrived, .timed = arrived, .at_us = at_us + w->offset_us};
    int64_t off_us = at_us - (int64_t)w->head->reference_time * REFERENCE_US;
    if (!arrived || (off_us <= ARRIVAL_OFF_US && off_us >= -ARRIVAL_OFF_US))
        kr_bwe_reading_take(&w->reading, &s);
}

int kr_bwe_feedback(struct kr_bwe *b, const struct kr_rtcp *part, uint64_t now_us)
{
    struct kr_twcc head;
    struct walk w = {.reading = {.b = b, .now_us = now_us}, .head = &head};
    if (kr_bwe_reading_flooded(b, now_us))
        return KR_E_LIMITED;
    /* A few bytes can name 65,535 packets: their number is looked at before they are. */
    bool large = part->body.len >= HEAD_BYTES && kr_get_be16(part->body.data + 2) > STATUS_MOST;
    if (large || kr_twcc_each(part, &head, on_status, &w)) {
        b->n_malformed++;
        return KR_E_MALFORMED;
    }
    if (w.err) {
        b->n_refused++;
        return w.err;
    }
    kr_bwe_reading_end(&w.reading, w.seq);
    return 0;
}
