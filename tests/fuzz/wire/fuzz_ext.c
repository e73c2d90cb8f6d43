/* SPDX-License-Identifier: EUPL-1.2 */
/* Contents of RTP header extensions: bounds only, and texts that stay printable. */
#include <string.h>

#include "base/assert.h"
#include "wire/ext.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t level;
    bool voice;
    uint16_t seq;
    char text[17];
    if (kr_ext_audio_level(data, size, &level, &voice) == 0)
        kr_assert(level <= 127);
    if (kr_ext_transport_seq(data, size, &seq) == 0)
        kr_assert(size == 2);
    if (kr_ext_text(data, size, text) == 0)
        kr_assert(strlen(text) == size && memcmp(text, data, size) == 0);
    enum kr_ext ext = kr_ext_of_uri((const char *)data, size);
    if (ext != KR_EXT_COUNT)
        kr_assert(strlen(kr_ext_uri[ext]) == size);
    return 0;
}
