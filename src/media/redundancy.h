/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Whether a receiver is sent its sound twice more: while its path loses packets, by its own reports. On a path that loses
 * nothing, redundancy would only take room. Pure.
 */
#ifndef KR_MEDIA_REDUNDANCY_H
#define KR_MEDIA_REDUNDANCY_H

#include <stdbool.h>
#include <stdint.h>

enum {
    KR_REDUNDANCY_FRAMES = 2,        /* before the packet's own: of three losses in a row at 20 %, fewer than 1 % */
    KR_REDUNDANCY_PACKETS = 50,      /* reported on before anything is concluded */
    KR_REDUNDANCY_CALM_US = 10000000, /* with next to no loss, before it is switched off */
};
#define KR_REDUNDANCY_ON 0.02
#define KR_REDUNDANCY_OFF 0.005

struct kr_redundancy {
    bool on;
    double loss, lost;  /* smoothed share; packets lost of those counted */
    uint32_t packets;   /* reported on since the last conclusion */
    uint64_t bad_us;    /* when loss was last above KR_REDUNDANCY_OFF */
};

/* A report (RFC 3550 6.4.1) about so many packets. What it says costs its sender only. */
void kr_redundancy_report(struct kr_redundancy *r, uint32_t packets, uint8_t fraction_lost, uint64_t now_us);

#endif
