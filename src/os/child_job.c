/* SPDX-License-Identifier: EUPL-1.2 */
#include "os/child_job.h"

#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/log.h"

enum { FIRST_BYTES = 4096 };

struct kr_child_job {
    uv_process_t process;
    uv_pipe_t in, out;
    uv_timer_t timer;
    uv_write_t write;
    char *input, *output;
    size_t input_len, output_len, output_cap, output_max;
    unsigned n_open; /* handles that are not closed yet */
    bool exited, ended_output;
    int err; /* first failure */
    kr_child_job_fn *done;
    void *arg;
};

/* Overwrites in a way that the compiler keeps: this floor is below the one that has kr_wipe. */
static void wipe(char *p, size_t len)
{
    if (p)
        explicit_bzero(p, len);
}

static void fail(struct kr_child_job *j, int err)
{
    if (!j->err)
        j->err = err;
    if (!j->exited)
        uv_process_kill(&j->process, SIGKILL);
}

static void on_closed(uv_handle_t *handle)
{
    struct kr_child_job *j = handle->data;
    if (--j->n_open)
        return;
    j->done(j->arg, j->err, j->err ? NULL : j->output ? j->output : "", j->err ? 0 : j->output_len);
    wipe(j->input, j->input_len);
    wipe(j->output, j->output_cap);
    free(j->input);
    free(j->output);
    free(j);
}

static void close_handle(void *handle)
{
    if (!uv_is_closing(handle))
        uv_close(handle, on_closed);
}

/* Over when the child is gone and its output is read. */
static void end_if_over(struct kr_child_job *j)
{
    if (!j->exited || !(j->ended_output || j->err))
        return;
    close_handle(&j->process);
    close_handle(&j->in);
    close_handle(&j->out);
    close_handle(&j->timer);
}

static void on_ended(uv_process_t *process, int64_t status, int sig)
{
    struct kr_child_job *j = process->data;
    j->exited = true;
    if (status != 0 || sig != 0)
        fail(j, sig != 0             ? KR_E_INTERNAL
                : status == EX_DATAERR  ? KR_E_MALFORMED
                : status == EX_TEMPFAIL ? KR_E_AGAIN
                : status == EX_CONFIG   ? KR_E_CONFIG
                                        : KR_E_INTERNAL);
    end_if_over(j);
}

static void on_written(uv_write_t *write, int status)
{
    struct kr_child_job *j = write->data;
    wipe(j->input, j->input_len); /* a failure shows in how the child ends */
    close_handle(&j->in);
}

static void on_room(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
    struct kr_child_job *j = handle->data;
    if (j->output_cap - j->output_len < 2 && j->output_cap <= j->output_max) {
        size_t cap = j->output_cap ? 2 * j->output_cap : FIRST_BYTES;
        if (cap > j->output_max + 2) /* one byte more than allowed shows that there is more, and one for the end */
            cap = j->output_max + 2;
        char *grown = malloc(cap);
        if (grown && j->output_len)
            memcpy(grown, j->output, j->output_len);
        if (grown) {
            wipe(j->output, j->output_cap);
            free(j->output);
            j->output = grown;
            j->output[j->output_len] = '\0';
            j->output_cap = cap;
        }
    }
    size_t left = j->output_cap - j->output_len;
    *buf = uv_buf_init(j->output + j->output_len, left > 1 ? (unsigned)(left - 1) : 0); /* no room: UV_ENOBUFS */
}

static void on_output(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
    struct kr_child_job *j = stream->data;
    if (n > 0) {
        j->output_len += (size_t)n;
        j->output[j->output_len] = '\0';
        if (j->output_len <= j->output_max)
            return;
        fail(j, KR_E_TOO_LARGE);
    } else if (n < 0 && n != UV_EOF) {
        fail(j, n == UV_ENOBUFS ? KR_E_NOMEM : KR_E_IO);
    } else if (n == 0) {
        return;
    }
    uv_read_stop(stream);
    j->ended_output = true;
    end_if_over(j);
}

static void on_time(uv_timer_t *timer)
{
    struct kr_child_job *j = timer->data;
    fail(j, KR_E_EXPIRED);
    end_if_over(j); /* somebody else may hold the pipe open */
}

static void init_handles(struct kr_child_job *j, uv_loop_t *loop)
{
    uv_pipe_init(loop, &j->in, 0);
    uv_pipe_init(loop, &j->out, 0);
    uv_timer_init(loop, &j->timer);
    j->process.data = j->in.data = j->out.data = j->timer.data = j->write.data = j;
    j->n_open = 4;
}

/* Where nothing runs, nobody is told. */
static void forget(void *arg, int err, const char *output, size_t len)
{
}

int kr_child_job_start(struct kr_child_job **out, uv_loop_t *loop, const struct kr_child_job_config *config,
                       kr_child_job_fn *done, void *arg)
{
    char *args[KR_CHILD_JOB_WORDS + 2] = {"kreide"};
    struct kr_child_job *j = calloc(1, sizeof *j);
    char *input = malloc(config->input_len + 1);
    if (!j || !input) {
        free(j);
        free(input);
        return KR_E_NOMEM;
    }
    if (config->input_len)
        memcpy(input, config->input, config->input_len);
    j->input = input;
    j->input_len = config->input_len;
    j->output_max = config->output_max;
    j->done = done;
    j->arg = arg;
    for (size_t i = 0; i < KR_CHILD_JOB_WORDS && config->words[i]; i++)
        args[1 + i] = (char *)config->words[i];
    init_handles(j, loop);

    uv_stdio_container_t stdio[3] = {
        {.flags = UV_CREATE_PIPE | UV_READABLE_PIPE, .data.stream = (uv_stream_t *)&j->in},
        {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *)&j->out},
        {.flags = UV_INHERIT_FD, .data.fd = STDERR_FILENO}};
    uv_process_options_t options = {.file = "/proc/self/exe", .args = args, .stdio = stdio, .stdio_count = 3, .exit_cb = on_ended};
    int rc = uv_spawn(loop, &j->process, &options);
    if (rc) {
        kr_error("`kreide %s` cannot be started: %s", args[1] ? args[1] : "", uv_strerror(rc));
        j->done = forget;
        j->exited = j->ended_output = true;
        end_if_over(j);
        return KR_E_IO;
    }
    uv_buf_t buf = uv_buf_init(j->input, (unsigned)j->input_len);
    uv_timer_start(&j->timer, on_time, config->timeout_ms, 0);
    if (uv_read_start((uv_stream_t *)&j->out, on_room, on_output))
        fail(j, KR_E_IO);
    if (uv_write(&j->write, (uv_stream_t *)&j->in, &buf, 1, on_written))
        fail(j, KR_E_IO);
    *out = j;
    return 0;
}

void kr_child_job_cancel(struct kr_child_job *job)
{
    fail(job, KR_E_CLOSED);
}
