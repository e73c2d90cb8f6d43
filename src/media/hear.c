/* SPDX-License-Identifier: EUPL-1.2 */
#include "media/hear.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "media/core.h"
#include "media/relay.h"

enum {
    TELL_AGAIN = KR_SELECT_MAX + 1, /* n_told: differs from whatever is heard next */
};

int kr_hear_reserve(struct kr_room *r)
{
    if (r->n_endpoints <= r->cap_speakers)
        return 0;
    size_t cap = 2 * r->n_endpoints;
    struct kr_speaker **speakers = realloc(r->speakers, cap * sizeof *speakers);
    if (!speakers)
        return KR_E_NOMEM;
    r->speakers = speakers;
    r->cap_speakers = cap;
    return 0;
}

void kr_hear_collect(struct kr_room *r)
{
    r->n_speakers = 0;
    for (struct kr_endpoint *e = r->endpoints; e; e = e->next) {
        struct kr_track *t = e->tracks[KR_SOURCE_MICROPHONE];
        if (!t || !kr_track_forwards(t))
            continue;
        kr_assert(r->n_speakers < r->cap_speakers);
        t->speaker.moderator = e->grant.moderator;
        r->speakers[r->n_speakers++] = &t->speaker;
    }
}

static bool contains(struct kr_speaker *const *list, size_t n, const struct kr_speaker *s)
{
    for (size_t i = 0; i < n; i++)
        if (list[i] == s)
            return true;
    return false;
}

/* The slots for voices: all but the screen's, at most as many as are heard at once. */
static size_t voice_slots(const struct kr_room *r, const struct kr_endpoint *e)
{
    size_t n = e->plan.n_audio > KR_AUDIO_SLOT_SCREEN ? e->plan.n_audio - 1 : e->plan.n_audio;
    return n < r->select.voices ? n : r->select.voices;
}

static struct kr_slot *voice_slot(const struct kr_endpoint *e, size_t i)
{
    return e->audio[i < KR_AUDIO_SLOT_SCREEN ? i : i + 1];
}

static struct kr_slot *slot_with(const struct kr_endpoint *e, const struct kr_track *t, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (voice_slot(e, i)->track == t)
            return voice_slot(e, i);
    return NULL;
}

/* The tracks for `e`: those who are heard, without itself. */
static size_t voices_for(const struct kr_room *r, const struct kr_endpoint *e, struct kr_track **out, size_t max)
{
    size_t n = 0;
    for (size_t i = 0; i < r->select.n && n < max; i++) {
        struct kr_track *t = r->select.top[i]->owner;
        if (t->endpoint != e)
            out[n++] = t;
    }
    return n;
}

/* Slot 0 goes with the stage's picture; others leave it free as long as they can. */
static struct kr_slot *free_slot(const struct kr_endpoint *e, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (!voice_slot(e, i)->track)
            return voice_slot(e, i);
    return n && !e->audio[0]->track ? e->audio[0] : NULL;
}

/* Whose picture is on the stage of e is heard in slot 0, in step with it; who was there makes room. */
static void place_stage(const struct kr_endpoint *e, struct kr_track *stage, size_t n, uint64_t now_us)
{
    struct kr_slot *first = e->audio[0], *now = slot_with(e, stage, n);
    struct kr_track *other = first->track;
    if (now == first)
        return;
    if (now)
        kr_slot_detach(now);
    kr_slot_attach(first, stage, now_us);
    struct kr_slot *place = other ? free_slot(e, n) : NULL;
    if (place)
        kr_slot_attach(place, other, now_us);
}

static bool on_stage(const struct kr_endpoint *e, const struct kr_track *t)
{
    return e->plan.n_video && strcmp(e->video[KR_VIDEO_SLOT_STAGE]->wish, t->endpoint->id) == 0;
}

static void assign_voices(struct kr_room *r, struct kr_endpoint *e, uint64_t now_us)
{
    struct kr_track *voices[KR_SELECT_MAX];
    size_t n = voice_slots(r, e), n_voices = voices_for(r, e, voices, n);
    for (size_t i = 0; i < n; i++) {
        bool stays = false;
        for (size_t v = 0; v < n_voices; v++)
            stays |= voice_slot(e, i)->track == voices[v];
        if (!stays)
            kr_slot_detach(voice_slot(e, i));
    }
    for (size_t v = 0; v < n_voices; v++) {
        if (on_stage(e, voices[v]))
            place_stage(e, voices[v], n, now_us);
        else if (!slot_with(e, voices[v], n))
            kr_slot_attach(free_slot(e, n), voices[v], now_us);
    }
}

static struct kr_track *sound_of(const struct kr_endpoint *x, const struct kr_endpoint *e)
{
    struct kr_track *t = x != e ? x->tracks[KR_SOURCE_SCREEN_AUDIO] : NULL;
    return t && kr_track_forwards(t) ? t : NULL;
}

/* The sound of the screen that e watches, or else of any screen. */
static void assign_screen(const struct kr_room *r, struct kr_endpoint *e, uint64_t now_us)
{
    const char *watched = "";
    struct kr_track *sound = NULL;
    if (e->plan.n_audio <= KR_AUDIO_SLOT_SCREEN)
        return;
    if (e->plan.n_video > KR_VIDEO_SLOT_SCREEN && e->video[KR_VIDEO_SLOT_SCREEN]->wish_source == KR_SOURCE_SCREEN)
        watched = e->video[KR_VIDEO_SLOT_SCREEN]->wish;
    for (struct kr_endpoint *x = r->endpoints; x; x = x->next) {
        struct kr_track *t = sound_of(x, e);
        if (t && (!sound || strcmp(x->id, watched) == 0))
            sound = t;
    }
    kr_slot_attach(e->audio[KR_AUDIO_SLOT_SCREEN], sound, now_us);
}

void kr_hear_assign(struct kr_room *r, struct kr_endpoint *e, uint64_t now_us)
{
    if (e->relay)
        kr_relay_hear(e, now_us);
    if (e->mode != KR_MODE_MEET)
        return;
    if (e->plan.n_audio)
        assign_voices(r, e, now_us);
    assign_screen(r, e, now_us);
}

static bool has_place(const struct kr_endpoint *e)
{
    const struct kr_track *t = e->tracks[KR_SOURCE_MICROPHONE];
    return t && t->speaker.place != KR_PLACE_NONE;
}

/* Who would be next is heard only by those who are heard themselves, and on other processes of the room. */
static void assign_changed(struct kr_room *r, enum kr_change change, uint64_t now_us)
{
    if (change == KR_CHANGE_NONE)
        return;
    for (struct kr_endpoint *e = r->endpoints; e; e = e->next)
        if (change == KR_CHANGE_HEARD || e->relay || has_place(e))
            kr_hear_assign(r, e, now_us);
}

void kr_hear_packet(struct kr_room *r, struct kr_track *t, uint64_t now_us)
{
    assign_changed(r, kr_select_heard(&r->select, &t->speaker, now_us), now_us);
}

void kr_hear_choose(struct kr_room *r, uint64_t now_us)
{
    kr_select_all(&r->select, r->speakers, r->n_speakers, now_us);
    assign_changed(r, KR_CHANGE_HEARD, now_us); /* also those who have just come hear somebody */
}

/* Who speaks, loudest first: the order of places is another. */
static size_t heard_now(const struct kr_room *r, struct kr_speaker *out[KR_SELECT_MAX], uint64_t now_us)
{
    size_t n = 0;
    for (size_t i = 0; i < r->select.n; i++) {
        struct kr_speaker *s = r->select.top[i];
        size_t at = n;
        if (!kr_speaker_heard(s, now_us))
            continue;
        for (; at > 0 && out[at - 1]->loudness < s->loudness; at--)
            out[at] = out[at - 1];
        out[at] = s;
        n++;
    }
    return n;
}

/* Others than were told, or somebody who leads now by more than two equally loud voices do by turns. */
static bool worth_telling(const struct kr_room *r, struct kr_speaker *const *heard, size_t n)
{
    if (n != r->n_told)
        return true;
    for (size_t i = 0; i < n; i++)
        if (!contains(r->told, n, heard[i]))
            return true;
    return n && heard[0] != r->told[0] && kr_speaker_leads(heard[0], r->told[0]);
}

static void tell(struct kr_room *r, uint64_t now_us)
{
    struct kr_speaker *heard[KR_SELECT_MAX];
    const char *ids[KR_SELECT_MAX];
    size_t n = heard_now(r, heard, now_us);
    if ((r->told_us && now_us - r->told_us < KR_ROOM_SPEAKERS_US) || !worth_telling(r, heard, n))
        return;
    for (size_t i = 0; i < n; i++)
        ids[i] = ((const struct kr_track *)heard[i]->owner)->endpoint->id;
    memcpy(r->told, heard, n * sizeof *heard);
    r->n_told = n;
    r->told_us = now_us;
    struct kr_link_msg msg = {.head.type = KR_LINK_SPEAKERS,
                              .u.speakers = {.room = r->id, .endpoints = ids, .endpoints_len = n}};
    r->media->emit(r->media->arg, &msg);
}

void kr_hear_tick(struct kr_room *r, uint64_t now_us)
{
    enum kr_change change;
    if (kr_select_age(&r->select, &change, now_us))
        kr_hear_choose(r, now_us);
    else
        assign_changed(r, change, now_us);
    tell(r, now_us);
}

void kr_hear_forget(struct kr_room *r, const struct kr_endpoint *e)
{
    struct kr_track *t = e->tracks[KR_SOURCE_MICROPHONE];
    if (!t)
        return;
    kr_select_forget(&r->select, &t->speaker);
    size_t told = r->n_told == TELL_AGAIN ? 0 : r->n_told;
    for (size_t i = 0; i < told; i++)
        if (r->told[i] == &t->speaker)
            r->n_told = TELL_AGAIN;
}
