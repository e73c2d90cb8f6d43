/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What an uploaded paper is, by how its bytes begin and end and by nothing else: not by its name, not by what the sender
 * says. Nothing is read beyond that; a paper is kept, sealed, and given back as it came. Pure.
 */
#ifndef KR_OFFICE_FILETYPE_H
#define KR_OFFICE_FILETYPE_H

#include <stddef.h>

/* The store's own numbers: never change what a value means. */
enum kr_filetype {
    KR_FILETYPE_NONE = 0,
    KR_FILETYPE_PDF = 1,
    KR_FILETYPE_JPEG = 2,
    KR_FILETYPE_PNG = 3,
    KR_FILETYPES,
};

/* KR_FILETYPE_NONE for whatever is none of them, or is not there to its end. */
enum kr_filetype kr_filetype_of(const void *bytes, size_t len);

/* "pdf" and so on, as the end of a file's name; "none". */
const char *kr_filetype_name(enum kr_filetype type);

#endif
