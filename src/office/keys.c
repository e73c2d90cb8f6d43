/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "crypto/secret.h"

/* The file: this line, then the fields in order as hexadecimal, a line each. Text, so that it can be kept on paper. */
static const char magic[] = "kreide office key 1\n";

enum { FIELDS = 5, FILE_MAX = 1024 };

struct key_field {
    uint8_t *bytes;
    size_t len;
};

static void fields_of(struct key_field out[FIELDS], struct kr_office_keys *k)
{
    struct kr_ticket_signer *t = &k->signer;
    out[0] = (struct key_field){k->seal, sizeof k->seal};
    out[1] = (struct key_field){k->lookup, sizeof k->lookup};
    out[2] = (struct key_field){t->keys.seal, sizeof t->keys.seal};
    out[3] = (struct key_field){t->keys.verify, sizeof t->keys.verify};
    out[4] = (struct key_field){t->sign, sizeof t->sign};
}

int kr_data_dir_prepare(const char *dir)
{
    struct stat st;
    umask(S_IRWXG | S_IRWXO);
    if (mkdir(dir, S_IRWXU) && errno != EEXIST) {
        kr_error("cannot make the data directory: %s", strerror(errno));
        return KR_E_IO;
    }
    if (stat(dir, &st) || !S_ISDIR(st.st_mode) || st.st_uid != geteuid()) {
        kr_error("the data directory must be a directory of the user who runs Kreide");
        return KR_E_CONFIG;
    }
    if ((st.st_mode & (S_IRWXG | S_IRWXO)) && chmod(dir, S_IRWXU)) {
        kr_error("cannot close the data directory to others: %s", strerror(errno));
        return KR_E_IO;
    }
    return 0;
}

static size_t write_text(char text[FILE_MAX], struct kr_office_keys *k)
{
    struct key_field fields[FIELDS];
    fields_of(fields, k);
    size_t len = sizeof magic - 1;
    memcpy(text, magic, len);
    for (int i = 0; i < FIELDS; i++) {
        kr_hex_write(text + len, FILE_MAX - len, fields[i].bytes, fields[i].len);
        len += 2 * fields[i].len;
        text[len++] = '\n';
    }
    return len;
}

static int parse_text(struct kr_office_keys *out, char *text, size_t len)
{
    struct key_field fields[FIELDS];
    if (len < sizeof magic - 1 || memcmp(text, magic, sizeof magic - 1) != 0)
        return KR_E_CONFIG;
    fields_of(fields, out);
    char *at = text + sizeof magic - 1, *end = text + len;
    for (int i = 0; i < FIELDS; i++) {
        size_t digits = 2 * fields[i].len;
        if ((size_t)(end - at) < digits + 1 || at[digits] != '\n')
            return KR_E_CONFIG;
        at[digits] = '\0';
        if (kr_hex_read(fields[i].bytes, fields[i].len, at))
            return KR_E_CONFIG;
        at += digits + 1;
    }
    return at == end ? 0 : KR_E_CONFIG;
}

static int write_all(int fd, const char *text, size_t len)
{
    for (size_t done = 0; done < len;) {
        ssize_t n = write(fd, text + done, len - done);
        if (n < 0 && errno != EINTR)
            return KR_E_IO;
        done += n > 0 ? (size_t)n : 0;
    }
    return fsync(fd) ? KR_E_IO : 0;
}

/* Written beside and renamed: a crash leaves the whole file or none. */
static int create(int dir_fd)
{
    static const char name[] = "office.key.new";
    char text[FILE_MAX];
    struct kr_office_keys k = {.fd = -1};
    kr_random_bytes(k.seal, sizeof k.seal);
    kr_random_bytes(k.lookup, sizeof k.lookup);
    kr_ticket_signer_new(&k.signer);

    int err = KR_E_IO, fd = openat(dir_fd, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    if (fd >= 0)
        err = write_all(fd, text, write_text(text, &k));
    if (fd >= 0 && close(fd) && !err)
        err = KR_E_IO;
    if (!err && (renameat(dir_fd, name, dir_fd, "office.key") || fsync(dir_fd)))
        err = KR_E_IO;
    if (err)
        kr_error("cannot write office.key: %s", strerror(errno));
    kr_wipe(text, sizeof text);
    kr_wipe(&k, sizeof k);
    return err;
}

static int read_file(struct kr_office_keys *out, int fd)
{
    char text[FILE_MAX];
    struct stat st;
    if (fstat(fd, &st) || !S_ISREG(st.st_mode) || (st.st_mode & (S_IRWXG | S_IRWXO))) {
        kr_error("office.key must be a file that only its owner can read (mode 0600)");
        return KR_E_CONFIG;
    }
    if (flock(fd, LOCK_EX | LOCK_NB)) {
        kr_error("another process uses this data directory");
        return KR_E_STATE;
    }
    ssize_t n = pread(fd, text, sizeof text, 0);
    int err = n < 0 ? KR_E_IO : parse_text(out, text, (size_t)n);
    if (err)
        kr_error("office.key is damaged");
    kr_wipe(text, sizeof text);
    return err;
}

int kr_office_keys_open(struct kr_office_keys *out, const char *dir, bool may_create)
{
    struct kr_office_keys k = {.fd = -1};
    int err = KR_E_IO, dir_fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir_fd < 0)
        goto out;
    k.fd = openat(dir_fd, "office.key", O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (k.fd < 0 && errno == ENOENT) {
        err = may_create ? create(dir_fd) : KR_E_CONFIG;
        if (err == KR_E_CONFIG)
            kr_error("there is a database but no office.key: put the key back; without it titles and links are lost");
        if (err)
            goto out;
        k.fd = openat(dir_fd, "office.key", O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    }
    err = k.fd < 0 ? KR_E_IO : read_file(&k, k.fd);
out:
    if (dir_fd >= 0)
        close(dir_fd);
    if (err && k.fd >= 0)
        close(k.fd);
    if (!err)
        *out = k;
    kr_wipe(&k, sizeof k);
    return err;
}

void kr_office_keys_close(struct kr_office_keys *k)
{
    if (k->fd >= 0)
        close(k->fd);
    kr_wipe(k, sizeof *k);
    k->fd = -1;
}
