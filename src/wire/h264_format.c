/* SPDX-License-Identifier: EUPL-1.2 */
#include "wire/h264.h"

#include "wire/sdp_int.h"

enum {
    BASELINE = 66, /* profile_idc, RFC 6184 section 8.1, table 5 */
    MAIN = 77,
    EXTENDED = 88,
    CONSTRAINT_0 = 0x80, /* profile-iop: it keeps to Baseline, */
    CONSTRAINT_1 = 0x40, /* to Main, */
    CONSTRAINT_3 = 0x10, /* and, with level_idc 11, is level 1b */
    LEVEL_1B = 9,
    DEFAULT_LEVEL = 10,
};

static bool read_hex(struct kr_span s, uint32_t *out)
{
    uint32_t v = 0;
    if (s.len != 6)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        uint8_t c = s.data[i], low = c | 0x20;
        if (c >= '0' && c <= '9')
            v = v << 4 | (uint32_t)(c - '0');
        else if (low >= 'a' && low <= 'f')
            v = v << 4 | (uint32_t)(low - 'a' + 10);
        else
            return false;
    }
    *out = v;
    return true;
}

/* RFC 6184 section 8.1, table 5: the same profile can be written in several ways. */
static void conclude(struct kr_h264_format *f, uint32_t id)
{
    uint8_t profile = (uint8_t)(id >> 16), iop = (uint8_t)(id >> 8);
    f->level_idc = (uint8_t)id;
    f->constrained = (profile == BASELINE && iop & CONSTRAINT_1) || (profile == MAIN && iop & CONSTRAINT_0) ||
                     (profile == EXTENDED && iop & CONSTRAINT_0 && iop & CONSTRAINT_1);
    f->baseline = f->constrained || profile == BASELINE || (profile == EXTENDED && iop & CONSTRAINT_0);
    if ((profile == BASELINE || profile == MAIN || profile == EXTENDED) && f->level_idc == 11 && iop & CONSTRAINT_3)
        f->level_idc = LEVEL_1B;
}

int kr_h264_format(struct kr_h264_format *out, struct kr_span fmtp)
{
    struct kr_h264_format f = {.baseline = true, .level_idc = DEFAULT_LEVEL};
    while (fmtp.len) {
        struct kr_span value = kr_sdp_cut(&fmtp, ';');
        while (value.len && *value.data == ' ')
            value = (struct kr_span){value.data + 1, value.len - 1};
        struct kr_span name = kr_sdp_cut(&value, '=');
        uint64_t mode;
        uint32_t id;
        if (kr_sdp_is_nocase(name, "packetization-mode")) {
            if (!kr_sdp_number(value, 2, &mode))
                return KR_E_MALFORMED;
            f.packetization_mode = (uint8_t)mode;
        } else if (kr_sdp_is_nocase(name, "profile-level-id")) {
            if (!read_hex(value, &id))
                return KR_E_MALFORMED;
            conclude(&f, id);
        }
    }
    *out = f;
    return 0;
}
