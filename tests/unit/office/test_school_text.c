/* SPDX-License-Identifier: EUPL-1.2 */
/* What a school is, as text: its profile, what is searched, the columns of tables. */
#include "office/school/columns.h"
#include "office/school/fold.h"
#include "office/school/profile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *const good[KR_PROFILE_FIELDS] = {
    [KR_PROFILE_NAME] = "  Lindenschule \t Musterstadt ", [KR_PROFILE_NUMBER] = "04123456", [KR_PROFILE_KIND] = "Grundschule",
    [KR_PROFILE_STREET] = "Lindenweg 4", [KR_PROFILE_POSTCODE] = "74000", [KR_PROFILE_TOWN] = "Musterstadt",
    [KR_PROFILE_MAIL] = "poststelle@linde.example", [KR_PROFILE_PHONE] = "+49 7131 / 12-0", [KR_PROFILE_HEAD] = "Frau Birke",
    [KR_PROFILE_EXISTING] = "moodle-bbb",
};

static void refuses(enum kr_profile_field field, const char *text, const char *reason)
{
    struct kr_profile p = {0};
    struct kr_profile_fault fault = {0};
    const char *raw[KR_PROFILE_FIELDS];
    memcpy(raw, good, sizeof raw);
    raw[field] = text;
    assert_int_equal(kr_profile_set(&p, raw, &fault), KR_E_MALFORMED);
    assert_int_equal(fault.field, field);
    assert_string_equal(fault.reason, reason);
    assert_int_equal(p.text[KR_PROFILE_TOWN][0], 0); /* nothing was taken */
}

static void a_profile_is_cleaned_and_checked(void **state)
{
    struct kr_profile p = {0};
    struct kr_profile_fault fault;
    char long_name[200];
    memset(long_name, 'x', sizeof long_name);
    long_name[121] = '\0';
    assert_int_equal(kr_profile_set(&p, good, &fault), 0);
    assert_string_equal(p.text[KR_PROFILE_NAME], "Lindenschule Musterstadt");
    assert_string_equal(p.text[KR_PROFILE_NOTE], "");
    refuses(KR_PROFILE_NAME, "", "missing_field");
    refuses(KR_PROFILE_NAME, " \xe2\x80\x8b ", "missing_field"); /* nothing that can be seen */
    refuses(KR_PROFILE_NAME, long_name, "out_of_range");
    refuses(KR_PROFILE_NAME, "\xff", "bad_text");
    refuses(KR_PROFILE_NUMBER, "Nummer", "bad_text");
    refuses(KR_PROFILE_NUMBER, "04<1>", "bad_text");
    refuses(KR_PROFILE_POSTCODE, "740", "bad_text");
    refuses(KR_PROFILE_POSTCODE, "740000", "out_of_range");
    refuses(KR_PROFILE_MAIL, "poststelle", "bad_text");
    refuses(KR_PROFILE_MAIL, "", "missing_field");
    refuses(KR_PROFILE_CONTACT_MAIL, "a@b@c", "bad_text");
    refuses(KR_PROFILE_PHONE, "anrufen", "bad_text");
    refuses(KR_PROFILE_EXISTING, "zoom", "bad_text");
}

static void a_change_leaves_what_it_does_not_name(void **state)
{
    struct kr_profile p = {0};
    struct kr_profile_fault fault;
    const char *change[KR_PROFILE_FIELDS] = {[KR_PROFILE_TOWN] = "Neustadt", [KR_PROFILE_PHONE] = ""};
    assert_int_equal(kr_profile_set(&p, good, &fault), 0);
    assert_int_equal(kr_profile_set(&p, change, &fault), 0);
    assert_string_equal(p.text[KR_PROFILE_TOWN], "Neustadt");
    assert_string_equal(p.text[KR_PROFILE_PHONE], "");
    assert_string_equal(p.text[KR_PROFILE_STREET], "Lindenweg 4");
    char address[400];
    kr_profile_address(&p, address, sizeof address);
    assert_string_equal(address, "Lindenweg 4, 74000 Neustadt");
}

static void a_profile_comes_back_from_json(void **state)
{
    struct kr_profile p = {0}, back;
    struct kr_profile_fault fault;
    const char *raw[KR_PROFILE_FIELDS];
    memcpy(raw, good, sizeof raw);
    raw[KR_PROFILE_NOTE] = "\"Große\" Feier </script> \\";
    assert_int_equal(kr_profile_set(&p, raw, &fault), 0);
    char *json = kr_profile_write(&p);
    assert_non_null(json);
    assert_int_equal(kr_profile_read(&back, json, strlen(json)), 0);
    assert_memory_equal(&back, &p, sizeof p);
    free(json);
    assert_int_equal(kr_profile_read(&back, "{\"name\":\"A\",\"unknown\":1}   ", 28), KR_E_MALFORMED); /* a NUL behind it */
    assert_int_equal(kr_profile_read(&back, "{\"name\":\"A\",\"unknown\":1}   ", 27), 0);
    assert_string_equal(back.text[KR_PROFILE_NAME], "A");
    assert_int_equal(kr_profile_read(&back, "{\"name\":1}", 10), KR_E_MALFORMED);
    assert_int_equal(kr_profile_read(&back, "[]", 2), KR_E_MALFORMED);
}

static void numbers_survive_a_spreadsheet(void **state)
{
    assert_true(kr_profile_same_number("04123456", "4123456"));
    assert_true(kr_profile_same_number("04 12-34/56", "04123456"));
    assert_true(kr_profile_same_number("S-12a", "s12A"));
    assert_false(kr_profile_same_number("04123456", "04123457"));
    assert_false(kr_profile_same_number("04123456", "0412345"));
    assert_false(kr_profile_same_number("1", "10"));
}

static void folds_to(const char *text, const char *plain, const char *german)
{
    char out[80];
    assert_int_equal(kr_fold(out, sizeof out, text, false), strlen(plain));
    assert_string_equal(out, plain);
    kr_fold(out, sizeof out, text, true);
    assert_string_equal(out, german);
}

static void texts_are_folded_in_both_ways(void **state)
{
    char out[5];
    folds_to("Mühlenschule", "muhlenschule", "muehlenschule");
    folds_to("GROẞE Straße", "grosse strasse", "grosse strasse");
    folds_to("ÄÖÜ äöü", "aou aou", "aeoeue aeoeue");
    folds_to("Łódź, Façade, Ørsted, Æther, œuvre", "lodz, facade, orsted, aether, oeuvre", "lodz, facade, orsted, aether, oeuvre");
    folds_to("Mu\xcc\x88hle", "muhle", "muhle"); /* u and a combining diaeresis */
    folds_to("Школа 7", "Школа 7", "Школа 7");
    assert_int_equal(kr_fold(out, sizeof out, "äääää", true), 4); /* cut at a letter */
    assert_string_equal(out, "aeae");
}

static struct kr_columns find(const char *headers, int err, enum kr_column *wrong)
{
    struct kr_csv table;
    struct kr_csv_fault fault;
    struct kr_columns columns = {0};
    assert_int_equal(kr_csv_read(&table, headers, strlen(headers), &fault), 0);
    assert_int_equal(kr_columns_find(&columns, &table, wrong), err);
    kr_csv_fini(&table);
    return columns;
}

static void columns_are_found_by_their_names(void **state)
{
    enum kr_column wrong = 0;
    struct kr_columns c = find("Ort;Dienststellen-Schlüssel;SCHULE;Zuständig;E-Mail;AVV unterschrieben am\n", 0, &wrong);
    assert_int_equal(c.at[KR_PROFILE_TOWN], 0);
    assert_int_equal(c.at[KR_PROFILE_NUMBER], 1);
    assert_int_equal(c.at[KR_PROFILE_NAME], 2);
    assert_int_equal(c.at[KR_PROFILE_MAIL], 4);
    assert_int_equal(c.at[KR_COLUMN_AGREEMENT], 5);
    assert_int_equal(c.at[KR_PROFILE_STREET], -1);
    c = find("Official number,School name,Town,Head of school\n", 0, &wrong);
    assert_int_equal(c.at[KR_PROFILE_NUMBER], 0);
    assert_int_equal(c.at[KR_PROFILE_HEAD], 3);
    find("Ort;Schule\n", KR_E_MALFORMED, &wrong);
    assert_int_equal((int)wrong, (int)KR_PROFILE_NUMBER);
    find("Schulnummer;Schule;Ort;Stadt\n", KR_E_MALFORMED, &wrong);
    assert_int_equal((int)wrong, (int)KR_PROFILE_TOWN);
    find("", KR_E_MALFORMED, &wrong);
    /* What is written is what is read. */
    for (int k = 0; k < KR_COLUMNS; k++) {
        char headers[200];
        bool key = k == KR_PROFILE_NAME || k == KR_PROFILE_NUMBER;
        snprintf(headers, sizeof headers, "%s;%s;%s\n", kr_column_header((enum kr_column)k), k == KR_PROFILE_NAME ? "x" : "Schule",
                 k == KR_PROFILE_NUMBER ? "x" : "Schulnummer");
        c = find(headers, 0, &wrong);
        assert_int_equal(c.at[k], 0);
        assert_true(key || c.at[KR_PROFILE_NAME] == 1);
        assert_true(strlen(kr_column_id((enum kr_column)k)) >= 3);
    }
}

static void days_are_read_and_written(void **state)
{
    static const struct {
        const char *text;
        uint64_t days;
        const char *shown;
    } good_days[] = {{"01.01.1970", 0, "01.01.1970"}, {"1970-01-02", 1, "02.01.1970"}, {" 29.02.2024 ", 19782, "29.02.2024"},
                     {"1.3.2024", 19783, "01.03.2024"}, {"31.12.2026", 20818, "31.12.2026"}, {"2100-02-28", 47540, "28.02.2100"},
                     {"2100-03-01", 47541, "01.03.2100"}};
    static const char *const bad[] = {"", "29.02.2023", "31.04.2024", "2024-13-01", "1.1", "01.01.24", "1.1-2024", "01.01.20245",
                                      "heute", "0.1.2024", "2024.01.01"};
    for (size_t i = 0; i < sizeof good_days / sizeof good_days[0]; i++) {
        uint64_t ms;
        char shown[KR_DAY_SIZE];
        assert_int_equal(kr_day_read(&ms, good_days[i].text), 0);
        assert_int_equal(ms, (good_days[i].days * 24 + 12) * 3600 * 1000);
        kr_day_write(shown, ms);
        assert_string_equal(shown, good_days[i].shown);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        uint64_t ms;
        assert_int_equal(kr_day_read(&ms, bad[i]), KR_E_MALFORMED);
    }
}

static void words_are_understood(void **state)
{
    bool yes;
    assert_int_equal(kr_yes_read(&yes, " Ja "), 0);
    assert_true(yes);
    assert_int_equal(kr_yes_read(&yes, ""), 0);
    assert_false(yes);
    assert_int_equal(kr_yes_read(&yes, "vielleicht"), KR_E_MALFORMED);
    assert_string_equal(kr_existing_read("Moodle mit BigBlueButton"), "moodle-bbb");
    assert_string_equal(kr_existing_read("Microsoft 365 Teams"), "m365");
    assert_string_equal(kr_existing_read("keines"), "none");
    assert_string_equal(kr_existing_read("Zoom"), "Zoom");
    assert_string_equal(kr_existing_read(""), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_profile_is_cleaned_and_checked),
        cmocka_unit_test(a_change_leaves_what_it_does_not_name),
        cmocka_unit_test(a_profile_comes_back_from_json),
        cmocka_unit_test(numbers_survive_a_spreadsheet),
        cmocka_unit_test(texts_are_folded_in_both_ways),
        cmocka_unit_test(columns_are_found_by_their_names),
        cmocka_unit_test(days_are_read_and_written),
        cmocka_unit_test(words_are_understood),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
