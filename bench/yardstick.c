/* SPDX-License-Identifier: EUPL-1.2 */
#include "yardstick.h"

#include <stdint.h>
#include <time.h>

#include "base/assert.h"
#include "base/bytes.h"
#include "rtc/srtp.h"

enum { PACKETS = 4000, PAYLOAD_BYTES = 1130, RTP_VERSION_2 = 0x80 };

static double cpu_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

double bench_yardstick_ns(void)
{
    static const uint8_t key[16], salt[12], payload[PAYLOAD_BYTES];
    uint8_t header[20] = {RTP_VERSION_2}, out[PAYLOAD_BYTES + 64];
    struct kr_srtp_sender *s;
    size_t len;
    kr_assert(kr_srtp_sender_new(&s, KR_SRTP_AEAD_AES_128_GCM, key, salt) == 0);
    double begin = cpu_ns();
    for (uint16_t i = 0; i < PACKETS; i++) {
        kr_put_be16(header + 2, i);
        kr_assert(kr_srtp_protect(s, out, sizeof out, &len, header, sizeof header, payload, sizeof payload, 1, i) == 0);
    }
    double passed = cpu_ns() - begin;
    kr_srtp_sender_free(s);
    return passed / PACKETS;
}
