/* SPDX-License-Identifier: EUPL-1.2 */
/* Seats: made with a ticket, found by id or resume token, freed when the meeting lets them go. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "front/inside.h"

/* FNV-1a (Fowler, Noll, Vo), 64 bits. Ids are random and our own, so nobody can aim at a collision. */
static uint64_t key_of(const char *id)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325);
    for (; *id; id++)
        h = (h ^ (unsigned char)*id) * UINT64_C(0x100000001b3);
    return h;
}

int kr_session_new(struct kr_session **out, struct kr_front *f, enum kr_link_endpoint_open_mode mode,
                   const struct kr_ticket *ticket, const char *text)
{
    struct kr_session *s = calloc(1, sizeof *s);
    char secret[KR_TOKEN_TEXT_SIZE(KR_SESSION_SECRET_BYTES)];
    if (!s || !(s->ticket = strdup(text))) {
        free(s);
        return KR_E_NOMEM;
    }
    s->front = f;
    s->mode = mode;
    do
        kr_random_token(s->id, sizeof s->id, KR_SESSION_ID_BYTES);
    while (kr_map_get(&f->sessions_by_id, key_of(s->id)));
    kr_random_token(secret, sizeof secret, KR_SESSION_SECRET_BYTES);
    snprintf(s->resume, sizeof s->resume, "%s.%s", s->id, secret);
    kr_wipe(secret, sizeof secret);
    snprintf(s->room, sizeof s->room, "%s", ticket->room);
    snprintf(s->holder, sizeof s->holder, "%s", ticket->holder);
    if (mode != KR_LINK_ENDPOINT_OPEN_MODE_MEET)
        snprintf(s->token, sizeof s->token, "%s", ticket->id);
    memcpy(s->browser, ticket->browser, sizeof s->browser);
    if (kr_map_put(&f->sessions_by_id, key_of(s->id), s)) {
        free(s->ticket);
        free(s);
        return KR_E_NOMEM;
    }
    s->next = f->sessions;
    if (s->next)
        s->next->prev = s;
    f->sessions = s;
    *out = s;
    return 0;
}

struct kr_session *kr_session_find(struct kr_front *f, const char *id)
{
    struct kr_session *s = kr_map_get(&f->sessions_by_id, key_of(id));
    return s && strcmp(s->id, id) == 0 ? s : NULL;
}

struct kr_session *kr_session_of_token(struct kr_front *f, const char *token, const uint8_t browser[32])
{
    char id[KR_TOKEN_TEXT_SIZE(KR_SESSION_ID_BYTES)];
    const char *dot = strchr(token, '.');
    if (!dot || (size_t)(dot - token) >= sizeof id)
        return NULL;
    memcpy(id, token, (size_t)(dot - token));
    id[dot - token] = '\0';
    struct kr_session *s = kr_session_find(f, id);
    if (!s || s->mode != KR_LINK_ENDPOINT_OPEN_MODE_MEET || !s->person)
        return NULL;
    /* The id is known to every member; the rest of the token is not. */
    bool same = kr_secret_text_equal(s->resume, token);
    return same && kr_secret_equal(s->browser, browser, sizeof s->browser) ? s : NULL;
}

void kr_session_free(struct kr_session *s)
{
    struct kr_front *f = s->front;
    s->person = NULL;
    kr_front_endpoint_close(s);
    if (s->client) {
        s->client->session = NULL;
        kr_client_close(s->client, KR_CLOSE_NORMAL);
    }
    kr_map_remove(&f->sessions_by_id, key_of(s->id));
    if (s->prev)
        s->prev->next = s->next;
    else
        f->sessions = s->next;
    if (s->next)
        s->next->prev = s->prev;
    kr_wipe(s->ticket, strlen(s->ticket));
    free(s->ticket);
    kr_wipe(s, sizeof *s);
    free(s);
}

void kr_session_end(struct kr_session *s)
{
    if (s->person)
        kr_meeting_leave(s->person, kr_front_now_ms(s->front)); /* its effect `gone` frees the session */
    else
        kr_session_free(s);
}

void kr_session_attach(struct kr_session *s, struct kr_client *c)
{
    kr_assert(!c->session && !s->client);
    s->client = c;
    c->session = s;
}

void kr_session_end_players_of(struct kr_session *target)
{
    for (struct kr_session *s = target->front->sessions, *next; s; s = next) {
        next = s->next;
        if (s->mode == KR_LINK_ENDPOINT_OPEN_MODE_PLAY && strcmp(s->target, target->id) == 0)
            kr_session_free(s);
    }
}

size_t kr_session_count_players(struct kr_front *f, const char *room)
{
    size_t n = 0;
    for (const struct kr_session *s = f->sessions; s; s = s->next)
        n += s->mode == KR_LINK_ENDPOINT_OPEN_MODE_PLAY && strcmp(s->room, room) == 0;
    return n;
}
