/* SPDX-License-Identifier: EUPL-1.2 */
/* What `kreide admin` does and prints. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "office/admin.h"
#include "office/room/entry.h"
#include "unit/office/desk.h"

static struct desk d;
static int exit_code;
static char text[20000];

static int setup(void **state)
{
    desk_open(&d);
    return 0;
}

static int teardown(void **state)
{
    desk_close(&d);
    return 0;
}

static void on_reply(void *arg, int exit, const char *said)
{
    assert_int_equal(exit_code, -1); /* exactly once */
    exit_code = exit;
    assert_true(strlen(said) < sizeof text);
    snprintf(text, sizeof text, "%s", said);
    assert_true(text[0] && text[strlen(text) - 1] == '\n');
}

/* Runs a command, words parted by '|', with a password or NULL. */
static int admin(const char *line, const char *secret)
{
    char copy[300];
    const char *words[16];
    size_t n = 0;
    snprintf(copy, sizeof copy, "%s", line);
    char *save, *at = copy;
    for (char *word; (word = strtok_r(at, "|", &save)); at = NULL)
        words[n++] = word;
    exit_code = -1;
    kr_admin_handle(&d.office, words, n, secret, on_reply, NULL);
    desk_finish(&d);
    assert_int_not_equal(exit_code, -1);
    return exit_code;
}

/* What stands behind a label such as "Handle:" in the text. */
static void labelled(char *out, size_t size, const char *label)
{
    const char *at = strstr(text, label);
    if (!at)
        fail_msg("no %s in: %s", label, text);
    at += strlen(label);
    at += strspn(at, " ");
    snprintf(out, size, "%.*s", (int)strcspn(at, " \n"), at);
}

static int sign_in(const char *handle, const char *password)
{
    char body[200];
    snprintf(body, sizeof body, "{\"handle\":\"%s\",\"password\":\"%s\"}", handle, password);
    struct desk_answer a = desk_call(&d, "POST", "/session", NULL, body);
    int status = a.status;
    desk_free_answer(&a);
    return status;
}

static void the_first_account_is_made_once(void **state)
{
    char handle[65], password[65];
    assert_int_equal(admin("account|first", NULL), KR_ADMIN_OK);
    labelled(handle, sizeof handle, "Handle:");
    labelled(password, sizeof password, "Password:");
    assert_int_equal(sign_in(handle, password), 201);
    assert_int_equal(admin("account|first", NULL), KR_ADMIN_OK);
    assert_null(strstr(text, "Password:"));
    desk_reopen(&d);
    assert_int_equal(admin("account|first", NULL), KR_ADMIN_OK);
    assert_null(strstr(text, "Password:"));
    assert_int_equal(admin("account|list", NULL), KR_ADMIN_OK);
    assert_non_null(strstr(text, handle));
    assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1); /* one line */
}

static unsigned made, refused;

static void on_race(void *arg, int exit, const char *said)
{
    made += strstr(said, "Password:") != NULL;
    refused += strstr(said, "account already") != NULL;
    assert_int_equal(exit, KR_ADMIN_OK);
}

/* The password is hashed on another thread; meanwhile the database is still empty for whoever else asks. */
static void the_first_account_is_one_even_at_the_same_moment(void **state)
{
    static const char *const first[] = {"account", "first"}, *const create[] = {"account", "create"};
    uint64_t n;
    for (int i = 0; i < 3; i++)
        kr_admin_handle(&d.office, first, 2, NULL, on_race, NULL);
    desk_finish(&d);
    assert_int_equal(kr_store_account_count(d.office.store, &n), 0);
    assert_int_equal(n, 1);
    assert_true(made == 1 && refused == 2);
    kr_admin_handle(&d.office, create, 2, NULL, on_race, NULL); /* on purpose: as many as wanted */
    desk_finish(&d);
    assert_int_equal(made, 2);
}

static void accounts_are_made_locked_and_given_passwords(void **state)
{
    char password[65];
    assert_int_equal(admin("account|list", NULL), KR_ADMIN_OK);
    assert_non_null(strstr(text, "no account yet"));
    assert_int_equal(admin("account|create|--handle|mk-schule", "staff room only"), KR_ADMIN_OK);
    assert_null(strstr(text, "staff room only"));
    assert_int_equal(sign_in("mk-schule", "staff room only"), 201);
    assert_int_equal(admin("account|create|--handle|MK-Schule", NULL), KR_ADMIN_FAILED);
    assert_non_null(strstr(text, "exists already"));
    assert_int_equal(admin("account|create|--handle|a b", NULL), KR_ADMIN_FAILED);
    assert_int_equal(admin("account|create|--handle|mk-x", "short"), KR_ADMIN_FAILED);

    assert_int_equal(admin("account|lock|mk-schule", NULL), KR_ADMIN_OK);
    assert_int_equal(d.events[0].type, KR_LINK_ACCOUNT_LOCKED);
    assert_int_equal(sign_in("mk-schule", "staff room only"), 403);
    assert_int_equal(admin("account|list", NULL), KR_ADMIN_OK);
    assert_non_null(strstr(text, "locked"));
    assert_int_equal(admin("account|unlock|mk-schule", NULL), KR_ADMIN_OK);
    assert_int_equal(admin("account|password|mk-schule", NULL), KR_ADMIN_OK);
    labelled(password, sizeof password, "Password:");
    assert_int_equal(sign_in("mk-schule", "staff room only"), 401);
    assert_int_equal(sign_in("mk-schule", password), 201);
    static const char *const unknown[] = {"account|lock|nobody", "account|unlock|nobody", "account|password|nobody",
                                          "room|list|nobody", "room|create|nobody|x"};
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++)
        assert_int_equal(admin(unknown[i], NULL), KR_ADMIN_FAILED);
}

static void rooms_and_tokens_are_managed(void **state)
{
    char room[65], link[200], renewed[200], token[65], secret[65], line[300], ticket[KR_LIMIT_TICKET_BYTES + 1];
    assert_int_equal(admin("account|create|--handle|mk-schule", NULL), KR_ADMIN_OK);
    assert_int_equal(admin("room|list|mk-schule", NULL), KR_ADMIN_OK);
    assert_non_null(strstr(text, "no room yet"));
    assert_int_equal(admin("room|create|mk-schule|Eltern \x1b[2Jabend", NULL), KR_ADMIN_OK);
    assert_null(strchr(text, '\x1b'));
    labelled(room, sizeof room, "Room:");
    labelled(link, sizeof link, "Link:");
    assert_int_equal(strncmp(link, "https://kreide.example/r/", 25), 0);
    assert_int_equal(admin("room|list|MK-Schule", NULL), KR_ADMIN_OK);
    assert_non_null(strstr(text, link));

    snprintf(line, sizeof line, "room|link|%s", room);
    assert_int_equal(admin(line, NULL), KR_ADMIN_OK);
    labelled(renewed, sizeof renewed, "Link:");
    assert_string_not_equal(link, renewed);
    assert_true(d.events[0].new_link);

    snprintf(line, sizeof line, "token|create|%s|publish|--hours|2|--note|Kamera", room);
    assert_int_equal(admin(line, NULL), KR_ADMIN_OK);
    labelled(token, sizeof token, "Token:");
    labelled(secret, sizeof secret, "Secret:");
    assert_non_null(strstr(text, "https://kreide.example/whip/"));
    assert_int_equal(kr_entry_for_device(&d.office, ticket, secret, room, false), 0);
    snprintf(line, sizeof line, "token|create|%s|watch", room);
    assert_int_equal(admin(line, NULL), KR_ADMIN_USAGE);
    snprintf(line, sizeof line, "token|list|%s", room);
    assert_int_equal(admin(line, NULL), KR_ADMIN_OK);
    assert_non_null(strstr(text, token));
    assert_non_null(strstr(text, "Kamera"));
    assert_null(strstr(text, secret));
    snprintf(line, sizeof line, "token|delete|%s", token);
    assert_int_equal(admin(line, NULL), KR_ADMIN_OK);
    assert_int_equal(admin(line, NULL), KR_ADMIN_FAILED);
    assert_int_equal(kr_entry_for_device(&d.office, ticket, secret, room, false), KR_E_AUTH);

    snprintf(line, sizeof line, "room|delete|%s", room);
    assert_int_equal(admin(line, NULL), KR_ADMIN_OK);
    assert_int_equal(d.events[d.n_events - 1].type, KR_LINK_ROOM_DELETED);
    assert_int_equal(admin(line, NULL), KR_ADMIN_FAILED);
    snprintf(line, sizeof line, "token|list|%s", room);
    assert_int_equal(admin(line, NULL), KR_ADMIN_FAILED);
}

static void words_that_make_no_command_show_the_commands(void **state)
{
    assert_int_equal(admin("", NULL), KR_ADMIN_USAGE);
    assert_string_equal(text, kr_admin_usage);
    assert_int_equal(admin("account|burn", NULL), KR_ADMIN_USAGE);
    assert_int_equal(admin("help", NULL), KR_ADMIN_OK);
    assert_string_equal(text, kr_admin_usage);
}

int main(void)
{
#define AT_DESK(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        AT_DESK(the_first_account_is_made_once),
        AT_DESK(the_first_account_is_one_even_at_the_same_moment),
        AT_DESK(accounts_are_made_locked_and_given_passwords),
        AT_DESK(rooms_and_tokens_are_managed),
        AT_DESK(words_that_make_no_command_show_the_commands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
