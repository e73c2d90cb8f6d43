/* SPDX-License-Identifier: EUPL-1.2 */
/* Pure helpers of the server: what a text is allowed to be, and what a file name or a status is called. */
#ifndef KR_HTTP_TEXT_H
#define KR_HTTP_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* True for a decoded path that may be looked up: absolute, UTF-8, no control characters, no "." or ".." segment. */
bool kr_path_is_safe(const char *path, size_t len);

/* Reads a Content-Length (RFC 9110 section 8.6: digits only). KR_E_MALFORMED; KR_E_TOO_LARGE over 2^53. */
KR_MUST_CHECK int kr_length_parse(uint64_t *out, const char *text);

/* True if a comma-separated header has the token (RFC 9110 section 5.6.1), compared without case, without weights. */
bool kr_list_has(const char *list, const char *token);

/* Content type of a file by its ending; "application/octet-stream" if unknown. */
const char *kr_mime_type(const char *path);

/* Reason phrase of a status (RFC 9110 section 15), "" if unknown. */
const char *kr_status_text(int status);

/* Decodes %XX in place (RFC 3986 section 2.1) and tells the length; KR_E_MALFORMED if a % is not followed by two digits. */
KR_MUST_CHECK int kr_percent_decode(char *text, size_t *len);

#endif
