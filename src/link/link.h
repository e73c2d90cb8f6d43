/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A link joins two processes: messages of proto/link.json over a stream socket, each in a frame of a length (4 bytes,
 * network order, at most KR_LIMIT_LINK_FRAME_BYTES) and that much JSON. The other side counts as hostile: a frame
 * that is too long or does not parse closes the link. One thread, on its libuv loop; no function calls back before it
 * returns, except kr_link_close (which calls nothing).
 */
#ifndef KR_LINK_LINK_H
#define KR_LINK_LINK_H

#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "base/err.h"
#include "proto/link.h"

struct kr_link;

/*
 * A message arrived that is not a reply. The handler owns nothing: msg dies when it returns, unless it takes it by
 * setting *msg to NULL (then free it with kr_link_free). fd is a descriptor that came with the message, or -1; the
 * handler owns it. A request (head.id != 0) must be answered once with kr_link_reply or kr_link_reply_error.
 */
typedef void kr_link_message_fn(void *arg, struct kr_link *link, struct kr_link_msg **msg, int fd);

/* The link is dead (the peer closed it, or broke the protocol). Call kr_link_close in it or later. */
typedef void kr_link_closed_fn(void *arg, struct kr_link *link);

/*
 * The reply to a request: msg is NULL if none will come (the link died, or 10 s passed; err says which), else err is
 * 0, or the reply is `error` and err is KR_E_INTERNAL or the code its identifier names. msg dies on return.
 */
typedef void kr_link_reply_fn(void *arg, int err, const struct kr_link_msg *msg);

/* Starts reading from fd (a connected stream socket), which the link owns from now on, also on failure. */
KR_MUST_CHECK int kr_link_open(struct kr_link **out, uv_loop_t *loop, int fd, kr_link_message_fn *on_message,
                               kr_link_closed_fn *on_closed, void *arg);

/* Ends the link: outstanding requests are answered with NULL on the loop's next turn, then its memory goes. */
void kr_link_close(struct kr_link *link);

/* Sends an event. KR_E_FULL when more than 16 MiB wait for a peer that does not read: the link is then dead. */
KR_MUST_CHECK int kr_link_send(struct kr_link *link, const struct kr_link_msg *msg);

/* Sends an event with a descriptor, which the link owns from now on, also on failure. Unix sockets only. */
KR_MUST_CHECK int kr_link_send_fd(struct kr_link *link, const struct kr_link_msg *msg, int fd);

/*
 * Sends a request (msg->head.id is set by the link). If this returns 0, `on_reply` is called exactly once, with a reply
 * of the type that proto/link.json names or with `error`; if it returns an error, never.
 */
KR_MUST_CHECK int kr_link_request(struct kr_link *link, struct kr_link_msg *msg, kr_link_reply_fn *on_reply, void *arg);

/* Answers request number `re`. */
KR_MUST_CHECK int kr_link_reply(struct kr_link *link, int64_t re, struct kr_link_msg *msg);
int kr_link_reply_ok(struct kr_link *link, int64_t re);
int kr_link_reply_error(struct kr_link *link, int64_t re, int err, const char *text);

#endif
