/* SPDX-License-Identifier: EUPL-1.2 */
/* An SDP answer, as a synthetic client reads it. */
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "load/offer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kr_load_peer p = {0};
    struct kr_load_line lines[] = {{.mid = "0", .sends = true}, {.mid = "1", .video = true}, {.mid = "2"}};
    char *sdp = strndup((const char *)data, size);
    int err = kr_load_offer_answer(&p, lines, 3, sdp);
    kr_assert(!err == (p.remote_ufrag[0] && p.remote_pwd[0]));
    kr_assert(strlen(p.remote_ufrag) < sizeof p.remote_ufrag && strlen(p.remote_pwd) < sizeof p.remote_pwd);
    kr_assert(!lines[0].ssrc && !lines[0].rtx_ssrc); /* a sender's are its own */
    free(sdp);
    return 0;
}
