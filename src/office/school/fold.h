/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Texts made alike for searching and sorting: small letters, no accents. In two ways, since people leave the dots of a
 * German umlaut off in two ways: "Mühlenschule" is found as "muhlen" and as "muehlen". Pure.
 */
#ifndef KR_OFFICE_SCHOOL_FOLD_H
#define KR_OFFICE_SCHOOL_FOLD_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Folds UTF-8 (which is well-formed) into out, cut at its size; ß is ss. german: ä is ae, ö is oe, ü is ue; otherwise
 * they lose their dots as all letters lose their marks (Latin-1 and Latin Extended-A; others stay as they are).
 * Returns the length.
 */
size_t kr_fold(char *out, size_t out_size, const char *text, bool german);

#endif
