/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The media process: rooms, endpoints and the forwarding of their packets, on one thread, behind one UDP port. It
 * knows identifiers and rights, never names. Orders come from front over a link (proto/link.json).
 */
#ifndef KR_MEDIA_MEDIA_H
#define KR_MEDIA_MEDIA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct kr_media_config {
    int control_fd;              /* stream socket to the supervisor; owned from now on */
    uint32_t index;              /* of this process among the media processes */
    uint16_t port;               /* the UDP port of this process, already its own: base port + index */
    const char *const *announce; /* numeric addresses that browsers are told; none: those of this machine */
    size_t n_announce;
    size_t voices;               /* heard at once, 1 to 7 */
    uint16_t camera_height;      /* in lines: no camera is asked for more */
    bool loopback;               /* the pages are served on localhost: 127.0.0.1 and ::1 are announced too */
};

/* Runs until the supervisor says `stop` or is gone. KR_E_CONFIG when no address can be bound. */
KR_MUST_CHECK int kr_media_run(const struct kr_media_config *config);

#endif
