/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Which of an endpoint's tracks an SSRC belongs to (RFC 8843 section 9.2): as the offer says, else as the packet's MID
 * says, else by its payload type if that names one m-line only. Senders stop sending the MID after the first receiver
 * report, so what is bound stays bound while the endpoint lives.
 */
#ifndef KR_MEDIA_BIND_H
#define KR_MEDIA_BIND_H

#include "media/endpoint.h"
#include "wire/rtp.h"

/* The binding of an authenticated packet's SSRC, made now if need be; NULL: it belongs to nothing negotiated. */
const struct kr_binding *kr_bind(struct kr_endpoint *e, const struct kr_rtp *rtp, uint64_t now_us);

/* Binds the SSRCs that the offer tells; after each negotiation. */
void kr_bind_offered(struct kr_endpoint *e, uint64_t now_us);

#endif
