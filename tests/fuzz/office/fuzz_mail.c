/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Letters made of whatever somebody typed: sender's name, recipient, subject and text, separated by 0xfe. What comes out
 * is ASCII in lines of the allowed length, has exactly the headers it should, and says the same text again when it is
 * read back. And a letter's arguments.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "office/mail/message.h"
#include "office/mail/template.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PARTS = 4, LINE_MAX_BYTES = 998 }; /* RFC 5322 section 2.1.1 */

static int hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Quoted-printable back to text, lines ending in \n. */
static char *read_back(const char *body)
{
    char *out = malloc(strlen(body) + 1), *to = out;
    kr_assert(out);
    for (const char *p = body; *p;) {
        if (strncmp(p, "=\r\n", 3) == 0) {
            p += 3;
        } else if (strncmp(p, "\r\n", 2) == 0) {
            *to++ = '\n';
            p += 2;
        } else if (*p == '=') {
            kr_assert(hex(p[1]) >= 0 && hex(p[2]) >= 0);
            *to++ = (char)(hex(p[1]) << 4 | hex(p[2]));
            p += 3;
        } else {
            *to++ = *p++;
        }
    }
    *to = '\0';
    return out;
}

static void check_lines(const char *letter)
{
    for (const char *line = letter, *end; *line; line = end + 2) {
        end = strstr(line, "\r\n");
        kr_assert(end && end - line <= LINE_MAX_BYTES);
        kr_assert(!(line[0] == '.' && end - line == 1)); /* would end the letter (RFC 5321 section 4.1.1.4) */
        for (const char *p = line; p < end; p++)
            kr_assert((*p >= ' ' && *p <= '~') || *p == '\t');
    }
}

static void check_headers(const char *letter)
{
    static const char *const names[] = {"Date: ", "From: ", "To:", "Message-ID:", "Subject: ", "Auto-Submitted: ", "X-Auto-Response-Suppress: ",
                                        "MIME-Version: ", "Content-Type: ", "Content-Transfer-Encoding: ", "Content-Language: "};
    size_t n = 0;
    const char *line = letter;
    while (strncmp(line, "\r\n", 2) != 0) {
        if (*line != ' ') { /* not a folded line */
            kr_assert(n < sizeof names / sizeof names[0] && strncmp(line, names[n], strlen(names[n])) == 0);
            n++;
        }
        line = strstr(line, "\r\n") + 2;
    }
    kr_assert(n == sizeof names / sizeof names[0]);
}

static void check_letter(char *parts[PARTS])
{
    struct kr_mail_message m = {.from = "dienst@kmz.example", .from_name = parts[0], .to = parts[1], .subject = parts[2], .text = parts[3],
                                .lang = "de", .id = "x", .date_ms = 1};
    struct kr_strbuf b;
    kr_strbuf_init(&b, KR_MAIL_MESSAGE_MAX);
    if (kr_mail_compose(&b, &m)) {
        kr_assert(b.len == 0);
        kr_strbuf_fini(&b);
        return;
    }
    check_lines(b.text);
    check_headers(b.text);
    char *text = read_back(strstr(b.text, "\r\n\r\n") + 4);
    size_t len = strlen(parts[3]);
    kr_assert(strncmp(text, parts[3], len) == 0);
    kr_assert(strcmp(text + len, len == 0 || parts[3][len - 1] == '\n' ? "" : "\n") == 0);
    free(text);
    kr_strbuf_fini(&b);
}

static void check_args(const char *text)
{
    char value[KR_MAIL_ARGS_MAX + 1];
    for (int kind = 0; kind < KR_MAIL_KINDS; kind++) {
        if (kr_mail_args_check((enum kr_mail_kind)kind, text))
            continue;
        kr_assert(!strchr(text, '@') && !strchr(text, '\n'));
        if (kr_mail_arg(text, "handle", value, sizeof value))
            kr_assert(strstr(text, value));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *parts[PARTS], *text = malloc(size + 1), *p = text;
    kr_assert(text);
    if (size)
        memcpy(text, data, size);
    text[size] = '\0';
    check_args(text);
    for (int i = 0; i < PARTS; i++) {
        parts[i] = p;
        p += strcspn(p, "\xfe");
        if (*p)
            *p++ = '\0';
    }
    check_letter(parts);
    free(text);
    return 0;
}
