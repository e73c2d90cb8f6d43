/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/mail/template.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/strbuf.h"
#include "office/mail/message.h"

static const struct kr_mail_facts facts = {
    .operator_name = "Kreismedienzentrum Musterkreis", .operator_mail = "dienst@kmz.example", .operator_phone = "07000 1234",
    .service_address = "https://kreide.example", .school_name = "Lindenschule Musterstadt"};

static struct kr_mail_words write_letter(enum kr_mail_kind kind, const char *lang, const char *args)
{
    struct kr_mail_words w;
    int err = kr_mail_write(&w, kind, lang, args, &facts);
    if (err)
        fail_msg("%s %s: %d", kr_mail_kind_name(kind), lang, err);
    return w;
}

/* Whether the letter says so, wherever its lines end. */
static bool says(const struct kr_mail_words *w, const char *what)
{
    char *flat = strdup(w->text);
    assert_non_null(flat);
    for (char *p = flat; *p; p++)
        if (*p == '\n')
            *p = ' ';
    bool found = strstr(flat, what) != NULL;
    free(flat);
    return found;
}

/* Every letter in both languages, with everything that it may say: complete, and fit to be sent. */
static void all_letters_are_whole(void **state)
{
    static const char *const args[KR_MAIL_KINDS] = {
        [KR_MAIL_STEP] = "information terms agreement registration contact portal",
        [KR_MAIL_PAPER] = "document=avv",
        [KR_MAIL_DOCUMENT] = "document=nutzungsbedingungen effective_ms=1801443600000 until_ms=1804035600000",
        [KR_MAIL_DEADLINE] = "document=avv until_ms=1804035600000",
        [KR_MAIL_EXPIRES] = "handle=mk-7k3m until_ms=1804035600000",
        [KR_MAIL_SUSPENDED] = "acceptance",
        [KR_MAIL_BLOCKED] = "handle=mk-7k3m",
        [KR_MAIL_ENDED] = "delete_ms=1804035600000",
        [KR_MAIL_ADMINISTRATOR] = "handle=mk-7k3m",
    };
    for (int kind = 0; kind < KR_MAIL_KINDS; kind++) {
        for (int en = 0; en < 2; en++) {
            struct kr_mail_words w = write_letter((enum kr_mail_kind)kind, en ? "en" : "de", args[kind] ? args[kind] : "");
            struct kr_mail_message m = {.from = "dienst@kmz.example", .from_name = "KMZ", .to = "linde@schule.example", .subject = w.subject,
                                        .text = w.text, .lang = en ? "en" : "de", .id = "x", .date_ms = 1};
            struct kr_strbuf b;
            kr_strbuf_init(&b, KR_MAIL_MESSAGE_MAX);
            assert_int_equal(kr_mail_compose(&b, &m), 0);
            kr_strbuf_fini(&b);
            assert_true(strlen(w.subject) >= 15 && strlen(w.subject) <= 100);
            assert_non_null(strstr(w.text, en ? "Good day,\n" : "Guten Tag,\n"));
            assert_non_null(strstr(w.text, "Kreismedienzentrum Musterkreis\n"));
            assert_non_null(strstr(w.text, "07000 1234\n"));
            assert_true(says(&w, en ? "never send passwords" : "keine Passwörter"));
            assert_null(strstr(w.text, "{{"));
            assert_null(strstr(w.text, "**"));
            assert_null(strstr(w.text, "\\\n"));
            assert_null(strstr(w.text, "\n\n\n"));
            if (kr_mail_kind_whom((enum kr_mail_kind)kind) != KR_MAIL_TO_OPERATOR)
                assert_non_null(strstr(w.text, "Lindenschule"));
            if (getenv("SHOW_LETTERS"))
                print_message("======== %s\n%s\n", w.subject, w.text);
            kr_mail_words_free(&w);
        }
    }
}

static void says_only_what_is_open(void **state)
{
    struct kr_mail_words w = write_letter(KR_MAIL_STEP, "de", "agreement");
    assert_non_null(strstr(w.text, "- die unterschriebene Vereinbarung"));
    assert_null(strstr(w.text, "Nutzungsbedingungen"));
    assert_non_null(strstr(w.text, "https://kreide.example/service/documents"));
    kr_mail_words_free(&w);
    w = write_letter(KR_MAIL_STEP, "de", "terms portal");
    assert_null(strstr(w.text, "Vereinbarung"));
    assert_non_null(strstr(w.text, "https://kreide.example/portal/"));
    kr_mail_words_free(&w);
    w = write_letter(KR_MAIL_DOCUMENT, "en", "document=avv effective_ms=1801443600000");
    assert_string_equal(w.subject, "New version: data processing agreement (AVV)");
    assert_null(strstr(w.text, "accept it by"));
    assert_non_null(strstr(w.text, "1 February 2027"));
    kr_mail_words_free(&w);
    w = write_letter(KR_MAIL_EXPIRES, "de", "count=12 until_ms=1804035600000");
    assert_string_equal(w.subject, "12 Zugänge Ihrer Schule laufen bald ab");
    assert_true(says(&w, "12 Zugänge der Schule Lindenschule Musterstadt gelten noch bis zum 3. März 2027."));
    assert_false(says(&w, "Der Zugang"));
    kr_mail_words_free(&w);
    w = write_letter(KR_MAIL_BLOCKED, "en", "count=3");
    assert_string_equal(w.subject, "3 accounts of your school were locked");
    assert_true(says(&w, "We have locked 3 accounts of Lindenschule Musterstadt"));
    assert_false(says(&w, "Its meetings"));
    kr_mail_words_free(&w);
    w = write_letter(KR_MAIL_BLOCKED, "de", "handle=mk-7k3m");
    assert_string_equal(w.subject, "Ein Zugang Ihrer Schule wurde gesperrt");
    assert_true(says(&w, "Den Zugang mk-7k3m der Schule Lindenschule Musterstadt haben wir gesperrt"));
    kr_mail_words_free(&w);
    w = write_letter(KR_MAIL_ENDED, "de", "delete_ms=1804035600000");
    assert_true(says(&w, "Am 3. März 2027 löschen wir"));
    kr_mail_words_free(&w);
}

/* A school's name is text, whatever somebody called it. */
static void values_are_never_markup(void **state)
{
    struct kr_mail_facts odd = facts;
    struct kr_mail_words w;
    odd.school_name = "{{operator.mail}} **x** [[page]] # a";
    assert_int_equal(kr_mail_write(&w, KR_MAIL_READY, "de", "", &odd), 0);
    assert_true(says(&w, "{{operator.mail}} **x** [[page]] # a"));
    assert_null(strstr(w.text, "dienst@kmz.example"));
    kr_mail_words_free(&w);
}

static void arguments_are_machine_words(void **state)
{
    static const char *const bad[] = {"handle=mk 1=", "handle=", "handle=a@b", "name=x", "handle=\xc3\xa4", "until_ms=soon", "until_ms=-1",
                                      "handle=a\nb", "=x", "until_ms=9999999999999999", "handle", "until_ms"};
    char longest[KR_MAIL_ARGS_MAX + 2] = "handle=";
    for (size_t i = 0; i < sizeof bad / sizeof bad[0] - 2; i++)
        assert_int_equal(kr_mail_args_check(KR_MAIL_EXPIRES, bad[i]), KR_E_MALFORMED);
    assert_int_equal(kr_mail_args_check(KR_MAIL_EXPIRES, "until_ms"), KR_E_MALFORMED);
    memset(longest + 7, 'a', sizeof longest - 8);
    assert_int_equal(kr_mail_args_check(KR_MAIL_EXPIRES, longest), KR_E_MALFORMED);
    assert_int_equal(kr_mail_args_check(KR_MAIL_EXPIRES, " handle=mk-7k3m  until_ms=17 "), 0);
    assert_int_equal(kr_mail_args_check(KR_MAIL_READY, ""), 0);
    assert_int_equal(kr_mail_args_check(KR_MAIL_READY, "handle=x"), KR_E_MALFORMED);

    char value[20];
    const char *args = "handle=mk-7k3m until_ms=17 until";
    assert_true(kr_mail_arg(args, "handle", value, sizeof value));
    assert_string_equal(value, "mk-7k3m");
    assert_true(kr_mail_arg(args, "until_ms", value, sizeof value));
    assert_string_equal(value, "17");
    assert_true(kr_mail_arg(args, "until", value, sizeof value));
    assert_string_equal(value, "");
    assert_false(kr_mail_arg(args, "hand", value, sizeof value));
    assert_false(kr_mail_arg(args, "handles", value, sizeof value));
}

static void kinds_have_names(void **state)
{
    enum kr_mail_kind back;
    for (int kind = 0; kind < KR_MAIL_KINDS; kind++) {
        assert_int_equal(kr_mail_kind_of(&back, kr_mail_kind_name((enum kr_mail_kind)kind)), 0);
        assert_int_equal(back, kind);
    }
    assert_int_equal(kr_mail_kind_of(&back, "closing"), KR_E_NOT_FOUND);
    /* A text for each, and for nothing else but the closing. */
    assert_int_equal(kr_mail_texts_count, 2 * (KR_MAIL_KINDS + 1));
}

int main(void)
{
    setenv("TZ", "Europe/Berlin", 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_letters_are_whole),    cmocka_unit_test(says_only_what_is_open), cmocka_unit_test(values_are_never_markup),
        cmocka_unit_test(arguments_are_machine_words), cmocka_unit_test(kinds_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
