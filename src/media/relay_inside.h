/* SPDX-License-Identifier: EUPL-1.2 */
/* What the files of relays share. */
#ifndef KR_MEDIA_RELAY_INSIDE_H
#define KR_MEDIA_RELAY_INSIDE_H

#include "media/relay.h"

enum { KR_RELAY_PACKET_BYTES = 400 };

/* Streams and lines of a relay are the same on both sides, and for every endpoint. */
struct kr_slot_ssrc kr_relay_ssrc(uint32_t number, enum kr_source source, size_t layer);
struct kr_line kr_relay_line(enum kr_source source, enum kr_codec codec, size_t n_layers, bool active);

/* The slot of an outgoing relay for a layer. */
struct kr_slot *kr_relay_slot(const struct kr_endpoint *e, enum kr_source source, size_t layer);

/* Sends what was written into kr_tx_space. */
void kr_relay_send(struct kr_endpoint *e, struct kr_writer *w);

/* When to say it the next time: news is said twice. */
void kr_relay_said(struct kr_endpoint *e, bool news, uint64_t now_us);

/* ---- relay_out.c ---- */
bool kr_relay_same_codecs(const struct kr_codec_member *a, const struct kr_codec_member *b);
/* Puts the layers that are needed into the slots, and says what there is: always, or when it is news. */
void kr_relay_fill(struct kr_endpoint *e, bool always, uint64_t now_us);
void kr_relay_take_demand(struct kr_endpoint *e, const struct kr_relay_demand *d, uint64_t now_us);

/* ---- relay_in.c ---- */
/* Says what is needed of a remote endpoint: always, or when it is news. */
void kr_relay_ask(struct kr_endpoint *e, bool always, uint64_t now_us);
void kr_relay_take_state(struct kr_endpoint *e, const struct kr_relay_state *s, uint64_t now_us);

#endif
