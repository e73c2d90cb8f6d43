/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The built web clients, read into memory once: a few megabytes, and then no request ever touches the disk. Beside a
 * file there may be the same compressed, with the ending .gz. The meeting client lies at the root of the directory, the
 * portal in its folder "portal".
 */
#ifndef KR_HTTP_FILES_H
#define KR_HTTP_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct kr_file {
    char *path; /* as in the URL, from the first slash */
    uint8_t *data, *gz; /* gz: compressed, or NULL */
    size_t len, gz_len;
    char etag[36], gz_etag[36]; /* with quotes */
};

struct kr_files {
    struct kr_file *files; /* sorted by path; owned */
    size_t len, cap;
    size_t bytes;
};

void kr_files_init(struct kr_files *f);
void kr_files_fini(struct kr_files *f);

/* Reads a directory. KR_E_CONFIG if it is not there or holds more than a web client does. */
KR_MUST_CHECK int kr_files_load(struct kr_files *f, const char *dir);

/*
 * The file for a path: itself; for a page of an app (a path without a dot that is no file) the index.html of the app
 * that the page belongs to, "/portal" and "/service" with all below them being pages of the portal; else NULL.
 */
const struct kr_file *kr_files_find(const struct kr_files *f, const char *path);

/* True if the name has a hash of the content in it, so that what a cache holds never grows old. */
bool kr_file_is_immutable(const struct kr_file *file);

/* True if If-None-Match names this entity tag (RFC 9110 section 13.1.2, weak comparison). */
bool kr_etag_matches(const char *if_none_match, const char *etag);

#endif
