/* SPDX-License-Identifier: EUPL-1.2 */
#include "wire/sdp_int.h"

#include <string.h>

const char *const kr_codec_name[KR_CODEC_COUNT] = {
    [KR_CODEC_OPUS] = "opus", [KR_CODEC_VP8] = "VP8", [KR_CODEC_VP9] = "VP9",
    [KR_CODEC_H264] = "H264", [KR_CODEC_AV1] = "AV1",
};

const uint32_t kr_codec_clock_hz[KR_CODEC_COUNT] = {
    [KR_CODEC_OPUS] = 48000, /* RFC 7587 section 7 */
    [KR_CODEC_VP8] = 90000,  /* RFC 7741 section 6.1 */
    [KR_CODEC_VP9] = 90000,  /* RFC 9628 section 7 */
    [KR_CODEC_H264] = 90000, /* RFC 6184 section 8.1 */
    [KR_CODEC_AV1] = 90000,  /* AV1 RTP specification, section 7.1 */
};

bool kr_sdp_direction_of(struct kr_span name, enum kr_sdp_direction *out)
{
    static const char *const names[] = {"inactive", "sendonly", "recvonly", "sendrecv"};
    for (int i = 0; i < 4; i++) {
        if (kr_sdp_is(name, names[i])) {
            *out = (enum kr_sdp_direction)i;
            return true;
        }
    }
    return false;
}

/* RFC 8829 section 5.1.2 lists what to take; without DTLS-SRTP there is nothing to talk about. */
static bool is_rtp_profile(struct kr_span protocol)
{
    static const char *const profiles[] = {"UDP/TLS/RTP/SAVPF", "UDP/TLS/RTP/SAVP", "TCP/DTLS/RTP/SAVPF",
                                           "RTP/SAVPF", "RTP/SAVP"};
    for (size_t i = 0; i < sizeof profiles / sizeof *profiles; i++) {
        if (kr_sdp_is(protocol, profiles[i]))
            return true;
    }
    return false;
}

/* RFC 8866 section 9: proto = token *("/" token) */
static bool is_protocol(struct kr_span s)
{
    if (!s.len || s.data[s.len - 1] == '/')
        return false;
    while (s.len) {
        if (!kr_sdp_is_token(kr_sdp_cut(&s, '/'), KR_LIMIT_ID_BYTES))
            return false;
    }
    return true;
}

/* The formats of an RTP section are payload types; each counts once. */
static const char *read_formats(struct kr_sdp_section *s, struct kr_span rest)
{
    bool seen[KR_SDP_PAYLOAD_TYPES] = {false};
    while (rest.len) {
        uint64_t pt;
        if (!kr_sdp_number(kr_sdp_cut(&rest, ' '), KR_SDP_PAYLOAD_TYPES - 1, &pt))
            return "bad_media";
        if (!seen[pt])
            s->formats[s->n_formats++] = (uint8_t)pt;
        seen[pt] = true;
    }
    return NULL;
}

/* RFC 8866 section 5.14: m=<media> <port>[/<number of ports>] <proto> <fmt> ... */
const char *kr_sdp_open_section(struct kr_sdp_section *s, struct kr_sdp_media *m, struct kr_span value,
                                enum kr_sdp_direction session_direction)
{
    memset(s, 0, sizeof *s);
    *m = (struct kr_sdp_media){.direction = session_direction, .kind = KR_SDP_OTHER};
    m->name = kr_sdp_cut(&value, ' ');
    struct kr_span ports = kr_sdp_cut(&value, ' ');
    bool port_ok = kr_sdp_number(kr_sdp_cut(&ports, '/'), UINT16_MAX, &s->port);
    m->protocol = kr_sdp_cut(&value, ' ');
    struct kr_span formats = value;
    m->format = kr_sdp_cut(&value, ' ');
    bool words_ok = kr_sdp_is_token(m->name, KR_LIMIT_ID_BYTES) && is_protocol(m->protocol) &&
                    kr_sdp_is_token(m->format, KR_LIMIT_ID_BYTES);
    if (!port_ok || !words_ok)
        return "bad_media";
    if (is_rtp_profile(m->protocol) && (kr_sdp_is(m->name, "audio") || kr_sdp_is(m->name, "video"))) {
        m->kind = kr_sdp_is(m->name, "audio") ? KR_SDP_AUDIO : KR_SDP_VIDEO;
        const char *error = read_formats(s, formats);
        m->first_payload_type = s->formats[0];
        return error;
    }
    return NULL;
}

/* The payload type that retransmits pt, or 0. */
static uint8_t rtx_of(const struct kr_sdp_section *s, uint8_t pt)
{
    for (size_t i = 0; i < s->n_formats; i++) {
        const struct kr_sdp_payload *p = &s->payload[s->formats[i]];
        if (p->rtx && p->has_apt && p->apt == pt)
            return s->formats[i];
    }
    return 0;
}

/* RFC 2198 section 5: fmtp lists the payload types of all blocks; only those that carry one and the same are taken. */
static bool carries(const struct kr_sdp_payload *red, uint8_t pt)
{
    struct kr_span rest = red->fmtp;
    uint64_t carried;
    if (!red->red || !rest.len)
        return false;
    while (rest.len)
        if (!kr_sdp_number(kr_sdp_cut(&rest, '/'), KR_SDP_PAYLOAD_TYPES - 1, &carried) || carried != pt)
            return false;
    return true;
}

/* What carries Opus redundantly, and whether the client names it before Opus itself. */
static void choose_red(const struct kr_sdp_section *s, struct kr_sdp_codec *opus)
{
    bool before = true;
    for (size_t i = 0; i < s->n_formats && opus->present && !opus->red_payload_type; i++) {
        before &= s->formats[i] != opus->payload_type;
        if (carries(&s->payload[s->formats[i]], opus->payload_type)) {
            opus->red_payload_type = s->formats[i];
            opus->red_first = before;
        }
    }
}

/* The first format of each codec that everybody decodes, as the client prefers it. */
static size_t choose_codecs(const struct kr_sdp_section *s, struct kr_sdp_media *m)
{
    size_t n = 0;
    for (size_t i = 0; i < s->n_formats; i++) {
        uint8_t pt = s->formats[i];
        const struct kr_sdp_payload *p = &s->payload[pt];
        if (!p->known || m->codec[p->codec].present || !kr_sdp_is_forwarded(p->codec, p->fmtp))
            continue;
        m->codec[p->codec] = (struct kr_sdp_codec){
            .present = true,
            .payload_type = pt,
            .rtx_payload_type = rtx_of(s, pt),
            .nack = p->nack || s->any.nack,
            .pli = p->pli || s->any.pli,
            .fir = p->fir || s->any.fir,
            .transport_cc = p->transport_cc || s->any.transport_cc,
            .remb = p->remb || s->any.remb,
            .ccfb = p->ccfb || s->any.ccfb,
            .fmtp = p->fmtp,
        };
        n++;
    }
    choose_red(s, &m->codec[KR_CODEC_OPUS]);
    return n;
}

static bool has_rid_line(const struct kr_sdp_section *s, struct kr_span rid)
{
    for (size_t i = 0; i < s->n_rids; i++) {
        if (kr_sdp_same(s->rids[i], rid))
            return true;
    }
    return false;
}

/*
 * RFC 8853 section 5.3: ids without a=rid do not count; of alternatives (",") the first is taken, "~" is
 * paused.
 */
static void choose_rids(const struct kr_sdp_section *s, struct kr_sdp_media *m)
{
    struct kr_span rest = s->simulcast;
    while (rest.len && m->n_rids < KR_SDP_RIDS) {
        struct kr_span alternatives = kr_sdp_cut(&rest, ';'), rid = kr_sdp_cut(&alternatives, ',');
        if (rid.len && *rid.data == '~')
            rid = (struct kr_span){rid.data + 1, rid.len - 1};
        if (has_rid_line(s, rid))
            m->rids[m->n_rids++] = rid;
    }
}

void kr_sdp_close_section(const struct kr_sdp_section *s, struct kr_sdp_media *m)
{
    size_t n_codecs = m->kind == KR_SDP_OTHER ? 0 : choose_codecs(s, m);
    choose_rids(s, m);
    /* RFC 9143 section 6: port 0 means "only if bundled" here, not a section that is switched off. */
    m->rejected = (s->port == 0 && !s->bundle_only) || n_codecs == 0;
}
