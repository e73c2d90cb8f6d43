/* SPDX-License-Identifier: EUPL-1.2 */
/* The chat of one meeting: the last KR_LIMIT_CHAT_KEPT texts, in memory only, wiped when they go. */
#ifndef KR_MEETING_CHAT_H
#define KR_MEETING_CHAT_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/limits.h"
#include "proto/signal.h"

struct kr_chat {
    struct kr_signal_chat_line lines[KR_LIMIT_CHAT_KEPT]; /* oldest first; texts owned */
    size_t len;
    int64_t last; /* number of the newest line ever */
};

void kr_chat_fini(struct kr_chat *c);

/* Adds a text, copying everything; the oldest goes when the chat is full. *line stays valid until the next change. */
KR_MUST_CHECK int kr_chat_add(struct kr_chat *c, const char *member, const char *name, const char *text, uint64_t now_ms,
                              const struct kr_signal_chat_line **line);

/* The line with this number, or NULL. */
const struct kr_signal_chat_line *kr_chat_find(const struct kr_chat *c, int64_t number);

/* KR_E_NOT_FOUND if it is not (or no longer) there. */
KR_MUST_CHECK int kr_chat_remove(struct kr_chat *c, int64_t number);

#endif
