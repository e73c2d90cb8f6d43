/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/files.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/evp.h>

#include "base/log.h"

enum {
    FILES_MAX = 4096,
    FILES_BYTES_MAX = 256 * 1024 * 1024,
    DEPTH_MAX = 8,
    PATH_BYTES = 1024,
};

void kr_files_init(struct kr_files *f)
{
    *f = (struct kr_files){0};
}

void kr_files_fini(struct kr_files *f)
{
    for (size_t i = 0; i < f->len; i++) {
        free(f->files[i].path);
        free(f->files[i].data);
        free(f->files[i].gz);
    }
    free(f->files);
    kr_files_init(f);
}

static void etag_of(char out[36], const uint8_t *data, size_t len)
{
    uint8_t hash[EVP_MAX_MD_SIZE] = {0};
    EVP_Digest(data, len, hash, NULL, EVP_sha256(), NULL);
    out[0] = '"';
    for (int i = 0; i < 16; i++)
        snprintf(out + 1 + 2 * i, 3, "%02x", hash[i]);
    memcpy(out + 33, "\"", 2);
}

static int read_file(int fd, size_t len, uint8_t **out)
{
    uint8_t *data = malloc(len ? len : 1);
    if (!data)
        return KR_E_NOMEM;
    for (size_t at = 0; at < len;) {
        ssize_t n = read(fd, data + at, len - at);
        if (n <= 0) {
            free(data);
            return KR_E_IO;
        }
        at += (size_t)n;
    }
    *out = data;
    return 0;
}

static int add_file(struct kr_files *f, int fd, size_t len, const char *path)
{
    if (f->len == FILES_MAX || len > FILES_BYTES_MAX - f->bytes)
        return KR_E_TOO_LARGE;
    if (f->len == f->cap) {
        size_t cap = f->cap ? 2 * f->cap : 64;
        struct kr_file *files = realloc(f->files, cap * sizeof *files);
        if (!files)
            return KR_E_NOMEM;
        f->files = files;
        f->cap = cap;
    }
    struct kr_file file = {.path = strdup(path), .len = len};
    int err = file.path ? read_file(fd, len, &file.data) : KR_E_NOMEM;
    if (err) {
        free(file.path);
        return err;
    }
    etag_of(file.etag, file.data, len);
    f->files[f->len++] = file;
    f->bytes += len;
    return 0;
}

static int load_dir(struct kr_files *f, int dir_fd, const char *path, int depth);

static int load_entry(struct kr_files *f, int dir_fd, const char *name, const char *path, int depth)
{
    int fd = openat(dir_fd, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat st;
    if (fd < 0 || fstat(fd, &st)) {
        if (fd >= 0)
            close(fd);
        return KR_E_IO;
    }
    if (S_ISDIR(st.st_mode))
        return load_dir(f, fd, path, depth + 1);
    int err = S_ISREG(st.st_mode) ? add_file(f, fd, (size_t)st.st_size, path) : 0;
    close(fd);
    return err;
}

/* Owns dir_fd. Names that begin with a dot are left out: they are no part of the client. */
static int load_dir(struct kr_files *f, int dir_fd, const char *path, int depth)
{
    DIR *dir = fdopendir(dir_fd);
    if (!dir) {
        close(dir_fd);
        return KR_E_IO;
    }
    int err = depth > DEPTH_MAX ? KR_E_TOO_LARGE : 0;
    struct dirent *e;
    while (!err && (e = readdir(dir))) {
        char below[PATH_BYTES];
        if (e->d_name[0] == '.')
            continue;
        if ((size_t)snprintf(below, sizeof below, "%s/%s", path, e->d_name) >= sizeof below)
            err = KR_E_TOO_LARGE;
        else
            err = load_entry(f, dirfd(dir), e->d_name, below, depth);
    }
    closedir(dir);
    return err;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct kr_file *)a)->path, ((const struct kr_file *)b)->path);
}

static struct kr_file *find(const struct kr_files *f, const char *path)
{
    struct kr_file key = {.path = (char *)path};
    return f->len ? bsearch(&key, f->files, f->len, sizeof *f->files, by_path) : NULL;
}

/* Moves each x.gz beside x into x; it has no address of its own then. */
static void join_compressed(struct kr_files *f)
{
    for (size_t i = 0; i < f->len; i++) {
        struct kr_file *gz = &f->files[i], *plain;
        size_t n = strlen(gz->path);
        char path[PATH_BYTES];
        if (n < 4 || strcmp(gz->path + n - 3, ".gz") != 0)
            continue;
        memcpy(path, gz->path, n - 3);
        path[n - 3] = '\0';
        plain = find(f, path);
        if (!plain || plain->gz)
            continue;
        plain->gz = gz->data;
        plain->gz_len = gz->len;
        memcpy(plain->gz_etag, gz->etag, sizeof gz->etag);
        gz->data = NULL;
    }
    size_t kept = 0;
    for (size_t i = 0; i < f->len; i++) {
        if (f->files[i].data)
            f->files[kept++] = f->files[i];
        else
            free(f->files[i].path);
    }
    f->len = kept;
}

int kr_files_load(struct kr_files *f, const char *dir)
{
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int err = fd < 0 ? KR_E_IO : load_dir(f, fd, "", 0);
    if (err == KR_E_NOMEM)
        return err;
    if (err) {
        kr_error("http: cannot read the web client in %s (%s)", dir, kr_err_id(err));
        return KR_E_CONFIG;
    }
    if (f->len)
        qsort(f->files, f->len, sizeof *f->files, by_path);
    join_compressed(f);
    return 0;
}

/* True if the path is the folder itself or lies below it: "/portal" holds "/portal/x" and not "/portals". */
static bool is_in(const char *path, const char *folder)
{
    size_t n = strlen(folder);
    return strncmp(path, folder, n) == 0 && (path[n] == '\0' || path[n] == '/');
}

/* The page that starts the app a path belongs to. */
static const char *index_for(const char *path)
{
    return is_in(path, "/portal") || is_in(path, "/service") ? "/portal/index.html" : "/index.html";
}

const struct kr_file *kr_files_find(const struct kr_files *f, const char *path)
{
    const struct kr_file *file = find(f, path);
    return file || strchr(path, '.') ? file : find(f, index_for(path));
}

/* What the build puts into a folder "assets" has a hash of its content in its name. */
bool kr_file_is_immutable(const struct kr_file *file)
{
    return is_in(file->path, "/assets") || is_in(file->path, "/portal/assets");
}

bool kr_etag_matches(const char *if_none_match, const char *etag)
{
    size_t n = strlen(etag);
    for (const char *p = if_none_match; *p;) {
        p += strspn(p, ", \t");
        if (*p == '*')
            return true;
        if (strncmp(p, "W/", 2) == 0)
            p += 2;
        if (strncmp(p, etag, n) == 0)
            return true;
        p += strcspn(p, ",");
    }
    return false;
}
