/* SPDX-License-Identifier: EUPL-1.2 */
/* SRTP and SRTCP of an endpoint on its way in. Nothing is looked at before its tag was checked. */
#ifndef KR_MEDIA_INGEST_H
#define KR_MEDIA_INGEST_H

#include "media/endpoint.h"

/* One media packet: decrypts it in place, keeps the books, and puts it into the batch if it is to be forwarded. */
void kr_ingest_rtp(struct kr_endpoint *e, uint8_t *p, size_t len, uint64_t now_us);

/* One control packet: reports and requests. */
void kr_ingest_rtcp(struct kr_endpoint *e, uint8_t *p, size_t len, uint64_t now_us);


#endif
