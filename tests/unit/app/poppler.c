/* SPDX-License-Identifier: EUPL-1.2 */
#include "poppler.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct kr_paper_press *press;

struct kr_paper_job job_of(enum kr_paper_kind kind, const char *source, size_t len)
{
    return (struct kr_paper_job){
        .kind = kind, .source = source, .source_len = len, .operator_name = "Kreismedienzentrum Musterkreis",
        .operator_address = "Lindenallee 12\n12345 Musterstadt\nTelefon 07000 123-0", .colour = 0x1f6b50,
        .recipient = "Lindenschule Musterstadt\nAm Lindenhof 1\n12345 Musterstadt", .date = "1. August 2026",
        .version = "Fassung 2", .hash = "a1b2c3d4e5f6", .created_ms = UINT64_C(1785572000000), .cards = 2};
}

void listen_to(struct kr_strbuf *out, const char *command, const char *path)
{
    char line[300], buf[4096];
    size_t n;
    snprintf(line, sizeof line, "%s %s %s 2>&1", command, path, strncmp(command, "pdftotext", 9) == 0 ? "-" : "");
    kr_strbuf_init(out, 8 << 20);
    FILE *f = popen(line, "r");
    assert_non_null(f);
    while ((n = fread(buf, 1, sizeof buf, f)) > 0)
        kr_strbuf_add(out, buf, n);
    assert_int_equal(pclose(f), 0);
    kr_strbuf_add(out, "", 0);
    assert_non_null(out->text);
}

void set_opened(struct set *s, const struct kr_paper_job *job)
{
    struct kr_strbuf pdf;
    struct kr_paper_fault fault = {0};
    kr_strbuf_init(&pdf, KR_PAPER_PDF_BYTES);
    int err = kr_paper_set(press, &pdf, job, &fault);
    if (err)
        fail_msg("line %u: %s %s", fault.line, fault.reason, fault.name);
    snprintf(s->path, sizeof s->path, "/tmp/kreide-set-XXXXXX");
    int fd = mkstemp(s->path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, pdf.text, pdf.len), (ssize_t)pdf.len);
    close(fd);
    kr_strbuf_fini(&pdf);
    listen_to(&s->info, "pdfinfo", s->path);
    listen_to(&s->fonts, "pdffonts", s->path);
    listen_to(&s->text, "pdftotext", s->path);
}

void set_closed(struct set *s)
{
    unlink(s->path);
    kr_strbuf_fini(&s->info);
    kr_strbuf_fini(&s->fonts);
    kr_strbuf_fini(&s->text);
}

unsigned pages(const struct set *s)
{
    const char *at = strstr(s->info.text, "Pages:");
    assert_non_null(at);
    return (unsigned)strtoul(at + 6, NULL, 10);
}

unsigned count(const char *text, const char *what)
{
    unsigned n = 0;
    for (const char *at = text; (at = strstr(at, what)); at += strlen(what))
        n++;
    return n;
}

void expect_text(const struct set *s, const char *what)
{
    if (!strstr(s->text.text, what))
        fail_msg("\"%s\" is not in the text", what);
}

void expect_sound(const struct set *s)
{
    assert_non_null(strstr(s->info.text, "Tagged:          yes"));
    assert_non_null(strstr(s->info.text, "(A4)"));
    assert_non_null(strstr(s->info.text, "Title:           "));
    assert_non_null(strstr(s->info.text, "Author:          Kreismedienzentrum Musterkreis"));
    assert_null(strstr(s->info.text, "rror"));
    const char *row = strstr(s->fonts.text, "---\n");
    assert_non_null(row);
    size_t n = 0;
    for (row += 4; row[0]; row = strchr(row, '\n') + 1, n++)
        if (!memmem(row, strcspn(row, "\n"), "yes yes yes", 11)) /* the columns emb, sub, uni */
            fail_msg("a font is not embedded: %.90s", row);
    assert_true(n > 0);
    assert_null(strstr(s->text.text, "\xEF\xAC\x81")); /* no ligature fi, fl */
    assert_null(strstr(s->text.text, "\xEF\xAC\x82"));
}

void set_source(struct set *s, enum kr_paper_kind kind, const char *source)
{
    struct kr_paper_job job = job_of(kind, source, strlen(source));
    set_opened(s, &job);
    expect_sound(s);
}

int open_press(void **state)
{
    const char *missing;
    return kr_paper_press_open(&press, &missing);
}

int close_press(void **state)
{
    kr_paper_press_close(press);
    return 0;
}
