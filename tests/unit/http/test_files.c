/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/files.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char dir[] = "/tmp/kreide-files-XXXXXX";
static const char *const folders[] = {"sub", "assets", "portal", "portal/assets"};
static const char *const names[] = {"index.html", "a.css", "a.css.gz", "only.gz", ".hidden", "sub/b.json",
    "portal/index.html", "portal/assets/p-1a2b.js", "assets/m-3c4d.js"};

static void path_of(char *out, size_t cap, const char *name)
{
    snprintf(out, cap, "%s/%s", dir, name);
}

static int setup(void **state)
{
    char path[200];
    if (!mkdtemp(dir))
        return -1;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        path_of(path, sizeof path, folders[i]);
        if (mkdir(path, 0700))
            return -1;
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        path_of(path, sizeof path, names[i]);
        FILE *f = fopen(path, "w");
        if (!f)
            return -1;
        fprintf(f, "%s", i == 1 ? "" : names[i]);
        fclose(f);
    }
    return 0;
}

static int teardown(void **state)
{
    char path[200];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        path_of(path, sizeof path, names[i]);
        remove(path);
    }
    for (size_t i = sizeof folders / sizeof *folders; i-- > 0;) {
        path_of(path, sizeof path, folders[i]);
        remove(path);
    }
    return remove(dir);
}

static void finds_files_and_pages(void **state)
{
    static const struct {
        const char *path, *found; /* NULL: nothing */
    } cases[] = {
        {"/index.html", "/index.html"}, {"/a.css", "/a.css"}, {"/sub/b.json", "/sub/b.json"}, {"/", "/index.html"},
        {"/r/token", "/index.html"},    {"/sub", "/index.html"}, {"/only.gz", "/only.gz"},
        {"/portal", "/portal/index.html"}, {"/portal/", "/portal/index.html"}, {"/portal/schools/7", "/portal/index.html"},
        {"/service", "/portal/index.html"}, {"/service/imprint", "/portal/index.html"}, {"/portal/assets", "/portal/index.html"},
        {"/portal/assets/p-1a2b.js", "/portal/assets/p-1a2b.js"},
        {"/portals", "/index.html"}, {"/services/x", "/index.html"}, {"/r/portal", "/index.html"},
        {"/portal/assets/m-3c4d.js", NULL}, {"/portal/x.js", NULL}, {"/service/p-1a2b.js", NULL},
        {"/a.css.gz", NULL}, {"/.hidden", NULL}, {"/b.json", NULL}, {"/a.cs", NULL},
    };
    struct kr_files f;
    kr_files_init(&f);
    assert_int_equal(kr_files_load(&f, dir), 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct kr_file *file = kr_files_find(&f, cases[i].path);
        if (cases[i].found)
            assert_string_equal(file->path, cases[i].found);
        else
            assert_null(file);
    }
    const struct kr_file *css = kr_files_find(&f, "/a.css");
    assert_int_equal(css->len, 0);
    assert_int_equal(css->gz_len, 8);
    assert_memory_equal(css->gz, "a.css.gz", 8);
    assert_string_not_equal(css->etag, css->gz_etag);
    assert_int_equal(strlen(css->etag), 34);
    kr_files_fini(&f);
}

static void is_empty_without_directory(void **state)
{
    struct kr_files f;
    kr_files_init(&f);
    assert_null(kr_files_find(&f, "/"));
    assert_int_equal(kr_files_load(&f, "/no/such"), KR_E_CONFIG);
    kr_files_fini(&f);
}

/* Only what has its hash in its name may be kept for ever; the page that names it never. */
static void knows_what_never_changes(void **state)
{
    static const struct {
        const char *path;
        bool immutable;
    } cases[] = {
        {"/assets/m-3c4d.js", true}, {"/portal/assets/p-1a2b.js", true},
        {"/index.html", false}, {"/portal/index.html", false}, {"/a.css", false}, {"/sub/b.json", false},
    };
    struct kr_files f;
    kr_files_init(&f);
    assert_int_equal(kr_files_load(&f, dir), 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(kr_file_is_immutable(kr_files_find(&f, cases[i].path)), cases[i].immutable);
    kr_files_fini(&f);
}

static void compares_entity_tags(void **state)
{
    static const struct {
        const char *list;
        bool matches;
    } cases[] = {
        {"\"a\"", true}, {"W/\"a\"", true}, {"\"b\", \"a\"", true}, {"*", true}, {"\"b\" ,W/\"a\"", true},
        {"", false}, {"a", false}, {"\"ab\"", false}, {"\"b\"", false}, {",,", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(kr_etag_matches(cases[i].list, "\"a\""), cases[i].matches);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_files_and_pages),
        cmocka_unit_test(knows_what_never_changes),
        cmocka_unit_test(is_empty_without_directory),
        cmocka_unit_test(compares_entity_tags),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
