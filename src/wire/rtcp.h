/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * RTCP (RFC 3550 section 6) with feedback (RFC 4585, 5104) and transport-wide feedback
 * (draft-holmer-rmcat-transport-wide-cc-extensions-01). A compound packet is walked part by part; views, no allocation.
 * Reduced-size packets (RFC 5506) are accepted.
 */
#ifndef KR_WIRE_RTCP_H
#define KR_WIRE_RTCP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"

enum kr_rtcp_type {
    KR_RTCP_SR = 200,    /* RFC 3550 6.4.1 */
    KR_RTCP_RR = 201,    /* RFC 3550 6.4.2 */
    KR_RTCP_SDES = 202,  /* RFC 3550 6.5 */
    KR_RTCP_BYE = 203,   /* RFC 3550 6.6 */
    KR_RTCP_APP = 204,   /* RFC 3550 6.7; count: its subtype; body: all behind the first word */
    KR_RTCP_RTPFB = 205, /* RFC 4585 6.2 */
    KR_RTCP_PSFB = 206,  /* RFC 4585 6.3 */
};
enum { KR_RTPFB_NACK = 1, KR_RTPFB_TRANSPORT_CC = 15 };
enum { KR_PSFB_PLI = 1, KR_PSFB_FIR = 4, KR_PSFB_AFB = 15 };

struct kr_rtcp_report { /* RFC 3550 6.4.1 report block */
    uint32_t ssrc;
    uint8_t fraction_lost;
    int32_t cumulative_lost; /* 24 bits, signed */
    uint32_t highest_seq;    /* extended */
    uint32_t jitter;         /* RTP clock units */
    uint32_t last_sr;        /* middle 32 bits of NTP */
    uint32_t delay_since_sr; /* 1/65536 s */
};

struct kr_rtcp_sender_info {
    uint64_t ntp; /* 32.32 */
    uint32_t rtp, packets, octets;
};

/* One part of a compound packet. */
struct kr_rtcp {
    uint8_t type;   /* enum kr_rtcp_type, or something unknown to be skipped */
    uint8_t count;  /* report count, source count or feedback format */
    uint32_t sender_ssrc;
    uint32_t media_ssrc;               /* feedback */
    struct kr_rtcp_sender_info sender; /* SR */
    struct kr_span reports;            /* SR and RR: count blocks of 24 bytes */
    struct kr_span body;               /* feedback: the FCI; BYE: count SSRCs of 4 bytes */
};

/* Takes the next part off r: 1 when there was one, 0 at the end, KR_E_MALFORMED. */
KR_MUST_CHECK int kr_rtcp_next(struct kr_rtcp *out, struct kr_reader *r);

/* Report block i < count of an SR or RR. */
struct kr_rtcp_report kr_rtcp_report_at(const struct kr_rtcp *p, size_t i);

/* Generic NACK (RFC 4585 6.2.1): calls back for every lost sequence number. KR_E_MALFORMED. */
KR_MUST_CHECK int kr_rtcp_nack_each(const struct kr_rtcp *p, void (*lost)(void *arg, uint16_t seq), void *arg);

/* FIR (RFC 5104 4.3.1): SSRC and command number of entry i; false past the end. */
bool kr_rtcp_fir_at(const struct kr_rtcp *p, size_t i, uint32_t *ssrc, uint8_t *command);

/* Transport-wide feedback, read. */
struct kr_twcc {
    uint16_t base_seq, status_count;
    int32_t reference_time; /* multiples of 64 ms, 24 bits, signed */
    uint8_t feedback_count;
};
/*
 * Walks a feedback packet: for each packet its sequence number, whether it arrived, and its arrival time in
 * microseconds on the reporter's clock. KR_E_MALFORMED when chunks and deltas do not fit; nothing is called then.
 */
KR_MUST_CHECK int kr_twcc_each(const struct kr_rtcp *p, struct kr_twcc *head,
                               void (*seen)(void *arg, uint16_t seq, bool arrived, int64_t at_us), void *arg);

/* Writers append one part each to w and set w->failed when there is no room. */
void kr_rtcp_write_sr(struct kr_writer *w, uint32_t ssrc, const struct kr_rtcp_sender_info *info,
                      const struct kr_rtcp_report *reports, size_t n_reports);
void kr_rtcp_write_rr(struct kr_writer *w, uint32_t ssrc, const struct kr_rtcp_report *reports, size_t n_reports);
void kr_rtcp_write_sdes_cname(struct kr_writer *w, uint32_t ssrc, const char *cname);
void kr_rtcp_write_bye(struct kr_writer *w, uint32_t ssrc);
void kr_rtcp_write_pli(struct kr_writer *w, uint32_t sender, uint32_t media);
void kr_rtcp_write_fir(struct kr_writer *w, uint32_t sender, uint32_t media, uint8_t command);
/* seqs ascending (in wrapping order), at most 255; packed into PID/BLP pairs. */
void kr_rtcp_write_nack(struct kr_writer *w, uint32_t sender, uint32_t media, const uint16_t *seqs, size_t n);
/* REMB: *rate_bps, at most UINT64_MAX; KR_E_MALFORMED. Of which streams it tells does not matter: it is of the whole path. */
KR_MUST_CHECK int kr_rtcp_read_remb(const struct kr_rtcp *p, uint64_t *rate_bps);
/* REMB (draft-alvestrand-rmcat-remb-03), for senders without transport-wide feedback. */
void kr_rtcp_write_remb(struct kr_writer *w, uint32_t sender, uint64_t rate_bps, const uint32_t *ssrcs, size_t n);
/*
 * Transport-wide feedback for n packets from base_seq on: at_us[i] is the arrival time, or a negative number for a
 * packet that did not arrive. Returns how many were written (deltas beyond 16 bits end the packet early).
 */
size_t kr_rtcp_write_twcc(struct kr_writer *w, uint32_t sender, uint32_t media, uint16_t base_seq, uint8_t feedback_count,
                          const int64_t *at_us, size_t n);

#endif
