/* SPDX-License-Identifier: EUPL-1.2 */
/* Every limit on what comes from outside, in one place, with its reason. */
#ifndef KR_BASE_LIMITS_H
#define KR_BASE_LIMITS_H

enum {
    KR_LIMIT_DATAGRAM_BYTES = 1500,          /* largest UDP payload taken: an Ethernet frame; browsers stay below 1,250 */
    KR_LIMIT_SIGNAL_BYTES = 64 * 1024,       /* one WebSocket message that carries no SDP */
    KR_LIMIT_SDP_BYTES = 240 * 1024,         /* one SDP: an offer with all codecs and 29 slots has 142 KB */
    KR_LIMIT_SIGNAL_SDP_BYTES = 256 * 1024,  /* one WebSocket message that carries an offer */
    KR_LIMIT_LINK_FRAME_BYTES = 512 * 1024,  /* one frame between processes: an offer, JSON-escaped, and its envelope */
    KR_LIMIT_JSON_DEPTH = 16,                /* nesting before a text is parsed at all */
    KR_LIMIT_HTTP_BODY_BYTES = 256 * 1024,   /* offers, parts of uploads, sources of documents */
    KR_LIMIT_API_BODY_BYTES = 256 * 1024,
    KR_LIMIT_SDP_MEDIA = 64,                 /* m-lines in one offer */
    KR_LIMIT_ID_BYTES = 64,                  /* identifiers of rooms, members, labels */
    KR_LIMIT_NAME_BYTES = 160,               /* a person's name: 40 characters of up to 4 bytes */
    KR_LIMIT_NAME_CHARS = 40,
    KR_LIMIT_TITLE_BYTES = 320,              /* a room's title: 80 characters */
    KR_LIMIT_CHAT_BYTES = 4000,              /* one chat text */
    KR_LIMIT_CHAT_KEPT = 200,                /* chat texts a meeting remembers, in memory */
    KR_LIMIT_TICKET_BYTES = 2048,
    KR_LIMIT_MEMBERS = 256,                  /* people in one meeting */
    KR_LIMIT_LOBBY = 256,                    /* people waiting for one meeting */
    KR_LIMIT_AUDIO_SLOTS = 8,                /* voices and one for screen sound; Kreide's own client takes 4 */
    KR_LIMIT_VIDEO_SLOTS = 25,
};

#endif
