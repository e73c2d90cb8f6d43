/* SPDX-License-Identifier: EUPL-1.2 */
/* A table of teachers that somebody uploads: every line is good and clean, or says what is wrong with it. */
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/utf8.h"
#include "office/account/names.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct kr_names names;
    struct kr_csv c;
    struct kr_csv_fault fault = {0};
    if (kr_csv_read(&c, data, size, &fault))
        return 0;
    if (!kr_names_read(&names, &c)) {
        kr_assert(names.n >= 1 && names.n <= KR_NAMES_MAX);
        for (size_t i = 0; i < names.n; i++) {
            const struct kr_name_line *l = &names.lines[i];
            char clean[KR_TITLE_SIZE];
            kr_assert(l->line >= 1 && strlen(l->handle) <= KR_LIMIT_ID_BYTES);
            kr_assert(kr_utf8_is_valid(l->label, strlen(l->label)));
            kr_assert(l->reason || l->label[0] || l->handle[0]);
            if (!l->reason && l->label[0])
                kr_assert(!kr_title_clean(clean, l->label) && strcmp(clean, l->label) == 0);
        }
    }
    kr_csv_fini(&c);
    return 0;
}
