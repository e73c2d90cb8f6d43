/* SPDX-License-Identifier: EUPL-1.2 */
/* What the kernel says of a child that runs, is stopped, and is gone. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "os/process.h"

static void runs_stops_and_ends(void **state)
{
    struct kr_process_sight sight;
    int status;
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        for (;;)
            pause();
    assert_int_equal(kr_process_look(&sight, pid), 0);
    assert_false(sight.stopped);
    assert_false(sight.traced);
    assert_int_equal(kill(pid, SIGSTOP), 0);
    assert_int_equal(waitpid(pid, &status, WUNTRACED), pid);
    assert_true(WIFSTOPPED(status));
    assert_int_equal(kr_process_look(&sight, pid), 0);
    assert_true(sight.stopped);
    assert_int_equal(kill(pid, SIGCONT), 0);
    assert_int_equal(waitpid(pid, &status, WCONTINUED), pid);
    assert_int_equal(kr_process_look(&sight, pid), 0);
    assert_false(sight.stopped);
    assert_int_equal(kill(pid, SIGKILL), 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(kr_process_look(&sight, pid), KR_E_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(runs_stops_and_ends)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
