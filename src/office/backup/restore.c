/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "office/backup/deletion.h"
#include "office/backup/inside.h"
#include "office/keys.h"

struct restore {
    const struct kr_backup_place *place;
    struct kr_store *store;
    const struct kr_table *table;
    struct kr_backup_report *report;
};

static int write_key(void *arg, const uint8_t *key, size_t len)
{
    struct restore *r = arg;
    char path[PATH_MAX];
    if (snprintf(path, sizeof path, "%s/office.key.new", r->place->dir) >= (int)sizeof path)
        return KR_E_TOO_LARGE;
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    int err = fd < 0 || write(fd, key, len) != (ssize_t)len || fsync(fd) ? KR_E_IO : 0;
    if (fd >= 0)
        close(fd);
    if (err)
        snprintf(r->report->why, KR_BACKUP_WHY, "office.key cannot be written: %s.", strerror(errno));
    return err;
}

static int take_steps(void *arg, const uint8_t (*hashes)[KR_DUMP_HASH], size_t n)
{
    return 0; /* checked before */
}

static int take_table(void *arg, const char *name, const struct kr_table_columns *columns)
{
    struct restore *r = arg;
    r->table = kr_table_find(name);
    return r->table ? 0 : KR_E_UNSUPPORTED;
}

static int take_row(void *arg, const struct kr_table_columns *columns, const struct kr_db_value *values)
{
    struct restore *r = arg;
    int err = kr_table_insert(r->store, r->table, columns, values);
    if (err)
        snprintf(r->report->why, KR_BACKUP_WHY, "A row of the table %s cannot be written (%s).", r->table->name, kr_err_id(err));
    return err;
}

/* Nothing of Kreide may be there but the file of deletions. */
static int check_empty(const struct kr_backup_place *place, struct kr_backup_report *report)
{
    char path[PATH_MAX];
    bool exists = false;
    int err = kr_data_dir_prepare(place->dir);
    if (!err && snprintf(path, sizeof path, "%s/office.key", place->dir) >= (int)sizeof path)
        err = KR_E_TOO_LARGE;
    if (!err && access(path, F_OK) == 0)
        exists = true;
    if (!err && !exists)
        err = kr_store_exists(&exists, place->dir, place->database);
    if (err)
        snprintf(report->why, sizeof report->why, "The data directory or the database cannot be used; the line above says why.");
    if (!err && exists) {
        snprintf(report->why, sizeof report->why,
                 "There is a Kreide already. A backup is restored into an empty data directory and an empty database; "
                 "of the old directory keep the file `deletions`.");
        err = KR_E_EXISTS;
    }
    return err;
}

static void undo_files(const struct kr_backup_place *place)
{
    static const char *const names[] = {"office.key.new", "kreide.db", "kreide.db-wal", "kreide.db-shm"};
    size_t n = place->database && *place->database ? 1 : sizeof names / sizeof *names;
    for (size_t i = 0; i < n; i++) {
        char path[PATH_MAX];
        if (snprintf(path, sizeof path, "%s/%s", place->dir, names[i]) < (int)sizeof path)
            unlink(path); /* check_empty saw that none of them was there */
    }
}

/* The key comes last under its name: what was interrupted never starts. */
static int finish_key(const char *dir)
{
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int err = fd < 0 || renameat(fd, "office.key.new", fd, "office.key") || fsync(fd) ? KR_E_IO : 0;
    if (fd >= 0)
        close(fd);
    return err;
}

static int load(struct restore *r, int fd, const char *passphrase, size_t steps)
{
    static const struct kr_dump_events events = {write_key, take_steps, take_table, take_row};
    char why[KR_BACKUP_WHY];
    int err = kr_store_open_empty(&r->store, r->place->dir, r->place->database, steps);
    if (err)
        return err;
    err = kr_backup_scan(fd, passphrase, &events, r, &r->report->rows, why);
    if (!err)
        err = kr_store_migrate(r->store);
    if (!err)
        err = kr_deletions_replay(r->store, r->place->dir, &r->report->deleted);
    err = kr_store_finish(r->store, err);
    kr_store_close(r->store);
    return err ? err : finish_key(r->place->dir);
}

int kr_backup_restore(const struct kr_backup_place *place, const char *path, const char *passphrase, struct kr_backup_report *report)
{
    struct restore r = {.place = place, .report = report};
    struct kr_backup_seen seen = {0};
    struct stat st;
    *report = (struct kr_backup_report){0};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        snprintf(report->why, sizeof report->why, "The file cannot be opened: %s.", strerror(errno));
        return KR_E_IO;
    }
    int err = kr_backup_look(fd, passphrase, &seen);
    if (err)
        memcpy(report->why, seen.why, sizeof report->why);
    else
        err = check_empty(place, report);
    if (!err) {
        err = load(&r, fd, passphrase, seen.steps);
        if (err)
            undo_files(place);
        if (err && !report->why[0])
            snprintf(report->why, sizeof report->why, "It failed (%s); nothing was restored.", kr_err_id(err));
    }
    if (!err && fstat(fd, &st) == 0)
        report->bytes = (uint64_t)st.st_size;
    close(fd);
    return err;
}
