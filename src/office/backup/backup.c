/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/backup/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto/secret.h"
#include "crypto/stream.h"
#include "office/backup/dump.h"
#include "office/backup/inside.h"
#include "office/store/migrations.h"

struct kr_password_cost kr_backup_cost_default(void)
{
    return (struct kr_password_cost){.passes = 4, .memory_kib = 256 * 1024};
}

struct writer {
    struct kr_stream_writer *stream;
    uint64_t rows;
};

static int write_bytes(void *arg, const void *bytes, size_t len)
{
    return kr_stream_write(((struct writer *)arg)->stream, bytes, len);
}

static int write_row(void *arg, const struct kr_table_columns *columns, const struct kr_db_value *values)
{
    struct writer *w = arg;
    w->rows++;
    return kr_dump_row(write_bytes, w, columns, values);
}

static int write_key(struct writer *w, const char *dir)
{
    char path[PATH_MAX];
    uint8_t key[KR_DUMP_KEY_MAX];
    if (snprintf(path, sizeof path, "%s/office.key", dir) >= (int)sizeof path)
        return KR_E_TOO_LARGE;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    ssize_t n = fd < 0 ? -1 : read(fd, key, sizeof key);
    if (fd >= 0)
        close(fd);
    int err = n <= 0 ? KR_E_IO : kr_dump_key(write_bytes, w, key, (size_t)n);
    kr_wipe(key, sizeof key);
    return err;
}

static int write_steps(struct writer *w)
{
    uint8_t hashes[KR_DUMP_STEPS_MAX][KR_DUMP_HASH];
    int err = kr_migrations_count <= KR_DUMP_STEPS_MAX ? 0 : KR_E_INTERNAL;
    for (size_t i = 0; i < kr_migrations_count && !err; i++) {
        char hex[2 * KR_DUMP_HASH + 1];
        kr_migration_hash(hex, i + 1);
        err = kr_hex_read(hashes[i], KR_DUMP_HASH, hex);
    }
    return err ? err : kr_dump_steps(write_bytes, w, hashes, kr_migrations_count);
}

static int write_table(struct kr_store *s, struct writer *w, const struct kr_table *t)
{
    struct kr_table_columns columns;
    int err = kr_table_columns(s, &columns, t);
    if (!err)
        err = kr_dump_table(write_bytes, w, t->name, &columns);
    return err ? err : kr_table_rows(s, t, NULL, write_row, w);
}

static int write_all(const struct kr_backup_place *place, struct kr_store *s, int fd, const char *passphrase,
                     struct kr_password_cost cost, uint64_t *rows)
{
    struct writer w = {0};
    int err = kr_stream_create(&w.stream, fd, passphrase, cost);
    if (!err)
        err = write_key(&w, place->dir);
    if (!err)
        err = write_steps(&w);
    for (size_t i = 0; i < kr_tables_count && !err; i++)
        err = write_table(s, &w, &kr_tables[i]);
    if (!err)
        err = kr_dump_end(write_bytes, &w, w.rows);
    if (!err)
        err = kr_stream_finish(w.stream);
    kr_stream_writer_free(w.stream);
    *rows = w.rows;
    return err;
}

/* ---- reading back ---- */

static int read_bytes(void *arg, void *out, size_t len)
{
    return kr_stream_read(arg, out, len);
}

static int see_key(void *arg, const uint8_t *key, size_t len)
{
    return 0;
}

/* Steps of another program, or more than this one knows: its rows would not be understood. */
int kr_backup_check_steps(const uint8_t (*hashes)[KR_DUMP_HASH], size_t n, char why[KR_BACKUP_WHY])
{
    for (size_t i = 0; i < n; i++) {
        char own[2 * KR_DUMP_HASH + 1], theirs[2 * KR_DUMP_HASH + 1];
        if (i >= kr_migrations_count) {
            snprintf(why, KR_BACKUP_WHY, "The backup was made by a newer Kreide. Install that, then restore.");
            return KR_E_UNSUPPORTED;
        }
        kr_migration_hash(own, i + 1);
        kr_hex_write(theirs, sizeof theirs, hashes[i], KR_DUMP_HASH);
        if (strcmp(own, theirs) != 0) {
            snprintf(why, KR_BACKUP_WHY, "The backup is of a database with another history (step %zu).", i + 1);
            return KR_E_UNSUPPORTED;
        }
    }
    return 0;
}

static int see_steps(void *arg, const uint8_t (*hashes)[KR_DUMP_HASH], size_t n)
{
    struct kr_backup_seen *seen = arg;
    seen->steps = n;
    return kr_backup_check_steps(hashes, n, seen->why);
}

static int see_table(void *arg, const char *name, const struct kr_table_columns *columns)
{
    struct kr_backup_seen *seen = arg;
    if (kr_table_find(name))
        return 0;
    snprintf(seen->why, KR_BACKUP_WHY, "The backup has a table %s, which this Kreide does not know.", name);
    return KR_E_UNSUPPORTED;
}

static int see_row(void *arg, const struct kr_table_columns *columns, const struct kr_db_value *values)
{
    return 0;
}

int kr_backup_scan(int fd, const char *passphrase, const struct kr_dump_events *events, void *arg, uint64_t *rows, char why[KR_BACKUP_WHY])
{
    struct kr_stream_reader *stream = NULL;
    why[0] = '\0';
    int err = lseek(fd, 0, SEEK_SET) < 0 ? KR_E_IO : kr_stream_open(&stream, fd, passphrase);
    if (!err)
        err = kr_dump_read(read_bytes, stream, events, arg, rows);
    if (!err)
        err = kr_stream_end(stream);
    kr_stream_reader_free(stream);
    if (err && !why[0]) {
        const char *text = err == KR_E_AUTH        ? "The pass phrase is another one, or the file is damaged."
                           : err == KR_E_TRUNCATED ? "The file is cut off: it has no end. Take another backup."
                           : err == KR_E_UNSUPPORTED ? "This is no backup of Kreide, or one of a later form."
                           : err == KR_E_IO ? "The file cannot be read."
                                            : "The file is damaged.";
        snprintf(why, KR_BACKUP_WHY, "%s", text);
    }
    return err;
}

int kr_backup_look(int fd, const char *passphrase, struct kr_backup_seen *seen)
{
    static const struct kr_dump_events events = {see_key, see_steps, see_table, see_row};
    return kr_backup_scan(fd, passphrase, &events, seen, &seen->rows, seen->why);
}

/* ---- the file ---- */

static int sync_dir_of(const char *path)
{
    char dir[PATH_MAX];
    const char *slash = strrchr(path, '/');
    int n = slash ? snprintf(dir, sizeof dir, "%.*s/", (int)(slash - path), path) : snprintf(dir, sizeof dir, ".");
    int fd = n < (int)sizeof dir ? open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    int err = fd < 0 || fsync(fd) ? KR_E_IO : 0;
    if (fd >= 0)
        close(fd);
    return err;
}

static int check(int fd, const char *passphrase, struct kr_backup_report *report)
{
    struct kr_backup_seen seen = {0};
    struct stat st;
    int err = kr_backup_look(fd, passphrase, &seen);
    if (!err && seen.rows != report->rows)
        err = KR_E_IO;
    if (err)
        snprintf(report->why, sizeof report->why, "What was written does not read back: is the disk sound?");
    else if (fstat(fd, &st) == 0)
        report->bytes = (uint64_t)st.st_size;
    return err;
}

int kr_backup_write(const struct kr_backup_place *place, const char *path, const char *passphrase, struct kr_password_cost cost,
                    struct kr_backup_report *report)
{
    char part[PATH_MAX];
    struct kr_store *s = NULL;
    int fd = -1, err = 0;
    *report = (struct kr_backup_report){0};
    if (snprintf(part, sizeof part, "%s.part", path) >= (int)sizeof part || strlen(passphrase) < KR_BACKUP_PASSPHRASE_MIN) {
        snprintf(report->why, sizeof report->why, "A pass phrase has at least %d characters.", KR_BACKUP_PASSPHRASE_MIN);
        return KR_E_MALFORMED;
    }
    if (access(path, F_OK) == 0) {
        snprintf(report->why, sizeof report->why, "There is such a file already.");
        return KR_E_EXISTS;
    }
    err = kr_store_open_snapshot(&s, place->dir, place->database);
    if (!err) {
        fd = open(part, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
        err = fd < 0 ? KR_E_IO : write_all(place, s, fd, passphrase, cost, &report->rows);
    } else {
        snprintf(report->why, sizeof report->why, "The database cannot be read; the line above says why.");
    }
    kr_store_close(s);
    if (!err && fsync(fd))
        err = KR_E_IO;
    if (err && !report->why[0])
        snprintf(report->why, sizeof report->why, "The file cannot be written (%s).", err == KR_E_IO ? strerror(errno) : kr_err_id(err));
    if (!err)
        err = check(fd, passphrase, report);
    if (fd >= 0)
        close(fd);
    if (!err && (rename(part, path) || sync_dir_of(path))) {
        err = KR_E_IO;
        snprintf(report->why, sizeof report->why, "The file cannot be renamed: %s.", strerror(errno));
    }
    if (err && fd >= 0)
        unlink(part);
    return err;
}
