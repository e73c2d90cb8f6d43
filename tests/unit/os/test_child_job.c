/* SPDX-License-Identifier: EUPL-1.2 */
/* The test is its own child: started with a word, it plays the part of that name. */
#include "os/child_job.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct end {
    bool over;
    int err;
    char *output;
    size_t len;
};

static void on_done(void *arg, int err, const char *output, size_t len)
{
    struct end *e = arg;
    assert_false(e->over);
    *e = (struct end){true, err, NULL, len};
    if (!err) {
        assert_int_equal(output[len], '\0');
        e->output = malloc(len + 1);
        assert_non_null(e->output);
        memcpy(e->output, output, len + 1);
    }
}

static struct end run(const char *word, const char *input, size_t input_len, size_t output_max, uint32_t timeout_ms)
{
    uv_loop_t loop;
    struct end end = {0};
    struct kr_child_job *job;
    struct kr_child_job_config config = {
        .words = {word, "second"}, .input = input, .input_len = input_len, .output_max = output_max, .timeout_ms = timeout_ms};
    assert_int_equal(uv_loop_init(&loop), 0);
    assert_int_equal(kr_child_job_start(&job, &loop, &config, on_done, &end), 0);
    if (strcmp(word, "cancelled") == 0)
        kr_child_job_cancel(job);
    uv_run(&loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&loop), 0);
    assert_true(end.over);
    return end;
}

static void gives_input_and_takes_output(void **state)
{
    size_t len = 3 * 1024 * 1024; /* far over what a pipe holds */
    char *big = malloc(len);
    assert_non_null(big);
    for (size_t i = 0; i < len; i++)
        big[i] = (char)(i * 7 % 251);
    struct end e = run("echo", big, len, len, 60000);
    assert_int_equal(e.err, 0);
    assert_int_equal(e.len, len);
    assert_memory_equal(e.output, big, len);
    free(e.output);
    e = run("echo", big, 0, 10, 60000);
    assert_int_equal(e.err, 0);
    assert_string_equal(e.output, "");
    free(e.output);
    e = run("echo", "12345", 5, 5, 60000);
    assert_int_equal(e.err, 0);
    assert_string_equal(e.output, "12345");
    free(e.output);
    free(big);
}

static void stops_who_says_too_much(void **state)
{
    assert_int_equal(run("echo", "123456", 6, 5, 60000).err, KR_E_TOO_LARGE);
    assert_int_equal(run("babble", "", 0, 100000, 60000).err, KR_E_TOO_LARGE);
}

static void stops_who_takes_too_long(void **state)
{
    assert_int_equal(run("sleep", "", 0, 10, 100).err, KR_E_EXPIRED);
    assert_int_equal(run("leave", "", 0, 10, 300).err, KR_E_EXPIRED); /* its own child holds the pipe */
    assert_int_equal(run("cancelled", "", 0, 10, 60000).err, KR_E_CLOSED);
}

static void tells_how_it_failed(void **state)
{
    char *big = calloc(1, 1 << 20);
    assert_non_null(big);
    assert_int_equal(run("fail", big, 1 << 20, 10, 60000).err, KR_E_INTERNAL); /* without reading */
    assert_int_equal(run("crash", "", 0, 10, 60000).err, KR_E_INTERNAL);
    free(big);
}

static int echo(void)
{
    char buf[65536];
    for (ssize_t n; (n = read(0, buf, sizeof buf)) > 0;)
        for (ssize_t done = 0, k; done < n; done += k)
            if ((k = write(1, buf + done, (size_t)(n - done))) <= 0)
                return 1;
    return 0;
}

static int play(const char *word)
{
    if (strcmp(word, "echo") == 0)
        return echo();
    while (strcmp(word, "babble") == 0)
        if (write(1, "la ", 3) != 3)
            return 1;
    if (strcmp(word, "leave") == 0 && fork() > 0)
        return 0;
    if (strcmp(word, "leave") == 0)
        sleep(2);
    if (strcmp(word, "sleep") == 0 || strcmp(word, "cancelled") == 0)
        sleep(600);
    if (strcmp(word, "crash") == 0)
        raise(SIGKILL);
    return 3;
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[2], "second") == 0)
        return play(argv[1]);
    signal(SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_input_and_takes_output),
        cmocka_unit_test(stops_who_says_too_much),
        cmocka_unit_test(stops_who_takes_too_long),
        cmocka_unit_test(tells_how_it_failed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
