/* SPDX-License-Identifier: EUPL-1.2 */
/* What the media process counts. One struct per process, written by its one thread. */
#ifndef KR_MEDIA_COUNTERS_H
#define KR_MEDIA_COUNTERS_H

#include "base/counter.h"

/* X(field, help): the field is the metric's name without prefix and `_total`. */
#define KR_MEDIA_COUNTER_TABLE(X)                                                                                      \
    X(packets_in, "Datagrams received.")                                                                               \
    X(packets_out, "Datagrams sent.")                                                                                  \
    X(bytes_in, "Bytes of the datagrams received.")                                                                    \
    X(bytes_out, "Bytes of the datagrams sent.")                                                                       \
    X(forwarded, "Packets forwarded, one for each receiver.")                                                          \
    X(retransmitted, "Packets sent again on request, by RTX.")                                                         \
    X(sound_redundant, "Packets of sound sent with those before them again (RFC 2198).")                               \
    X(sound_mended, "Lost packets of sound taken from the next ones (RFC 2198).")                                      \
    X(send_lost, "Datagrams that the kernel did not take.")                                                            \
    X(drop_oversize, "Datagrams larger than an Ethernet frame.")                                                       \
    X(drop_kind, "Datagrams that are neither STUN nor DTLS nor SRTP.")                                                 \
    X(drop_stun, "STUN messages that are malformed or no Binding request.")                                            \
    X(drop_ufrag, "STUN messages for no endpoint of ours.")                                                            \
    X(drop_integrity, "STUN messages with a wrong MESSAGE-INTEGRITY.")                                                 \
    X(drop_taken, "Checks from an address that another endpoint uses.")                                                \
    X(drop_unknown, "Datagrams from an address that never passed a check.")                                            \
    X(drop_relay, "Datagrams from a relay that is not known, or not from its address.")                                \
    X(drop_early, "SRTP before the handshake was over.")                                                               \
    X(drop_auth, "SRTP or SRTCP with a wrong tag.")                                                                    \
    X(drop_replay, "SRTP or SRTCP seen before or too old.")                                                            \
    X(drop_malformed, "RTP, RTCP or payloads that do not follow their format.")                                        \
    X(drop_unbound, "RTP of a stream that was not negotiated.")                                                        \
    X(drop_unasked, "Feedback of a kind that was not negotiated with its receiver.")                                   \
    X(drop_duplicate, "RTP received twice, once as it is and once by RTX, or too late.")                               \
    X(drop_not_allowed, "RTP of a source that may not be forwarded.")                                                  \
    X(drop_waiting, "Packets not forwarded because a key frame has to come first.")                                    \
    X(drop_codec, "Packets not forwarded because the receiver does not decode their codec.")                          \
    X(drop_munge, "Packets too late to be placed in a receiver's stream.")                                             \
    X(drop_send, "Packets that could not be written or protected for a receiver.")                                     \
    X(padding, "Packets of padding only: probes of the sender's bandwidth estimation.")                                \
    X(history_full, "Packets not remembered because the pool is used up.")                                             \
    X(nack_in, "Sequence numbers that receivers asked for.")                                                           \
    X(nack_unknown, "Sequence numbers asked for that are not remembered, or too many.")                                \
    X(nack_out, "Sequence numbers asked of senders.")                                                                  \
    X(keyframe_in, "Requests for a key frame from receivers.")                                                         \
    X(keyframe_flood, "Requests for a key frame not passed on because their receiver asks too often.")                 \
    X(keyframe_out, "Requests for a key frame to senders.")                                                            \
    X(feedback_out, "Feedback packets and estimates sent to senders.")                                                 \
    X(feedback_in, "Feedback packets and estimates of receivers read.")                                                \
    X(feedback_untrue, "Feedback about packets never sent, or with times that jump.")                                  \
    X(feedback_flood, "Feedback not read because there was too much of it.")                                           \
    X(layer_switched, "Changes of the simulcast layer that a receiver gets.")                                            \
    X(paced, "Packets that waited until a receiver's path had room for them.")                                         \
    X(pace_dropped, "Packets of pictures given up because they waited too long.")                                      \
    X(layer_left_out, "Packets of layers that a receiver does not get.")                                              \
    X(room_codec, "Changes of what a room shall send.")                                                                \
    X(overuse, "Decreases of a receiver's estimate because packets were delayed.")                                     \
    X(probe, "Probes of whether a receiver's path carries more.")                                                      \
    X(probe_padding, "Packets of padding sent in probes.")                                                             \
    X(order_refused, "Orders of front that could not be carried out.")                                                 \
    X(endpoint_opened, "Endpoints opened.")                                                                            \
    X(endpoint_connected, "Endpoints whose handshake succeeded.")                                                      \
    X(endpoint_failed, "Endpoints whose handshake failed or took too long.")                                           \
    X(endpoint_expired, "Endpoints that were not heard of for 30 s.")

struct kr_media_counters {
#define X(field, help) uint64_t field;
    KR_MEDIA_COUNTER_TABLE(X)
#undef X
};

extern const struct kr_counter_row kr_media_counter_rows[];
extern const size_t kr_media_counter_rows_len;

#endif
