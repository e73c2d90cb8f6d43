/* SPDX-License-Identifier: EUPL-1.2 */
#include "wire/sdp_int.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define SPAN(s) (int)(s).len, (const char *)(s).data

static bool is_accepted(const struct kr_sdp_media *m, const struct kr_sdp_answer_media *a)
{
    return a->accepted && !m->rejected && m->bundled && m->codec[a->codec].present;
}

static bool takes_codec(const struct kr_sdp_media *m, const struct kr_sdp_answer_media *a, int codec)
{
    return m->codec[codec].present && (codec == (int)a->codec || a->extra_codecs[codec]);
}

/* RFC 3264 section 6.1: an answer sends only what the offer receives, and the other way round. */
static enum kr_sdp_direction reversed(enum kr_sdp_direction d)
{
    return (enum kr_sdp_direction)((d & KR_SDP_SENDONLY) << 1 | (d & KR_SDP_RECVONLY) >> 1);
}

static const char *direction_name(enum kr_sdp_direction d)
{
    static const char *const names[] = {"inactive", "sendonly", "recvonly", "sendrecv"};
    return names[d & KR_SDP_SENDRECV];
}

/* RFC 8866 section 5; the address says nothing (RFC 8829 section 5.3.1). */
static void write_session(struct kr_strbuf *out, const struct kr_sdp_offer *offer,
                          const struct kr_sdp_answer *answer)
{
    kr_strbuf_addf(out, "v=0\r\no=- %" PRIu64 " %" PRIu64 " IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n",
                   answer->session_id, answer->session_version);
    kr_strbuf_addf(out, "a=ice-lite\r\n"); /* RFC 8839 section 5.3 */
    /* For all sections: Firefox wants one in force in each, also in those that share another's transport. */
    kr_strbuf_addf(out, "a=fingerprint:%s\r\n", answer->fingerprint);
    if (offer->extmap_allow_mixed)
        kr_strbuf_addf(out, "a=extmap-allow-mixed\r\n");
    bool any = false;
    for (size_t i = 0; i < offer->n_media; i++) {
        if (!is_accepted(&offer->media[i], &answer->media[i]))
            continue;
        kr_strbuf_addf(out, "%s %.*s", any ? "" : "a=group:BUNDLE", SPAN(offer->media[i].mid));
        any = true;
    }
    if (any)
        kr_strbuf_addf(out, "\r\n");
}

/*
 * RFC 3264 section 6: refused by port 0, with a format of the offer; the mid stays (RFC 9143 section 7.3.2).
 * /
 */
static void write_rejected(struct kr_strbuf *out, const struct kr_sdp_media *m)
{
    kr_strbuf_addf(out, "m=%.*s 0 %.*s %.*s\r\nc=IN IP4 0.0.0.0\r\na=inactive\r\n", SPAN(m->name),
                   SPAN(m->protocol), SPAN(m->format));
    if (m->mid.data)
        kr_strbuf_addf(out, "a=mid:%.*s\r\n", SPAN(m->mid));
}

/* RFC 5952 would shorten zeros; the full form of RFC 4291 section 2.2 is read alike. */
static void write_ip(struct kr_strbuf *out, const struct kr_wire_address *a)
{
    if (a->family == 4) {
        kr_strbuf_addf(out, "%u.%u.%u.%u", a->ip[0], a->ip[1], a->ip[2], a->ip[3]);
        return;
    }
    for (size_t i = 0; i < 16; i += 2)
        kr_strbuf_addf(out, "%s%x", i ? ":" : "", kr_get_be16(a->ip + i));
}

/* RFC 8839 section 5.1; each address is a foundation of its own. */
static void write_candidates(struct kr_strbuf *out, const struct kr_sdp_answer *answer)
{
    for (size_t i = 0; i < answer->n_candidates; i++) {
        const struct kr_sdp_candidate *c = &answer->candidates[i];
        kr_strbuf_addf(out, "a=candidate:%zu 1 udp %" PRIu32 " ", i + 1, c->priority);
        write_ip(out, &c->address);
        kr_strbuf_addf(out, " %u typ host\r\n", c->address.port);
    }
    kr_strbuf_addf(out, "a=end-of-candidates\r\n"); /* RFC 8840 section 8.2 */
}

/*
 * The transport, in the first accepted section only: the others share it (RFC 9143 section 7.1.3). Kreide is
 * the DTLS server (RFC 8842 section 5.3): the client's ClientHello comes as soon as its checks succeed. The ICE
 * credentials alone stand in every section: where they change in one only, Firefox sees a restart of a part of the
 * sections and refuses the answer, though all share that one transport.
 */
static void write_transport(struct kr_strbuf *out, const struct kr_sdp_answer *answer, bool tagged)
{
    kr_strbuf_addf(out, "a=ice-ufrag:%s\r\na=ice-pwd:%s\r\n", answer->ice_ufrag, answer->ice_pwd);
    if (!tagged)
        return;
    kr_strbuf_addf(out, "a=setup:passive\r\n");
    write_candidates(out, answer);
}

/* RFC 3264 section 6.1: an answer lists formats as it prefers them; whether sound is sent twice is the client's to prefer. */
static void write_formats(struct kr_strbuf *out, const struct kr_sdp_codec *c, bool red)
{
    red = red && c->red_payload_type;
    if (red && c->red_first)
        kr_strbuf_addf(out, " %u", c->red_payload_type);
    kr_strbuf_addf(out, " %u", c->payload_type);
    if (red && !c->red_first)
        kr_strbuf_addf(out, " %u", c->red_payload_type);
    if (c->rtx_payload_type)
        kr_strbuf_addf(out, " %u", c->rtx_payload_type);
}

static void write_media_line(struct kr_strbuf *out, const struct kr_sdp_media *m,
                             const struct kr_sdp_answer_media *a)
{
    kr_strbuf_addf(out, "m=%.*s 9 %.*s", SPAN(m->name), SPAN(m->protocol));
    /* The codec preferred stands first. */
    for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < KR_CODEC_COUNT; i++) {
            if (!takes_codec(m, a, i) || (i == (int)a->codec) != (pass == 0))
                continue;
            write_formats(out, &m->codec[i], a->red);
        }
    }
    kr_strbuf_addf(out, "\r\nc=IN IP4 0.0.0.0\r\n");
}

/*
 * Opus (RFC 7587 section 6.1): in-band FEC covers single losses, which no retransmission could mend in time.
 * DTX makes clients nearly silent while nobody speaks, which in a class is almost everybody. All lines say the same,
 * though DTX matters only where we receive: one payload type has one meaning throughout a BUNDLE group (RFC 9143 9.1).
 */
static const char opus_parameters[] = "minptime=10;useinbandfec=1;usedtx=1";

/* Parameters that choose a profile are repeated as offered; VP8 has none that would bind a sender. */
static void write_fmtp(struct kr_strbuf *out, const struct kr_sdp_media *m,
                       const struct kr_sdp_answer_media *a, int codec, enum kr_sdp_direction direction)
{
    const struct kr_sdp_codec *c = &m->codec[codec];
    char own[64] = "";
    if (codec == KR_CODEC_OPUS)
        snprintf(own, sizeof own, "%s", opus_parameters);
    else if (m->kind == KR_SDP_VIDEO && a->start_bitrate_kbps && (direction & KR_SDP_RECVONLY))
        snprintf(own, sizeof own, "x-google-start-bitrate=%" PRIu32, a->start_bitrate_kbps);
    bool repeat = codec != KR_CODEC_OPUS && codec != KR_CODEC_VP8 && c->fmtp.len;
    if (!repeat && !*own)
        return;
    kr_strbuf_addf(out, "a=fmtp:%u ", c->payload_type);
    if (repeat)
        kr_strbuf_addf(out, "%.*s%s", SPAN(c->fmtp), *own ? ";" : "");
    kr_strbuf_addf(out, "%s\r\n", own);
}

/*
 * RFC 4585 section 4.2. One way to report bandwidth is enough: transport-wide feedback, that of RFC 8888 (whose section 6
 * has it for all payload types at once), or REMB.
 */
static void write_feedback(struct kr_strbuf *out, const struct kr_sdp_codec *c, bool transport_cc, bool ccfb)
{
    transport_cc = transport_cc && c->transport_cc;
    if (transport_cc)
        kr_strbuf_addf(out, "a=rtcp-fb:%u transport-cc\r\n", c->payload_type);
    else if (c->remb && !(ccfb && c->ccfb))
        kr_strbuf_addf(out, "a=rtcp-fb:%u goog-remb\r\n", c->payload_type);
    if (c->fir)
        kr_strbuf_addf(out, "a=rtcp-fb:%u ccm fir\r\n", c->payload_type);
    if (c->nack)
        kr_strbuf_addf(out, "a=rtcp-fb:%u nack\r\n", c->payload_type);
    if (c->pli)
        kr_strbuf_addf(out, "a=rtcp-fb:%u nack pli\r\n", c->payload_type);
}

static void write_codecs(struct kr_strbuf *out, const struct kr_sdp_media *m,
                         const struct kr_sdp_answer_media *a, enum kr_sdp_direction direction)
{
    bool transport_cc = m->ext_id[KR_EXT_TRANSPORT_CC] && a->ext[KR_EXT_TRANSPORT_CC];
    if (a->ccfb && m->codec[a->codec].ccfb)
        kr_strbuf_addf(out, "a=rtcp-fb:* ack ccfb\r\n");
    for (int i = 0; i < KR_CODEC_COUNT; i++) {
        const struct kr_sdp_codec *c = &m->codec[i];
        if (!takes_codec(m, a, i))
            continue;
        kr_strbuf_addf(out, "a=rtpmap:%u %s/%" PRIu32 "%s\r\n", c->payload_type, kr_codec_name[i],
                       kr_codec_clock_hz[i], i == KR_CODEC_OPUS ? "/2" : "");
        write_feedback(out, c, transport_cc, a->ccfb);
        write_fmtp(out, m, a, i, direction);
        if (c->red_payload_type && a->red) /* RFC 2198 section 5 */
            kr_strbuf_addf(out, "a=rtpmap:%u red/%" PRIu32 "/2\r\na=fmtp:%u %u/%u\r\n", c->red_payload_type, kr_codec_clock_hz[i],
                           c->red_payload_type, c->payload_type, c->payload_type);
        if (c->rtx_payload_type) /* RFC 4588 section 8.1 */
            kr_strbuf_addf(out, "a=rtpmap:%u rtx/%" PRIu32 "\r\na=fmtp:%u apt=%u\r\n", c->rtx_payload_type,
                           kr_codec_clock_hz[i], c->rtx_payload_type, c->payload_type);
    }
}

/* RFC 8285 section 6: the offer's ids, a direction reversed where the offer names one. */
static void write_extensions(struct kr_strbuf *out, const struct kr_sdp_media *m,
                             const struct kr_sdp_answer_media *a)
{
    for (int i = 0; i < KR_EXT_COUNT; i++) {
        if (!m->ext_id[i] || !a->ext[i])
            continue;
        kr_strbuf_addf(out, "a=extmap:%u", m->ext_id[i]);
        if (m->ext_direction[i] != KR_SDP_SENDRECV)
            kr_strbuf_addf(out, "/%s", direction_name(reversed(m->ext_direction[i])));
        kr_strbuf_addf(out, " %s\r\n", kr_ext_uri[i]);
    }
}

/* RFC 8853 section 5.3: what the offer sends, we receive. */
static void write_simulcast(struct kr_strbuf *out, const struct kr_sdp_media *m)
{
    for (size_t i = 0; i < m->n_rids; i++)
        kr_strbuf_addf(out, "a=rid:%.*s recv\r\n", SPAN(m->rids[i]));
    for (size_t i = 0; i < m->n_rids; i++)
        kr_strbuf_addf(out, "%s%.*s", i ? ";" : "a=simulcast:recv ", SPAN(m->rids[i]));
    kr_strbuf_addf(out, "\r\n");
}

/* RFC 8830 section 2 and RFC 5576 section 4. */
static void write_sources(struct kr_strbuf *out, const struct kr_sdp_answer *answer,
                          const struct kr_sdp_answer_media *a)
{
    if (a->stream && a->track)
        kr_strbuf_addf(out, "a=msid:%s %s\r\n", a->stream, a->track);
    if (!a->ssrc)
        return;
    if (a->rtx_ssrc)
        kr_strbuf_addf(out, "a=ssrc-group:FID %" PRIu32 " %" PRIu32 "\r\n", a->ssrc, a->rtx_ssrc);
    kr_strbuf_addf(out, "a=ssrc:%" PRIu32 " cname:%s\r\n", a->ssrc, answer->cname);
    if (a->rtx_ssrc)
        kr_strbuf_addf(out, "a=ssrc:%" PRIu32 " cname:%s\r\n", a->rtx_ssrc, answer->cname);
}

static void write_accepted(struct kr_strbuf *out, const struct kr_sdp_media *m,
                           const struct kr_sdp_answer *answer, const struct kr_sdp_answer_media *a,
                           bool tagged)
{
    enum kr_sdp_direction direction = (enum kr_sdp_direction)(a->direction & reversed(m->direction));
    write_media_line(out, m, a);
    write_transport(out, answer, tagged);
    kr_strbuf_addf(out, "a=mid:%.*s\r\na=%s\r\na=rtcp-mux\r\n", SPAN(m->mid), direction_name(direction));
    if (m->rtcp_rsize)
        kr_strbuf_addf(out, "a=rtcp-rsize\r\n");
    write_extensions(out, m, a);
    write_codecs(out, m, a, direction);
    if (a->simulcast && m->n_rids && (direction & KR_SDP_RECVONLY))
        write_simulcast(out, m);
    if (direction & KR_SDP_SENDONLY)
        write_sources(out, answer, a);
}

int kr_sdp_write_answer(struct kr_strbuf *out, const struct kr_sdp_offer *offer,
                        const struct kr_sdp_answer *answer)
{
    bool tagged = true;
    write_session(out, offer, answer);
    for (size_t i = 0; i < offer->n_media; i++) {
        const struct kr_sdp_media *m = &offer->media[i];
        if (!is_accepted(m, &answer->media[i])) {
            write_rejected(out, m);
            continue;
        }
        write_accepted(out, m, answer, &answer->media[i], tagged);
        tagged = false;
    }
    return out->failed ? KR_E_TOO_LARGE : 0;
}
