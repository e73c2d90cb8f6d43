/* SPDX-License-Identifier: EUPL-1.2 */
#include "app/child.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/assert.h"
#include "base/log.h"

const char *const kr_child_name[KR_CHILD_COUNT] = {"office", "front", "media", "door"};

enum { OPTIONS_MAX = 64 };

void kr_child_init(struct kr_child *c, enum kr_child_role role, uint32_t index, uv_loop_t *loop, char *const *options,
                   const struct kr_child_events *events, void *arg)
{
    *c = (struct kr_child){.role = role, .index = index, .loop = loop, .options = options, .events = events, .arg = arg,
                           .backoff_ms = 0};
    uv_timer_init(loop, &c->timer);
    c->timer.data = c;
}

/* Time to start again; or to end a process that closed its link and yet goes on. */
static void on_timer(uv_timer_t *timer)
{
    struct kr_child *c = timer->data;
    if (c->running)
        uv_process_kill(&c->process, SIGKILL);
    else
        kr_child_start(c);
}

static void start_later(struct kr_child *c)
{
    kr_warn("%s %u starts again in %llu ms", kr_child_name[c->role], c->index, (unsigned long long)c->backoff_ms);
    uv_timer_start(&c->timer, on_timer, c->backoff_ms, 0);
    c->backoff_ms = c->backoff_ms ? 2 * c->backoff_ms : KR_CHILD_BACKOFF_MIN_MS;
    if (c->backoff_ms > KR_CHILD_BACKOFF_MAX_MS)
        c->backoff_ms = KR_CHILD_BACKOFF_MAX_MS;
}

static void close_link(struct kr_child *c)
{
    if (c->link)
        kr_link_close(c->link);
    c->link = NULL;
    c->ready = false;
}

static void on_message(void *arg, struct kr_link *link, struct kr_link_msg **msg, int fd)
{
    struct kr_child *c = arg;
    if (fd >= 0)
        close(fd); /* a child has nothing to hand over */
    c->heard_ms = uv_now(c->loop);
    if ((*msg)->head.type == KR_LINK_READY)
        c->ready = true;
    c->events->message(c->arg, c, msg);
}

static void on_closed(void *arg, struct kr_link *link)
{
    /* A process that ends closes its link first; one that only closes its link is broken. */
    struct kr_child *c = arg;
    close_link(c);
    if (c->running)
        uv_timer_start(&c->timer, on_timer, KR_CHILD_LINGER_MS, 0);
}

static void on_process_closed(uv_handle_t *handle)
{
    struct kr_child *c = handle->data;
    if (!c->stopping)
        start_later(c);
}

static void on_process_exit(uv_process_t *process, int64_t status, int signal)
{
    struct kr_child *c = process->data;
    bool fatal = status == KR_CHILD_EXIT_CONFIG;
    c->running = false;
    close_link(c);
    uv_timer_stop(&c->timer);
    if (uv_now(c->loop) - c->started_ms >= KR_CHILD_STABLE_MS)
        c->backoff_ms = 0; /* people wait for it */
    if (signal && !c->stopping)
        kr_warn("%s %u was ended by signal %d (%s)", kr_child_name[c->role], c->index, signal, strsignal(signal));
    else if (!c->stopping)
        kr_warn("%s %u ended with status %d", kr_child_name[c->role], c->index, (int)status);
    c->stopping |= fatal;
    c->events->ended(c->arg, c, fatal);
    uv_close((uv_handle_t *)process, on_process_closed);
}

extern char **environ;

/*
 * Names, passwords and papers pass through front and office in ordinary memory, also in that of libraries, which wipe
 * nothing. For these two the C library overwrites what is freed at once: glibc.malloc.perturb with a byte, and no tcache,
 * whose chunks it would leave as they are (GNU C Library manual, "Memory Allocation Tunables"). The children of the office
 * inherit it. Media and door, which know nobody, are left as they are. Returns what environ becomes, to be freed, or NULL.
 */
static char **wiping_environment(char *tunables, size_t tunables_size)
{
    static const char name[] = "GLIBC_TUNABLES=", wipe[] = "glibc.malloc.tcache_count=0:glibc.malloc.perturb=165";
    const char *theirs = getenv("GLIBC_TUNABLES");
    size_t n = 0, out = 0;
    while (environ[n])
        n++;
    char **env = calloc(n + 2, sizeof *env);
    if (!env || snprintf(tunables, tunables_size, "%s%s%s%s", name, theirs ? theirs : "", theirs ? ":" : "", wipe) >= (int)tunables_size) {
        free(env);
        return NULL;
    }
    for (size_t i = 0; i < n; i++)
        if (strncmp(environ[i], name, strlen(name)) != 0)
            env[out++] = environ[i];
    env[out] = tunables;
    return env;
}

static bool knows_people(const struct kr_child *c)
{
    return c->role == KR_CHILD_OFFICE || c->role == KR_CHILD_FRONT;
}

/* `kreide child ROLE INDEX options...` with the control socket as descriptor 3. */
static int spawn(struct kr_child *c, int control_fd)
{
    char index[12], tunables[512];
    char *args[OPTIONS_MAX + 5] = {"kreide", "child", (char *)kr_child_name[c->role], index};
    snprintf(index, sizeof index, "%u", c->index);
    for (size_t i = 0; c->options[i]; i++) {
        kr_assert(i < OPTIONS_MAX);
        args[4 + i] = c->options[i];
    }
    uv_stdio_container_t stdio[4] = {{.flags = UV_IGNORE},
                                     {.flags = UV_INHERIT_FD, .data.fd = STDOUT_FILENO},
                                     {.flags = UV_INHERIT_FD, .data.fd = STDERR_FILENO},
                                     {.flags = UV_INHERIT_FD, .data.fd = control_fd}};
    uv_process_options_t options = {.file = "/proc/self/exe", .args = args, .stdio = stdio, .stdio_count = 4, .exit_cb = on_process_exit};
    if (knows_people(c))
        options.env = wiping_environment(tunables, sizeof tunables);
    c->process.data = c;
    int err = options.env || !knows_people(c) ? uv_spawn(c->loop, &c->process, &options) : UV_ENOMEM;
    free(options.env);
    if (err) {
        kr_error("%s %u cannot be started: %s", kr_child_name[c->role], c->index, uv_strerror(err));
        uv_close((uv_handle_t *)&c->process, on_process_closed);
        return KR_E_IO;
    }
    return 0;
}

void kr_child_start(struct kr_child *c)
{
    int ends[2];
    kr_assert(!c->running);
    if (c->stopping)
        return;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends)) {
        start_later(c);
        return;
    }
    if (spawn(c, ends[1])) {
        close(ends[0]);
        close(ends[1]);
        return;
    }
    close(ends[1]);
    c->running = true;
    c->started_ms = c->heard_ms = uv_now(c->loop);
    if (kr_link_open(&c->link, c->loop, ends[0], on_message, on_closed, c)) {
        c->link = NULL;
        uv_process_kill(&c->process, SIGKILL);
        return;
    }
    c->events->started(c->arg, c);
}

void kr_child_kill(struct kr_child *c)
{
    if (c->running)
        uv_process_kill(&c->process, SIGKILL);
}

void kr_child_stop(struct kr_child *c)
{
    uv_timer_stop(&c->timer);
    if (!c->running) {
        c->stopping = true;
        return;
    }
    struct kr_link_msg stop = {.head.type = KR_LINK_STOP};
    if (c->stopping || !c->link || kr_link_send(c->link, &stop))
        uv_process_kill(&c->process, c->stopping ? SIGKILL : SIGTERM);
    c->stopping = true;
}
