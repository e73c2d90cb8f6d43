/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Who is heard: the loudest microphones of a room, by the audio level that their packets carry (RFC 6464). Loudness
 * rises at once and falls slowly, and whoever is heard keeps the place until somebody is clearly louder, so that two
 * people in conversation do not take turns by syllables. A sender without levels (some WHIP encoders) counts as
 * speaking while its packets flow.
 */
#ifndef KR_MEDIA_SELECT_H
#define KR_MEDIA_SELECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    KR_SELECT_MAX = 4,            /* everyone hears three others: those of these four that are not oneself */
    KR_SELECT_SILENCE_US = 2000000, /* no packet for so long: not a candidate; Opus DTX sends one every 400 ms */
    KR_SELECT_HOLD_US = 1000000,    /* counts as speaking so long after the last loud packet: pauses are part of speech */
};

/* One microphone as the selection sees it. */
struct kr_speaker {
    bool candidate;       /* packets flow and may be forwarded */
    bool selected;
    uint32_t loudness;    /* 0 silent .. 127 overload, times 256 */
    uint64_t packet_us;   /* when the last packet came */
    uint64_t loud_us;     /* when it was last loud enough for speech; 0: never */
    void *owner;          /* whose it is, for the caller */
};

/* A packet came. `level` as in RFC 6464 (0 loudest to 127); has_level false: the packet carries none. */
void kr_speaker_packet(struct kr_speaker *s, bool has_level, uint8_t level, uint64_t now_us);

/* It may not or does not send any more. */
void kr_speaker_silence(struct kr_speaker *s);

/* True if s is not among the selected but would be, so that kr_select is worth calling for its packet. */
bool kr_speaker_pushes(const struct kr_speaker *s, uint32_t threshold);

/*
 * Chooses among n speakers: writes the selected ones, loudest first, into top and returns how many. *threshold becomes
 * the loudness above which somebody else would get in.
 */
size_t kr_select(struct kr_speaker *const *speakers, size_t n, struct kr_speaker *top[KR_SELECT_MAX], uint32_t *threshold,
                 uint64_t now_us);

/* True if a is so much louder than b that the order in which they are told should change. */
bool kr_speaker_leads(const struct kr_speaker *a, const struct kr_speaker *b);

/* True while s is to be shown as speaking. */
bool kr_speaker_heard(const struct kr_speaker *s, uint64_t now_us);

#endif
