/* SPDX-License-Identifier: EUPL-1.2 */
/* What kind of paper some bytes are. Whatever is taken for one is one to its end: the same bytes cut short are not. */
#include <stdint.h>
#include <string.h>

#include "base/assert.h"
#include "office/filetype.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum kr_filetype type = kr_filetype_of(data, size);
    kr_assert(strlen(kr_filetype_name(type)) >= 3);
    if (type == KR_FILETYPE_NONE)
        return 0;
    kr_assert(kr_filetype_of(data + 1, size - 1) == KR_FILETYPE_NONE || data[1] == '%' || data[1] == 0xff || data[1] == 0x89);
    size_t least = type == KR_FILETYPE_PNG ? size - 1 : 5;
    kr_assert(kr_filetype_of(data, least) == KR_FILETYPE_NONE);
    return 0;
}
