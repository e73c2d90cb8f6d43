/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * SDP: every offer that parses is answered with everything accepted. The answer must be lines of printable
 * text with one section for each of the offer's, and what was refused must stay refused. It parses like an
 * offer but for its role.
 */
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "wire/sdp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct kr_sdp_candidate candidate = {{6, {0x20, 0x01, 0x0d, 0xb8, [15] = 1}, 10000}, 2130706431};

static void accept_all(struct kr_sdp_answer_media *sections, const struct kr_sdp_offer *offer)
{
    for (size_t i = 0; i < offer->n_media; i++) {
        struct kr_sdp_answer_media *a = &sections[i];
        *a = (struct kr_sdp_answer_media){
            .accepted = true,
            .direction = KR_SDP_SENDRECV,
            .simulcast = true,
            .ssrc = 1,
            .rtx_ssrc = 2,
            .stream = "s",
            .track = "t",
            .start_bitrate_kbps = 300,
        };
        for (int c = KR_CODEC_COUNT - 1; c >= 0; c--) {
            a->extra_codecs[c] = true;
            if (offer->media[i].codec[c].present)
                a->codec = (enum kr_codec)c;
        }
        for (int e = 0; e < KR_EXT_COUNT; e++)
            a->ext[e] = true;
    }
}

static void check_answer(char *text, size_t len, const struct kr_sdp_offer *offer)
{
    size_t n_sections = 0;
    kr_assert(len > 2 && memcmp(text + len - 2, "\r\n", 2) == 0);
    for (char *line = text; line < text + len;) {
        char *end = strstr(line, "\r\n");
        kr_assert(end && end - line >= 3 && line[1] == '=');
        for (const char *p = line; p < end; p++)
            kr_assert(*p == '\t' || (unsigned char)*p >= 0x20);
        n_sections += line[0] == 'm';
        line = end + 2;
    }
    kr_assert(n_sections == offer->n_media);
    bool any = false;
    for (size_t i = 0; i < offer->n_media; i++)
        any = any || (offer->media[i].bundled && !offer->media[i].rejected);
    kr_assert(any == (strstr(text, "a=group:BUNDLE ") != NULL));
    char *setup = strstr(text, "\r\na=setup:passive\r\n");
    if (!setup)
        return;
    memcpy(setup + 2, "a=setup:actpass", 15);
    struct kr_sdp_offer *again = malloc(sizeof *again);
    kr_assert(again && kr_sdp_parse(again, text, len, NULL) == 0);
    for (size_t i = 0; i < offer->n_media; i++)
        kr_assert(again->media[i].rejected == (offer->media[i].rejected || !offer->media[i].bundled));
    free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kr_sdp_offer *offer = malloc(sizeof *offer);
    struct kr_sdp_fault fault = {0};
    kr_assert(offer);
    if (kr_sdp_parse(offer, (const char *)data, size, &fault)) {
        kr_assert(fault.error);
        free(offer);
        return 0;
    }
    static struct kr_sdp_answer_media sections[KR_LIMIT_SDP_MEDIA];
    accept_all(sections, offer);
    const struct kr_sdp_answer answer = {
        .ice_ufrag = "ufrag",
        .ice_pwd = "0123456789012345678901",
        .cname = "c",
        .session_id = 1,
        .session_version = 1,
        .fingerprint =
            "sha-256 "
            "00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13:14:15:16:17:18:19:1A:1B:1C:1D:1E:1F",
        .candidates = &candidate,
        .n_candidates = 1,
        .media = sections,
    };
    struct kr_strbuf out;
    kr_strbuf_init(&out, 4 * KR_LIMIT_SDP_BYTES);
    kr_assert(kr_sdp_write_answer(&out, offer, &answer) == 0);
    check_answer(out.text, out.len, offer);
    kr_strbuf_fini(&out);
    free(offer);
    return 0;
}
