/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The log: one line per event on standard error, for the operator. It never carries a person's name, a room's title,
 * a chat text, a token, a password or an IP address (docs/operate/privacy: what is written down). Not for the packet
 * path: packets are counted (base/counter.h).
 */
#ifndef KR_BASE_LOG_H
#define KR_BASE_LOG_H

#include <stdbool.h>

enum kr_log_level { KR_LOG_DEBUG, KR_LOG_INFO, KR_LOG_WARN, KR_LOG_ERROR };

/* What the lines look like: plain text for a terminal, JSON lines for a collector. */
enum kr_log_format { KR_LOG_TEXT, KR_LOG_JSON };

/* Set once at process start. `process` (for example "media 1") must outlive the process; it heads every line. */
void kr_log_init(const char *process, enum kr_log_level least, enum kr_log_format format);

/* Writes one line of at most 1,000 bytes; longer text is cut. Safe to call before kr_log_init. */
void kr_log(enum kr_log_level level, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#define kr_debug(...) kr_log(KR_LOG_DEBUG, __VA_ARGS__)
#define kr_info(...) kr_log(KR_LOG_INFO, __VA_ARGS__)
#define kr_warn(...) kr_log(KR_LOG_WARN, __VA_ARGS__)
#define kr_error(...) kr_log(KR_LOG_ERROR, __VA_ARGS__)

#endif
