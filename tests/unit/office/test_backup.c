/* SPDX-License-Identifier: EUPL-1.2 */
/* Backups written beside an open office, read into an empty one, of the other database too; and what is refused. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "crypto/secret.h"
#include "crypto/stream.h"
#include "office/backup/backup.h"
#include "office/backup/deletion.h"
#include "office/backup/dump.h"
#include "office/keys.h"
#include "unit/office/database.h"
#include "unit/office/desk.h"
#include "unit/office/rows.h"

static const char passphrase[] = "korrekte Pferde, Batterie";
static const struct kr_password_cost cheap = {1, 8};
static char from[64], to[64], file[96];

static int set_up(void **state)
{
    snprintf(from, sizeof from, "/tmp/kreide-backup-XXXXXX");
    snprintf(to, sizeof to, "/tmp/kreide-restore-XXXXXX");
    test_database_begin();
    if (!mkdtemp(from) || !mkdtemp(to))
        return -1;
    snprintf(file, sizeof file, "%s/x.backup", from);
    return kr_data_dir_prepare(from) || kr_data_dir_prepare(to);
}

static int tear_down(void **state)
{
    char command[200];
    test_database_end();
    snprintf(command, sizeof command, "rm -r %s %s", from, to);
    return system(command);
}

/* The source is SQLite, so that on PostgreSQL each test moves from one to the other. */
static struct kr_store *open_source(void)
{
    struct kr_office_keys keys;
    struct kr_store *s = NULL;
    assert_int_equal(kr_office_keys_open(&keys, from, true), 0);
    kr_office_keys_close(&keys);
    assert_int_equal(kr_store_open(&s, from, NULL), 0);
    return s;
}

static struct kr_store *open_target(void)
{
    struct kr_store *s = NULL;
    assert_int_equal(kr_store_open(&s, to, test_database()), 0);
    return s;
}

static void fill(struct kr_store *s)
{
    rows_of_operator(s);
    rows_of_school(s, "linde");
    rows_of_school(s, "birke");
}

static struct kr_backup_report write_backup(void)
{
    struct kr_backup_report report;
    struct kr_backup_place place = {from, NULL};
    if (kr_backup_write(&place, file, passphrase, cheap, &report))
        fail_msg("%s", report.why);
    return report;
}

static int restore(const char *word, struct kr_backup_report *report)
{
    struct kr_backup_place place = {to, test_database()};
    return kr_backup_restore(&place, file, word, report);
}

static void the_list_of_tables_is_the_databases(void **state)
{
    struct kr_store *s = open_target();
    size_t n = 0;
    struct kr_query q = kr_query_begin(s, s->ops->list_tables);
    while (kr_query_row(&q)) {
        char name[100];
        kr_read_text(&q, name, sizeof name);
        if (strcmp(name, "migration") == 0)
            continue; /* the history: a backup has it as steps */
        if (!kr_table_find(name))
            fail_msg("the table %s is not in office/store/table.c", name);
        n++;
    }
    assert_int_equal(kr_query_end(&q), 0);
    assert_int_equal(n, kr_tables_count);
    /* What points to something of a school is the school's. */
    for (size_t i = 0; i < kr_tables_count; i++) {
        static const char *const marks[] = {"school", "account", "room", "paper"};
        struct kr_table_columns c;
        assert_int_equal(kr_table_columns(s, &c, &kr_tables[i]), 0);
        for (size_t k = 0; k < c.n; k++)
            for (size_t m = 0; m < 4; m++)
                if (strcmp(c.names[k], marks[m]) == 0 && !kr_tables[i].of_school)
                    fail_msg("%s has a column %s, and no rows of schools?", kr_tables[i].name, marks[m]);
    }
    kr_store_close(s);
}

static void comes_back_as_it_was(void **state)
{
    struct kr_backup_report report;
    struct kr_store *s = open_source();
    fill(s);
    char *before = rows_as_text(s, NULL);
    struct kr_backup_report written = write_backup(); /* the office is open all the while */
    kr_store_close(s);
    assert_true(written.rows > 2 * 17);
    if (restore(passphrase, &report))
        fail_msg("%s", report.why);
    assert_int_equal(report.rows, written.rows);
    assert_int_equal(report.deleted, 0);

    s = open_target();
    char *after = rows_as_text(s, NULL);
    assert_string_equal(after, before);
    kr_store_close(s);
    free(before);
    free(after);
    struct kr_office_keys a, b;
    assert_int_equal(kr_office_keys_open(&a, from, false), 0);
    assert_int_equal(kr_office_keys_open(&b, to, false), 0);
    assert_memory_equal(a.seal, b.seal, sizeof a.seal);
    assert_memory_equal(a.lookup, b.lookup, sizeof a.lookup);
    kr_office_keys_close(&a);
    kr_office_keys_close(&b);

    /* And once more from there, where it is PostgreSQL's turn to be read. */
    struct kr_backup_place place = {to, test_database()};
    char second[100];
    snprintf(second, sizeof second, "%s/second", from);
    assert_int_equal(kr_backup_write(&place, second, passphrase, cheap, &report), 0);
    assert_int_equal(report.rows, written.rows);
    assert_int_equal(kr_backup_write(&place, second, passphrase, cheap, &report), KR_E_EXISTS);
}

static void shows_nothing_to_who_has_the_file(void **state)
{
    struct stat st;
    char key[2000] = "";
    struct kr_store *s = open_source();
    fill(s);
    write_backup();
    kr_store_close(s);
    assert_int_equal(stat(file, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
    char path[100];
    snprintf(path, sizeof path, "%s/office.key", from);
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    assert_non_null(fgets(key, sizeof key, f)); /* its first line is no secret */
    assert_non_null(fgets(key, sizeof key, f));
    fclose(f);
    const char *canaries[] = {"linde-", "birke", "school", "account", "kreide office", key};
    FILE *backup = fopen(file, "r");
    char *bytes = malloc((size_t)st.st_size);
    assert_int_equal(fread(bytes, 1, (size_t)st.st_size, backup), st.st_size);
    fclose(backup);
    for (size_t i = 0; i < sizeof canaries / sizeof *canaries; i++)
        assert_null(memmem(bytes, (size_t)st.st_size, canaries[i], strlen(canaries[i])));
    assert_non_null(memmem(bytes, (size_t)st.st_size, "kreide backup 1", 15)); /* the search works */
    free(bytes);
}

static void change_byte(long at)
{
    FILE *f = fopen(file, "r+");
    assert_non_null(f);
    fseek(f, at, at < 0 ? SEEK_END : SEEK_SET);
    int c = fgetc(f);
    fseek(f, -1, SEEK_CUR);
    fputc(c ^ 1, f);
    fclose(f);
}

static void nothing_was_restored(void)
{
    char path[100];
    bool there = true;
    snprintf(path, sizeof path, "%s/office.key", to);
    assert_int_not_equal(access(path, F_OK), 0);
    assert_int_equal(kr_store_exists(&there, to, test_database()), 0);
    assert_false(there);
}

static void refuses_what_is_not_whole(void **state)
{
    struct kr_backup_report report;
    struct stat st;
    struct kr_store *s = open_source();
    fill(s);
    write_backup();
    kr_store_close(s);
    assert_int_equal(stat(file, &st), 0);
    assert_int_equal(restore("eine andere Losung", &report), KR_E_AUTH);
    assert_non_null(strstr(report.why, "pass phrase"));
    static const long places[] = {30, 60, 200, -1, -100};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        change_byte(places[i]);
        assert_int_not_equal(restore(passphrase, &report), 0);
        assert_true(strlen(report.why) > 10);
        nothing_was_restored();
        change_byte(places[i]);
    }
    change_byte(0); /* another kind of file */
    assert_int_equal(restore(passphrase, &report), KR_E_UNSUPPORTED);
    change_byte(0);
    assert_int_equal(truncate(file, st.st_size - 1), 0);
    assert_int_equal(restore(passphrase, &report), KR_E_TRUNCATED);
    assert_non_null(strstr(report.why, "cut off"));
    assert_int_equal(truncate(file, 10), 0);
    assert_int_equal(restore(passphrase, &report), KR_E_TRUNCATED);
    nothing_was_restored();
}

static int write_piece(void *arg, const void *bytes, size_t len)
{
    return kr_stream_write(arg, bytes, len);
}

/* Well made, but by a program that knows one step more. */
static void refuses_what_a_newer_program_wrote(void **state)
{
    struct kr_stream_writer *w;
    struct kr_backup_report report;
    static const uint8_t hashes[200][KR_DUMP_HASH];
    int fd = open(file, O_RDWR | O_CREAT, 0600);
    assert_int_equal(kr_stream_create(&w, fd, passphrase, cheap), 0);
    assert_int_equal(kr_dump_key(write_piece, w, "key", 3), 0);
    assert_int_equal(kr_dump_steps(write_piece, w, hashes, 200), 0);
    assert_int_equal(kr_dump_end(write_piece, w, 0), 0);
    assert_int_equal(kr_stream_finish(w), 0);
    kr_stream_writer_free(w);
    close(fd);
    assert_int_equal(restore(passphrase, &report), KR_E_UNSUPPORTED);
    assert_true(strstr(report.why, "newer") || strstr(report.why, "history"));
    nothing_was_restored();
}

static void goes_into_an_empty_place_only(void **state)
{
    struct kr_backup_report report;
    struct kr_store *s = open_source();
    fill(s);
    write_backup();
    kr_store_close(s);
    kr_store_close(open_target());
    assert_int_equal(restore(passphrase, &report), KR_E_EXISTS);
    assert_non_null(strstr(report.why, "already"));
}

static void the_deleted_stays_deleted(void **state)
{
    struct kr_backup_report report;
    struct kr_store *s = open_source();
    fill(s);
    rows_of_school(s, "ahorn");
    write_backup();
    /* Afterwards a school is deleted, another one nearly, and an account of the third. */
    assert_int_equal(kr_deletion_note(to, KR_DELETION_SCHOOL, "linde-school", 1), 0);
    assert_int_equal(kr_deletion_note(to, KR_DELETION_SCHOOL, "birke-school", 2), 0);
    assert_int_equal(kr_deletion_revoke(to, KR_DELETION_SCHOOL, "birke-school", 3), 0);
    assert_int_equal(kr_deletion_note(to, KR_DELETION_ACCOUNT, "ahorn-account", 4), 0);
    kr_store_close(s);
    if (restore(passphrase, &report))
        fail_msg("%s", report.why);
    assert_int_equal(report.deleted, 2);
    s = open_target();
    struct kr_store_account a;
    assert_int_equal(kr_store_account_by_id(s, &a, "linde-account"), KR_E_NOT_FOUND);
    assert_int_equal(kr_store_account_by_id(s, &a, "birke-account"), 0);
    assert_int_equal(kr_store_account_by_id(s, &a, "ahorn-account"), KR_E_NOT_FOUND);
    char *left = rows_as_text(s, "linde-");
    assert_non_null(strstr(left, "2 rows\naudit:")); /* ids in the audit log, as it is meant; and of tickets that are void */
    assert_non_null(strstr(left, "\nrevocation:"));
    free(left);
    kr_store_close(s);
}

static void a_file_of_deletions_is_read_with_care(void **state)
{
    char path[100];
    uint64_t n = 99;
    snprintf(path, sizeof path, "%s/deletions", to);
    struct kr_store *s = open_target();
    rows_of_operator(s);
    rows_of_school(s, "linde");
    assert_int_equal(kr_deletions_replay(s, to, &n), 0);
    assert_int_equal(n, 0);
    FILE *f = fopen(path, "w");
    fputs("17 +school 00", f); /* cut off by a crash */
    fclose(f);
    assert_int_equal(kr_deletion_note(to, KR_DELETION_SCHOOL, "linde-school", 1), 0);
    assert_int_equal(kr_deletions_replay(s, to, &n), 0);
    assert_int_equal(n, 1);
    f = fopen(path, "a");
    fputs("?!\n", f);
    fclose(f);
    assert_int_equal(kr_deletions_replay(s, to, &n), KR_E_MALFORMED);
    kr_store_close(s);
}

int main(void)
{
#define IN_PLACES(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        IN_PLACES(the_list_of_tables_is_the_databases),
        IN_PLACES(comes_back_as_it_was),
        IN_PLACES(shows_nothing_to_who_has_the_file),
        IN_PLACES(refuses_what_is_not_whole),
        IN_PLACES(refuses_what_a_newer_program_wrote),
        IN_PLACES(goes_into_an_empty_place_only),
        IN_PLACES(the_deleted_stays_deleted),
        IN_PLACES(a_file_of_deletions_is_read_with_care),
    };
    return kr_crypto_init() ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
