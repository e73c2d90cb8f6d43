/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "media/redundancy.h"

enum { SECOND_US = 1000000 };

struct stage {
    const char *name;
    unsigned seconds;
    uint32_t packets; /* reported on each second */
    uint8_t lost;     /* of 256 */
    bool on;          /* then */
};

static const struct stage stages[] = {
    {"nothing is lost", 20, 50, 0, false},
    {"one packet once", 1, 50, 5, false},
    {"nothing again", 5, 50, 0, false},
    {"a fifth", 1, 50, 51, true},
    {"a good moment does not end it", 9, 50, 0, true},
    {"a good while does", 9, 50, 0, false},
    {"of few packets nothing is concluded", 9, 5, 128, false},
    {"until they are enough", 1, 5, 128, true},
    {"a little is enough to go on", 60, 50, 3, true},
    {"and less is not", 20, 50, 0, false},
};

static void goes_by_what_is_lost(void **state)
{
    struct kr_redundancy r = {0};
    uint64_t now_us = SECOND_US;
    for (size_t i = 0; i < sizeof stages / sizeof *stages; i++) {
        const struct stage *s = &stages[i];
        print_message("    %s\n", s->name);
        for (unsigned k = 0; k < s->seconds; k++, now_us += SECOND_US)
            kr_redundancy_report(&r, s->packets, s->lost, now_us);
        assert_int_equal(r.on, s->on);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(goes_by_what_is_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
