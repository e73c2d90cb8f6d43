/* SPDX-License-Identifier: EUPL-1.2 */
/* What people type into the office: titles, notes, codes, handles, addresses, an administrator's words. */
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "office/account/account.h"
#include "office/admin.h"
#include "office/room/room.h"
#include "office/throttle.h"
#include "office/room/title.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Cleaning what is clean changes nothing. */
static void check_title(const char *text)
{
    char once[KR_TITLE_SIZE], twice[KR_TITLE_SIZE];
    if (kr_title_clean(once, text))
        return;
    int err = kr_title_clean(twice, once);
    kr_assert(!err && strcmp(once, twice) == 0);
    for (const char *p = once; *p; p++)
        kr_assert((unsigned char)*p >= 0x20 && *p != 0x7f);
}

static void check_code(const char *text)
{
    char code[KR_CODE_SIZE], again[KR_CODE_SIZE], shown[KR_CODE_SHOWN_SIZE];
    if (kr_code_read(code, text))
        return;
    kr_code_show(shown, code);
    int err = kr_code_read(again, shown);
    kr_assert(!err && strcmp(code, again) == 0);
}

static void check_words(char *text)
{
    const char *words[32];
    size_t n = 0;
    struct kr_admin_command c;
    char *save;
    for (char *word = strtok_r(text, "|", &save); word && n < 32; word = strtok_r(NULL, "|", &save))
        words[n++] = word;
    if (!kr_admin_parse(&c, words, n))
        kr_assert(c.hours >= 1 && c.hours <= KR_ADMIN_HOURS_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char note[KR_NOTE_SIZE], handle[KR_LIMIT_ID_BYTES + 1], line[KR_ADDRESS_KEY_SIZE];
    char *text = malloc(size + 1);
    kr_assert(text);
    if (size)
        memcpy(text, data, size);
    text[size] = '\0';
    check_title(text);
    check_code(text);
    if (!kr_note_clean(note, text))
        kr_assert(strlen(note) < sizeof note);
    kr_handle_normalize(handle, text);
    kr_address_key(line, text);
    check_words(text);
    free(text);
    return 0;
}
