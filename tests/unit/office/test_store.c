/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/store/store.h"

#include <dirent.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "crypto/secret.h"
#include "office/keys.h"
#include "office/store/migrations.h"
#include "unit/office/database.h"

static char dir[64];

static int make_dir(void **state)
{
    snprintf(dir, sizeof dir, "/tmp/kreide-store-XXXXXX");
    test_database_begin();
    return mkdtemp(dir) && !kr_data_dir_prepare(dir) ? 0 : -1;
}

static int remove_dir(void **state)
{
    char command[128];
    test_database_end();
    snprintf(command, sizeof command, "rm -r %s", dir);
    return system(command);
}

static void execute(const char *sql)
{
    test_database_change(dir, sql);
}

static struct kr_store *open_store(void)
{
    struct kr_store *s = NULL;
    assert_int_equal(kr_store_open(&s, dir, test_database()), 0);
    return s;
}

static struct kr_store_account account(const char *id, const char *handle)
{
    struct kr_store_account a = {.created_ms = 7, .verifier = "$argon2id$x"};
    snprintf(a.id, sizeof a.id, "%s", id);
    snprintf(a.handle, sizeof a.handle, "%s", handle);
    return a;
}

static struct kr_store_room room(const char *id, const char *owner)
{
    struct kr_store_room r = {.kind = "lesson", .policy = "lobby end=600", .created_ms = 9};
    snprintf(r.id, sizeof r.id, "%s", id);
    snprintf(r.account, sizeof r.account, "%s", owner);
    kr_random_bytes(r.link_hash, sizeof r.link_hash);
    r.title.len = r.link.len = 41;
    return r;
}

static void starts_empty_and_opens_again(void **state)
{
    uint64_t n = 99;
    bool there = true;
    assert_int_equal(kr_store_exists(&there, dir, test_database()), 0);
    assert_false(there);
    struct kr_store *s = open_store();
    assert_int_equal(kr_store_exists(&there, dir, test_database()), 0);
    assert_true(there);
    assert_int_equal(kr_store_account_count(s, &n), 0);
    assert_int_equal(n, 0);
    struct kr_store_account a = account("a", "mk-1"), got;
    assert_int_equal(kr_store_account_add(s, &a), 0);
    kr_store_close(s);
    s = open_store();
    assert_int_equal(kr_store_account_by_handle(s, &got, "mk-1"), 0);
    assert_string_equal(got.id, "a");
    assert_string_equal(got.verifier, a.verifier);
    assert_int_equal(got.created_ms, 7);
    assert_int_equal(kr_store_account_by_handle(s, &got, "mk-2"), KR_E_NOT_FOUND);
    kr_store_close(s);
}

static void every_file_is_for_its_owner_alone(void **state)
{
    struct stat st;
    if (test_on_postgres())
        skip(); /* its files are the server's */
    struct kr_store *s = open_store();
    struct kr_store_account a = account("a", "mk-1");
    assert_int_equal(kr_store_account_add(s, &a), 0);
    assert_int_equal(stat(dir, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0700);
    int files = 0;
    DIR *list = opendir(dir);
    for (struct dirent *e; (e = readdir(list));) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
        if (e->d_name[0] == '.')
            continue;
        assert_int_equal(stat(path, &st), 0);
        assert_int_equal(st.st_mode & 07777, 0600);
        files++;
    }
    closedir(list);
    assert_true(files >= 2); /* the database and its log */
    kr_store_close(s);
}

static void refuses_what_a_newer_program_wrote(void **state)
{
    struct kr_store *s = open_store();
    kr_store_close(s);
    char sql[256];
    snprintf(sql, sizeof sql, "INSERT INTO migration VALUES (%zu, 'of tomorrow', 'x', 0)", kr_migrations_count + 1);
    execute(sql);
    assert_int_equal(kr_store_open(&s, dir, test_database()), KR_E_UNSUPPORTED);
    execute("DELETE FROM migration WHERE title = 'of tomorrow'");
    kr_store_close(open_store());
}

static void refuses_another_history(void **state)
{
    struct kr_store *s = open_store();
    kr_store_close(s);
    execute("UPDATE migration SET sha256 = 'ffff' WHERE version = 1");
    assert_int_equal(kr_store_open(&s, dir, test_database()), KR_E_UNSUPPORTED);
}

static void refuses_what_is_no_database(void **state)
{
    char path[128];
    struct kr_store *s;
    if (test_on_postgres())
        skip();
    snprintf(path, sizeof path, "%s/kreide.db", dir);
    FILE *f = fopen(path, "w");
    for (int i = 0; i < 1000; i++)
        fputs("this is no database ", f);
    fclose(f);
    assert_int_equal(kr_store_open(&s, dir, test_database()), KR_E_IO);
}

static void a_step_that_fails_leaves_nothing_behind(void **state)
{
    struct kr_store *s;
    execute("CREATE TABLE room (x INTEGER)"); /* in the way of the first step, after it made other tables */
    assert_int_not_equal(kr_store_open(&s, dir, test_database()), 0);
    execute("DROP TABLE room");
    kr_store_close(open_store()); /* those tables are not in the way */
}

static void keeps_unique_and_owned(void **state)
{
    struct kr_store *s = open_store();
    struct kr_store_account a = account("a", "mk-1"), b = account("b", "mk-1");
    assert_int_equal(kr_store_account_add(s, &a), 0);
    assert_int_equal(kr_store_account_add(s, &b), KR_E_EXISTS);
    assert_int_equal(kr_store_account_add_first(s, &(struct kr_store_account){.id = "c", .handle = "mk-2"}), KR_E_EXISTS);
    struct kr_store_room r = room("r", "a"), twin = room("r2", "a"), orphan = room("r3", "nobody"), got;
    assert_int_equal(kr_store_room_add(s, &r), 0);
    memcpy(twin.link_hash, r.link_hash, sizeof r.link_hash);
    assert_int_equal(kr_store_room_add(s, &twin), KR_E_EXISTS);
    assert_int_equal(kr_store_room_add(s, &orphan), KR_E_NOT_FOUND);
    assert_int_equal(kr_store_room_by_link(s, &got, r.link_hash), 0);
    assert_string_equal(got.id, "r");
    assert_int_equal(got.title.len, 41);
    assert_false(got.has_code);

    struct kr_store_token t = {.id = "t", .room = "r", .note.len = 41, .expires_ms = 5}, found;
    assert_int_equal(kr_store_token_add(s, &t), 0);
    assert_int_equal(kr_store_room_delete(s, "r"), 0);
    assert_int_equal(kr_store_token_by_id(s, &found, "t"), KR_E_NOT_FOUND);
    assert_int_equal(kr_store_room_delete(s, "r"), KR_E_NOT_FOUND);
    kr_store_close(s);
}

static void locking_ends_sessions_and_hides_rooms(void **state)
{
    struct kr_store *s = open_store();
    struct kr_store_account a = account("a", "mk-1");
    struct kr_store_room r = room("r", "a"), got;
    struct kr_store_session row = {.hash = {1}, .account = "a", .created_ms = 1, .used_ms = 1}, session;
    assert_int_equal(kr_store_account_add(s, &a), 0);
    assert_int_equal(kr_store_room_add(s, &r), 0);
    assert_int_equal(kr_store_session_add(s, &row), 0);
    assert_int_equal(kr_store_account_lock(s, "a", true), 0);
    assert_int_equal(kr_store_session_get(s, &session, row.hash), KR_E_NOT_FOUND);
    assert_int_equal(kr_store_room_by_link(s, &got, r.link_hash), KR_E_NOT_FOUND);
    assert_int_equal(kr_store_account_lock(s, "a", false), 0);
    assert_int_equal(kr_store_room_by_link(s, &got, r.link_hash), 0);
    assert_int_equal(kr_store_account_lock(s, "nobody", true), KR_E_NOT_FOUND);
    kr_store_close(s);
}

static void sessions_are_trimmed_from_the_idlest(void **state)
{
    struct kr_store *s = open_store();
    struct kr_store_account a = account("a", "mk-1");
    struct kr_store_session got;
    assert_int_equal(kr_store_account_add(s, &a), 0);
    for (uint8_t i = 0; i < 10; i++) {
        struct kr_store_session row = {.hash = {i}, .account = "a", .created_ms = 1, .used_ms = 100u + i};
        assert_int_equal(kr_store_session_add(s, &row), 0);
    }
    assert_int_equal(kr_store_session_trim(s, "a", 3), 0);
    for (uint8_t i = 0; i < 10; i++)
        assert_int_equal(kr_store_session_get(s, &got, (uint8_t[KR_LOOKUP_BYTES]){i}), i < 7 ? KR_E_NOT_FOUND : 0);
    kr_store_close(s);
}

static void pins_compare(void **state)
{
    struct kr_store *s = open_store();
    assert_int_equal(kr_store_pin(s, "k", (uint8_t[32]){1}), 0);
    assert_int_equal(kr_store_pin(s, "k", (uint8_t[32]){1}), 0);
    assert_int_equal(kr_store_pin(s, "k", (uint8_t[32]){2}), KR_E_AUTH);
    kr_store_close(s);
}

static void keys_are_made_once_and_kept(void **state)
{
    struct kr_office_keys a, b;
    struct stat st;
    char path[128];
    snprintf(path, sizeof path, "%s/office.key", dir);
    assert_int_equal(kr_office_keys_open(&a, dir, false), KR_E_CONFIG);
    assert_int_equal(kr_office_keys_open(&a, dir, true), 0);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
    assert_int_equal(kr_office_keys_open(&b, dir, true), KR_E_STATE); /* one office at a time */
    struct kr_office_keys first = a;
    kr_office_keys_close(&a);
    assert_int_equal(kr_office_keys_open(&b, dir, false), 0);
    assert_memory_equal(b.seal, first.seal, sizeof b.seal);
    assert_memory_equal(b.lookup, first.lookup, sizeof b.lookup);
    assert_memory_equal(&b.signer, &first.signer, sizeof b.signer);
    kr_office_keys_close(&b);

    assert_int_equal(chmod(path, 0640), 0);
    assert_int_equal(kr_office_keys_open(&b, dir, true), KR_E_CONFIG);
    assert_int_equal(chmod(path, 0600), 0);
    assert_int_equal(truncate(path, st.st_size - 1), 0);
    assert_int_equal(kr_office_keys_open(&b, dir, true), KR_E_CONFIG);
}

/* Adds rooms and says each one that was acknowledged, until it is killed. */
static void add_rooms_for_ever(int out, uint32_t first)
{
    struct kr_store *s;
    if (kr_store_open(&s, dir, test_database()))
        _exit(1);
    for (uint32_t n = first;; n++) {
        char id[32];
        snprintf(id, sizeof id, "r%u", n);
        struct kr_store_room r = room(id, "a");
        if (kr_store_room_add(s, &r) || write(out, &n, sizeof n) != sizeof n)
            _exit(1);
    }
}

static void killed_at_any_moment_it_loses_nothing_acknowledged(void **state)
{
    struct kr_store *s = open_store();
    struct kr_store_account a = account("a", "mk-1");
    assert_int_equal(kr_store_account_add(s, &a), 0);
    kr_store_close(s);
    for (uint32_t round = 1; round <= 12; round++) {
        uint32_t first = round * 100000, last = 0, n;
        int ends[2], status;
        assert_int_equal(pipe(ends), 0);
        pid_t child = fork();
        if (child == 0)
            add_rooms_for_ever(ends[1], first);
        close(ends[1]);
        for (uint32_t i = 0; i < 3 + 7 * round % 11 && read(ends[0], &n, sizeof n) == sizeof n; i++)
            last = n;
        assert_true(last >= first);
        kill(child, SIGKILL);
        while (read(ends[0], &n, sizeof n) == sizeof n)
            last = n;
        close(ends[0]);
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status));

        s = open_store();
        for (uint32_t i = first; i <= last; i++) {
            char id[32];
            struct kr_store_room got;
            snprintf(id, sizeof id, "r%u", i);
            assert_int_equal(kr_store_room_by_id(s, &got, id), 0);
        }
        kr_store_close(s);
    }
}

static void a_second_office_is_kept_out(void **state)
{
    struct kr_store *s, *second = NULL;
    if (!test_on_postgres())
        skip(); /* office.key's lock does it there: keys_are_made_once_and_kept */
    s = open_store();
    assert_int_equal(kr_store_open(&second, dir, test_database()), KR_E_STATE);
    kr_store_close(s);
    kr_store_close(open_store());
}

static void a_lost_connection_is_made_again(void **state)
{
    struct kr_store_account a = account("a", "mk-1"), b = account("b", "mk-2"), got;
    if (!test_on_postgres())
        skip();
    struct kr_store *s = open_store();
    assert_int_equal(kr_store_account_add(s, &a), 0);
    test_database_disconnect();
    assert_int_equal(kr_store_account_by_id(s, &got, "a"), 0); /* nobody noticed */
    assert_string_equal(got.handle, "mk-1");

    /* Inside a transaction it is an error to the end, and nothing of it is there. */
    assert_int_equal(kr_store_begin(s), 0);
    assert_int_equal(kr_store_account_add(s, &b), 0);
    test_database_disconnect();
    assert_int_equal(kr_store_account_by_id(s, &got, "a"), KR_E_AGAIN);
    assert_int_equal(kr_store_account_by_id(s, &got, "a"), KR_E_AGAIN);
    assert_int_equal(kr_store_finish(s, 0), KR_E_AGAIN);
    assert_int_equal(kr_store_account_by_id(s, &got, "b"), KR_E_NOT_FOUND);

    /* Lost between the last statement and the commit: nobody may believe it. */
    assert_int_equal(kr_store_begin(s), 0);
    assert_int_equal(kr_store_account_add(s, &b), 0);
    test_database_disconnect();
    assert_int_equal(kr_store_finish(s, 0), KR_E_AGAIN);
    assert_int_equal(kr_store_account_by_id(s, &got, "b"), KR_E_NOT_FOUND);
    assert_int_equal(kr_store_account_add(s, &b), 0);
    kr_store_close(s);
}

static void a_failed_transaction_does_nothing_more(void **state)
{
    struct kr_store_account a = account("a", "mk-1"), b = account("b", "mk-1"), c = account("c", "mk-3"), got;
    struct kr_store *s = open_store();
    assert_int_equal(kr_store_account_add(s, &a), 0);
    assert_int_equal(kr_store_begin(s), 0);
    assert_int_equal(kr_store_begin(s), 0);
    assert_int_equal(kr_store_account_add(s, &b), KR_E_EXISTS);
    assert_int_equal(kr_store_account_add(s, &c), KR_E_EXISTS);
    assert_int_equal(kr_store_finish(s, 0), 0);
    assert_int_equal(kr_store_finish(s, 0), KR_E_EXISTS);
    assert_int_equal(kr_store_account_by_id(s, &got, "c"), KR_E_NOT_FOUND);
    assert_int_equal(kr_store_account_add(s, &c), 0);
    kr_store_close(s);
}

int main(void)
{
#define IN_DIR(test) cmocka_unit_test_setup_teardown(test, make_dir, remove_dir)
    const struct CMUnitTest tests[] = {
        IN_DIR(starts_empty_and_opens_again),
        IN_DIR(every_file_is_for_its_owner_alone),
        IN_DIR(refuses_what_a_newer_program_wrote),
        IN_DIR(refuses_another_history),
        IN_DIR(refuses_what_is_no_database),
        IN_DIR(a_step_that_fails_leaves_nothing_behind),
        IN_DIR(keeps_unique_and_owned),
        IN_DIR(locking_ends_sessions_and_hides_rooms),
        IN_DIR(sessions_are_trimmed_from_the_idlest),
        IN_DIR(pins_compare),
        IN_DIR(keys_are_made_once_and_kept),
        IN_DIR(a_second_office_is_kept_out),
        IN_DIR(a_lost_connection_is_made_again),
        IN_DIR(a_failed_transaction_does_nothing_more),
        IN_DIR(killed_at_any_moment_it_loses_nothing_acknowledged),
    };
    return kr_crypto_init() ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
