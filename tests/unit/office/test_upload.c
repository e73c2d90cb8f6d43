/* SPDX-License-Identifier: EUPL-1.2 */
/* Files on their way in, and what they are. */
#include "unit/office/desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "office/filetype.h"
#include "office/upload.h"

static struct desk desk;
static struct kr_office *office;

static int open_desk(void **state)
{
    desk_open(&desk);
    office = &desk.office;
    return 0;
}

static int close_desk(void **state)
{
    desk_close(&desk);
    return 0;
}

static void start(char id[KR_UPLOAD_ID_DIGITS + 1], const char *account, uint64_t size)
{
    assert_int_equal(kr_upload_start(office, id, account, size), 0);
}

static int peek(const char *account, const char *id)
{
    const uint8_t *bytes;
    size_t len;
    return kr_upload_peek(office, account, id, &bytes, &len);
}

static void a_file_comes_in_pieces(void **state)
{
    char id[KR_UPLOAD_ID_DIGITS + 1];
    const uint8_t *bytes;
    size_t len;
    start(id, "birke", 10);
    assert_int_equal(kr_upload_add(office, "birke", id, 0, "01234", 5), 0);
    assert_int_equal(peek("birke", id), KR_E_STATE);
    assert_int_equal(kr_upload_add(office, "birke", id, 6, "6789", 4), KR_E_STATE);
    assert_int_equal(kr_upload_add(office, "birke", id, 0, "01234", 5), 0);
    assert_int_equal(kr_upload_add(office, "birke", id, 0, "x1234", 5), KR_E_STATE);
    assert_int_equal(kr_upload_add(office, "birke", id, 3, "3456", 4), KR_E_STATE);
    assert_int_equal(kr_upload_add(office, "birke", id, 5, "567890", 6), KR_E_TOO_LARGE);
    assert_int_equal(kr_upload_add(office, "birke", id, UINT64_MAX, "5", 1), KR_E_TOO_LARGE);
    assert_int_equal(kr_upload_add(office, "birke", id, 5, "56789", 5), 0);
    assert_int_equal(kr_upload_peek(office, "birke", id, &bytes, &len), 0);
    assert_int_equal(len, 10);
    assert_memory_equal(bytes, "0123456789", 10);
    kr_upload_drop(office, "birke", id);
    kr_upload_drop(office, "birke", id);
    assert_int_equal(peek("birke", id), KR_E_NOT_FOUND);
}

static void a_file_is_its_senders(void **state)
{
    char id[KR_UPLOAD_ID_DIGITS + 1];
    start(id, "birke", 1);
    assert_int_equal(kr_upload_add(office, "ahorn", id, 0, "x", 1), KR_E_NOT_FOUND);
    assert_int_equal(kr_upload_add(office, "birke", id, 0, "x", 1), 0);
    assert_int_equal(peek("ahorn", id), KR_E_NOT_FOUND);
    kr_upload_drop(office, "ahorn", id);
    assert_int_equal(peek("birke", id), 0);
    assert_int_equal(peek("birke", ""), KR_E_NOT_FOUND);
}

static void there_is_an_end_to_everything(void **state)
{
    char id[KR_UPLOAD_ID_DIGITS + 1], first[KR_UPLOAD_ID_DIGITS + 1], account[32];
    int n = 0, err;
    assert_int_equal(kr_upload_start(office, id, "birke", 0), KR_E_TOO_LARGE);
    assert_int_equal(kr_upload_start(office, id, "birke", KR_UPLOAD_BYTES_MAX + 1), KR_E_TOO_LARGE);
    start(first, "birke", 1);
    assert_int_equal(kr_upload_add(office, "birke", first, 0, "x", 1), 0);
    for (int i = 0; i < KR_UPLOADS_PER_ACCOUNT; i++) {
        desk_pass(&desk, 1);
        start(id, "birke", 1);
    }
    assert_int_equal(peek("birke", first), KR_E_NOT_FOUND); /* the oldest went */
    assert_int_equal(peek("birke", id), KR_E_STATE);
    do {
        snprintf(account, sizeof account, "a%d", n++);
        err = kr_upload_start(office, id, account, KR_UPLOAD_BYTES_MAX);
    } while (!err);
    assert_int_equal(err, KR_E_FULL);
    assert_true((uint64_t)n * KR_UPLOAD_BYTES_MAX >= KR_UPLOADS_BYTES && n <= KR_UPLOADS);
    desk_pass(&desk, KR_UPLOAD_IDLE_MS);
    kr_office_sweep(office);
    start(id, "a1", KR_UPLOAD_BYTES_MAX);
}

static enum kr_filetype type_of(const char *bytes, size_t len)
{
    return kr_filetype_of(bytes, len);
}

#define TYPE(literal) type_of(literal, sizeof literal - 1)
#define PNG_HEAD "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\10\2\0\0\0\x90\x77\x53\xde"
#define PNG_TAIL "\0\0\0\0IEND\xae\x42\x60\x82"

static void papers_are_known_by_their_bytes(void **state)
{
    static char big[20000];
    assert_int_equal(TYPE("%PDF-1.4\n1 0 obj\n%%EOF\n"), KR_FILETYPE_PDF);
    assert_int_equal(TYPE("%PDF-2.0\n%%EOF"), KR_FILETYPE_PDF);
    assert_int_equal(TYPE("\xff\xd8\xff\xe0\0\20JFIF\xff\xd9"), KR_FILETYPE_JPEG);
    assert_int_equal(TYPE(PNG_HEAD PNG_TAIL), KR_FILETYPE_PNG);
    memset(big, 'x', sizeof big);
    memcpy(big, "%PDF-1.7", 8);
    memcpy(big + sizeof big - 1000, "%%EOF", 5);
    assert_int_equal(type_of(big, sizeof big), KR_FILETYPE_PDF);
    memset(big + sizeof big - 1000, 'x', 5);
    memcpy(big + sizeof big - 1100, "%%EOF", 5);
    assert_int_equal(type_of(big, sizeof big), KR_FILETYPE_NONE);
}

static void what_is_none_is_refused(void **state)
{
    assert_int_equal(TYPE(""), KR_FILETYPE_NONE);
    assert_int_equal(TYPE("%PDF-1.4"), KR_FILETYPE_NONE);                   /* cut short */
    assert_int_equal(TYPE(" %PDF-1.4\n%%EOF"), KR_FILETYPE_NONE);           /* something before it */
    assert_int_equal(TYPE("%PDF-9.9\n1 0 obj\n%%EOF"), KR_FILETYPE_NONE);
    assert_int_equal(TYPE("\xff\xd8\xff\xe0\0\20JFIF"), KR_FILETYPE_NONE);
    assert_int_equal(TYPE("\xff\xd8\xff\xff\0\20JFIF\xff\xd9"), KR_FILETYPE_NONE);
    assert_int_equal(TYPE(PNG_HEAD), KR_FILETYPE_NONE);
    assert_int_equal(TYPE(PNG_HEAD PNG_TAIL "x"), KR_FILETYPE_NONE);
    assert_int_equal(TYPE("GIF89a\1\0\1\0\0\0\0;"), KR_FILETYPE_NONE);
    assert_int_equal(TYPE("<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>"), KR_FILETYPE_NONE);
    assert_int_equal(TYPE("PK\3\4 a document of an office suite, or a bomb"), KR_FILETYPE_NONE);
    assert_int_equal(TYPE("MZ\x90\0 %PDF-1.4 %%EOF"), KR_FILETYPE_NONE);
    assert_string_equal(kr_filetype_name(KR_FILETYPE_JPEG), "jpg");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_file_comes_in_pieces, open_desk, close_desk),
        cmocka_unit_test_setup_teardown(a_file_is_its_senders, open_desk, close_desk),
        cmocka_unit_test_setup_teardown(there_is_an_end_to_everything, open_desk, close_desk),
        cmocka_unit_test(papers_are_known_by_their_bytes),
        cmocka_unit_test(what_is_none_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
