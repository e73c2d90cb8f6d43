/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 1000 };

static const char *log_process = "kreide";
static enum kr_log_level log_least = KR_LOG_INFO;
static enum kr_log_format log_format = KR_LOG_TEXT;

static const char *const level_names[] = {"debug", "info", "warning", "error"};

void kr_log_init(const char *process, enum kr_log_level least, enum kr_log_format format)
{
    log_process = process;
    log_least = least;
    log_format = format;
}

/* Copies text into a JSON string body; control characters become spaces, so that one event stays one line. */
static size_t json_escape(char *out, size_t cap, const char *text)
{
    size_t n = 0;
    for (; *text && n + 2 < cap; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\')
            out[n++] = '\\';
        out[n++] = c < 0x20 ? ' ' : (char)c;
    }
    out[n] = '\0';
    return n;
}

void kr_log(enum kr_log_level level, const char *fmt, ...)
{
    if (level < log_least)
        return;

    char text[LINE_MAX_BYTES], line[2 * LINE_MAX_BYTES + 200];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);

    struct timespec ts;
    struct tm tm;
    char when[32];
    clock_gettime(CLOCK_REALTIME, &ts);
    gmtime_r(&ts.tv_sec, &tm);
    strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%S", &tm);

    int n;
    if (log_format == KR_LOG_JSON) {
        char escaped[2 * LINE_MAX_BYTES];
        json_escape(escaped, sizeof escaped, text);
        n = snprintf(line, sizeof line, "{\"at\":\"%s.%03ldZ\",\"level\":\"%s\",\"process\":\"%s\",\"text\":\"%s\"}\n", when,
                     ts.tv_nsec / 1000000, level_names[level], log_process, escaped);
    } else {
        n = snprintf(line, sizeof line, "%sZ %-7s %-9s %s\n", when, level_names[level], log_process, text);
    }
    /* One write per line, so that lines of several processes do not mix. Nothing sensible can be done on failure. */
    if (write(STDERR_FILENO, line, (size_t)n) < 0)
        return;
}
