/* SPDX-License-Identifier: EUPL-1.2 */
#include "office/mail/message.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum {
    QP_LINE = 75,         /* characters before the soft line break; RFC 2045 section 6.7 (5): 76 with it */
    WORD_BYTES = 42,      /* of one encoded word: 56 in base64, 68 with its frame (RFC 2047 section 2: at most 75) */
    LOCAL_MAX = 64,       /* RFC 5321 section 4.5.3.1.1 */
    LABEL_MAX = 63,       /* RFC 1035 section 2.3.4 */
    PLAIN_LINE = 78,      /* RFC 5322 section 2.1.1 */
};

/* ---- what may come in ---- */

/* Bytes of the character at p, well-formed UTF-8 (RFC 3629 section 4); 0: it is not. Stops at the terminator. */
static size_t char_bytes(const char *text)
{
    const unsigned char *p = (const unsigned char *)text;
    size_t n = p[0] < 0x80 ? 1 : p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : p[0] >= 0xc2 ? 2 : 0;
    if (n == 0 || p[0] > 0xf4)
        return 0;
    for (size_t i = 1; i < n; i++)
        if ((p[i] & 0xc0) != 0x80)
            return 0;
    bool overlong = (p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xf0 && p[1] < 0x90);
    bool surrogate = p[0] == 0xed && p[1] >= 0xa0, beyond = p[0] == 0xf4 && p[1] >= 0x90;
    return overlong || surrogate || beyond ? 0 : n;
}

static int check_text(const char *text, size_t max, bool lines)
{
    size_t len = strlen(text);
    if (len > max)
        return KR_E_TOO_LARGE;
    for (size_t i = 0, n; i < len; i += n) {
        unsigned char c = (unsigned char)text[i];
        n = char_bytes(text + i);
        bool c1 = n == 2 && c == 0xc2 && (unsigned char)text[i + 1] < 0xa0; /* control characters beyond ASCII */
        if (n == 0 || c == 0x7f || c1 || (c < ' ' && !(lines && (c == '\n' || c == '\t'))))
            return KR_E_MALFORMED;
    }
    return 0;
}

static bool is_alnum(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool is_atom(char c)
{
    return is_alnum(c) || (c && strchr("!#$%&'*+-/=?^_`{|}~", c));
}

/* Parts of at least one character, separated by single dots. */
static bool is_dotted(const char *p, size_t len, bool domain)
{
    size_t part = 0;
    for (size_t i = 0; i < len; i++) {
        bool dot = p[i] == '.';
        if (dot ? part == 0 : !(domain ? is_alnum(p[i]) || p[i] == '-' : is_atom(p[i])))
            return false;
        if (domain && ((part == 0 && p[i] == '-') || (dot && p[i - 1] == '-') || part >= LABEL_MAX + (size_t)dot))
            return false;
        part = dot ? 0 : part + 1;
    }
    return part > 0 && !(domain && p[len - 1] == '-');
}

bool kr_mail_address_fits(const char *address)
{
    const char *at = address ? strchr(address, '@') : NULL;
    size_t len = address ? strlen(address) : 0;
    if (!at || len > KR_MAIL_ADDRESS_MAX || at - address > LOCAL_MAX)
        return false;
    return is_dotted(address, (size_t)(at - address), false) && is_dotted(at + 1, len - (size_t)(at + 1 - address), true);
}

const char *kr_mail_domain(const char *address)
{
    return strchr(address, '@') + 1;
}

static bool id_fits(const char *id)
{
    size_t len = strlen(id);
    return len > 0 && len <= 64 && strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") == len;
}

/* ---- headers ---- */

static bool is_plain(const char *text)
{
    for (; *text; text++)
        if (*text < ' ' || *text > '~')
            return false;
    return true;
}

static void add_base64(struct kr_strbuf *out, const unsigned char *p, size_t len)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < len; i += 3) {
        size_t n = len - i < 3 ? len - i : 3;
        unsigned v = (unsigned)p[i] << 16 | (n > 1 ? (unsigned)p[i + 1] << 8 : 0) | (n > 2 ? p[i + 2] : 0);
        char four[4] = {digits[v >> 18], digits[v >> 12 & 63], n > 1 ? digits[v >> 6 & 63] : '=', n > 2 ? digits[v & 63] : '='};
        kr_strbuf_add(out, four, 4);
    }
}

/* Encoded words (RFC 2047), each of whole characters (section 5) and on a line of its own. */
static void add_words(struct kr_strbuf *out, const char *text)
{
    for (size_t i = 0; text[i];) {
        size_t len = 0, n;
        while (text[i + len] && (n = char_bytes(text + i + len), len + n <= WORD_BYTES))
            len += n;
        kr_strbuf_addf(out, "%s=?UTF-8?B?", i ? "\r\n " : "");
        add_base64(out, (const unsigned char *)text + i, len);
        kr_strbuf_addf(out, "?=");
        i += len;
    }
}

/* Plain text stands as it is while it fits on the line, has nothing that looks encoded, and no space at an end. */
static void add_unstructured(struct kr_strbuf *out, const char *name, const char *text)
{
    size_t len = strlen(text);
    bool as_is = is_plain(text) && strlen(name) + 2 + len <= PLAIN_LINE && !strstr(text, "=?") &&
                 (len == 0 || (text[0] != ' ' && text[len - 1] != ' '));
    kr_strbuf_addf(out, "%s: %s", name, as_is ? "" : "\r\n ");
    if (as_is)
        kr_strbuf_add(out, text, len);
    else
        add_words(out, text);
    kr_strbuf_addf(out, "\r\n");
}

static void add_from(struct kr_strbuf *out, const struct kr_mail_message *m)
{
    kr_strbuf_addf(out, "From: ");
    if (m->from_name[0]) {
        kr_strbuf_addf(out, "\r\n "); /* encoded, so that nothing in it can be read as an address */
        add_words(out, m->from_name);
        kr_strbuf_addf(out, "\r\n ");
    }
    kr_strbuf_addf(out, "<%s>\r\n", m->from);
}

static void add_date(struct kr_strbuf *out, uint64_t date_ms)
{
    static const char days[][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t t = (time_t)(date_ms / 1000);
    struct tm tm;
    if (!gmtime_r(&t, &tm) || tm.tm_year > 9999 - 1900) {
        out->failed = true;
        return;
    }
    kr_strbuf_addf(out, "Date: %s, %02d %s %04d %02d:%02d:%02d +0000\r\n", days[tm.tm_wday], tm.tm_mday, months[tm.tm_mon],
                   tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

/* ---- text ---- */

/* One line in quoted-printable (RFC 2045 section 6.7): a soft break before it grows too long, no space at its end. */
static void add_quoted_line(struct kr_strbuf *out, const char *line, size_t len)
{
    size_t column = 0;
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)line[i];
        bool last = i + 1 == len;
        bool as_is = (c > ' ' && c <= '~' && c != '=') || ((c == ' ' || c == '\t') && !last);
        as_is &= !(c == '.' && column == 0);                                             /* never a dot alone on a line */
        as_is &= !(column == 0 && c == 'F' && len - i >= 5 && !memcmp(line + i, "From ", 5)); /* mbox files quote that */
        size_t width = as_is ? 1 : 3;
        if (column + width > QP_LINE) {
            kr_strbuf_add(out, "=\r\n", 3);
            column = 0;
            i--;
            continue;
        }
        if (as_is)
            kr_strbuf_add(out, line + i, 1);
        else
            kr_strbuf_addf(out, "=%02X", c);
        column += width;
    }
    kr_strbuf_add(out, "\r\n", 2);
}

static void add_quoted(struct kr_strbuf *out, const char *text)
{
    while (*text) {
        size_t len = strcspn(text, "\n");
        add_quoted_line(out, text, len);
        text += len + (text[len] == '\n');
    }
}

static int check(const struct kr_mail_message *m)
{
    if (!kr_mail_address_fits(m->from) || !kr_mail_address_fits(m->to) || !id_fits(m->id) ||
        (strcmp(m->lang, "de") != 0 && strcmp(m->lang, "en") != 0))
        return KR_E_MALFORMED;
    int err = check_text(m->from_name, KR_MAIL_NAME_MAX, false);
    if (!err)
        err = check_text(m->subject, KR_MAIL_SUBJECT_MAX, false);
    return err ? err : check_text(m->text, KR_MAIL_TEXT_MAX, true);
}

int kr_mail_compose(struct kr_strbuf *out, const struct kr_mail_message *m)
{
    int err = check(m);
    if (err)
        return err;
    add_date(out, m->date_ms);
    add_from(out, m);
    kr_strbuf_addf(out, "To:\r\n <%s>\r\n", m->to); /* long addresses fit on a line of their own */
    kr_strbuf_addf(out, "Message-ID:\r\n <%s@%s>\r\n", m->id, kr_mail_domain(m->from));
    add_unstructured(out, "Subject", m->subject);
    kr_strbuf_addf(out,
                   "Auto-Submitted: auto-generated\r\n"
                   "X-Auto-Response-Suppress: All\r\n"
                   "MIME-Version: 1.0\r\n"
                   "Content-Type: text/plain; charset=utf-8\r\n"
                   "Content-Transfer-Encoding: quoted-printable\r\n"
                   "Content-Language: %s\r\n"
                   "\r\n",
                   m->lang);
    add_quoted(out, m->text);
    return out->failed ? KR_E_TOO_LARGE : 0;
}
