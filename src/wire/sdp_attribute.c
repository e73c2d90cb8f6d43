/* SPDX-License-Identifier: EUPL-1.2 */
#include "wire/sdp_int.h"

#include <string.h>

enum { EXTMAP_ID_MAX = 4351 }; /* RFC 8285 section 8: 4096 to 4351 are for negotiation only */

static const char *on_mid(struct kr_sdp_section *s, struct kr_sdp_media *m, struct kr_span value)
{
    if (m->mid.data || !kr_sdp_is_token(value, KR_SDP_MID_MAX))
        return "bad_mid";
    m->mid = value;
    return NULL;
}

/* Takes the payload type off an attribute's value; NULL when it is none. */
static struct kr_sdp_payload *take_payload(struct kr_sdp_section *s, struct kr_span *value)
{
    uint64_t pt;
    return kr_sdp_number(kr_sdp_cut(value, ' '), KR_SDP_PAYLOAD_TYPES - 1, &pt) ? &s->payload[pt] : NULL;
}

/* RFC 8866 section 6.6: a=rtpmap:<payload type> <encoding name>/<clock rate>[/<encoding parameters>] */
static const char *on_rtpmap(struct kr_sdp_section *s, struct kr_sdp_media *m, struct kr_span value)
{
    struct kr_sdp_payload *p = take_payload(s, &value);
    if (!p)
        return "bad_rtpmap";
    struct kr_span name = kr_sdp_cut(&value, '/');
    uint64_t clock_hz;
    if (!name.len || !kr_sdp_number(kr_sdp_cut(&value, '/'), UINT32_MAX, &clock_hz))
        return "bad_rtpmap";
    p->rtx = kr_sdp_is_nocase(name, "rtx");
    p->red = m->kind == KR_SDP_AUDIO && kr_sdp_is_nocase(name, "red") && clock_hz == kr_codec_clock_hz[KR_CODEC_OPUS] &&
             kr_sdp_is(value, "2");
    p->known = false;
    for (int i = 0; i < KR_CODEC_COUNT; i++) {
        bool right_kind = (i == KR_CODEC_OPUS) == (m->kind == KR_SDP_AUDIO);
        /* RFC 7587 section 7: Opus always says two channels. */
        bool right_channels = i != KR_CODEC_OPUS || kr_sdp_is(value, "2");
        if (right_kind && right_channels && clock_hz == kr_codec_clock_hz[i] &&
            kr_sdp_is_nocase(name, kr_codec_name[i])) {
            p->known = true;
            p->codec = (enum kr_codec)i;
        }
    }
    return NULL;
}

/* RFC 4588 section 8.1: apt=<payload type>[;rtx-time=...] */
static void read_apt(struct kr_sdp_payload *p)
{
    struct kr_span rest = p->fmtp;
    uint64_t apt;
    while (rest.len) {
        struct kr_span parameter = kr_sdp_cut(&rest, ';');
        while (parameter.len && *parameter.data == ' ')
            parameter = (struct kr_span){parameter.data + 1, parameter.len - 1};
        struct kr_span name = kr_sdp_cut(&parameter, '=');
        if (kr_sdp_is(name, "apt") && kr_sdp_number(parameter, KR_SDP_PAYLOAD_TYPES - 1, &apt)) {
            p->has_apt = true;
            p->apt = (uint8_t)apt;
        }
    }
}

static const char *on_fmtp(struct kr_sdp_section *s, struct kr_sdp_media *m, struct kr_span value)
{
    struct kr_sdp_payload *p = take_payload(s, &value);
    if (!p)
        return "bad_fmtp";
    p->fmtp = value;
    read_apt(p);
    return NULL;
}

/* RFC 4585 section 4.2: a=rtcp-fb:<payload type or *> <feedback> */
static const char *on_rtcp_fb(struct kr_sdp_section *s, struct kr_sdp_media *m, struct kr_span value)
{
    struct kr_sdp_payload *p = value.len >= 2 && memcmp(value.data, "* ", 2) == 0 ? &s->any : NULL;
    if (p)
        kr_sdp_cut(&value, ' ');
    else if (!(p = take_payload(s, &value)))
        return "bad_rtcp_fb";
    p->nack |= kr_sdp_is(value, "nack");
    p->pli |= kr_sdp_is(value, "nack pli");
    p->fir |= kr_sdp_is(value, "ccm fir");
    p->transport_cc |= kr_sdp_is(value, "transport-cc");
    p->remb |= kr_sdp_is(value, "goog-remb");
    p->ccfb |= kr_sdp_is(value, "ack ccfb"); /* RFC 8888 section 6 */
    return NULL;
}

/*
 * RFC 8285 section 8: a=extmap:<id>[/<direction>] <URI> [<attributes>]; ids above 255 are proposals we do
 * not take.
 */
static const char *on_extmap(struct kr_sdp_section *s, struct kr_sdp_media *m, struct kr_span value)
{
    struct kr_span direction = kr_sdp_cut(&value, ' '), uri = kr_sdp_cut(&value, ' ');
    uint64_t id;
    if (!kr_sdp_number(kr_sdp_cut(&direction, '/'), EXTMAP_ID_MAX, &id) || id == 0)
        return "bad_extmap";
    enum kr_sdp_direction d = KR_SDP_SENDRECV;
    if (direction.len && !kr_sdp_direction_of(direction, &d))
        return "bad_extmap";
    enum kr_ext ext = kr_ext_of_uri((const char *)uri.data, uri.len);
    if (ext != KR_EXT_COUNT && id <= UINT8_MAX && m->ext_id[ext] == 0) {
        m->ext_id[ext] = (uint8_t)id;
        m->ext_direction[ext] = d;
    }
    return NULL;
}

/* RFC 5576 section 4.1: a=ssrc:<ssrc> <attribute>; the first one counts where no group tells better. */
static const char *on_ssrc(struct kr_sdp_section *s, struct kr_sdp_media *m, struct kr_span value)
{
    uint64_t ssrc;
    if (!kr_sdp_number(kr_sdp_cut(&value, ' '), UINT32_MAX, &ssrc))
        return "bad_ssrc";
    if (m->ssrc == 0 && !s->has_fid)
        m->ssrc = (uint32_t)ssrc;
    return NULL;
}

/* RFC 5576 section 4.2 and RFC 4588 section 8: FID pairs a stream with its retransmissions. */
static const char *on_ssrc_group(struct kr_sdp_section *s, struct kr_sdp_media *m, struct kr_span value)
{
    if (!kr_sdp_is(kr_sdp_cut(&value, ' '), "FID") || s->has_fid)
        return NULL;
    uint64_t ssrc, rtx;
    if (!kr_sdp_number(kr_sdp_cut(&value, ' '), UINT32_MAX, &ssrc) ||
        !kr_sdp_number(kr_sdp_cut(&value, ' '), UINT32_MAX, &rtx))
        return "bad_ssrc";
    s->has_fid = true;
    m->ssrc = (uint32_t)ssrc;
    m->rtx_ssrc = (uint32_t)rtx;
    return NULL;
}

/* RFC 8851 section 10: a=rid:<id> <direction> [<restrictions>]; ids as they fit the RTP extension. */
static const char *on_rid(struct kr_sdp_section *s, struct kr_sdp_media *m, struct kr_span value)
{
    struct kr_span id = kr_sdp_cut(&value, ' ');
    char text[17];
    if (kr_sdp_is(kr_sdp_cut(&value, ' '), "send") && s->n_rids < KR_SDP_RIDS_OFFERED &&
        !kr_ext_text(id.data, id.len, text))
        s->rids[s->n_rids++] = id;
    return NULL;
}

/* RFC 8853 section 5.1: a=simulcast:send q;h,h2;~f [recv ...], in either order. */
static const char *on_simulcast(struct kr_sdp_section *s, struct kr_sdp_media *m, struct kr_span value)
{
    while (value.len) {
        bool send = kr_sdp_is(kr_sdp_cut(&value, ' '), "send");
        struct kr_span list = kr_sdp_cut(&value, ' ');
        if (send)
            s->simulcast = list;
    }
    return NULL;
}

static const char *on_rtcp_mux(struct kr_sdp_section *s, struct kr_sdp_media *m, struct kr_span value)
{
    m->rtcp_mux = true;
    return NULL;
}

static const char *on_rtcp_rsize(struct kr_sdp_section *s, struct kr_sdp_media *m, struct kr_span value)
{
    m->rtcp_rsize = true;
    return NULL;
}

static const char *on_bundle_only(struct kr_sdp_section *s, struct kr_sdp_media *m, struct kr_span value)
{
    s->bundle_only = true;
    return NULL;
}

const char *kr_sdp_on_attribute(struct kr_sdp_section *s, struct kr_sdp_media *m, struct kr_span name,
                                struct kr_span value)
{
    static const struct {
        const char *name;
        const char *(*on)(struct kr_sdp_section *s, struct kr_sdp_media *m, struct kr_span value);
    } attributes[] = {
        {"rtcp-fb", on_rtcp_fb},
        {"extmap", on_extmap},
        {"rtpmap", on_rtpmap},
        {"fmtp", on_fmtp},
        {"ssrc", on_ssrc},
        {"mid", on_mid},
        {"rtcp-mux", on_rtcp_mux},
        {"rtcp-rsize", on_rtcp_rsize},
        {"ssrc-group", on_ssrc_group},
        {"rid", on_rid},
        {"simulcast", on_simulcast},
        {"bundle-only", on_bundle_only},
    };
    const char *error;
    if (kr_sdp_on_transport(&s->transport, name, value, &error))
        return error;
    if (kr_sdp_direction_of(name, &m->direction))
        return NULL;
    for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++) {
        if (kr_sdp_is(name, attributes[i].name))
            return attributes[i].on(s, m, value);
    }
    return NULL;
}
