/* SPDX-License-Identifier: EUPL-1.2 */
#include "load/offer.h"

#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "base/limits.h"
#include "base/strbuf.h"

static void add_feedback(struct kr_strbuf *b, enum kr_load_feedback feedback, uint8_t payload_type, bool video)
{
    if (feedback == KR_LOAD_TRANSPORT_CC)
        kr_strbuf_addf(b, "a=rtcp-fb:%u transport-cc\r\n", payload_type);
    else if (feedback == KR_LOAD_CCFB)
        kr_strbuf_addf(b, "a=rtcp-fb:* ack ccfb\r\n");
    else if (feedback == KR_LOAD_REMB && video)
        kr_strbuf_addf(b, "a=rtcp-fb:%u goog-remb\r\n", payload_type);
}

static void add_codecs(struct kr_strbuf *b, const struct kr_load_numbers *n, bool video)
{
    if (!video) {
        kr_strbuf_addf(b, "a=rtpmap:%u opus/48000/2\r\n", n->opus);
        add_feedback(b, n->feedback, n->opus, false);
        if (n->red)
            kr_strbuf_addf(b, "a=rtpmap:%u red/48000/2\r\na=fmtp:%u %u/%u\r\n", n->red, n->red, n->opus, n->opus);
        return;
    }
    kr_strbuf_addf(b, "a=rtpmap:%u %s/90000\r\na=rtpmap:%u rtx/90000\r\na=fmtp:%u apt=%u\r\n", n->vp8, n->video ? n->video : "VP8", n->vp8_rtx,
                   n->vp8_rtx, n->vp8);
    if (n->video_fmtp)
        kr_strbuf_addf(b, "a=fmtp:%u %s\r\n", n->vp8, n->video_fmtp);
    kr_strbuf_addf(b, "a=rtcp-fb:%u nack\r\na=rtcp-fb:%u nack pli\r\na=rtcp-fb:%u ccm fir\r\n", n->vp8, n->vp8, n->vp8);
    add_feedback(b, n->feedback, n->vp8, true);
}

static void add_ssrcs(struct kr_strbuf *b, const struct kr_load_line *l)
{
    if (l->rtx_ssrc)
        kr_strbuf_addf(b, "a=ssrc-group:FID %u %u\r\na=ssrc:%u cname:x\r\na=ssrc:%u cname:x\r\n", l->ssrc, l->rtx_ssrc, l->ssrc, l->rtx_ssrc);
    else if (l->ssrc)
        kr_strbuf_addf(b, "a=ssrc:%u cname:x\r\n", l->ssrc);
}

static void add_line(struct kr_strbuf *b, const struct kr_load_peer *p, const struct kr_load_numbers *n, const struct kr_load_line *l)
{
    kr_strbuf_addf(b, "m=%s 9 UDP/TLS/RTP/SAVPF %u", l->video ? "video" : "audio", l->video ? n->vp8 : n->opus);
    if (l->video)
        kr_strbuf_addf(b, " %u", n->vp8_rtx);
    else if (n->red)
        kr_strbuf_addf(b, " %u", n->red);
    kr_strbuf_addf(b, "\r\nc=IN IP4 0.0.0.0\r\na=mid:%s\r\na=%s\r\na=rtcp-mux\r\na=rtcp-rsize\r\n", l->mid,
                   l->sends ? "sendonly" : "recvonly");
    kr_strbuf_addf(b, "a=ice-ufrag:%s\r\na=ice-pwd:%s\r\na=fingerprint:sha-256 %s\r\na=setup:actpass\r\n", p->ufrag, p->pwd,
                   p->identity->fingerprint);
    for (int e = 0; e < KR_EXT_COUNT; e++)
        if (n->ext[e] && e != (l->video ? (int)KR_EXT_AUDIO_LEVEL : (int)KR_EXT_VIDEO_ORIENTATION))
            kr_strbuf_addf(b, "a=extmap:%u %s\r\n", n->ext[e], kr_ext_uri[e]);
    add_codecs(b, n, l->video);
    if (l->sends && l->rids) {
        for (const char *rid = l->rids; *rid; rid += rid[1] ? 2 : 1) /* one character each */
            kr_strbuf_addf(b, "a=rid:%c send\r\n", *rid);
        kr_strbuf_addf(b, "a=simulcast:send %s\r\n", l->rids);
    } else if (l->sends) {
        add_ssrcs(b, l);
    }
}

char *kr_load_offer_write(const struct kr_load_peer *p, const struct kr_load_numbers *numbers, const struct kr_load_line *lines, size_t n)
{
    struct kr_strbuf b;
    kr_strbuf_init(&b, KR_LIMIT_SDP_BYTES);
    kr_strbuf_addf(&b, "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE");
    for (size_t i = 0; i < n; i++)
        kr_strbuf_addf(&b, " %s", lines[i].mid);
    kr_strbuf_addf(&b, "\r\n%s", numbers->ext[KR_EXT_DEPENDENCY_DESCRIPTOR] ? "a=extmap-allow-mixed\r\n" : "");
    for (size_t i = 0; i < n; i++)
        add_line(&b, p, numbers, &lines[i]);
    char *text = kr_strbuf_take(&b);
    kr_assert(text);
    return text;
}

static struct kr_load_line *receiving(struct kr_load_line *lines, size_t n, const char *mid)
{
    for (size_t i = 0; i < n; i++)
        if (!lines[i].sends && strcmp(lines[i].mid, mid) == 0)
            return &lines[i];
    return NULL;
}

int kr_load_offer_answer(struct kr_load_peer *p, struct kr_load_line *lines, size_t n, const char *sdp)
{
    struct kr_load_line *l = NULL;
    char mid[16];
    for (const char *at = sdp; at && *at; at = strchr(at, '\n') ? strchr(at, '\n') + 1 : NULL) {
        unsigned ssrc, rtx;
        if (sscanf(at, "a=ice-ufrag:%63s", p->remote_ufrag) == 1 || sscanf(at, "a=ice-pwd:%63s", p->remote_pwd) == 1)
            continue;
        if (strncmp(at, "m=", 2) == 0)
            l = NULL;
        else if (sscanf(at, "a=mid:%15s", mid) == 1)
            l = receiving(lines, n, mid);
        if (l && sscanf(at, "a=ssrc-group:FID %u %u", &ssrc, &rtx) == 2) {
            l->ssrc = ssrc;
            l->rtx_ssrc = rtx;
        } else if (l && !l->ssrc && sscanf(at, "a=ssrc:%u", &ssrc) == 1) {
            l->ssrc = ssrc;
        }
    }
    return p->remote_ufrag[0] && p->remote_pwd[0] ? 0 : KR_E_MALFORMED;
}
