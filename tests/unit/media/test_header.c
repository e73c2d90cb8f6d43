/* SPDX-License-Identifier: EUPL-1.2 */
/* Headers made once and filled in are those that the general writer writes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "media/header.h"

static size_t plainly(uint8_t out[64], struct kr_rtp_write w, struct kr_header_ids ids, const struct kr_header_values *values)
{
    uint8_t transport_seq[2], send_time[3];
    struct kr_rtp_ext ext[3];
    size_t n = 0, len;
    kr_put_be16(transport_seq, values->transport_seq);
    kr_put_be24(send_time, values->send_time);
    if (ids.transport_seq)
        ext[n++] = (struct kr_rtp_ext){.id = ids.transport_seq, .len = 2, .data = transport_seq};
    if (ids.send_time)
        ext[n++] = (struct kr_rtp_ext){.id = ids.send_time, .len = 3, .data = send_time};
    if (ids.level)
        ext[n++] = (struct kr_rtp_ext){.id = ids.level, .len = 1, .data = &values->level};
    w.ext = ext;
    w.n_ext = n;
    assert_int_equal(kr_rtp_write_header(out, 64, &len, &w), 0);
    return len;
}

/* One slot's header through all sets of elements there are, each with packets that differ in everything. */
static void writes_as_the_general_writer(void **state)
{
    struct kr_header h = {0};
    for (unsigned set = 0; set < 64; set++) {
        struct kr_header_ids ids = {(uint8_t)(set & 1 ? 1 + set / 8 : 0), set & 2 ? 14 : 0, set & 4 ? 9 : 0};
        for (unsigned i = 0; i < 4; i++) {
            uint8_t got[64], want[64];
            struct kr_header_values values = {.transport_seq = (uint16_t)(0xfffe + i), .send_time = 0xffffff - 77 * i, .level = (uint8_t)(127 + i)};
            struct kr_rtp_write w = {.marker = i & 1, .padding = i & 2, .payload_type = (uint8_t)(96 + i), .seq = (uint16_t)(0xffff + i),
                                     .timestamp = 0x80000000u + i, .ssrc = 0xdeadbeef + set};
            size_t len = kr_header_write(&h, got, &w, ids, &values);
            assert_int_equal(len, plainly(want, w, ids, &values));
            assert_memory_equal(got, want, len);
        }
    }
}

static void leaves_large_ids_to_it(void **state)
{
    static const struct kr_header_ids table[] = {{15, 2, 3}, {1, 15, 3}, {1, 2, 15}, {255, 0, 0}};
    struct kr_header h = {0};
    uint8_t out[64];
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        assert_int_equal(kr_header_write(&h, out, &(struct kr_rtp_write){.seq = 1}, table[i], &(struct kr_header_values){0}), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_as_the_general_writer),
        cmocka_unit_test(leaves_large_ids_to_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
