/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/backup/deletion.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "crypto/secret.h"
#include "office/store/query.h"
#include "office/store/table.h"

/* Lines such as "1790000000000 +school 0123..."; + was deleted, - was not after all. */
static const char *const words[] = {"school", "account"};

enum { LINE_MAX_BYTES = 128, HASH = 32 };

struct entry {
    uint8_t hash[HASH];
    uint64_t line;
    bool deleted;
};

struct entries {
    struct entry *all;
    size_t n, cap;
};

static void hash_of(uint8_t out[HASH], enum kr_deletion_kind kind, const char *id)
{
    char text[2 * KR_LIMIT_ID_BYTES];
    int n = snprintf(text, sizeof text, "kreide deleted %s %s", words[kind], id);
    kr_sha256(out, text, (size_t)n);
}

static int append(const char *dir, char sign, enum kr_deletion_kind kind, const char *id, uint64_t now_ms)
{
    char line[LINE_MAX_BYTES], hex[2 * HASH + 1];
    uint8_t hash[HASH];
    struct stat st;
    int err = 0, dir_fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int fd = dir_fd < 0 ? -1 : openat(dir_fd, "deletions", O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    char last = '\n';
    if (fd < 0 || fstat(fd, &st) || (st.st_size > 0 && pread(fd, &last, 1, st.st_size - 1) != 1))
        err = KR_E_IO;
    hash_of(hash, kind, id);
    kr_hex_write(hex, sizeof hex, hash, sizeof hash);
    /* What a crash cut off stays a line of its own. */
    int len = snprintf(line, sizeof line, "%s%llu %c%s %s\n", last == '\n' ? "" : "\n", (unsigned long long)now_ms, sign, words[kind], hex);
    if (!err && (write(fd, line, (size_t)len) != len || fsync(fd) || fsync(dir_fd)))
        err = KR_E_IO;
    if (err)
        kr_error("the file of deletions cannot be written: %s", strerror(errno));
    if (fd >= 0)
        close(fd);
    if (dir_fd >= 0)
        close(dir_fd);
    return err;
}

int kr_deletion_note(const char *dir, enum kr_deletion_kind kind, const char *id, uint64_t now_ms)
{
    return append(dir, '+', kind, id, now_ms);
}

int kr_deletion_revoke(const char *dir, enum kr_deletion_kind kind, const char *id, uint64_t now_ms)
{
    return append(dir, '-', kind, id, now_ms);
}

static int add(struct entries *e, const struct entry *entry)
{
    if (e->n == e->cap) {
        size_t cap = e->cap ? 2 * e->cap : 256;
        struct entry *all = realloc(e->all, cap * sizeof *all);
        if (!all)
            return KR_E_NOMEM;
        e->all = all;
        e->cap = cap;
    }
    e->all[e->n++] = *entry;
    return 0;
}

static bool read_line(struct entry *out, const char *line)
{
    char sign, word[16], hex[2 * HASH + 1];
    int used = 0;
    if (sscanf(line, "%*20[0-9] %c%15[a-z] %64[0-9a-f]%n", &sign, word, hex, &used) != 3 || line[used] != '\n')
        return false;
    out->deleted = sign == '+';
    return (sign == '+' || sign == '-') && kr_hex_read(out->hash, HASH, hex) == 0;
}

static int read_file(struct entries *out, const char *dir)
{
    char path[PATH_MAX], line[LINE_MAX_BYTES];
    int err = 0;
    if (snprintf(path, sizeof path, "%s/deletions", dir) >= (int)sizeof path)
        return KR_E_TOO_LARGE;
    FILE *f = fopen(path, "re");
    if (!f)
        return errno == ENOENT ? 0 : KR_E_IO;
    bool cut = false; /* the line before was no whole line */
    for (uint64_t n = 1; !err && fgets(line, sizeof line, f); n++) {
        struct entry entry = {.line = n};
        if (read_line(&entry, line)) {
            err = add(out, &entry);
            cut = false;
        } else if (cut || (strchr(line, '\n') && strspn(line, "0123456789 +-abcdefghijklmnopqrstuvwxyz\n") != strlen(line))) {
            kr_error("the file of deletions is damaged in line %llu", (unsigned long long)n);
            err = KR_E_MALFORMED;
        } else {
            cut = true;
        }
    }
    if (!err && ferror(f))
        err = KR_E_IO;
    fclose(f);
    return err;
}

static int compare(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    int c = memcmp(x->hash, y->hash, HASH);
    return c ? c : x->line < y->line ? -1 : x->line > y->line;
}

/* What the last line about this id says. */
static bool is_deleted(const struct entries *e, enum kr_deletion_kind kind, const char *id)
{
    struct entry key = {.line = UINT64_MAX};
    hash_of(key.hash, kind, id);
    size_t low = 0, high = e->n; /* the last one not above the key */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare(&e->all[middle], &key) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 && memcmp(e->all[low - 1].hash, key.hash, HASH) == 0 && e->all[low - 1].deleted;
}

/* The next id after this one that is noted as deleted; KR_E_NOT_FOUND. One at a time: deleting ends what is being read. */
static int next_deleted(struct kr_store *s, const struct entries *e, enum kr_deletion_kind kind, char id[KR_LIMIT_ID_BYTES + 1])
{
    static const char schools[] = "SELECT id FROM school WHERE id > $1 ORDER BY id";
    static const char accounts[] = "SELECT id FROM account WHERE id > $1 ORDER BY id";
    char found[KR_LIMIT_ID_BYTES + 1] = "";
    bool hit = false;
    struct kr_query q = kr_query_begin(s, kind == KR_DELETION_SCHOOL ? schools : accounts);
    kr_bind_text(&q, id);
    while (!hit && kr_query_row(&q)) {
        kr_read_text(&q, found, sizeof found);
        hit = !q.err && is_deleted(e, kind, found);
    }
    int err = kr_query_end(&q);
    if (!err && !hit)
        err = KR_E_NOT_FOUND;
    if (!err)
        memcpy(id, found, sizeof found);
    return err;
}

static int delete_account(struct kr_store *s, const char *id)
{
    static const char sql[] = "DELETE FROM account WHERE id = $1";
    struct kr_query q = kr_query_begin(s, sql);
    kr_bind_text(&q, id);
    return kr_query_run(&q, true);
}

static int replay(struct kr_store *s, const struct entries *e, enum kr_deletion_kind kind, uint64_t *n)
{
    char id[KR_LIMIT_ID_BYTES + 1] = "";
    int err;
    while (!(err = next_deleted(s, e, kind, id))) {
        err = kind == KR_DELETION_SCHOOL ? kr_store_school_delete(s, id) : delete_account(s, id);
        if (err)
            return err;
        ++*n;
    }
    return err == KR_E_NOT_FOUND ? 0 : err;
}

int kr_deletions_replay(struct kr_store *s, const char *dir, uint64_t *n)
{
    struct entries e = {0};
    uint64_t done = 0;
    int err = read_file(&e, dir);
    if (!err && e.n) {
        qsort(e.all, e.n, sizeof *e.all, compare);
        err = kr_store_begin(s);
        if (!err) {
            err = replay(s, &e, KR_DELETION_SCHOOL, &done);
            if (!err)
                err = replay(s, &e, KR_DELETION_ACCOUNT, &done);
            err = kr_store_finish(s, err);
        }
    }
    free(e.all);
    if (!err)
        *n = done;
    return err;
}
