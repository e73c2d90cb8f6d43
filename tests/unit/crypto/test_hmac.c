/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/hmac.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* RFC 2202 section 3, cases 1, 2, 3, 6 and an empty key over nothing. */
static const struct {
    uint8_t key_byte;
    const char *key, *text;
    size_t key_len, text_len;
    uint8_t mac[KR_HMAC_SHA1_BYTES];
} cases[] = {
    {0x0b, NULL, "Hi There", 20, 8, {0xb6, 0x17, 0x31, 0x86, 0x55, 0x05, 0x72, 0x64, 0xe2, 0x8b,
                                     0xc0, 0xb6, 0xfb, 0x37, 0x8c, 0x8e, 0xf1, 0x46, 0xbe, 0x00}},
    {0, "Jefe", "what do ya want for nothing?", 4, 28, {0xef, 0xfc, 0xdf, 0x6a, 0xe5, 0xeb, 0x2f,
                                                        0xa2, 0xd2, 0x74, 0x16, 0xd5, 0xf1, 0x84,
                                                        0xdf, 0x9c, 0x25, 0x9a, 0x7c, 0x79}},
    {0xaa, NULL, NULL, 20, 50, {0x12, 0x5d, 0x73, 0x42, 0xb9, 0xac, 0x11, 0xcd, 0x91, 0xa3,
                                0x9a, 0xf4, 0x8a, 0xa1, 0x7b, 0x4f, 0x63, 0xf1, 0x75, 0xd3}},
    {0xaa, NULL, "Test Using Larger Than Block-Size Key - Hash Key First", 80, 54, {0xaa, 0x4a, 0xe5, 0xe1,
                                                                                    0x52, 0x72, 0xd0, 0x0e,
                                                                                    0x95, 0x70, 0x56, 0x37,
                                                                                    0xce, 0x8a, 0x3b, 0x55,
                                                                                    0xed, 0x40, 0x21, 0x12}},
    {0, NULL, "", 0, 0, {0xfb, 0xdb, 0x1d, 0x1b, 0x18, 0xaa, 0x6c, 0x08, 0x32, 0x4b,
                         0x7d, 0x64, 0xb7, 0x1f, 0xb7, 0x63, 0x70, 0x69, 0x0e, 0x1d}},
};

static void matches_the_published_cases(void **state)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint8_t key[80], text[64], mac[KR_HMAC_SHA1_BYTES];
        memset(key, cases[i].key_byte, sizeof key);
        memset(text, 0xdd, sizeof text);
        if (cases[i].key)
            memcpy(key, cases[i].key, cases[i].key_len);
        if (cases[i].text)
            memcpy(text, cases[i].text, cases[i].text_len);
        for (size_t cut = 0; cut <= cases[i].text_len;
             cut++) { /* in one piece or two, it is the same message */
            const struct kr_span parts[] = {{text, cut}, {text + cut, cases[i].text_len - cut}};
            assert_int_equal(kr_hmac_sha1(mac, key, cases[i].key_len, parts, 2), 0);
            assert_memory_equal(mac, cases[i].mac, sizeof mac);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(matches_the_published_cases)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
