/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Who is heard: the loudest microphones of a room, by the audio level that their packets carry (RFC 6464). Loudness
 * rises at once and falls slowly, and whoever is heard keeps the place until somebody is clearly louder, so that two
 * people in conversation do not take turns by syllables. Whoever speaks comes before whoever is silent, at the first
 * packet, so that no first syllable is cut off; a moderator who speaks comes before everybody else. A sender without
 * levels (some WHIP encoders) counts as speaking while its packets flow.
 *
 * There are as many places as voices are heard at once, and one more: each of those who are heard hears the others, so
 * for them somebody moves up. What a packet costs here does not depend on how many are in the room; all of them are
 * looked at only when a place has come free.
 */
#ifndef KR_MEDIA_SELECT_H
#define KR_MEDIA_SELECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    KR_SELECT_VOICES = 3,      /* heard at once, unless the operator says otherwise */
    KR_SELECT_VOICES_MAX = 7,
    KR_SELECT_MAX = KR_SELECT_VOICES_MAX + 1,
    KR_SELECT_SILENCE_US = 2000000, /* no packet for so long: not a candidate; Opus DTX sends one every 400 ms */
    KR_SELECT_HOLD_US = 1000000,    /* counts as speaking so long after the last loud packet: pauses are part of speech */
};

enum kr_place { KR_PLACE_NONE, KR_PLACE_NEXT, KR_PLACE_HEARD };

/* One microphone as the selection sees it. */
struct kr_speaker {
    bool candidate;       /* packets flow and may be forwarded */
    bool moderator;
    enum kr_place place;
    uint32_t loudness;    /* 0 silent .. 127 overload, times 256 */
    uint64_t packet_us;   /* when the last packet came */
    uint64_t loud_us;     /* when it was last loud enough for speech; 0: never */
    void *owner;          /* whose it is, for the caller */
};

/* The places of one room. */
struct kr_select {
    size_t voices;                         /* 1 to KR_SELECT_VOICES_MAX */
    struct kr_speaker *top[KR_SELECT_MAX]; /* first those who are heard, then who would be next; each in falling order */
    size_t n;
};

/* What has changed of the places. */
enum kr_change { KR_CHANGE_NONE, KR_CHANGE_NEXT, KR_CHANGE_HEARD };

/*
 * A packet came of so many bytes. `level` as in RFC 6464 (0 loudest to 127); has_level false: the packet carries none, and
 * counts as speech unless it is so short that the encoder says "silence" with it.
 */
void kr_speaker_packet(struct kr_speaker *s, bool has_level, uint8_t level, size_t bytes, uint64_t now_us);

/* It may not or does not send any more. */
void kr_speaker_silence(struct kr_speaker *s);

/* A packet of s came: gives it the place that it has now earned, before that packet is forwarded. */
enum kr_change kr_select_heard(struct kr_select *x, struct kr_speaker *s, uint64_t now_us);

/* Time has passed: orders the places anew. True if one of them came free, so that kr_select_all is to be called. */
bool kr_select_age(struct kr_select *x, enum kr_change *change, uint64_t now_us);

/* Chooses anew among all n speakers. */
enum kr_change kr_select_all(struct kr_select *x, struct kr_speaker *const *speakers, size_t n, uint64_t now_us);

/* It is going to be freed. */
void kr_select_forget(struct kr_select *x, struct kr_speaker *s);

/* True if a is so much louder than b that the order in which they are told should change. */
bool kr_speaker_leads(const struct kr_speaker *a, const struct kr_speaker *b);

/* True while s is to be shown as speaking. */
bool kr_speaker_heard(const struct kr_speaker *s, uint64_t now_us);

#endif
