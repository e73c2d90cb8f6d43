/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/filetype.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/assert.h"

enum {
    PDF_TAIL = 1024,  /* ISO 32000-1 annex H: readers look for %%EOF in the last 1024 bytes */
    JPEG_TAIL = 4096, /* cameras write notes of their own behind the picture's end */
};

static bool has_in_tail(const uint8_t *bytes, size_t len, size_t tail, const char *mark, size_t mark_len)
{
    size_t from = len > tail ? len - tail : 0;
    return memmem(bytes + from, len - from, mark, mark_len) != NULL;
}

/* ISO 32000-1 section 7.5.2: "%PDF-" and a version; 7.5.5: the file ends with %%EOF. */
static bool is_pdf(const uint8_t *b, size_t len)
{
    return len >= 14 && memcmp(b, "%PDF-", 5) == 0 && (b[5] == '1' || b[5] == '2') && b[6] == '.' && b[7] >= '0' && b[7] <= '9' &&
           has_in_tail(b + 8, len - 8, PDF_TAIL, "%%EOF", 5);
}

/* ISO/IEC 10918-1 (T.81) table B.1: SOI and the next marker; EOI. */
static bool is_jpeg(const uint8_t *b, size_t len)
{
    return len >= 6 && memcmp(b, "\xff\xd8\xff", 3) == 0 && b[3] >= 0xc0 && b[3] != 0xff &&
           has_in_tail(b + 4, len - 4, JPEG_TAIL, "\xff\xd9", 2);
}

/* ISO/IEC 15948 (PNG) section 5.2: signature; 5.6: IHDR is first, IEND is last and empty. */
static bool is_png(const uint8_t *b, size_t len)
{
    static const uint8_t begin[16] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R'};
    static const uint8_t end[12] = {0, 0, 0, 0, 'I', 'E', 'N', 'D', 0xae, 0x42, 0x60, 0x82};
    return len >= 45 && memcmp(b, begin, sizeof begin) == 0 && memcmp(b + len - sizeof end, end, sizeof end) == 0;
}

enum kr_filetype kr_filetype_of(const void *bytes, size_t len)
{
    if (is_pdf(bytes, len))
        return KR_FILETYPE_PDF;
    if (is_jpeg(bytes, len))
        return KR_FILETYPE_JPEG;
    return is_png(bytes, len) ? KR_FILETYPE_PNG : KR_FILETYPE_NONE;
}

const char *kr_filetype_name(enum kr_filetype type)
{
    static const char *const names[] = {"none", "pdf", "jpg", "png"};
    kr_assert(type < KR_FILETYPES);
    return names[type];
}
