/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A synthetic client: offers, connects, sends numbered frames from up to four sources, and writes down every packet it
 * receives in each of its slots. All its counters start close below their wrap.
 */
#ifndef KR_SIM_CLIENT_H
#define KR_SIM_CLIENT_H

#include "load/offer.h"
#include "media/negotiate.h"
#include "rtc/arrivals.h"
#include "rtc/bwe_inbound.h"
#include "rtc/stream_arrivals.h"
#include "rtc/seq.h"
#include "wire/rtp.h"

enum { SIM_AUDIO_SLOTS = 4, SIM_LAYERS = 3, SIM_HISTORY = 512, SIM_PAYLOAD = 1100, SIM_PACED = 512, SIM_DD = 64 };

struct sim_sent { /* for retransmission */
    uint64_t seq;
    uint32_t timestamp;
    bool marker;
    size_t len;
    uint8_t payload[SIM_PAYLOAD];
    uint8_t dd[SIM_DD], dd_len; /* Dependency Descriptor */
};

struct sim_source {
    bool on, silent_level; /* silent_level: no audio level extension, as some WHIP encoders */
    enum kr_source kind;
    uint8_t level;         /* RFC 6464 */
    uint32_t ssrc, rtx_ssrc, timestamp, frame;
    uint64_t seq, rtx_seq, next_us, interval_us;
    uint16_t picture_id;
    uint8_t tl0;
    uint8_t layer;         /* of a simulcast camera */
    uint64_t bps;          /* 0: a few packets a frame, else frames of that rate, a key frame six times as large */
    bool temporal;         /* three temporal layers, L1T3 */
    uint32_t since_key, base, middle; /* frames since the last key frame; the last of temporal layers 0 and 1 */
    bool want_key;
    uint64_t key_requests, retransmitted, padded;
    unsigned padding_every; /* 0: never; otherwise an empty packet after every so many frames */
    struct sim_sent history[SIM_HISTORY];
};

enum { SIM_FRAME_FIRST = 65500 }; /* number of the first frame in the Dependency Descriptor */
enum { SIM_BODY = 'K' }; /* the first byte of what identifies a packet */
enum { SIM_NO_FRAME = UINT32_MAX };

/* What was in a received packet, by its place in the slot's stream. */
struct sim_record {
    uint8_t tid;
    uint32_t needs[2]; /* frames that it refers to; SIM_NO_FRAME: none */
    bool have, key, marker, start;
    uint8_t layer;
    int client;
    enum kr_source kind;
    uint32_t frame, timestamp, packet, packets;
    uint16_t picture_id;
    uint8_t tl0;
    uint16_t number;     /* of the frame, by the Dependency Descriptor */
    uint64_t at_us;
};

/* What a player makes of a slot's packets, as they come. */
struct sim_decoder {
    uint64_t next;              /* place of the first packet not yet looked at */
    uint64_t stuck_us, pli_us;  /* since when it waits for a packet; last request */
    uint32_t known[64];         /* decoded frames since the last key frame, + 1 */
    uint64_t frames, broken, keys; /* decoded; that lacked what they refer to */
    uint64_t last_us, longest_us;  /* of the last frame; longest time without one */
    uint8_t layer;
    uint64_t by_tid[3], by_layer[3];
    bool want_pli;
};

struct sim_slot {
    struct sim_decoder decoder;
    bool foreign;            /* what comes here is not the simulation's own: it must decrypt, and is only counted */
    uint64_t foreign_received; /* packets of it, and of sound that is nobody's */
    bool video, has_numbers; /* has_numbers: of frames, by the Dependency Descriptor */
    uint16_t id_mask;        /* of picture ids; 0: there are none */
    uint32_t ssrc, rtx_ssrc;
    struct kr_seq seq;
    uint64_t base, highest;
    struct sim_record *records; /* by seq - base */
    size_t n;
    uint64_t sr_ntp, sr_us; /* of the last sender report, and when it came */
    uint64_t reported_highest, reported_received, reported_again; /* by the last report */
    uint64_t red_received, mended; /* packets with redundancy, and lost ones taken from it */
    uint64_t received, rtx_received, duplicates, reports;
    uint64_t first_us, named_us; /* when the first packet came, and the last that carried the MID */
    uint64_t last_us;            /* when the last packet came */
    uint32_t last_timestamp;     /* newest received */
    uint64_t nack_us;
};

struct sim_config {
    enum kr_mode mode;
    int n_video; /* slots offered */
    int n_audio; /* the same; 0: those of Kreide's own client */
    bool no_ssrc; /* the offer does not tell SSRCs */
    bool no_mid;  /* packets do not carry the MID */
    const char *rids; /* of its camera's layers, "q;h;f"; NULL: no simulcast */
    bool largest_first; /* in that list */
    bool red;     /* takes redundant sound (RFC 2198) */
    bool sends_red; /* and sends it, with one frame before each */
    enum kr_codec codec; /* of its pictures, and the only one it knows; KR_CODEC_OPUS: VP8 */
    bool short_ids; /* it numbers pictures in 7 bits */
    bool dd;      /* the Dependency Descriptor tells of its pictures, and their payload is opaque */
    bool send_time; /* its packets carry abs-send-time */
    bool reports; /* feedback about what it receives */
    enum kr_load_feedback feedback; /* of which kind */
    bool plays;   /* decodes, and asks for key frames when it cannot */
};

struct sim_client {
    int number;
    char id[16], room[16];
    int server; /* SIM_SERVER or SIM_BRANCH */
    struct sim_config config;
    struct kr_load_peer peer;
    void *world;
    struct sim_source sources[KR_SOURCE_COUNT];
    struct sim_source higher[SIM_LAYERS - 1]; /* of the camera */
    struct sim_slot audio[KR_LIMIT_AUDIO_SLOTS], video[KR_LIMIT_VIDEO_SLOTS];
    struct kr_load_numbers numbers; /* differ from client to client */
    uint16_t transport_seq;
    struct kr_arrivals arrivals;
    bool lies; /* about what arrived: how late its pictures are is its own affair */
    struct kr_stream_arrivals *stream_arrivals; /* both NULL with transport-wide feedback */
    struct kr_bwe_inbound *inbound;
    uint64_t told_packets, told_arrived; /* by the server's RFC 8888 */
    uint64_t remb_bps, loss_bps, n_remb; /* the last the server told; what loss allows */
    uint64_t most_bps; /* of its camera, which follows REMB; 0: it does not */
    uint64_t pace_bps; /* its pictures leave no faster, as a browser's do; 0: at once */
    struct {
        struct sim_source *source;
        uint64_t seq;
    } paced[SIM_PACED];
    size_t first_paced, n_paced;
    double pace_bits;
    uint64_t pace_us;
    uint64_t padding; /* packets of it */
    uint64_t media_bytes; /* received, everything included */
    uint64_t filled;  /* packets of media with a little of it behind them */
    uint64_t now_us, check_us, report_us;
    uint64_t ntp_ahead; /* of its wall clock, in NTP 32.32 */
    bool gone; /* sends nothing any more */
    bool deaf; /* does not ask for what is missing */
    uint64_t feedback, receiver_reports, garbled, unknown_ssrc;
};

void sim_client_init(struct sim_client *c, int number, const char *room, const char *id, const struct sim_config *config, void *world);
void sim_client_fini(struct sim_client *c);

/* The offer, to be freed by the caller. */
char *sim_client_offer(struct sim_client *c);

/* Reads the answer; connects on the next step. */
void sim_client_answer(struct sim_client *c, const char *sdp);

/* Switches a source on or off; of a simulcast camera, its smallest layer. */
void sim_client_send(struct sim_client *c, enum kr_source kind, bool on, uint64_t now_us);

/* Switches a larger layer of the camera (1, 2) on or off. */
void sim_client_send_layer(struct sim_client *c, int layer, bool on, uint64_t now_us);

/* Sends nothing for so long, which passes in a moment; then a connectivity check before anything else. */
void sim_client_sleep(struct sim_client *c, uint64_t us);

void sim_client_step(struct sim_client *c, uint64_t now_us);
void sim_client_input(struct sim_client *c, uint8_t *p, size_t len, uint64_t now_us);

/* Given by the world. */
void sim_world_from_client(void *world, int number, const uint8_t *p, size_t len);

#endif
