/* SPDX-License-Identifier: EUPL-1.2 */
#include "meeting/chat.h"

#include <stdlib.h>
#include <string.h>

static void drop_text(const char *text)
{
    char *own = (char *)(uintptr_t)text; /* the generated struct's texts are const; these are ours */
    if (own)
        explicit_bzero(own, strlen(own));
    free(own);
}

static void drop_line(struct kr_signal_chat_line *line)
{
    drop_text(line->member);
    drop_text(line->name);
    drop_text(line->text);
}

void kr_chat_fini(struct kr_chat *c)
{
    for (size_t i = 0; i < c->len; i++)
        drop_line(&c->lines[i]);
    *c = (struct kr_chat){0};
}

static void remove_at(struct kr_chat *c, size_t i)
{
    drop_line(&c->lines[i]);
    c->len--;
    memmove(&c->lines[i], &c->lines[i + 1], (c->len - i) * sizeof *c->lines);
}

int kr_chat_add(struct kr_chat *c, const char *member, const char *name, const char *text, uint64_t now_ms,
                const struct kr_signal_chat_line **line)
{
    struct kr_signal_chat_line l = {
        .number = c->last + 1, .member = strdup(member), .name = strdup(name), .text = strdup(text), .at_ms = (int64_t)now_ms};
    if (!l.member || !l.name || !l.text) {
        drop_line(&l);
        return KR_E_NOMEM;
    }
    if (c->len == KR_LIMIT_CHAT_KEPT)
        remove_at(c, 0);
    c->lines[c->len] = l;
    c->last = l.number;
    *line = &c->lines[c->len++];
    return 0;
}

const struct kr_signal_chat_line *kr_chat_find(const struct kr_chat *c, int64_t number)
{
    for (size_t i = 0; i < c->len; i++)
        if (c->lines[i].number == number)
            return &c->lines[i];
    return NULL;
}

int kr_chat_remove(struct kr_chat *c, int64_t number)
{
    const struct kr_signal_chat_line *line = kr_chat_find(c, number);
    if (!line)
        return KR_E_NOT_FOUND;
    remove_at(c, (size_t)(line - c->lines));
    return 0;
}
