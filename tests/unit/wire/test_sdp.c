/* SPDX-License-Identifier: EUPL-1.2 */
#include "vector.h"

#include "wire/sdp.h"

static char text[KR_LIMIT_SDP_BYTES + 1024];
static struct kr_sdp_offer offer;

static size_t load(const char *name)
{
    size_t len = vector_read_text(name, text, sizeof text);
    struct kr_sdp_fault fault = {0};
    if (kr_sdp_parse(&offer, text, len, &fault))
        fail_msg("%s: %s in line %zu", name, fault.error, fault.line);
    return len;
}

static void assert_span(struct kr_span s, const char *expected)
{
    assert_int_equal(s.len, strlen(expected));
    assert_memory_equal(s.data, expected, s.len);
}

static void reads_chromium(void **state)
{
    load("sdp/chromium.sdp");
    assert_int_equal(offer.n_media, 17);
    assert_span(offer.ice_ufrag, "niIk");
    assert_span(offer.ice_pwd, "hsyDHe5DR0477OetXdMpLVWL");
    assert_int_equal(offer.n_fingerprints, 1);
    assert_span(offer.fingerprints[0].algorithm, "sha-256");
    assert_int_equal(offer.fingerprints[0].digest_len, 32);
    assert_int_equal(offer.fingerprints[0].digest[0], 0x2D);
    assert_int_equal(offer.fingerprints[0].digest[31], 0xA3);
    assert_int_equal(offer.setup, KR_SDP_ACTPASS);
    assert_true(offer.extmap_allow_mixed);
    assert_false(offer.ice_lite);
    for (size_t i = 0; i < offer.n_media; i++) {
        const struct kr_sdp_media *m = &offer.media[i];
        assert_true(m->bundled && m->rtcp_mux && m->rtcp_rsize && !m->rejected);
        assert_int_equal(m->direction, i < 4 ? KR_SDP_SENDONLY : KR_SDP_RECVONLY);
        assert_int_equal(m->ext_id[KR_EXT_MID], 4);
        assert_int_equal(m->ext_id[KR_EXT_TRANSPORT_CC], 3);
    }
    const struct kr_sdp_media *a = &offer.media[0], *v = &offer.media[1];
    assert_int_equal(a->kind, KR_SDP_AUDIO);
    assert_span(a->mid, "0");
    assert_true(a->codec[KR_CODEC_OPUS].present && a->codec[KR_CODEC_OPUS].transport_cc);
    assert_int_equal(a->codec[KR_CODEC_OPUS].payload_type, 111);
    assert_span(a->codec[KR_CODEC_OPUS].fmtp, "minptime=10;useinbandfec=1");
    assert_int_equal(a->ext_id[KR_EXT_AUDIO_LEVEL], 1);
    assert_int_equal(a->ssrc, 3837876481);
    assert_int_equal(a->rtx_ssrc, 0);
    const struct kr_sdp_codec *vp8 = &v->codec[KR_CODEC_VP8];
    assert_int_equal(v->kind, KR_SDP_VIDEO);
    assert_true(vp8->present && vp8->nack && vp8->pli && vp8->fir && vp8->transport_cc && vp8->remb);
    assert_int_equal(vp8->payload_type, 96);
    assert_int_equal(vp8->rtx_payload_type, 97);
    assert_int_equal(v->ssrc, 134282183);
    assert_int_equal(v->rtx_ssrc, 1349140905);
    assert_int_equal(v->ext_id[KR_EXT_VIDEO_ORIENTATION], 13);
    assert_false(v->codec[KR_CODEC_VP9].present || v->codec[KR_CODEC_H264].present);
}

static void reads_firefox(void **state)
{
    load("sdp/firefox.sdp");
    assert_int_equal(offer.n_media, 17);
    assert_span(offer.ice_ufrag, "8d7c9000");
    assert_int_equal(offer.n_fingerprints, 1); /* of the session */
    assert_true(offer.extmap_allow_mixed);     /* said in the sections only */
    assert_int_equal(offer.media[0].codec[KR_CODEC_OPUS].payload_type, 109);
    const struct kr_sdp_media *v = &offer.media[1];
    assert_int_equal(v->codec[KR_CODEC_VP8].payload_type, 120);
    assert_int_equal(v->codec[KR_CODEC_VP8].rtx_payload_type, 124); /* fmtp stands before rtpmap */
    assert_int_equal(v->ssrc, 2701765310);                          /* ssrc-group stands behind ssrc */
    assert_int_equal(v->rtx_ssrc, 2106670227);
    assert_int_equal(v->ext_id[KR_EXT_PLAYOUT_DELAY], 6);
    assert_int_equal(v->ext_direction[KR_EXT_PLAYOUT_DELAY], KR_SDP_RECVONLY);
    assert_int_equal(v->ext_direction[KR_EXT_MID], KR_SDP_SENDRECV);
    for (size_t i = 0; i < offer.n_media; i++) /* port 0 with bundle-only */
        assert_false(offer.media[i].rejected);
}

static void reads_simulcast(void **state)
{
    static const char *const names[] = {"sdp/chromium-simulcast.sdp", "sdp/firefox-simulcast.sdp"};
    for (size_t i = 0; i < 2; i++) {
        load(names[i]);
        const struct kr_sdp_media *v = &offer.media[1];
        assert_int_equal(v->n_rids, 3);
        assert_span(v->rids[0], "q");
        assert_span(v->rids[1], "h");
        assert_span(v->rids[2], "f");
        assert_int_not_equal(v->ext_id[KR_EXT_RID], 0);
        assert_int_not_equal(v->ext_id[KR_EXT_REPAIRED_RID], 0);
    }
}

static void reads_all_codecs(void **state)
{
    load("sdp/libwebrtc.sdp");
    assert_int_equal(offer.n_media, 4);
    const struct kr_sdp_media *v = &offer.media[1];
    assert_int_equal(v->codec[KR_CODEC_VP8].rtx_payload_type, 97);
    assert_int_equal(v->codec[KR_CODEC_AV1].payload_type, 39);
    assert_int_equal(v->codec[KR_CODEC_AV1].rtx_payload_type, 40);
    assert_int_equal(v->codec[KR_CODEC_VP9].payload_type, 98); /* the first of two profiles */
    assert_span(v->codec[KR_CODEC_VP9].fmtp, "profile-id=0");
}

#define HEAD "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"
#define BUNDLE "a=group:BUNDLE 0\r\n"
#define ICE "a=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\n"
#define PRINT                                                                                                \
    "a=fingerprint:sha-256 "                                                                                 \
    "00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13:14:15:16:17:18:19:1a:1b:1c:1d:1e:1f\r\n"
#define AUDIO "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\na=rtcp-mux\r\na=rtpmap:111 opus/48000/2\r\n"
#define GOOD HEAD BUNDLE ICE PRINT AUDIO

static int parse(const char *s, struct kr_sdp_fault *fault)
{
    /* An exact copy, so that the sanitizer sees a read behind the end. */
    size_t len = strlen(s);
    char *copy = malloc(len ? len : 1);
    memcpy(copy, s, len);
    int err = kr_sdp_parse(&offer, copy, len, fault);
    free(copy); /* the offer's views are not used by the callers */
    return err;
}

static void says_what_is_wrong(void **state)
{
    static const struct {
        const char *sdp, *error;
        size_t line;
        int err;
    } cases[] = {
        {"", "no_version", 0, KR_E_MALFORMED},
        {"o=x\r\n", "no_version", 1, KR_E_MALFORMED},
        {"v=1\r\n", "no_version", 1, KR_E_MALFORMED},
        {"v=0\r\n\r\n", "bad_line", 2, KR_E_MALFORMED},
        {"v=0\r\nA=x\r\n", "bad_line", 2, KR_E_MALFORMED},
        {"v=0\r\na x\r\n", "bad_line", 2, KR_E_MALFORMED},
        {"v=0\r\ns=\x01\r\n", "bad_line", 2, KR_E_MALFORMED},
        {"v=0\r\ns=a\rb\r\n", "bad_line", 2, KR_E_MALFORMED},
        {HEAD BUNDLE ICE PRINT, "no_media", 8, KR_E_MALFORMED},
        {HEAD ICE PRINT AUDIO, "no_bundle", 11, KR_E_MALFORMED},
        {HEAD BUNDLE PRINT AUDIO, "no_ice", 10, KR_E_MALFORMED},
        {HEAD BUNDLE ICE AUDIO, "no_fingerprint", 11, KR_E_MALFORMED},
        {HEAD BUNDLE "a=ice-ufrag:abc\r\n", "bad_ice", 6, KR_E_MALFORMED},
        {HEAD BUNDLE "a=ice-pwd:012345678901234567890\r\n", "bad_ice", 6, KR_E_MALFORMED},
        {HEAD BUNDLE "a=ice-ufrag:ab:cd\r\n", "bad_ice", 6, KR_E_MALFORMED},
        {HEAD "a=fingerprint:sha-256 00:01\r\n", "bad_fingerprint", 5, KR_E_MALFORMED},
        {GOOD "a=setup:passive\r\n", "setup_passive", 13, KR_E_UNSUPPORTED},
        {GOOD "a=setup:never\r\n", "bad_setup", 13, KR_E_MALFORMED},
        {GOOD "a=mid:1\r\n", "bad_mid", 13, KR_E_MALFORMED},
        {GOOD "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\na=rtcp-mux\r\n", "bad_mid", 15, KR_E_MALFORMED},
        {GOOD "m=audio 9 UDP/TLS/RTP/SAVPF 128\r\n", "bad_media", 13, KR_E_MALFORMED},
        {GOOD "m=audio 65536 UDP/TLS/RTP/SAVPF 1\r\n", "bad_media", 13, KR_E_MALFORMED},
        {GOOD "m=audio 9 UDP/TLS/RTP/SAVPF\r\n", "bad_media", 13, KR_E_MALFORMED},
        {GOOD "m=audio 9 UDP//RTP 1\r\n", "bad_media", 13, KR_E_MALFORMED},
        {GOOD "m=audio 9 RTP/ 1\r\n", "bad_media", 13, KR_E_MALFORMED},
        {GOOD "m=audio 9 a:b 1\r\n", "bad_media", 13, KR_E_MALFORMED},
        {GOOD "m=text 9 x (\r\n", "bad_media", 13, KR_E_MALFORMED},
        {GOOD "m=audio\r\n", "bad_media", 13, KR_E_MALFORMED},
        {GOOD "a=rtpmap:x opus/48000/2\r\n", "bad_rtpmap", 13, KR_E_MALFORMED},
        {GOOD "a=extmap:0 urn:x\r\n", "bad_extmap", 13, KR_E_MALFORMED},
        {GOOD "a=extmap:1/both urn:x\r\n", "bad_extmap", 13, KR_E_MALFORMED},
        {GOOD "a=ssrc:4294967296 cname:x\r\n", "bad_ssrc", 13, KR_E_MALFORMED},
        {GOOD "a=ssrc-group:FID 1\r\n", "bad_ssrc", 13, KR_E_MALFORMED},
        {HEAD BUNDLE ICE PRINT "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\na=rtpmap:111 opus/48000/2\r\n",
         "no_rtcp_mux", 11, KR_E_MALFORMED},
    };
    struct kr_sdp_fault fault;
    assert_int_equal(parse(GOOD, &fault), 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fault = (struct kr_sdp_fault){0};
        int err = parse(cases[i].sdp, &fault);
        if (err != cases[i].err || !fault.error || strcmp(fault.error, cases[i].error) != 0 ||
            fault.line != cases[i].line)
            fail_msg("case %zu: expected %s in line %zu, got %d %s in line %zu", i, cases[i].error,
                     cases[i].line, err, fault.error ? fault.error : "nothing", fault.line);
    }
}

static void bounds_what_it_takes(void **state)
{
    static char many[KR_LIMIT_SDP_BYTES + 2];
    struct kr_sdp_fault fault;
    size_t len = (size_t)snprintf(many, sizeof many, "%s", GOOD);
    for (int i = 1; i < KR_LIMIT_SDP_MEDIA; i++)
        len += (size_t)snprintf(many + len, sizeof many - len, "m=x 9 x x\r\n");
    assert_int_equal(kr_sdp_parse(&offer, many, len, &fault), 0);
    assert_int_equal(offer.n_media, KR_LIMIT_SDP_MEDIA);
    len += (size_t)snprintf(many + len, sizeof many - len, "m=x 9 x x\r\n");
    assert_int_equal(kr_sdp_parse(&offer, many, len, &fault), KR_E_TOO_LARGE);
    assert_string_equal(fault.error, "too_many_media");
    memset(many, 'x', sizeof many);
    assert_int_equal(kr_sdp_parse(&offer, many, KR_LIMIT_SDP_BYTES + 1, &fault), KR_E_TOO_LARGE);
    assert_string_equal(fault.error, "too_large");
}

static void tells_what_can_be_accepted(void **state)
{
    static const struct {
        const char *section;
        bool rejected, bundled;
        enum kr_sdp_kind kind;
    } cases[] = {
        {"m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:1\r\na=rtcp-mux\r\na=rtpmap:96 vp8/90000\r\n", false, true,
         KR_SDP_VIDEO},
        {"m=video 0 UDP/TLS/RTP/SAVPF 96\r\na=mid:1\r\na=rtcp-mux\r\na=rtpmap:96 VP8/90000\r\n", true, true,
         KR_SDP_VIDEO},
        {"m=video 0 UDP/TLS/RTP/SAVPF 96\r\na=mid:1\r\na=bundle-only\r\na=rtcp-mux\r\n"
         "a=rtpmap:96 VP8/90000\r\n",
         false, true, KR_SDP_VIDEO},
        {"m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:2\r\na=rtpmap:96 VP8/90000\r\n", false, false,
         KR_SDP_VIDEO},
        {"m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=rtpmap:96 VP8/90000\r\n", false, false, KR_SDP_VIDEO},
        {"m=video 9 RTP/AVP 96\r\na=mid:1\r\na=rtpmap:96 VP8/90000\r\n", true, true, KR_SDP_OTHER},
        {"m=audio 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:1\r\na=rtpmap:96 VP8/90000\r\n", true, true, KR_SDP_AUDIO},
        {"m=video 9 UDP/TLS/RTP/SAVPF 97\r\na=mid:1\r\na=rtpmap:96 VP8/90000\r\n", true, true, KR_SDP_VIDEO},
        {"m=audio 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:1\r\na=rtpmap:96 opus/48000\r\n", true, true, KR_SDP_AUDIO},
        {"m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:1\r\na=sctp-port:5000\r\n", true, true,
         KR_SDP_OTHER},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char sdp[2048];
        snprintf(sdp, sizeof sdp, "%s%s%s", HEAD "a=group:BUNDLE 0 1\r\n" ICE PRINT, AUDIO, cases[i].section);
        assert_int_equal(parse(sdp, NULL), 0);
        assert_int_equal(offer.media[1].rejected, cases[i].rejected);
        assert_int_equal(offer.media[1].bundled, cases[i].bundled);
        assert_int_equal(offer.media[1].kind, cases[i].kind);
    }
}

static void reads_the_rare_forms(void **state)
{
    snprintf(text, sizeof text, "%s",
             "v=0\na=recvonly\na=group:LS 9\na=group:BUNDLE 0\na=group:BUNDLE 7\na=ice-lite\n"
             "a=fingerprint:sha-1 00\na=fingerprint:SHA-384 x\n");
    struct kr_sdp_fault fault;
    assert_int_equal(kr_sdp_parse(&offer, text, strlen(text), &fault), KR_E_MALFORMED);
    assert_string_equal(fault.error, "bad_fingerprint");
    snprintf(
        text, sizeof text, "%s",
        "v=0\na=recvonly\na=group:LS 9\na=group:BUNDLE 0\na=group:BUNDLE 7\na=ice-lite\n"
        "a=fingerprint:sha-1 00\n" PRINT
        "m=video 9/2 RTP/SAVPF 96 97 97\na=mid:0\na=rtcp-mux\na=rtpmap:96 VP8/90000\na=rtpmap:97 RTX/90000\n"
        "a=fmtp:97 rtx-time=100; apt=96\na=rtcp-fb:* nack\na=rtcp-fb:* ccm fir\n" ICE
        "a=rid:1 send\na=rid:2 send pt=96\na=rid:3 recv\na=simulcast:recv 3 send ~1,2;2;3;4\n"
        "a=extmap:300 urn:3gpp:video-orientation");
    assert_int_equal(kr_sdp_parse(&offer, text, strlen(text), &fault), 0);
    const struct kr_sdp_media *m = &offer.media[0];
    assert_true(offer.ice_lite && m->bundled);
    assert_int_equal(m->direction, KR_SDP_RECVONLY);
    assert_int_equal(offer.setup, KR_SDP_ACTIVE);
    assert_int_equal(offer.n_fingerprints, 1);
    assert_int_equal(m->codec[KR_CODEC_VP8].rtx_payload_type, 97);
    assert_true(m->codec[KR_CODEC_VP8].nack && m->codec[KR_CODEC_VP8].fir && !m->codec[KR_CODEC_VP8].pli);
    assert_int_equal(m->n_rids, 2);
    assert_span(m->rids[0], "1");
    assert_span(m->rids[1], "2");
    assert_int_equal(m->ext_id[KR_EXT_VIDEO_ORIENTATION], 0);
}

static const struct kr_sdp_candidate candidates[] = {
    {{4, {192, 0, 2, 1}, 10000}, 2130706431},
    {{6, {0x20, 0x01, 0x0d, 0xb8, [15] = 1}, 10001}, 2130706175},
};

static struct kr_sdp_answer_media sections[KR_LIMIT_SDP_MEDIA];

static struct kr_sdp_answer make_answer(void)
{
    return (struct kr_sdp_answer){
        .ice_ufrag = "ufragufr",
        .ice_pwd = "pwdpwdpwdpwdpwdpwdpwdpwd",
        .fingerprint = "sha-256 AA:BB",
        .cname = "c",
        .session_id = 12,
        .session_version = 3,
        .candidates = candidates,
        .n_candidates = 2,
        .media = sections,
    };
}

/* A data channel, a microphone, a video slot and a camera that sends two layers. */
static const char four_sections[] =
    HEAD "a=group:BUNDLE d 0 1 2\r\na=extmap-allow-mixed\r\n" ICE PRINT
    "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:d\r\n"
    AUDIO "a=sendonly\r\na=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\n"
    "m=video 9 UDP/TLS/RTP/SAVPF 96 97\r\na=mid:1\r\na=rtcp-mux\r\na=rtcp-rsize\r\na=recvonly\r\n"
    "a=rtpmap:96 VP8/90000\r\na=rtcp-fb:96 nack\r\na=rtcp-fb:96 nack pli\r\na=rtcp-fb:96 goog-remb\r\n"
    "a=rtpmap:97 rtx/90000\r\na=fmtp:97 apt=96\r\n"
    "m=video 9 UDP/TLS/RTP/SAVPF 96 98\r\na=mid:2\r\na=rtcp-mux\r\na=sendonly\r\n"
    "a=rtpmap:96 VP8/90000\r\na=rtcp-fb:96 transport-cc\r\na=rtcp-fb:96 goog-remb\r\n"
    "a=rtpmap:98 H264/90000\r\na=fmtp:98 packetization-mode=1;profile-level-id=42e01f\r\n"
    "a=extmap:3/sendonly http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01\r\n"
    "a=rid:q send\r\na=rid:f send\r\na=simulcast:send q;f\r\n";

static const char expected[] =
    "v=0\r\no=- 12 3 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=ice-lite\r\na=fingerprint:sha-256 AA:BB\r\n"
    "a=extmap-allow-mixed\r\na=group:BUNDLE 0 1 2\r\n"
    "m=application 0 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\na=inactive\r\na=mid:d\r\n"
    "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\n"
    "a=ice-ufrag:ufragufr\r\na=ice-pwd:pwdpwdpwdpwdpwdpwdpwdpwd\r\na=setup:passive\r\n"
    "a=candidate:1 1 udp 2130706431 192.0.2.1 10000 typ host\r\n"
    "a=candidate:2 1 udp 2130706175 2001:db8:0:0:0:0:0:1 10001 typ host\r\na=end-of-candidates\r\n"
    "a=mid:0\r\na=recvonly\r\na=rtcp-mux\r\na=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\n"
    "a=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=10;useinbandfec=1;usedtx=1\r\n"
    "m=video 9 UDP/TLS/RTP/SAVPF 96 97\r\n"
    "c=IN IP4 0.0.0.0\r\na=ice-ufrag:ufragufr\r\na=ice-pwd:pwdpwdpwdpwdpwdpwdpwdpwd\r\na=mid:1\r\na=sendonly\r\na=rtcp-mux\r\na=rtcp-rsize\r\n"
    "a=rtpmap:96 VP8/90000\r\na=rtcp-fb:96 goog-remb\r\na=rtcp-fb:96 nack\r\na=rtcp-fb:96 nack pli\r\n"
    "a=rtpmap:97 rtx/90000\r\na=fmtp:97 apt=96\r\n"
    "a=msid:stage v0\r\na=ssrc-group:FID 100 101\r\na=ssrc:100 cname:c\r\na=ssrc:101 cname:c\r\n"
    "m=video 9 UDP/TLS/RTP/SAVPF 96 98\r\nc=IN IP4 0.0.0.0\r\n"
    "a=ice-ufrag:ufragufr\r\na=ice-pwd:pwdpwdpwdpwdpwdpwdpwdpwd\r\na=mid:2\r\na=recvonly\r\na=rtcp-mux\r\n"
    "a=extmap:3/recvonly http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01\r\n"
    "a=rtpmap:96 VP8/90000\r\na=rtcp-fb:96 transport-cc\r\na=fmtp:96 x-google-start-bitrate=800\r\n"
    "a=rtpmap:98 H264/90000\r\na=fmtp:98 packetization-mode=1;profile-level-id=42e01f;x-google-start-bitrate=800\r\n"
    "a=rid:q recv\r\na=rid:f recv\r\na=simulcast:recv q;f\r\n";

static void writes_a_whole_answer(void **state)
{
    assert_int_equal(kr_sdp_parse(&offer, four_sections, sizeof four_sections - 1, NULL), 0);
    memset(sections, 0, sizeof sections);
    for (size_t i = 0; i < 4; i++) {
        sections[i] = (struct kr_sdp_answer_media){
            .accepted = true,
            .direction = KR_SDP_SENDRECV,
            .codec = i == 1 ? KR_CODEC_OPUS : KR_CODEC_VP8,
            .simulcast = true,
            .ssrc = 100,
            .rtx_ssrc = 101,
            .stream = "stage",
            .track = "v0",
        };
        for (int e = 0; e < KR_EXT_COUNT; e++)
            sections[i].ext[e] = true;
    }
    sections[3].extra_codecs[KR_CODEC_H264] = true;
    sections[3].start_bitrate_kbps = 800;
    struct kr_sdp_answer answer = make_answer();
    struct kr_strbuf out;
    kr_strbuf_init(&out, KR_LIMIT_SDP_BYTES);
    assert_int_equal(kr_sdp_write_answer(&out, &offer, &answer), 0);
    assert_string_equal(out.text, expected);
    kr_strbuf_fini(&out);
    kr_strbuf_init(&out, sizeof expected - 2);
    assert_int_equal(kr_sdp_write_answer(&out, &offer, &answer), KR_E_TOO_LARGE);
    kr_strbuf_fini(&out);
}

static void refuses_what_the_offer_does_not_have(void **state)
{
    load("sdp/chromium.sdp");
    memset(sections, 0, sizeof sections);
    for (size_t i = 0; i < offer.n_media; i++)
        sections[i] = (struct kr_sdp_answer_media){
            .accepted = true, .direction = KR_SDP_SENDRECV, .codec = KR_CODEC_H264};
    struct kr_sdp_answer answer = make_answer();
    struct kr_strbuf out;
    kr_strbuf_init(&out, KR_LIMIT_SDP_BYTES);
    assert_int_equal(kr_sdp_write_answer(&out, &offer, &answer), 0);
    assert_null(strstr(out.text, "BUNDLE"));
    assert_null(strstr(out.text, " 9 UDP"));
    assert_non_null(strstr(out.text, "m=video 0 UDP/TLS/RTP/SAVPF 96\r\n"));
    kr_strbuf_fini(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_chromium),
        cmocka_unit_test(reads_firefox),
        cmocka_unit_test(reads_simulcast),
        cmocka_unit_test(reads_all_codecs),
        cmocka_unit_test(says_what_is_wrong),
        cmocka_unit_test(bounds_what_it_takes),
        cmocka_unit_test(tells_what_can_be_accepted),
        cmocka_unit_test(reads_the_rare_forms),
        cmocka_unit_test(writes_a_whole_answer),
        cmocka_unit_test(refuses_what_the_offer_does_not_have),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
