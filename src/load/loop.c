/* SPDX-License-Identifier: EUPL-1.2 */
#include "load/loop.h"

#include <sys/epoll.h>
#include <unistd.h>

enum { AT_ONCE = 1024 };

/* What this turn still has to call: whoever is closed meanwhile is taken out. */
static struct epoll_event events[AT_ONCE];
static int n_events;

int kr_load_loop_init(struct kr_load_loop *l)
{
    l->fd = epoll_create1(EPOLL_CLOEXEC);
    return l->fd < 0 ? KR_E_IO : 0;
}

void kr_load_loop_fini(struct kr_load_loop *l)
{
    close(l->fd);
    l->fd = -1;
}

int kr_load_loop_add(struct kr_load_loop *l, struct kr_load_watch *w)
{
    struct epoll_event e = {.events = EPOLLIN | (w->wants_to_write ? EPOLLOUT : 0u), .data.ptr = w};
    return epoll_ctl(l->fd, EPOLL_CTL_ADD, w->fd, &e) ? KR_E_IO : 0;
}

void kr_load_loop_want(struct kr_load_loop *l, struct kr_load_watch *w, bool to_write)
{
    struct epoll_event e = {.events = EPOLLIN | (to_write ? EPOLLOUT : 0u), .data.ptr = w};
    if (w->fd < 0 || w->wants_to_write == to_write)
        return;
    w->wants_to_write = to_write;
    epoll_ctl(l->fd, EPOLL_CTL_MOD, w->fd, &e);
}

void kr_load_loop_close(struct kr_load_loop *l, struct kr_load_watch *w)
{
    if (w->fd < 0)
        return;
    for (int i = 0; i < n_events; i++)
        if (events[i].data.ptr == w)
            events[i].data.ptr = NULL;
    epoll_ctl(l->fd, EPOLL_CTL_DEL, w->fd, NULL);
    close(w->fd);
    w->fd = -1;
}

void kr_load_loop_turn(struct kr_load_loop *l)
{
    n_events = epoll_wait(l->fd, events, AT_ONCE, 0);
    for (int i = 0; i < n_events; i++) {
        struct kr_load_watch *w = events[i].data.ptr;
        if (w)
            w->ready(w->arg, events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR), events[i].events & EPOLLOUT);
    }
    n_events = 0;
}
