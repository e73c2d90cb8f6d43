/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A limit for the rate from loss (draft-ietf-rmcat-gcc-02 section 6), and what the draft has not: loss that does not answer
 * to the rate is the path's own (radio), and does not count any more.
 *
 * When the limit was lowered, what is lost at the lower rate tells which it is. If the path is full, as much arrives as
 * before and loss shrinks; if loss is its own, it stays. The nearer of the two is believed.
 */
#ifndef KR_RTC_BWE_LOSS_H
#define KR_RTC_BWE_LOSS_H

#include <stdbool.h>
#include <stdint.h>

#define KR_BWE_NO_LIMIT UINT64_MAX

/* Packets reported on, lost or not. */
struct kr_bwe_tally {
    uint32_t packets, lost;
    uint64_t bytes, us;
};

struct kr_bwe_loss {
    uint64_t limit_bps;          /* KR_BWE_NO_LIMIT: none */
    double own;                  /* share that the path loses anyway */
    struct kr_bwe_tally window;
    uint64_t began_us;           /* of the window, by time of sending, less gaps; 0: none */
    uint64_t sent_us;            /* of the last packet */
    bool trying;                 /* the limit was lowered, and is not yet known to help */
    double before, before_bps;   /* share lost and rate before it was */
    uint64_t since_us;
    struct kr_bwe_tally after;   /* at clearly less than before_bps */
};

void kr_bwe_loss_init(struct kr_bwe_loss *l);

/*
 * A packet was reported as arrived or lost; in the order of sending. gap: nothing is known of those before it (feedback
 * was lost), so their time does not count.
 */
void kr_bwe_loss_packet(struct kr_bwe_loss *l, bool lost, bool gap, uint16_t bytes, uint64_t sent_us);

/* A whole window at once, from receiver reports, that ended at now_us. window->us and packets are not 0. */
void kr_bwe_loss_reported(struct kr_bwe_loss *l, const struct kr_bwe_tally *window, uint64_t now_us);

/* A packet reported as lost arrived after all. */
void kr_bwe_loss_found(struct kr_bwe_loss *l);

/* The path was seen to carry so much. */
void kr_bwe_loss_raise(struct kr_bwe_loss *l, uint64_t rate_bps);

/* The limit goes when it is no lower than the rate that the delay allows. */
void kr_bwe_loss_release(struct kr_bwe_loss *l, uint64_t delay_bps);

#endif
